import ByteIO
import Diagnostics
import Foundation
import Reporting
package import Time

/// `log.jsonl`: what happened in a run, a JSON object a line, without a personal value.
package struct RunFolderLog {
  /// Something that happened.
  package struct Entry: Hashable, Sendable {
    package let time: Instant
    package let stage: String
    /// Stable, for programs.
    package let code: String
    /// For people.
    package let text: String

    package init(time: Instant, stage: String, code: String, text: String) {
      self.time = time
      self.stage = stage
      self.code = code
      self.text = text
    }
  }

  private struct Line: Encodable {
    let time: String
    let run: String
    let stage: String
    let code: String
    let text: String
  }

  private let runID: String
  private let entries: [Entry]

  /// What the report tells, with `further` entries, in the order of time.
  init(_ report: RunReport, further: [Entry]) {
    runID = report.runID
    let entries = Self.progress(report) + Self.rejects(report) + further
    let order = entries.enumerated().sorted { ($0.1.time, $0.0) < ($1.1.time, $1.0) }
    self.entries = order.map(\.1) + Self.end(report)
  }

  func write(to sink: any ByteSink) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    for entry in entries {
      let line = Line(
        time: entry.time.rfc3339,
        run: runID,
        stage: entry.stage,
        code: entry.code,
        text: entry.text
      )
      try sink.write([UInt8](encoder.encode(line)) + [0x0A])
    }
  }

  /// The beginning, and each stage at the time when it was done.
  private static func progress(_ report: RunReport) -> [Entry] {
    let kind = report.isDryRun ? "dry run" : "run"
    var entries = [
      Entry(
        time: report.startedAt,
        stage: "run",
        code: "run.started",
        text: "\(kind) of \(report.pipeline), as of \(report.asOf.iso)"
      )
    ]
    var time = report.startedAt.microseconds
    for stage in report.stages {
      time += stage.microseconds
      let rows = stage.rows > 0 ? "\(stage.rows) rows in " : ""
      let text = "\(rows)\(stage.microseconds / 1000) ms"
      entries.append(
        Entry(time: Instant(microseconds: time), stage: stage.name, code: "stage.done", text: text)
      )
    }
    return entries
  }

  private static func rejects(_ report: RunReport) -> [Entry] {
    report.rejects.map { reason in
      let bucket = reason.isQuarantine ? "quarantined" : "rejected"
      let explanation = reason.explanation.map { ": \($0)" } ?? ""
      return Entry(
        time: report.finishedAt,
        stage: "validate",
        code: reason.code,
        text: "\(reason.count) records \(bucket)\(explanation)"
      )
    }
  }

  private static func end(_ report: RunReport) -> [Entry] {
    let laws = report.laws.map { law in
      Entry(
        time: report.finishedAt,
        stage: "laws",
        code: "law.\(law.name)",
        text: "\(law.holds ? "holds" : "broken"): \(law.detail)"
      )
    }
    let committed = report.outcome.isCommitted ? "committed" : "nothing committed"
    let message = report.outcome.message.map { ": \($0)" } ?? ""
    let end = Entry(
      time: report.finishedAt,
      stage: "run",
      code: "run.finished",
      text: "exit code \(report.outcome.exitCode), \(committed)\(message)"
    )
    return laws + [end]
  }
}
