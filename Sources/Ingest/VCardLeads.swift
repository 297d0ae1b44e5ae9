package import CRMModel
import Columns
import Diagnostics
package import VCard

/// Turns cards into raw leads.
///
/// Mapping: RFC 6350 section 6 and the habits in ../shared/reference/exports.md, A.5. Values go
/// from the card's bytes into the columns without a String in between; only what a card has beyond
/// one e-mail address, number, address and URL becomes one.
package struct VCardLeads {
  /// What a card has beyond the model: counted by property, dropped at the door.
  package private(set) var dropped = DroppedProperties()
  private var columns = CardColumns()
  private var found = CardFinds()

  package init() {}

  /// The fields filled by cards, in the order of the batch's columns.
  package static var fields: [String] { CardField.allCases.map(\.name) }

  /// The leads among `cards`; group cards and the like carry nobody and are returned as skipped.
  package mutating func assemble(_ cards: [VCard], file: String) -> SourceBatch<RawLeads> {
    columns = CardColumns(capacity: cards.count)
    var points = RawContactPoints()
    var rows = CardRows(capacity: cards.count)
    var skipped: [RowOrigin] = []
    for index in cards.indices {
      guard Self.isPerson(cards[index]) else {
        skipped.append(cards[index].origin)
        continue
      }
      read(cards[index], row: rows.count, into: &points)
      rows.append(cards[index])
    }
    let batch = RecordBatch(
      schema: Schema(Self.fields.map { Field($0, .utf8) }),
      rowCount: rows.count,
      columns: columns.finish()
    )
    let leads = RawLeads(
      batch: batch,
      origins: rows.origins(file),
      points: points,
      originals: OriginalRecords(
        bytes: cards.first?.storage.originals ?? [],
        ranges: rows.originals
      )
    )
    return SourceBatch(rows: leads, skipped: skipped)
  }

  /// RFC 6350 section 6.1.4: group, location and the like are nobody to write to; Apple says so in a
  /// property of its own, as its cards are of version 3.0.
  private static func isPerson(_ card: VCard) -> Bool {
    let storage = card.storage
    for index in card.entryRange {
      let entry = storage.entries[index]
      guard entry.name == .kind || entry.isNamed("X-ADDRESSBOOKSERVER-KIND", in: storage.bytes)
      else { continue }
      let kind = card.property(at: index).text.lowercased()
      return kind == "individual" || kind == "org"
    }
    return true
  }

  private mutating func read(_ card: VCard, row: Int, into points: inout RawContactPoints) {
    let storage = card.storage
    let all = storage.bytes
    let bytes = all.span
    found.removeAll()
    for index in card.entryRange {
      let entry = storage.entries[index]
      switch found.take(entry.name, index, card) {
      case .taken: break
      case .unknown: dropped.count(entry, bytes)
      case .surplus: dropped.count(entry, bytes, isSurplus: true)
      }
    }
    if found.title >= 0, found.role >= 0 {
      dropped.count(storage.entries[found.role], bytes, isSurplus: true)
    }
    columns.append(first: found.uid, .externalID, card)
    columns.append(first: found.rev, .modifiedAt, card)
    columns.append(first: found.fn, .fullName, card)
    columns.appendName(found.n, card)
    columns.append(component: 0, of: found.org, .organisation, card)
    columns.append(first: found.title >= 0 ? found.title : found.role, .jobTitle, card)
    appendBirthday(card)
    columns.appendLists(found.categories, .tags, card)
    columns.appendTexts(found.notes, .notes, card)
    take(found.emails, .email, .email, card, row, &points)
    take(found.phones, .phone, .phone, card, row, &points)
    take(found.urls, .website, .url, card, row, &points)
    takeAddresses(card, row, &points)
  }

  /// The preferred property's value; the others become contact points.
  private mutating func take(
    _ indices: [Int],
    _ field: CardField,
    _ kind: ContactKind,
    _ card: VCard,
    _ row: Int,
    _ points: inout RawContactPoints
  ) {
    if indices.count < 2 {
      return columns.append(uri: Self.only(indices, card, kind), field, card)
    }
    let ranked = CardRank.ranked(indices, card, leavesOutMachines: kind == .phone)
    columns.append(uri: ranked.first?.index, field, card)
    for rank in ranked.dropFirst() {
      let property = card.property(at: rank.index)
      points.append(
        row: row,
        kind,
        Self.bare(property.text),
        label: Self.label(property, rank.traits, card),
        preferred: rank.traits.preference == 1
      )
    }
  }

  /// The only property of its kind, unless it is blank or reaches no person.
  private static func only(_ indices: [Int], _ card: VCard, _ kind: ContactKind) -> Int? {
    guard let index = indices.first else { return nil }
    let property = card.property(at: index)
    if property.isBlank { return nil }
    return kind == .phone && CardRank.isMachine(VCardTraits(property)) ? nil : index
  }

  private mutating func takeAddresses(
    _ card: VCard,
    _ row: Int,
    _ points: inout RawContactPoints
  ) {
    if found.addresses.count < 2 {
      return columns.appendAddress(Self.only(found.addresses, card, .address), card)
    }
    let ranked = CardRank.ranked(found.addresses, card)
    columns.appendAddress(ranked.first?.index, card)
    for rank in ranked.dropFirst() {
      let property = card.property(at: rank.index)
      let text = property.components.filter { !$0.isEmpty }.joined(separator: ", ")
      points.append(row: row, .address, text, label: Self.label(property, rank.traits, card))
    }
  }

  // MARK: - Habits

  private static func label(
    _ property: VCardProperty,
    _ traits: VCardTraits,
    _ card: VCard
  ) -> String? {
    if let group = property.group, let label = card.label(ofGroup: group) {
      return label.lowercased()
    }
    if !traits.types.isDisjoint(with: .mobile) { return "mobile" }
    if traits.isHomeFirst { return "home" }
    if traits.types.contains(.work) { return "work" }
    return nil
  }

  /// `tel:` and `mailto:` URIs without their scheme (RFC 3966, RFC 6068).
  private static func bare(_ value: String) -> String {
    let bytes = Array(value.utf8)
    let length = CardColumns.schemeLength(bytes.span, bytes.indices)
    return length == 0 ? value : String(decoding: bytes[length...], as: UTF8.self)
  }

  /// A birthday without its year is written `--MM-DD` (RFC 6350 section 4.3.1); Apple instead names
  /// a year to be ignored.
  private mutating func appendBirthday(_ card: VCard) {
    guard found.bday >= 0 else { return columns.append(first: -1, .birthDate, card) }
    let property = card.property(at: found.bday)
    guard property.hasExtendedParameter,
      let year = property.parameter("X-APPLE-OMIT-YEAR").first, property.text.hasPrefix(year)
    else { return columns.append(first: found.bday, .birthDate, card) }
    columns.append("-" + property.text.dropFirst(year.count), .birthDate)
  }
}

