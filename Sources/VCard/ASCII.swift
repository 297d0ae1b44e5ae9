/// The bytes that vCard's grammar names, and comparisons that ignore the case of ASCII letters.
enum ASCII {
  static let tab: UInt8 = 0x09
  static let lineFeed: UInt8 = 0x0A
  static let carriageReturn: UInt8 = 0x0D
  static let space: UInt8 = 0x20
  static let quote: UInt8 = 0x22
  static let comma: UInt8 = 0x2C
  static let hyphen: UInt8 = 0x2D
  static let dot: UInt8 = 0x2E
  static let colon: UInt8 = 0x3A
  static let semicolon: UInt8 = 0x3B
  static let equals: UInt8 = 0x3D
  static let backslash: UInt8 = 0x5C
  static let caret: UInt8 = 0x5E

  static func isBlank(_ byte: UInt8) -> Bool { byte == space || byte == tab }

  static func isDigit(_ byte: UInt8) -> Bool { byte &- 0x30 < 10 }

  static func upper(_ byte: UInt8) -> UInt8 { byte &- 0x61 < 26 ? byte & 0xDF : byte }

  /// The value of a hexadecimal digit, nil for any other byte.
  static func hexadecimal(_ byte: UInt8) -> UInt8? {
    switch byte {
    case 0x30...0x39: byte - 0x30
    case 0x41...0x46: byte - 0x41 + 10
    case 0x61...0x66: byte - 0x61 + 10
    default: nil
    }
  }

  /// Whether `bytes` spells `upperCase` in any case.
  static func equal(_ bytes: Span<UInt8>, _ upperCase: StaticString) -> Bool {
    guard bytes.count == upperCase.utf8CodeUnitCount else { return false }
    // Safe: a static string lives as long as the program, and the index stays below its count.
    let letters = unsafe UnsafeBufferPointer(start: upperCase.utf8Start, count: bytes.count)
    for index in bytes.indices {
      let letter = unsafe letters[index]
      if upper(bytes[index]) != letter { return false }
    }
    return true
  }

  /// Whether `bytes[range]` and `other` differ at most in the case of letters.
  static func equal(_ bytes: Span<UInt8>, _ range: Range<Int>, _ other: Span<UInt8>) -> Bool {
    guard range.count == other.count else { return false }
    for index in other.indices
    where upper(bytes[range.lowerBound + index]) != upper(other[index]) {
      return false
    }
    return true
  }

  /// `range` without the blanks at both ends.
  static func trimmed(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Range<Int> {
    var lower = range.lowerBound
    var upper = range.upperBound
    while lower < upper, isBlank(bytes[lower]) { lower += 1 }
    while upper > lower, isBlank(bytes[upper - 1]) { upper -= 1 }
    return lower..<upper
  }
}
