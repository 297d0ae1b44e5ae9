/// Addresses in the form in which equal ones are equal: lower case, no marks on Latin letters,
/// anything between words one blank.
struct AddressFold {
  /// Appends the folded text, which is never longer than the text.
  func append(_ text: Span<UInt8>, to output: inout [UInt8]) {
    output.append(addingCapacity: text.count) { (target: inout OutputSpan<UInt8>) in
      unsafe target.withUnsafeMutableBufferPointer { buffer, count in
        // Safe: each step writes at most as many bytes as it has read, so that `count` never
        // passes the capacity of `text.count`.
        var writer = unsafe Writer(buffer: buffer, count: count)
        writer.fold(text)
        count = writer.count
      }
    }
  }

  /// Writes where there is room for as many bytes as are read.
  @safe
  private struct Writer {
    let buffer: UnsafeMutableBufferPointer<UInt8>
    var count: Int

    private mutating func put(_ byte: UInt8) {
      unsafe buffer[count] = byte
      count += 1
    }

    mutating func fold(_ text: Span<UInt8>) {
      let start = count
      var isGap = false
      var index = 0
      while index < text.count {
        let byte = text[index]
        index += 1
        let lowered = byte &- 0x41 < 26 ? byte | 0x20 : byte
        let isLetter = lowered &- 0x61 < 26 || byte &- 0x30 < 10
        if !isLetter, byte < 0x80 {
          isGap = true
          continue
        }
        if isGap, count > start { put(0x20) }
        isGap = false
        if isLetter {
          put(lowered)
        } else {
          index = putBeyondASCII(text, byte, index)
        }
      }
    }

    /// Writes the character that begins with `byte`; returns where the next one begins.
    private mutating func putBeyondASCII(_ text: Span<UInt8>, _ byte: UInt8, _ index: Int) -> Int {
      guard (0xC3...0xC5).contains(byte), index < text.count, text[index] & 0xC0 == 0x80 else {
        put(byte)
        return index
      }
      let letters = latin[(Int(byte & 0x1F) << 6 | Int(text[index] & 0x3F)) - 0xC0]
      let isSign = letters.first == 0
      put(isSign ? byte : letters.first)
      if isSign || letters.second != 0 { put(isSign ? text[index] : letters.second) }
      return index + 1
    }
  }

  /// U+00C0 to U+017F without marks, one or two letters; 0 for signs.
  private static let latin: [(first: UInt8, second: UInt8)] = {
    let letters =
      "a a a a a a ae c e e e e i i i i d n o o o o o - o u u u u y th ss "
      + "a a a a a a ae c e e e e i i i i d n o o o o o - o u u u u y th y "
      + "a a a a a a c c c c c c c c d d d d e e e e e e e e e e g g g g g g g g h h h h "
      + "i i i i i i i i i i ij ij j j k k k l l l l l l l l l l n n n n n n n n n "
      + "o o o o o o oe oe r r r r r r s s s s s s s s t t t t t t u u u u u u u u u u u u "
      + "w w y y y z z z z z z s"
    return letters.split(separator: " ").map { part in
      let bytes = Array(part.utf8)
      if part == "-" { return (0, 0) }
      return (bytes[0], bytes.count > 1 ? bytes[1] : 0)
    }
  }()
}
