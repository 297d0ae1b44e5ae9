import ByteIO
import CRMModel
import Diagnostics
import Rendering
import Reporting
import Time

/// What a run says when it is done.
enum RunSummary {
  /// Prints what a run did; returns its exit code.
  static func print(
    _ report: RunReport,
    store: String,
    as format: OutputFormat,
    to terminal: Terminal
  ) throws -> Int32 {
    terminal.clearProgress()
    let isSuccess = report.outcome.exitCode == 0
    switch format {
    case .json: try terminal.output(json(report))
    case _ where !isSuccess && terminal.isQuiet: terminal.complain(problems(report, store))
    default: terminal.say(text(report, store: store))
    }
    return report.outcome.exitCode
  }

  /// What keeps a run from being a success: all that is said of it with `--quiet`.
  private static func problems(_ report: RunReport, _ store: String) -> String {
    let refused = report.total.rejected + report.total.quarantined
    let open = attention(report.attention.filter { !$0.isAccepted }, report, store)
    let head =
      refused > 0
      ? "\(refused) of \(report.total.read) records were refused"
      : "done, but something is left for a person"
    let lines = ["\(report.pipeline), run \(report.runID): \(head)"] + open
    return (lines + rejects(report, store)).joined(separator: "\n")
  }

  /// The run report as JSON.
  static func json(_ report: RunReport) throws -> String {
    let sink = MemorySink()
    try report.writeJSON(to: sink)
    return String(decoding: sink.bytes, as: UTF8.self)
  }

  /// A short text for people: a table of sources, then one line for each thing done.
  ///
  /// `store` is where the run's folder lies.
  static func text(_ report: RunReport, store: String) -> String {
    var lines = [head(report)]
    lines += report.reversal.map { reversal($0, verb: "undone:") } ?? table(report)
    lines += changes(report)
    let merging = merging(report)
    lines += merging.isEmpty && !report.notes.isEmpty ? [""] : merging
    lines += report.notes
    lines += report.billing.map(billing)
    let toLookAt = attention(report.attention, report, store)
    if !toLookAt.isEmpty { lines += [""] + toLookAt }
    lines += leftOut(report)
    lines += DroppedColumns(report).lines
    if !report.rejects.isEmpty { lines += [""] + rejects(report, store) }
    lines += files(report)
    return lines.joined(separator: "\n")
  }

  private static func head(_ report: RunReport) -> String {
    let kind = report.isDryRun ? "dry run" : "run"
    return "\(report.pipeline): \(kind) \(report.runID), as of \(report.asOf.iso)\n"
  }

  /// What a run has taken back of another one, by table.
  static func reversal(_ reversal: RunReport.Reversal, verb: String) -> [String] {
    let head =
      "\(verb) run \(reversal.runID) of \(reversal.pipeline), as of \(reversal.asOf.iso)"
    guard !reversal.tables.isEmpty else { return [head, "", "it had changed nothing"] }
    var listing = Listing(["table", "taken out", "as before"])
    listing.rows = reversal.tables.map { table in
      // Contact points are counted by the leads that they belong to.
      let isOfLeads = table.name == ModelTable.contactPoints.name
      return [
        .text(isOfLeads ? "their \(table.name)" : table.name), .number(table.removed),
        .number(table.restored),
      ]
    }
    return [head, "", String(listing.rendered(.text).dropLast())]
  }

  private static func table(_ report: RunReport) -> [String] {
    let counts = [
      "read", "created", "updated", "unchanged", "merged", "skipped", "quarantined", "rejected",
    ]
    let table = TextTable(
      [.init(heading: "source"), .init(heading: "file")]
        + counts.map { .init(heading: $0, isNumeric: true) },
      report.sources.map { [$0.name, $0.file] + cells($0.buckets) }
        + [["total", ""] + cells(report.total)],
      maximumWidth: .max
    )
    return table.lines(fitting: .max)
  }

  /// What updated records say otherwise, by group of fields: a record counts in each.
  private static func changes(_ report: RunReport) -> [String] {
    var counts: [String: Int64] = [:]
    for change in report.sources.flatMap(\.changes) {
      counts[change.name, default: 0] += change.count
    }
    guard !counts.isEmpty else { return [] }
    let groups = counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
      .map { "\($0.key) \($0.value)" }.joined(separator: ", ")
    return ["", "updated \(report.total.updated): \(groups)"]
  }

  private static func cells(_ buckets: Buckets) -> [String] {
    [
      buckets.read, buckets.created, buckets.updated, buckets.unchanged, buckets.merged,
      buckets.skipped, buckets.quarantined, buckets.rejected,
    ].map(String.init)
  }

