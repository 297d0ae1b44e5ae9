import ByteIO
package import CRMModel
package import Columns
import Cryptography
package import DeltaTable
import Diagnostics
import Foundation
package import Time

/// The CRM's tables in a folder, open for reading or, with the lock, for one run's writing.
package final class Store {
  package let layout: StoreLayout
  package let identity: StoreIdentity
  private let lock: StoreLock?
  /// Whether this process made the store, and whether it made the store's folder too.
  private var made: (store: Bool, folder: Bool) = (false, false)
  /// The versions that the logs must reach.
  private var committed = StoreVersions()
  /// What a run has opened: one version of each table from its first look to its commit.
  ///
  /// `.some(nil)` is a table that was not there.
  private var pinned: [String: DeltaTable?] = [:]
  private let pinsTables: Bool

  /// What a store is opened for.
  package enum Access: Sendable {
    case read
    /// Without a lock, and without asking that the store exists: for a dry run.
    case dryRun(policyVersion: String)
    /// Takes the lock, creates the store when there is none, and recovers from a run that died.
    ///
    /// A new store's identity comes from `asOf`; `startedAt` is for whoever finds the lock.
    case write(asOf: Instant, startedAt: Instant, policyVersion: String)
  }

  /// Opens the store in `path`.
  ///
  /// - Throws: `Fault`: missing (for reading), of a newer format, damaged, or locked.
  package init(_ path: String, _ access: Access) throws {
    layout = StoreLayout(root: path)
    switch access {
    case .read:
      guard let identity = try StoreIdentity.read(layout.identity) else {
        throw Fault(
          .input,
          "there is no store here",
          at: SourcePosition(file: path),
          hints: ["a run makes one: starcrm run Pipelines/nightly.json5"]
        )
      }
      self.identity = identity
      lock = nil
      pinsTables = false
      committed = try StoreVersions(of: layout)
    case .dryRun(let policyVersion):
      identity =
        try StoreIdentity.read(layout.identity)
        ?? StoreIdentity(id: "not made yet", policyVersion: policyVersion)
      lock = nil
      pinsTables = true
      committed = try StoreVersions(of: layout)
      try committed.verify(layout)
    case .write(let asOf, let startedAt, let policyVersion):
      let isFolderNew = try Directory.status(path) == nil
      try Directory.create(path)
      let known = try StoreIdentity.read(layout.identity)
      lock = try StoreLock(layout.lock, startedAt: startedAt.rfc3339)
      identity = try known ?? Self.create(layout, asOf, policyVersion)
      made = (known == nil, isFolderNew)
      pinsTables = true
      committed = try StoreRecovery(layout).run()
    }
  }

  /// Takes away what opening made, when nothing was committed to it: a first run that failed leaves
  /// no empty store behind.
  package func withdraw() throws {
    guard made.store, try Directory.status(layout.intent) == nil else { return }
    for name in try Directory.names(in: layout.tables) {
      guard try DeltaTable.open(layout.table(name)) == nil else { return }
    }
    try Directory.removeFile(layout.identity)
    try Directory.removeFile(layout.versions)
    for folder in [layout.tables, layout.runs, layout.audit, layout.models] {
      try Directory.removeTree(folder)
    }
    try Directory.removeFile(layout.lock)
    if made.folder, try Directory.names(in: layout.root).isEmpty {
      try Directory.removeTree(layout.root)
    }
  }

  private static func create(
    _ layout: StoreLayout,
    _ asOf: Instant,
    _ policyVersion: String
  ) throws -> StoreIdentity {
    // Another process may have made it between the look and the lock.
    if let identity = try StoreIdentity.read(layout.identity) { return identity }
    guard try StoreVersions(of: layout).tables.isEmpty else {
      throw Fault(
        .integrity,
        "the store has tables, but has lost its identity",
        at: SourcePosition(file: layout.identity),
        hints: [DeltaTable.restoreHint]
      )
    }
    for folder in [layout.tables, layout.runs, layout.audit, layout.models] {
      try Directory.create(folder)
    }
    try StoreVersions().write(layout)
    // From the run's clock, so that equal runs make equal stores (law 7).
    let digest = SHA256.hash(Array("store \(asOf.rfc3339)".utf8))
    let id = RecordID(high: digest.words.0, low: digest.words.1).text
    let identity = StoreIdentity(id: id, policyVersion: policyVersion)
    try identity.write(layout.identity)
    return identity
  }

  /// Whether this process may write.
  package var isWritable: Bool { lock != nil }

  /// The newest state of a table; nil before its first commit.
  ///
  /// In a store open for writing it is the state at the first look: everything that a run reads of
  /// a table, and what its commit is built on, is one version.
  package func table(_ table: ModelTable) throws -> DeltaTable? {
    if let known = pinned[table.name] { return known }
    let found = try open(table)
    if pinsTables { pinned[table.name] = .some(found) }
    return found
  }

  private func open(_ table: ModelTable) throws -> DeltaTable? {
    let path = layout.table(table.name)
    let version = committed.tables[table.name]
    guard let found = try DeltaTable.open(path, committed: version) else { return nil }
    for field in found.snapshot.schema.fields {
      guard let index = table.schema.index(of: field.name) else { continue }
      guard table.schema.fields[index].type == field.type else {
        throw Fault(
          .integrity,
          "column \(field.name) of the table \(table.name) has another type than starcrm writes",
          at: SourcePosition(file: path),
          hints: ["another program changed it, or a newer starcrm did: use that one"]
        )
      }
    }
    return found
  }

  /// Ends the view of a run: the next look at a table finds its newest version.
  func unpin(_ versions: [String: Int64] = [:]) {
    pinned = [:]
    committed.commit(versions)
  }

  /// The newest version of a table; nil before its first commit.
  package func version(of table: ModelTable) throws -> Int64? {
    try self.table(table)?.snapshot.version
  }

  /// Calls `body` with the rows of a table, a batch at a time; not at all before its first commit.
  ///
  /// A column that the model got after the table was written is null.
  package func scan(
    _ table: ModelTable,
    columns: [String]? = nil,
    threads: Int = 1,
    _ body: (RecordBatch) throws -> Void
  ) throws {
    guard let stored = try self.table(table) else { return }
    let known = columns?.filter { stored.snapshot.schema.index(of: $0) != nil }
    let wanted = columns.map { names in
      Schema(
        names.compactMap { name in table.schema.index(of: name).map { table.schema.fields[$0] } }
      )
    }
    try stored.scan(columns: known, threads: threads) { batch, _ in
      if let wanted, known != columns {
        try body(batch.conforming(to: wanted))
      } else {
        try body(batch)
      }
    }
  }

  /// All rows of a small table as one batch.
  package func rows(_ table: ModelTable) throws -> RecordBatch {
    var batches: [RecordBatch] = []
    try scan(table) { batches.append($0) }
    return RecordBatch.concatenating(
      batches.map { $0.conforming(to: table.schema) },
      schema: table.schema
    )
  }
}
