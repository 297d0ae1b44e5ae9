/// Where a field's content stands in a window of bytes.
struct FieldRange: Hashable {
  /// Relative to the window.
  let start: UInt32
  /// The upper bit: the content holds escapes that must be resolved.
  private let lengthAndFlag: UInt32

  /// Windows are a few mebibytes long, so that both numbers fit 31 bits.
  @inline(__always)
  init(start: Int, length: Int, hasEscapes: Bool) {
    self.start = UInt32(truncatingIfNeeded: start)
    lengthAndFlag = UInt32(truncatingIfNeeded: length) | (hasEscapes ? Self.flag : 0)
  }

  private static let flag: UInt32 = 1 << 31
  @inline(__always) var length: Int { Int(lengthAndFlag & ~Self.flag) }
  @inline(__always) var hasEscapes: Bool { lengthAndFlag & Self.flag != 0 }
  var range: Range<Int> { Int(start)..<Int(start) + length }
}
