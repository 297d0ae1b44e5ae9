import ByteIO
package import CRMModel
package import Columns
import Concurrency
import DeltaTable
import Parquet
import Time

/// Everything that one run writes, in as many tables as it needs, published as one unit.
///
/// Rows go to data files at once, so memory stays bounded; nothing is visible before the run's
/// commit.
package final class StoreTransaction {
  /// What the log entries say of the run.
  struct Description: Sendable {
    let runID: String
    let operation: String
    let toolVersion: String
    var actor: String?
    /// The run's clock: every time in the store comes from it (law 7).
    let asOf: Instant
    let threads: Int
    var compression: ParquetOptions.Compression = .none
    /// Whether nothing is written: rows are taken and counted, and forgotten.
    let isDryRun: Bool
  }

  /// Holds the lock.
  private let store: Store
  private let snapshot: StoreSnapshot
  private let description: Description
  private var changes: [String: TableChange] = [:]
  /// Tables in the order of their first change.
  private var order: [String] = []
  private var transactions: [(appID: String, version: Int64)] = []
  /// What other programs have added since the run's snapshot; known after the commit.
  private(set) var foreignAppends: [ForeignAppend] = []
  /// Whether the commit has come to its end.
  private(set) var isCommitted = false

  /// Begins a transaction on top of `snapshot`, of a store open for writing unless this is a dry
  /// run.
  init(_ store: Store, on snapshot: StoreSnapshot, _ description: Description) {
    precondition(store.isWritable || description.isDryRun, "a store open for reading")
    self.store = store
    self.snapshot = snapshot
    self.description = description
  }

  /// Adds rows to a table; the batch has the table's schema.
  package func append(_ table: ModelTable, _ batch: RecordBatch) throws {
    guard batch.rowCount > 0 else { return }
    try change(table).append(batch)
  }

  /// Adds rows to several tables at the same time; each table gets its batches in their order.
  package func append(_ parts: [(table: ModelTable, batches: [RecordBatch])]) throws {
    let work = try parts.map { (change: try change($0.table), batches: $0.batches) }
    _ = try Concurrent.map(work.count, threads: description.threads) { index in
      for batch in work[index].batches { try work[index].change.append(batch) }
    }
  }

  /// Takes the rows whose `key` column holds one of `keys` out of a table and returns them.
  ///
  /// The files that held them are written anew without them. One call a table and run.
  package func take(
    _ table: ModelTable,
    where key: String,
    isIn keys: Set<RecordID>
  ) throws -> [RecordBatch] {
    guard !keys.isEmpty else { return [] }
    return try change(table).take(where: key, isIn: keys)
  }

  /// Puts the batch in the place of everything that a table holds; an empty one empties it.
  ///
  /// The only change of the table in the run.
  package func replaceAll(_ table: ModelTable, with batch: RecordBatch) throws {
    try change(table).replaceAll(with: batch)
  }

  /// Takes some of a table's files out and puts back others that it had.
  ///
  /// The only change of the table in the run.
  func exchange(_ table: ModelTable, _ leaving: [DataFile], for returning: [DataFile]) throws {
    try change(table).exchange(leaving, for: returning)
  }

  /// Notes that an application has got to `version`, in the same commit as the rows.
  package func note(appID: String, version: Int64) { transactions.append((appID, version)) }

  // MARK: - The end

  /// Publishes everything.
  ///
  /// Data files and log entries are durable first; `prepare` writes what the run has to tell into
  /// the folder that it is given, knowing what other programs have added. Then comes the intent,
  /// which decides; then each entry gets its number, and the folder its name. Returns the new version
  /// of each changed table.
  ///
  /// Rows that other programs have added since the run's snapshot stay, also where the run replaces
  /// all that it has read.
  ///
  /// - Throws: `Fault` of kind `locked` when another program has done something else to a table that
  ///   the run changes; nothing is committed then.
  func commit(preparing prepare: StoreRun.Preparation) throws -> [String: Int64] {
    guard !description.isDryRun else { return [:] }
    let staged = try stage()
    do {
      foreignAppends = try staged.flatMap { try $0.foreignAppends() }
      try prepare(snapshot.layout.preparedRun(description.runID), foreignAppends)
      if try Directory.status(snapshot.layout.runs) != nil {
        try Directory.sync(snapshot.layout.runs)
      }
      foreignAppends = try staged.flatMap { try $0.foreignAppends() }
      let versions = try Interruption.shielded { try publish(staged) }
      isCommitted = true
      return versions
    } catch let conflict as DeltaConflict {
      throw conflict.fault
    }
  }

  /// Makes the commit of each changed table durable under a name that no reader looks at.
  private func stage() throws -> [StagedCommit] {
    var staged: [StagedCommit] = []
    var notes = transactions
    for name in order {
      guard let commit = try changes[name]?.finish(notes) else { continue }
      notes = []
      let path = snapshot.layout.table(name)
      staged.append(try StagedCommit.prepare(commit, table: path, token: description.runID))
    }
    return staged
  }

  private func publish(_ staged: [StagedCommit]) throws -> [String: Int64] {
    guard !staged.isEmpty else { return [:] }
    let entries = staged.map {
      StoreIntent.Entry(table: Directory.name(of: $0.table), version: $0.version)
    }
    let intent = StoreIntent(runID: description.runID, entries: entries)
    try intent.write(snapshot.layout.intent)
    return try intent.carryOut(snapshot.layout)
  }

  /// Gives up: removes what was written.
  func abandon() throws {
    changes = [:]
    try StoreRecovery(snapshot.layout).run()
  }

  private func change(_ table: ModelTable) throws -> TableChange {
    if let change = changes[table.name] { return change }
    let known = try snapshot.table(table)
    let change = TableChange(table, path: snapshot.layout.table(table.name), known, description)
    changes[table.name] = change
    order.append(table.name)
    return change
  }
}
