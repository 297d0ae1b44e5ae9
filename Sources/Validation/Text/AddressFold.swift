/// Addresses in the form in which equal ones are equal: lower case, no marks on Latin letters,
/// anything between words one blank.
enum AddressFold {
  /// Appends the folded text.
  static func append(_ text: Span<UInt8>, to output: inout [UInt8]) {
    let start = output.count
    var isGap = false
    var index = 0
    while index < text.count {
      let byte = text[index]
      index += 1
      let letter = byte &- 0x41 < 26 ? byte | 0x20 : byte
      if letter &- 0x61 < 26 || byte &- 0x30 < 10 || byte >= 0x80 {
        if isGap, output.count > start { output.append(0x20) }
        isGap = false
        if byte < 0x80 {
          output.append(letter)
        } else {
          index = appendBeyondASCII(text, byte, index, &output)
        }
      } else {
        isGap = true
      }
    }
  }

  /// Appends the character that begins with `byte`; returns where the next one begins.
  private static func appendBeyondASCII(
    _ text: Span<UInt8>,
    _ byte: UInt8,
    _ index: Int,
    _ output: inout [UInt8]
  ) -> Int {
    guard (0xC3...0xC5).contains(byte), index < text.count, text[index] & 0xC0 == 0x80 else {
      output.append(byte)
      return index
    }
    let scalar = Int(byte & 0x1F) << 6 | Int(text[index] & 0x3F)
    let letters = latin[scalar - 0xC0]
    if letters.isEmpty {
      output.append(byte)
      output.append(text[index])
    } else {
      output += letters
    }
    return index + 1
  }

  /// U+00C0 to U+017F without marks; empty for signs.
  private static let latin: [[UInt8]] = {
    let letters =
      "a a a a a a ae c e e e e i i i i d n o o o o o - o u u u u y th ss "
      + "a a a a a a ae c e e e e i i i i d n o o o o o - o u u u u y th y "
      + "a a a a a a c c c c c c c c d d d d e e e e e e e e e e g g g g g g g g h h h h "
      + "i i i i i i i i i i ij ij j j k k k l l l l l l l l l l n n n n n n n n n "
      + "o o o o o o oe oe r r r r r r s s s s s s s s t t t t t t u u u u u u u u u u u u "
      + "w w y y y z z z z z z s"
    return letters.split(separator: " ").map { $0 == "-" ? [] : Array($0.utf8) }
  }()
}
