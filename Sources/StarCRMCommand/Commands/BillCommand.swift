import CRMModel
import Diagnostics
import Pipeline
import Reporting

/// `starcrm bill`: a month billed by hand.
enum BillCommand: Command {
  static let name = "bill"
  static let summary = "bill a month by the settings of a pipeline file"
  static let options = [
    Option("period", "MONTH", "the month: 2026-10"),
    Option("pipeline", "FILE", "the pipeline file, \(standardPipeline) by default"),
    Option("dry-run", "say what would be billed, change nothing"),
    Option("as-of", "DATE", "the clock of the run: 2026-11-01 or 2026-11-01T03:00:00Z"),
    Option("set", "KEY=VALUE", repeats: true, "put another value into the pipeline file"),
    Option("format", "text|json", "how the summary is printed"),
  ]
  static let examples = [
    "starcrm bill --period 2026-10 --dry-run",
    "starcrm bill --period 2026-10 --pipeline Pipelines/month-end.json5",
  ]

  private static let standardPipeline = "Pipelines/nightly.json5"

  static func run(_ arguments: Arguments, _ terminal: Terminal) throws -> Int32 {
    try arguments.refuseOperands(command: name)
    let period = try ReportCommand.period(arguments)
    let format = try OutputFormat(arguments, allowed: [.text, .json])
    let configuration = try configuration(arguments, period.description)
    var options = PipelineRun.Options(
      asOf: try RunCommand.asOf(arguments),
      startedAt: PipelineRun.now,
      toolVersion: StarCRM.version
    )
    options.isDryRun = arguments.has("dry-run")
    options.stages = [.bill]
    let watch = RunWatch(terminal)
    let report = try PipelineRun(configuration, options, observer: watch).run()
    return try RunSummary.print(report, store: configuration.store, as: format, to: terminal)
  }

  /// The pipeline with this month; the file must say how to bill, a period alone is not enough.
  private static func configuration(
    _ arguments: Arguments,
    _ period: String
  ) throws -> PipelineConfiguration {
    let path = arguments["pipeline"] ?? standardPipeline
    let overrides = try RunCommand.overrides(arguments)
    guard try ConfigurationReader.read(path, overrides: overrides).billing != nil else {
      throw Fault(
        .configuration,
        "the pipeline has no bill block",
        at: SourcePosition(file: path),
        hints: ["name another with --pipeline, or add bill: { seller: { .. } }"]
      )
    }
    return try ConfigurationReader.read(path, overrides: overrides + [("bill.period", period)])
  }
}
