package import ByteIO
internal import CRMModel
internal import CSV
package import Reporting
internal import Time

extension Report {
  /// Writes the report as CSV (RFC 4180): one header of column names, then the rows of all tables,
  /// without totals.
  ///
  /// Neutral to locales: ISO 8601 days, a decimal point, no grouping. Texts that a spreadsheet
  /// program would take for formulas are made inert, see `FormulaGuard`. Finishes the sink.
  package func writeCSV(to sink: any ByteSink) throws {
    let writer = CSVWriter(sink)
    try writer.write(tables.first?.columns.map(\.name) ?? [])
    for table in tables {
      for row in table.rows {
        try writer.write(zip(table.columns, row).map { Self.field($1, $0.kind) })
      }
    }
    try writer.finish()
  }

  private static func field(_ cell: ReportTable.Cell, _ kind: ReportTable.Kind) -> String {
    switch cell {
    case .empty: ""
    case .text(let text): FormulaGuard.guarded(text)
    case .date(let date): date.iso
    case .number(let value): PlainNumber.text(value, scale: kind.scale)
    }
  }
}

/// Numbers for programs.
enum PlainNumber {
  /// `unscaled / 10^scale` with all its decimals: `-1234.50`.
  static func text(_ unscaled: Int64, scale: Int) -> String {
    guard scale > 0 else { return String(unscaled) }
    let digits = String(unscaled.magnitude)
    let padded = String(repeating: "0", count: max(0, scale + 1 - digits.count)) + digits
    return "\(unscaled < 0 ? "-" : "")\(padded.dropLast(scale)).\(padded.suffix(scale))"
  }

  /// An amount in its currency.
  static func text(_ minorUnits: Int64, _ currency: Currency) -> String {
    text(minorUnits, scale: currency.digits)
  }
}
