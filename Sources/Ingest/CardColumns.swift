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
  // What vCard has no property for; `OwnProperty` does.
  case status
  case leadSource
  case owner
  case consentEmail
  case consentAt
  case value
  case currency

  /// The fields that cards of any program fill.
  static let ofAnyCard = allCases.filter { $0.rawValue < Self.status.rawValue }

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
    case .leadSource: "lead_source"
    case .consentEmail: "consent_email"
    case .consentAt: "consent_at"
    default: "\(self)"
    }
  }
}

/// The columns of a batch of cards; each card fills one cell of each of them.
struct CardColumns {
  private var cells: CardCells

  private static let semicolon = UInt8(ascii: ";")
  private static let comma = UInt8(ascii: ",")

  init(capacity: Int = 0) { cells = CardCells(capacity: capacity) }

  /// The next card begins; its cells are empty until they are filled.
  mutating func beginRow() { cells.beginRow() }

  /// Copies what was filled since the last time, out of the cards' bytes.
  mutating func gather(_ bytes: Span<UInt8>) { cells.gather(bytes) }

  mutating func finish() -> [Column] { cells.finish() }

  mutating func fill(_ field: CardField, _ value: String) {
    cells.set(field) { $0 += Array(value.utf8) }
  }

  /// The text of a property.
  mutating func fill(_ field: CardField, _ entry: VCard.Entry?, _ bytes: Span<UInt8>) {
    if let entry { fill(field, entry.value, bytes) }
  }

  /// The same without the scheme of a `tel:` or `mailto:` URI.
  mutating func fill(_ field: CardField, uri entry: VCard.Entry?, _ bytes: Span<UInt8>) {
    guard let entry else { return }
    let range = entry.value
    guard Escapes.areIn(bytes, range) else {
      let start = range.lowerBound + Self.schemeLength(bytes, range)
      return cells.set(field, start..<range.upperBound)
    }
    cells.set(field) { made in
      var value: [UInt8] = []
      Escapes.appendUnescaped(bytes, range, to: &value)
      made += value[Self.schemeLength(value.span, value.indices)...]
    }
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
  mutating func fill(
    _ field: CardField,
    component: Int,
    of entry: VCard.Entry?,
    _ bytes: Span<UInt8>
  ) {
    guard let entry else { return }
    var pieces = Pieces(entry, Self.semicolon)
    for _ in 0..<component { _ = pieces.next(bytes) }
    if let piece = pieces.next(bytes) { fill(field, piece, bytes) }
  }

  /// Family name; given and additional names, RFC 6350 section 6.2.2.
  mutating func fillName(_ entry: VCard.Entry?, _ bytes: Span<UInt8>) {
    guard let entry else { return }
    var pieces = Pieces(entry, Self.semicolon)
    if let family = pieces.next(bytes) { fill(.familyName, family, bytes) }
    let (given, additional) = (pieces.next(bytes), pieces.next(bytes))
    fill(.givenName, given, additional, nil, UInt8(ascii: " "), bytes)
  }

  /// RFC 6350 section 6.3.1: box; extended; street; locality; region; code; country.
  mutating func fillAddress(_ entry: VCard.Entry?, _ bytes: Span<UInt8>) {
    guard let entry else { return }
    var pieces = Pieces(entry, Self.semicolon)
    let (box, extended, street) = (pieces.next(bytes), pieces.next(bytes), pieces.next(bytes))
    fill(.street, street, extended, box, 0x0A, bytes)
    for field in Self.placeFields {
      if let piece = pieces.next(bytes) { fill(field, piece, bytes) }
    }
  }

  private static let placeFields: [CardField] = [.locality, .region, .postalCode, .country]

  /// All parts between commas of several properties.
  mutating func fillLists(
    _ field: CardField,
    _ indices: [Int],
    _ bytes: Span<UInt8>,
    _ entries: Span<VCard.Entry>
  ) {
    guard !indices.isEmpty else { return }
    cells.set(field) { made in
      var isFirst = true
      for index in indices {
        var pieces = Pieces(entries[index], Self.comma)
        while let piece = pieces.next(bytes) {
          if !isFirst { made += [Self.semicolon, UInt8(ascii: " ")] }
          isFirst = false
          Escapes.appendUnescaped(bytes, piece, to: &made)
        }
      }
    }
  }

  /// Several texts, a line each.
  mutating func fillTexts(
    _ field: CardField,
    _ indices: [Int],
    _ bytes: Span<UInt8>,
    _ entries: Span<VCard.Entry>
  ) {
    if indices.count < 2 { return fill(field, indices.first.map { entries[$0] }, bytes) }
    cells.set(field) { made in
      for (number, index) in indices.enumerated() {
        if number > 0 { made.append(0x0A) }
        Escapes.appendUnescaped(bytes, entries[index].value, to: &made)
      }
    }
  }

  /// A part of a value, escapes resolved.
  private mutating func fill(_ field: CardField, _ range: Range<Int>, _ bytes: Span<UInt8>) {
    guard Escapes.areIn(bytes, range) else { return cells.set(field, range) }
    cells.set(field) { Escapes.appendUnescaped(bytes, range, to: &$0) }
  }

  /// The parts that are not empty, with `separator` between them.
  private mutating func fill(
    _ field: CardField,
    _ first: Range<Int>?,
    _ second: Range<Int>?,
    _ third: Range<Int>?,
    _ separator: UInt8,
    _ bytes: Span<UInt8>
  ) {
    let (first, second, third) = (first ?? 0..<0, second ?? 0..<0, third ?? 0..<0)
    // Most values have one part, which stands in the card as it is.
    if second.isEmpty, third.isEmpty { return fill(field, first, bytes) }
    cells.set(field) { made in
      let start = made.count
      func add(_ part: Range<Int>) {
        guard !part.isEmpty else { return }
        if made.count > start { made.append(separator) }
        Escapes.appendUnescaped(bytes, part, to: &made)
      }
      add(first)
      add(second)
      add(third)
    }
  }

  /// The pieces of a value between separators, one after the other; at least one.
  private struct Pieces {
    private let separator: UInt8
    private let end: Int
    private var start: Int
    private var isAtEnd = false

    init(_ entry: VCard.Entry, _ separator: UInt8) {
      self.separator = separator
      start = entry.valueStart
      end = entry.valueEnd
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
