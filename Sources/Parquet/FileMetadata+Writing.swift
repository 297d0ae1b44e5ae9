// Serialises the structs of FileMetadata.swift.

extension PageHeader {
  /// The header's bytes; data pages V1 and dictionary pages only.
  var serialized: [UInt8] {
    var writer = ThriftWriter()
    writer.structure { writer in
      writer.int32(1, type.rawValue)
      writer.int32(2, Int32(uncompressedSize))
      writer.int32(3, Int32(compressedSize))
      if let checksum { writer.int32(4, Int32(bitPattern: checksum)) }
      if type == .dictionary {
        writer.structure(7) { writer in
          writer.int32(1, Int32(valueCount))
          writer.int32(2, encoding.rawValue)
        }
      } else {
        writer.structure(5) { writer in
          writer.int32(1, Int32(valueCount))
          writer.int32(2, encoding.rawValue)
          writer.int32(3, Encoding.rle.rawValue)
          writer.int32(4, Encoding.rle.rawValue)
        }
      }
    }
    return writer.bytes
  }
}

extension FileMetadata {
  /// The footer's bytes, without their length and the magic.
  var serialized: [UInt8] {
    var writer = ThriftWriter()
    writer.structure { writer in
      writer.int32(1, version)
      writer.list(2, schema) { $1.write(to: &$0) }
      writer.int64(3, rowCount)
      writer.list(4, Array(rowGroups.enumerated())) { writer, group in
        group.element.write(to: &writer, ordinal: group.offset)
      }
      if !keyValues.isEmpty {
        writer.list(5, keyValues) { writer, pair in
          writer.string(1, pair.key)
          if let value = pair.value { writer.string(2, value) }
        }
      }
      if let createdBy { writer.string(6, createdBy) }
      // TYPE_ORDER for each leaf: minima and maxima are ordered as their logical type is.
      writer.list(7, schema.filter { $0.type != nil }) { writer, _ in writer.structure(1) { _ in } }
    }
    return writer.bytes
  }
}

extension SchemaElement {
  fileprivate func write(to writer: inout ThriftWriter) {
    if let type { writer.int32(1, type.rawValue) }
    if let repetition { writer.int32(3, repetition.rawValue) }
    writer.string(4, name)
    if type == nil { writer.int32(5, Int32(childCount)) }
    if let converted { writer.int32(6, converted.rawValue) }
    if case .decimal = logical {
      writer.int32(7, Int32(scale))
      writer.int32(8, Int32(precision))
    }
    if let logical { writer.structure(10) { logical.write(to: &$0) } }
  }
}

extension LogicalType {
  fileprivate func write(to writer: inout ThriftWriter) {
    switch self {
    case .string: writer.structure(1) { _ in }
    case .enumeration: writer.structure(4) { _ in }
    case .decimal(let precision, let scale):
      writer.structure(5) { writer in
        writer.int32(1, Int32(scale))
        writer.int32(2, Int32(precision))
      }
    case .date: writer.structure(6) { _ in }
    case .timestamp(let isAdjustedToUTC, let unit):
      writer.structure(8) { writer in
        writer.boolean(1, isAdjustedToUTC)
        writer.structure(2) { writer in writer.structure(unit.rawValue) { _ in } }
      }
    case .integer(let bitWidth, let isSigned):
      writer.structure(10) { writer in
        writer.byte(1, Int8(bitWidth))
        writer.boolean(2, isSigned)
      }
    case .json: writer.structure(12) { _ in }
    case .other: preconditionFailure("only read, never written")
    }
  }
}

extension RowGroupMetadata {
  fileprivate func write(to writer: inout ThriftWriter, ordinal: Int) {
    writer.list(1, columns) { writer, column in
      // Deprecated, 0 since column metadata stand in the footer alone.
      writer.int64(2, 0)
      writer.structure(3) { column.write(to: &$0) }
    }
    writer.int64(2, byteSize)
    writer.int64(3, rowCount)
    writer.int64(5, fileOffset)
    writer.int64(6, compressedSize)
    if let ordinal = Int16(exactly: ordinal) { writer.int16(7, ordinal) }
  }
}

extension ColumnChunkMetadata {
  fileprivate func write(to writer: inout ThriftWriter) {
    writer.int32(1, type.rawValue)
    writer.list(2, encodings.map(\.rawValue))
    writer.list(3, path)
    writer.int32(4, codec.rawValue)
    writer.int64(5, valueCount)
    writer.int64(6, uncompressedSize)
    writer.int64(7, compressedSize)
    writer.int64(9, dataPageOffset)
    if let dictionaryPageOffset { writer.int64(11, dictionaryPageOffset) }
    if let statistics { writer.structure(12) { statistics.write(to: &$0) } }
    writer.list(13, pageCounts) { writer, pages in
      writer.int32(1, pages.page.rawValue)
      writer.int32(2, pages.encoding.rawValue)
      writer.int32(3, Int32(pages.count))
    }
  }
}

extension ColumnStatistics {
  fileprivate func write(to writer: inout ThriftWriter) {
    writer.int64(3, nullCount)
    if let maximum { writer.binary(5, maximum) }
    if let minimum { writer.binary(6, minimum) }
  }
}
