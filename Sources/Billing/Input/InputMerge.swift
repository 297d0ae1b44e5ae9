package import CRMModel
package import Diagnostics
import Time

/// Merges a run's files of one kind into the rows that are stored: law 2, the same rows again change
/// nothing.
///
/// A row with an id is the stored row of that id. A row without one is recognised by its content and
/// by how often the content occurs: the k-th occurrence in a file is the k-th occurrence of every
/// other delivery. So neither the place in the file nor the file's name matters; two equal rows of
/// one file are two rows, in two deliveries they are the same.
///
/// Files of one source may overlap in one run (an export of October and November, one of November
/// and December): the same content counts as often as in that file of the source which has it most
/// often. Sources with different names never share a row: equal rows of two sources are two.
///
/// A row that is no longer delivered stays.
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

  /// The stored rows, then those that this run created.
  private var rows: [Entity]
  private let storedCount: Int
  private var positions: [String: Int] = [:]
  /// For each position, the number of the source that delivered the row in this run, or `nobody`.
  private var owners: [Int]
  private var sources: [String?: Int] = [:]
  private var groupOfContent: [Entity.Content: Int] = [:]
  private var groups: [Group] = []
  private var fileNumber = 0
  private let standardTax: Tax?
  private let isFixed: @Sendable (Entity) -> Bool

  private static var nobody: Int { -1 }

  /// The rows of one content that have no id.
  private struct Group {
    /// Those delivered in this run come first.
    var positions: [Int] = []
    /// The file that `next` belongs to.
    var file = 0
    /// Where the search for the file's next occurrence goes on.
    var next = 0
  }

  /// Begins with the stored rows; `isFixed` tells those that may not change any more.
  package init(
    stored: [Entity],
    standardTax: Tax? = nil,
    isFixed: @escaping @Sendable (Entity) -> Bool
  ) {
    rows = stored.sorted { $0.id < $1.id }
    storedCount = rows.count
    owners = Array(repeating: Self.nobody, count: rows.count)
    self.standardTax = standardTax
    self.isFixed = isFixed
    for (position, row) in rows.enumerated() where positions[row.id] == nil {
      positions[row.id] = position
      if !row.hasKey { add(position, to: content(row)) }
    }
  }

  /// All rows after the merge, by id.
  package var merged: [Entity] { rows.sorted { $0.id < $1.id } }

  /// The rows that this run created, in the order of the files.
  package var created: ArraySlice<Entity> { rows[storedCount...] }

  /// The rows that this run's files hold, each with the place where it was read last.
  package var delivered: [Entity] {
    rows.indices.filter { owners[$0] != Self.nobody }.map { rows[$0] }
  }

  // MARK: - Taking files in

  /// Takes in the rows of one file; `source` is the name that the pipeline gives its source.
  package mutating func take(_ parsed: ParsedInputs<Entity>, source: String? = nil) -> Outcome {
    fileNumber += 1
    let owner = sources[source] ?? sources.count
    sources[source] = owner
    var outcome = Outcome()
    for (index, row) in parsed.accepted.enumerated() {
      if row.id.isEmpty {
        takeUnnamed(row, writtenOn: parsed.writtenDays[index], owner, &outcome)
      } else {
        takeNamed(row, &outcome)
        if let position = positions[row.id] { owners[position] = owner }
      }
    }
    return outcome
  }

  private mutating func takeNamed(_ row: Entity, _ outcome: inout Outcome) {
    guard let position = positions[row.id] else {
      append(row)
      outcome.createdCount += 1
      return
    }
    let next = row.replacing(rows[position])
    if content(next) == content(rows[position]) {
      rows[position].origin = next.origin
      rows[position].leadID = next.leadID
      outcome.unchangedCount += 1
    } else if isFixed(rows[position]) {
      outcome.findings.append(Self.changedAfterBilling(row.origin))
    } else {
      rows[position] = next
      outcome.updatedCount += 1
    }
  }

  private mutating func takeUnnamed(
    _ row: Entity,
    writtenOn writtenDay: CalendarDate?,
    _ owner: Int,
    _ outcome: inout Outcome
  ) {
    let content = content(row)
    // The release of November 2026 stored the day of an instant as it was written.
    let found =
      claim(content, owner)
      ?? writtenDay.flatMap { claim(row.content(on: $0, standardTax: standardTax), owner) }
    if let found {
      rows[found].origin = row.origin
      outcome.unchangedCount += 1
      return
    }
    var named = row
    named.id = RowName.make(row.origin, on: row.day) { positions[$0] != nil }
    append(named)
    owners[rows.count - 1] = owner
    add(rows.count - 1, to: content)
    outcome.createdCount += 1
  }

  private mutating func append(_ row: Entity) {
    positions[row.id] = rows.count
    rows.append(row)
    owners.append(Self.nobody)
  }

  // MARK: - Rows without an id

  private func content(_ row: Entity) -> Entity.Content {
    row.content(on: row.day, standardTax: standardTax)
  }

  private mutating func add(_ position: Int, to content: Entity.Content) {
    let group = groupOfContent[content] ?? groups.count
    if group == groups.count {
      groupOfContent[content] = group
      groups.append(Group())
    }
    groups[group].positions.append(position)
    guard fileNumber > 0 else { return }
    // A row that this file brought is none of its next occurrences.
    groups[group].file = fileNumber
    groups[group].next = groups[group].positions.count
  }

  /// The row that the file's next occurrence of a content is; nil when there is no further one.
  ///
  /// The rows that were claimed in this run come first in each group, so that a second file of a
  /// source finds those of the first before it claims another.
  private mutating func claim(_ content: Entity.Content, _ owner: Int) -> Int? {
    guard let group = groupOfContent[content] else { return nil }
    if groups[group].file != fileNumber {
      groups[group].file = fileNumber
      groups[group].next = 0
    }
    while groups[group].next < groups[group].positions.count {
      let position = groups[group].positions[groups[group].next]
      groups[group].next += 1
      if owners[position] == owner || owners[position] == Self.nobody {
        owners[position] = owner
        return position
      }
    }
    return nil
  }

  // MARK: - Findings

  /// What a row that is new may correct: a stored row without an id, of the same customer and day,
  /// that no file of this run holds any more.
  ///
  /// Both are kept. A person has to see it, for both would be billed.
  package var corrections: [Finding] {
    guard rows.count > storedCount else { return [] }
    var missing: [Occasion: Int] = [:]
    for position in 0..<storedCount
    where owners[position] == Self.nobody && !rows[position].customer.isEmpty
      && !rows[position].hasKey
    {
      missing[Occasion(rows[position])] = position
    }
    guard !missing.isEmpty else { return [] }
    return created.compactMap { row in
      missing[Occasion(row)].map { Self.correction(row.origin, of: rows[$0].origin) }
    }
  }

  private struct Occasion: Hashable {
    let customer: String
    let day: CalendarDate

    init(_ row: Entity) { (customer, day) = (row.customer, row.day) }
  }

  private static func correction(_ origin: RowOrigin, of earlier: RowOrigin) -> Finding {
    Finding(
      "billing.perhaps-a-correction",
      .warning,
      at: origin,
      message: "the row is new, and one without an id of the same customer and day, delivered "
        + "before as \(SourcePosition(earlier)), is in no file any more; both count",
      hint: "if it corrects the other, add a row that takes the other's amount back"
    )
  }

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
  package init(charges: [Charge], standardTax: Tax?) {
    self.init(stored: charges, standardTax: standardTax) { $0.invoiceNumber != nil }
  }
}

extension InputMerge<Subscription> {
  /// Begins with the stored subscriptions; what was billed stands on the documents, so that each
  /// may change.
  package init(subscriptions: [Subscription], standardTax: Tax?) {
    self.init(stored: subscriptions, standardTax: standardTax) { _ in false }
  }
}

extension InputMerge<Payment> {
  /// Begins with the stored payments; those `entered` into the ledger keep their values.
  package init(payments: [Payment], entered: Set<String>) {
    self.init(stored: payments) { entered.contains($0.paymentID) }
  }
}
