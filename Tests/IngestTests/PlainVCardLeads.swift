import CRMModel
import Columns
import Diagnostics
import Ingest
import VCard

/// Turns cards into raw leads, property by property and String by String: the slow, clear engine
/// that `VCardLeads` must agree with.
struct PlainVCardLeads {
  /// What a card has beyond the model: counted by property, dropped at the door.
  private(set) var dropped: [String: Int] = [:]

  /// The fields filled by cards, in the order of the batch's columns.
  static let fields = [
    "external_id", "modified_at", "given_name", "family_name", "full_name", "organisation",
    "job_title", "email", "phone", "street", "locality", "region", "postal_code", "country",
    "birth_date", "website", "tags", "notes", "status", "lead_source", "owner", "consent_email",
    "consent_at", "value", "currency",
  ]

  /// The properties of the program's own export, with their fields.
  private static let own = Dictionary(
    uniqueKeysWithValues: fields.suffix(7).map { field in
      ("X-STARCRM-\(field.uppercased().replacing("_", with: "-"))", field)
    }
  )

  /// The leads among `cards`; group cards and the like carry nobody and are returned as skipped.
  mutating func assemble(_ cards: [VCard], file: String) -> SourceBatch<RawLeads> {
    var columns = Self.fields.map { _ in TextColumnBuilder(capacity: cards.count) }
    var points = RawContactPoints()
    var origins: [RowOrigin] = []
    var skipped: [RowOrigin] = []
    var originals = (bytes: [UInt8](), ranges: [Range<Int>]())
    for card in cards {
      guard Self.isPerson(card) else {
        skipped.append(card.origin)
        continue
      }
      let values = read(card, row: origins.count, into: &points)
      for (index, field) in Self.fields.enumerated() { columns[index].append(values[field] ?? "") }
      origins.append(card.origin)
      let start = originals.bytes.count
      originals.bytes += card.original
      originals.ranges.append(start..<originals.bytes.count)
    }
    let batch = RecordBatch(
      schema: Schema(Self.fields.map { Field($0, .utf8) }),
      rowCount: origins.count,
      columns: columns.map { Column.text($0.finish()) }
    )
    let rows = RawLeads(
      batch: batch,
      origins: RowOrigins(
        file: file,
        record: origins.map(\.record),
        line: origins.map(\.line),
        byteOffset: origins.map(\.byteOffset)
      ),
      points: points,
      originals: OriginalRecords(bytes: originals.bytes, ranges: originals.ranges)
    )
    return SourceBatch(rows: rows, skipped: skipped)
  }

  /// RFC 6350 section 6.1.4: group, location and the like are nobody to write to.
  private static func isPerson(_ card: VCard) -> Bool {
    let says = card.properties.first { ["KIND", "X-ADDRESSBOOKSERVER-KIND"].contains($0.name) }
    guard let kind = says?.text.lowercased() else { return true }
    return kind == "individual" || kind == "org"
  }

  private mutating func read(
    _ card: VCard,
    row: Int,
    into points: inout RawContactPoints
  ) -> [String: String] {
    var values: [String: String] = [:]
    countDropped(card)
    values["external_id"] = Self.best(.uid, card)?.text
    values["modified_at"] = Self.best(.rev, card)?.text
    values["full_name"] = Self.best(.fn, card)?.text
    if let name = Self.best(.n, card)?.components {
      values["family_name"] = name.first
      values["given_name"] = name.dropFirst().prefix(2).filter { !$0.isEmpty }.joined(
        separator: " "
      )
    }
    values["organisation"] = Self.best(.org, card)?.components.first
    values["job_title"] = (Self.best(.title, card) ?? Self.best(.role, card))?.text
    values["birth_date"] = Self.best(.bday, card).map(Self.birthday)
    values["tags"] = card.all(.categories).flatMap(\.list).joined(separator: "; ")
    values["notes"] = card.all(.note).map(\.text).joined(separator: "\n")
    for (name, field) in Self.own {
      values[field] = card.properties.first { $0.name == name }?.text
    }
    values["email"] = take(card, .email, .email, row, &points)
    values["phone"] = take(card, .tel, .phone, row, &points)
    values["website"] = take(card, .url, .url, row, &points)
    takeAddresses(card, row, &points, &values)
    return values
  }

  /// The preferred property's value; the others become contact points.
  private func take(
    _ card: VCard,
    _ name: VCardName,
    _ kind: ContactKind,
    _ row: Int,
    _ points: inout RawContactPoints
  ) -> String? {
    var ranked = Self.ranked(card.all(name))
    if kind == .phone { ranked += Self.ranked(card.all(.outlookTel)) }
    ranked.removeAll { kind == .phone && Self.isMachine($0) }
    for property in ranked.dropFirst() {
      let isPreferred = property.preference == 1
      points.append(
        row: row,
        kind,
        Self.bare(property.text),
        label: Self.label(property, card),
        preferred: isPreferred
      )
    }
    return ranked.first.map { Self.bare($0.text) }
  }

