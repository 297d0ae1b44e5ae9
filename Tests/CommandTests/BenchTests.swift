import Foundation
import Testing

/// The program that measures: it reads what it says it reads.
@Suite("starcrm-bench")
struct BenchTests {
  private struct Answer {
    let output: String
    let errors: String
    let exitCode: Int32
  }

  private func run(_ words: [String], in folder: URL) throws -> Answer? {
    guard let program = CommandTests.program else { return nil }
    let process = Process()
    process.executableURL = program.deletingLastPathComponent().appending(path: "starcrm-bench")
    process.arguments = words
    process.currentDirectoryURL = folder
    let (output, errors) = (Pipe(), Pipe())
    (process.standardOutput, process.standardError) = (output, errors)
    try process.run()
    process.waitUntilExit()
    let texts = try [output, errors].map {
      String(decoding: try $0.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
    }
    return Answer(output: texts[0], errors: texts[1], exitCode: process.terminationStatus)
  }

  private func folder() throws -> URL {
    let folder = FileManager.default.temporaryDirectory.appending(path: "bench-\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let rows = (1...500).map { "P\($0),Rey,p\($0)@northwind.example.net" } + ["P501,Rey,none"]
    try Data((["First Name,Last Name,Email"] + rows).joined(separator: "\n").utf8)
      .write(to: folder.appending(path: "people.csv"))
    try Data("<all><p><n>1</n></p><p><n>2</n></p><p/></all>".utf8)
      .write(to: folder.appending(path: "people.xml"))
    return folder
  }

  @Test(
    "counts the records that it got through",
    arguments: [
      (["csv", "people.csv"], "csv people.csv: 501 records, "),
      (["leads", "people.csv"], "leads people.csv: 501 records, "),
      (["validate", "people.csv"], "validate people.csv: 501 records, 500 accepted, "),
      (["xml", "people.xml", "/all/p", "n"], "xml people.xml: 3 records, "),
    ]
  )
  func counts(words: [String], beginning: String) throws {
    let folder = try folder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let words = words + ["--rounds", "2", "--threads", "2"]
    guard let answer = try run(words, in: folder) else { return }
    #expect(answer.output.hasPrefix(beginning), "\(answer.output)\(answer.errors)")
    #expect(answer.output.contains("peak memory"))
    #expect(answer.exitCode == 0)
  }

  @Test("compares with the last result that was kept")
  func comparison() throws {
    let folder = try folder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let words = ["csv", "people.csv", "--rounds", "1"]
    for _ in 0..<2 { _ = try run(words + ["--save", "results.jsonl"], in: folder) }
    guard let answer = try run(words + ["--against", "results.jsonl"], in: folder) else { return }
    #expect(answer.output.contains("times as fast now"), "\(answer.output)\(answer.errors)")
    let kept = try String(contentsOf: folder.appending(path: "results.jsonl"), encoding: .utf8)
    #expect(kept.split(separator: "\n").count == 2)
  }

  @Test(
    "says what it cannot measure",
    arguments: [
      ["walk", "people.csv"], ["csv"], ["csv", "people.csv", "--rounds", "0"],
      ["csv", "people.csv", "--wide", "1"], ["csv", "none.csv"],
    ]
  )
  func refusals(words: [String]) throws {
    let folder = try folder()
    defer { try? FileManager.default.removeItem(at: folder) }
    guard let answer = try run(words, in: folder) else { return }
    #expect(answer.errors.hasPrefix("starcrm-bench: error: "))
    #expect(answer.exitCode == 2)
  }
}
