import CRMModel
import Columns
import Diagnostics
import Store
import Time

/// Rows of the store's tables found by a key, for looking at single leads.
struct StoredRows {
  let store: StoreSnapshot

  init(_ arguments: Arguments) throws {
    store = try Store(StoreOption.path(arguments), .read).snapshot()
  }

  /// The rows of `table` whose text column `column` has one of `values`.
  func rows(
    of table: ModelTable,
    where column: String,
    isIn values: Set<String>
  ) throws -> RecordBatch {
    try rows(of: table) { batch in
      guard let text = batch.column(column)?.plainText else { return [] }
      return (0..<batch.rowCount).filter { row in text[row].map(values.contains) ?? false }
    }
  }

  /// The rows of `table` that `choose` picks from each batch.
  func rows(
    of table: ModelTable,
    choosing choose: (RecordBatch) -> [Int]
  ) throws -> RecordBatch {
    var found: [RecordBatch] = []
    try store.scan(table) { batch in
      let rows = choose(batch)
      guard !rows.isEmpty else { return }
      found.append(batch.taking(rows).conforming(to: table))
    }
    return RecordBatch.concatenating(found, schema: table.schema)
  }

  /// A lead's former ids, from the one asked for to the one in use.
  struct Resolution {
    /// The id in use.
    let id: String
    /// Redirects followed, in order.
    let steps: [(from: String, to: String, run: String, reason: String)]
  }

  /// The lead that an id stands for.
  ///
  /// - Throws: `Fault` for what is no id, or an id that no lead ever had.
  func resolve(_ text: String) throws -> Resolution {
    guard RecordID(text) != nil else {
      throw Fault(
        .configuration,
        "'\(text)' is not the id of a lead",
        hints: ["26 letters and digits, as in the column lead_id; list them: starcrm leads"]
      )
    }
    var steps: [(from: String, to: String, run: String, reason: String)] = []
    var current = text
    var seen: Set<String> = []
    while seen.insert(current).inserted {
      let next = try rows(of: .leadRedirects, where: "old_lead_id", isIn: [current])
      guard next.rowCount > 0, let to = next.text("lead_id", 0) else { break }
      steps.append((current, to, next.text("run_id", 0) ?? "", next.text("reason", 0) ?? ""))
      current = to
    }
    return Resolution(id: current, steps: steps)
  }

  /// The golden record of a lead in use.
  func lead(_ id: String) throws -> RecordBatch {
    let lead = try rows(of: .leads, where: "lead_id", isIn: [id])
    guard lead.rowCount > 0 else {
      throw Fault(
        .input,
        "no lead has the id \(id)",
        at: SourcePosition(file: store.layout.root),
        hints: ["list them: starcrm leads --store \(store.layout.root)"]
      )
    }
    return lead
  }
}

extension RecordBatch {
  /// The columns of a table, in its order; one that is missing is null.
  func conforming(to table: ModelTable) -> RecordBatch {
    let columns = table.schema.fields.map { field in
      column(field.name) ?? .nulls(field.type, count: rowCount)
    }
    return RecordBatch(schema: table.schema, rowCount: rowCount, columns: columns)
  }

  /// A value as text, nil for null.
  func text(_ name: String, _ row: Int) -> String? { column(name)?.display(row) }
}

extension Column {
  /// The value at `row` as a result shows it (ISO 8601, a decimal point), nil for null.
  func display(_ row: Int) -> String? {
    switch self {
    case .text, .dictionary: return string(row)
    case .bool: return bool(row).map { $0 ? "true" : "false" }
    case .int32, .int64: return integer(row).map { String($0) }
    case .day: return integer(row).map { CalendarDate(daysSinceEpoch: Int($0)).iso }
    case .timestamp: return integer(row).map { Instant(microseconds: $0).rfc3339 }
    case .decimal(_, let precision, let scale):
      let isMoney = ColumnType.decimal(precision: precision, scale: scale) == Money.storedType
      return integer(row).map { isMoney ? Self.money($0) : Self.decimal($0, scale) }
    }
  }

  /// An amount with two decimals, or none when they are zero, and with four where the third is not.
  ///
  /// Three would be taken for thousands by whoever writes a decimal comma.
  private static func money(_ unscaled: Int64) -> String {
    let text = decimal(unscaled, Money.storedScale)
    if text.hasSuffix(".000") { return String(text.dropLast(4)) }
    return text.hasSuffix("0") ? String(text.dropLast()) : text + "0"
  }

  /// An unscaled integer as a decimal number with `scale` digits behind the point.
  private static func decimal(_ unscaled: Int64, _ scale: Int) -> String {
    let digits = String(unscaled.magnitude)
    let sign = unscaled < 0 ? "-" : ""
    guard scale > 0 else { return sign + digits }
    let padded = String(repeating: "0", count: max(0, scale + 1 - digits.count)) + digits
    let point = padded.index(padded.endIndex, offsetBy: -scale)
    return sign + padded[..<point] + "." + padded[point...]
  }
}

extension JSONLine {
  /// A value of a column: numbers and truth values as such, everything else as text.
  mutating func value(_ column: Column, _ row: Int) {
    switch column {
    case .bool, .int32, .int64, .decimal: literal(column.display(row) ?? "null")
    case .text(let text) where !text.isNull(row):
      let bytes = text.bytes.span
      value(bytes.extracting(text.range(row)))
    default: value(column.display(row))
    }
  }

  /// A row as an object; `keys` are the quoted names of the columns.
  mutating func object(_ batch: RecordBatch, _ row: Int, keys: [[UInt8]]) {
    beginObject()
    for (name, column) in zip(keys, batch.columns) {
      key(quoted: name)
      value(column, row)
    }
    endObject()
  }

  /// Rows as an array of objects.
  mutating func objects(_ batch: RecordBatch) {
    let keys = batch.schema.fields.map { Self.quoted($0.name) }
    beginArray()
    for row in 0..<batch.rowCount { object(batch, row, keys: keys) }
    endArray()
  }
}
