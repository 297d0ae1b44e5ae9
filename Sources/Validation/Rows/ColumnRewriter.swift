import Columns

/// A text column with some values replaced: untouched runs are copied as a whole, and a column
/// without replacements is shared.
///
/// Rows are replaced in ascending order. An empty row stands for null; `RowRuns` says so in the end.
struct ColumnRewriter {
  private let source: TextColumn
  private var bytes: [UInt8] = []
  private var offsets: [Int32] = []
  /// The first row not yet copied.
  private var next = 0

  init(_ source: TextColumn) { self.source = source }

  /// Gives a row another value; an empty one makes it null.
  mutating func replace(_ row: Int, _ value: Span<UInt8>) {
    copy(upTo: row)
    bytes.append(value)
    offsets.append(Int32(bytes.count))
    next = row + 1
  }

  /// Gives a row two values with a blank between them where both are there.
  mutating func replace(_ row: Int, _ first: Span<UInt8>, and second: Span<UInt8>) {
    copy(upTo: row)
    bytes.append(first)
    if !first.isEmpty, !second.isEmpty { bytes.append(0x20) }
    bytes.append(second)
    offsets.append(Int32(bytes.count))
    next = row + 1
  }

  /// Makes a row null.
  mutating func clear(_ row: Int) {
    copy(upTo: row)
    offsets.append(Int32(bytes.count))
    next = row + 1
  }

  consuming func finish() -> TextColumn {
    if next == 0 { return source }
    copy(upTo: source.count)
    return TextColumn(bytes: bytes, offsets: offsets)
  }

  private mutating func copy(upTo row: Int) {
    if offsets.isEmpty {
      offsets.reserveCapacity(source.count + 1)
      bytes.reserveCapacity(source.bytes.count + source.bytes.count / 16)
      offsets.append(0)
    }
    guard row > next else { return }
    let start = source.offsets[next]
    let shift = Int32(bytes.count) - start
    bytes += source.bytes[Int(start)..<Int(source.offsets[row])]
    for index in next..<row { offsets.append(source.offsets[index + 1] + shift) }
    next = row
  }
}

extension TextColumn {
  /// The same values, null exactly where they are empty.
  func nullingEmptyRows() -> TextColumn {
    var words: [UInt64] = []
    words.reserveCapacity((count + 63) / 64)
    let offsets = offsets
    let ends = offsets.span
    var hasEmpty = false
    var row = 0
    while row < count {
      let end = min(row + 64, count)
      var word: UInt64 = 0
      var start = ends[row]
      for index in row..<end {
        let next = ends[index + 1]
        word |= (next > start ? 1 : 0) << UInt64(index - row)
        start = next
      }
      hasEmpty = hasEmpty || word.nonzeroBitCount < end - row
      words.append(word)
      row = end
    }
    let bits = hasEmpty ? Bitmap(words: words, count: count) : nil
    return TextColumn(bytes: bytes, offsets: offsets, validity: bits)
  }

  /// A column of empty rows.
  static func empty(count: Int) -> TextColumn {
    TextColumn(bytes: [], offsets: [Int32](repeating: 0, count: count + 1))
  }

  /// A column of nulls.
  static func nulls(count: Int) -> TextColumn {
    TextColumn(
      bytes: [],
      offsets: [Int32](repeating: 0, count: count + 1),
      validity: Bitmap(repeating: false, count: count)
    )
  }

  /// Whether something stands in a row.
  ///
  /// Here rather than in `Columns`, so that loops of this module have it inlined.
  func has(_ row: Int) -> Bool { offsets[row] != offsets[row + 1] }

  /// Where the value of a row stands.
  func place(_ row: Int) -> Range<Int> { Int(offsets[row])..<Int(offsets[row + 1]) }
}

/// Some rows of a batch, as runs: columns are cut run by run.
struct RowRuns {
  let runs: [Range<Int>]
  let count: Int
  private let isAll: Bool

  /// Takes ascending row numbers of a batch of `total` rows.
  init(_ rows: [Int], of total: Int) {
    var runs: [Range<Int>] = []
    for row in rows {
      if let last = runs.last, last.upperBound == row {
        runs[runs.count - 1] = last.lowerBound..<(row + 1)
      } else {
        runs.append(row..<(row + 1))
      }
    }
    self.runs = runs
    count = rows.count
    isAll = rows.count == total
  }

  /// The rows of a column; an empty one is null.
  func cut(_ column: TextColumn) -> TextColumn {
    if column.bytes.isEmpty { return .nulls(count: count) }
    if isAll { return column.nullingEmptyRows() }
    var bytes: [UInt8] = []
    var offsets: [Int32] = [0]
    bytes.reserveCapacity(column.bytes.count)
    offsets.reserveCapacity(count + 1)
    for run in runs {
      let start = column.offsets[run.lowerBound]
      let shift = Int32(bytes.count) - start
      bytes += column.bytes[Int(start)..<Int(column.offsets[run.upperBound])]
      for row in run { offsets.append(column.offsets[row + 1] + shift) }
    }
    return TextColumn(bytes: bytes, offsets: offsets).nullingEmptyRows()
  }

  func cut<Value>(_ values: [Value]) -> [Value] {
    if isAll { return values }
    var kept: [Value] = []
    kept.reserveCapacity(count)
    for run in runs { kept += values[run] }
    return kept
  }

  func cut<Value>(_ column: FixedColumn<Value>) -> FixedColumn<Value> {
    if isAll { return column }
    guard let validity = column.validity else { return FixedColumn(cut(column.values)) }
    var bits = BitmapBuilder(capacity: count)
    for run in runs { for row in run { bits.append(validity[row]) } }
    return FixedColumn(cut(column.values), validity: bits.finish())
  }
}
