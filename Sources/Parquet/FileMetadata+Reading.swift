// Parses the structs of FileMetadata.swift; unknown fields are skipped, unknown numbers of the
// enums refused where they matter.

extension FileMetadata {
  init(_ reader: inout ThriftReader) throws(ParquetError) {
    try reader.structure { reader, field throws(ParquetError) in
      switch field.id {
      case 1: version = try reader.int32(field)
      case 2:
        try reader.list(field) { reader, _ throws(ParquetError) in
          schema.append(try SchemaElement(&reader))
        }
      case 3: rowCount = try reader.size(field)
      case 4:
        try reader.list(field) { reader, _ throws(ParquetError) in
          rowGroups.append(try RowGroupMetadata(&reader))
        }
      case 5:
        try reader.list(field) { reader, _ throws(ParquetError) in
          keyValues.append(try KeyValue(&reader))
        }
      case 6: createdBy = try reader.string(field)
      default: try reader.skip(field)
      }
    }
  }
}

extension FileMetadata.KeyValue {
  fileprivate init(_ reader: inout ThriftReader) throws(ParquetError) {
    try reader.structure { reader, field throws(ParquetError) in
      switch field.id {
      case 1: key = try reader.string(field)
      case 2: value = try reader.string(field)
      default: try reader.skip(field)
      }
    }
  }
}

extension SchemaElement {
  fileprivate init(_ reader: inout ThriftReader) throws(ParquetError) {
    try reader.structure { reader, field throws(ParquetError) in
      switch field.id {
      case 1: type = try reader.enumeration(field, "unknown type of column")
      case 2: typeLength = try reader.size(field)
      case 3: repetition = try reader.enumeration(field, "unknown repetition")
      case 4: name = try reader.string(field)
      case 5: childCount = try reader.size(field)
      case 6: converted = ConvertedType(rawValue: try reader.int32(field))
      case 7: scale = try reader.size(field)
      case 8: precision = try reader.size(field)
      case 10: logical = try LogicalType(&reader)
      default: try reader.skip(field)
      }
    }
  }
}

extension LogicalType {
  fileprivate init(_ reader: inout ThriftReader) throws(ParquetError) {
    var result = LogicalType.other(0)
    try reader.structure { reader, field throws(ParquetError) in
      switch field.id {
      case 1: result = .string
      case 4: result = .enumeration
      case 5: result = try Self.decimal(&reader)
      case 6: result = .date
      case 8: result = try Self.timestamp(&reader)
      case 10: result = try Self.integer(&reader)
      case 12: result = .json
      default: result = .other(field.id)
      }
      let isRead = [5, 8, 10].contains(field.id)
      if !isRead { try reader.skip(field) }
    }
    self = result
  }

  private static func decimal(_ reader: inout ThriftReader) throws(ParquetError) -> LogicalType {
    var (scale, precision) = (0, 0)
    try reader.structure { reader, field throws(ParquetError) in
      switch field.id {
      case 1: scale = try reader.size(field)
      case 2: precision = try reader.size(field)
      default: try reader.skip(field)
      }
    }
    return .decimal(precision: precision, scale: scale)
  }

  private static func timestamp(_ reader: inout ThriftReader) throws(ParquetError) -> LogicalType {
    var isAdjusted = false
    var unit: TimeUnit?
    try reader.structure { reader, field throws(ParquetError) in
      switch field.id {
      case 1: isAdjusted = try reader.boolean(field)
      case 2:
        try reader.structure { reader, field throws(ParquetError) in
          unit = TimeUnit(rawValue: field.id)
          try reader.skip(field)
        }
      default: try reader.skip(field)
      }
    }
    guard let unit else { return .other(8) }
    return .timestamp(isAdjustedToUTC: isAdjusted, unit: unit)
  }

  private static func integer(_ reader: inout ThriftReader) throws(ParquetError) -> LogicalType {
    var width = 0
    var isSigned = true
    try reader.structure { reader, field throws(ParquetError) in
      switch field.id {
      case 1: width = try reader.size(field)
      case 2: isSigned = try reader.boolean(field)
      default: try reader.skip(field)
      }
    }
    return .integer(bitWidth: width, isSigned: isSigned)
  }
}

