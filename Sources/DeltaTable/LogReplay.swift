internal import ByteIO
internal import Columns
internal import Diagnostics
internal import Foundation

/// The names in `_delta_log` that make up a table's history (PROTOCOL.md, "Delta Log Entries").
struct LogSegment {
  /// Below the table's folder.
  static let folder = "_delta_log"

  /// The newest version that is there; nil for no table.
  let latest: Int64?

  static func path(of table: String) -> String { "\(table)/\(folder)" }

  /// `00000000000000000007.json` for 7.
  static func name(of version: Int64) -> String {
    let digits = String(version)
    return String(repeating: "0", count: max(20 - digits.count, 0)) + digits + ".json"
  }

  /// Lists the log of `table`; throws a `Fault` when versions are missing.
  init(table: String) throws {
    let folder = Self.path(of: table)
    guard try Directory.status(folder)?.isDirectory == true else {
      latest = nil
      return
    }
    let versions = try Directory.names(in: folder).compactMap(Self.version).sorted()
    for (expected, version) in versions.enumerated() where version != Int64(expected) {
      let missing = Self.name(of: Int64(expected))
      throw Fault(
        .integrity,
        "the log has no version \(expected), but has version \(version)",
        at: SourcePosition(file: "\(folder)/\(missing)"),
        hints: [
          "restore the log from a backup; logs cut behind a checkpoint by other programs are not read"
        ]
      )
    }
    latest = versions.last
  }

  private static func version(_ name: String) -> Int64? {
    guard name.utf8.count == 25, name.hasSuffix(".json") else { return nil }
    let digits = name.dropLast(5)
    guard digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
    return Int64(digits)
  }
}

/// Replays commits into the state of a table (PROTOCOL.md, "Action Reconciliation").
struct LogReplay {
  private let table: String
  private var metadata: TableMetadata?
  private var hasProtocol = false
  private var files: [DataFile?] = []
  private var positions: [String: Int] = [:]
  /// Every file that was ever added.
  private var names: Set<String> = []
  private var transactions: [String: Int64] = [:]
  private var commit: CommitInfo?

