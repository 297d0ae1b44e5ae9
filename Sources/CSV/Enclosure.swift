/// What encloses fields, judged by what stands right beside delimiters and line ends.
struct Enclosure {
  /// Nil when quotes are ordinary bytes.
  let quote: UInt8?
  /// Whether blanks stand between delimiters and quotes.
  let skipsBlanks: Bool
  /// Whether nearly all double quotes stand between the delimiter and something else: they enclose
  /// fields that this delimiter separates.
  let speaksForDelimiter: Bool
  /// Whether quotes stand doubled in the midst of fields.
  let hasDoubledQuotes: Bool

  /// Bytes looked at.
  private static let maximumBytes = 1 << 16

  /// Looks at the beginning of a text.
  init(_ text: [UInt8], _ whole: [UInt8], _ terminator: UInt8) {
    // In front of a field stands the last byte of a delimiter, behind it the first.
    guard let opening = whole.last, let delimiter = whole.first else {
      (quote, skipsBlanks, speaksForDelimiter, hasDoubledQuotes) = (nil, false, false, false)
      return
    }
    var double = Edges(UInt8(ascii: "\""))
    var single = Edges(ASCII.apostrophe)
    var blanks = 0
    var delimiters = 0
    var previous = terminator
    let end = min(text.count, Self.maximumBytes)
    for index in 0..<end {
      let byte = text[index]
      let next = index + 1 < text.count ? text[index + 1] : terminator
      let opens = previous == opening || previous == terminator
      let closes = next == delimiter || next == terminator || next == ASCII.cr
      double.note(byte, opens: opens, closes: closes)
      single.note(byte, opens: opens, closes: closes)
      if byte == next, !opens, previous != byte, index + 2 < end,
        ![byte, delimiter, terminator, ASCII.cr].contains(text[index + 2])
      {
        double.noteDoubled(byte)
        single.noteDoubled(byte)
      }
      if byte == delimiter {
        delimiters += 1
        if next == ASCII.space {
          blanks += 1
          if index + 2 < end { double.noteBehindBlank(text[index + 2]) }
        }
      }
      previous = byte
    }
    // Almost all, and quotes show that the blank is not part of the field.
    skipsBlanks =
      delimiter > ASCII.space && whole.count == 1 && blanks * 10 >= delimiters * 9
      && double.behindBlank > 0
    speaksForDelimiter = double.isEdging
    quote =
      if single.isEnclosing, double.opening * 4 < single.opening {
        ASCII.apostrophe
      } else if double.opening >= Self.manyQuotes, double.closing * 4 < double.opening,
        double.behindBlank == 0
      {
        nil
      } else {
        UInt8(ascii: "\"")
      }
    hasDoubledQuotes = (quote == single.mark ? single : double).doubled > 0
  }

  /// So many quotes that open and do not close are ordinary bytes.
  private static let manyQuotes = 8

  /// How often a byte stands at the edges of fields.
  private struct Edges {
    let mark: UInt8
    private(set) var opening = 0
    private(set) var closing = 0
    private(set) var behindBlank = 0
    private(set) var count = 0
    private(set) var doubled = 0

    init(_ mark: UInt8) { self.mark = mark }

    mutating func note(_ byte: UInt8, opens: Bool, closes: Bool) {
      guard byte == mark else { return }
      count += 1
      if opens { opening += 1 }
      if closes { closing += 1 }
    }

    mutating func noteBehindBlank(_ byte: UInt8) {
      if byte == mark { behindBlank += 1 }
    }

    mutating func noteDoubled(_ byte: UInt8) {
      if byte == mark { doubled += 1 }
    }

    /// Most stand at the edge of a field, in or in front of it.
    var isEdging: Bool {
      opening >= Enclosure.manyQuotes && (opening + closing) * 10 >= count * 8
    }

    /// Opens and closes alike, and more often than by chance.
    var isEnclosing: Bool {
      opening > 2 && opening * 10 >= closing * 9 && closing * 10 >= opening * 9
    }
  }
}
