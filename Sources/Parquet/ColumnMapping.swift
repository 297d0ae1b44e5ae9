internal import Columns

/// How a leaf column of a Parquet file is turned into a `Column`, and from which bytes.
///
/// Flat columns only; a nested one would add its path and maximum levels here.
struct ColumnMapping: Sendable {
  /// What the stored values become.
  enum Conversion: Sendable, Hashable {
    case bool
    case int32
    /// UINT_32.
    case unsigned32
    case int64
    /// UINT_64; values above Int64.max are refused.
    case unsigned64
    case day
    case decimal(precision: Int, scale: Int)
    case timestamp(TimeUnit)
    /// Nanoseconds of the day and Julian day, deprecated but still written.
    case int96
    case text
    /// FLOAT and DOUBLE have no column type; they become their shortest decimal text.
    case floatingText
  }

  let name: String
  /// Position among the leaves of the schema, which is the position in each row group.
  let leaf: Int
  let physical: PhysicalType
  /// Bytes of a FIXED_LEN_BYTE_ARRAY.
  let typeLength: Int
  let isNullable: Bool
  let conversion: Conversion

  var columnType: ColumnType {
    switch conversion {
    case .bool: .bool
    case .int32: .int32
    case .unsigned32, .int64, .unsigned64: .int64
    case .day: .day
    case .decimal(let precision, let scale): .decimal(precision: precision, scale: scale)
    case .timestamp, .int96: .timestamp
    case .text, .floatingText: .utf8
    }
  }
}

// MARK: - Writing

extension ColumnMapping {
  /// How a field is stored: the annotations of LogicalTypes.md, new and converted.
  init(_ field: Field, leaf: Int) {
    name = field.name
    self.leaf = leaf
    typeLength = 0
    isNullable = field.isNullable
    switch field.type {
    case .bool: (physical, conversion) = (.boolean, .bool)
    case .int32: (physical, conversion) = (.int32, .int32)
    case .int64: (physical, conversion) = (.int64, .int64)
    case .decimal(let precision, let scale):
      (physical, conversion) = (.int64, .decimal(precision: precision, scale: scale))
    case .day: (physical, conversion) = (.int32, .day)
    case .timestamp: (physical, conversion) = (.int64, .timestamp(.micros))
    case .utf8: (physical, conversion) = (.byteArray, .text)
    }
  }

  /// The schema element that describes the column in a footer.
  var element: SchemaElement {
    var element = SchemaElement()
    element.type = physical
    element.repetition = isNullable ? .optional : .required
    element.name = name
    switch conversion {
    case .decimal(let precision, let scale):
      element.converted = .decimal
      element.logical = .decimal(precision: precision, scale: scale)
      element.precision = precision
      element.scale = scale
    case .day: (element.converted, element.logical) = (.date, .date)
    case .timestamp:
      element.converted = .timestampMicros
      element.logical = .timestamp(isAdjustedToUTC: true, unit: .micros)
    case .text: (element.converted, element.logical) = (.utf8, .string)
    default: break
    }
    return element
  }
}

// MARK: - Reading

extension ColumnMapping {
  /// Either how a leaf is read, or why it cannot be.
  enum Reading {
    case readable(ColumnMapping)
    case omitted(reason: String)
  }

  /// The most digits that fit an Int64 whatever they are.
  static let maximumPrecision = 18

  static func reading(_ element: SchemaElement, leaf: Int) throws(ParquetError) -> Reading {
    guard let physical = element.type else { return .omitted(reason: "no type") }
    guard element.repetition != .repeated else { return .omitted(reason: "a list") }
    guard element.isConsistent else {
      throw .damaged("the annotations of column \(element.name) contradict each other", at: 0)
    }
    guard let conversion = conversion(element, physical) else {
      return .omitted(reason: "a type without counterpart")
    }
    return .readable(
      ColumnMapping(
        name: element.name,
        leaf: leaf,
        physical: physical,
        typeLength: element.typeLength,
        isNullable: element.repetition == .optional,
        conversion: conversion
      )
    )
  }

  private static func conversion(
    _ element: SchemaElement,
    _ physical: PhysicalType
  ) -> Conversion? {
    if let (precision, scale) = decimal(element) {
      guard precision > 0, precision <= maximumPrecision, scale <= precision else { return nil }
      guard [.int32, .int64, .byteArray, .fixedLengthByteArray].contains(physical) else {
        return nil
      }
      if physical == .fixedLengthByteArray, !(1...16).contains(element.typeLength) { return nil }
      return .decimal(precision: precision, scale: scale)
    }
    switch physical {
    case .boolean: return .bool
    case .int32: return conversion32(element)
    case .int64: return conversion64(element)
    case .int96: return .int96
    case .float, .double: return .floatingText
    case .byteArray: return .text
    case .fixedLengthByteArray: return nil
    }
  }

  private static func decimal(_ element: SchemaElement) -> (precision: Int, scale: Int)? {
    if case .decimal(let precision, let scale) = element.logical { return (precision, scale) }
    return element.converted == .decimal ? (element.precision, element.scale) : nil
  }

  private static func conversion32(_ element: SchemaElement) -> Conversion {
    if element.logical == .date || element.converted == .date { return .day }
    if case .integer(32, false) = element.logical { return .unsigned32 }
    return element.converted == .uint32 ? .unsigned32 : .int32
  }

  private static func conversion64(_ element: SchemaElement) -> Conversion {
    switch (element.logical, element.converted) {
    case (.timestamp(_, let unit), _): .timestamp(unit)
    case (_, .timestampMillis): .timestamp(.millis)
    case (_, .timestampMicros): .timestamp(.micros)
    case (.integer(64, false), _), (_, .uint64): .unsigned64
    default: .int64
    }
  }
}
