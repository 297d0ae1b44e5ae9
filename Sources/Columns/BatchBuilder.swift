/// Builds a batch row by row from optional values.
///
/// For small tables (billing, runs, reports); wide or long data is built column by column.
package struct BatchBuilder {
  /// One value of a row.
  package enum Value: Hashable, Sendable {
    case null
    case bool(Bool)
    /// Any integer type, unscaled decimals, days and microseconds.
    case integer(Int64)
    case text(String)
  }

  package let schema: Schema
  private var columns: [[Value]]

  package init(_ schema: Schema) {
    self.schema = schema
    columns = Array(repeating: [], count: schema.fields.count)
  }

  /// Number of rows appended.
  package var rowCount: Int { columns.first?.count ?? 0 }

  /// Appends a row, a value for each field in the schema's order.
  package mutating func append(_ row: [Value]) {
    precondition(row.count == columns.count, "a value for each field")
    for (index, value) in row.enumerated() { columns[index].append(value) }
  }

  package func finish() -> RecordBatch {
    let finished = zip(schema.fields, columns).map { Self.column($0.type, $1) }
    return RecordBatch(schema: schema, rowCount: rowCount, columns: finished)
  }

  private static func column(_ type: ColumnType, _ values: [Value]) -> Column {
    switch type {
    case .bool:
      return .bool(FixedColumn(values.map(\.bool), placeholder: false))
    case .int32: return .int32(narrow(values))
    case .day: return .day(narrow(values))
    case .int64: return .int64(FixedColumn(values.map(\.integer), placeholder: 0))
    case .timestamp: return .timestamp(FixedColumn(values.map(\.integer), placeholder: 0))
    case .decimal(let precision, let scale):
      let column = FixedColumn(values.map(\.integer), placeholder: 0)
      return .decimal(column, precision: precision, scale: scale)
    case .utf8: return .text(TextColumn(values.map(\.text)))
    }
  }

  private static func narrow(_ values: [Value]) -> FixedColumn<Int32> {
    FixedColumn(values.map { $0.integer.map { Int32($0) } }, placeholder: 0)
  }
}

extension BatchBuilder.Value {
  /// `.text`, or `.null` for nil.
  package static func optional(_ text: String?) -> Self { text.map(Self.text) ?? .null }

  /// `.integer`, or `.null` for nil.
  package static func optional(_ number: Int64?) -> Self { number.map(Self.integer) ?? .null }

  fileprivate var bool: Bool? {
    guard case .bool(let value) = self else { return nil }
    return value
  }

  fileprivate var integer: Int64? {
    guard case .integer(let value) = self else { return nil }
    return value
  }

  fileprivate var text: String? {
    guard case .text(let value) = self else { return nil }
    return value
  }
}
