internal import Diagnostics
internal import JSONText
internal import Time

/// The actions of the next version of a table, not yet written.
package struct DeltaCommit: Sendable {
  /// The version that this commit makes: one more than the snapshot it was built on.
  package let version: Int64
  package var info: CommitInfo
  /// Set in version 0, and when the schema or the configuration changes.
  package var metadata: TableMetadata?
  package var transactions: [AppTransaction] = []
  package var added: [DataFile] = []
  package var removed: [DataFile] = []
  /// The files of the snapshot that the commit was built on.
  private let present: Set<String>
  private let isAppendOnly: Bool

  /// A commit on top of `snapshot`, or the first of a table when there is none.
  package init(after snapshot: DeltaSnapshot?, info: CommitInfo) {
    version = (snapshot?.version ?? -1) + 1
    present = Set(snapshot?.files.map(\.path) ?? [])
    isAppendOnly = snapshot?.metadata.configuration["delta.appendOnly"] == "true"
    self.info = info
  }

  /// The lines of the log file (NDJSON); `token` is what they are found by again.
  ///
  /// - Throws: A `Fault` of kind `bug` when the actions contradict each other (PROTOCOL.md, "Action
  ///   Reconciliation"), of kind `configuration` when the table takes rows only (PROTOCOL.md,
  ///   "Append-only Tables").
  func lines(_ token: String) throws -> String {
    try check()
    var actions = [JSON.Member("commitInfo", info.json(token))]
    if version == 0 { actions.append(.init("protocol", Self.protocolVersions)) }
    if let metadata { actions.append(.init("metaData", metadata.json)) }
    actions += transactions.map { .init("txn", $0.json) }
    actions += removed.map { .init("remove", $0.removal(at: info.timestamp)) }
    actions += added.map { .init("add", $0.json) }
    return LogEntry.sealed(actions.map { JSON.object([$0]).text + "\n" }.joined())
  }

  private func check() throws {
    let paths = added.map(\.path) + removed.map(\.path)
    guard Set(paths).count == paths.count else {
      throw Fault(.bug, "a commit names a data file twice")
    }
    guard added.allSatisfy({ !present.contains($0.path) }) else {
      throw Fault(.bug, "a commit adds a data file that the table has")
    }
    guard removed.allSatisfy({ present.contains($0.path) }) else {
      throw Fault(.bug, "a commit removes a data file that the table has not")
    }
    guard Set(transactions.map(\.appID)).count == transactions.count else {
      throw Fault(.bug, "a commit has two transactions of one application")
    }
    guard removed.isEmpty || !isAppendOnly else {
      let hint = "remove delta.appendOnly from the table's configuration if rows may change"
      throw Fault(.configuration, "the table is append-only", hints: [hint])
    }
    guard version > 0 || metadata != nil else {
      throw Fault(.bug, "the first commit of a table has no metadata")
    }
  }

  private static let protocolVersions: JSON = [
    "minReaderVersion": .integer(Int64(DeltaTable.readerVersion)),
    "minWriterVersion": .integer(Int64(DeltaTable.writerVersion)),
  ]
}

extension CommitInfo {
  fileprivate func json(_ token: String) -> JSON {
    [
      "timestamp": .integer(timestamp.milliseconds),
      "operation": .string(operation),
      "operationParameters": .strings(parameters),
      "isBlindAppend": .bool(isBlindAppend),
      "engineInfo": .string(engineInfo),
      "txnId": .string(token),
      "checksum": .string(LogEntry.noSum),
    ]
  }
}

extension TableMetadata {
  fileprivate var json: JSON {
    var members: [JSON.Member] = [.init("id", .string(id))]
    if let name { members.append(.init("name", .string(name))) }
    if let description { members.append(.init("description", .string(description))) }
    let format: JSON = ["provider": .string("parquet"), "options": [:]]
    members.append(.init("format", format))
    members.append(.init("schemaString", .string(schema.text)))
    members.append(.init("partitionColumns", .array([])))
    members.append(.init("configuration", .strings(configuration)))
    if let createdAt { members.append(.init("createdTime", .integer(createdAt.milliseconds))) }
    return .object(members)
  }
}

extension AppTransaction {
  fileprivate var json: JSON {
    var members: [JSON.Member] = [
      .init("appId", .string(appID)), .init("version", .integer(version)),
    ]
    if let updatedAt { members.append(.init("lastUpdated", .integer(updatedAt.milliseconds))) }
    return .object(members)
  }
}

extension DataFile {
  fileprivate var json: JSON {
    var members: [JSON.Member] = [
      .init("path", .string(path.percentEncoded)),
      .init("partitionValues", [:]),
      .init("size", .integer(size)),
      .init("modificationTime", .integer(modifiedAt.milliseconds)),
      .init("dataChange", .bool(true)),
    ]
    if let statistics { members.append(.init("stats", .string(statistics))) }
    if !tags.isEmpty { members.append(.init("tags", .strings(tags))) }
    return .object(members)
  }

  fileprivate func removal(at instant: Instant) -> JSON {
    [
      "path": .string(path.percentEncoded),
      "deletionTimestamp": .integer(instant.milliseconds),
      "dataChange": .bool(true),
      "extendedFileMetadata": .bool(true),
      "partitionValues": [:],
      "size": .integer(size),
    ]
  }
}

extension String {
  /// RFC 2396 path characters stay, all others become %XX, as PROTOCOL.md asks of paths.
  fileprivate var percentEncoded: String {
    let digits = Array("0123456789ABCDEF")
    return utf8.reduce(into: "") { text, byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"),
        UInt8(ascii: "."), UInt8(ascii: "/"), UInt8(ascii: "~"):
        text.append(Character(Unicode.Scalar(byte)))
      default:
        text.append("%")
        text.append(digits[Int(byte >> 4)])
        text.append(digits[Int(byte & 15)])
      }
    }
  }
}
