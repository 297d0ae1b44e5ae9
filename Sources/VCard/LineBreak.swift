/// Finds line feeds, carriage returns and bytes beyond ASCII, eight bytes at a time.
enum LineBreak {
  private static let ones: UInt64 = 0x0101_0101_0101_0101
  private static let highBits: UInt64 = 0x8080_8080_8080_8080
  /// One above the carriage return, in each byte.
  private static let limits: UInt64 = ones &* 0x0E

  /// Where the next of them stands, `bytes.count` when there is none.
  static func first(in bytes: Span<UInt8>, from start: Int) -> Int {
    var index = start
    let count = bytes.count
    // Safe: a word is loaded only where eight bytes remain.
    unsafe bytes.withUnsafeBytes { raw in
      while index + 8 <= count {
        let word = unsafe raw.loadUnaligned(fromByteOffset: index, as: UInt64.self)
        // A high bit for each byte below 0x0E, and possibly for bytes above such a one: the first
        // is right, which is all that counts.
        if (word &- limits) & ~word & highBits != 0 { break }
        index += 8
      }
    }
    while index < count {
      let byte = bytes[index]
      if byte <= ASCII.carriageReturn, byte == ASCII.lineFeed || byte == ASCII.carriageReturn {
        return index
      }
      index += 1
    }
    return count
  }

  /// Whether no byte has its high bit set.
  static func isASCII(_ bytes: Span<UInt8>) -> Bool {
    var index = 0
    var seen: UInt64 = 0
    let count = bytes.count
    // Safe: a word is loaded only where eight bytes remain.
    unsafe bytes.withUnsafeBytes { raw in
      while index + 8 <= count {
        seen |= unsafe raw.loadUnaligned(fromByteOffset: index, as: UInt64.self)
        index += 8
      }
    }
    while index < count {
      seen |= UInt64(bytes[index])
      index += 1
    }
    return seen & highBits == 0
  }
}
