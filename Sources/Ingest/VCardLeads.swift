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

  /// The columns of the batch.
  private static let columnNames = CardField.allCases.map(\.name)

  /// The fields that cards fill; an export of this program has more than others.
  package static func fields(ofExport isExport: Bool = false) -> [String] {
    (isExport ? CardField.allCases : CardField.ofAnyCard).map(\.name)
  }

  /// The leads among `cards`; group cards and the like carry nobody and are returned as skipped.
  package mutating func assemble(_ cards: [VCard], file: String) -> SourceBatch<RawLeads> {
    columns = CardColumns(capacity: cards.count)
    var points = RawContactPoints()
    var rows = CardRows(capacity: cards.count)
    var skipped: [RowOrigin] = []
    var index = 0
    while index < cards.count {
      // Cards read together share their bytes, which are looked up once.
      let storage = cards[index].storage
      let (all, properties) = (storage.bytes, storage.entries)
      let (bytes, entries) = (all.span, properties.span)
      while index < cards.count, cards[index].storage === storage {
        if Self.isPerson(cards[index], bytes, entries) {
          read(cards[index], bytes, entries, row: rows.count, into: &points)
          rows.append(cards[index])
        } else {
          skipped.append(cards[index].origin)
        }
        index += 1
      }
      columns.gather(bytes)
    }
    let batch = RecordBatch(
      schema: Schema(Self.columnNames.map { Field($0, .utf8) }),
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
  private static func isPerson(
    _ card: VCard,
    _ bytes: Span<UInt8>,
    _ entries: Span<VCard.Entry>
  ) -> Bool {
    for index in card.entryRange {
      let entry = entries[index]
      guard entry.name == .kind || entry.isNamed("X-ADDRESSBOOKSERVER-KIND", in: bytes)
      else { continue }
      let kind = card.property(at: index).text.lowercased()
      return kind == "individual" || kind == "org"
    }
    return true
  }

  private mutating func read(
    _ card: VCard,
    _ bytes: Span<UInt8>,
    _ entries: Span<VCard.Entry>,
    row: Int,
    into points: inout RawContactPoints
  ) {
    found.removeAll()
    for index in card.entryRange {
      switch found.take(entries[index].name, index, card) {
      case .taken: break
      case .unknown: takeOwn(index, bytes, entries)
      case .surplus: dropped.count(entries[index], bytes, isSurplus: true)
      }
    }
    if found.title >= 0, found.role >= 0 {
      dropped.count(entries[found.role], bytes, isSurplus: true)
    }
    let title = found.title >= 0 ? found.title : found.role
    columns.beginRow()
    columns.fill(.externalID, Self.entry(found.uid, entries), bytes)
    columns.fill(.modifiedAt, Self.entry(found.rev, entries), bytes)
    columns.fill(.fullName, Self.entry(found.fn, entries), bytes)
    columns.fillName(Self.entry(found.n, entries), bytes)
    columns.fill(.organisation, component: 0, of: Self.entry(found.org, entries), bytes)
    columns.fill(.jobTitle, Self.entry(title, entries), bytes)
    fillBirthday(card, bytes, entries)
    columns.fillLists(.tags, found.categories, bytes, entries)
    columns.fillTexts(.notes, found.notes, bytes, entries)
    for own in found.own { columns.fill(own.field, entries[own.index], bytes) }
    take(found.emails, .email, .email, card, bytes, entries, row, &points)
    take(found.phones, .phone, .phone, card, bytes, entries, row, &points)
    take(found.urls, .website, .url, card, bytes, entries, row, &points)
    takeAddresses(card, bytes, entries, row, &points)
  }

  /// Takes a property of the program's own export; what other programs add means nothing to a lead.
  private mutating func takeOwn(_ index: Int, _ bytes: Span<UInt8>, _ entries: Span<VCard.Entry>) {
    guard let field = OwnProperty.field(entries[index], in: bytes) else {
      return dropped.count(entries[index], bytes)
    }
    if found.own.contains(where: { $0.field == field }) {
      dropped.count(entries[index], bytes, isSurplus: true)
    } else {
      found.own.append((field, index))
    }
  }

  private static func entry(_ index: Int, _ entries: Span<VCard.Entry>) -> VCard.Entry? {
    index < 0 ? nil : entries[index]
  }

  /// The preferred property's value; the others become contact points.
  private mutating func take(
    _ indices: [Int],
    _ field: CardField,
    _ kind: ContactKind,
    _ card: VCard,
    _ bytes: Span<UInt8>,
    _ entries: Span<VCard.Entry>,
    _ row: Int,
    _ points: inout RawContactPoints
  ) {
    if indices.count < 2 {
      return columns.fill(field, uri: Self.only(indices, card, bytes, entries, kind), bytes)
    }
    let ranked = CardRank.ranked(indices, card, bytes, entries, leavesOutMachines: kind == .phone)
    columns.fill(field, uri: ranked.first.map { entries[$0.index] }, bytes)
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
  private static func only(
    _ indices: [Int],
    _ card: VCard,
    _ bytes: Span<UInt8>,
    _ entries: Span<VCard.Entry>,
    _ kind: ContactKind
  ) -> VCard.Entry? {
    guard let index = indices.first, !entries[index].isBlank(in: bytes) else { return nil }
    guard kind == .phone else { return entries[index] }
    let traits =
      VCardTraits(bytes, entries[index]) ?? VCardTraits(slowly: card.property(at: index))
    return CardRank.isMachine(traits) ? nil : entries[index]
  }

  private mutating func takeAddresses(
    _ card: VCard,
    _ bytes: Span<UInt8>,
    _ entries: Span<VCard.Entry>,
    _ row: Int,
    _ points: inout RawContactPoints
  ) {
    if found.addresses.count < 2 {
      let only = Self.only(found.addresses, card, bytes, entries, .address)
      return columns.fillAddress(only, bytes)
    }
    let ranked = CardRank.ranked(found.addresses, card, bytes, entries)
    columns.fillAddress(ranked.first.map { entries[$0.index] }, bytes)
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
  private mutating func fillBirthday(
    _ card: VCard,
    _ bytes: Span<UInt8>,
    _ entries: Span<VCard.Entry>
  ) {
    let entry = Self.entry(found.bday, entries)
    guard let entry, entry.hasExtendedParameter(in: bytes) else {
      return columns.fill(.birthDate, entry, bytes)
    }
    let property = card.property(at: found.bday)
    guard let year = property.parameter("X-APPLE-OMIT-YEAR").first, property.text.hasPrefix(year)
    else { return columns.fill(.birthDate, entry, bytes) }
    columns.fill(.birthDate, "-" + property.text.dropFirst(year.count))
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
  var own: [(field: CardField, index: Int)] = []

  mutating func removeAll() {
    (uid, rev, fn, n, org, title, role, bday) = (-1, -1, -1, -1, -1, -1, -1, -1)
    categories.removeAll(keepingCapacity: true)
    notes.removeAll(keepingCapacity: true)
    emails.removeAll(keepingCapacity: true)
    phones.removeAll(keepingCapacity: true)
    urls.removeAll(keepingCapacity: true)
    addresses.removeAll(keepingCapacity: true)
    own.removeAll(keepingCapacity: true)
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
    case .tel, .outlookTel: phones.append(index)
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

  private init(_ index: Int, _ traits: VCardTraits, isSpare: Bool) {
    self.index = index
    self.traits = traits
    let preference = traits.preference == 0 ? 101 : traits.preference
    // A mobile number reaches the person sooner than others.
    weight =
      preference * 2 + (traits.types.isDisjoint(with: .mobile) ? 1 : 0) + (isSpare ? 1000 : 0)
  }

  /// Whether nobody answers there.
  static func isMachine(_ traits: VCardTraits) -> Bool { !traits.types.isDisjoint(with: .machine) }

  /// The properties that are not blank, the most preferred first; fax and pager numbers reach no
  /// person.
  static func ranked(
    _ indices: [Int],
    _ card: VCard,
    _ bytes: Span<UInt8>,
    _ entries: Span<VCard.Entry>,
    leavesOutMachines: Bool = false
  ) -> [CardRank] {
    var ranks: [CardRank] = []
    ranks.reserveCapacity(indices.count)
    for index in indices where !entries[index].isBlank(in: bytes) {
      let traits =
        VCardTraits(bytes, entries[index]) ?? VCardTraits(slowly: card.property(at: index))
      if leavesOutMachines, isMachine(traits) { continue }
      ranks.append(CardRank(index, traits, isSpare: entries[index].name == .outlookTel))
    }
    if ranks.count > 1 { ranks.sort { ($0.weight, $0.index) < ($1.weight, $1.index) } }
    return ranks
  }
}
