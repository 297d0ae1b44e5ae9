/// Addresses in the form in which equal ones are equal: lower case, no marks on Latin letters,
/// anything between words one blank.
struct AddressFold {
  /// ASCII folded, U+0000 to U+007F, 32 a line: small letters and digits, a blank for all else.
  private static let ascii: StaticString = """
    \u{20}                               \
                    0123456789      \
     abcdefghijklmnopqrstuvwxyz     \
     abcdefghijklmnopqrstuvwxyz     \

    """

  /// Appends the folded text, which is never longer than the text.
  func append(_ text: Span<UInt8>, to output: inout [UInt8]) {
    var draft = Draft<UInt8>(capacity: text.count)
    draft.append(text)
    var folded = Draft<UInt8>(capacity: text.count)
    unsafe draft.read(from: 0) { unsafe append($0, to: &folded) }
    output += folded.finish()
  }

  /// The same for a text that lies in a draft.
  func append(_ text: UnsafeBufferPointer<UInt8>, to output: inout Draft<UInt8>) {
    // Safe: each step writes at most one byte beyond what it keeps, and keeps at most as many as it
    // has read.
    unsafe output.append(atMost: text.count) { unsafe fold(text, into: $0) }
  }

  private func fold(
    _ text: UnsafeBufferPointer<UInt8>,
    into target: UnsafeMutablePointer<UInt8>
  ) -> Int {
    var count = 0
    // A blank is written once a gap is met, if it is between words; one at the end goes again.
    var isAfterWord = false
    var index = 0
    // Safe: 128 letters, asked for by bytes below 0x80.
    let letters = unsafe Self.ascii.utf8Start
    while index < text.count {
      let byte = unsafe text[index]
      index += 1
      if byte >= 0x80 {
        index = unsafe putBeyondASCII(text, index, target, &count)
        isAfterWord = true
        continue
      }
      // Written in any case and kept where it counts: no branch that depends on the text.
      let folded = unsafe letters[Int(byte)]
      let isWord = folded != 0x20
      unsafe target[count] = folded
      count += isWord || isAfterWord ? 1 : 0
      isAfterWord = isWord
    }
    return isAfterWord || count == 0 ? count : count - 1
  }

  /// Writes the character whose first byte stands before `index`; returns where the next begins.
  private func putBeyondASCII(
    _ text: UnsafeBufferPointer<UInt8>,
    _ index: Int,
    _ target: UnsafeMutablePointer<UInt8>,
    _ count: inout Int
  ) -> Int {
    let byte = unsafe text[index - 1]
    let next = index < text.count ? unsafe text[index] : 0
    guard (0xC3...0xC5).contains(byte), next & 0xC0 == 0x80 else {
      unsafe target[count] = byte
      count += 1
      return index
    }
    let letters = Self.latin[(Int(byte & 0x1F) << 6 | Int(next & 0x3F)) - 0xC0]
    let isSign = letters.first == 0
    unsafe target[count] = isSign ? byte : letters.first
    count += 1
    if isSign || letters.second != 0 {
      unsafe target[count] = isSign ? next : letters.second
      count += 1
    }
    return index + 1
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
