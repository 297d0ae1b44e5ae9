extension RecordBatch {
  /// The rows of all batches, one after the other.
  ///
  /// Batches of another schema are a programming error.
  package static func concatenating(_ batches: [RecordBatch], schema: Schema) -> RecordBatch {
    if batches.count == 1 { return batches[0] }
    precondition(batches.allSatisfy { $0.schema == schema }, "batches of different schemas")
    let columns = schema.fields.indices.map { index in
      Column.concatenating(batches.map { $0.columns[index] }, type: schema.fields[index].type)
    }
    let rowCount = batches.reduce(0) { $0 + $1.rowCount }
    return RecordBatch(schema: schema, rowCount: rowCount, columns: columns)
  }
}

extension Column {
  /// The values of all columns, which have the type `type`, one after the other; dictionaries are
  /// written out.
  package static func concatenating(_ columns: [Column], type: ColumnType) -> Column {
    let validity = Bitmap.concatenating(columns.map { ($0.validity, $0.count) })
    switch type {
    case .bool:
      let values = columns.flatMap { column -> [Bool] in
        guard case .bool(let fixed) = column else { return [] }
        return fixed.values
      }
      return .bool(FixedColumn(values, validity: validity))
    case .int32: return .int32(FixedColumn(narrow(columns), validity: validity))
    case .day: return .day(FixedColumn(narrow(columns), validity: validity))
    case .int64: return .int64(FixedColumn(wide(columns), validity: validity))
    case .timestamp: return .timestamp(FixedColumn(wide(columns), validity: validity))
    case .decimal(let precision, let scale):
      let column = FixedColumn(wide(columns), validity: validity)
      return .decimal(column, precision: precision, scale: scale)
    case .utf8: return .text(text(columns, validity))
    }
  }

  private static func narrow(_ columns: [Column]) -> [Int32] {
    columns.flatMap { column -> [Int32] in
      switch column {
      case .int32(let fixed), .day(let fixed): fixed.values
      default: []
      }
    }
  }

  private static func wide(_ columns: [Column]) -> [Int64] {
    columns.flatMap { column -> [Int64] in
      switch column {
      case .int64(let fixed), .timestamp(let fixed), .decimal(let fixed, _, _): fixed.values
      default: []
      }
    }
  }

  private static func text(_ columns: [Column], _ validity: Bitmap?) -> TextColumn {
    let texts = columns.compactMap(\.plainText)
    var bytes: [UInt8] = []
    var offsets: [Int32] = [0]
    bytes.reserveCapacity(texts.reduce(0) { $0 + $1.bytes.count })
    offsets.reserveCapacity(texts.reduce(1) { $0 + $1.count })
    for text in texts {
      let base = Int32(bytes.count)
      bytes += text.bytes
      for offset in text.offsets.dropFirst() { offsets.append(base + offset) }
    }
    return TextColumn(bytes: bytes, offsets: offsets, validity: validity)
  }
}

extension Bitmap {
  /// The bits of all parts, a missing bitmap standing for ones; nil when all bits are one.
  static func concatenating(_ parts: [(bits: Bitmap?, count: Int)]) -> Bitmap? {
    guard parts.contains(where: { $0.bits != nil }) else { return nil }
    var builder = BitmapBuilder(capacity: parts.reduce(0) { $0 + $1.count })
    for part in parts {
      for index in 0..<part.count { builder.append(part.bits.map { $0[index] } ?? true) }
    }
    return builder.finish()
  }
}
