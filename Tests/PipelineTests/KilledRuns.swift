import ByteIO
import Foundation
import TestSupport
import Testing

/// First runs of a store, each killed before another one of its I/O calls.
struct KilledRuns {
  /// Holds the folders of all runs.
  let folder: TemporaryFolder
  private let binary: String

  /// Prepares the inputs; nil when the program is not there.
  init?() async throws {
    guard let binary = KillProcess.binary else { return nil }
    folder = try TemporaryFolder()
    self.binary = binary
    try Directory.create("\(folder.path)/before")
    try await KillScene.first.prepare("\(folder.path)/before", binary: binary)
  }

  /// A new copy of what a run finds.
  func copy(_ name: String) throws -> String {
    let copy = "\(folder.path)/\(name)"
    try Directory.removeTree(copy)
    try FileManager.default.copyItem(atPath: "\(folder.path)/before", toPath: copy)
    return copy
  }

  /// A run in a new copy, killed before its n-th I/O call.
  func kill(_ call: Int) async throws -> String {
    let copy = try copy("\(call)")
    #expect(try await process(in: copy).run(killedAt: .call(call)) == .killed)
    return copy
  }

  /// The run in a copy, to its end.
  func finish(_ copy: String) async throws -> KillProcess.Ending {
    try await process(in: copy).run()
  }

  /// Any command in a copy.
  func run(_ words: [String], in copy: String) async throws -> KillProcess.Ending {
    try await KillProcess(binary: binary, folder: copy, arguments: words).run()
  }

  private func process(in copy: String) -> KillProcess {
    KillScene.first.process(binary, copy, threads: 1)
  }

  /// The first call at which a killed run counts.
  func firstCommitted() async throws -> Int {
    var (low, high) = (1, 1024)
    while low < high {
      let middle = (low + high) / 2
      let copy = try await kill(middle)
      if try Self.isCommitted(copy) { high = middle } else { low = middle + 1 }
      try Directory.removeTree(copy)
    }
    return low
  }

  /// Whether a run killed there counts: its intent was published.
  private static func isCommitted(_ copy: String) throws -> Bool {
    try Directory.status("\(copy)/store/intent.json") != nil
      || Directory.status("\(copy)/store/tables/runs/_delta_log/00000000000000000000.json") != nil
  }
}
