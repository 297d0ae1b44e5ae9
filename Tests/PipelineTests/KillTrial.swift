import Foundation
import TestSupport
import Testing

/// A prepared scene and what an undisturbed run makes of it.
final class KillTrial: Sendable {
  /// A run that should have ended well did not.
  struct Unfinished: Error, CustomStringConvertible {
    let ending: KillProcess.Ending
    let folder: String

    /// With what the program said.
    var description: String {
      let log = try? String(contentsOfFile: "\(folder)/log.txt", encoding: .utf8)
      return "ended with \(ending):\n\(log ?? "")"
    }
  }

  private let scene: KillScene
  private let binary: String
  private let threads: Int
  private let root: String
  private let expected: KillContent
  /// How long the undisturbed run took.
  let duration: Duration

  /// With one thread the n-th I/O call is always the same one.
  init(_ scene: KillScene, _ binary: String, threads: Int = 1) async throws {
    self.scene = scene
    self.binary = binary
    self.threads = threads
    root = FileManager.default.temporaryDirectory.appending(path: "starcrm-\(UUID())").path
    try FileManager.default.createDirectory(
      atPath: "\(root)/before",
      withIntermediateDirectories: true
    )
    try await scene.prepare("\(root)/before", binary: binary)
    let folder = "\(root)/undisturbed"
    try FileManager.default.copyItem(atPath: "\(root)/before", toPath: folder)
    let start = ContinuousClock.now
    let ending = try await scene.process(binary, folder, threads: threads).run()
    duration = ContinuousClock.now - start
    guard ending.isDone else { throw Unfinished(ending: ending, folder: folder) }
    expected = try KillContent(folder)
  }

  deinit { try? FileManager.default.removeItem(atPath: root) }

  /// Kills a run at a moment, lets the next one run, and compares.
  ///
  /// - Returns: how the first run ended.
  func ends(asUndisturbed moment: KillProcess.Moment) async throws -> KillProcess.Ending {
    let folder = "\(root)/\(moment)"
    try FileManager.default.copyItem(atPath: "\(root)/before", toPath: folder)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let process = scene.process(binary, folder, threads: threads)
    let ending = try await process.run(killedAt: moment)
    let isExpected = [.killed, .exited(130), .exited(143)].contains(ending)
    #expect(ending.isDone || isExpected, "\(Unfinished(ending: ending, folder: folder))")
    let next = try await process.run()
    guard next.isDone else {
      Issue.record("the run after \(moment) \(Unfinished(ending: next, folder: folder))")
      return ending
    }
    let differences = try KillContent(folder).differences(from: expected)
    #expect(differences == [], "\(scene), killed at \(moment)")
    let leftovers = try KillContent.leftovers(folder)
    #expect(leftovers == [], "\(scene), killed at \(moment)")
    let lost = try KillContent.lostReports(folder)
    #expect(lost == [], "\(scene), killed at \(moment)")
    try keep(folder, moment)
    return ending
  }

  /// Keeps a store for other programs to read.
  private func keep(_ folder: String, _ moment: KillProcess.Moment) throws {
    guard let kept = ProcessInfo.processInfo.environment["STARCRM_KEEP_STORES"] else { return }
    try FileManager.default.createDirectory(atPath: kept, withIntermediateDirectories: true)
    try FileManager.default.copyItem(
      atPath: "\(folder)/store",
      toPath: "\(kept)/\(scene)-\(threads)-\(moment)"
    )
  }
}
