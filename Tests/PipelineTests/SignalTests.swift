import ByteIO
import Foundation
import TestSupport
import Testing

/// SIGTERM and SIGINT end a command with 143 and 130, and leave nothing half done.
@Suite("pipeline: a signal")
struct SignalTests {
  /// Until a process that was just started has its handlers.
  private static let startUp: UInt32 = 150_000

  @Test("ends a run with its code, and the next one ends where an undisturbed run ends")
  func runs() async throws {
    guard let binary = KillProcess.binary else { return }
    let trial = try await KillTrial(.first, binary, threads: 2)
    let longest = UInt32(clamping: Int((trial.duration / .microseconds(1)).rounded()))
    var interrupted = 0
    for step in 0..<8 {
      let moment = Self.startUp + (max(longest, Self.startUp) - Self.startUp) / 8 * UInt32(step)
      let number = step.isMultiple(of: 2) ? SIGTERM : SIGINT
      let ending = try await trial.ends(asUndisturbed: .signal(number, after: moment))
      #expect(ending.isDone || ending == .exited(128 + number), "after \(moment) µs")
      if ending == .exited(128 + number) { interrupted += 1 }
    }
    #expect(interrupted >= 1)
    print("note: \(interrupted) of 8 runs of \(longest) µs were interrupted")
  }

  @Test(
    "ends a command that waits for standard input",
    arguments: [["read", "-"], ["import", "-", "--source", "s"], ["validate", "email"]]
  )
  func waiting(words: [String]) async throws {
    guard let binary = KillProcess.binary else { return }
    let folder = try TemporaryFolder()
    // A pipe that nobody writes to.
    let pipe = "\(folder.path)/pipe"
    #expect(unsafe mkfifo(pipe, 0o600) == 0)
    let writer = try File.open(pipe, .createOrOpen)
    for number in [SIGTERM, SIGINT] {
      var process = KillProcess(binary: binary, folder: folder.path, arguments: words)
      process.input = pipe
      let ending = try await process.run(killedAt: .signal(number, after: Self.startUp))
      #expect(ending == .exited(128 + number), "\(words)")
    }
    withExtendedLifetime(writer) {}
  }
}
