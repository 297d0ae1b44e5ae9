internal import Glibc

/// Looks for zero bytes.
enum ZeroByte {
  static func isIn(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Bool {
    let part = bytes.extracting(range)
    // Safe: memchr reads only the bytes of the buffer.
    return unsafe part.withUnsafeBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return false }
      return unsafe memchr(base, 0, buffer.count) != nil
    }
  }
}

/// Checks UTF-8 (RFC 3629, section 4).
///
/// Beside the standard library's `UTF8Span(validating:)` because customer data is ASCII with an
/// umlaut here and there: ASCII is skipped in words, and only what stands between is looked at.
enum UTF8Check {
  /// The place of the first byte that does not belong to a valid sequence; nil when all do.
  static func firstInvalid(in bytes: Span<UInt8>, _ range: Range<Int>) -> Int? {
    let part = bytes.extracting(range)
    // Safe: the buffer is only read, inside the closure, and only inside its bounds.
    let place = unsafe part.withUnsafeBufferPointer { buffer in
      unsafe firstInvalid(UnsafeRawBufferPointer(buffer))
    }
    return place.map { range.lowerBound + $0 }
  }

  private static func firstInvalid(_ bytes: UnsafeRawBufferPointer) -> Int? {
    var index = 0
    let end = bytes.count
    while index < end {
      unsafe index = pastASCII(bytes, index)
      while index < end, unsafe bytes[index] >= 0x80 {
        let length = unsafe sequenceLength(bytes, index)
        guard length > 0 else { return index }
        index &+= length
      }
    }
    return nil
  }

  /// The first place at or after `start` that is not ASCII, or the end.
  @inline(__always)
  private static func pastASCII(_ bytes: UnsafeRawBufferPointer, _ start: Int) -> Int {
    var index = start
    while index &+ 32 <= bytes.count {
      let first = unsafe bytes.loadUnaligned(fromByteOffset: index, as: SIMD2<UInt64>.self)
      let second = unsafe bytes.loadUnaligned(fromByteOffset: index &+ 16, as: SIMD2<UInt64>.self)
      let both = first | second
      guard (both.x | both.y) & 0x8080_8080_8080_8080 == 0 else { break }
      index &+= 32
    }
    while index &+ 8 <= bytes.count {
      let word = unsafe bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self)
      let high = word.littleEndian & 0x8080_8080_8080_8080
      guard high == 0 else { return index &+ high.trailingZeroBitCount >> 3 }
      index &+= 8
    }
    while index < bytes.count, unsafe bytes[index] < 0x80 { index &+= 1 }
    return index
  }

  /// Bytes of the sequence at `index`, 0 when it is not one of the table in section 4.
  @inline(__always)
  private static func sequenceLength(_ bytes: UnsafeRawBufferPointer, _ index: Int) -> Int {
    let left = bytes.count &- index
    let first = unsafe bytes[index]
    guard left >= 2 else { return 0 }
    let second = unsafe bytes[index &+ 1]
    guard second & 0xC0 == 0x80 else { return 0 }
    if first >= 0xC2, first <= 0xDF { return 2 }
    guard left >= 3, unsafe bytes[index &+ 2] & 0xC0 == 0x80 else { return 0 }
    switch first {
    case 0xE0: return second >= 0xA0 ? 3 : 0
    case 0xED: return second <= 0x9F ? 3 : 0
    case 0xE1...0xEF: return 3
    default: break
    }
    guard left >= 4, unsafe bytes[index &+ 3] & 0xC0 == 0x80 else { return 0 }
    switch first {
    case 0xF0: return second >= 0x90 ? 4 : 0
    case 0xF1...0xF3: return 4
    case 0xF4: return second <= 0x8F ? 4 : 0
    default: return 0
    }
  }
}
