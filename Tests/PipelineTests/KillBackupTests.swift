import Age
import ByteIO
import Foundation
import TestSupport
import Testing

/// A backup made after a run was killed in its commit restores to a store that runs can write to.
@Suite("pipeline: a backup of what a killed run left")
struct KillBackupTests {
  @Test("can be restored and written to, wherever in its commit the run was killed")
  func restores() async throws {
    guard let killed = try await KilledRuns() else { return }
    let before = "\(killed.folder.path)/before"
    _ = try AgeKeyFile.create("\(before)/own.key", at: "2026-11-01T00:00:00Z")
    let undisturbed = try killed.copy("undisturbed")
    let done = try await killed.finish(undisturbed)
    #expect(done.isDone)
    let expected = try KillContent(undisturbed)
    let isSlow = ProcessInfo.processInfo.environment["STARCRM_SLOW"] == "1"
    var call = try await killed.firstCommitted()
    var unfinished = 0
    repeat {
      let copy = try await killed.kill(call)
      guard try Directory.status("\(copy)/store/intent.json") != nil else { break }
      unfinished += 1
      let backup = ["backup", "create", "--folder", "own", "--recipient", "own.key"]
      #expect(try await killed.run(backup + ["--store", "store"], in: copy) == .exited(0))
      let restore = ["backup", "restore", "--folder", "own", "--identity", "own.key"]
      #expect(try await killed.run(restore + ["--to", "restored"], in: copy) == .exited(0))
      try Directory.removeTree("\(copy)/store")
      try Publish.rename("\(copy)/restored", to: "\(copy)/store")
      let next = try await killed.finish(copy)
      #expect(next.isDone, "the run after a kill at call \(call)")
      #expect(try KillContent(copy).differences(from: expected) == [], "killed at call \(call)")
      try Directory.removeTree(copy)
      call += isSlow ? 1 : 11
    } while true
    #expect(unfinished >= 3)
  }
}