extension RowGroupMetadata {
  fileprivate init(_ reader: inout ThriftReader) throws(ParquetError) {
    try reader.structure { reader, field throws(ParquetError) in
      switch field.id {
      case 1:
        try reader.list(field) { reader, _ throws(ParquetError) in
          columns.append(try Self.column(&reader))
        }
      case 2: byteSize = try reader.size(field)
      case 3: rowCount = try reader.size(field)
      default: try reader.skip(field)
      }
    }
  }

  /// struct ColumnChunk.
  private static func column(
    _ reader: inout ThriftReader
  ) throws(ParquetError) -> ColumnChunkMetadata {
    var result: ColumnChunkMetadata?
    try reader.structure { reader, field throws(ParquetError) in
      switch field.id {
      case 1: throw .unsupported("columns in other files")
      case 3: result = try ColumnChunkMetadata(&reader)
      case 8: throw .unsupported("encrypted columns")
      default: try reader.skip(field)
      }
    }
    guard let result else { throw .damaged("a column has no metadata", at: reader.position) }
    return result
  }
}

extension ColumnChunkMetadata {
  fileprivate init(_ reader: inout ThriftReader) throws(ParquetError) {
    try reader.structure { reader, field throws(ParquetError) in
      switch field.id {
      case 1: type = try reader.enumeration(field, "unknown type of column")
      case 3:
        try reader.list(field) { reader, field throws(ParquetError) in
          path.append(try reader.string(field))
        }
      case 4: codec = try reader.enumeration(field, "unknown compression")
      case 5: valueCount = try reader.size(field)
      case 6: uncompressedSize = try reader.size(field)
      case 7: compressedSize = try reader.size(field)
      case 9: dataPageOffset = try reader.size(field)
      case 11: dictionaryPageOffset = try reader.size(field)
      case 12: statistics = try ColumnStatistics(&reader)
      default: try reader.skip(field)
      }
    }
  }
}

extension ColumnStatistics {
  fileprivate init(_ reader: inout ThriftReader) throws(ParquetError) {
    try reader.structure { reader, field throws(ParquetError) in
      switch field.id {
      case 3: nullCount = try reader.size(field)
      case 5: maximum = try reader.binary(field)
      case 6: minimum = try reader.binary(field)
      default: try reader.skip(field)
      }
    }
  }
}

extension PageHeader {
  init(_ reader: inout ThriftReader) throws(ParquetError) {
    try reader.structure { reader, field throws(ParquetError) in
      switch field.id {
      case 1: type = try reader.enumeration(field, "unknown type of page")
      case 2: uncompressedSize = try reader.size(field)
      case 3: compressedSize = try reader.size(field)
      case 4: checksum = UInt32(bitPattern: try reader.int32(field))
      case 5, 7: try readPage(&reader)
      case 8: try readPageV2(&reader)
      default: try reader.skip(field)
      }
    }
  }

  /// struct DataPageHeader or DictionaryPageHeader, which begin alike.
  private mutating func readPage(_ reader: inout ThriftReader) throws(ParquetError) {
    try reader.structure { reader, field throws(ParquetError) in
      switch (field.id, field.type) {
      case (1, _): valueCount = try reader.size(field)
      case (2, _): encoding = try reader.enumeration(field, "unknown encoding")
      case (3, .int32): levelEncoding = try reader.enumeration(field, "unknown encoding")
      default: try reader.skip(field)
      }
    }
  }

  /// struct DataPageHeaderV2.
  private mutating func readPageV2(_ reader: inout ThriftReader) throws(ParquetError) {
    try reader.structure { reader, field throws(ParquetError) in
      switch field.id {
      case 1: valueCount = try reader.size(field)
      case 2: nullCount = try reader.size(field)
      case 4: encoding = try reader.enumeration(field, "unknown encoding")
      case 5: definitionLevelsSize = try reader.size(field)
      case 6: repetitionLevelsSize = try reader.size(field)
      case 7: isCompressed = try reader.boolean(field)
      default: try reader.skip(field)
      }
    }
  }
}

extension ThriftReader {
  fileprivate mutating func enumeration<Value: RawRepresentable<Int32>>(
    _ field: Field,
    _ reason: String
  ) throws(ParquetError) -> Value {
    guard let value = Value(rawValue: try int32(field)) else {
      throw .damaged(reason, at: position)
    }
    return value
  }
}
