/// Tells printable ASCII, which needs no look at its characters.
enum PlainText {
  /// Whether a text is printable ASCII throughout.
  static func holds(_ bytes: Span<UInt8>) -> Bool {
    // The farthest from the middle of U+0020 to U+007E; the loop has no branch.
    var farthest: UInt8 = 0
    for index in bytes.indices { farthest = max(farthest, bytes[index] &- 0x20) }
    return farthest < 0x5F
  }

  /// The same for a value among others, eight bytes at a time.
  static func holds(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Bool {
    guard range.upperBound <= bytes.count - 8 else { return holds(bytes.extracting(range)) }
    // Safe: the last word begins before the end of the range, which eight bytes follow.
    return unsafe bytes.withUnsafeBufferPointer { (buffer: UnsafeBufferPointer<UInt8>) in
      let raw = UnsafeRawBufferPointer(buffer)
      var position = range.lowerBound
      while position < range.upperBound {
        let word = unsafe raw.loadUnaligned(fromByteOffset: position, as: UInt64.self)
        var odd = oddBytes(UInt64(littleEndian: word))
        let rest = range.upperBound - position
        // What follows the value in the word is not its own.
        if rest < 8 { odd &= (1 << UInt64(rest * 8)) - 1 }
        if odd != 0 { return false }
        position += 8
      }
      return true
    }
  }

  /// The highest bit of each byte that is a control, DEL or beyond ASCII; bits above the first such
  /// byte may be set too.
  private static func oddBytes(_ word: UInt64) -> UInt64 {
    let ones: UInt64 = 0x0101_0101_0101_0101
    let isControl = (word &- ones &* 0x20) & ~word
    let flipped = word ^ (ones &* 0x7F)
    let isDelete = (flipped &- ones) & ~flipped
    return (isControl | isDelete | word) & (ones << 7)
  }
}
