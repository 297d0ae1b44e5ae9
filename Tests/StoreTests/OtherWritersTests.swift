import ByteIO
import CRMModel
import Columns
import DeltaTable
import Diagnostics
import Store
import TestSupport
import Testing

@Suite("other programs that write to the tables")
struct OtherWritersTests {
  /// What a run does to the table that another program writes to meanwhile.
  enum Change: String, CaseIterable, Sendable {
    case append, take, replaceAll

    func carryOut(_ transaction: StoreTransaction) throws {
      switch self {
      case .append: break
      case .take:
        _ = try transaction.take(
          .leadRedirects,
          where: "old_lead_id",
          isIn: Set((0..<10).map(Redirects.id))
        )
      case .replaceAll:
        return try transaction.replaceAll(.leadRedirects, with: Redirects.rows(70..<75, "two"))
      }
      try transaction.append(.leadRedirects, Redirects.rows(70..<75, "two"))
    }

    var expected: [String] {
      let own = self == .append ? Redirects.expected(0..<10, "one") : []
      return (own + Redirects.expected(70..<75, "two")).sorted()
    }
  }

  private static func expected(_ change: Change, _ foreign: Range<UInt64>) -> [String] {
    (change.expected + Redirects.expected(foreign, "foreign")).sorted()
  }

  @Test(
    "rows added before the run and while it runs stay, whatever it does",
    arguments: Change.allCases
  )
  func appends(change: Change) throws {
    let folder = try TemporaryFolder()
    let path = "\(folder.path)/store"
    try Redirects.append(0..<10, "one", to: path)
    let store = try Redirects.open(path)
    // The run takes its snapshot: what comes from now on it has not seen.
    let snapshot = try store.snapshot()
    #expect(try snapshot.rows(.leadRedirects).rowCount == 10)
    try ForeignEngine.append(40..<43, to: path)
    #expect(try snapshot.rows(.leadRedirects).rowCount == 10)
    let committed = try store.run(Redirects.order("two"), on: snapshot) { run in
      try change.carryOut(run.transaction)
      try ForeignEngine.append(43..<45, to: path)
      return try run.commit()
    }
    #expect(committed.versions["lead_redirects"] == 3)
    #expect(committed.foreignAppends.map(\.version) == [1, 2])
    #expect(committed.foreignAppends.allSatisfy { $0.engine == ForeignEngine.name })
    #expect(try Redirects.content(path) == Self.expected(change, 40..<45))
    // The next snapshot sees the commit, and the next run goes on from there.
    #expect(try store.snapshot().rows(.leadRedirects).rowCount == change.expected.count + 5)
  }

  @Test("rows added before a run are rows like others")
  func before() throws {
    let folder = try TemporaryFolder()
    let path = "\(folder.path)/store"
    try Redirects.append(0..<10, "one", to: path)
    try ForeignEngine.append(10..<14, to: path)
    let store = try Redirects.open(path)
    _ = try store.run(Redirects.order("two")) { run in
      let taken = try run.transaction.take(
        .leadRedirects,
        where: "old_lead_id",
        isIn: [Redirects.id(3), Redirects.id(11)]
      )
      #expect(taken.reduce(0) { $0 + $1.rowCount } == 2)
      return try run.commit()
    }
    #expect(try Redirects.content(path).count == 12)
  }

  /// What ends the run: it is not known what its rows would be.
  enum Obstacle: String, CaseIterable, Sendable {
    case removal, metadata, ownRun

    func carryOut(_ store: String) throws {
      switch self {
      case .removal:
        let table = try DeltaTable.open("\(store)/tables/lead_redirects")
        try ForeignEngine.remove(try #require(table?.snapshot.files.first), from: store)
      case .metadata: try ForeignEngine.setProperty(of: store)
      case .ownRun:
        let table = "\(store)/tables/lead_redirects"
        let snapshot = try DeltaTable.open(table)?.snapshot
        let info = CommitInfo(timestamp: Redirects.asOf, operation: "RUN")
        let commit = DeltaCommit(after: snapshot, info: info)
        try StagedCommit.prepare(commit, table: table, token: "elsewhere").publish()
      }
    }

    var engine: String { self == .ownRun ? CommitInfo.engine : ForeignEngine.name }

    var wayOn: String {
      switch self {
      case .removal: "the next run reads the rows as \(ForeignEngine.name) has left them"
      case .metadata: "have \(ForeignEngine.name) restore version 0"
      case .ownRun: "only one computer"
      }
    }

    var message: String {
      switch self {
      case .removal: "\(ForeignEngine.name) has committed version 1 of the table lead_redirects"
      case .metadata: "changed the schema or the settings"
      case .ownRun: "is another run of starcrm"
      }
    }
  }