/// Where the rows of a batch come from.
private struct CardRows {
  private var records: [Int64] = []
  private var lines: [Int64] = []
  private var offsets: [Int64] = []
  private(set) var originals: [Range<Int>] = []

  init(capacity: Int) {
    records.reserveCapacity(capacity)
    lines.reserveCapacity(capacity)
    offsets.reserveCapacity(capacity)
    originals.reserveCapacity(capacity)
  }

  var count: Int { records.count }

  mutating func append(_ card: borrowing VCard) {
    records.append(card.origin.record)
    lines.append(card.origin.line)
    offsets.append(card.origin.byteOffset)
    originals.append(card.originalRange)
  }

  func origins(_ file: String) -> RowOrigins {
    RowOrigins(file: file, record: records, line: lines, byteOffset: offsets)
  }
}

/// The properties of one card that a lead is made of, by their places in the batch; negative for
/// none.
private struct CardFinds {
  var uid = -1
  var rev = -1
  var fn = -1
  var n = -1
  var org = -1
  var title = -1
  var role = -1
  var bday = -1
  var categories: [Int] = []
  var notes: [Int] = []
  var emails: [Int] = []
  var phones: [Int] = []
  var urls: [Int] = []
  var addresses: [Int] = []

  mutating func removeAll() {
    (uid, rev, fn, n, org, title, role, bday) = (-1, -1, -1, -1, -1, -1, -1, -1)
    categories.removeAll(keepingCapacity: true)
    notes.removeAll(keepingCapacity: true)
    emails.removeAll(keepingCapacity: true)
    phones.removeAll(keepingCapacity: true)
    urls.removeAll(keepingCapacity: true)
    addresses.removeAll(keepingCapacity: true)
  }

