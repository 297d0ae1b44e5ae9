internal import Columns

/// Separators, backslash escapes (RFC 6350 section 3.4) and caret escapes (RFC 6868).
package enum Escapes {
  /// Whether a backslash stands in `bytes[range]`.
  package static func areIn(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Bool {
    Words.first(ASCII.backslash, in: bytes, range) < range.upperBound
  }

  /// Appends `bytes[range]` with `\n`, `\N`, `\,`, `\;`, `\:` and `\\` resolved, and the quotes that
  /// address books escape needlessly; a backslash before anything else stays.
  package static func appendUnescaped(
    _ bytes: Span<UInt8>,
    _ range: Range<Int>,
    to target: inout [UInt8]
  ) {
    var start = range.lowerBound
    var index = start
    while index < range.upperBound {
      guard bytes[index] == ASCII.backslash else {
        index += 1
        continue
      }
      target.append(bytes.extracting(start..<index))
      if index + 1 < range.upperBound, let byte = resolved(bytes[index + 1]) {
        target.append(byte)
        index += 2
      } else {
        target.append(ASCII.backslash)
        index += 1
      }
      start = index
    }
    target.append(bytes.extracting(start..<range.upperBound))
  }

  private static func resolved(_ byte: UInt8) -> UInt8? {
    switch byte {
    case 0x6E, 0x4E: ASCII.lineFeed
    case ASCII.comma, ASCII.semicolon, ASCII.colon, ASCII.backslash: byte
    case ASCII.quote, UInt8(ascii: "'"): byte
    default: nil
    }
  }

  /// Where the piece of `bytes[..<end]` that begins at `start` ends: at the next separator that no
  /// backslash precedes, or at `end`.
  package static func pieceEnd(
    _ bytes: Span<UInt8>,
    _ start: Int,
    _ end: Int,
    at separator: UInt8
  ) -> Int {
    var index = start
    while index < end {
      let byte = bytes[index]
      if byte == separator { return index }
      index += byte == ASCII.backslash ? 2 : 1
    }
    return end
  }

  /// The pieces between separators that no backslash precedes; at least one.
  static func split(_ bytes: [UInt8], _ range: Range<Int>, at separator: UInt8) -> [Range<Int>] {
    var pieces: [Range<Int>] = []
    var start = range.lowerBound
    while true {
      let end = pieceEnd(bytes.span, start, range.upperBound, at: separator)
      pieces.append(start..<end)
      guard end < range.upperBound else { return pieces }
      start = end + 1
    }
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
