/// Finds bytes eight at a time.
enum Words {
  private static let ones: UInt64 = 0x0101_0101_0101_0101
  static let highBits: UInt64 = 0x8080_8080_8080_8080

  /// Where the first `byte` of `bytes[range]` stands, `range.upperBound` when there is none.
  static func first(_ byte: UInt8, in bytes: Span<UInt8>, _ range: Range<Int>) -> Int {
    let part = bytes.extracting(range)
    let (count, pattern) = (part.count, ones &* UInt64(byte))
    // Safe: a word is loaded only where eight bytes remain.
    let place = unsafe part.withUnsafeBytes { raw in
      var index = 0
      while index + 8 <= count {
        let word = unsafe UInt64(
          littleEndian: raw.loadUnaligned(fromByteOffset: index, as: UInt64.self)
        )
        let found = below(1, word ^ pattern)
        if found != 0 { return index + found.trailingZeroBitCount / 8 }
        index += 8
      }
      while index < count, unsafe raw[index] != byte { index += 1 }
      return index
    }
    return range.lowerBound + place
  }

  /// Where the first byte below `limit` (at most 0x80) stands from `start` on, `bytes.count` when
  /// there is none.
  static func first(below limit: UInt8, in bytes: Span<UInt8>, from start: Int) -> Int {
    let part = bytes.extracting(min(start, bytes.count)..<bytes.count)
    let count = part.count
    // Safe: a word is loaded only where eight bytes remain.
    let place = unsafe part.withUnsafeBytes { raw in
      var index = 0
      while index + 8 <= count {
        let word = unsafe UInt64(
          littleEndian: raw.loadUnaligned(fromByteOffset: index, as: UInt64.self)
        )
        let found = below(limit, word)
        if found != 0 { return index + found.trailingZeroBitCount / 8 }
        index += 8
      }
      while index < count, unsafe raw[index] >= limit { index += 1 }
      return index
    }
    return start + place
  }

  /// A high bit for each byte of `word` below `limit`, and possibly for bytes after such a one: the
  /// first is right, which is all that counts.
  @inline(__always)
  static func below(_ limit: UInt8, _ word: UInt64) -> UInt64 {
    (word &- ones &* UInt64(limit)) & ~word & highBits
  }
}

/// Finds line breaks and bytes beyond ASCII.
enum LineBreak {
  private static let highBits = Words.highBits

  /// Where the next of them stands, `bytes.count` when there is none.
  static func first(in bytes: Span<UInt8>, from start: Int) -> Int {
    var index = start
    while true {
      index = Words.first(below: ASCII.carriageReturn + 1, in: bytes, from: index)
      guard index < bytes.count else { return bytes.count }
      if bytes[index] == ASCII.lineFeed || bytes[index] == ASCII.carriageReturn { return index }
      index += 1
    }
  }

  /// How many bytes at the beginning are UTF-8 (RFC 3629 section 4), whole characters only.
  ///
  /// ASCII goes eight bytes at a time, the two bytes of a Latin, Greek or Cyrillic letter at once.
  static func countOfUTF8(_ bytes: Span<UInt8>) -> Int {
    var index = 0
    let count = bytes.count
    while true {
      // Safe: a word is loaded only where eight bytes remain.
      unsafe bytes.withUnsafeBytes { raw in
        while index + 8 <= count {
          let word = unsafe raw.loadUnaligned(fromByteOffset: index, as: UInt64.self) & highBits
          index += UInt64(littleEndian: word).trailingZeroBitCount / 8
          if word != 0 { break }
        }
      }
      while index < count, bytes[index] < 0x80 { index += 1 }
      guard index < count else { return count }
      if index + 1 < count, bytes[index] &- 0xC2 < 0x1E, bytes[index + 1] & 0xC0 == 0x80 {
        index += 2
        continue
      }
      var end = index
      while end < count, bytes[end] >= 0x80 { end += 1 }
      do {
        _ = try UTF8Span(validating: bytes.extracting(index..<end))
        index = end
      } catch {
        return index + error.byteOffsets.lowerBound
      }
    }
  }
}
