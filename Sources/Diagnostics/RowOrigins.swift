/// The origins of a batch's rows, by column; row `i` of the batch came from position `i` here.
package struct RowOrigins: Sendable, Hashable {
  /// Path of the file as the pipeline names it.
  package let file: String
  /// 1 for the first record after the header.
  package let record: [Int64]
  /// 1-based line on which the record starts.
  package let line: [Int64]
  /// 0-based offset of the record's first byte (in the decompressed stream).
  package let byteOffset: [Int64]

  package init(file: String, record: [Int64], line: [Int64], byteOffset: [Int64]) {
    precondition(record.count == line.count && line.count == byteOffset.count, "origin lengths")
    self.file = file
    self.record = record
    self.line = line
    self.byteOffset = byteOffset
  }

  /// Number of rows.
  package var count: Int { record.count }

  package subscript(row: Int) -> RowOrigin {
    RowOrigin(file: file, record: record[row], line: line[row], byteOffset: byteOffset[row])
  }

  /// The origins of the rows at `rows`, in that order.
  package func taking(_ rows: [Int]) -> RowOrigins {
    RowOrigins(
      file: file,
      record: rows.map { record[$0] },
      line: rows.map { line[$0] },
      byteOffset: rows.map { byteOffset[$0] }
    )
  }
}