  /// No commit of a sane writer is larger.
  static let maximumCommitBytes = 1 << 30

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
    var replay = LogReplay(table: table)
    try replay.apply(version)
    return replay.names
  }

  private mutating func apply(_ version: Int64) throws {
    let path = "\(LogSegment.path(of: table))/\(LogSegment.name(of: version))"
    let bytes: [UInt8]
    do {
      bytes = try FileSource(path: path).readToEnd(limit: Self.maximumCommitBytes)
    } catch is ByteLimitExceeded {
      throw Self.damaged("a commit is too large", path)
    }
    commit = nil
    let decoder = JSONDecoder()
    let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    for (index, line) in lines.enumerated() where !line.isEmpty {
      let action: LogLine
      do {
        action = try decoder.decode(LogLine.self, from: Data(line))
      } catch {
        throw Self.damaged("not an action of a Delta log", path, line: index + 1)
      }
      try apply(action, path, line: index + 1)
    }
  }

  private mutating func apply(_ action: LogLine, _ path: String, line: Int) throws {
    if let wanted = action.protocol { try check(wanted, path, line) }
    if let metadata = action.metaData { try set(metadata, path, line) }
    if let add = action.add { try insert(add, path, line) }
    if let remove = action.remove {
      let name = try Self.file(remove.path, path, line)
      if let position = positions.removeValue(forKey: name) { files[position] = nil }
    }
    if let txn = action.txn { transactions[txn.appId] = txn.version }
    if let info = action.commitInfo {
      commit = CommitInfo(
        timestamp: info.timestamp.flatMap { Instant(milliseconds: $0) }
          ?? Instant(microseconds: 0),
        operation: info.operation ?? "",
        parameters: (info.operationParameters ?? [:]).compactMapValues(\.text),
        isBlindAppend: info.isBlindAppend ?? false
      )
    }
  }

  private mutating func insert(_ add: LogLine.Add, _ path: String, _ line: Int) throws {
    guard add.deletionVector == nil else {
      throw Self.damaged("a deletion vector, which the table's protocol excludes", path, line: line)
    }
    let name = try Self.file(add.path, path, line)
    guard add.size >= 0, let modified = Instant(milliseconds: add.modificationTime) else {
      throw Self.damaged("a data file of impossible size or time", path, line: line)
    }
    names.insert(name)
    let counts = add.stats.flatMap {
      try? JSONDecoder().decode(LogLine.Statistics.self, from: Data($0.utf8))
    }
    let file = DataFile(
      path: name,
      size: add.size,
      modifiedAt: modified,
      rowCount: counts?.numRecords,
      statistics: add.stats
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
      throw Self.refused("data files that are not Parquet", path, line)
    }
    guard found.partitionColumns.isEmpty else {
      throw Self.refused("a partitioned table", path, line)
    }
    let schema: DeltaSchema
    do {
      schema = try DeltaSchema(text: found.schemaString)
    } catch let error as DeltaSchema.SchemaError {
      throw Self.refused(error.reason, path, line)
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
      throw Self.refused("Delta protocol reader \(reader), writer \(writer)", path, line)
    }
    hasProtocol = true
  }

  private func finish(_ version: Int64) throws -> DeltaSnapshot {
    let path = "\(LogSegment.path(of: table))/\(LogSegment.name(of: 0))"
    guard hasProtocol, let metadata else {
      throw Self.damaged("the log has no protocol or no metadata", path)
    }
    return DeltaSnapshot(
      version: version,
      metadata: metadata,
      files: files.compactMap { $0 },
      transactions: transactions,
      commit: commit
    )
  }

  /// A path relative to the table's folder, which it never leaves.
  private static func file(_ text: String, _ path: String, _ line: Int) throws -> String {
    guard let name = text.removingPercentEncoding else {
      throw damaged("a path that cannot be decoded", path, line: line)
    }
    let parts = name.split(separator: "/", omittingEmptySubsequences: false)
    guard !name.isEmpty, !name.contains("://"), !parts.contains(".."), parts.first != "" else {
      throw refused("a data file outside the table's folder", path, line)
    }
    return name
  }

  private static func damaged(_ message: String, _ path: String, line: Int? = nil) -> Fault {
    Fault(
      .integrity,
      message,
      at: SourcePosition(file: path, line: line),
      hints: ["restore the table from a backup"]
    )
  }

  private static func refused(_ what: String, _ path: String, _ line: Int) -> Fault {
    Fault(
      .integrity,
      "the table needs more than this program knows: \(what)",
      at: SourcePosition(file: path, line: line),
      hints: ["another program has changed the table; read it there, or restore it from a backup"]
    )
  }
}

/// A line of a commit: one action.
private struct LogLine: Decodable {
  let `protocol`: Versions?
  let metaData: Metadata?
  let add: Add?
  let remove: Remove?
  let txn: Transaction?
  let commitInfo: Info?

  struct Versions: Decodable {
    let minReaderVersion: Int
    let minWriterVersion: Int
  }

  struct Metadata: Decodable {
    let id: String
    let name: String?
    let description: String?
    let format: Format?
    let schemaString: String
    let partitionColumns: [String]
    let configuration: [String: String]?
    let createdTime: Int64?
  }

  struct Format: Decodable {
    let provider: String
  }

  struct Add: Decodable {
    let path: String
    let size: Int64
    let modificationTime: Int64
    let stats: String?
    let deletionVector: Anything?
  }

  struct Statistics: Decodable {
    let numRecords: Int?
  }

  struct Remove: Decodable {
    let path: String
  }

  struct Transaction: Decodable {
    let appId: String
    let version: Int64
  }

  struct Info: Decodable {
    let timestamp: Int64?
    let operation: String?
    let operationParameters: [String: Anything]?
    let isBlindAppend: Bool?
  }

  /// Any value, of which only a text is kept.
  struct Anything: Decodable {
    let text: String?

    init(from decoder: any Decoder) throws {
      text = try? decoder.singleValueContainer().decode(String.self)
    }
  }
}
