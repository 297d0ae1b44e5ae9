import ByteIO
import CRMModel
import Columns
import DeltaTable
import Diagnostics
import Store
import TestSupport
import Testing
import Time

@Suite("the store")
struct StoreTransactionTests {
  private let asOf = Instant(CalendarDate(daysSinceEpoch: 20_779), hour: 12)

  private func open(_ path: String) throws -> Store {
    try Store(path, .write(asOf: asOf, startedAt: asOf, policyVersion: "1"))
  }

  private func redirects(_ numbers: Range<UInt64>, to target: UInt64, run: String) -> RecordBatch {
    var builder = BatchBuilder(ModelTable.leadRedirects.schema)
    for number in numbers {
      builder.append([
        .text(RecordID(high: 1, low: number).text), .text(RecordID(high: 2, low: target).text),
        .text(run), .text("merge"),
      ])
    }
    return builder.finish()
  }

  /// Rows of `lead_redirects` as text, sorted; and of `match_edges`.
  private func content(_ path: String) throws -> [String] {
    let store = try Store(path, .read).snapshot()
    let rows = try store.rows(.leadRedirects)
    return (0..<rows.rowCount).map { row in
      rows.columns.map { $0.string(row) ?? "-" }.joined(separator: " ")
    }.sorted()
  }

  private func run(_ path: String, first: Bool) throws {
    let store = try open(path)
    let name = first ? "one" : "two"
    try store.run(Redirects.order(name)) { run in
      let transaction = run.transaction
      if first {
        try transaction.append(.leadRedirects, redirects(0..<40, to: 7, run: name))
      } else {
        let ids = Set((10..<20).map { RecordID(high: 1, low: $0) })
        let taken = try transaction.take(.leadRedirects, where: "old_lead_id", isIn: ids)
        #expect(taken.reduce(0) { $0 + $1.rowCount } == 10)
        try transaction.append(.leadRedirects, redirects(10..<20, to: 8, run: name))
        try transaction.append(.leadRedirects, redirects(50..<55, to: 9, run: name))
      }
      transaction.note(appID: "file", version: 1)
      _ = try run.commit { folder, _ in
        try Directory.create(folder)
        try Publish.replacing("\(folder)/note") { try $0.write(name) }
      }
    }
  }

  @Test("rows are appended, replaced and read back")
  func replaces() throws {
    let folder = try TemporaryFolder()
    try run(folder.path, first: true)
    try run(folder.path, first: false)
    let rows = try content(folder.path)
    #expect(rows.count == 45)
    #expect(rows.filter { $0.contains("two") }.count == 15)
    let table = try Store(folder.path, .read).snapshot().table(.leadRedirects)
    let snapshot = try #require(table).snapshot
    #expect(snapshot.version == 1)
    #expect(snapshot.rowCount == 45)
    #expect(snapshot.transactions["file"] == 1)
  }

  @Test("a table's rows are all replaced, by none too, whatever files they lay in")
  func replacesAll() throws {
    let folder = try TemporaryFolder()
    for name in ["one", "two"] {
      let store = try open(folder.path)
      let numbers: Range<UInt64> = name == "one" ? 0..<40 : 40..<60
      try store.run(Redirects.order(name)) { run in
        try run.transaction.append(.leadRedirects, redirects(numbers, to: 7, run: name))
        _ = try run.commit()
      }
    }
    for count in [3, 0] as [UInt64] {
      let store = try open(folder.path)
      let rows = redirects(0..<count, to: 9, run: "all")
      let committed = try store.run(Redirects.order("all \(count)")) { run in
        try run.transaction.replaceAll(.leadRedirects, with: rows)
        try run.transaction.replaceAll(
          .matchEdges,
          with: BatchBuilder(ModelTable.matchEdges.schema).finish()
        )
        return try run.commit()
      }
      #expect(
        committed.versions == ["lead_redirects": count == 3 ? 2 : 3, "runs": count == 3 ? 2 : 3]
      )
      #expect(try content(folder.path).count == Int(count))
    }
  }

  @Test("after a failure at any I/O call the store is old or new, and the next run repairs it")
  func faultLoop() throws {
    let reference = try TemporaryFolder()
    try run(reference.path, first: true)
    let old = try content(reference.path)
    try run(reference.path, first: false)
    let new = try content(reference.path)
    var call = 1
    var outcomes: Set<Int> = []
    while true {
      let folder = try TemporaryFolder()
      try run(folder.path, first: true)
      FaultInjection.arm(.error, at: call, under: folder.path)
      let failed = (try? run(folder.path, first: false)) == nil
      let calls = FaultInjection.disarm(under: folder.path)
      _ = try open(folder.path)
      let rows = try content(folder.path)
      #expect(rows == old || rows == new, "call \(call)")
      #expect(try told(folder.path) == (rows == old ? ["one"] : ["one", "two"]), "call \(call)")
      outcomes.insert(rows == old ? 0 : 1)
      #expect(try leftovers(folder.path).isEmpty, "call \(call)")
      if !failed, calls < call { break }
      call += 1
    }
    #expect(outcomes == [0, 1])
    #expect(call > 30)
  }

  /// What the runs that count have written into their folders, in order.
  private func told(_ path: String) throws -> [String] {
    try Directory.names(in: "\(path)/runs").map { run in
      let note = try FileSource(path: "\(path)/runs/\(run)/note").readToEnd(limit: 100)
      return String(decoding: note, as: UTF8.self)
    }.sorted()
  }

  private func leftovers(_ path: String) throws -> [String] {
    let folders = ["", "/runs", "/tables/lead_redirects", "/tables/lead_redirects/_delta_log"]
    return try folders.flatMap { try Directory.names(in: path + $0) }
      .filter { $0.hasPrefix(".tmp-") || $0 == "intent.json" }
  }

  @Test("a full disk ends the run and leaves the store as it was")
  func fullDisk() throws {
    let folder = try TemporaryFolder()
    try run(folder.path, first: true)
    let old = try content(folder.path)
    FaultInjection.arm(.full, at: 12, under: folder.path)
    let error = #expect(throws: IOError.self) { try run(folder.path, first: false) }
    FaultInjection.disarm(under: folder.path)
    #expect(error?.fault.exitCode == 6)
    _ = try open(folder.path)
    #expect(try content(folder.path) == old)
  }

  @Test("a second writer is told who holds the store")
  func locked() throws {
    let folder = try TemporaryFolder()
    let store = try open(folder.path)
    let fault = #expect(throws: Fault.self) { try open(folder.path) }
    #expect(fault?.exitCode == 75)
    #expect(fault?.message.contains("since 2026-11-22T12:00:00Z") == true)
    withExtendedLifetime(store) {}
  }

  @Test("a store of a newer format is refused")
  func newerFormat() throws {
    let folder = try TemporaryFolder()
    _ = try open(folder.path)
    try Publish.replacing("\(folder.path)/store.json") {
      try $0.write(#"{"id":"x","formatVersion":2,"policyVersion":"1"}"#)
    }
    let fault = #expect(throws: Fault.self) { try open(folder.path) }
    #expect(fault?.exitCode == 6)
  }

  @Test("equal runs write equal files")
  func deterministic() throws {
    let folders = try (0..<2).map { _ in try TemporaryFolder() }
    for folder in folders {
      try run(folder.path, first: true)
      try run(folder.path, first: false)
    }
    let names = try folders.map { try Directory.names(in: "\($0.path)/tables/lead_redirects") }
    #expect(names[0] == names[1])
    #expect(names[0].count == 3)
  }
}
