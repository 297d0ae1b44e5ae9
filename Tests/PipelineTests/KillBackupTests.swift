import Age
import ByteIO
import Foundation
import TestSupport
import Testing

/// A backup made after a run was killed in its commit restores to a store that runs can write to.
@Suite("pipeline: a backup of what a killed run left")
struct KillBackupTests {
  private let folder: TemporaryFolder
  private let binary: String?

  init() async throws {
    folder = try TemporaryFolder()
    binary = KillProcess.binary
    guard let binary else { return }
    try Directory.create("\(folder.path)/before")
    try await KillScene.first.prepare("\(folder.path)/before", binary: binary)
    _ = try AgeKeyFile.create("\(folder.path)/before/own.key", at: "2026-11-01T00:00:00Z")
  }

  /// A run in a new copy of the scene, killed before its n-th I/O call.
  private func kill(_ call: Int) async throws -> String {
    let copy = "\(folder.path)/\(call)"
    try Directory.removeTree(copy)
    try FileManager.default.copyItem(atPath: "\(folder.path)/before", toPath: copy)
    let process = KillScene.first.process(binary ?? "", copy, threads: 1)
    #expect(try await process.run(killedAt: .call(call)) == .killed)
    return copy
  }

  private func run(_ words: [String], in folder: String) async throws -> KillProcess.Ending {
    try await KillProcess(binary: binary ?? "", folder: folder, arguments: words).run()
  }

  /// Whether a run killed there counts: its intent was published.
  private static func isCommitted(_ folder: String) throws -> Bool {
    try Directory.status("\(folder)/store/intent.json") != nil
      || Directory.status("\(folder)/store/tables/runs/_delta_log/00000000000000000000.json") != nil
  }

  /// The first call at which a killed run counts.
  private func firstCommitted() async throws -> Int {
    var (low, high) = (1, 512)
    while low < high {
      let middle = (low + high) / 2
      let copy = try await kill(middle)
      if try Self.isCommitted(copy) { high = middle } else { low = middle + 1 }
      try Directory.removeTree(copy)
    }
    return low
  }

  @Test("can be restored and written to, wherever in its commit the run was killed")
  func restores() async throws {
    guard let binary else { return }
    let undisturbed = "\(folder.path)/undisturbed"
    try FileManager.default.copyItem(atPath: "\(folder.path)/before", toPath: undisturbed)
    let done = try await KillScene.first.process(binary, undisturbed, threads: 1).run()
    #expect(done.isDone)
    let expected = try KillContent(undisturbed)
    let isSlow = ProcessInfo.processInfo.environment["STARCRM_SLOW"] == "1"
    var call = try await firstCommitted()
    var unfinished = 0
    repeat {
      let copy = try await kill(call)
      guard try Directory.status("\(copy)/store/intent.json") != nil else { break }
      unfinished += 1
      let backup = ["backup", "create", "--folder", "own", "--recipient", "own.key"]
      #expect(try await run(backup + ["--store", "store"], in: copy) == .exited(0))
      let restore = ["backup", "restore", "--folder", "own", "--identity", "own.key"]
      #expect(try await run(restore + ["--to", "restored"], in: copy) == .exited(0))
      try Directory.removeTree("\(copy)/store")
      try Publish.rename("\(copy)/restored", to: "\(copy)/store")
      let next = try await KillScene.first.process(binary, copy, threads: 1).run()
      #expect(next.isDone, "the run after a kill at call \(call)")
      #expect(try KillContent(copy).differences(from: expected) == [], "killed at call \(call)")
      try Directory.removeTree(copy)
      call += isSlow ? 1 : 11
    } while true
    #expect(unfinished >= 3)
  }
}
