import Columns
import VCard

/// The fields of a lead that cards fill, in the order of the columns.
enum CardField: Int, CaseIterable {
  case externalID
  case modifiedAt
  case givenName
  case familyName
  case fullName
  case organisation
  case jobTitle
  case email
  case phone
  case street
  case locality
  case region
  case postalCode
  case country
  case birthDate
  case website
  case tags
  case notes

  /// The model's name of the field.
  var name: String {
    switch self {
    case .externalID: "external_id"
    case .modifiedAt: "modified_at"
    case .givenName: "given_name"
    case .familyName: "family_name"
    case .fullName: "full_name"
    case .jobTitle: "job_title"
    case .postalCode: "postal_code"
    case .birthDate: "birth_date"
    default: "\(self)"
    }
  }
}

/// The columns of a batch of cards; each card appends one value to each of them.
struct CardColumns {
  private var builders: [TextColumnBuilder]

  private static let semicolon = UInt8(ascii: ";")
  private static let comma = UInt8(ascii: ",")
  private static let backslash = UInt8(ascii: "\\")

  init(capacity: Int = 0) {
    builders = CardField.allCases.map { _ in TextColumnBuilder(capacity: capacity) }
  }

  mutating func finish() -> [Column] {
    let finished = builders.map { Column.text($0.finish()) }
    builders = []
    return finished
  }

  mutating func append(_ value: some StringProtocol, _ field: CardField) {
    builders[field.rawValue].append(Array(value.utf8))
  }

  /// The text of the property at `index`, nothing when that is negative.
  mutating func append(first index: Int, _ field: CardField, _ card: VCard) {
    if index >= 0 {
      let all = card.storage.bytes
      let bytes = all.span
      let entry = card.storage.entries[index]
      appendPart(bytes, entry.valueStart..<entry.valueEnd, field)
    }
    builders[field.rawValue].endValue()
  }

  /// The same without the scheme of a `tel:` or `mailto:` URI.
  mutating func append(uri index: Int?, _ field: CardField, _ card: VCard) {
    if let index {
      let all = card.storage.bytes
      let bytes = all.span
      let entry = card.storage.entries[index]
      let range = entry.valueStart..<entry.valueEnd
      guard range.contains(where: { bytes[$0] == Self.backslash }) else {
        let start = range.lowerBound + Self.schemeLength(bytes, range)
        builders[field.rawValue].append(bytes.extracting(start..<range.upperBound))
        return
      }
      var value: [UInt8] = []
      Escapes.appendUnescaped(bytes, range, to: &value)
      let length = Self.schemeLength(value.span, value.indices)
      let text = value.span
      builders[field.rawValue].appendPart(text.extracting(length..<text.count))
    }
    builders[field.rawValue].endValue()
  }

