import ByteIO
import CRMModel
import Columns
import DeltaTable
import Diagnostics
import Store
import TestSupport
import Testing

@Suite("a log that has lost something")
struct LostLogTests {
  /// What is taken from a store with three runs, and what the fault names.
  struct Loss: Sendable, CustomTestStringConvertible {
    let testDescription: String
    /// Below the table's folder.
    let names: String
    let take: @Sendable (_ store: String) throws -> Void

    init(_ description: String, names: String, _ take: @escaping @Sendable (String) throws -> Void)
    {
      testDescription = description
      self.names = names
      self.take = take
    }
  }

  private static func rewrite(
    _ path: String,
    _ change: (inout [UInt8]) throws -> Void
  ) throws {
    var bytes = try FileSource(path: path).readToEnd(limit: 1 << 20)
    try change(&bytes)
    try Publish.replacing(path) { try $0.write(bytes) }
  }

  /// Cuts a file behind its `count`-th line.
  private static func cut(_ path: String, behind count: Int) throws {
    try rewrite(path) { bytes in
      let ends = bytes.indices.filter { bytes[$0] == 0x0A }
      bytes.removeSubrange((ends[count - 1] + 1)...)
    }
  }

  static let losses = [
    Loss("the last entry", names: "00000000000000000002.json") {
      try Directory.removeFile(Redirects.log($0, 2))
    },
    Loss("the last two entries", names: "00000000000000000001.json") {
      try Directory.removeFile(Redirects.log($0, 1))
      try Directory.removeFile(Redirects.log($0, 2))
    },
    Loss("an entry in the middle", names: "00000000000000000001.json") {
      try Directory.removeFile(Redirects.log($0, 1))
    },
    Loss("the first entry", names: "00000000000000000000.json") {
      try Directory.removeFile(Redirects.log($0, 0))
    },
    Loss("all entries", names: "_delta_log") { store in
      for version in 0...2 { try Directory.removeFile(Redirects.log(store, version)) }
    },
    Loss("the log's folder", names: "_delta_log") {
      try Directory.removeTree("\($0)/tables/lead_redirects/_delta_log")
    },
    Loss("the table's folder", names: "_delta_log") {
      try Directory.removeTree("\($0)/tables/lead_redirects")
    },
    Loss("all tables", names: "_delta_log") { try Directory.removeTree("\($0)/tables") },
    Loss("the bytes of an entry", names: "00000000000000000002.json") {
      try rewrite(Redirects.log($0, 2)) { $0 = [] }
    },
    Loss("half of an entry", names: "00000000000000000001.json") {
      try rewrite(Redirects.log($0, 1)) { $0.removeLast($0.count / 2) }
    },
    Loss("the last line of an entry", names: "00000000000000000002.json") {
      try cut(Redirects.log($0, 2), behind: 1)
    },
    Loss("the end of the last line", names: "00000000000000000002.json") {
      try rewrite(Redirects.log($0, 2)) { $0.removeLast() }
    },
    Loss("the name of an action", names: "00000000000000000002.json") {
      try rewrite(Redirects.log($0, 2)) { bytes in
        let text = String(decoding: bytes, as: UTF8.self)
        bytes = Array(text.replacing(#"{"add":"#, with: #"{"adf":"#).utf8)
      }
    },
  ]

  private static func store(in folder: TemporaryFolder) throws -> String {
    let store = "\(folder.path)/store"
    try Redirects.append(0..<10, "one", to: store)
    try Redirects.append(10..<20, "two", to: store)
    try Redirects.append(20..<30, "three", to: store)
    return store
  }

  @Test("is damage by name for reader and writer, and costs no data file", arguments: losses)
  func damage(loss: Loss) throws {
    let folder = try TemporaryFolder()
    let store = try Self.store(in: folder)
    try loss.take(store)
    let files = try? Redirects.files(store)
    for round in 0..<2 {
      let read = #expect(throws: Fault.self) { try Redirects.content(store) }
      let written = #expect(throws: Fault.self) {
        try Redirects.append(30..<40, "four \(round)", to: store)
      }
      for fault in [read, written].compactMap(\.self) {
        #expect(fault.exitCode == 6)
        #expect(fault.message.contains("lead_redirects") || loss.testDescription == "all tables")
        #expect(fault.position?.file.hasSuffix(loss.names) == true, "\(fault.rendered)")
        #expect(!fault.hints.isEmpty)
      }
    }
    #expect((try? Redirects.files(store)) == files)
    // Summaries say it too.
    #expect(throws: Fault.self) { try StoreSummary(StoreLayout(root: store)) }
  }

  @Test("a version that another program has added may be there, and the log then grows on")
  func newer() throws {
    let folder = try TemporaryFolder()
    let store = try Self.store(in: folder)
    try ForeignEngine.append(40..<42, to: store)
    try Redirects.append(50..<52, "four", to: store)
    #expect(try Redirects.content(store).count == 34)
    try Directory.removeFile(Redirects.log(store, 4))
    let fault = #expect(throws: Fault.self) { try Redirects.open(store) }
    #expect(fault?.exitCode == 6)
  }

  @Test("a log that another engine has checkpointed and trimmed is told from a damaged one")
  func trimmed() throws {
    let folder = try TemporaryFolder()
    let store = try Self.store(in: folder)
    let log = "\(store)/tables/lead_redirects/_delta_log"
    try Publish.replacing("\(log)/00000000000000000001.checkpoint.parquet") { try $0.write("x") }
    try Publish.replacing("\(log)/_last_checkpoint") { try $0.write(#"{"version":1,"size":3}"#) }
    // Nothing is missing, so nothing hinders.
    #expect(try Redirects.content(store).count == 30)
    let files = try Redirects.files(store)
    try Directory.removeFile(Redirects.log(store, 0))
    for _ in 0..<2 {
      let fault = #expect(throws: Fault.self) { try Redirects.open(store) }
      #expect(fault?.exitCode == 6)
      #expect(fault?.message.contains("checkpointed and trimmed by another engine") == true)
    }
    #expect(try Redirects.files(store) == files)
    // An entry behind the checkpoint is damage as ever.
    try Directory.removeFile(Redirects.log(store, 2))
    let fault = #expect(throws: Fault.self) { try Redirects.open(store) }
    #expect(fault?.exitCode == 6)
  }

  @Test("a store of the release before, which noted no versions, goes on and notes them")
  func upgrade() throws {
    let folder = try TemporaryFolder()
    let store = try Self.store(in: folder)
    try Directory.removeFile("\(store)/versions.json")
    #expect(try Redirects.content(store).count == 30)
    try Redirects.append(30..<40, "four", to: store)
    #expect(try Redirects.content(store).count == 40)
    try Directory.removeFile(Redirects.log(store, 3))
    #expect(throws: Fault.self) { try Redirects.content(store) }
  }

  @Test("an old store with data but no log is damaged, unless nothing was committed")
  func upgradeWithoutLog() throws {
    let folder = try TemporaryFolder()
    let store = try Self.store(in: folder)
    try Directory.removeFile("\(store)/versions.json")
    try Directory.removeTree("\(store)/tables/match_edges/_delta_log")
    let files = try Redirects.files(store)
    for _ in 0..<2 {
      let fault = #expect(throws: Fault.self) { try Redirects.open(store) }
      #expect(fault?.message == "the table match_edges has data but no log")
    }
    #expect(try Redirects.files(store) == files)
    // What the first run of all leaves when it is killed.
    for table in [ModelTable.leadRedirects, .runs] {
      try Directory.removeTree("\(store)/tables/\(table.name)/_delta_log")
    }
    _ = try Redirects.open(store)
    #expect(try Redirects.files(store) == [])
  }
}
