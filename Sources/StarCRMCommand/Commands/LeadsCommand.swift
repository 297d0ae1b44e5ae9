import ByteIO
import CRMModel
import CSV
import Columns
import Diagnostics
import Store

/// `starcrm leads`: the golden records, listed.
enum LeadsCommand: Command {
  static let name = "leads"
  static let summary = "list the leads of a store"
  static let options = [
    StoreOption.option,
    Option("format", "text|json|jsonl|csv", "how they are printed"),
    Option("limit", "N", "print the first N; text prints 100 unless told"),
  ]
  static let examples = [
    "starcrm leads",
    "starcrm leads --format csv > leads.csv",
  ]

  static func run(_ arguments: Arguments, _ terminal: Terminal) throws -> Int32 {
    guard arguments.operands.isEmpty else {
      throw Fault(
        .configuration,
        "'\(arguments.operands[0])' is one word too many",
        hints: ["one lead: starcrm show ID"]
      )
    }
    let format = try OutputFormat(arguments)
    let limit = try limit(arguments) ?? (format == .text ? 100 : .max)
    let rows = try StoredRows(arguments)
    let output = StandardOutput()
    switch format {
    case .text: try text(rows, limit, terminal)
    case .csv: try csv(rows, limit, output)
    case .json, .jsonl: try json(rows, limit, output, asArray: format == .json)
    }
    return 0
  }

  private static func limit(_ arguments: Arguments) throws(Fault) -> Int? {
    guard let text = arguments["limit"] else { return nil }
    if let limit = Int(text), limit >= 0 { return limit }
    throw Fault(.configuration, "--limit takes a number, not '\(text)'")
  }

  /// Hands the first `limit` rows to `body`, a batch at a time; returns how many there are.
  private static func scan(
    _ rows: StoredRows,
    _ limit: Int,
    columns: [String]? = nil,
    _ body: (RecordBatch) throws -> Void
  ) throws -> Int {
    var count = 0
    try rows.store.scan(.leads, columns: columns) { batch in
      let left = max(0, limit - count)
      count += batch.rowCount
      guard left > 0 else { return }
      try body(left >= batch.rowCount ? batch : batch.taking(Array(0..<left)))
    }
    return count
  }

  private static func text(_ rows: StoredRows, _ limit: Int, _ terminal: Terminal) throws {
    let columns = [
      "lead_id", "full_name", "organisation", "email", "phone", "locality", "country", "status",
      "record_count",
    ]
    var lines = [columns]
    let count = try scan(rows, limit, columns: columns) { batch in
      for row in 0..<batch.rowCount { lines.append(batch.columns.map { $0.display(row) ?? "" }) }
    }
    let table = TextTable.lines(lines, maximumWidth: 32)
    terminal.output(table.joined(separator: "\n") + "\n")
    if count > limit { terminal.say("\(limit) of \(count) leads; more: --limit \(count)") }
  }

  private static func csv(_ rows: StoredRows, _ limit: Int, _ output: StandardOutput) throws {
    let writer = CSVWriter(output, dialect: CSVDialect(lineEnd: .lf))
    try writer.writeHeader(ModelTable.leads.schema)
    _ = try scan(rows, limit, columns: nil) {
      try writer.write($0.conforming(to: .leads))
    }
    try writer.finish()
  }

  private static func json(
    _ rows: StoredRows,
    _ limit: Int,
    _ output: StandardOutput,
    asArray: Bool
  ) throws {
    var json = JSONLine()
    if asArray { json.beginArray() }
    _ = try scan(rows, limit) { batch in
      let keys = batch.schema.fields.map { JSONLine.quoted($0.name) }
      for row in 0..<batch.rowCount {
        json.object(batch, row, keys: keys)
        if !asArray { json.endLine() }
      }
      try output.write(json.bytes)
      json.removeBytes()
    }
    if asArray {
      json.endArray()
      json.endLine()
    }
    try output.write(json.bytes)
    try output.finish()
  }
}
