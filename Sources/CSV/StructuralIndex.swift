/// Finds the bytes that cut records into fields: delimiters, quotes and line ends.
///
/// The first gear of the fast engine. Eight bytes are compared at once in a word (SWAR), the
/// answers of eight words gathered into one bit mask, and the positions written out without a
/// branch for each.
struct StructuralIndex {
  private let delimiters: UInt64
  private let quotes: UInt64
  private let terminators: UInt64
  /// Positions relative to the window, ascending; only `count` of them count.
  private(set) var positions: [UInt32]
  private(set) var count = 0
  /// Whether a byte outside ASCII was seen.
  private(set) var hasHighBytes = false

  /// Bytes looked at in one call at most.
  static let segmentBytes = 128 * 1024
  /// Positions written beyond the last one that counts.
  private static let slack = 64

  init(_ dialect: CSVDialect) {
    delimiters = Self.repeated(dialect.delimiter)
    // Without a quote the terminator is looked for twice.
    quotes = Self.repeated(dialect.quote ?? dialect.lineEnd.terminator)
    terminators = Self.repeated(dialect.lineEnd.terminator)
    positions = []
  }

  /// An index that finds nothing, in place of one that is lent.
  init() {
    (delimiters, quotes, terminators) = (0, 0, 0)
    positions = []
  }

  private static func repeated(_ byte: UInt8) -> UInt64 { UInt64(byte) &* 0x0101_0101_0101_0101 }

  /// Looks through `range`, at most `segmentBytes` long.
  ///
  /// `bytes` must go on for at least `windowPadding` bytes behind it.
  mutating func index(_ bytes: [UInt8], _ range: Range<Int>) {
    precondition(
      range.count <= Self.segmentBytes && range.upperBound + windowPadding <= bytes.count
    )
    // As long as the longest range so far: most files are shorter than a segment.
    let room = range.count + 2 * Self.slack
    if positions.count < room { positions = Array(repeating: 0, count: room) }
    let (delimiters, quotes, terminators) = (self.delimiters, self.quotes, self.terminators)
    var written = 0
    var high: UInt64 = 0
    // Safe: a block of 64 bytes begins before `range` ends, and `windowPadding` bytes stand behind
    // it; at most one position a byte is written, plus `slack`, and `positions` has that room.
    unsafe bytes.withUnsafeBytes { source in
      unsafe positions.withUnsafeMutableBufferPointer { output in
        var block = range.lowerBound
        while block < range.upperBound {
          var mask: UInt64 = 0
          var seen: UInt64 = 0
          for word in 0..<8 {
            let value = unsafe source.loadUnaligned(
              fromByteOffset: block &+ word &* 8,
              as: UInt64.self
            )
            seen |= value
            let low = value & 0x7F7F_7F7F_7F7F_7F7F
            let ones: UInt64 = 0x7F7F_7F7F_7F7F_7F7F
            // Adding 0x7F sets the upper bit of each byte that is not zero, that is, differs.
            let differs =
              ((low ^ delimiters) &+ ones) & ((low ^ quotes) &+ ones)
              & ((low ^ terminators) &+ ones) | value
            let found = (~differs & ~ones) >> 7
            // Byte i of `found` is 0 or 1; the product gathers them as bits 56 + i.
            let bits = (found &* 0x0102_0408_1020_4080) >> 56
            mask |= bits &<< UInt64(truncatingIfNeeded: word &* 8)
          }
          let rest = range.upperBound &- block
          if rest < 64 { mask &= (1 << UInt64(truncatingIfNeeded: rest)) &- 1 }
          // What stands behind the range counts as well: a false alarm costs one validation.
          high |= seen
          unsafe Self.write(mask, block, output, &written)
          block &+= 64
        }
      }
    }
    count = written
    hasHighBytes = high & 0x8080_8080_8080_8080 != 0
  }

  @inline(__always)
  private static func write(
    _ bits: UInt64,
    _ block: Int,
    _ output: UnsafeMutableBufferPointer<UInt32>,
    _ written: inout Int
  ) {
    var mask = bits
    let base = UInt32(truncatingIfNeeded: block)
    let end = written &+ mask.nonzeroBitCount
    // Eight at a time, needed or not: cheaper than asking after each.
    repeat {
      for step in 0..<8 {
        unsafe output[written &+ step] =
          base &+ UInt32(truncatingIfNeeded: mask.trailingZeroBitCount)
        mask &= mask &- 1
      }
      written &+= 8
    } while written < end
    written = end
  }

  /// The first structural at or after a place in the window.
  func firstIndex(atOrAfter place: Int) -> Int {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if Int(positions[middle]) < place { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