  @Test(
    "a removal, a change of the table, another run: this one fails by name and changes nothing",
    arguments: Obstacle.allCases,
    Change.allCases
  )
  func obstacles(obstacle: Obstacle, change: Change) throws {
    let folder = try TemporaryFolder()
    let path = "\(folder.path)/store"
    try Redirects.append(0..<10, "one", to: path)
    let store = try Redirects.open(path)
    let fault = #expect(throws: Fault.self) {
      try store.run(Redirects.order("two")) { run in
        try run.transaction.append(.matchEdges, Redirects.edges(70..<72, "two"))
        try change.carryOut(run.transaction)
        try obstacle.carryOut(path)
        _ = try run.commit()
      }
    }
    #expect(fault?.exitCode == 75)
    #expect(fault?.message.contains(obstacle.message) == true, "\(fault?.message ?? "")")
    #expect(fault?.message.contains("version 1 of the table lead_redirects") == true)
    #expect(fault?.message.hasPrefix(obstacle.engine) == true)
    let hint = fault?.hints.first ?? ""
    #expect(hint.hasPrefix("nothing of this run was committed; run again"))
    #expect(hint.contains(obstacle.wayOn), "\(hint)")
    #expect(try Redirects.content(path).contains { $0.hasSuffix("two") } == false)
    #expect(try Redirects.content(path, .matchEdges) == Redirects.expected(0..<10, "one"))
    // Nothing hinders the next run.
    try store.run(Redirects.order("three")) { run in
      try change.carryOut(run.transaction)
      _ = try run.commit()
    }
    #expect(try Redirects.content(path).contains("70 two"))
  }

  private func run(_ path: String, _ change: Change) throws {
    try Redirects.open(path).run(Redirects.order("two")) { run in
      try change.carryOut(run.transaction)
      try run.transaction.append(.matchEdges, Redirects.edges(70..<75, "two"))
      _ = try run.commit()
    }
  }

  /// Kills a run of two tables at its n-th I/O call, lets another program write, and opens again.
  private func killed(
    at call: Int,
    _ change: Change,
    then write: (String) throws -> Void
  ) throws -> (path: TemporaryFolder, isOver: Bool) {
    let folder = try TemporaryFolder()
    let path = "\(folder.path)/store"
    try Redirects.append(0..<10, "one", to: path)
    FaultInjection.arm(.error, at: call, under: folder.path)
    let succeeded = (try? run(path, change)) != nil
    let calls = FaultInjection.disarm(under: folder.path)
    try write(path)
    return (folder, succeeded && calls < call)
  }

  @Test(
    "a run killed anywhere is finished over what others added since, or has not been",
    arguments: Change.allCases
  )
  func killedThenAppended(change: Change) throws {
    var call = 1
    var outcomes: Set<Bool> = []
    while true {
      let (folder, isOver) = try killed(at: call, change) {
        try ForeignEngine.append(40..<43, to: $0)
      }
      let path = "\(folder.path)/store"
      for _ in 0..<2 { _ = try Redirects.open(path) }
      let isDone = try Redirects.content(path, .matchEdges).count == 15
      let foreign = Redirects.expected(40..<43, "foreign")
      let old = (Redirects.expected(0..<10, "one") + foreign).sorted()
      let new = Self.expected(change, 40..<43)
      #expect(try Redirects.content(path) == (isDone ? new : old), "call \(call)")
      outcomes.insert(isDone)
      #expect(try Directory.status("\(path)/intent.json") == nil)
      // The versions that were noted hold the next loss.
      let snapshot = try DeltaTable.open("\(path)/tables/lead_redirects")?.snapshot
      if isDone, snapshot?.commit?.isOwn == true {
        try Directory.removeFile(Redirects.log(path, 2))
        #expect(throws: Fault.self) { try Redirects.open(path) }
      }
      if isOver { break }
      call += 1
    }
    #expect(outcomes == [true, false])
    #expect(call > 30)
  }

  @Test("a run killed before anything of it was seen gives way to one that removed rows")
  func killedThenRemoved() throws {
    var call = 1
    var stuck = 0
    while true {
      let (folder, isOver) = try killed(at: call, .take) { path in
        let table = try DeltaTable.open("\(path)/tables/lead_redirects")
        try ForeignEngine.remove(try #require(table?.snapshot.files.first), from: path)
      }
      let path = "\(folder.path)/store"
      do {
        _ = try Redirects.open(path)
        let edges = try Redirects.content(path, .matchEdges).count
        #expect(edges == 10 || edges == 15, "call \(call)")
        #expect(try Redirects.content(path).count == 0 || edges == 15, "call \(call)")
      } catch let fault as Fault {
        // One table was published, the other has lost the rows that the run replaced.
        #expect(fault.exitCode == 6)
        #expect(fault.message.hasPrefix("an interrupted run cannot be finished: "))
        stuck += 1
      }
      if isOver { break }
      call += 1
    }
    #expect(stuck < 4)
  }

  @Test("a data file that another program has not committed yet is not swept away")
  func uncommitted() throws {
    let folder = try TemporaryFolder()
    let path = "\(folder.path)/store"
    try Redirects.append(0..<10, "one", to: path)
    let name = "part-00000-0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9-c000.snappy.parquet"
    try Publish.replacing("\(path)/tables/lead_redirects/\(name)") { try $0.write("x") }
    _ = try Redirects.open(path)
    #expect(try Redirects.files(path).contains("lead_redirects/\(name) 1"))
  }
}
