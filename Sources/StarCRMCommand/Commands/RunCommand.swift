import ByteIO
import Diagnostics
import Pipeline
import Reporting
import Time

/// `starcrm run`: the main job.
enum RunCommand: Command {
  static let name = "run"
  static let summary = "carry out a pipeline: read, match, store, bill, report, back up"
  static let operands = "PIPELINE"
  static let options = [
    Option("only", "STAGE,..", "leads, bill, report, backup: leave out the other stages"),
    Option("dry-run", "do everything except changing anything"),
    Option("as-of", "DATE", "the clock of the run: 2026-11-01 or 2026-11-01T03:00:00Z"),
    Option("set", "KEY=VALUE", repeats: true, "put another value into the pipeline file"),
    Option("threads", "N", "worker threads; the result does not depend on it"),
    Option("format", "text|json", "how the summary is printed"),
  ]
  static let examples = [
    "starcrm run Pipelines/nightly.json5",
    "starcrm run Pipelines/nightly.json5 --dry-run --as-of 2026-11-01",
    "starcrm run Pipelines/month-end.json5 --set bill.period=2026-10",
  ]

  static func run(_ arguments: Arguments, _ terminal: Terminal) throws -> Int32 {
    let path = try arguments.operand("PIPELINE", command: name)
    let configuration = try ConfigurationReader.read(path, overrides: try overrides(arguments))
    let format = try OutputFormat(arguments, allowed: [.text, .json])
    let watch = RunWatch(terminal)
    var options = PipelineRun.Options(
      asOf: try asOf(arguments),
      startedAt: PipelineRun.now,
      toolVersion: StarCRM.version
    )
    options.isDryRun = arguments.has("dry-run")
    options.stages = try stages(arguments)
    options.threads = try threads(arguments)
    let report = try PipelineRun(configuration, options, observer: watch).run()
    return try RunSummary.print(report, store: configuration.store, as: format, to: terminal)
  }

  static func overrides(_ arguments: Arguments) throws(Fault) -> [(key: String, value: String)] {
    var result: [(key: String, value: String)] = []
    for text in arguments.all("set") {
      guard let equals = text.firstIndex(of: "="), equals != text.startIndex else {
        throw Fault(
          .configuration,
          "--set needs key=value, not '\(text)'",
          hints: ["for example --set bill.period=2026-10"]
        )
      }
      result.append((String(text[..<equals]), String(text[text.index(after: equals)...])))
    }
    return result
  }

  /// The run's clock: now, unless told.
  static func asOf(_ arguments: Arguments) throws(Fault) -> Instant {
    guard let text = arguments["as-of"] else { return PipelineRun.now }
    if let date = CalendarDate(iso: text) { return Instant(date) }
    if let instant = Instant(rfc3339: text) { return instant }
    throw Fault(
      .configuration,
      "'\(text)' is not a date",
      hints: ["write 2026-11-01 or 2026-11-01T03:00:00Z"]
    )
  }

  private static func stages(_ arguments: Arguments) throws(Fault) -> Set<PipelineRun.Stage> {
    guard let text = arguments["only"] else { return Set(PipelineRun.Stage.allCases) }
    let known = PipelineRun.Stage.allCases.map(\.rawValue)
    var stages: Set<PipelineRun.Stage> = []
    for name in text.split(separator: ",").map(String.init) {
      guard let stage = PipelineRun.Stage(rawValue: name) else {
        let nearest = NearestName.of(name, among: known).map { "did you mean '\($0)'?" }
        throw Fault(
          .configuration,
          "unknown stage '\(name)'",
          hints: [nearest ?? "stages: \(known.joined(separator: ", "))"]
        )
      }
      stages.insert(stage)
    }
    return stages
  }

  static func threads(_ arguments: Arguments) throws(Fault) -> Int? {
    guard let text = arguments["threads"] else { return nil }
    guard let number = Int(text), (1...1024).contains(number) else {
      throw Fault(.configuration, "--threads takes a number from 1 to 1024, not '\(text)'")
    }
    return number
  }
}

/// Watches a run for the person at the terminal; a signal asks it to stop.
final class RunWatch: RunObserver {
  private let terminal: Terminal

  init(_ terminal: Terminal) { self.terminal = terminal }

  func progress(_ text: String, _ share: Double?) { terminal.progress(text, share) }

  func notice(_ text: String) { terminal.complain(text) }

  var isCancelled: Bool { Interruption.take() }
}
