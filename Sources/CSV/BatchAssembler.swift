internal import Columns

/// Copies fields out of a window into columns: bytes and offsets, never a String.
struct BatchAssembler {
  private let plan: ReadPlan
  private let pool: BatchMemory.Pool
  private var memory: BatchMemory
  private var record: [Int64] = []
  private var line: [Int64] = []

  /// Creates an empty batch; `hints` are the sizes that its columns are likely to get.
  init(plan: ReadPlan, hints: [Int], pool: BatchMemory.Pool) {
    self.plan = plan
    self.pool = pool
    memory = pool.take(plan, hints)
    record.reserveCapacity(plan.batchRows)
    line.reserveCapacity(plan.batchRows)
  }

  var rowCount: Int { record.count }

  /// Room left in this batch.
  var room: Int { plan.batchRows - record.count }

  /// Bytes in each column, as hints for the next batch.
  var sizes: [Int] { memory.columns.map(\.bytes.count) }

  /// Returns the memory of a batch that was not begun.
  mutating func giveBack() { pool.giveBack(memory) }

  /// Copies the rows of `table`; `base` is the offset of `bytes[0]` in the input.
  mutating func append(_ table: RowTable, from bytes: [UInt8], base: Int64) {
    record.append(contentsOf: table.record[..<table.rowCount])
    line.append(contentsOf: table.line[..<table.rowCount])
    for row in 0..<table.rowCount {
      memory.byteOffset.append(base + Int64(table.content[row].start))
    }
    for (slot, column) in plan.requested.enumerated() {
      if plan.dialect.encoding.parsed == .utf8 {
        memory.columns[slot].append(table, column, bytes, plan.dialect)
      } else {
        appendConverted(table, column, slot, bytes.span)
      }
    }
    if plan.keepsRecordBytes { keep(table, bytes) }
  }

  /// Keeps the rows' bytes in one copy, what was quarantined between them included.
  private mutating func keep(_ table: RowTable, _ bytes: [UInt8]) {
    let first = table.content[0].range.lowerBound
    let last = table.content[table.rowCount - 1].range.upperBound
    let shift = memory.kept.count - first
    memory.kept.append(contentsOf: bytes[first..<last])
    for row in 0..<table.rowCount {
      let range = table.content[row].range
      memory.keptRanges.append(range.lowerBound + shift..<range.upperBound + shift)
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
        plan.dialect.appendUnescaped(source, field.range, to: &unescaped)
      } else {
        unescaped.append(source.extracting(field.range))
      }
      let content = unescaped.span
      let all = 0..<content.count
      memory.columns[slot].append { plan.dialect.encoding.appendUTF8(of: content, all, to: &$0) }
    }
  }

  /// The batch, with the faulty records found while it was filled; leaves an empty one.
  mutating func finish(faulty: [FaultyRecord]) -> ParsedRows {
    let rows = ParsedRows(
      columns: memory.columns.map { TextColumn(bytes: $0.bytes, offsets: $0.offsets) },
      record: record,
      line: line,
      byteOffset: memory.byteOffset,
      recordBytes: plan.keepsRecordBytes
        ? RecordBytes(bytes: memory.kept, ranges: memory.keptRanges) : nil,
      faulty: faulty
    )
    let hints = sizes
    pool.lend(memory)
    self = BatchAssembler(plan: plan, hints: hints, pool: pool)
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
