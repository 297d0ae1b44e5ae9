// What a footer must agree on with itself before anything is read by it.

extension FileMetadata {
  /// Row groups of sane writers hold at most a few million rows.
  static let maximumGroupRows = 1 << 26

  /// Checks the row groups of a file with `leafCount` leaves, those in `flat` with a value a row,
  /// whose column chunks stand before `end`.
  func check(leafCount: Int, flat: [Int], end: Int) throws(ParquetError) {
    var chunks: [(start: Int, end: Int)] = []
    for group in rowGroups {
      guard group.columns.count == leafCount else {
        throw .damaged("a row group lacks columns", at: end)
      }
      guard group.rowCount <= Self.maximumGroupRows else {
        throw .unsupported("a row group with more than \(Self.maximumGroupRows) rows")
      }
      for leaf in flat where group.columns[leaf].valueCount != group.rowCount {
        throw .damaged("a column has another number of values than its row group", at: end)
      }
      for column in group.columns {
        guard column.start <= end, column.compressedSize <= end - column.start else {
          throw .damaged("a column reaches beyond the file", at: end)
        }
        chunks.append((column.start, column.start + column.compressedSize))
      }
    }
    // An offset that was changed could point at the pages of another column. Other programs may
    // describe columns that they have not written.
    guard ParquetWriter.wrote(createdBy) else { return }
    chunks.sort { $0 < $1 }
    for (chunk, next) in zip(chunks, chunks.dropFirst()) where next.start < chunk.end {
      throw .damaged("two columns share bytes", at: next.start)
    }
  }
}

extension SchemaElement {
  /// Whether the two annotations of a column, the newer and the older, say the same where both are
  /// there (LogicalTypes.md).
  var isConsistent: Bool {
    guard let logical, let converted else { return true }
    switch (logical, converted) {
    case (.timestamp(_, let unit), .timestampMillis): return unit == .millis
    case (.timestamp(_, let unit), .timestampMicros): return unit == .micros
    case (.decimal(let precision, let scale), .decimal):
      return precision == self.precision && scale == self.scale
    case (.timestamp, _), (_, .timestampMillis), (_, .timestampMicros): return false
    case (.date, _), (_, .date): return logical == .date && converted == .date
    case (.decimal, _), (_, .decimal): return false
    default: return true
    }
  }
}

extension ColumnChunkMetadata {
  /// Where the first page stands; some writers give 0 for "no dictionary".
  var start: Int {
    guard let dictionaryPageOffset, dictionaryPageOffset > 0 else { return dataPageOffset }
    return min(dictionaryPageOffset, dataPageOffset)
  }
}
