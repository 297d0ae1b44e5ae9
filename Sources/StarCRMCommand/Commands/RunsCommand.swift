import ByteIO
import CRMModel
import Columns
import Diagnostics
import Pipeline
import Rendering
import Reporting
import Store

/// `starcrm runs`: what runs did, the newest first, and what a single one had to tell.
enum RunsCommand: Command {
  static let name = "runs"
  static let summary = "list the runs of a store, the newest first, or show one"
  static let operands = "[show RUN]"
  static let options = [
    StoreOption.option,
    Option("last", "N", "so many of the newest"),
    Option("format", "F", "text, json, jsonl or csv; text or json for show"),
  ]
  static let examples = [
    "starcrm runs",
    "starcrm runs show 20261101                all that the run of that day had to tell",
    "starcrm runs --store /srv/crm --last 10 --format csv",
  ]

  static func run(_ arguments: Arguments, _ terminal: Terminal) throws -> Int32 {
    if arguments.operands.first == "show" {
      try show(arguments, terminal)
      return 0
    }
    try arguments.refuseOperands(command: name)
    let format = try OutputFormat(arguments)
    let limit = try last(arguments)
    let snapshot = try Store(StoreOption.path(arguments), .read).snapshot()
    let runs = try listing(snapshot, format, last: limit)
    if runs.rows.isEmpty, format == .text {
      terminal.say("no runs")
    } else {
      terminal.output(runs.rendered(format))
    }
    return 0
  }

  /// Prints what the run had to tell when it was done.
  private static func show(_ arguments: Arguments, _ terminal: Terminal) throws {
    guard arguments.operands.count == 2 else {
      let second = arguments.operands.dropFirst(2).first
      throw Fault(
        .configuration,
        second.map { "'\($0)' is one word too many" } ?? "RUN is missing",
        hints: ["see starcrm \(name) --help"]
      )
    }
    let format = try OutputFormat(arguments, allowed: [.text, .json])
    let snapshot = try Store(StoreOption.path(arguments), .read).snapshot()
    let runs = try snapshot.rows(.runs)
    let row = try RunNames(runs, of: snapshot.layout).row(arguments.operands[1])
    let run = runs.text("run_id", row) ?? ""
    let path = "\(snapshot.layout.run(run))/run.json"
    guard try Directory.status(path) != nil else {
      throw Fault(
        .input,
        "run \(run) has left no report",
        at: SourcePosition(file: path),
        hints: ["its row in the list is all that is known of it: starcrm runs --format json"]
      )
    }
    let bytes = try FileSource(path: path).readToEnd(limit: 1 << 28)
    let report = try RunReport(json: bytes, file: path)
    terminal.output(
      format == .json
        ? String(decoding: bytes, as: UTF8.self)
        : RunSummary.text(report, store: snapshot.layout.root) + "\n"
    )
  }

  private static func last(_ arguments: Arguments) throws(Fault) -> Int? {
    guard let text = arguments["last"] else { return nil }
    guard let number = Int(text), number > 0 else {
      throw Fault(.configuration, "--last takes a number from 1 on, not '\(text)'")
    }
    return number
  }

  /// The runs of a store; people see fewer columns than programs.
  static func listing(
    _ snapshot: StoreSnapshot,
    _ format: OutputFormat,
    last: Int? = nil
  ) throws -> Listing {
    let batch = try snapshot.rows(.runs)
    let order = newestFirst(batch).prefix(last ?? batch.rowCount)
    let all = ModelTable.runs.fields.map(\.field.name)
    let hidden = ["purpose", "configuration_hash", "tool_version", "policy_version", "started_at"]
    var listing = Listing(format == .text ? all.filter { !hidden.contains($0) } : all)
    for row in order {
      listing.rows.append(listing.columns.map { cell($0, batch, row) })
    }
    if format == .text { return listing.renaming { $0.replacing("_count", with: "") } }
    return listing
  }

  /// By the run's clock; of one instant, the one stored last first.
  private static func newestFirst(_ batch: RecordBatch) -> [Int] {
    let clock = batch.column("as_of")
    return (0..<batch.rowCount).sorted {
      (clock?.integer($0) ?? 0, $0) > (clock?.integer($1) ?? 0, $1)
    }
  }

  private static func cell(_ name: String, _ batch: RecordBatch, _ row: Int) -> Listing.Cell {
    guard let column = batch.column(name), !column.isNull(row) else { return .none }
    if case .int64 = column, let number = column.integer(row) { return .number(number) }
    return column.display(row).map { .text($0) } ?? .none
  }
}

extension Listing {
  /// The same rows under other headings.
  fileprivate func renaming(_ heading: (String) -> String) -> Listing {
    var listing = Listing(columns.map(heading))
    listing.rows = rows
    return listing
  }
}

extension Arguments {
  /// Refuses words behind a command that takes none.
  func refuseOperands(command: String) throws(Fault) {
    guard let word = operands.first else { return }
    throw Fault(
      .configuration,
      "'\(word)' is one word too many",
      hints: ["see starcrm \(command) --help"]
    )
  }
}
