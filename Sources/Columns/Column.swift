/// The values of one column.
///
/// A closed enum: switches over it are exhaustive and no value hides behind an existential.
package enum Column: Sendable {
  case bool(FixedColumn<Bool>)
  case int32(FixedColumn<Int32>)
  case int64(FixedColumn<Int64>)
  /// Unscaled integers; precision and scale as in `ColumnType.decimal`.
  case decimal(FixedColumn<Int64>, precision: Int, scale: Int)
  case day(FixedColumn<Int32>)
  case timestamp(FixedColumn<Int64>)
  case text(TextColumn)
  /// Text that repeats: an index into distinct values for each row.
  case dictionary(DictionaryColumn)

  /// Number of rows.
  package var count: Int {
    switch self {
    case .bool(let column): column.count
    case .int32(let column), .day(let column): column.count
    case .int64(let column), .timestamp(let column): column.count
    case .decimal(let column, _, _): column.count
    case .text(let column): column.count
    case .dictionary(let column): column.count
    }
  }

  /// The logical type; plain and dictionary text are both `utf8`.
  package var type: ColumnType {
    switch self {
    case .bool: .bool
    case .int32: .int32
    case .int64: .int64
    case .decimal(_, let precision, let scale): .decimal(precision: precision, scale: scale)
    case .day: .day
    case .timestamp: .timestamp
    case .text, .dictionary: .utf8
    }
  }

  /// One bit a row, zero for null; nil when no row is null.
  package var validity: Bitmap? {
    switch self {
    case .bool(let column): column.validity
    case .int32(let column), .day(let column): column.validity
    case .int64(let column), .timestamp(let column): column.validity
    case .decimal(let column, _, _): column.validity
    case .text(let column): column.validity
    case .dictionary(let column): column.validity
    }
  }

  /// Whether the value at `row` is null.
  package func isNull(_ row: Int) -> Bool {
    guard let validity else { return false }
    return !validity[row]
  }

  /// The text at `row`, nil for null and for columns that are not text.
  ///
  /// For display and small tables: one String each call.
  package func string(_ row: Int) -> String? {
    switch self {
    case .text(let column): column[row]
    case .dictionary(let column): column[row]
    default: nil
    }
  }

  /// The whole number at `row` (int32, int64, unscaled decimal, day or microseconds), nil for
  /// null and for other types.
  package func integer(_ row: Int) -> Int64? {
    guard !isNull(row) else { return nil }
    return switch self {
    case .int32(let column), .day(let column): Int64(column.values[row])
    case .int64(let column), .timestamp(let column): column.values[row]
    case .decimal(let column, _, _): column.values[row]
    default: nil
    }
  }

  /// The boolean at `row`, nil for null and for other types.
  package func bool(_ row: Int) -> Bool? {
    guard case .bool(let column) = self, !isNull(row) else { return nil }
    return column.values[row]
  }

  /// The rows at `rows`, in that order.
  package func taking(_ rows: [Int]) -> Column {
    switch self {
    case .bool(let column): .bool(column.taking(rows))
    case .int32(let column): .int32(column.taking(rows))
    case .int64(let column): .int64(column.taking(rows))
    case .decimal(let column, let precision, let scale):
      .decimal(column.taking(rows), precision: precision, scale: scale)
    case .day(let column): .day(column.taking(rows))
    case .timestamp(let column): .timestamp(column.taking(rows))
    case .text(let column): .text(column.taking(rows))
    case .dictionary(let column): .dictionary(column.taking(rows))
    }
  }

  /// A column of `count` nulls.
  package static func nulls(_ type: ColumnType, count: Int) -> Column {
    let none = count == 0 ? nil : Bitmap(repeating: false, count: count)
    switch type {
    case .bool:
      return .bool(FixedColumn(Array(repeating: false, count: count), validity: none))
    case .int32: return .int32(FixedColumn(Array(repeating: 0, count: count), validity: none))
    case .int64: return .int64(FixedColumn(Array(repeating: 0, count: count), validity: none))
    case .decimal(let precision, let scale):
      let column = FixedColumn<Int64>(Array(repeating: 0, count: count), validity: none)
      return .decimal(column, precision: precision, scale: scale)
    case .day: return .day(FixedColumn(Array(repeating: 0, count: count), validity: none))
    case .timestamp:
      return .timestamp(FixedColumn(Array(repeating: 0, count: count), validity: none))
    case .utf8:
      let offsets = [Int32](repeating: 0, count: count + 1)
      return .text(TextColumn(bytes: [], offsets: offsets, validity: none))
    }
  }

  /// A text column with the same value in every row, stored once.
  package static func constant(_ value: String?, count: Int) -> Column {
    guard let value else { return nulls(.utf8, count: count) }
    return .dictionary(
      DictionaryColumn(
        codes: [Int32](repeating: 0, count: count),
        values: TextColumn([value]),
        validity: nil
      )
    )
  }
}

/// Values of fixed width with optional validity.
package struct FixedColumn<Value: Sendable>: Sendable {
  /// One a row; what stands at a null row means nothing.
  package let values: [Value]
  package let validity: Bitmap?

  package init(_ values: [Value], validity: Bitmap? = nil) {
    precondition(validity == nil || validity?.count == values.count, "validity of another length")
    self.values = values
    self.validity = validity
  }

  /// Number of rows.
  @inlinable package var count: Int { values.count }

  /// The value at `row`, nil for null.
  package subscript(row: Int) -> Value? {
    if let validity, !validity[row] { return nil }
    return values[row]
  }

  package func taking(_ rows: [Int]) -> FixedColumn {
    FixedColumn(rows.map { values[$0] }, validity: validity?.taking(rows))
  }
}

extension FixedColumn {
  /// Creates a column from optional values; `placeholder` stands at null rows.
  package init(_ values: [Value?], placeholder: Value) {
    var validity = BitmapBuilder(capacity: values.count)
    for value in values { validity.append(value != nil) }
    self.init(values.map { $0 ?? placeholder }, validity: validity.finish())
  }
}

extension Bitmap {
  /// The bits at `rows`, in that order; nil when all of them are one.
  package func taking(_ rows: [Int]) -> Bitmap? {
    var builder = BitmapBuilder(capacity: rows.count)
    for row in rows { builder.append(self[row]) }
    return builder.finish()
  }
}
