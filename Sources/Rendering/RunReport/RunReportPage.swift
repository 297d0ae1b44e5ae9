package import ByteIO
internal import CRMModel
internal import Columns
package import Reporting
internal import Time

extension RunReport {
  /// Writes the report as one HTML file that needs nothing but itself; does not finish the sink.
  package func writePage(to sink: any ByteSink, locale: DisplayLocale) throws {
    try sink.write(RunReportPage(report: self, locale: locale).document)
  }
}

/// Lays out a run's report: the verdict first, then what became of the records, then the rest in
/// the order of the data.
struct RunReportPage {
  let report: RunReport
  let locale: DisplayLocale
  let wording: Wording

  init(report: RunReport, locale: DisplayLocale) {
    self.report = report
    self.locale = locale
    wording = Wording(locale)
  }

  var document: String {
    Page.document(
      title: "\(wording[.runReport]) \(report.pipeline) \(report.startedAt.date.iso)",
      language: locale.identifier
    ) { page in
      head(&page)
      figures(&page)
      attention(&page)
      reversal(&page)
      records(&page)
      keptOut(&page)
      leftOut(&page)
      repairs(&page)
      duplicates(&page)
      leads(&page)
      billing(&page)
      notes(&page)
      timings(&page)
      dropped(&page)
      laws(&page)
      files(&page)
      page.element("footer", wording[.noPersonalData])
      page.literal("\n")
    }
  }

  /// A titled block.
  func section(_ title: Phrase, _ page: inout Markup, _ body: (inout Markup) -> Void) {
    page.literal("<section>\n")
    page.element("h2", wording[title])
    page.literal("\n")
    body(&page)
    page.literal("</section>\n")
  }

  /// A quiet sentence.
  func note(_ phrase: Phrase, _ page: inout Markup) {
    page.element("p", ["class": "quiet"], wording[phrase])
    page.literal("\n")
  }

  /// A table that opens on demand, beneath a chart that shows the same.
  func folded(_ table: HTMLTable, _ page: inout Markup) {
    page.element("details") { page in
      page.element("summary", wording[.asTable])
      table.write(to: &page)
    }
    page.literal("\n")
  }

  func column(_ phrase: Phrase) -> HTMLTable.Column { HTMLTable.Column(title: wording[phrase]) }

  func numbers(_ phrase: Phrase) -> HTMLTable.Column {
    HTMLTable.Column(title: wording[phrase], isNumeric: true)
  }

  func code(_ phrase: Phrase) -> HTMLTable.Column {
    HTMLTable.Column(title: wording[phrase], isCode: true)
  }
}

// MARK: - The verdict

extension RunReportPage {
  private var verdict: (tone: String, text: String) {
    switch report.outcome.exitCode {
    case 0: ("good", wording[.done])
    case 1 where report.attention.contains { !$0.isAccepted }:
      ("warn", wording[.doneWithAttention])
    case 1: ("warn", wording[.doneWithRejects])
    default: ("bad", wording[.stopped])
    }
  }

  private func head(_ page: inout Markup) {
    page.literal("<header>\n")
    page.element("p", ["class": "kicker"], wording[.runReport])
    page.element("h1", report.pipeline)
    page.element("span", ["class": "status \(verdict.tone)"], verdict.text)
    if report.isDryRun {
      page.literal(" ")
      page.element("span", ["class": "status warn"], wording[.dryRun])
    }
    if let message = report.outcome.message { fault(message, &page) }
    page.literal("\n<dl class=\"facts\">\n")
    let took = report.finishedAt.microseconds - report.startedAt.microseconds
    fact(.asOf, locale.day(report.asOf), &page)
    fact(.started, locale.instant(report.startedAt), &page)
    fact(.took, locale.duration(microseconds: took), &page)
    if !report.purposes.isEmpty {
      fact(.purpose, report.purposes.joined(separator: ", "), &page)
    }
    fact(.run, report.runID, &page)
    page.literal("</dl>\n</header>\n")
  }

  private func fault(_ message: String, _ page: inout Markup) {
    page.element("div", ["class": "message"]) { page in
      page.element("p", message)
      for hint in report.outcome.hints { page.element("p", ["class": "quiet"], hint) }
      if !report.outcome.isCommitted { note(.nothingCommitted, &page) }
    }
  }

  func fact(_ phrase: Phrase, _ value: String, _ page: inout Markup) {
    page.element("div") { page in
      page.element("dt", wording[phrase])
      page.element("dd", value)
    }
    page.literal("\n")
  }

  private func figures(_ page: inout Markup) {
    let total = report.total
    var figures: [(Phrase, Int64)] = []
    if total.read > 0 {
      figures += [
        (.recordsRead, total.read), (.recordsAccepted, total.accepted),
        (.recordsKeptOut, total.quarantined + total.rejected),
      ]
    }
    if let leads = report.leads { figures.append((.leadsInStore, leads.total)) }
    if let merging = report.merging { figures.append((.toReview, merging.reviewPairs)) }
    page.literal("<ul class=\"figures\">\n")
    for (phrase, value) in figures {
      page.element("li") { page in
        page.element("strong", locale.number(value))
        page.element("span", wording[phrase])
      }
      page.literal("\n")
    }
    page.literal("</ul>\n")
  }
}

