package import CRMModel
import Columns
package import Time

/// A table for people, free of any format: what its columns mean and the values of its cells.
///
/// Writers in Rendering turn it into CSV, XLSX and HTML. Names are stable and language-neutral
/// (`due_date`); the writers' wording turns them into headings. A cell holds no text where it
/// holds a number, so that no writer ever parses one back.
package struct ReportTable: Hashable, Sendable {
  /// What tells this table from its siblings in one document: a currency code, for example.
  package let name: String
  package let columns: [Column]
  /// Each as long as `columns`.
  package private(set) var rows: [[Cell]] = []
  /// Whether a row of totals belongs below the rows.
  package let hasTotals: Bool

  /// Creates a table without rows.
  package init(name: String, columns: [Column]) {
    self.name = name
    self.columns = columns
    hasTotals = columns.contains(where: \.isSummed)
  }

  /// Adds a row; another number of cells than columns is a programming error.
  package mutating func append(_ cells: [Cell]) {
    precondition(cells.count == columns.count, "a cell for each column")
    rows.append(cells)
  }

  /// The sum of a column that is summed; nil for the others and when it exceeds an Int64.
  package func total(ofColumn index: Int) -> Int64? {
    guard columns[index].isSummed else { return nil }
    var sum: Int64 = 0
    for row in rows {
      guard case .number(let value) = row[index] else { continue }
      let (next, overflow) = sum.addingReportingOverflow(value)
      if overflow { return nil }
      sum = next
    }
    return sum
  }

  /// The sum of the column called `name`.
  package func total(of name: String) -> Int64? {
    columns.firstIndex { $0.name == name }.flatMap(total(ofColumn:))
  }
}

extension ReportTable {
  /// What the cells of a column are.
  package enum Kind: Hashable, Sendable {
    case text
    /// A name of the program (`credit_note`), shown in the reader's language.
    case code
    case integer
    /// `.number` counts units of `10^-scale`.
    case decimal(scale: Int)
    /// `.number` counts minor units.
    case money(Currency)
    case date
    /// `.number` counts units of `10^-scale` percent: 1900 is 19 % with scale 2.
    case percent(scale: Int)

    /// Decimals that a number of this kind is written with.
    package var scale: Int {
      switch self {
      case .text, .code, .integer, .date: 0
      case .decimal(let scale), .percent(let scale): scale
      case .money(let currency): currency.digits
      }
    }

    /// Whether cells are `.number`.
    package var isNumeric: Bool {
      switch self {
      case .text, .code, .date: false
      case .integer, .decimal, .money, .percent: true
      }
    }
  }

  /// A named column.
  package struct Column: Hashable, Sendable {
    /// Stable: lower case with underscores, the header of the CSV file.
    package let name: String
    package let kind: Kind
    /// In characters of the default font.
    package let width: Int
    /// Whether the row of totals holds its sum.
    package let isSummed: Bool

    package init(_ name: String, _ kind: Kind, width: Int? = nil, isSummed: Bool = false) {
      self.name = name
      self.kind = kind
      self.width = width ?? Self.usualWidth(kind)
      self.isSummed = isSummed
    }

    private static func usualWidth(_ kind: Kind) -> Int {
      switch kind {
      case .text: 24
      case .code: 14
      case .integer, .percent: 10
      case .date: 12
      case .decimal, .money: 16
      }
    }
  }

  /// A value; its column says what a number means.
  package enum Cell: Hashable, Sendable {
    case empty
    case text(String)
    case number(Int64)
    case date(CalendarDate)

    /// A text, or empty when there is none.
    package static func optional(_ text: String?) -> Cell { text.map(Cell.text) ?? .empty }

    /// A date, or empty when there is none.
    package static func optional(_ date: CalendarDate?) -> Cell { date.map(Cell.date) ?? .empty }

    /// A number, or empty when there is none.
    package static func optional(_ number: Int64?) -> Cell { number.map(Cell.number) ?? .empty }
  }
}

/// The answer to one question: tables of the same columns, one for each currency.
package struct Report: Hashable, Sendable {
  /// The stable name of the question and the stem of its files: `invoice-register`.
  package let name: String
  /// The period or the day that the answer is for, as file names and headings show it.
  package let period: String
  /// Ordered by name.
  package let tables: [ReportTable]

  /// Creates a report; two tables of one name are a programming error.
  package init(name: String, period: String, tables: [ReportTable]) {
    precondition(Set(tables.map(\.name)).count == tables.count, "two tables of one name")
    self.name = name
    self.period = period
    self.tables = tables.sorted { $0.name < $1.name }
  }
}
