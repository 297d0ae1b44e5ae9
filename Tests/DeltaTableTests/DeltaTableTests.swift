import ByteIO
import Columns
import DeltaTable
import Diagnostics
import Foundation
import TestSupport
import Testing

@Suite("Delta tables")
struct DeltaTableTests {
  @Test("what is committed is read, version by version")
  func versions() throws {
    let folder = try TemporaryFolder()
    let table = "\(folder.path)/leads"
    #expect(try DeltaTable.open(table) == nil)
    try Sample.append(0..<10, to: table)
    try Sample.append(10..<25, to: table)
    #expect(try Sample.rows(table) == (0..<25).map(Int64.init))
    #expect(try Sample.rows(table, version: 0) == (0..<10).map(Int64.init))
    let open = try #require(try DeltaTable.open(table))
    #expect(open.snapshot.version == 1)
    #expect(open.snapshot.metadata == Sample.metadata)
    #expect(open.snapshot.rowCount == 25)
    #expect(open.snapshot.transactions == ["import": 25])
    #expect(open.snapshot.commit?.operation == "WRITE")
    var whole: [String] = []
    try open.scan { batch, _ in whole += (0..<batch.rowCount).map { "\(row(batch, $0))" } }
    let expected = Sample.batch(0..<25)
    #expect(whole == (0..<25).map { "\(row(expected, $0))" })
  }

  private func row(_ batch: RecordBatch, _ row: Int) -> [String?] {
    batch.columns.map { column in
      column.string(row) ?? column.integer(row).map { String($0) }
        ?? column.bool(row).map { String($0) }
    }
  }

  @Test("the log is NDJSON with one action a line, the same bytes every time")
  func logText() throws {
    let folder = try TemporaryFolder()
    let tables = ["\(folder.path)/one", "\(folder.path)/two"]
    for table in tables { try Sample.append(0..<6, to: table) }
    let texts = try tables.map {
      try String(contentsOfFile: "\($0)/_delta_log/00000000000000000000.json", encoding: .utf8)
    }
    #expect(texts[0] == texts[1])
    let lines = texts[0].split(separator: "\n")
    let kinds = lines.compactMap { $0.split(separator: "\"").dropFirst().first }
    #expect(kinds == ["commitInfo", "protocol", "metaData", "txn", "add"])
    #expect(lines[1] == #"{"protocol":{"minReaderVersion":1,"minWriterVersion":2}}"#)
    #expect(lines[2].contains(#"\"metadata\":{\"star.class\":\"identifier\"}"#))
    #expect(lines[4].contains(#"\"numRecords\":6"#))
    #expect(lines[4].contains(#"\"value\":-7.00"#))
    #expect(lines[4].contains(#"\"due\":\"1969-12-12\""#))
    let holdsIdentifier = texts[0].contains("lead-0")
    #expect(!holdsIdentifier)
  }

  @Test("files removed by a commit are gone from then on")
  func removal() throws {
    let folder = try TemporaryFolder()
    try Sample.append(0..<5, to: folder.path)
    try Sample.append(5..<9, to: folder.path)
    let snapshot = try #require(try DeltaTable.open(folder.path)).snapshot
    let info = CommitInfo(timestamp: Sample.instant(3), operation: "DELETE")
    var commit = DeltaCommit(after: snapshot, info: info)
    commit.removed = [snapshot.files[0]]
    commit.added = [try Sample.file(3..<5, in: folder.path, label: "2")]
    try StagedCommit.prepare(commit, table: folder.path, token: "run").publish()
    #expect(try Sample.rows(folder.path) == [5, 6, 7, 8, 3, 4])
    #expect(try Sample.rows(folder.path, version: 1).count == 9)
  }

  @Test("a column added later is null in older files")
  func newColumn() throws {
    let folder = try TemporaryFolder()
    try Sample.append(0..<3, to: folder.path)
    let snapshot = try #require(try DeltaTable.open(folder.path)).snapshot
    let info = CommitInfo(timestamp: Sample.instant(3), operation: "ADD COLUMNS")
    var commit = DeltaCommit(after: snapshot, info: info)
    commit.metadata = snapshot.metadata
    let wider = Schema(Sample.schema.fields + [Field("tags", .utf8)])
    commit.metadata?.schema = DeltaSchema(wider)
    try StagedCommit.prepare(commit, table: folder.path, token: "run").publish()
    let open = try #require(try DeltaTable.open(folder.path))
    try open.scan(columns: ["tags", "row"]) { batch, _ in
      #expect((0..<3).allSatisfy { batch.columns[0].isNull($0) && !batch.columns[1].isNull($0) })
    }
  }

