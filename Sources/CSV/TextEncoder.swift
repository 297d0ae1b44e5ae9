extension TextEncoding {
  /// UTF-8 written in this encoding; a character that it lacks becomes a question mark.
  package func encoded(utf8: [UInt8]) -> [UInt8] {
    switch self {
    case .utf8: return utf8
    case .utf16LittleEndian, .utf16BigEndian: return encodedUTF16(utf8)
    case .windows1252, .latin1, .latin2, .latin9, .macRoman:
      guard utf8.contains(where: { $0 >= 0x80 }) else { return utf8 }
      guard let table = SingleByteTable.of(self) else { return utf8 }
      return String(decoding: utf8, as: UTF8.self).unicodeScalars
        .map { table.bytes[$0] ?? UInt8(ascii: "?") }
    case .shiftJIS, .gb18030:
      guard utf8.contains(where: { $0 >= 0x80 }) else { return utf8 }
      let source = utf8.span
      let utf8Name = TextEncoding.utf8.rawValue
      let all = 0..<utf8.count
      return MultiByteDecoder.convert(source, all, to: rawValue, from: utf8Name, "?".utf8).utf8
    }
  }

  /// Works on bytes, not on a String, so that a lone surrogate survives.
  private func encodedUTF16(_ utf8: [UInt8]) -> [UInt8] {
    var output: [UInt8] = []
    output.reserveCapacity(utf8.count * 2)
    var value: UInt32 = 0
    var left = 0
    for byte in utf8 {
      switch byte {
      case ..<0x80: (value, left) = (UInt32(byte), 0)
      case ..<0xC0: (value, left) = (value << 6 | UInt32(byte & 0x3F), left - 1)
      case ..<0xE0: (value, left) = (UInt32(byte & 0x1F), 1)
      case ..<0xF0: (value, left) = (UInt32(byte & 0x0F), 2)
      default: (value, left) = (UInt32(byte & 0x07), 3)
      }
      if left == 0 { appendUnits(of: value, to: &output) }
    }
    return output
  }

  private func appendUnits(of value: UInt32, to output: inout [UInt8]) {
    guard value >= 0x10000 else {
      return appendUnit(UInt16(truncatingIfNeeded: value), to: &output)
    }
    let rest = value - 0x10000
    appendUnit(UInt16(truncatingIfNeeded: 0xD800 + rest >> 10), to: &output)
    appendUnit(UInt16(truncatingIfNeeded: 0xDC00 + rest & 0x3FF), to: &output)
  }

  private func appendUnit(_ unit: UInt16, to output: inout [UInt8]) {
    let high = UInt8(truncatingIfNeeded: unit >> 8)
    let low = UInt8(truncatingIfNeeded: unit)
    output += self == .utf16BigEndian ? [high, low] : [low, high]
  }
}
