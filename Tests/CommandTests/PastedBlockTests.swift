import Foundation
import TestSupport
import Testing

/// The block that `preview` prints, pasted into a pipeline file and run, gives what it promised.
@Suite("preview's block")
struct PastedBlockTests {
  private static let package = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  /// The samples of the presets, the leads of the sample data, and foreign XML exports if there.
  static let files: [URL] = {
    let samples = package.appending(path: "Tests/IngestTests/Fixtures")
    let data = ["contacts-4.0.vcf", "outlook-2.1.vcf", "customers.xml"].map {
      package.appending(path: "SampleData/\($0)")
    }
    let foreign = Corpora.item("xml")
    return ([samples, foreign].compactMap { $0 }.flatMap(names) + data).sorted { $0.path < $1.path }
  }()

  private static func names(in folder: URL) -> [URL] {
    let found = try? FileManager.default.contentsOfDirectory(
      at: folder,
      includingPropertiesForKeys: nil
    )
    return found ?? []
  }

  @Test("imports the records that preview says it would", arguments: files)
  func pasted(_ file: URL) throws {
    guard let program = CommandTests.program else { return }
    let folder = try TemporaryFolder()
    let name = file.lastPathComponent
    try FileManager.default.copyItem(at: file, to: URL(filePath: "\(folder.path)/\(name)"))
    let preview = try Self.output(of: program, ["preview", name], in: folder.path)
    let pattern = /would take (\d+) of (\d+) record/
    let promise = try #require(preview.firstMatch(of: pattern), "\(preview)")
    let block = try #require(preview.components(separatedBy: "pipeline file:\n").last)
    let pipeline = "{ name: \"pasted\", purpose: [\"lead management\"], store: \"s\",\n\(block)}\n"
    try Data(pipeline.utf8).write(to: URL(filePath: "\(folder.path)/pasted.json5"))
    let report = try Self.output(
      of: program,
      ["run", "pasted.json5", "--format", "json", "--as-of", "2026-11-01"],
      in: folder.path
    )
    let total = try #require(report.firstMatch(of: /"total": \{([^}]*)\}/), "\(report)\n\(block)")
    func count(_ bucket: String) throws -> Int? {
      let number = try Regex("\"\(bucket)\": (\\d+)", as: (Substring, Substring).self)
      return total.1.firstMatch(of: number).flatMap { Int($0.1) }
    }
    let taken = try ["created", "updated", "unchanged", "merged"].compactMap(count).reduce(0, +)
    #expect(taken == Int(promise.1), "taken; \(block)")
    #expect(try count("read") == Int(promise.2), "read; \(block)")
    #expect(taken > 0, "nothing of it is taken: \(preview)")
  }

  private static func output(
    of program: URL,
    _ arguments: [String],
    in folder: String
  ) throws -> String {
    let scratch = try TemporaryFolder()
    let output = URL(filePath: "\(scratch.path)/out")
    try Data().write(to: output)
    let process = Process()
    process.executableURL = program
    process.arguments = arguments
    process.currentDirectoryURL = URL(filePath: folder)
    process.environment = ["PATH": "/usr/bin:/bin", "TZ": "UTC"]
    process.standardOutput = try FileHandle(forWritingTo: output)
    process.standardError = try FileHandle(forWritingTo: output)
    try process.run()
    process.waitUntilExit()
    return String(decoding: try Data(contentsOf: output), as: UTF8.self)
  }
}