  @Test("two commits of one version: the second is a conflict and changes nothing")
  func conflict() throws {
    let folder = try TemporaryFolder()
    try Sample.append(0..<5, to: folder.path)
    let snapshot = try #require(try DeltaTable.open(folder.path)).snapshot
    let staged = try ["one", "two"].map { token in
      let info = CommitInfo(timestamp: Sample.instant(3), operation: token)
      return try StagedCommit.prepare(
        DeltaCommit(after: snapshot, info: info),
        table: folder.path,
        token: token
      )
    }
    try staged[0].publish()
    let conflict = #expect(throws: DeltaConflict.self) { try staged[1].publish() }
    #expect(conflict?.table == folder.path)
    #expect(conflict?.version == 1)
    #expect(conflict?.fault.exitCode == 75)
    #expect(try DeltaTable.open(folder.path)?.snapshot.commit?.operation == "one")
    try staged[0].publish()
    try staged[1].discard()
    #expect(try Directory.names(in: "\(folder.path)/_delta_log").count == 2)
  }

  @Test("contradicting actions are refused before anything is written")
  func contradictions() throws {
    let folder = try TemporaryFolder()
    try Sample.append(0..<5, to: folder.path)
    let snapshot = try #require(try DeltaTable.open(folder.path)).snapshot
    let info = CommitInfo(timestamp: Sample.instant(3), operation: "WRITE")
    var twice = DeltaCommit(after: snapshot, info: info)
    twice.added = snapshot.files
    var unknown = DeltaCommit(after: nil, info: info)
    unknown.metadata = Sample.metadata
    unknown.removed = snapshot.files
    var applications = DeltaCommit(after: snapshot, info: info)
    let one = AppTransaction(appID: "a", version: 1)
    applications.transactions = [one, one]
    for commit in [twice, unknown, applications, DeltaCommit(after: nil, info: info)] {
      let fault = #expect(throws: Fault.self) {
        try StagedCommit.prepare(commit, table: folder.path, token: "x")
      }
      #expect(fault?.kind == .bug)
    }
    #expect(try Directory.names(in: "\(folder.path)/_delta_log").count == 1)
  }

  @Test("a table that another program made append-only keeps its rows")
  func appendOnly() throws {
    let folder = try TemporaryFolder()
    try Sample.append(0..<5, to: folder.path)
    let info = CommitInfo(timestamp: Sample.instant(3), operation: "SET TBLPROPERTIES")
    var setting = DeltaCommit(after: try DeltaTable.open(folder.path)?.snapshot, info: info)
    setting.metadata = Sample.metadata
    setting.metadata?.configuration["delta.appendOnly"] = "true"
    try StagedCommit.prepare(setting, table: folder.path, token: "run").publish()
    let snapshot = try #require(try DeltaTable.open(folder.path)).snapshot
    var commit = DeltaCommit(after: snapshot, info: info)
    commit.removed = snapshot.files
    let fault = #expect(throws: Fault.self) {
      try StagedCommit.prepare(commit, table: folder.path, token: "run")
    }
    #expect(fault?.kind == .configuration)
    try Sample.append(5..<7, to: folder.path)
    #expect(try Sample.rows(folder.path).count == 7)
  }

  @Test("sweeping removes what killed runs left and nothing else")
  func sweep() throws {
    let folder = try TemporaryFolder()
    try Sample.append(0..<5, to: folder.path)
    let orphan = try Sample.file(5..<6, in: folder.path, label: "lost")
    let info = CommitInfo(timestamp: Sample.instant(3), operation: "WRITE")
    let snapshot = try DeltaTable.open(folder.path)?.snapshot
    let commit = DeltaCommit(after: snapshot, info: info)
    _ = try StagedCommit.prepare(commit, table: folder.path, token: "dead")
    let removed = try DeltaTable.sweep(folder.path)
    #expect(removed == [orphan.path, "_delta_log/.tmp-dead-00000000000000000001.json"])
    #expect(try Sample.rows(folder.path).count == 5)
  }
}
