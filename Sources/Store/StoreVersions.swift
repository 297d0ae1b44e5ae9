import ByteIO
import DeltaTable
import Diagnostics
import Foundation

/// The version of each table that was committed last: what a log must reach at least.
///
/// A log alone cannot tell that its newest entry, or all of it, is gone. Other programs may have
/// added versions since; one that was noted here never disappears.
struct StoreVersions: Codable, Hashable {
  /// By the table's name.
  private(set) var tables: [String: Int64] = [:]

  /// The versions of a store in which nothing was committed.
  init() {}

  /// Reads the store's file; for a store of a release that wrote none, takes what the logs say.
  ///
  /// - Throws: A `Fault` when the file cannot be read, or when a table of an old store has data but
  ///   no log.
  init(of layout: StoreLayout) throws {
    if let known = try Self.read(layout) {
      self = known
    } else {
      tables = try Self.adopted(layout)
    }
  }

  /// Reads the store's file; nil when there is none.
  static func read(_ layout: StoreLayout) throws -> StoreVersions? {
    let path = layout.versions
    guard try Directory.status(path) != nil else { return nil }
    let bytes = try FileSource(path: path).readToEnd(limit: 1 << 20)
    guard let versions = try? JSONDecoder().decode(StoreVersions.self, from: Data(bytes)),
      versions.tables.allSatisfy({ $1 >= 0 && !$0.isEmpty && !$0.contains("/") })
    else {
      throw Fault(
        .integrity,
        "the committed versions of the store's tables cannot be read",
        at: SourcePosition(file: path),
        hints: [DeltaTable.restoreHint]
      )
    }
    return versions
  }

  /// Writes the file durably, replacing what was there.
  func write(_ layout: StoreLayout) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
    let data = try encoder.encode(self)
    try Publish.replacing(layout.versions) { try $0.write([UInt8](data) + [0x0A]) }
  }

  /// Takes over the versions that a run has committed.
  mutating func commit(_ versions: [String: Int64]) {
    tables.merge(versions) { max($0, $1) }
  }

  /// Checks that the log of every table reaches its version.
  ///
  /// - Throws: A `Fault` that names the table whose log does not.
  func verify(_ layout: StoreLayout) throws {
    for (name, version) in tables.sorted(by: { $0.key < $1.key }) {
      _ = try DeltaTable.latestVersion(layout.table(name), committed: version)
    }
  }

  /// What the logs of an old store say.
  ///
  /// Data without a log is what the first run of a store leaves when it is killed before its commit.
  /// In a store in which something was committed it is damage.
  private static func adopted(_ layout: StoreLayout) throws -> [String: Int64] {
    guard try Directory.status(layout.tables)?.isDirectory == true else { return [:] }
    let names = try Directory.names(in: layout.tables)
    var found: [String: Int64] = [:]
    for name in names { found[name] = try DeltaTable.latestVersion(layout.table(name)) }
    let hasRuns =
      try Directory.status(layout.runs)?.isDirectory == true
      && Directory.names(in: layout.runs).contains { !$0.hasPrefix(Publish.temporaryPrefix) }
    guard !found.isEmpty || hasRuns else { return [:] }
    let isWaiting = Set(try StoreIntent.read(layout.intent)?.entries.map(\.table) ?? [])
    for name in names where found[name] == nil && !isWaiting.contains(name) {
      guard try DeltaTable.holdsData(layout.table(name)) else { continue }
      throw Fault(
        .integrity,
        "the table \(name) has data but no log",
        at: SourcePosition(file: layout.log(name)),
        hints: [DeltaTable.restoreHint]
      )
    }
    return found
  }
}
