import CRMModel
import Columns
import Diagnostics
import Pipeline
import Reporting
import Store

/// `starcrm report`: the accountants' files of a month, from what was billed.
enum ReportCommand: Command {
  static let name = "report"
  static let summary = "write report files of a month from what the store has billed"
  static let operands = "[NAME..]"
  static let options = [
    Option("period", "MONTH", "the month: 2026-10"),
    Option("to", "DIR", "where the files go; {period} stands for the month"),
    StoreOption.option,
    Option("pipeline", "FILE", "take store, folder, names and formats from a pipeline file"),
    Option("format", "F,..", "xlsx, csv, html: all of them by default"),
    Option("locale", "TAG", "how XLSX and HTML show numbers and days: de-DE, en-GB by default"),
    Option("currency", "CODE", "of reports without a row, EUR by default"),
    Option("as-of", "DATE", "the clock of workbooks: 2026-11-01 or 2026-11-01T03:00:00Z"),
  ]
  static let examples = [
    "starcrm report --period 2026-10 --to output/reports/2026-10",
    "starcrm report vat-summary ageing --period 2026-10 --to /mnt/tax --format xlsx",
    "starcrm report --pipeline Pipelines/nightly.json5 --period 2026-10",
  ]

  static func run(_ arguments: Arguments, _ terminal: Terminal) throws -> Int32 {
    let period = try period(arguments)
    let order = try Order(arguments)
    let snapshot = try Store(order.store, .read).snapshot()
    let books = try Books(snapshot, currency: order.currency)
    let files = try order.stage.write(books, period: period)
    for file in files { terminal.say("wrote \(file.path)") }
    if !books.invoices.contains(where: { $0.period == period }) {
      terminal.complain("notice: no document of \(period) is in the store")
    }
    return 0
  }

  /// The month that `--period` names.
  static func period(_ arguments: Arguments) throws(Fault) -> BillingPeriod {
    let text = try arguments.required("period", hint: "--period 2026-10")
    if let period = BillingPeriod(text) { return period }
    throw Fault(.configuration, "'\(text)' is not a month", hints: ["write it as 2026-10"])
  }

  /// What to write, by options, then the pipeline file, then habit.
  private struct Order {
    var store = StoreOption.standard
    var currency = Currency.euro
    var stage: ReportStage

    init(_ arguments: Arguments) throws {
      stage = ReportStage(
        to: "",
        files: ReportStage.fileNames,
        formats: ReportStage.formatNames,
        locale: "en-GB",
        asOf: try RunCommand.asOf(arguments)
      )
      if let path = arguments["pipeline"] { take(try ConfigurationReader.read(path)) }
      store = arguments["store"] ?? store
      stage.locale = arguments["locale"] ?? stage.locale
      stage.to = arguments["to"] ?? stage.to
      if !arguments.operands.isEmpty { stage.files = arguments.operands }
      if let text = arguments["format"] {
        stage.formats = text.split(separator: ",").map(String.init)
      }
      try readCurrency(arguments)
      guard !stage.to.isEmpty else {
        throw Fault(.configuration, "--to is missing", hints: ["--to DIR names a folder"])
      }
    }

    private mutating func take(_ pipeline: PipelineConfiguration) {
      store = pipeline.store
      currency = Currency(pipeline.currency) ?? currency
      stage.locale = pipeline.locale
      guard let report = pipeline.report else { return }
      stage.to = report.to
      stage.files = report.files
      stage.formats = report.formats
    }

    private mutating func readCurrency(_ arguments: Arguments) throws(Fault) {
      guard let code = arguments["currency"] else { return }
      guard let currency = Currency(code) else {
        throw Fault(
          .configuration,
          "'\(code)' is not a currency of ISO 4217",
          hints: ["three letters such as EUR"]
        )
      }
      self.currency = currency
    }
  }
}
