// Text in OOXML parts: XML escapes, and ST_Xstring (ISO/IEC 29500-1, 22.9.2.19) for the
// characters that XML 1.0 has no way to write.

/// What Excel holds at most in one cell, in UTF-16 code units.
package let maximumCellLength = 32_767

extension [UInt8] {
  /// Appends markup as it is.
  mutating func markup(_ text: StaticString) {
    // Safe: a StaticString with a pointer representation owns its bytes for ever.
    unsafe append(
      contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount)
    )
  }

  /// Appends the decimal digits of a number.
  mutating func decimal(_ value: Int) { decimal(Int64(value), scale: 0) }

  /// Appends `unscaled / 10^scale` with a decimal point and no grouping.
  mutating func decimal(_ unscaled: Int64, scale: Int) {
    if unscaled < 0 { append(0x2D) }
    var digits: InlineArray<20, UInt8> = .init(repeating: 0)
    var rest = unscaled.magnitude
    var count = 0
    repeat {
      digits[count] = 0x30 + UInt8(truncatingIfNeeded: rest % 10)
      rest /= 10
      count += 1
    } while rest > 0
    let places = Swift.max(count, scale + 1)
    for place in stride(from: places - 1, through: 0, by: -1) {
      append(place < count ? digits[place] : 0x30)
      if place == scale, scale > 0 { append(0x2E) }
    }
  }

  /// Appends a text as character data or inside a double-quoted attribute.
  mutating func escaped(_ text: String) {
    guard text.utf8.contains(where: { TextClass.isSpecial[Int($0)] }) else {
      append(contentsOf: text.utf8)
      return
    }
    let bytes = Array(text.utf8)
    for index in bytes.indices {
      let byte = bytes[index]
      if !TextClass.isSpecial[Int(byte)] {
        append(byte)
      } else {
        special(byte, at: index, in: bytes)
      }
    }
  }

  private mutating func special(_ byte: UInt8, at index: Int, in bytes: [UInt8]) {
    switch byte {
    case UInt8(ascii: "&"): markup("&amp;")
    case UInt8(ascii: "<"): markup("&lt;")
    case UInt8(ascii: ">"): markup("&gt;")
    case UInt8(ascii: "\""): markup("&quot;")
    case UInt8(ascii: "_"):
      // A text that reads like an escape must not become one.
      if TextClass.looksEscaped(bytes, at: index) { markup("_x005F") }
      append(byte)
    case 0xBE, 0xBF:
      // U+FFFE and U+FFFF (EF BF BE, EF BF BF) are no XML characters; their first two bytes stand
      // in the output already.
      if index >= 2, bytes[index - 2] == 0xEF, bytes[index - 1] == 0xBF {
        removeLast(2)
        if byte == 0xBE { markup("_xFFFE_") } else { markup("_xFFFF_") }
      } else {
        append(byte)
      }
    default: controlEscape(byte)
    }
  }

  private mutating func controlEscape(_ byte: UInt8) {
    markup("_x00")
    for nibble in [byte >> 4, byte & 15] {
      append(nibble < 10 ? 0x30 + nibble : 0x37 + nibble)
    }
    append(UInt8(ascii: "_"))
  }
}

/// Which bytes need a second look, and the looks.
private enum TextClass {
  /// C0 controls but tab and line feed, markup, `_`, and the last bytes of U+FFFE and U+FFFF.
  static let isSpecial: [Bool] = (0..<256).map { byte in
    switch UInt8(byte) {
    case 0x09, 0x0A: false
    case 0..<0x20: true
    case UInt8(ascii: "&"), UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "\""): true
    case UInt8(ascii: "_"), 0xBE, 0xBF: true
    default: false
    }
  }

  /// Whether `_xHHHH_` stands at `index`.
  static func looksEscaped(_ bytes: [UInt8], at index: Int) -> Bool {
    guard index + 6 < bytes.count, bytes[index + 1] == UInt8(ascii: "x"),
      bytes[index + 6] == UInt8(ascii: "_")
    else { return false }
    return bytes[index + 2..<index + 6].allSatisfy { byte in
      (0x30...0x39).contains(byte) || (0x61...0x66).contains(byte | 0x20)
    }
  }
}

extension String {
  /// The text as a cell can hold it: cut to 32,767 UTF-16 code units with an ellipsis at the end,
  /// nil when it fits.
  var cutToCell: String? {
    // UTF-8 never has fewer code units than UTF-16.
    guard utf8.count > maximumCellLength, utf16.count > maximumCellLength else { return nil }
    var kept = 0
    var end = unicodeScalars.startIndex
    while end < unicodeScalars.endIndex {
      let width = UTF16.width(unicodeScalars[end])
      if kept + width > maximumCellLength - 1 { break }
      kept += width
      end = unicodeScalars.index(after: end)
    }
    return String(unicodeScalars[..<end]) + "\u{2026}"
  }

  /// Whether XML readers would trim it without `xml:space`.
  var hasOuterSpace: Bool {
    guard let first = utf8.first, let last = utf8.last else { return false }
    return first <= 0x20 || last <= 0x20
  }
}
