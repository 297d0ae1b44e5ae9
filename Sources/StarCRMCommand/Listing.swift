/// Rows under headings, printed in any `--format`.
struct Listing {
  /// A value of a row.
  enum Cell {
    case text(String)
    case number(Int64)
    case bool(Bool)
    case none

    static func number(_ value: Int?) -> Cell { value.map { .number(Int64($0)) } ?? .none }

    fileprivate var plain: String {
      switch self {
      case .text(let text): text
      case .number(let number): String(number)
      case .bool(let value): value ? "true" : "false"
      case .none: ""
      }
    }

    fileprivate var isNumber: Bool {
      if case .number = self { true } else { false }
    }
  }

  /// Names of JSON members and of CSV columns.
  let columns: [String]
  var rows: [[Cell]] = []

  init(_ columns: [String]) { self.columns = columns }

  /// The rows in `format`, each line ended.
  func rendered(_ format: OutputFormat) -> String {
    switch format {
    case .text: return text
    case .csv:
      let cells = [columns] + rows.map { $0.map(\.plain) }
      return cells.map { $0.map(Self.quoted).joined(separator: ",") + "\r\n" }.joined()
    case .jsonl:
      var line = JSONLine()
      for row in rows {
        append(row, to: &line)
        line.endLine()
      }
      return String(decoding: line.bytes, as: UTF8.self)
    case .json:
      var line = JSONLine()
      append(to: &line)
      line.endLine()
      return String(decoding: line.bytes, as: UTF8.self)
    }
  }

  /// Appends the rows as an array of objects.
  func append(to line: inout JSONLine) {
    line.beginArray()
    for row in rows { append(row, to: &line) }
    line.endArray()
  }

  private func append(_ row: [Cell], to line: inout JSONLine) {
    line.beginObject()
    for (name, cell) in zip(columns, row) {
      line.key(name)
      switch cell {
      case .text(let text): line.value(text)
      case .number, .bool: line.literal(cell.plain)
      case .none: line.literal("null")
      }
    }
    line.endObject()
  }

  /// Columns under their names, numbers to the right.
  private var text: String {
    let headings = columns.map { $0.replacing("_", with: " ") }
    let table = TextTable(
      columns.indices.map { column in
        .init(heading: headings[column], isNumeric: rows.contains { $0[column].isNumber })
      },
      rows.map { $0.map(\.plain) },
      maximumWidth: .max
    )
    return table.lines(fitting: .max).map { $0 + "\n" }.joined()
  }

  /// A field of RFC 4180.
  private static func quoted(_ cell: String) -> String {
    guard cell.contains(where: { ",\"\r\n".contains($0) }) else { return cell }
    return "\"\(cell.replacing("\"", with: "\"\""))\""
  }
}