  private static func merging(_ report: RunReport) -> [String] {
    guard let merging = report.merging else { return [] }
    var lines: [String] = []
    if report.total.read == 0 {
      lines.append("the files hold no records")
    } else if report.total.unchanged > 0,
      report.total.read == report.total.unchanged + refused(report)
    {
      lines.append("nothing new: every record is unchanged")
    }
    if merging.clusters > 0 {
      let leads = merging.clusters == 1 ? "1 new lead has" : "\(merging.clusters) new leads have"
      lines.append("\(leads) several records, \(merging.clusteredRecords) together")
    }
    if merging.reviewPairs > 0 {
      lines.append(
        merging.reviewPairs == 1
          ? "1 pair of records may be one person: it waits for review"
          : "\(merging.reviewPairs) pairs of records may be one person each: they wait for review"
      )
    }
    return lines.isEmpty ? [] : [""] + lines
  }

  private static func refused(_ report: RunReport) -> Int64 {
    report.total.rejected + report.total.quarantined + report.total.skipped
  }

  private static func billing(_ billing: RunReport.Billing) -> String {
    let currency = billing.currency
    func amount(_ units: Int64) -> String { Money(minorUnits: units, currency).plain }
    return
      "books of \(billing.period): \(billing.invoices.counting("invoice")), "
      + "\(billing.creditNotes.counting("credit note")), \(amount(billing.gross)) \(currency) gross, "
      + "\(amount(billing.outstanding)) \(currency) outstanding"
  }

  /// Money that a person has to look at, kind by kind, one line each.
  private static func attention(
    _ attention: [RunReport.Attention],
    _ report: RunReport,
    _ store: String
  ) -> [String] {
    RunReport.Attention.Kind.allCases.flatMap { kind -> [String] in
      let items = attention.filter { $0.kind == kind }
      guard let first = items.first else { return [] }
      let limit = 20
      let shown = items.prefix(limit)
      var lines = [heading(kind, first.isAccepted) + ":"] + shown.map { "  \($0.text)" }
      if items.count > limit {
        let place = "\(store)/runs/\(report.runID)/run.json"
        lines.append("  and \(items.count - limit) more: see \(place)")
      }
      var hints: [String] = []
      for hint in shown.compactMap(\.hint) where !hints.contains(hint) { hints.append(hint) }
      return lines + hints.map { "  hint: \($0)" }
    }
  }

  private static func heading(_ kind: RunReport.Attention.Kind, _ isAccepted: Bool) -> String {
    let text =
      switch kind {
      case .held: "due, but held and not billed"
      case .unbilled: "never billed"
      case .unassigned: "payments that no customer is known for"
      case .changed: "changed since it was reported"
      case .doubtful: "in doubt, and held until a person decides"
      }
    return isAccepted ? text + ", as the pipeline accepts it" : text
  }

  /// Values that were left out of records that were taken: the kinds that are most frequent.
  private static func leftOut(_ report: RunReport) -> [String] {
    let leftOut = report.repairs.filter(\.isLeftOut)
    guard !leftOut.isEmpty else { return [] }
    let total = leftOut.reduce(0) { $0 + $1.count }
    var lines = [
      "", "\(total.counting("value")) left out; the records were taken and keep the originals:",
    ]
    for repair in leftOut.prefix(5) {
      let meaning = repair.meaning.map { ": \($0)" } ?? ""
      lines.append("  \(repair.count) \(repair.field ?? "of any field"), \(repair.rule)\(meaning)")
      if let hint = repair.hint { lines.append("  hint: \(hint)") }
    }
    if leftOut.count > 5 {
      lines.append(
        "  and \(leftOut.count - 5) more \(leftOut.count == 6 ? "kind" : "kinds"): see the run's report.html"
      )
    }
    return lines
  }

  private static func rejects(_ report: RunReport, _ store: String) -> [String] {
    let reasons = report.rejects.map { reason in
      let kind = reason.isQuarantine ? "quarantined" : "rejected"
      let explanation = reason.explanation.map { ": \($0)" } ?? ""
      return "\(reason.count) \(kind), \(reason.code)\(explanation)"
    }
    let folder = "\(store)/runs/\(report.runID)/rejects"
    guard report.outcome.isCommitted, let names = try? Directory.names(in: folder) else {
      return reasons
    }
    let which = names.count == 1 ? "in this file and import it" : "in these files and import them"
    let rest = ["to have them too, correct them \(which):"] + names.map { "  \(folder)/\($0)" }
    return reasons + rest
  }

  private static func files(_ report: RunReport) -> [String] {
    var lines: [String] = []
    if !report.files.isEmpty { lines.append("") }
    for file in report.files { lines.append("wrote \(file.path)") }
    if let backup = report.backup {
      lines.append(
        "backup \(backup.file.path), \(backup.members) files\(backup.isVerified ? ", verified" : "")"
      )
    }
    return lines
  }
}
