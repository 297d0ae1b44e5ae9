internal import Columns

/// The smallest or largest value of a column.
package enum StatisticValue: Hashable, Sendable {
  case bool(Bool)
  /// Any integer type, unscaled decimals, days and microseconds.
  case integer(Int64)
  /// At most 64 bytes long.
  case text(String)

  /// The value in PLAIN encoding without a length (parquet.thrift, struct Statistics).
  func plainBytes(_ physical: PhysicalType) -> [UInt8] {
    switch self {
    case .bool(let value): [value ? 1 : 0]
    case .integer(let value):
      stride(from: Int64(0), to: physical == .int32 ? 32 : 64, by: 8)
        .map { UInt8(truncatingIfNeeded: value >> $0) }
    case .text(let value): Array(value.utf8)
    }
  }

  typealias Bounds = (minimum: StatisticValue, maximum: StatisticValue)

  /// The bounds of the rows that are not null; nil without such rows, or when one is too long.
  static func range(_ rows: ColumnRows) -> Bounds? {
    guard let first = rows.slices.first?.column.type else { return nil }
    return first == .utf8 ? textRange(rows) : integerRange(rows, isBool: first == .bool)
  }

  /// The bounds of a dictionary's entries.
  static func range(_ dictionary: TextDictionary) -> Bounds? {
    let offsets = dictionary.offsets
    let entries = (0..<dictionary.count).map { offsets[$0]..<offsets[$0 + 1] }
    return textRange(entries, in: dictionary.bytes)
  }

  private static func textRange(_ rows: ColumnRows) -> Bounds? {
    var bounds: [Bounds] = []
    for slice in rows.slices where slice.presentCount > 0 {
      guard let text = slice.column.taking(Array(slice.rows)).plainText else { return nil }
      let present = (0..<text.count).filter { !text.isNull($0) }.map { text.range($0) }
      guard let range = textRange(present, in: text.bytes) else { return nil }
      bounds.append(range)
    }
    return union(bounds)
  }

  private static func textRange(_ ranges: [Range<Int>], in bytes: [UInt8]) -> Bounds? {
    guard let first = ranges.first else { return nil }
    var (least, most) = (first, first)
    for range in ranges {
      if bytes[range].lexicographicallyPrecedes(bytes[least]) { least = range }
      if bytes[most].lexicographicallyPrecedes(bytes[range]) { most = range }
    }
    guard max(least.count, most.count) <= ParquetOptions.maximumStatisticBytes else { return nil }
    return (
      .text(String(decoding: bytes[least], as: UTF8.self)),
      .text(String(decoding: bytes[most], as: UTF8.self))
    )
  }

  private static func integerRange(_ rows: ColumnRows, isBool: Bool) -> Bounds? {
    guard let result = union(rows.slices.compactMap(range)) else { return nil }
    guard isBool else { return result }
    return (.bool(result.minimum == .integer(1)), .bool(result.maximum == .integer(1)))
  }

  private static func range(_ slice: ColumnRows.Slice) -> Bounds? {
    switch slice.column {
    case .bool(let column): range(column, slice.rows) { $0 ? 1 : 0 }
    case .int32(let column), .day(let column): range(column, slice.rows) { Int64($0) }
    case .int64(let column), .timestamp(let column), .decimal(let column, _, _):
      range(column, slice.rows) { $0 }
    case .text, .dictionary: nil
    }
  }

  /// The bounds of the rows that are not null, each value as `widened`.
  private static func range<Value>(
    _ column: FixedColumn<Value>,
    _ rows: Range<Int>,
    _ widened: (Value) -> Int64
  ) -> Bounds? {
    let values = column.values
    let validity = column.validity
    var bounds: (least: Int64, most: Int64)?
    for row in rows where validity.map({ $0[row] }) ?? true {
      let value = widened(values[row])
      bounds = (min(bounds?.least ?? value, value), max(bounds?.most ?? value, value))
    }
    return bounds.map { (.integer($0.least), .integer($0.most)) }
  }

  /// The bounds that hold all of `bounds`.
  static func union(_ bounds: [Bounds]) -> Bounds? {
    guard var result = bounds.first else { return nil }
    for next in bounds.dropFirst() {
      if next.minimum.precedes(result.minimum) { result.minimum = next.minimum }
      if result.maximum.precedes(next.maximum) { result.maximum = next.maximum }
    }
    return result
  }

  private func precedes(_ other: StatisticValue) -> Bool {
    switch (self, other) {
    case (.bool(let left), .bool(let right)): !left && right
    case (.integer(let left), .integer(let right)): left < right
    case (.text(let left), .text(let right)):
      left.utf8.lexicographicallyPrecedes(right.utf8)
    default: false
    }
  }
}
