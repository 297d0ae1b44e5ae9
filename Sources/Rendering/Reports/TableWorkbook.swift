package import ByteIO
internal import CRMModel
internal import Columns
package import Reporting
internal import Spreadsheet
package import Time

extension Report {
  /// Writes the report as an Excel workbook and finishes the sink: a sheet for each table, more
  /// where a table has more rows than a sheet can hold.
  ///
  /// - Returns: How many texts were cut because no cell can hold them.
  package func writeWorkbook(
    to sink: any ByteSink,
    locale: DisplayLocale,
    created: Instant?
  ) throws -> Int {
    let wording = Wording(locale)
    let heading = "\(wording.title(ofReport: name)) \(period)"
    let parts = tables.flatMap { table in
      Self.slices(table.rows.count).map { SheetPart(table: table, rows: $0) }
    }
    let book = try WorkbookWriter(
      sink,
      title: heading,
      created: created?.rfc3339,
      paper: locale.usesLetterPaper ? .letter : .a4,
      sheets: parts.map { $0.sheet(heading: heading, wording, locale) }
    )
    for part in parts { try part.write(to: book, wording) }
    try book.finish()
    return book.cutTexts
  }

  /// The rows of each sheet; the header and the totals take two.
  private static func slices(_ count: Int) -> [Range<Int>] {
    let size = Sheet.maximumRows - 2
    return stride(from: 0, to: max(count, 1), by: size).map { $0..<min($0 + size, count) }
  }
}

/// The rows of a table that go onto one sheet.
private struct SheetPart {
  let table: ReportTable
  let rows: Range<Int>

  func sheet(heading: String, _ wording: Wording, _ locale: DisplayLocale) -> Sheet {
    Sheet(
      name: table.name,
      heading: "\(heading) \(table.name)",
      columns: table.columns.indices.map { index in
        let column = table.columns[index]
        let title = wording.title(ofColumn: column.name)
        // Headings break between words; the filter's button takes three characters.
        let longest = title.split(separator: " ").map(\.count).max() ?? 0
        return Sheet.Column(
          title,
          width: max(column.width, longest + 3),
          format: format(index, column.kind, locale)
        )
      },
      rowCount: rows.count + (hasTotals ? 1 : 0)
    )
  }

  func write(to book: WorkbookWriter, _ wording: Wording) throws {
    try book.beginSheet()
    for row in rows {
      try book.append(
        zip(table.columns, table.rows[row]).map { Self.value($1, $0.kind, wording) }
      )
    }
    if hasTotals { try book.append(totals(wording), as: .totals) }
  }

  private var hasTotals: Bool { table.hasTotals && !rows.isEmpty }

  private func format(
    _ index: Int,
    _ kind: ReportTable.Kind,
    _ locale: DisplayLocale
  ) -> NumberFormat {
    switch kind {
    case .text, .code: .text
    case .integer: .integer
    case .decimal(let scale): .decimal(scale)
    case .date: .date(locale.spreadsheetDay)
    case .percent(let scale): .percent(decimals(ofColumn: index, scale: scale))
    case .money(let currency):
      .currency(
        DisplayLocale.symbols[currency.code] ?? currency.code,
        digits: currency.digits,
        language: DisplayLocale.symbols[currency.code] == nil ? nil : locale.windowsLanguage,
        isLeading: locale.hasLeadingSymbol
      )
    }
  }

  /// As many decimals as the values need, so that 19 % is not shown as 19.00 %.
  private func decimals(ofColumn index: Int, scale: Int) -> Int {
    var needed = 0
    for row in rows {
      guard case .number(var value) = table.rows[row][index], value != 0 else { continue }
      var decimals = scale
      while decimals > needed, value % 10 == 0 {
        value /= 10
        decimals -= 1
      }
      needed = max(needed, decimals)
    }
    return needed
  }

  private static func value(
    _ cell: ReportTable.Cell,
    _ kind: ReportTable.Kind,
    _ wording: Wording
  ) -> SheetValue {
    switch (cell, kind) {
    case (.empty, _): .blank
    case (.text(let text), .code): .text(wording.label(text))
    case (.text(let text), _): .text(text)
    case (.date(let date), _): .day(date.daysSinceEpoch)
    // A spreadsheet's percentages are fractions of one.
    case (.number(let value), .percent(let scale)): .number(value, scale: scale + 2)
    case (.number(let value), _): .number(value, scale: kind.scale)
    }
  }

  /// The sums of this sheet's rows; the word for them stands in the first column that has none.
  private func totals(_ wording: Wording) -> [SheetValue] {
    var part = ReportTable(name: table.name, columns: table.columns)
    for row in rows { part.append(table.rows[row]) }
    let label = table.columns.firstIndex { !$0.isSummed }
    return table.columns.indices.map { index in
      if index == label { return .text(wording[.total]) }
      guard let sum = part.total(ofColumn: index) else { return .blank }
      return .sum(sum, scale: table.columns[index].kind.scale)
    }
  }
}
