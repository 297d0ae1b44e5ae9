package import CRMModel
import Columns
import Cryptography
package import DeltaTable
package import Time

/// Anything that changes a store: a pipeline, an import, an undo.
///
/// `Store.run` begins one. It reads its `snapshot`, writes into its `transaction`, and ends with
/// `commit`, which leaves a `CommittedRun`. A run that ends in any other way is abandoned: the store
/// is as it was.
package struct StoreRun: ~Copyable {
  /// What a run is to do, for whom and why: its id and its row in the table `runs` come from here.
  package struct Order: Sendable {
    /// What the list of runs calls the run: the pipeline's name.
    package var name: String
    /// What the run is for, as the list of runs says it.
    package var purpose: String
    /// What the log of each table calls the change.
    package var operation: String
    /// Everything besides the clock, the program and the store that decides what the run does.
    package var inputs: [String]
    /// The hash of the configuration; empty for a run without one.
    package var configurationHash = ""
    /// The version of the User Data Policy that the run was made under.
    package var policyVersion: String
    /// The version of this program.
    package var toolVersion: String
    /// The run's clock: every time in the store comes from it (law 7).
    package var asOf: Instant
    /// Who asked for the run, where the command knows; the log of each table names them.
    package var actor: String?
    /// Worker threads; the result does not depend on it.
    package var threads = 1
    /// Whether nothing is written: rows are taken and counted, and forgotten.
    package var isDryRun = false

    package init(
      name: String,
      purpose: String,
      operation: String,
      inputs: [String],
      policyVersion: String,
      toolVersion: String,
      asOf: Instant
    ) {
      self.name = name
      self.purpose = purpose
      self.operation = operation
      self.inputs = inputs
      self.policyVersion = policyVersion
      self.toolVersion = toolVersion
      self.asOf = asOf
    }
  }

  /// What the list of runs counts of a run.
  package struct Tally: Sendable {
    /// How many records ended in each bucket.
    package var buckets: [RecordBucket: Int64] = [:]
    /// How many records went in.
    package var input: Int64 = 0
    /// How many documents were issued.
    package var invoices: Int64 = 0

    package init() {}
  }

  /// `20261101T030000Z-1a2b3c4d`: the clock, then a hash of everything that decides the result.
  package let id: String
  /// The store as the run found it.
  package let snapshot: StoreSnapshot
  /// What the run writes.
  package let transaction: StoreTransaction
  private let order: Order
  private let store: Store
  /// Runs that this one has undone.
  private var undone: Set<String> = []

  /// Begins a run of `store` on top of `snapshot`.
  fileprivate init(_ order: Order, _ store: Store, on snapshot: StoreSnapshot) throws {
    id = try Self.id(order, snapshot)
    self.order = order
    self.store = store
    self.snapshot = snapshot
    transaction = StoreTransaction(
      store,
      on: snapshot,
      StoreTransaction.Description(
        runID: id,
        operation: order.operation,
        toolVersion: order.toolVersion,
        actor: order.actor,
        asOf: order.asOf,
        threads: order.threads,
        isDryRun: order.isDryRun
      )
    )
  }

  private static func id(_ order: Order, _ snapshot: StoreSnapshot) throws -> String {
    let clock = order.asOf.rfc3339
    let version = try snapshot.version(of: .runs).map { [String($0)] } ?? []
    let parts = order.inputs + [order.toolVersion, clock] + version
    let hash = SHA256.hash(Array(parts.joined(separator: " ").utf8)).hex
    return "\(clock.filter { $0 != "-" && $0 != ":" })-\(hash.prefix(8))"
  }

  /// Has the list of runs say that this run has undone another.
  package mutating func markUndone(_ runID: String) { undone.insert(runID) }

  /// Writes what a run has to tell into a new folder, knowing what other programs have added since
  /// the run's snapshot.
  package typealias Preparation = (_ folder: String, _ appends: [ForeignAppend]) throws -> Void

  /// Enters the run in the list of runs and publishes everything; a dry run publishes nothing.
  ///
  /// The run's folder is prepared before the commit and published with it, so that what a run has to
  /// tell is as safe as what it has done: also when the process is killed before it has said a word.
  ///
  /// - Throws: `Fault` of kind `locked` when another program has done something to a table that does
  ///   not go with what the run did; nothing is committed then.
  package consuming func commit(
    _ tally: Tally = Tally(),
    preparing prepare: Preparation = { _, _ in }
  ) throws -> CommittedRun {
    try list(tally)
    return CommittedRun(
      id: id,
      versions: try transaction.commit(preparing: prepare),
      foreignAppends: transaction.foreignAppends,
      store: store
    )
  }

  // MARK: - The list of runs

  private func list(_ tally: Tally) throws {
    guard !undone.isEmpty else { return try transaction.append(.runs, row(tally)) }
    let runs = try snapshot.rows(.runs)
    let ids = runs.column("run_id")
    let columns = zip(runs.schema.fields, runs.columns).map { field, column -> Column in
      guard field.name == "outcome" else { return column }
      let outcomes = (0..<runs.rowCount).map { row in
        ids?.string(row).map(undone.contains) ?? false ? "undone" : column.string(row)
      }
      return .text(TextColumn(outcomes))
    }
    let marked = RecordBatch(schema: runs.schema, rowCount: runs.rowCount, columns: columns)
    let listing = RecordBatch.concatenating([marked, row(tally)], schema: runs.schema)
    try transaction.replaceAll(.runs, with: listing)
  }

  /// The run's own row.
  private func row(_ tally: Tally) -> RecordBatch {
    let texts = [
      "run_id": id, "pipeline": order.name, "purpose": order.purpose, "outcome": "committed",
      "configuration_hash": order.configurationHash, "tool_version": order.toolVersion,
      "policy_version": order.policyVersion,
    ]
    var counts = ["input_count": tally.input, "invoice_count": tally.invoices]
    for (bucket, count) in tally.buckets { counts["\(bucket.rawValue)_count"] = count }
    let clock = order.asOf.microseconds
    var builder = BatchBuilder(ModelTable.runs.schema)
    builder.append(
      ModelTable.runs.fields.map { field in
        if let text = texts[field.field.name] { return .text(text) }
        return .integer(field.field.type == .timestamp ? clock : counts[field.field.name] ?? 0)
      }
    )
    return builder.finish()
  }
}

