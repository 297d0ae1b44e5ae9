import Foundation
import TestSupport
import Testing

/// Law 2 at work: whenever a run is killed, the next one ends where an undisturbed run ends.
///
/// By default a spread of moments; `STARCRM_SLOW=1` tries every I/O call of a whole run, and 200
/// random moments. `STARCRM_KEEP_STORES=DIR` keeps the stores for other programs (`.ci/soak`).
@Suite("pipeline: a killed run")
struct KillTests {
  private static var isSlow: Bool { ProcessInfo.processInfo.environment["STARCRM_SLOW"] == "1" }

  @Test("is finished or undone by the next, at any I/O call", arguments: KillScene.allCases)
  func everyCall(_ scene: KillScene) async throws {
    guard let binary = KillProcess.binary else { return }
    let trial = try await KillTrial(scene, binary)
    // Up to the first call that the run does not get to.
    var call = 1
    var killed = 0
    while try await trial.ends(asUndisturbed: .call(call)) == .killed {
      call += Self.isSlow ? 1 : scene.stride
      killed += 1
    }
    print("note: \(scene): killed at \(killed) of some \(call - 1) I/O calls")
    #expect(killed >= 8)
  }

  @Test("is finished or undone by the next, at any time", arguments: KillScene.allCases)
  func randomMoments(_ scene: KillScene) async throws {
    guard Self.isSlow, let binary = KillProcess.binary else { return }
    let trial = try await KillTrial(scene, binary, threads: 2)
    let seed = UInt64.random(in: 0...UInt64.max)
    var random = SeededGenerator(seed: seed)
    let longest = UInt32(clamping: trial.duration.components.attoseconds / 1_000_000_000_000)
    var killed = 0
    for _ in 0..<100 {
      let moment = KillProcess.Moment.after(microseconds: .random(in: 0...longest, using: &random))
      if try await trial.ends(asUndisturbed: moment) == .killed { killed += 1 }
    }
    print("note: \(scene): killed at \(killed) random moments of \(longest) µs, seed \(seed)")
    #expect(killed > 50)
  }
}
