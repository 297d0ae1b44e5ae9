/// A fixed-length sequence of bits, least significant bit first, as in Apache Arrow's validity
/// bitmaps ("Validity bitmaps", Arrow columnar format).
package struct Bitmap: Sendable, Hashable {
  /// The bits, 64 a word; bits past `count` are zero.
  @usableFromInline package internal(set) var words: [UInt64]
  /// Number of bits.
  package let count: Int

  /// Creates `count` bits, all equal to `bit`.
  package init(repeating bit: Bool, count: Int) {
    self.count = count
    words = [UInt64](repeating: bit ? ~0 : 0, count: (count + 63) / 64)
    if bit { clearTail() }
  }

  /// Creates a bitmap from booleans.
  package init(_ bits: some Collection<Bool>) {
    self.init(repeating: false, count: bits.count)
    for (index, bit) in bits.enumerated() where bit { self[index] = true }
  }

  /// Creates a bitmap from words; bits past `count` are cleared.
  package init(words: [UInt64], count: Int) {
    precondition(words.count == (count + 63) / 64, "words of another length")
    self.words = words
    self.count = count
    clearTail()
  }

  /// The bit at `index`, 0 ..< `count`.
  @inlinable
  package subscript(index: Int) -> Bool {
    get { words[index >> 6] & (1 << UInt64(truncatingIfNeeded: index & 63)) != 0 }
    set {
      let mask: UInt64 = 1 << UInt64(truncatingIfNeeded: index & 63)
      if newValue { words[index >> 6] |= mask } else { words[index >> 6] &= ~mask }
    }
  }

  /// Number of bits that are one.
  package var onesCount: Int { words.reduce(0) { $0 + $1.nonzeroBitCount } }

  /// The indices of the bits that are one, ascending.
  package var ones: [Int] {
    var indices: [Int] = []
    indices.reserveCapacity(onesCount)
    for (wordIndex, word) in words.enumerated() {
      var rest = word
      while rest != 0 {
        indices.append(wordIndex << 6 + rest.trailingZeroBitCount)
        rest &= rest - 1
      }
    }
    return indices
  }

  private mutating func clearTail() {
    let tail = count & 63
    if tail != 0 { words[words.count - 1] &= (1 << UInt64(tail)) - 1 }
  }
}

/// Grows a `Bitmap` bit by bit and forgets it when every bit was one.
package struct BitmapBuilder: Sendable {
  @usableFromInline var words: [UInt64] = []
  /// Number of bits appended.
  package private(set) var count = 0
  private var zeros = 0

  package init(capacity: Int = 0) {
    words.reserveCapacity((capacity + 63) / 64)
  }

  /// Appends one bit.
  package mutating func append(_ bit: Bool) {
    if count & 63 == 0 { words.append(0) }
    if bit { words[count >> 6] |= 1 << UInt64(count & 63) } else { zeros += 1 }
    count += 1
  }

  /// The bitmap, or nil when all bits are one (the convention of a column without nulls).
  package consuming func finish() -> Bitmap? {
    guard zeros > 0 else { return nil }
    var bitmap = Bitmap(repeating: false, count: count)
    bitmap.replaceWords(words)
    return bitmap
  }
}

extension Bitmap {
  fileprivate mutating func replaceWords(_ newWords: [UInt64]) { words = newWords }
}
