/// UTF-8 that was read as Windows-1252 and written as UTF-8 again.
enum Mojibake {
  /// The text as it was meant, nil when it does not look like mojibake as a whole.
  ///
  /// Only a value whose every character goes back to a Windows-1252 byte, the bytes being valid
  /// UTF-8 with something beyond ASCII in it, is repaired; twice over where it was misread twice.
  static func repaired(_ text: [UInt8]) -> [UInt8]? {
    guard let once = unread(text) else { return nil }
    return unread(once) ?? once
  }

  private static func unread(_ text: [UInt8]) -> [UInt8]? {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(text.count)
    var hasBeyondASCII = false
    for scalar in String(decoding: text, as: UTF8.self).unicodeScalars {
      guard let byte = windows1252(scalar.value) else { return nil }
      if byte >= 0x80 { hasBeyondASCII = true }
      bytes.append(byte)
    }
    guard hasBeyondASCII, String(validating: bytes, as: UTF8.self) != nil else { return nil }
    return bytes
  }

  /// The byte of a character; the five bytes without one stand for themselves, as browsers read
  /// them (WHATWG Encoding Standard, windows-1252).
  private static func windows1252(_ scalar: UInt32) -> UInt8? {
    if scalar < 0x80 || (0xA0...0xFF).contains(scalar) { return UInt8(scalar) }
    if [0x81, 0x8D, 0x8F, 0x90, 0x9D].contains(scalar) { return UInt8(scalar) }
    return upper[scalar]
  }

  private static let upper: [UInt32: UInt8] = {
    let scalars: [UInt32] = [
      0x20AC, 0, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039,
      0x0152, 0, 0x017D, 0, 0, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x02DC,
      0x2122, 0x0161, 0x203A, 0x0153, 0, 0x017E, 0x0178,
    ]
    var table: [UInt32: UInt8] = [:]
    for (index, scalar) in scalars.enumerated() where scalar != 0 {
      table[scalar] = UInt8(0x80 + index)
    }
    return table
  }()
}
