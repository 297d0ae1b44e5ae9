/// Addresses in the form in which equal ones are equal: lower case, no marks on Latin letters,
/// anything between words one blank.
///
/// A worker has its own value, so that threads share no counted reference in the loop.
struct AddressFold {
  /// The folded form of each byte: 0 between words, 0xFF beyond ASCII.
  private let folded: [UInt8] = (0...255).map { byte in
    switch byte {
    case 0x30...0x39, 0x61...0x7A: UInt8(byte)
    case 0x41...0x5A: UInt8(byte | 0x20)
    case 0x80...0xFF: 0xFF
    default: 0
    }
  }

  /// Appends the folded text.
  func append(_ text: Span<UInt8>, to output: inout [UInt8]) {
    let table = folded.span
    let start = output.count
    var isGap = false
    var index = 0
    while index < text.count {
      let byte = text[index]
      let letter = table[Int(byte)]
      index += 1
      if letter == 0 {
        isGap = true
        continue
      }
      if isGap, output.count > start { output.append(0x20) }
      isGap = false
      if letter == 0xFF {
        index = Self.appendBeyondASCII(text, byte, index, &output)
      } else {
        output.append(letter)
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
