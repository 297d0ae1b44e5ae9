package import CRMModel
import Columns
import DeltaTable
import Diagnostics

/// What has to be done so that a run never was, table by table.
///
/// The data files of older versions are never removed, so the rows before the run are still there.
/// Where no later run has touched the run's files, they are exchanged for those before them; else
/// the rows that the run made or changed are found by their key, and must be as the run left them.
package struct RunUndo {
  /// The run that is undone.
  package let runID: String
  /// What happens to each table that the run changed, in the order of `ModelTable.leadTables`, then
  /// of billing's.
  package private(set) var tables: [TableUndo] = []

  /// What happens to a table.
  package struct TableUndo {
    package let table: ModelTable
    /// Rows, or leads and records where the table has a key, that go.
    package var removed = 0
    /// That get the values back which they had.
    package var restored = 0
    /// Keys of rows that the run made: they go.
    package fileprivate(set) var gone: Set<RecordID> = []
    fileprivate var step = Step.exchange([], [])
  }

  fileprivate enum Step {
    case exchange([DataFile], [DataFile])
    /// Rows of these keys go; those of the files come in their place.
    case rows(Set<RecordID>, from: [DataFile], key: String)
  }

  private let snapshot: StoreSnapshot

  /// Works out how a run is undone; nothing is changed.
  ///
  /// - Throws: `Fault` of kind `gate` when something depends on what the run did.
  package init(_ runID: String, in snapshot: StoreSnapshot) throws {
    self.runID = runID
    self.snapshot = snapshot
    for table in ModelTable.leadTables + ModelTable.billingTables where table != .runs {
      guard let change = try Change(of: runID, table, in: snapshot) else { continue }
      try refusePosted(change)
      tables.append(try Self.undo(change))
    }
    try refuseBilled()
  }

  /// Puts everything back into `transaction`.
  package func carryOut(in transaction: StoreTransaction) throws {
    for undo in tables {
      switch undo.step {
      case .exchange(let leaving, let returning):
        try transaction.exchange(undo.table, leaving, for: returning)
      case .rows(let keys, let files, let key):
        _ = try transaction.take(undo.table, where: key, isIn: keys)
        guard let table = try snapshot.table(undo.table) else { continue }
        for file in files {
          try table.scan(file) { batch in
            let ids = batch.ids(key)
            let rows = ids.indices.filter { keys.contains(ids[$0]) }
            let schema = undo.table.schema
            try transaction.append(undo.table, batch.taking(rows).conforming(to: schema))
          }
        }
      }
    }
  }

  // MARK: - One table

  /// What a run did to a table.
  private struct Change {
    let model: ModelTable
    let added: [DataFile]
    let removed: [DataFile]
    let now: DeltaTable
    /// Runs that changed the table later, in their order.
    let laterRuns: [String]

    /// Nil when the run did not touch the table.
    init?(of runID: String, _ model: ModelTable, in snapshot: StoreSnapshot) throws {
      guard let now = try snapshot.table(model) else { return nil }
      let path = now.path
      let runs = try now.history().map { $0?.parameters[CommitInfo.runParameter] }
      guard let index = runs.lastIndex(of: runID) else { return nil }
      let version = Int64(index)
      let after = try DeltaTable.open(path, version: version)?.snapshot.files ?? []
      let before =
        version == 0 ? [] : try DeltaTable.open(path, version: version - 1)?.snapshot.files ?? []
      let (old, new) = (Set(before.map(\.path)), Set(after.map(\.path)))
      self.model = model
      self.now = now
      added = after.filter { !old.contains($0.path) }
      removed = before.filter { !new.contains($0.path) }
      laterRuns = runs[(index + 1)...].compactMap { $0 }
    }

    /// Whether the table still has all files of the run and none of those before.
    var isUntouched: Bool {
      let present = Set(now.snapshot.files.map(\.path))
      return added.allSatisfy { present.contains($0.path) }
        && removed.allSatisfy { !present.contains($0.path) }
    }

    func groups(_ files: [DataFile], key: String, wanted: Set<RecordID>? = nil) throws -> RowGroups
    {
      var groups = RowGroups()
      for file in files {
        try now.scan(file) { groups.append($0, key: key, wanted: wanted) }
      }
      return groups
    }
  }

  private static func undo(_ change: Change) throws -> TableUndo {
    var undo = TableUndo(table: change.model)
    guard let key = rowKey(change.model) else {
      guard change.isUntouched else { throw changedLater(change, "what it did there") }
      let rows = { (files: [DataFile]) in files.reduce(0) { $0 + ($1.rowCount ?? 0) } }
      undo.removed = max(0, rows(change.added) - rows(change.removed))
      undo.step = .exchange(change.added, change.removed)
      return undo
    }
    let before = try change.groups(change.removed, key: key)
    let after = try change.groups(change.added, key: key)
    let keys = after.differing(from: before)
    undo.gone = keys.subtracting(before.keys)
    undo.removed = undo.gone.count
    undo.restored = keys.count - undo.gone.count
    if change.isUntouched {
      undo.step = .exchange(change.added, change.removed)
      return undo
    }
    let present = try change.groups(change.now.snapshot.files, key: key, wanted: keys)
    let touched = keys.filter { present.differs(from: after, in: [$0]) }
    guard touched.isEmpty else {
      let what = touched.count == 1 ? "one of its rows" : "\(touched.count) of its rows"
      throw changedLater(change, what)
    }
    undo.step = .rows(keys, from: change.removed, key: key)
    return undo
  }

  /// The column by which rows are found one by one; nil for tables that only grow.
  private static func rowKey(_ table: ModelTable) -> String? {
    switch table {
    case .leads, .contactPoints: "lead_id"
    case .sourceRecords: "source_id"
    default: nil
    }
  }

  // MARK: - What depends on a run

  private static func changedLater(_ change: Change, _ what: String) -> Fault {
    var runs: [String] = []
    for run in change.laterRuns.reversed() where !runs.contains(run) { runs.append(run) }
    return Fault(
      .gate,
      "later runs have changed \(what) in the table \(change.model.name); nothing was undone",
      hints: ["undo the later runs first, the newest first: \(runs.joined(separator: ", "))"]
    )
  }

  /// Documents and entries are never taken back.
  private func refusePosted(_ change: Change) throws(Fault) {
    let posted: [ModelTable] = [
      .invoices, .invoiceLines, .invoiceTaxes, .paymentAllocations, .ledgerEntries, .periods,
    ]
    guard posted.contains(change.model) else { return }
    throw Fault(
      .gate,
      "run \(runID) billed: it wrote to the table \(change.model.name); nothing was undone",
      hints: ["an issued invoice is cancelled by a credit note, it cannot be made not to be"]
    )
  }

  /// Leads that the run made and that billing knows by now cannot go.
  private func refuseBilled() throws {
    guard let gone = tables.first(where: { $0.table == .leads })?.gone, !gone.isEmpty else {
      return
    }
    let names: [(ModelTable, id: String)] = [
      (.invoices, "invoice_number"), (.charges, "charge_id"), (.payments, "payment_id"),
      (.subscriptions, "subscription_id"),
    ]
    for (table, id) in names {
      let leaving = leavingFiles(table)
      guard let stored = try snapshot.table(table) else { continue }
      for file in stored.snapshot.files where !leaving.contains(file.path) {
        try stored.scan(file, columns: ["lead_id", id]) { batch in
          let leads = batch.ids("lead_id")
          guard let row = leads.indices.first(where: { gone.contains(leads[$0]) }) else { return }
          let name = batch.columns[1].string(row) ?? ""
          throw Fault(
            .gate,
            "\(table.name) \(name) belongs to a lead that run \(runID) made; nothing was undone",
            hints: ["a lead that was billed stays; see it: starcrm show \(leads[row].text)"]
          )
        }
      }
    }
  }

  private func leavingFiles(_ table: ModelTable) -> Set<String> {
    for undo in tables where undo.table == table {
      if case .exchange(let leaving, _) = undo.step { return Set(leaving.map(\.path)) }
    }
    return []
  }
}
