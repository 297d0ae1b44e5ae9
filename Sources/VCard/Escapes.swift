/// Separators, backslash escapes (RFC 6350 section 3.4) and caret escapes (RFC 6868).
enum Escapes {
  /// Appends `bytes[range]` with `\n`, `\N`, `\,`, `\;`, `\:` and `\\` resolved; a backslash before
  /// anything else stays.
  static func appendUnescaped(_ bytes: [UInt8], _ range: Range<Int>, to target: inout [UInt8]) {
    guard var escape = bytes[range].firstIndex(of: ASCII.backslash) else {
      target.append(contentsOf: bytes[range])
      return
    }
    var start = range.lowerBound
    while true {
      target.append(contentsOf: bytes[start..<escape])
      start = escape
      if escape + 1 < range.upperBound, let byte = resolved(bytes[escape + 1]) {
        target.append(byte)
        start = escape + 2
      } else {
        target.append(ASCII.backslash)
        start = escape + 1
      }
      guard let next = bytes[start..<range.upperBound].firstIndex(of: ASCII.backslash) else {
        break
      }
      escape = next
    }
    target.append(contentsOf: bytes[start..<range.upperBound])
  }

  private static func resolved(_ byte: UInt8) -> UInt8? {
    switch byte {
    case 0x6E, 0x4E: ASCII.lineFeed
    case ASCII.comma, ASCII.semicolon, ASCII.colon, ASCII.backslash: byte
    default: nil
    }
  }

  /// The pieces between separators that no backslash precedes; at least one.
  static func split(_ bytes: [UInt8], _ range: Range<Int>, at separator: UInt8) -> [Range<Int>] {
    var pieces: [Range<Int>] = []
    var start = range.lowerBound
    var index = start
    while index < range.upperBound {
      if bytes[index] == ASCII.backslash {
        index += 2
        continue
      }
      if bytes[index] == separator {
        pieces.append(start..<index)
        start = index + 1
      }
      index += 1
    }
    pieces.append(start..<range.upperBound)
    return pieces
  }

  /// The pieces between separators outside double quotes; at least one.
  static func splitOutsideQuotes(
    _ bytes: [UInt8],
    _ range: Range<Int>,
    at separator: UInt8
  ) -> [Range<Int>] {
    var pieces: [Range<Int>] = []
    var start = range.lowerBound
    var isQuoted = false
    for index in range {
      if bytes[index] == ASCII.quote { isQuoted.toggle() }
      if bytes[index] == separator, !isQuoted {
        pieces.append(start..<index)
        start = index + 1
      }
    }
    pieces.append(start..<range.upperBound)
    return pieces
  }

  /// The text of a parameter value: `^n`, `^'` and `^^` resolved when `isOn` (RFC 6868 section 3.2).
  static func withoutCarets(_ bytes: [UInt8], _ range: Range<Int>, isOn: Bool) -> String {
    guard isOn, bytes[range].contains(ASCII.caret) else {
      return VCardProperty.string(bytes[range])
    }
    var result: [UInt8] = []
    var index = range.lowerBound
    while index < range.upperBound {
      let next = index + 1 < range.upperBound ? bytes[index + 1] : 0
      let replacement: UInt8? =
        switch (bytes[index], next) {
        case (ASCII.caret, 0x6E): ASCII.lineFeed
        case (ASCII.caret, 0x27): ASCII.quote
        case (ASCII.caret, ASCII.caret): ASCII.caret
        default: nil
        }
      result.append(replacement ?? bytes[index])
      index += replacement == nil ? 1 : 2
    }
    return VCardProperty.string(result[...])
  }
}
