private import Columns

extension [UInt8] {
  /// Appends a text in UTF-8 as a JSON string (RFC 8259, section 7), in quotes and escaped.
  package mutating func append(jsonString text: Span<UInt8>) {
    append(JSONEscape.quote)
    var begin = 0
    for index in text.indices where JSONEscape.isNeeded(text[index]) {
      append(text.extracting(begin..<index))
      append(jsonEscape: text[index])
      begin = index + 1
    }
    append(text.extracting(begin..<text.count))
    append(JSONEscape.quote)
  }

  /// Appends a text as a JSON string, in quotes and escaped.
  package mutating func append(jsonString text: String) {
    let bytes = Array(text.utf8)
    append(jsonString: bytes.span)
  }

  /// Appends the escape of a byte: the short form where it has one, else `\u00XX`.
  package mutating func append(jsonEscape byte: UInt8) {
    append(JSONEscape.reverseSolidus)
    switch byte {
    case JSONEscape.quote, JSONEscape.reverseSolidus: append(byte)
    case 0x0A: append(UInt8(ascii: "n"))
    case 0x0D: append(UInt8(ascii: "r"))
    case 0x09: append(UInt8(ascii: "t"))
    default:
      append(UInt8(ascii: "u"))
      append(0x30)
      append(0x30)
      append(JSONEscape.digit(byte >> 4))
      append(JSONEscape.digit(byte & 0xF))
    }
  }
}

/// Which bytes of a string are escaped.
package enum JSONEscape {
  @inlinable
  package static var quote: UInt8 { UInt8(ascii: "\"") }
  @inlinable
  package static var reverseSolidus: UInt8 { UInt8(ascii: "\\") }

  /// Those that must be (RFC 8259, section 7: quotation mark, reverse solidus, U+0000 to U+001F),
  /// and U+007F, which no terminal should be sent.
  @inlinable
  @inline(__always)
  package static func isNeeded(_ byte: UInt8) -> Bool {
    byte < 0x20 || byte == quote || byte == reverseSolidus || byte == 0x7F
  }

  static func digit(_ value: UInt8) -> UInt8 {
    value < 10 ? 0x30 + value : UInt8(ascii: "a") - 10 + value
  }
}
