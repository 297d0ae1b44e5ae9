import ByteIO
import CRMModel
import Cryptography
import DeltaTable
import Diagnostics
import Foundation
package import Time

/// A store's folder, its lock and its identity, open for reading or, with the lock, for runs.
///
/// What the tables hold is read from a `snapshot()`.
package final class Store {
  package let layout: StoreLayout
  package let identity: StoreIdentity
  /// The run that opening has finished or taken back; nil when none had died in its commit.
  package let recovered: RecoveredRun?
  private let lock: StoreLock?
  /// Whether this process made the store, and whether it made the store's folder too.
  private var made: (store: Bool, folder: Bool) = (false, false)

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
      recovered = nil
    case .dryRun(let policyVersion):
      identity =
        try StoreIdentity.read(layout.identity)
        ?? StoreIdentity(id: "not made yet", policyVersion: policyVersion)
      lock = nil
      recovered = nil
      try StoreVersions(of: layout).verify(layout)
    case .write(let asOf, let startedAt, let policyVersion):
      let isFolderNew = try Directory.status(path) == nil
      try Directory.create(path)
      let known = try StoreIdentity.read(layout.identity)
      lock = try StoreLock(layout.lock, startedAt: startedAt.rfc3339)
      identity = try known ?? Self.create(layout, asOf, policyVersion)
      made = (known == nil, isFolderNew)
      recovered = try StoreRecovery(layout).run()
    }
  }

  /// Takes away what opening made, when nothing was committed to it: a first run that failed leaves
  /// no empty store behind.
  func withdraw() throws {
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

  /// Every table at its newest version, opened once.
  package func snapshot() throws -> StoreSnapshot {
    try StoreSnapshot(
      layout,
      identity,
      isWritable: isWritable,
      committed: StoreVersions(of: layout)
    )
  }
}
