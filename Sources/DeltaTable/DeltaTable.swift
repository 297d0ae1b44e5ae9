internal import ByteIO
internal import Diagnostics

/// A Delta table on the local file system, at one version.
///
/// The way of a change: `open` -> `DataFileWriter` for new rows -> `DeltaCommit` -> `StagedCommit`
/// (durable, invisible) -> `publish()`. Whatever fails in between, the table is at its old version.
package struct DeltaTable: Sendable {
  /// The table's folder.
  package let path: String
  package let snapshot: DeltaSnapshot

  /// minReaderVersion of the tables that are written, and the highest that is read.
  package static let readerVersion = 1
  /// minWriterVersion of the tables that are written, and the highest that is written to.
  package static let writerVersion = 2

  /// What to do about damage.
  package static let restoreHint = "restore the store from a backup: starcrm backup restore"

  /// The newest version of the table at `path`, `committed` or a later one when that is known; nil
  /// when there is no table.
  ///
  /// - Throws: A `Fault` when a version is missing.
  package static func latestVersion(_ path: String, committed: Int64? = nil) throws -> Int64? {
    try LogSegment(table: path, committed: committed).latest
  }

  /// Opens the table at `path`, at its newest version unless told otherwise; nil when there is no
  /// table.
  ///
  /// `committed` is a version that the table is known to have reached.
  ///
  /// - Throws: A `Fault` for a damaged log, or one that needs more than this program knows.
  package static func open(
    _ path: String,
    version: Int64? = nil,
    committed: Int64? = nil
  ) throws -> DeltaTable? {
    guard let latest = try latestVersion(path, committed: committed) else { return nil }
    let wanted = version ?? latest
    guard (0...latest).contains(wanted) else {
      throw Fault(
        .configuration,
        "the table has no version \(wanted)",
        at: SourcePosition(file: path),
        hints: ["its versions are 0 to \(latest)"]
      )
    }
    return DeltaTable(path: path, snapshot: try LogReplay.snapshot(of: path, at: wanted))
  }

  // MARK: - Cleaning

  /// Whether the folder at `path` holds data files that this program has written, whatever the log
  /// says of them.
  package static func holdsData(_ path: String) throws -> Bool {
    guard try Directory.status(path)?.isDirectory == true else { return false }
    return try Directory.names(in: path).contains(where: DataFileWriter.makes)
  }

  /// Removes what killed runs left: temporary names, and data files that no version names.
  ///
  /// A file that another program is about to commit stays.
  ///
  /// Only for the holder of the store's lock, with no staged commit waiting. Returns the names
  /// removed, in byte order.
  @discardableResult
  package static func sweep(_ path: String) throws -> [String] {
    guard try Directory.status(path) != nil else { return [] }
    let log = LogSegment.path(of: path)
    var kept: Set<String> = []
    if let latest = try LogSegment(table: path).latest {
      for version in 0...latest {
        kept.formUnion(try LogReplay.added(by: version, of: path))
      }
    }
    var removed: [String] = []
    for name in try Directory.names(in: path) {
      let isTemporary = name.hasPrefix(Publish.temporaryPrefix)
      let isOrphan = DataFileWriter.makes(name) && !kept.contains(name)
      if isTemporary || isOrphan { removed.append(name) }
    }
    for name in removed { try Directory.removeFile("\(path)/\(name)") }
    guard try Directory.status(log) != nil else { return removed }
    for name in try Directory.names(in: log) where name.hasPrefix(Publish.temporaryPrefix) {
      try Directory.removeFile("\(log)/\(name)")
      removed.append("\(LogSegment.folder)/\(name)")
    }
    return removed
  }
}
