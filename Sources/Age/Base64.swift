/// Base 64 (RFC 4648, section 4) as age uses it: canonical or refused.
enum Base64 {
  /// RFC 4648, table 1.
  private static let alphabet = Array(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8
  )
  /// Value of each letter of the alphabet; 0xFF for any other byte.
  private static let values: [UInt8] = {
    var values = [UInt8](repeating: 0xFF, count: 256)
    for (value, letter) in alphabet.enumerated() { values[Int(letter)] = UInt8(value) }
    return values
  }()
  private static let pad = UInt8(ascii: "=")

  /// Appends the letters of `bytes`, and with `padded` as many `=` as make groups of four.
  static func encode(_ bytes: ArraySlice<UInt8>, padded: Bool, to text: inout [UInt8]) {
    var (bits, count): (UInt32, UInt32) = (0, 0)
    let start = text.count
    for byte in bytes {
      bits = (bits << 8 | UInt32(byte)) & 0xFFFF
      count += 8
      while count >= 6 {
        count -= 6
        text.append(alphabet[Int(bits >> count & 0x3F)])
      }
    }
    if count > 0 { text.append(alphabet[Int(bits << (6 - count) & 0x3F)]) }
    guard padded else { return }
    while (text.count - start) % 4 != 0 { text.append(pad) }
  }

  /// The letters of `bytes` without padding.
  static func text(_ bytes: [UInt8]) -> String {
    var text: [UInt8] = []
    encode(bytes[...], padded: false, to: &text)
    return String(decoding: text, as: UTF8.self)
  }

  /// Nil for any other byte than a letter, for a wrong length, wrong padding (none allowed unless
  /// `padded`), and for unused bits that are not zero (RFC 4648, section 3.5).
  static func decode(_ text: ArraySlice<UInt8>, padded: Bool = false) -> [UInt8]? {
    var letters = text
    if padded {
      guard text.count.isMultiple(of: 4) else { return nil }
      for _ in 0..<2 where letters.last == pad { letters.removeLast() }
    }
    guard letters.count % 4 != 1 else { return nil }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(letters.count * 3 / 4)
    var (bits, count): (UInt32, UInt32) = (0, 0)
    for letter in letters {
      let value = values[Int(letter)]
      guard value != 0xFF else { return nil }
      bits = (bits << 6 | UInt32(value)) & 0x3FFF
      count += 6
      if count >= 8 {
        count -= 8
        bytes.append(UInt8(truncatingIfNeeded: bits >> count))
      }
    }
    return bits & ((1 << count) - 1) == 0 ? bytes : nil
  }
}
