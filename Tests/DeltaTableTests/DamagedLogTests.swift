import ByteIO
import DeltaTable
import Diagnostics
import TestSupport
import Testing

@Suite("logs that cannot be trusted")
struct DamagedLogTests {
  /// A change to a healthy log, and what is said of it.
  struct Case: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let old: String
    let new: String
    let message: String
  }

  static let cases = [
    Case(
      testDescription: "a newer reader version",
      old: #""minReaderVersion":1"#,
      new: #""minReaderVersion":3"#,
      message: "the table needs more than this program knows: Delta protocol reader 3, writer 2"
    ),
    Case(
      testDescription: "a newer writer version",
      old: #""minWriterVersion":2"#,
      new: #""minWriterVersion":7,"writerFeatures":["appendOnly"]"#,
      message: "the table needs more than this program knows: Delta protocol reader 1, writer 7"
    ),
    Case(
      testDescription: "partitions",
      old: #""partitionColumns":[]"#,
      new: #""partitionColumns":["status"]"#,
      message: "the table needs more than this program knows: a partitioned table"
    ),
    Case(
      testDescription: "a type without counterpart",
      old: #"\"type\":\"date\""#,
      new: #"\"type\":\"variant\""#,
      message: "the table needs more than this program knows: column due has type variant"
    ),
    Case(
      testDescription: "an invariant",
      old: "star.class",
      new: "delta.invariants",
      message: "the table needs more than this program knows: column lead_id has an invariant"
    ),
    Case(
      testDescription: "a path that leaves the table",
      old: #""path":"part-"#,
      new: #""path":"../part-"#,
      message:
        "the table needs more than this program knows: a data file outside the table's folder"
    ),
    Case(
      testDescription: "half a line",
      old: #""dataChange":true"#,
      new: "\n",
      message: "not an action of a Delta log"
    ),
    Case(
      testDescription: "no metadata",
      old: #"{"metaData""#,
      new: #"{"metaDada""#,
      message: "not an action of a Delta log"
    ),
    Case(
      testDescription: "another size",
      old: #""size":"#,
      new: #""size":1"#,
      message: "a data file has "
    ),
    Case(
      testDescription: "another number of rows",
      old: #"\"numRecords\":5"#,
      new: #"\"numRecords\":4"#,
      message: "a data file has another number of rows than the log says"
    ),
  ]

  /// Makes an entry one of an older release or of another program: they have no checksum.
  private func unsealed(_ text: String) -> String {
    text.replacing(/,"checksum":"[0-9a-f]{16}"/, with: "")
  }

  @Test("each is refused with its reason", arguments: cases)
  func refused(damage: Case) throws {
    let folder = try TemporaryFolder()
    try Sample.append(0..<5, to: folder.path)
    let path = "\(folder.path)/_delta_log/00000000000000000000.json"
    let bytes = try FileSource(path: path).readToEnd(limit: 1 << 20)
    let text = String(decoding: bytes, as: UTF8.self)
    let damaged = text.replacing(damage.old, with: damage.new)
    #expect(damaged != text)
    try Publish.replacing(path) { try $0.write(unsealed(damaged)) }
    let fault = #expect(throws: Fault.self) { try Sample.rows(folder.path) }
    #expect(fault?.kind == .integrity)
    #expect(fault?.message.contains(damage.message) == true, "\(fault?.message ?? "")")
    #expect(fault?.position != nil)
  }

  @Test("a gap in the log names the missing version")
  func gap() throws {
    let folder = try TemporaryFolder()
    for start in [0, 5, 10] { try Sample.append(start..<start + 5, to: folder.path) }
    try Directory.removeFile("\(folder.path)/_delta_log/00000000000000000001.json")
    let fault = #expect(throws: Fault.self) { try Sample.rows(folder.path) }
    #expect(fault?.kind == .integrity)
    let table = Directory.name(of: folder.path)
    let message = "the log of the table \(table) has no version 1, but has version 2"
    #expect(fault?.message == message)
  }

  @Test("a missing data file is an integrity fault with its path")
  func missingFile() throws {
    let folder = try TemporaryFolder()
    try Sample.append(0..<5, to: folder.path)
    let file = try #require(try DeltaTable.open(folder.path)?.snapshot.files.first)
    try Directory.removeFile("\(folder.path)/\(file.path)")
    let fault = #expect(throws: Fault.self) { try Sample.rows(folder.path) }
    #expect(fault?.kind == .integrity)
    #expect(fault?.position?.file == "\(folder.path)/\(file.path)")
  }
}
