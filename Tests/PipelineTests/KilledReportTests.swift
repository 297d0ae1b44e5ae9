import ByteIO
import Foundation
import TestSupport
import Testing

/// What a run has to tell is as safe as what it has done.
@Suite("pipeline: the report of a killed run")
struct KilledReportTests {
  /// What `run.json` says of the records and of what was noticed, which no later step changes.
  private struct Told: Decodable, Equatable {
    struct Source: Decodable, Equatable {
      let name: String
      let records: [String: Int]
    }

    struct Reject: Decodable, Equatable {
      let code: String
      let count: Int
    }

    let notes: [String]
    let sources: [Source]
    let rejects: [Reject]
  }

  private static func runs(_ folder: String) throws -> [String] {
    try Directory.names(in: "\(folder)/store/runs")
  }

  private static func told(_ run: String, in folder: String) throws -> Told {
    let source = try FileSource(path: "\(folder)/store/runs/\(run)/run.json")
    let bytes = try source.readToEnd(limit: 1 << 24)
    return try JSONDecoder().decode(Told.self, from: Data(bytes))
  }

  private static func log(_ folder: String) throws -> String {
    try String(contentsOfFile: "\(folder)/log.txt", encoding: .utf8)
  }

  @Test("is there after the next one, wherever between intent and end the run was killed")
  func survives() async throws {
    guard let killed = try await KilledRuns() else { return }
    let whole = try killed.copy("undisturbed")
    #expect(try await killed.finish(whole).isDone)
    let run = try #require(try Self.runs(whole).first)
    let expected = try Self.told(run, in: whole)
    #expect(!expected.notes.isEmpty)
    let rejects = try Directory.names(in: "\(whole)/store/runs/\(run)/rejects")
    let isSlow = ProcessInfo.processInfo.environment["STARCRM_SLOW"] == "1"
    var call = try await killed.firstCommitted()
    while true {
      let copy = try await killed.kill(call)
      let isUnfinished = try Directory.status("\(copy)/store/intent.json") != nil
      #expect(try await killed.finish(copy).isDone, "the run after a kill at call \(call)")
      #expect(try Self.runs(copy).contains(run), "killed at call \(call)")
      #expect(try Self.told(run, in: copy) == expected, "killed at call \(call)")
      #expect(try Directory.names(in: "\(copy)/store/runs/\(run)/rejects") == rejects)
      let line = "run \(run) was killed while it committed, and is finished now: its report is"
      #expect(try Self.log(copy).contains("\(line) store/runs/\(run)/report.html") == isUnfinished)
      try Directory.removeFile("\(copy)/log.txt")
      #expect(try await killed.run(["runs", "show", run, "--store", "store"], in: copy).isDone)
      let shown = try Self.log(copy)
      for note in expected.notes { #expect(shown.contains(note), "killed at call \(call)") }
      try Directory.removeTree(copy)
      guard isUnfinished else { break }
      call += isSlow ? 1 : 19
    }
  }
}
