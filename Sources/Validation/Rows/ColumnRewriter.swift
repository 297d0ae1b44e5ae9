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
    var words = [UInt64](repeating: 0, count: (count + 63) / 64)
    var filled = 0
    // Safe: a column of n rows has n + 1 offsets.
    unsafe offsets.withUnsafeBufferPointer { (ends: UnsafeBufferPointer<Int32>) in
      for index in words.indices {
        let first = index * 64
        var word: UInt64 = 0
        // The loop over a whole word has a fixed length, by which the compiler unrolls it.
        if first + 64 <= count {
          for bit in 0..<64 {
            let isFilled = unsafe ends[first &+ bit &+ 1] != ends[first &+ bit]
            word |= (isFilled ? 1 : 0) &<< UInt64(bit)
          }
        } else {
          for bit in 0..<(count - first) where unsafe ends[first + bit + 1] != ends[first + bit] {
            word |= 1 &<< UInt64(bit)
          }
        }
        filled += word.nonzeroBitCount
        words[index] = word
      }
    }
    let bits = filled < count ? Bitmap(words: words, count: count) : nil
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
    let (source, ends) = (column.bytes, column.offsets)
    var bytes: [UInt8] = []
    bytes.reserveCapacity(runs.reduce(0) { $0 + Int(ends[$1.upperBound] - ends[$1.lowerBound]) })
    for run in runs {
      bytes.append(source.span.extracting(Int(ends[run.lowerBound])..<Int(ends[run.upperBound])))
    }
    return TextColumn(bytes: bytes, offsets: cutOffsets(ends)).nullingEmptyRows()
  }

  /// Where the values of the rows end once they stand one behind the other.
  private func cutOffsets(_ ends: [Int32]) -> [Int32] {
    unsafe [Int32](unsafeUninitializedCapacity: count + 1) { target, written in
      unsafe target[0] = 0
      written = 1
      // Safe: a column of n rows has n + 1 offsets, and the runs hold `count` of its rows.
      unsafe ends.withUnsafeBufferPointer { (ends: UnsafeBufferPointer<Int32>) in
        for run in runs {
          let shift = unsafe target[written - 1] - ends[run.lowerBound]
          for row in 0..<run.count {
            unsafe target[written + row] = ends[run.lowerBound + row + 1] + shift
          }
          written += run.count
        }
      }
    }
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
    var words = [UInt64](repeating: 0, count: (count + 63) / 64)
    var target = 0
    for run in runs {
      for row in run {
        words[target >> 6] |= (validity[row] ? 1 : 0) &<< UInt64(target & 63)
        target += 1
      }
    }
    let bits = Bitmap(words: words, count: count)
    return FixedColumn(cut(column.values), validity: bits.onesCount < count ? bits : nil)
  }
}
