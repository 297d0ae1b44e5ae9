import ByteIO
import DeltaTable
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

  /// Publishes every entry that is not yet, then takes the intent away.
  func carryOut(_ layout: StoreLayout) throws {
    for entry in entries {
      let table = layout.table(entry.table)
      try StagedCommit(table: table, version: entry.version, token: runID).publish()
    }
    try Directory.removeFile(layout.intent)
    try Directory.sync(layout.root)
  }
}

/// Brings a store to rest after a run that died.
struct StoreRecovery {
  private let layout: StoreLayout

  init(_ layout: StoreLayout) { self.layout = layout }

  /// Finishes a committed run or removes the leftovers of one that was not.
  func run() throws {
    if let intent = try StoreIntent.read(layout.intent) { try intent.carryOut(layout) }
    try removeTemporaries(in: layout.root)
    try removeTemporariesOfRuns()
    guard try Directory.status(layout.tables) != nil else { return }
    for name in try Directory.names(in: layout.tables) {
      try DeltaTable.sweep(layout.table(name))
    }
  }

  /// A run that died while it wrote about itself left its files in its own folder.
  private func removeTemporariesOfRuns() throws {
    guard try Directory.status(layout.runs) != nil else { return }
    for run in try Directory.names(in: layout.runs) {
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