  enum Use {
    case taken
    /// Means nothing to a lead.
    case unknown
    /// The lead has one such value already.
    case surplus
  }

  mutating func take(_ name: VCardName, _ index: Int, _ card: VCard) -> Use {
    switch name {
    case .uid: return Self.keep(&uid, index, card)
    case .rev: return Self.keep(&rev, index, card)
    case .fn: return Self.keep(&fn, index, card)
    case .n: return Self.keep(&n, index, card)
    case .org: return Self.keep(&org, index, card)
    case .title: return Self.keep(&title, index, card)
    case .role: return Self.keep(&role, index, card)
    case .bday: return Self.keep(&bday, index, card)
    case .categories: categories.append(index)
    case .note: notes.append(index)
    case .email: emails.append(index)
    case .tel: phones.append(index)
    case .url: urls.append(index)
    case .adr: addresses.append(index)
    case .version, .prodid, .kind, .appleLabel: break
    default: return .unknown
    }
    return .taken
  }

  /// Of several properties where a lead has one value: the most preferred, else the first that is
  /// not blank.
  private static func keep(_ kept: inout Int, _ index: Int, _ card: VCard) -> Use {
    guard kept >= 0 else {
      kept = index
      return .taken
    }
    if rank(index, card) < rank(kept, card) { kept = index }
    return .surplus
  }

  /// A blank value comes last; then a date in words, as RFC 6350 section 6.2.5 allows it.
  private static func rank(_ index: Int, _ card: VCard) -> Int {
    let property = card.property(at: index)
    if property.isBlank { return 1000 }
    let isWords =
      property.kind == .bday && property.parameter("VALUE").contains { $0.lowercased() == "text" }
    return (property.preference ?? 101) + (isWords ? 200 : 0)
  }
}

/// The order in which a person wants to be reached.
private struct CardRank {
  let index: Int
  let traits: VCardTraits
  private let weight: Int

  private init(_ index: Int, _ traits: VCardTraits) {
    self.index = index
    self.traits = traits
    let preference = traits.preference == 0 ? 101 : traits.preference
    // A mobile number reaches the person sooner than others.
    weight = preference * 2 + (traits.types.isDisjoint(with: .mobile) ? 1 : 0)
  }

  /// Whether nobody answers there.
  static func isMachine(_ traits: VCardTraits) -> Bool { !traits.types.isDisjoint(with: .machine) }

  /// The properties that are not blank, the most preferred first; fax and pager numbers reach no
  /// person.
  static func ranked(
    _ indices: [Int],
    _ card: VCard,
    leavesOutMachines: Bool = false
  ) -> [CardRank] {
    var ranks: [CardRank] = []
    ranks.reserveCapacity(indices.count)
    for index in indices {
      let property = card.property(at: index)
      guard !property.isBlank else { continue }
      let rank = CardRank(index, VCardTraits(property))
      if leavesOutMachines, isMachine(rank.traits) { continue }
      ranks.append(rank)
    }
    if ranks.count > 1 { ranks.sort { ($0.weight, $0.index) < ($1.weight, $1.index) } }
    return ranks
  }
}
