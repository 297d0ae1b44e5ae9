internal import Columns

/// The rows of one column in a row group: slices of the columns of several batches, seen as one.
///
/// What is written depends on the rows alone, never on how they are cut into batches or on
/// whether text came as a dictionary.
struct ColumnRows: Sendable {
  /// Part of a column of a batch.
  struct Slice: Sendable {
    let column: Column
    let rows: Range<Int>
  }

  let slices: [Slice]
  let count: Int
  /// The number of the first row of each slice.
  private let starts: [Int]

  init(_ slices: [Slice]) {
    self.slices = slices
    var starts: [Int] = []
    var count = 0
    for slice in slices {
      starts.append(count)
      count += slice.rows.count
    }
    self.starts = starts
    self.count = count
  }

  /// The slices that make up `rows`, in order.
  func slices(of rows: Range<Int>) -> [Slice] {
    zip(slices, starts).compactMap { slice, start in
      let lower = max(rows.lowerBound - start, 0)
      let upper = min(rows.upperBound - start, slice.rows.count)
      guard lower < upper else { return nil }
      let first = slice.rows.lowerBound
      return Slice(column: slice.column, rows: first + lower..<first + upper)
    }
  }

  /// Single rows at equal distances, `size` of them or a few more.
  func sample(_ size: Int) -> [Slice] {
    let step = max(count / size, 1)
    var sample: [Slice] = []
    var next = 0
    for (slice, start) in zip(slices, starts) {
      while next < start + slice.rows.count {
        let row = slice.rows.lowerBound + next - start
        sample.append(Slice(column: slice.column, rows: row..<row + 1))
        next += step
      }
    }
    return sample
  }
}

extension ColumnRows.Slice {
  /// Number of rows that are not null.
  var presentCount: Int {
    guard let validity = column.validity else { return rows.count }
    return validity.onesCount(in: rows)
  }
}

extension Range<Int> {
  /// Calls `body` with each row that is not null; whole words of rows without nulls are not tested
  /// bit by bit.
  @inline(__always)
  func forEachPresent(_ validity: Bitmap?, _ body: (Int) -> Void) {
    guard let validity else {
      for row in self { body(row) }
      return
    }
    var row = lowerBound
    while row < upperBound {
      let bits = Swift.min(64 - row & 63, upperBound - row)
      var word = validity.word(at: row, bits: bits)
      if word == DefinitionLevels.ones(bits) {
        for present in row..<row + bits { body(present) }
      } else {
        while word != 0 {
          body(row + word.trailingZeroBitCount)
          word &= word - 1
        }
      }
      row += bits
    }
  }
}

extension Bitmap {
  /// Number of bits in `range` that are one.
  func onesCount(in range: Range<Int>) -> Int {
    var count = 0
    var index = range.lowerBound
    while index < range.upperBound {
      let bits = min(64 - index & 63, range.upperBound - index)
      count += word(at: index, bits: bits).nonzeroBitCount
      index += bits
    }
    return count
  }

  /// The `bits` (1 to 64) bits from `index` on, which lie in one word.
  func word(at index: Int, bits: Int) -> UInt64 {
    let shifted = words[index >> 6] >> UInt64(index & 63)
    return bits == 64 ? shifted : shifted & ((1 << UInt64(bits)) - 1)
  }
}