/// A run whose change is in the store.
package struct CommittedRun {
  /// The run's id.
  package let id: String
  /// The new version of each table that the run changed, by its name; none after a dry run.
  package let versions: [String: Int64]
  /// What other programs had added to these tables since the run's snapshot; it is kept.
  package let foreignAppends: [ForeignAppend]
  private let store: Store

  fileprivate init(
    id: String,
    versions: [String: Int64],
    foreignAppends: [ForeignAppend],
    store: Store
  ) {
    self.id = id
    self.versions = versions
    self.foreignAppends = foreignAppends
    self.store = store
  }

  /// The folder in which the run tells what it did.
  package var folder: String { store.layout.run(id) }

  /// The store with the run in it.
  package func snapshot() throws -> StoreSnapshot { try store.snapshot() }
}

extension Store {
  /// Carries out `body` as a run on top of `snapshot`, the store's newest state unless told.
  ///
  /// When `body` ends without having committed the run, everything that it wrote is removed, and so
  /// is a store that was made for it.
  package func run<Result>(
    _ order: StoreRun.Order,
    on snapshot: StoreSnapshot? = nil,
    _ body: (consuming StoreRun) throws -> Result
  ) throws -> Result {
    var transaction: StoreTransaction?
    defer {
      // What cannot be removed now is removed by the next run.
      if !order.isDryRun, transaction?.isCommitted != true {
        try? transaction?.abandon()
        try? withdraw()
      }
    }
    let run = try StoreRun(order, self, on: snapshot ?? self.snapshot())
    transaction = run.transaction
    return try body(run)
  }
}
