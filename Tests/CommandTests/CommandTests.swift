import Foundation
import TestSupport
import Testing

/// The built program, run as a person runs it.
@Suite("command line")
struct CommandTests {
  static let transcripts: [Transcript] = {
    let folder = Bundle.module.resourceURL?.appending(path: "Transcripts")
    let files = folder.flatMap {
      try? FileManager.default.contentsOfDirectory(at: $0, includingPropertiesForKeys: nil)
    }
    return (files ?? []).sorted { $0.path < $1.path }.compactMap { try? Transcript($0) }
  }()

  /// The program beside the test bundle; nil with a note when it was not built.
  static let program: URL? = {
    let products = Bundle.module.bundleURL.deletingLastPathComponent()
    let program = products.appending(path: "starcrm")
    if FileManager.default.isExecutableFile(atPath: program.path) { return program }
    print("note: skipped, there is no \(program.path); build the product starcrm")
    return nil
  }()

  @Test("every transcript can be read")
  func transcriptsAreThere() throws {
    let folder = try #require(Bundle.module.resourceURL?.appending(path: "Transcripts"))
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
    #expect(Self.transcripts.count == names.count)
    #expect(!names.isEmpty)
  }

  @Test("answers as its transcript says", arguments: transcripts)
  func transcript(_ transcript: Transcript) throws {
    guard let program = Self.program else { return }
    let fixtures = try Fixtures()
    if let folder = ProcessInfo.processInfo.environment["STARCRM_RECORD"] {
      return try record(transcript, with: program, in: fixtures, to: folder)
    }
    for step in transcript.steps {
      for preparation in step.preparations { try preparation.carryOut(in: fixtures.folder.path) }
      let answer = try run(program, step, in: fixtures.folder.path)
      let place = "\(transcript.name), line \(step.line): \(step.command)"
      #expect(answer.exitCode == step.exitCode, "exit code of \(place)")
      let output = Expectation.holds(step.output[...], for: answer.output[...])
      #expect(output, "standard output of \(place):\n\(Self.shown(answer.output, ">"))")
      let errors = Expectation.holds(step.errors[...], for: answer.errors[...])
      #expect(errors, "standard error of \(place):\n\(Self.shown(answer.errors, "!"))")
    }
  }

  /// Writes what the program answers now to a file of the folder, for a person to look through.
  private func record(
    _ transcript: Transcript,
    with program: URL,
    in fixtures: Fixtures,
    to folder: String
  ) throws {
    var recording = transcript.recording
    for step in transcript.steps {
      for preparation in step.preparations { try preparation.carryOut(in: fixtures.folder.path) }
      let answer = try run(program, step, in: fixtures.folder.path)
      recording.answer(step, answer.exitCode, answer.output, answer.errors)
    }
    try Data(recording.text.utf8).write(to: URL(filePath: "\(folder)/\(transcript.name).txt"))
    Issue.record("recorded \(transcript.name), nothing was compared")
  }

  private static func shown(_ lines: [String], _ mark: String) -> String {
    lines.prefix(60).map { "\(mark) \($0)" }.joined(separator: "\n")
  }

  private struct Answer {
    let exitCode: Int32
    let output: [String]
    let errors: [String]
  }

  private func run(_ program: URL, _ step: Transcript.Step, in folder: String) throws -> Answer {
    let scratch = try TemporaryFolder()
    let (environment, arguments) = step.words
    let process = Process()
    process.executableURL = program
    process.arguments = try arguments.map { try Damage.name($0, in: folder) }
    process.currentDirectoryURL = URL(filePath: folder)
    process.environment = ["PATH": "/usr/bin:/bin", "TZ": "UTC"].merging(environment) { $1 }
    let input = step.input.map { $0 + "\n" }.joined()
    process.standardInput = try Self.file("\(scratch.path)/in", Data(input.utf8), forReading: true)
    process.standardOutput = try Self.file("\(scratch.path)/out", Data())
    process.standardError = try Self.file("\(scratch.path)/err", Data())
    try process.run()
    process.waitUntilExit()
    return Answer(
      exitCode: process.terminationStatus,
      output: try Self.lines("\(scratch.path)/out"),
      errors: try Self.lines("\(scratch.path)/err")
    )
  }

  private static func file(
    _ path: String,
    _ data: Data,
    forReading: Bool = false
  ) throws -> FileHandle {
    let url = URL(filePath: path)
    try data.write(to: url)
    return forReading ? try FileHandle(forReadingFrom: url) : try FileHandle(forWritingTo: url)
  }

  private static func lines(_ path: String) throws -> [String] {
    let data = try Data(contentsOf: URL(filePath: path))
    // A carriage return at the end of a line is made visible.
    var lines = String(decoding: data, as: UTF8.self)
      .replacingOccurrences(of: "\r\n", with: "␍\n")
      .split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    if lines.last == "" { lines.removeLast() }
    return lines
  }
}