  private func takeAddresses(
    _ card: VCard,
    _ row: Int,
    _ points: inout RawContactPoints,
    _ values: inout [String: String]
  ) {
    let ranked = Self.ranked(card.all(.adr))
    guard let first = ranked.first else { return }
    // RFC 6350 section 6.3.1: box; extended; street; locality; region; code; country.
    let parts = first.components + Array(repeating: "", count: 7)
    values["street"] = [parts[2], parts[1], parts[0]].filter { !$0.isEmpty }.joined(separator: "\n")
    for (field, index) in [("locality", 3), ("region", 4), ("postal_code", 5), ("country", 6)] {
      values[field] = parts[index]
    }
    for property in ranked.dropFirst() {
      let text = property.components.filter { !$0.isEmpty }.joined(separator: ", ")
      points.append(row: row, .address, text, label: Self.label(property, card))
    }
  }

  // MARK: - Habits

  private static func ranked(_ properties: [VCardProperty]) -> [VCardProperty] {
    properties.filter { !$0.isBlank }.enumerated()
      .sorted {
        ($0.element.preference ?? 101, rank($0.element), $0.offset)
          < ($1.element.preference ?? 101, rank($1.element), $1.offset)
      }
      .map(\.element)
  }

  /// A mobile number reaches the person sooner than others.
  private static func rank(_ property: VCardProperty) -> Int {
    property.types.contains { $0 == "cell" || $0 == "iphone" } ? 0 : 1
  }

  /// Fax and pager numbers reach no person.
  private static func isMachine(_ property: VCardProperty) -> Bool {
    property.types.contains { $0 == "fax" || $0 == "pager" || $0 == "modem" }
  }

  private static func label(_ property: VCardProperty, _ card: VCard) -> String? {
    if let group = property.group, let label = card.label(ofGroup: group) {
      return label.lowercased()
    }
    let types = property.types
    if types.contains("cell") || types.contains("iphone") { return "mobile" }
    return types.first { $0 == "work" || $0 == "home" }
  }

  /// `tel:` and `mailto:` URIs without their scheme (RFC 3966, RFC 6068).
  private static func bare(_ value: String) -> String {
    for scheme in ["tel:", "mailto:"] where value.lowercased().hasPrefix(scheme) {
      return String(value.dropFirst(scheme.count))
    }
    return value
  }

  /// A birthday without its year is written `--MM-DD` (RFC 6350 section 4.3.1); Apple instead names
  /// a year to be ignored.
  private static func birthday(_ property: VCardProperty) -> String {
    let text = property.text
    guard let year = property.parameter("X-APPLE-OMIT-YEAR").first, text.hasPrefix(year) else {
      return text
    }
    return "-" + text.dropFirst(year.count)
  }

  private mutating func countDropped(_ card: VCard) {
    var seen: Set<String> = []
    for property in card.properties where !Self.known.contains(property.kind) {
      let isOwn = Self.own[property.name] != nil
      if isOwn, seen.insert(property.name).inserted { continue }
      dropped[isOwn ? "\(property.name) beyond one" : property.name, default: 0] += 1
    }
    for name in Self.single {
      let count = card.all(name).count - (name == .role && !card.all(.title).isEmpty ? 0 : 1)
      if count > 0 { dropped["\(name.rawValue) beyond one", default: 0] += count }
    }
  }

  private static let single: [VCardName] = [.uid, .rev, .fn, .n, .org, .title, .role, .bday]

  /// The most preferred that is not blank, a date in words last.
  private static func best(_ name: VCardName, _ card: VCard) -> VCardProperty? {
    func rank(_ property: VCardProperty, _ place: Int) -> (Int, Int, Int, Int) {
      let values = property.parameter("VALUE").map { $0.lowercased() }
      let isWords = name == .bday && values.contains("text")
      return (property.isBlank ? 1 : 0, isWords ? 1 : 0, property.preference ?? 101, place)
    }
    return card.all(name).enumerated().min { rank($0.1, $0.0) < rank($1.1, $1.0) }?.1
  }

  private static let known: Set<VCardName> = [
    .version, .prodid, .uid, .rev, .fn, .n, .org, .title, .role, .bday, .categories, .note, .email,
    .tel, .url, .adr, .kind, .appleLabel, .outlookTel,
  ]
}
