/// Tells printable ASCII, which needs no look at its characters.
enum PlainText {
  /// Whether no value among some bytes needs cleaning but for outer blanks: UTF-8 without controls,
  /// without characters that composition may change, without a pair that may be mojibake.
  ///
  /// Eight bytes at a time; true only for what `TextCleaner` leaves as it is.
  static func isHarmless(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Bool {
    let whole = range.upperBound - range.count % 8
    // Safe: each load lies within the range.
    return unsafe bytes.withUnsafeBufferPointer { (buffer: UnsafeBufferPointer<UInt8>) in
      let raw = UnsafeRawBufferPointer(buffer)
      var eight = EightBytes()
      var position = range.lowerBound
      while position < whole {
        let word = unsafe raw.loadUnaligned(fromByteOffset: position, as: UInt64.self)
        eight.look(UInt64(littleEndian: word))
        position += 8
      }
      // What is missing of the last word is blanks.
      var rest = EightBytes.ones &* 0x20
      while position < range.upperBound {
        let shift = UInt64(position - whole) &* 8
        unsafe rest ^= UInt64(raw[position] ^ 0x20) &<< shift
        position += 1
      }
      eight.look(rest)
      return eight.isHarmless
    }
  }

  /// Looks at text by words of eight bytes, the first in the lowest bits.
  private struct EightBytes {
    static let ones: UInt64 = 0x0101_0101_0101_0101
    private static let tops = ones << 7

    private var found: UInt64 = 0
    /// The bytes 0xC3 of the word before, as their highest bits.
    private var marks: UInt64 = 0

    var isHarmless: Bool { found == 0 }

    mutating func look(_ word: UInt64) {
      let ones = Self.ones
      let beyondASCII = word & Self.tops
      let low = word & ~Self.tops
      // Carries stay within each byte, as seven bits and a constant of at most 0x7F are added.
      let isNoControl = low &+ ones &* 0x60
      let isDelete = low &+ ones
      let isPlain = isNoControl & ~isDelete | beyondASCII
      // The first bytes of characters that may need work: 0xC2, and 0xCC and beyond.
      let isNotC2 = (low ^ ones &* 0x42) &+ ones &* 0x7F
      let isFarOut = low &+ ones &* 0x34
      let mark = ~((low ^ ones &* 0x43) &+ ones &* 0x7F) & beyondASCII
      // 0xC3, which mojibake begins with, before another character beyond ASCII.
      let isPair = (mark &<< 16 | marks &>> 48) & beyondASCII
      found |= (~isPlain | (isFarOut | ~isNotC2) & beyondASCII) & Self.tops | isPair
      marks = mark
    }
  }
}
