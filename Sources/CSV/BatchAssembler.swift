internal import Columns

/// Copies fields out of a window into columns: bytes and offsets, never a String.
struct BatchAssembler {
  private let plan: ReadPlan
  private var columns: [ColumnBytes]
  private var record: [Int64] = []
  private var line: [Int64] = []
  private var byteOffset: [Int64] = []
  private var kept: [UInt8] = []
  private var keptRanges: [Range<Int>] = []
  private let quote: UInt8

  /// Bytes of one column so far.
  private struct ColumnBytes {
    var bytes: [UInt8] = []
    var offsets: [Int32] = [0]
  }

  /// Creates an empty batch; `hints` are the sizes that its columns are likely to get.
  init(plan: ReadPlan, hints: [Int]) {
    self.plan = plan
    quote = plan.dialect.quote ?? 0
    columns = plan.requested.indices.map { index in
      var column = ColumnBytes()
      column.bytes.reserveCapacity(index < hints.count ? hints[index] : 0)
      column.offsets.reserveCapacity(plan.batchRows + 1)
      return column
    }
  }

  var rowCount: Int { record.count }

  /// Room left in this batch.
  var room: Int { plan.batchRows - record.count }

  /// Bytes in each column, as hints for the next batch.
  var sizes: [Int] { columns.map(\.bytes.count) }

  /// Notes where a row came from, relative to the chunk.
  mutating func appendOrigin(record: Int64, line: Int64, byteOffset: Int64) {
    self.record.append(record)
    self.line.append(line)
    self.byteOffset.append(byteOffset)
  }

  /// Copies the rows of `table`, whose origins were appended before.
  mutating func append(_ table: RowTable, from bytes: [UInt8]) {
    let source = bytes.span
    for (slot, column) in plan.requested.enumerated() {
      if plan.dialect.encoding.parsed == .utf8 {
        appendPlain(table, column, slot, source)
      } else {
        appendConverted(table, column, slot, source)
      }
    }
    guard plan.keepsRecordBytes else { return }
    for row in table.records {
      keptRanges.append(kept.count..<kept.count + row.length)
      kept.append(source.extracting(row.range))
    }
  }

  private mutating func appendPlain(
    _ table: RowTable,
    _ column: Int,
    _ slot: Int,
    _ source: Span<UInt8>
  ) {
    for row in 0..<table.rowCount {
      let field = table.fields[row * plan.fieldCount + column]
      if field.hasEscapes {
        appendUnescaped(source, field.range, to: &columns[slot].bytes)
      } else {
        columns[slot].bytes.append(source.extracting(field.range))
      }
      columns[slot].offsets.append(Int32(columns[slot].bytes.count))
    }
  }

  private mutating func appendConverted(
    _ table: RowTable,
    _ column: Int,
    _ slot: Int,
    _ source: Span<UInt8>
  ) {
    var unescaped: [UInt8] = []
    for row in 0..<table.rowCount {
      let field = table.fields[row * plan.fieldCount + column]
      unescaped.removeAll(keepingCapacity: true)
      if field.hasEscapes {
        appendUnescaped(source, field.range, to: &unescaped)
      } else {
        unescaped.append(source.extracting(field.range))
      }
      let content = unescaped.span
      let all = 0..<content.count
      plan.dialect.encoding.appendUTF8(of: content, all, to: &columns[slot].bytes)
      columns[slot].offsets.append(Int32(columns[slot].bytes.count))
    }
  }

  private func appendUnescaped(
    _ source: Span<UInt8>,
    _ range: Range<Int>,
    to output: inout [UInt8]
  ) {
    plan.dialect.appendUnescaped(source, range, to: &output)
  }

  /// The batch, with the faulty records found while it was filled; leaves an empty one.
  mutating func finish(faulty: [FaultyRecord]) -> ParsedRows {
    let rows = ParsedRows(
      columns: columns.map { TextColumn(bytes: $0.bytes, offsets: $0.offsets) },
      record: record,
      line: line,
      byteOffset: byteOffset,
      recordBytes: plan.keepsRecordBytes ? RecordBytes(bytes: kept, ranges: keptRanges) : nil,
      faulty: faulty
    )
    self = BatchAssembler(plan: plan, hints: sizes)
    return rows
  }
}

extension CSVDialect {
  /// Appends the content of a field whose quotes are taken off, its escapes resolved.
  ///
  /// Doubled quotes become one. A backslash goes away in front of what it protects (quote,
  /// backslash, delimiter, line end) and stays elsewhere, so that `C:\new` is what it was.
  func appendUnescaped(_ source: Span<UInt8>, _ range: Range<Int>, to output: inout [UInt8]) {
    var index = range.lowerBound
    while index < range.upperBound {
      let byte = source[index]
      let next = index + 1 < range.upperBound ? source[index + 1] : nil
      if byte == quote, next == quote {
        index += 1
      } else if escape == .backslash, byte == ASCII.backslash, let next, protects(next) {
        index += 1
      }
      output.append(source[index])
      index += 1
    }
  }

  private func protects(_ byte: UInt8) -> Bool {
    byte == quote || byte == ASCII.backslash || byte == delimiter || byte == ASCII.lf
      || byte == ASCII.cr
  }
}
