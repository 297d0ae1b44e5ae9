import ByteIO
import DeltaTable
import TestSupport
import Testing

@Suite("commits under failing I/O")
struct FaultLoopTests {
  @Test(
    "after a failure at any I/O call the table is at its old or its new version",
    arguments: [FaultInjection.Action.error, .full]
  )
  func everyCall(action: FaultInjection.Action) throws {
    for isFirst in [true, false] {
      var call = 1
      while true {
        let folder = try TemporaryFolder()
        let table = "\(folder.path)/leads"
        if !isFirst { try Sample.append(0..<5, to: table) }
        let old = try Sample.rows(table)
        let new = old + (5..<9).map(Int64.init)
        FaultInjection.arm(action, at: call, under: folder.path)
        let succeeded = (try? Sample.append(5..<9, to: table)) != nil
        let calls = FaultInjection.disarm(under: folder.path)
        let rows = try Sample.rows(table)
        #expect(rows == new || (rows == old && !succeeded), "call \(call)")
        // What was left over does not stand in the way of the next run.
        try DeltaTable.sweep(table)
        if rows == old { try Sample.append(5..<9, to: table) }
        #expect(try Sample.rows(table) == new, "after call \(call)")
        if succeeded, calls < call { break }
        call += 1
      }
      #expect(call > 10)
    }
  }

  @Test("a commit noted as an intent is finished by the next run, or found finished")
  func recovery() throws {
    var call = 1
    while true {
      let folder = try TemporaryFolder()
      let table = folder.path
      try Sample.append(0..<5, to: table)
      let snapshot = try #require(try DeltaTable.open(table)).snapshot
      let info = CommitInfo(timestamp: Sample.instant(3), operation: "WRITE")
      var commit = DeltaCommit(after: snapshot, info: info)
      commit.added = [try Sample.file(5..<9, in: table, label: "1")]
      let staged = try StagedCommit.prepare(commit, table: table, token: "run")
      FaultInjection.arm(.error, at: call, under: folder.path)
      let succeeded = (try? staged.publish()) != nil
      let calls = FaultInjection.disarm(under: folder.path)
      try StagedCommit(table: table, version: 1, token: "run").publish()
      #expect(try Sample.rows(table).count == 9)
      #expect(try Directory.names(in: "\(table)/_delta_log").count == 2)
      if succeeded, calls < call { break }
      call += 1
    }
    #expect(call > 2)
  }
}
