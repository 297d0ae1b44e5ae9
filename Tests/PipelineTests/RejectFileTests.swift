import ByteIO
import CRMModel
import Columns
import Foundation
import Pipeline
import Reporting
import Store
import TestSupport
import Testing
import Time

/// What a person gets to correct, and imports again.
@Suite("reject files")
struct RejectFileTests {
  private final class Watch: RunObserver {
    let isCancelled = false

    func progress(_ text: String, _ share: Double?) {}

    func notice(_ text: String) {}
  }

  /// Imports a file into `folder/store`; returns the folder of the run's reject files.
  private func importing(_ file: String, _ folder: String, on day: Int) throws -> String {
    var source = PipelineConfiguration.Source()
    source.files = [file]
    source.system = "crm"
    var configuration = PipelineConfiguration()
    configuration.name = "test"
    configuration.store = "\(folder)/store"
    configuration.sources = [source]
    configuration.validation.require = ["email"]
    let asOf = Instant(CalendarDate(daysSinceEpoch: 20_758 + day), hour: 3)
    var options = PipelineRun.Options(asOf: asOf, startedAt: asOf, toolVersion: "test")
    options.stages = [.leads]
    let report = try PipelineRun(configuration, options, observer: Watch()).run()
    return "\(folder)/store/runs/\(report.runID)/rejects"
  }

  /// What the store has of each lead, by its e-mail address.
  private func leads(_ folder: String) throws -> [String: [String?]] {
    var result: [String: [String?]] = [:]
    let columns = ["email", "given_name", "organisation", "notes", "phone", "value"]
    try Store("\(folder)/store", .read).snapshot().scan(.leads, columns: columns) { batch in
      for row in 0..<batch.rowCount {
        let values = batch.columns.map { column in
          column.string(row) ?? column.integer(row).map { String($0) }
        }
        result[values[0] ?? ""] = values
      }
    }
    return result
  }

  /// A cell that begins as a formula, a number, or as neither.
  private func cell(_ generator: inout SeededGenerator) -> String {
    let starts = ["=", "+", "-", "@", "'", "''=", "\t=", " =", "\"=", "", "A", "-5", "+49 30 9"]
    let rests = ["1+1", "cmd|' /C calc'!A0", "HYPERLINK(\"x\")", ", a", "x\ny", "", "'", "7"]
    return (starts.randomElement(using: &generator) ?? "")
      + (rests.randomElement(using: &generator) ?? "")
  }

  private func quoted(_ cell: String) -> String {
    "\"\(cell.replacing("\"", with: "\"\""))\""
  }

  @Test("bring what their input would have brought, when only the fault was corrected")
  func roundTrip() throws {
    var generator = SeededGenerator(seed: 11)
    var lines = ["id,First Name,Company,Email,Phone,Value,Notes"]
    for number in 1...300 {
      let cells = (0..<3).map { _ in quoted(cell(&generator)) }
      lines.append(
        "\(number),\(cells[0]),\(cells[1]),at-\(number).example.org,+49 30 90\(1000 + number),-\(number).50,"
          + cells[2]
      )
    }
    let text = lines.joined(separator: "\r\n") + "\r\n"
    let (folder, other) = (try TemporaryFolder(), try TemporaryFolder())
    try Publish.replacing("\(folder.path)/a.csv") { try $0.write(text) }
    let rejects = try importing("\(folder.path)/a.csv", folder.path, on: 0)
    let file = try #require(try Directory.names(in: rejects).first)
    let refused = String(
      decoding: try FileSource(path: "\(rejects)/\(file)").readToEnd(limit: 1 << 24),
      as: UTF8.self
    )
    // No cell begins as a formula, but for numbers with a sign.
    #expect(refused.contains("'=1+1"))
    #expect(refused.matches(of: /(^|,|\n)"?[ "]*[=@\t]/).isEmpty)
    try Publish.replacing("\(folder.path)/b.csv") {
      try $0.write(refused.replacing("at-", with: "at@"))
    }
    try Publish.replacing("\(other.path)/c.csv") {
      try $0.write(text.replacing("at-", with: "at@"))
    }
    _ = try importing("\(folder.path)/b.csv", folder.path, on: 1)
    _ = try importing("\(other.path)/c.csv", other.path, on: 1)
    let (corrected, direct) = (try leads(folder.path), try leads(other.path))
    #expect(direct.count > 150)
    #expect(corrected == direct)
  }
}
