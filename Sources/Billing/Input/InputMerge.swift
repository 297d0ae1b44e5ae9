package import CRMModel
package import Diagnostics
import Time

/// Merges a run's files of one kind into the rows that are stored: law 2, the same rows again change
/// nothing.
///
/// Everything is within one source; the files of one source in one run are one delivery.
///
/// 1. A row with an id is the row of that id, if its content is one that was seen under the id, or
///    if customer and day are the same: then it is a new version. Else it is another row under an
///    old id: both are kept, and the new one is held for a person. The same holds for an id that
///    names two contents in one delivery. A customer whom nobody knows may be corrected.
/// 2. A row with an id that is not known yet is the row without an id of the same content.
/// 3. A row without an id is the row of the same content, with an id or without; the k-th occurrence
///    in a file is the k-th occurrence of every other delivery. So neither the place in the file nor
///    the file's name matters; two equal rows of one file are two rows, in two deliveries they are
///    the same.
/// 4. A row that is new while one of the same customer and day has vanished, one of them without an
///    id or both of one content, may be that one corrected: it is held.
///
/// A row that is no longer delivered stays. Rows of a source that the pipeline does not read any
/// more, or that was not stored, are whoever's delivers them.
package struct InputMerge<Entity: InputEntity>: Sendable {
  /// What became of a file's rows.
  package struct Outcome: Sendable {
    package fileprivate(set) var createdCount = 0
    package fileprivate(set) var updatedCount = 0
    package fileprivate(set) var unchangedCount = 0
    /// Rows that a document or the ledger holds and that came with other values; the stored ones
    /// stay.
    package fileprivate(set) var findings: [Finding] = []
    /// How many rows the findings concern.
    package var keptCount: Int { findings.count }
  }

  /// A source whose rows are another's now.
  package struct Renaming: Hashable, Sendable {
    package let from: String
    package let to: String
  }

  /// How many rows of a source that is read no more were taken as another's.
  package private(set) var renamings: [Renaming: Int] = [:]

  /// The stored rows, then those that this run created.
  private var rows: [Entity]
  private let storedCount: Int
  /// Ids in the table.
  private var positions: [String: Int] = [:]
  /// For each position, the source within which the row is looked for; nil for all.
  private var scopes: [String?]
  /// For each position, the number of the source that delivered the row in this run, or `nobody`.
  private var owners: [Int]
  /// For each position, the last file that held the row.
  private var files: [Int]
  private var withdrawn: Set<Int> = []
  private var index = InputIndex<Entity>()
  private var sources: [String?: Int] = [:]
  private var fileNumber = 0
  private let standardTax: Tax?
  private let isFixed: @Sendable (Entity) -> Bool

  private static var nobody: Int { -1 }

  /// Begins with the stored rows.
  ///
  /// - Parameters:
  ///   - stored: All rows of the table.
  ///   - systems: The sources that the pipeline reads; nil when it is not at hand.
  ///   - standardTax: The tax of rows that name none.
  ///   - isFixed: Tells the rows that may not change any more.
  package init(
    stored: [Entity],
    systems: Set<String>? = nil,
    standardTax: Tax? = nil,
    isFixed: @escaping @Sendable (Entity) -> Bool
  ) {
    rows = stored.sorted { $0.id < $1.id }
    storedCount = rows.count
    scopes = rows.map { row in
      row.identity.system.flatMap { systems?.contains($0) == false ? nil : $0 }
    }
    owners = Array(repeating: Self.nobody, count: rows.count)
    files = Array(repeating: 0, count: rows.count)
    self.standardTax = standardTax
    self.isFixed = isFixed
    for (position, row) in rows.enumerated() where positions[row.id] == nil {
      positions[row.id] = position
      register(position)
    }
  }

  /// All rows after the merge, by id.
  package var merged: [Entity] {
    rows.indices.filter { !withdrawn.contains($0) }.map { rows[$0] }.sorted { $0.id < $1.id }
  }

  /// The rows that this run created, in the order of the files.
  package var created: ArraySlice<Entity> { rows[storedCount...] }

  /// The rows that this run's files hold, each with the place where it was read last.
  package var delivered: [Entity] {
    rows.indices.filter { owners[$0] != Self.nobody }.map { rows[$0] }
  }

  // MARK: - Taking files in

  /// A file while its rows are taken in.
  private struct Reading {
    let system: String?
    let owner: Int

    /// Where its rows are looked for: its source, then the rows of no source.
    var scopes: [String?] { system == nil ? [nil] : [system, nil] }
  }

  /// Takes in the rows of one file; `source` is the name of its source.
  ///
  /// Rows that are as they were come first, so that they are not mistaken for new versions of each
  /// other; rows without an id come last.
  package mutating func take(_ parsed: ParsedInputs<Entity>, source: String? = nil) -> Outcome {
    fileNumber += 1
    let owner = sources[source] ?? sources.count
    sources[source] = owner
    let file = Reading(system: source, owner: owner)
    var outcome = Outcome()
    var changed: [Int] = []
    for (number, row) in parsed.accepted.enumerated() where !row.id.isEmpty {
      if !takeUnchanged(row, file, &outcome) { changed.append(number) }
    }
    for number in changed {
      takeKeyed(parsed.accepted[number], parsed.writtenDays[number], file, &outcome)
    }
    for (number, row) in parsed.accepted.enumerated() where row.id.isEmpty {
      takeUnnamed(row, parsed.writtenDays[number], file, &outcome)
    }
    return outcome
  }

  // MARK: - Rows with an id

  /// Takes a row whose id and content are known; false when it is another.
  private mutating func takeUnchanged(
    _ row: Entity,
    _ file: Reading,
    _ outcome: inout Outcome
  ) -> Bool {
    for scope in file.scopes {
      let version = InputIndex<Entity>.Version(
        key: .init(system: scope, key: row.id),
        content: content(row)
      )
      guard let found = index.versions[version], isFree(found, file) else { continue }
      rows[found].leadID = row.replacing(rows[found]).leadID
      claim(found, row.origin, file)
      outcome.unchangedCount += 1
      return true
    }
    return false
  }

  /// Takes a row whose id is new, or known with another content.
  private mutating func takeKeyed(
    _ row: Entity,
    _ writtenDay: CalendarDate?,
    _ file: Reading,
    _ outcome: inout Outcome
  ) {
    // A row above in this file may have been the same.
    if takeUnchanged(row, file, &outcome) { return }
    let mains = file.scopes.compactMap { index.mains[.init(system: $0, key: row.id)] }
    guard let main = mains.first(where: { isFree($0, file) }) else {
      return takeNew(row, writtenDay, file, &outcome)
    }
    let isAnother =
      row.contradicts(rows[main], writtenOn: writtenDay) && !correctsCustomer(row, of: rows[main])
    if isAnother || owners[main] != Self.nobody {
      takeReused(row, writtenDay, main, file, &outcome)
    } else if isFixed(rows[main]) {
      outcome.findings.append(Self.changedAfterBilling(row.origin))
      claim(main, nil, file)
    } else {
      update(main, row, file)
      outcome.updatedCount += 1
    }
  }

  /// Whether a row only names another customer than one whose customer nobody knows.
  private func correctsCustomer(_ row: Entity, of stored: Entity) -> Bool {
    guard stored.leadID == nil, !isFixed(stored) else { return false }
    var corrected = content(stored)
    corrected.customer = content(row).customer
    return corrected == content(row)
  }

  /// Takes a row whose id is new: the row without an id of the same content, if there is one.
  private mutating func takeNew(
    _ row: Entity,
    _ writtenDay: CalendarDate?,
    _ file: Reading,
    _ outcome: inout Outcome
  ) {
    guard let found = claimLoose(row, writtenDay, file, where: \.isLoose) else {
      create(row, key: row.id, hold: nil, file)
      outcome.createdCount += 1
      return
    }
    rows[found].identity.key = row.id
    release(found, &outcome)
    register(found)
  }

  /// Ends the doubt about a row that has come again, if there was one.
  private mutating func release(_ position: Int, _ outcome: inout Outcome) {
    if rows[position].identity.hold == nil {
      outcome.unchangedCount += 1
    } else {
      rows[position].identity.hold = nil
      outcome.updatedCount += 1
    }
  }

  /// Takes a row whose id is another row's.
  private mutating func takeReused(
    _ row: Entity,
    _ writtenDay: CalendarDate?,
    _ main: Int,
    _ file: Reading,
    _ outcome: inout Outcome
  ) {
    if claimLoose(row, writtenDay, file, where: { !$0.hasKey }) != nil {
      outcome.unchangedCount += 1
      return
    }
    let other = InputIndex<Entity>.Other(
      key: .init(system: scopes[main], key: row.id),
      occasion: row.occasions.first
    )
    if let held = index.others[other], owners[held] == Self.nobody,
      rows[held].identity.hold?.reason == .reusedID
    {
      update(held, row, file)
      outcome.updatedCount += 1
      return
    }
    create(row, key: row.id, hold: InputHold(.reusedID, other: rows[main].id), file)
    outcome.createdCount += 1
  }

  private mutating func update(_ position: Int, _ row: Entity, _ file: Reading) {
    let stored = rows[position]
    if let key = stored.key {
      let known = InputIndex<Entity>.Key(system: scopes[position], key: key)
      index.versions[.init(key: known, content: content(stored))] = nil
    }
    rows[position] = row.replacing(stored)
    rows[position].id = stored.id
    rows[position].identity = stored.identity
    claim(position, row.origin, file)
    register(position)
  }

  // MARK: - Rows without an id

  private mutating func takeUnnamed(
    _ row: Entity,
    _ writtenDay: CalendarDate?,
    _ file: Reading,
    _ outcome: inout Outcome
  ) {
    guard let found = claimAny(row, writtenDay, file) else {
      create(row, key: nil, hold: nil, file)
      outcome.createdCount += 1
      return
    }
    // Without its id nothing speaks against the row any more.
    if rows[found].identity.hold?.reason == .reusedID {
      rows[found].identity.key = nil
      release(found, &outcome)
    } else {
      outcome.unchangedCount += 1
    }
  }

  /// Claims the row that the file's next occurrence of a content is, with an id or without.
  private mutating func claimAny(
    _ row: Entity,
    _ writtenDay: CalendarDate?,
    _ file: Reading
  ) -> Int? {
    for slot in slots(row, writtenDay, file) {
      let found =
        next(\.loose, slot, .unnamedRows, file) { _ in true }
        ?? next(\.keyed, slot, .unnamedRows, file) { _ in true }
      guard let found else { continue }
      claim(found, row.origin, file)
      return found
    }
    return nil
  }

  /// Claims a row of the same content that is known by it alone.
  private mutating func claimLoose(
    _ row: Entity,
    _ writtenDay: CalendarDate?,
    _ file: Reading,
    where matches: (Entity) -> Bool
  ) -> Int? {
    for slot in slots(row, writtenDay, file) {
      guard let found = next(\.loose, slot, .keyedRows, file, where: matches) else { continue }
      claim(found, row.origin, file)
      return found
    }
    return nil
  }

  /// The next row of a content that the file has not had yet.
  private mutating func next(
    _ groups: WritableKeyPath<InputIndex<Entity>, InputGroups<InputIndex<Entity>.Slot>>,
    _ slot: InputIndex<Entity>.Slot,
    _ cursor: InputGroups<InputIndex<Entity>.Slot>.Cursor,
    _ file: Reading,
    where matches: (Entity) -> Bool
  ) -> Int? {
    guard let group = index[keyPath: groups].group(slot, file: fileNumber) else { return nil }
    while let position = index[keyPath: groups].advance(group, cursor) {
      if files[position] != fileNumber, isFree(position, file), matches(rows[position]),
        slot.content == content(rows[position])
      {
        return position
      }
    }
    return nil
  }

  /// Where a row of the same content may be: that of its day, then that of the day as it is written,
  /// as the release of November 2026 stored the day of an instant.
  private func slots(
    _ row: Entity,
    _ writtenDay: CalendarDate?,
    _ file: Reading
  ) -> [InputIndex<Entity>.Slot] {
    let written = writtenDay.map { [row.content(on: $0, standardTax: standardTax)] } ?? []
    return ([content(row)] + written).flatMap { content in
      file.scopes.map { .init(system: $0, content: content) }
    }
  }

  private func content(_ row: Entity) -> Entity.Content {
    row.content(on: row.day, standardTax: standardTax)
  }

  // MARK: - Claiming and creating

  /// Whether the source may have the row: no other has claimed it in this run.
  private func isFree(_ position: Int, _ file: Reading) -> Bool {
    owners[position] == file.owner || owners[position] == Self.nobody
  }

  private mutating func claim(_ position: Int, _ origin: RowOrigin?, _ file: Reading) {
    owners[position] = file.owner
    files[position] = fileNumber
    if let origin { rows[position].origin = origin }
    guard let system = file.system, rows[position].identity.system != system else { return }
    if let former = rows[position].identity.system {
      renamings[Renaming(from: former, to: system), default: 0] += 1
    }
    rows[position].identity.system = system
  }

  private mutating func create(_ row: Entity, key: String?, hold: InputHold?, _ file: Reading) {
    var named = row
    named.id = name(row, key: hold == nil ? key : nil, file.system)
    named.identity = InputIdentity(system: file.system, key: key, hold: hold)
    positions[named.id] = rows.count
    rows.append(named)
    scopes.append(file.system)
    owners.append(file.owner)
    files.append(fileNumber)
    register(rows.count - 1)
  }

  /// The id in the table: the source's, with the source's name where another source has the same.
  private func name(_ row: Entity, key: String?, _ system: String?) -> String {
    guard let key else { return RowName.make(row.origin, on: row.day) { positions[$0] != nil } }
    guard positions[key] != nil else { return key }
    let name = system.map { "\($0):\(key)" } ?? key
    guard positions[name] != nil else { return name }
    var count = 2
    while positions["\(name):\(count)"] != nil { count += 1 }
    return "\(name):\(count)"
  }

  /// Makes a row known by its key and its content.
  private mutating func register(_ position: Int) {
    let row = rows[position]
    let scope = scopes[position]
    let slot = InputIndex<Entity>.Slot(system: scope, content: content(row))
    if row.isLoose {
      index.loose.add(position, to: slot)
    } else {
      index.keyed.add(position, to: slot)
    }
    guard let key = row.key.map({ InputIndex<Entity>.Key(system: scope, key: $0) }) else { return }
    index.versions[.init(key: key, content: slot.content)] = position
    if row.isLoose {
      index.others[.init(key: key, occasion: row.occasions.first)] = position
    } else if index.mains[key] == nil || row.id == key.key {
      index.mains[key] = position
    }
  }

  // MARK: - When all files are taken in

  /// Holds new rows that may correct others, lets go those that do not, and takes back held rows
  /// that are not delivered any more.
  package mutating func settle() {
    for position in rows.indices { releaseCorrection(position) }
    holdCorrections()
    withdraw()
  }

  /// A row that is delivered beside the one that it might correct is no correction.
  private mutating func releaseCorrection(_ position: Int) {
    guard owners[position] != Self.nobody, let hold = rows[position].identity.hold,
      hold.reason == .correction, isDelivered(hold.other)
    else { return }
    rows[position].identity.hold = nil
  }

  private func isDelivered(_ id: String) -> Bool {
    positions[id].map { owners[$0] != Self.nobody } ?? false
  }

  private struct Place: Hashable {
    let system: String?
    let occasion: InputOccasion
  }

  /// Stored rows that no file holds any more, by what they are about.
  private struct Vanished {
    var any: [Place: Int] = [:]
    /// Those without an id.
    var unnamed: [Place: Int] = [:]
    /// All of them by their content.
    var contents: [InputIndex<Entity>.Slot: Int] = [:]
  }

  private var vanished: Vanished {
    let names = Dictionary(renamings.keys.map { ($0.from, $0.to) }) { first, _ in first }
    var vanished = Vanished()
    for position in (0..<storedCount).reversed()
    where owners[position] == Self.nobody && rows[position].identity.hold == nil {
      let row = rows[position]
      let system = row.identity.system.map { names[$0] ?? $0 }
      vanished.contents[.init(system: system, content: content(row))] = position
      for occasion in row.occasions {
        let place = Place(system: system, occasion: occasion)
        vanished.any[place] = position
        if !row.hasKey { vanished.unnamed[place] = position }
      }
    }
    return vanished
  }

  private mutating func holdCorrections() {
    guard rows.count > storedCount else { return }
    let vanished = vanished
    guard !vanished.any.isEmpty else { return }
    for position in storedCount..<rows.count where rows[position].identity.hold == nil {
      let row = rows[position]
      let systems = [row.identity.system, nil]
      let places = row.occasions.flatMap { occasion in
        systems.map { Place(system: $0, occasion: occasion) }
      }
      let candidates = row.hasKey ? vanished.unnamed : vanished.any
      let same = systems.compactMap { system in
        vanished.contents[.init(system: system, content: content(row))]
      }
      let others = places.compactMap { candidates[$0] } + same
      guard let other = others.first else { continue }
      rows[position].identity.hold = InputHold(.correction, other: rows[other].id)
    }
  }

  /// Takes back held rows that have left their source's files while the row that they were in doubt
  /// with, or another correction of it, is there.
  private mutating func withdraw() {
    let corrections = Set(created.compactMap(\.identity.hold).filter { $0.reason == .correction })
    for position in 0..<storedCount where owners[position] == Self.nobody {
      guard let hold = rows[position].identity.hold else { continue }
      if isDelivered(hold.other) || corrections.contains(hold) { withdrawn.insert(position) }
    }
  }

  // MARK: - Findings

  private static func changedAfterBilling(_ origin: RowOrigin) -> Finding {
    Finding(
      "billing.changed-after-billing",
      .warning,
      at: origin,
      message: "the row differs from what was billed or posted under its id; the stored one stays",
      hint: "enter the difference as a new charge or payment"
    )
  }
}

extension InputMerge<Charge> {
  /// Begins with the stored charges; a billed one keeps its values.
  package init(charges: [Charge], systems: Set<String>? = nil, standardTax: Tax?) {
    self.init(stored: charges, systems: systems, standardTax: standardTax) {
      $0.invoiceNumber != nil
    }
  }
}

extension InputMerge<Subscription> {
  /// Begins with the stored subscriptions; what was billed stands on the documents, so that each
  /// may change.
  package init(subscriptions: [Subscription], systems: Set<String>? = nil, standardTax: Tax?) {
    self.init(stored: subscriptions, systems: systems, standardTax: standardTax) { _ in false }
  }
}

extension InputMerge<Payment> {
  /// Begins with the stored payments; those `entered` into the ledger keep their values.
  package init(payments: [Payment], systems: Set<String>? = nil, entered: Set<String>) {
    self.init(stored: payments, systems: systems) { entered.contains($0.paymentID) }
  }
}
