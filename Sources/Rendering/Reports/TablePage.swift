package import ByteIO
internal import CRMModel
internal import Columns
package import Reporting

extension Report {
  /// Writes the report as one HTML file that needs nothing but itself; does not finish the sink.
  package func writePage(to sink: any ByteSink, locale: DisplayLocale) throws {
    let wording = Wording(locale)
    let title = wording.title(ofReport: name)
    let document = Page.document(
      title: "\(title) \(period)",
      language: locale.identifier,
      isWide: true
    ) { page in
      page.element("header") { page in
        page.element("p", ["class": "kicker"], period)
        page.element("h1", title)
      }
      for table in tables {
        page.literal("\n<section>\n")
        page.element("h2", table.name)
        Self.shown(table, wording, locale).write(to: &page)
        if table.rows.isEmpty { page.element("p", ["class": "quiet"], wording[.noRows]) }
        page.literal("</section>\n")
      }
    }
    try sink.write(document)
  }

  private static func shown(
    _ table: ReportTable,
    _ wording: Wording,
    _ locale: DisplayLocale
  ) -> HTMLTable {
    let label = table.columns.firstIndex { !$0.isSummed }
    let totals = table.columns.indices.map { index -> String in
      if index == label { return wording[.total] }
      guard let sum = table.total(ofColumn: index) else { return "" }
      return text(.number(sum), table.columns[index].kind, wording, locale)
    }
    return HTMLTable(
      columns: table.columns.map {
        HTMLTable.Column(
          title: wording.title(ofColumn: $0.name),
          isNumeric: $0.kind.isNumeric,
          isShort: $0.width < 24
        )
      },
      rows: table.rows.map { row in
        zip(table.columns, row).map { text($1, $0.kind, wording, locale) }
      },
      totals: table.hasTotals && !table.rows.isEmpty ? totals : nil
    )
  }

  private static func text(
    _ cell: ReportTable.Cell,
    _ kind: ReportTable.Kind,
    _ wording: Wording,
    _ locale: DisplayLocale
  ) -> String {
    switch (cell, kind) {
    case (.empty, _): ""
    case (.text(let text), .code): wording.label(text)
    case (.text(let text), _): text
    case (.date(let date), _): locale.day(date)
    case (.number(let value), .money(let currency)): locale.amount(value, currency)
    case (.number(let value), .percent(let scale)):
      "\(locale.decimal(value, scale: scale))\u{A0}%"
    case (.number(let value), _): locale.decimal(value, scale: kind.scale)
    }
  }
}
