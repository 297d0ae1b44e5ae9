import ByteIO
package import DeltaTable
import Diagnostics
import Foundation

/// What a run is about to publish: all of its log entries lie durably beside their destinations.
///
/// Once the intent is durable the run counts as done, whatever happens: recovery publishes what is
/// missing. Before that nothing of the run is visible, and recovery removes its leftovers.
struct StoreIntent: Codable, Hashable {
  struct Entry: Codable, Hashable {
    let table: String
    let version: Int64
  }

  let runID: String
  let entries: [Entry]

  /// Writes the intent durably: the moment at which the run is committed.
  func write(_ path: String) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
    let data = try encoder.encode(self)
    try Publish.exclusively(path) { try $0.write([UInt8](data) + [0x0A]) }
  }

  /// Reads the intent; nil at rest.
  static func read(_ path: String) throws -> StoreIntent? {
    guard try Directory.status(path) != nil else { return nil }
    let bytes = try FileSource(path: path).readToEnd(limit: 1 << 20)
    guard let intent = try? JSONDecoder().decode(StoreIntent.self, from: Data(bytes)) else {
      throw Fault(
        .integrity,
        "the intent of an interrupted run cannot be read",
        at: SourcePosition(file: path),
        hints: ["restore the store from a backup"]
      )
    }
    return intent
  }

  /// Publishes every entry that is not yet, notes the versions, then takes the intent away.
  ///
  /// Returns the version that each table has got: a later one than intended where another program
  /// has added rows meanwhile.
  ///
  /// - Throws: `DeltaConflict` when another program has changed what the run has read; the intent is
  ///   withdrawn then, and the run was not. Once an entry is visible the run is finished if it can
  ///   be; a `Fault` says that it cannot.
  @discardableResult
  func carryOut(_ layout: StoreLayout) throws -> [String: Int64] {
    let staged = staged(layout)
    // Before anything is published: afterwards an old store would have a log where it had none.
    var versions = try StoreVersions(of: layout)
    var made: [String: Int64] = [:]
    do {
      if try !staged.contains(where: { try $0.isPublished() }) {
        for commit in staged { _ = try commit.foreignAppends() }
      }
      for (entry, commit) in zip(entries, staged) { made[entry.table] = try commit.publish() }
    } catch let conflict as DeltaConflict {
      guard try !staged.contains(where: { try $0.isPublished() }) else {
        throw Self.halfPublished(conflict)
      }
      try withdraw(layout)
      throw conflict
    }
    try publishFolder(layout)
    versions.commit(made)
    try versions.write(layout)
    try Directory.removeFile(layout.intent)
    try Directory.sync(layout.root)
    return made
  }

  /// Gives the folder in which the run tells what it did its name, where the run has prepared one.
  private func publishFolder(_ layout: StoreLayout) throws {
    let prepared = layout.preparedRun(runID)
    guard try Directory.status(prepared) != nil else { return }
    // The id of a run is new, so a folder of this name belongs to no committed run.
    try Directory.removeTree(layout.run(runID))
    try Publish.rename(prepared, to: layout.run(runID))
    try Directory.sync(layout.runs)
  }

  /// The commits of the intent, in its order.
  private func staged(_ layout: StoreLayout) -> [StagedCommit] {
    entries.map {
      StagedCommit(table: layout.table($0.table), version: $0.version, token: runID)
    }
  }

  /// Takes back an intent of which nothing is visible: first the intent, then what it named.
  private func withdraw(_ layout: StoreLayout) throws {
    try Directory.removeFile(layout.intent)
    try Directory.sync(layout.root)
    for commit in staged(layout) { try commit.discard() }
  }

  /// A run that other programs keep from being finished, with a part of its tables published.
  private static func halfPublished(_ conflict: DeltaConflict) -> Fault {
    Fault(
      .integrity,
      "an interrupted run cannot be finished: \(conflict.fault.message)",
      at: conflict.fault.position,
      hints: [
        "have \(conflict.engine) take back \(conflict.culprit), or restore the store from a backup: "
          + "starcrm backup restore"
      ]
    )
  }
}

/// A run that died in the middle of its commit, as the next one has left it.
package struct RecoveredRun: Hashable, Sendable {
  /// The run's id.
  package let id: String
  /// The folder in which the run tells what it did; nil for a run of a release that prepared none,
  /// and for one that was taken back.
  package let folder: String?
  /// What kept the run from being finished: it was taken back then, and has changed nothing.
  package let conflict: DeltaConflict?
}

/// Brings a store to rest after a run that died.
struct StoreRecovery {
  private let layout: StoreLayout

  init(_ layout: StoreLayout) { self.layout = layout }

  /// Finishes a committed run or removes the leftovers of one that was not.
  ///
  /// A store with a damaged log is left as it is, and a `Fault` thrown. Returns the run that had an
  /// intent; nil when none had.
  @discardableResult
  func run() throws -> RecoveredRun? {
    let known = try StoreVersions(of: layout)
    try known.verify(layout)
    let recovered = try StoreIntent.read(layout.intent).map(settle)
    if try Directory.status(layout.versions) == nil { try known.write(layout) }
    try sweep()
    return recovered
  }

  private func settle(_ intent: StoreIntent) throws -> RecoveredRun {
    do {
      try intent.carryOut(layout)
    } catch let conflict as DeltaConflict {
      return RecoveredRun(id: intent.runID, folder: nil, conflict: conflict)
    }
    let folder = layout.run(intent.runID)
    let isThere = try Directory.status(folder)?.isDirectory == true
    return RecoveredRun(id: intent.runID, folder: isThere ? folder : nil, conflict: nil)
  }

  private func sweep() throws {
    try removeTemporaries(in: layout.root)
    try removeTemporariesOfRuns()
    guard try Directory.status(layout.tables) != nil else { return }
    for name in try Directory.names(in: layout.tables) {
      try DeltaTable.sweep(layout.table(name))
    }
  }

  /// A run that died before its commit left the folder that it had prepared; one that died while it
  /// wrote about itself after that, files in its own folder.
  private func removeTemporariesOfRuns() throws {
    guard try Directory.status(layout.runs) != nil else { return }
    for run in try Directory.names(in: layout.runs) {
      guard !run.hasPrefix(Publish.temporaryPrefix) else {
        try Directory.removeTree("\(layout.runs)/\(run)")
        continue
      }
      for folder in [layout.run(run), "\(layout.run(run))/rejects"]
      where try Directory.status(folder, followingLinks: false)?.isDirectory == true {
        try removeTemporaries(in: folder)
      }
    }
  }

  private func removeTemporaries(in folder: String) throws {
    for name in try Directory.names(in: folder) where name.hasPrefix(Publish.temporaryPrefix) {
      try Directory.removeFile("\(folder)/\(name)")
    }
  }
}