  /// Bytes that `tel:` or `mailto:` takes at the beginning.
  static func schemeLength(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Int {
    guard let first = range.first else { return 0 }
    switch bytes[first] {
    case 0x54, 0x74: return begins(bytes, range, "tel:") ? 4 : 0
    case 0x4D, 0x6D: return begins(bytes, range, "mailto:") ? 7 : 0
    default: return 0
    }
  }

  /// Whether `bytes[range]` begins with `lowerCase`, in any case.
  private static func begins(
    _ bytes: Span<UInt8>,
    _ range: Range<Int>,
    _ lowerCase: StaticString
  ) -> Bool {
    let count = lowerCase.utf8CodeUnitCount
    guard range.count >= count else { return false }
    for index in 0..<count {
      // Safe: a static string lives as long as the program, and the index is below its count.
      let letter = unsafe lowerCase.utf8Start[index]
      let byte = bytes[range.lowerBound + index]
      guard byte == letter || byte &- 0x41 < 26 && byte | 0x20 == letter else { return false }
    }
    return true
  }

  /// One part between semicolons.
  mutating func append(component: Int, of index: Int, _ field: CardField, _ card: VCard) {
    if index >= 0 {
      let all = card.storage.bytes
      let bytes = all.span
      var pieces = Pieces(card, index, Self.semicolon)
      for _ in 0..<component { _ = pieces.next(bytes) }
      if let piece = pieces.next(bytes) { appendPart(bytes, piece, field) }
    }
    builders[field.rawValue].endValue()
  }

  /// Family name; given and additional names, RFC 6350 section 6.2.2.
  mutating func appendName(_ index: Int, _ card: VCard) {
    if index >= 0 {
      let all = card.storage.bytes
      let bytes = all.span
      var pieces = Pieces(card, index, Self.semicolon)
      if let family = pieces.next(bytes) { appendPart(bytes, family, .familyName) }
      var isFirst = true
      for _ in 0..<2 {
        guard let given = pieces.next(bytes) else { break }
        if given.isEmpty { continue }
        if !isFirst { builders[CardField.givenName.rawValue].appendPart(UInt8(ascii: " ")) }
        isFirst = false
        appendPart(bytes, given, .givenName)
      }
    }
    builders[CardField.familyName.rawValue].endValue()
    builders[CardField.givenName.rawValue].endValue()
  }

  /// RFC 6350 section 6.3.1: box; extended; street; locality; region; code; country.
  mutating func appendAddress(_ index: Int?, _ card: VCard) {
    if let index {
      let all = card.storage.bytes
      let bytes = all.span
      var pieces = Pieces(card, index, Self.semicolon)
      let (box, extended, street) = (pieces.next(bytes), pieces.next(bytes), pieces.next(bytes))
      var isFirst = true
      for piece in [street, extended, box] {
        guard let piece, !piece.isEmpty else { continue }
        if !isFirst { builders[CardField.street.rawValue].appendPart(0x0A) }
        isFirst = false
        appendPart(bytes, piece, .street)
      }
      for field in Self.placeFields {
        if let piece = pieces.next(bytes) { appendPart(bytes, piece, field) }
      }
    }
    builders[CardField.street.rawValue].endValue()
    for field in Self.placeFields { builders[field.rawValue].endValue() }
  }

  private static let placeFields: [CardField] = [.locality, .region, .postalCode, .country]

  /// All parts between commas of several properties.
  mutating func appendLists(_ indices: [Int], _ field: CardField, _ card: VCard) {
    let all = card.storage.bytes
    let bytes = all.span
    var isFirst = true
    for index in indices {
      var pieces = Pieces(card, index, Self.comma)
      while let piece = pieces.next(bytes) {
        if !isFirst {
          builders[field.rawValue].appendPart(Self.semicolon)
          builders[field.rawValue].appendPart(UInt8(ascii: " "))
        }
        isFirst = false
        appendPart(bytes, piece, field)
      }
    }
    builders[field.rawValue].endValue()
  }

  /// Several texts, a line each.
  mutating func appendTexts(_ indices: [Int], _ field: CardField, _ card: VCard) {
    let all = card.storage.bytes
    let bytes = all.span
    for (number, index) in indices.enumerated() {
      if number > 0 { builders[field.rawValue].appendPart(0x0A) }
      let entry = card.storage.entries[index]
      appendPart(bytes, entry.valueStart..<entry.valueEnd, field)
    }
    builders[field.rawValue].endValue()
  }

  /// Appends a part of a value, escapes resolved.
  private mutating func appendPart(_ bytes: Span<UInt8>, _ range: Range<Int>, _ field: CardField) {
    guard range.contains(where: { bytes[$0] == Self.backslash }) else {
      return builders[field.rawValue].appendPart(bytes.extracting(range))
    }
    var text: [UInt8] = []
    Escapes.appendUnescaped(bytes, range, to: &text)
    builders[field.rawValue].appendPart(text.span)
  }

  /// The pieces of a value between separators, one after the other; at least one.
  private struct Pieces {
    private let separator: UInt8
    private let end: Int
    private var start: Int
    private var isAtEnd = false

    init(_ card: VCard, _ index: Int, _ separator: UInt8) {
      self.separator = separator
      start = card.storage.entries[index].valueStart
      end = card.storage.entries[index].valueEnd
    }

    mutating func next(_ bytes: Span<UInt8>) -> Range<Int>? {
      guard !isAtEnd else { return nil }
      let stop = Escapes.pieceEnd(bytes, start, end, at: separator)
      let piece = start..<stop
      isAtEnd = stop >= end
      start = stop + 1
      return piece
    }
  }
}

/// Names of properties that mean nothing to a lead, with the number of times they came.
package struct DroppedProperties: Sendable {
  /// Different names kept apart; what a hostile file has more goes into one count.
  private static let maximumNames = 1000

  private var names: [String] = []
  private var counts: [Int] = []
  /// Hashes of the names in capital letters.
  private var hashes: [UInt64] = []
  private var places: [UInt64: Int] = [:]
  private var others = 0

  /// Counts a property; `isSurplus` when the lead has another one of the name.
  mutating func count(_ entry: VCard.Entry, _ bytes: Span<UInt8>, isSurplus: Bool = false) {
    let range = entry.nameStart..<entry.nameEnd
    var hash: UInt64 = isSurplus ? 0x100 : 0xCBF2_9CE4_8422_2325  // FNV-1a, 64 bits
    for index in range { hash = (hash ^ UInt64(Self.upper(bytes[index]))) &* 0x100_0000_01B3 }
    if let place = places[hash] {
      counts[place] += 1
    } else if names.count < Self.maximumNames {
      places[hash] = names.count
      hashes.append(hash)
      let name = String(decoding: range.map { Self.upper(bytes[$0]) }, as: UTF8.self)
      names.append(isSurplus ? "\(name) beyond one" : name)
      counts.append(1)
    } else {
      others += 1
    }
  }

  /// Adds what others counted.
  mutating func add(_ more: DroppedProperties) {
    for (index, hash) in more.hashes.enumerated() {
      if let place = places[hash] {
        counts[place] += more.counts[index]
      } else if names.count < Self.maximumNames {
        places[hash] = names.count
        hashes.append(hash)
        names.append(more.names[index])
        counts.append(more.counts[index])
      } else {
        others += more.counts[index]
      }
    }
    others += more.others
  }

  private static func upper(_ byte: UInt8) -> UInt8 { byte &- 0x61 < 26 ? byte & 0xDF : byte }

  /// Sorted by name.
  package var byName: [(name: String, count: Int)] {
    let sorted = zip(names, counts).sorted { $0.0 < $1.0 }.map { (name: $0.0, count: $0.1) }
    return others == 0 ? sorted : sorted + [(name: "others", count: others)]
  }
}