// MARK: - The records

extension RunReportPage {
  private func records(_ page: inout Markup) {
    guard !report.sources.isEmpty else { return }
    section(.flow, &page) { page in
      note(.flowDescription, &page)
      funnel(report.total).write(to: &page)
      HTMLTable(
        caption: wording[.bySource],
        columns: [column(.source), numbers(.read)] + Self.outcomes.map { numbers($0.phrase) },
        rows: report.sources.map { [$0.name] + counts($0.buckets) },
        totals: report.sources.count > 1 ? [wording[.allSources]] + counts(report.total) : nil,
        notes: report.sources.map { ([$0.format] + $0.details).joined(separator: ", ") }
      )
      .write(to: &page)
      for line in report.notes {
        page.element("p", ["class": "quiet"], line)
        page.literal("\n")
      }
    }
  }

  /// The buckets of law 1, in the order of the data.
  private static let outcomes:
    [(phrase: Phrase, path: any KeyPath<Buckets, Int64> & Sendable, Tone)] =
      [
        (.created, \.created, .good), (.updated, \.updated, .change),
        (.unchanged, \.unchanged, .calm), (.merged, \.merged, .join), (.skipped, \.skipped, .calm),
        (.rejected, \.rejected, .bad), (.quarantined, \.quarantined, .warn),
      ]

  private func counts(_ buckets: Buckets) -> [String] {
    ([buckets.read] + Self.outcomes.map { buckets[keyPath: $0.path] }).map(locale.number)
  }

  /// Three bars that shrink, then the buckets side by side from where the last one ended, so that
  /// together they fill the width of what was read.
  private func funnel(_ total: Buckets) -> BarChart {
    func bar(_ phrase: Phrase, _ value: Int64, _ tone: Tone, offset: Int64 = 0) -> BarChart.Bar {
      let share = locale.percent(value, of: total.read)
      let text = value == 0 ? locale.number(0) : "\(locale.number(value)) \u{B7} \(share)"
      return BarChart.Bar(
        label: wording[phrase],
        value: value,
        tone: tone,
        text: text,
        offset: offset
      )
    }
    var bars = [
      bar(.read, total.read, .main), bar(.sound, total.sound, .main),
      bar(.accepted, total.accepted, .main),
    ]
    var offset: Int64 = 0
    for (phrase, path, tone) in Self.outcomes {
      bars.append(bar(phrase, total[keyPath: path], tone, offset: offset))
      offset += total[keyPath: path]
    }
    let summary = bars.map { "\($0.label): \($0.text)" }.joined(separator: "; ")
    return BarChart(
      id: "funnel",
      title: wording[.flow],
      description: summary,
      bars: bars,
      whole: total.read,
      hasTrack: true
    )
  }

  private func keptOut(_ page: inout Markup) {
    guard !report.sources.isEmpty else { return }
    section(.keptOut, &page) { page in
      guard !report.rejects.isEmpty else { return note(.noneKeptOut, &page) }
      let reasons = report.rejects.sorted { ($1.count, $0.code) < ($0.count, $1.code) }
      chart(
        "rejects",
        .keptOut,
        reasons.prefix(12).map { ($0.code, $0.count, $0.isQuarantine ? .warn : .bad) }
      )
      .write(to: &page)
      HTMLTable(
        columns: [code(.reason), column(.meaning), numbers(.records)],
        rows: reasons.map { [$0.code, $0.explanation ?? "", locale.number($0.count)] }
      )
      .write(to: &page)
    }
  }

  private func leftOut(_ page: inout Markup) {
    let leftOut = report.repairs.filter(\.isLeftOut)
    guard !leftOut.isEmpty else { return }
    section(.leftOut, &page) { page in
      note(.leftOutMeaning, &page)
      table(leftOut).write(to: &page)
    }
  }

  private func repairs(_ page: inout Markup) {
    guard !report.sources.isEmpty else { return }
    let repairs = report.repairs.filter { !$0.isLeftOut }
    section(.repairs, &page) { page in
      guard !repairs.isEmpty else { return note(.noRepairs, &page) }
      table(repairs).write(to: &page)
    }
  }

  private func table(_ repairs: [RunReport.Repair]) -> HTMLTable {
    let sorted = repairs.sorted {
      ($1.count, $0.rule, $0.field ?? "") < ($0.count, $1.rule, $1.field ?? "")
    }
    return HTMLTable(
      columns: [code(.rule), column(.field), column(.meaning), numbers(.values)],
      rows: sorted.map {
        let meaning = [$0.meaning, $0.hint].compactMap(\.self).joined(separator: "; ")
        return [$0.rule, $0.field ?? "", meaning, locale.number($0.count)]
      }
    )
  }

  /// Bars with their counts behind them.
  func chart(_ id: String, _ title: Phrase, _ items: [(String, Int64, Tone)]) -> BarChart {
    BarChart(
      id: id,
      title: wording[title],
      description: items.map { "\($0.0): \(locale.number($0.1))" }.joined(separator: "; "),
      bars: items.map {
        BarChart.Bar(label: $0.0, value: $0.1, tone: $0.2, text: locale.number($0.1))
      }
    )
  }
}
