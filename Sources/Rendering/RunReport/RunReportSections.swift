internal import CRMModel
internal import Reporting

// What follows the records in the run report.

extension RunReportPage {
  func duplicates(_ page: inout Markup) {
    guard let merging = report.merging else { return }
    section(.duplicates, &page) { page in
      let facts: [(Phrase, Int64)] = [
        (.comparisons, merging.comparisons), (.clusters, merging.clusters),
        (.clusteredRecords, merging.clusteredRecords), (.largestCluster, merging.largestCluster),
        (.toReview, merging.reviewPairs),
      ]
      page.literal("<dl class=\"facts\">\n")
      for (phrase, count) in facts { fact(phrase, locale.number(count), &page) }
      page.literal("</dl>\n")
    }
  }

  func leads(_ page: inout Markup) {
    guard let leads = report.leads else { return }
    section(.leadsBySource, &page) { page in
      guard !leads.bySource.isEmpty else { return note(.noLeads, &page) }
      counted(leads.bySource, "leads", .leadsBySource, .source, tone: .main, &page)
    }
    guard !leads.byConsent.isEmpty else { return }
    section(.consent, &page) { page in
      let labelled = leads.byConsent.map {
        RunReport.Count(name: wording.label($0.name), count: $0.count)
      }
      counted(labelled, "consent", .consent, .consent, tone: .change, &page)
    }
  }

  private func counted(
    _ counts: [RunReport.Count],
    _ id: String,
    _ title: Phrase,
    _ label: Phrase,
    tone: Tone,
    _ page: inout Markup
  ) {
    let sorted = counts.sorted { ($1.count, $0.name) < ($0.count, $1.name) }
    chart(id, title, sorted.prefix(12).map { ($0.name, $0.count, tone) }).write(to: &page)
    folded(
      HTMLTable(
        columns: [column(label), numbers(.leads)],
        rows: sorted.map { [$0.name, locale.number($0.count)] }
      ),
      &page
    )
  }

  func attention(_ page: inout Markup) {
    guard !report.attention.isEmpty else { return }
    section(.attention, &page) { page in
      page.literal("<ul>\n")
      for item in report.attention {
        page.element("li") { page in
          page.element("p", item.text)
          if let hint = item.hint { page.element("p", ["class": "quiet"], hint) }
        }
        page.literal("\n")
      }
      page.literal("</ul>\n")
    }
  }

  func reversal(_ page: inout Markup) {
    guard let reversal = report.reversal else { return }
    section(.undone, &page) { page in
      page.literal("<dl class=\"facts\">\n")
      fact(.run, "\(reversal.runID) (\(reversal.pipeline))", &page)
      fact(.asOf, locale.day(reversal.asOf), &page)
      page.literal("</dl>\n")
      HTMLTable(
        columns: [column(.table), numbers(.takenOut), numbers(.asBefore)],
        rows: reversal.tables.map {
          [wording.label($0.name), locale.number($0.removed), locale.number($0.restored)]
        }
      )
      .write(to: &page)
    }
  }

  func notes(_ page: inout Markup) {
    guard !report.notes.isEmpty else { return }
    section(.notes, &page) { page in
      page.literal("<ul>\n")
      for note in report.notes {
        page.element("li", note)
        page.literal("\n")
      }
      page.literal("</ul>\n")
    }
  }

  func billing(_ page: inout Markup) {
    guard !report.billing.isEmpty else { return }
    section(.billing, &page) { page in
      HTMLTable(
        columns: [
          HTMLTable.Column(title: wording[.period], isShort: true), column(.currency),
          numbers(.invoices), numbers(.creditNotes),
          numbers(.net), numbers(.tax), numbers(.gross), numbers(.paid), numbers(.outstanding),
        ],
        rows: report.billing.map { billing in
          [
            billing.period, billing.currency.code, locale.number(billing.invoices),
            locale.number(billing.creditNotes),
          ]
            + [billing.net, billing.tax, billing.gross, billing.paid, billing.outstanding]
            .map { locale.amount($0, billing.currency) }
        }
      )
      .write(to: &page)
    }
  }

  func timings(_ page: inout Markup) {
    guard !report.stages.isEmpty else { return }
    section(.timings, &page) { page in
      let bars = report.stages.map { stage in
        BarChart.Bar(
          label: wording.label(stage.name),
          value: stage.microseconds,
          tone: .main,
          text: locale.duration(microseconds: stage.microseconds)
        )
      }
      BarChart(
        id: "timings",
        title: wording[.timings],
        description: bars.map { "\($0.label): \($0.text)" }.joined(separator: "; "),
        bars: bars
      )
      .write(to: &page)
      folded(
        HTMLTable(
          columns: [column(.stage), numbers(.time), numbers(.rows), numbers(.rowsPerSecond)],
          rows: report.stages.map { stage in
            [
              wording.label(stage.name), locale.duration(microseconds: stage.microseconds),
              locale.number(stage.rows), stage.rowsPerSecond.map(locale.number) ?? "",
            ]
          }
        ),
        &page
      )
    }
  }

  func dropped(_ page: inout Markup) {
    guard !report.sources.isEmpty else { return }
    section(.dropped, &page) { page in
      let rows = report.sources.flatMap { source in
        source.droppedColumns.map { [source.name, $0.name, $0.reason] }
      }
      guard !rows.isEmpty else { return note(.noneDropped, &page) }
      HTMLTable(columns: [column(.source), code(.column), column(.reason)], rows: rows)
        .write(to: &page)
    }
  }

  func laws(_ page: inout Markup) {
    guard !report.laws.isEmpty else { return }
    section(.laws, &page) { page in
      page.literal("<div class=\"scroll\"><table><tbody>\n")
      for law in report.laws {
        page.element("tr") { page in
          page.element("th", ["scope": "row"], wording.label(law.name))
          page.element(
            "td",
            ["class": law.holds ? "holds" : "broken"],
            law.holds ? "\u{2713} \(wording[.holds])" : "\u{2717} \(wording[.broken])"
          )
          page.element("td", law.detail)
        }
        page.literal("\n")
      }
      page.literal("</tbody></table></div>\n")
    }
  }

  func files(_ page: inout Markup) {
    if !report.files.isEmpty {
      section(.files, &page) { page in fileTable(report.files).write(to: &page) }
    }
    guard let backup = report.backup else { return }
    section(.backup, &page) { page in
      let (style, phrase): (String, Phrase) =
        backup.isVerified ? ("holds", .verified) : ("broken", .notVerified)
      page.element("p", ["class": style], wording[phrase])
      page.literal("<dl class=\"facts\">\n")
      fact(.filesInBackup, locale.number(backup.members), &page)
      fact(.recipients, locale.number(backup.recipients), &page)
      page.literal("</dl>\n")
      fileTable([backup.file]).write(to: &page)
    }
  }

  private func fileTable(_ files: [RunReport.OutputFile]) -> HTMLTable {
    HTMLTable(
      columns: [
        code(.file), numbers(.size), HTMLTable.Column(title: "SHA-256", isCode: true),
      ],
      rows: files.map { [$0.path, locale.bytes($0.bytes), $0.sha256] }
    )
  }
}
