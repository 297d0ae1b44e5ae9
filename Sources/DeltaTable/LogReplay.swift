internal import Foundation
internal import Time

/// Replays commits into the state of a table (PROTOCOL.md, "Action Reconciliation").
struct LogReplay {
  private let table: String
  private var metadata: TableMetadata?
  private var hasProtocol = false
  private var files: [DataFile?] = []
  private var positions: [String: Int] = [:]
  private var transactions: [String: Int64] = [:]
  private var commit: CommitInfo?

  init(table: String) { self.table = table }

  /// The state at `version`, from version 0 on.
  static func snapshot(of table: String, at version: Int64) throws -> DeltaSnapshot {
    var replay = LogReplay(table: table)
    for version in 0...version { try replay.apply(version) }
    return try replay.finish(version)
  }

  /// What made each of the versions 0 to `version`.
  static func commits(of table: String, upTo version: Int64) throws -> [CommitInfo?] {
    var replay = LogReplay(table: table)
    var commits: [CommitInfo?] = []
    for version in 0...version {
      try replay.apply(version)
      commits.append(replay.commit)
    }
    return commits
  }

  /// The data files that the commit of `version` added.
  static func added(by version: Int64, of table: String) throws -> Set<String> {
    try CommitEffect(try LogEntry(version: version, of: table)).added
  }

  private mutating func apply(_ version: Int64) throws {
    let entry = try LogEntry(version: version, of: table)
    commit = nil
    for (index, action) in entry.actions { try apply(action, entry.path, line: index) }
  }

  private mutating func apply(_ action: LogLine, _ path: String, line: Int) throws {
    if let wanted = action.protocol { try check(wanted, path, line) }
    if let metadata = action.metaData { try set(metadata, path, line) }
    if let add = action.add { try insert(add, path, line) }
    if let remove = action.remove {
      let name = try LogEntry.file(remove.path, path, line)
      if let position = positions.removeValue(forKey: name) {
        files[position] = nil
      } else if commit?.isOwn == true {
        let message = "a data file is removed that the table has not"
        throw LogEntry.damaged(message, path, line: line)
      }
    }
    if let txn = action.txn { transactions[txn.appId] = txn.version }
    if let info = action.commitInfo { commit = CommitInfo(info) }
  }

  private mutating func insert(_ add: LogLine.Add, _ path: String, _ line: Int) throws {
    guard add.deletionVector == nil else {
      let message = "a deletion vector, which the table's protocol excludes"
      throw LogEntry.damaged(message, path, line: line)
    }
    let name = try LogEntry.file(add.path, path, line)
    guard add.size >= 0, let modified = Instant(milliseconds: add.modificationTime) else {
      throw LogEntry.damaged("a data file of impossible size or time", path, line: line)
    }
    let counts = add.stats.flatMap {
      try? JSONDecoder().decode(LogLine.Statistics.self, from: Data($0.utf8))
    }
    let file = DataFile(
      path: name,
      size: add.size,
      modifiedAt: modified,
      rowCount: counts?.numRecords,
      statistics: add.stats,
      tags: (add.tags ?? [:]).compactMapValues(\.text)
    )
    if let position = positions[name] {
      files[position] = file
    } else {
      positions[name] = files.count
      files.append(file)
    }
  }

  private mutating func set(_ found: LogLine.Metadata, _ path: String, _ line: Int) throws {
    guard found.format?.provider ?? "parquet" == "parquet" else {
      throw LogEntry.refused("data files that are not Parquet", path, line)
    }
    guard found.partitionColumns.isEmpty else {
      throw LogEntry.refused("a partitioned table", path, line)
    }
    let schema: DeltaSchema
    do {
      schema = try DeltaSchema(text: found.schemaString)
    } catch let error as DeltaSchema.SchemaError {
      throw LogEntry.refused(error.reason, path, line)
    }
    metadata = TableMetadata(
      id: found.id,
      name: found.name,
      description: found.description,
      schema: schema,
      configuration: found.configuration ?? [:],
      createdAt: found.createdTime.flatMap { Instant(milliseconds: $0) }
    )
  }

  private mutating func check(
    _ wanted: LogLine.Versions,
    _ path: String,
    _ line: Int
  ) throws {
    let reader = wanted.minReaderVersion
    let writer = wanted.minWriterVersion
    guard reader <= DeltaTable.readerVersion, writer <= DeltaTable.writerVersion else {
      throw LogEntry.refused("Delta protocol reader \(reader), writer \(writer)", path, line)
    }
    hasProtocol = true
  }

  private func finish(_ version: Int64) throws -> DeltaSnapshot {
    let path = "\(LogSegment.path(of: table))/\(LogSegment.name(of: 0))"
    guard hasProtocol, let metadata else {
      throw LogEntry.damaged("the log has no protocol or no metadata", path)
    }
    return DeltaSnapshot(
      version: version,
      metadata: metadata,
      files: files.compactMap { $0 },
      transactions: transactions,
      commit: commit
    )
  }
}
