internal import Columns

/// Definition levels of a flat nullable column: one bit a row, one for present (Encodings.md, bit
/// width 1).
struct DefinitionLevels {
  private(set) var words: [UInt64] = []
  /// Number of levels.
  private(set) var count = 0
  /// Number of ones.
  private(set) var presentCount = 0

  /// Adds the `bits` (1 to 64) low bits of `word`; the others are zero.
  mutating func append(_ word: UInt64, bits: Int) {
    let filled = count & 63
    if filled == 0 {
      words.append(word)
    } else {
      words[words.count - 1] |= word << UInt64(filled)
      if filled + bits > 64 { words.append(word >> UInt64(64 - filled)) }
    }
    count += bits
    presentCount += word.nonzeroBitCount
  }

  /// Adds `count` equal levels.
  mutating func append(repeating isPresent: Bool, count: Int) {
    var missing = count
    while missing > 0 {
      let bits = min(64, missing)
      append(isPresent ? Self.ones(bits) : 0, bits: bits)
      missing -= bits
    }
  }

  /// Adds the levels of a slice.
  mutating func append(_ slice: ColumnRows.Slice) {
    guard let validity = slice.column.validity else {
      return append(repeating: true, count: slice.rows.count)
    }
    var index = slice.rows.lowerBound
    while index < slice.rows.upperBound {
      let bits = min(64 - index & 63, slice.rows.upperBound - index)
      append(validity.word(at: index, bits: bits), bits: bits)
      index += bits
    }
  }

  /// Whether row `index` is present.
  subscript(index: Int) -> Bool { words[index >> 6] & (1 << UInt64(index & 63)) != 0 }

  /// The levels as validity: nil when all rows are present.
  var validity: Bitmap? {
    presentCount == count ? nil : Bitmap(words: words, count: count)
  }

  static func ones(_ bits: Int) -> UInt64 { bits == 64 ? ~0 : (1 << UInt64(bits)) - 1 }
}

// MARK: - Encoding

extension DefinitionLevels {
  /// Appends the levels with their length in front, as data pages V1 have them.
  func encode(to output: inout [UInt8]) {
    var runs: [UInt8] = []
    var position = 0
    while position < words.count {
      let kind = kind(position)
      var end = position + 1
      while end < words.count, self.kind(end) == kind { end += 1 }
      let size = min(end * 64, count) - position * 64
      switch kind {
      case .zeros: HybridEncoder.appendRun(0, count: size, bitWidth: 1, to: &runs)
      case .ones: HybridEncoder.appendRun(1, count: size, bitWidth: 1, to: &runs)
      case .mixed: appendPacked(position..<end, size: size, to: &runs)
      }
      position = end
    }
    output.appendLittleEndian(UInt32(runs.count))
    output.append(contentsOf: runs)
  }

  private enum Kind { case zeros, ones, mixed }

  private func kind(_ position: Int) -> Kind {
    let bits = min(count - position * 64, 64)
    let word = words[position]
    return word == 0 ? .zeros : word == Self.ones(bits) ? .ones : .mixed
  }

  private func appendPacked(_ range: Range<Int>, size: Int, to output: inout [UInt8]) {
    let groups = (size + 7) / 8
    output.appendVarint(UInt64(groups) << 1 | 1)
    for group in 0..<groups {
      let word = words[range.lowerBound + group >> 3]
      output.append(UInt8(truncatingIfNeeded: word >> UInt64((group & 7) * 8)))
    }
  }
}
