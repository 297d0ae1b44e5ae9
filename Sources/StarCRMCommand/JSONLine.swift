import Columns
import JSONText

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
    bytes.append(jsonString: text)
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
    bytes.append(jsonString: text)
    return bytes
  }

  /// Writes rows of text columns as objects with the members `keys`, one a line.
  static func lines(keys: [String]) -> RowLines {
    var escapes = RowLines.Escapes()
    for byte in 0..<UInt8.max where JSONEscape.isNeeded(byte) {
      var escape: [UInt8] = []
      escape.append(jsonEscape: byte)
      escapes.replace(byte, by: escape)
    }
    let prefixes = keys.enumerated().map { index, key in
      Array((index == 0 ? "{" : "\",").utf8) + quoted(key) + Array(":\"".utf8)
    }
    return RowLines(prefixes: prefixes, suffix: Array("\"}\n".utf8), escapes: escapes)
  }
}
