internal import Columns

/// Turns decoded numbers into the column that their annotation asks for.
enum IntegerColumns {
  static func column(
    _ values: [Int64],
    _ validity: Bitmap?,
    _ mapping: ColumnMapping,
    at offset: Int
  ) throws(ParquetError) -> Column {
    switch mapping.conversion {
    case .bool: return .bool(FixedColumn(values.map { $0 != 0 }, validity: validity))
    case .int32: return .int32(narrow(values, validity))
    case .day: return .day(narrow(values, validity))
    case .unsigned32:
      return .int64(FixedColumn(values.map { $0 & 0xFFFF_FFFF }, validity: validity))
    case .int64: return .int64(FixedColumn(values, validity: validity))
    case .unsigned64:
      guard values.allSatisfy({ $0 >= 0 }) else { throw .unsupported("numbers above 2^63") }
      return .int64(FixedColumn(values, validity: validity))
    case .decimal(let precision, let scale):
      let bound = (0..<precision).reduce(into: 1 as Int64) { bound, _ in bound *= 10 }
      guard values.allSatisfy({ -bound < $0 && $0 < bound }) else {
        throw .damaged("a decimal has too many digits", at: offset)
      }
      let column = FixedColumn(values, validity: validity)
      return .decimal(column, precision: precision, scale: scale)
    case .timestamp(let unit):
      return .timestamp(FixedColumn(try microseconds(values, unit, offset), validity: validity))
    case .int96: return .timestamp(FixedColumn(values, validity: validity))
    case .text, .floatingText: preconditionFailure("text is not made of numbers")
    }
  }

  private static func narrow(_ values: [Int64], _ validity: Bitmap?) -> FixedColumn<Int32> {
    FixedColumn(values.map { Int32(truncatingIfNeeded: $0) }, validity: validity)
  }

  private static func microseconds(
    _ values: [Int64],
    _ unit: TimeUnit,
    _ offset: Int
  ) throws(ParquetError) -> [Int64] {
    switch unit {
    case .micros: return values
    case .nanos: return values.map { $0 / 1000 - ($0 % 1000 < 0 ? 1 : 0) }
    case .millis:
      var result = values
      for index in result.indices {
        let (product, overflow) = result[index].multipliedReportingOverflow(by: 1000)
        guard !overflow else { throw .damaged("an instant out of range", at: offset) }
        result[index] = product
      }
      return result
    }
  }
}
