import Columns

/// A text column with some values replaced: untouched runs are copied as a whole, and a column
/// without replacements is shared.
///
/// Rows are replaced in ascending order. An empty row stands for null; `RowRuns` says so in the end.
struct ColumnRewriter: ~Copyable {
  private let source: TextColumn
  private var bytes = Draft<UInt8>(capacity: 0)
  private var offsets = Draft<Int32>(capacity: 0)
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
    return TextColumn(bytes: bytes.finish(), offsets: offsets.finish())
  }

  private mutating func copy(upTo row: Int) {
    if row > next || offsets.count == 0 { copyRows(upTo: row) }
  }

  private mutating func copyRows(upTo row: Int) {
    if offsets.count == 0 {
      offsets.reserve(source.count + 1)
      bytes.reserve(source.bytes.count + source.bytes.count / 16)
      offsets.append(0)
    }
    guard row > next else { return }
    let range = next..<row
    bytes.append(source, range, offsets: &offsets)
    next = row
  }
}

extension Draft where Element == UInt8 {
  /// Appends the values of some rows, and where each of them ends to `offsets`.
  mutating func append(
    _ column: TextColumn,
    _ rows: Range<Int>,
    offsets ends: inout Draft<Int32>
  ) {
    let sources = column.offsets
    let start = sources[rows.lowerBound]
    let shift = Int32(count) - start
    let values = column.bytes
    append(values.span.extracting(Int(start)..<Int(sources[rows.upperBound])))
    // Safe: the span was taken of the rows, so that each of them has an offset.
    unsafe sources.withUnsafeBufferPointer { (sources: UnsafeBufferPointer<Int32>) in
      unsafe ends.append(atMost: rows.count) { target in
        let first = rows.lowerBound + 1
        for index in 0..<rows.count { unsafe target[index] = sources[first + index] + shift }
        return rows.count
      }
    }
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
    var bytes = Draft<UInt8>(capacity: column.bytes.count)
    var offsets = Draft<Int32>(capacity: count + 1)
    offsets.append(0)
    for run in runs { bytes.append(column, run, offsets: &offsets) }
    return TextColumn(bytes: bytes.finish(), offsets: offsets.finish()).nullingEmptyRows()
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
