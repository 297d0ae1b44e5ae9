import Columns

/// Builds JSON (RFC 8259) on one line, byte by byte and in UTF-8, for lists of any length.
struct JSONLine {
  /// What was built and not yet taken.
  private(set) var bytes: [UInt8] = []
  private var needsComma = false

  /// Forgets what was built and keeps the room.
  mutating func removeAll() {
    removeBytes()
    needsComma = false
  }

  /// Forgets what was taken; the value that is being built goes on.
  mutating func removeBytes() { bytes.removeAll(keepingCapacity: true) }

  mutating func beginObject() { open(UInt8(ascii: "{")) }

  mutating func endObject() { close(UInt8(ascii: "}")) }

  mutating func beginArray() { open(UInt8(ascii: "[")) }

  mutating func endArray() { close(UInt8(ascii: "]")) }

  /// A member's name, already quoted by `quoted(_:)`.
  mutating func key(quoted name: [UInt8]) {
    separate()
    bytes += name
    bytes.append(UInt8(ascii: ":"))
    needsComma = false
  }

  /// A member's name.
  mutating func key(_ name: String) { key(quoted: Self.quoted(name)) }

  /// A text given by its UTF-8 bytes.
  mutating func value(_ text: Span<UInt8>) {
    separate()
    Self.append(text, to: &bytes)
  }

  /// A text, null for nil.
  mutating func value(_ text: String?) {
    guard let text else { return literal("null") }
    let utf8 = text.utf8.span
    value(utf8)
  }

  /// A number, `true`, `false`, `null`, or JSON made elsewhere.
  mutating func literal(_ text: String) {
    separate()
    bytes += Array(text.utf8)
  }

  /// JSON made elsewhere.
  mutating func literal(_ json: [UInt8]) {
    separate()
    bytes += json
  }

  /// Ends the line; the next value begins a new one.
  mutating func endLine() {
    bytes.append(0x0A)
    needsComma = false
  }

  private mutating func open(_ byte: UInt8) {
    separate()
    bytes.append(byte)
    needsComma = false
  }

  private mutating func close(_ byte: UInt8) {
    bytes.append(byte)
    needsComma = true
  }

  private mutating func separate() {
    if needsComma { bytes.append(UInt8(ascii: ",")) }
    needsComma = true
  }

  /// A text between quotes, escaped.
  static func quoted(_ text: String) -> [UInt8] {
    var bytes: [UInt8] = []
    let utf8 = text.utf8.span
    append(utf8, to: &bytes)
    return bytes
  }

  /// RFC 8259, section 7: quote, reverse solidus and control characters must be escaped.
  private static func append(_ text: Span<UInt8>, to bytes: inout [UInt8]) {
    bytes.append(UInt8(ascii: "\""))
    var begin = 0
    for index in text.indices {
      let byte = text[index]
      guard byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") || byte == 0x7F
      else { continue }
      bytes.append(text.extracting(begin..<index))
      appendEscape(byte, to: &bytes)
      begin = index + 1
    }
    bytes.append(text.extracting(begin..<text.count))
    bytes.append(UInt8(ascii: "\""))
  }

  /// Writes rows of text columns as objects with the members `keys`, one a line.
  static func lines(keys: [String]) -> RowLines {
    var escapes = RowLines.Escapes()
    let plain: Set<UInt8> = [UInt8(ascii: "\""), UInt8(ascii: "\\"), 0x7F]
    for byte in 0..<UInt8.max where byte < 0x20 || plain.contains(byte) {
      var escape: [UInt8] = []
      appendEscape(byte, to: &escape)
      escapes.replace(byte, by: escape)
    }
    let prefixes = keys.enumerated().map { index, key in
      Array((index == 0 ? "{" : "\",").utf8) + quoted(key) + Array(":\"".utf8)
    }
    return RowLines(prefixes: prefixes, suffix: Array("\"}\n".utf8), escapes: escapes)
  }

  private static func appendEscape(_ byte: UInt8, to bytes: inout [UInt8]) {
    bytes.append(UInt8(ascii: "\\"))
    switch byte {
    case UInt8(ascii: "\n"): bytes.append(UInt8(ascii: "n"))
    case UInt8(ascii: "\r"): bytes.append(UInt8(ascii: "r"))
    case UInt8(ascii: "\t"): bytes.append(UInt8(ascii: "t"))
    case UInt8(ascii: "\""), UInt8(ascii: "\\"): bytes.append(byte)
    default:
      let digits = Array("0123456789abcdef".utf8)
      bytes += [
        UInt8(ascii: "u"), 0x30, 0x30, digits[Int(byte >> 4)], digits[Int(byte & 0xF)],
      ]
    }
  }
}
