/// How many columns of a terminal text takes, and text made fit for one.
enum DisplayWidth {
  /// The columns of a text without line breaks.
  static func of(_ text: String) -> Int {
    var isPlain = true
    for byte in text.utf8 where byte >= 0x7F || byte < 0x20 { isPlain = false }
    return isPlain ? text.utf8.count : text.reduce(0) { $0 + of($1) }
  }

  /// The columns of one character: most terminals add up its code points, but show joined pictures
  /// as one.
  private static func of(_ character: Character) -> Int {
    let scalars = character.unicodeScalars
    let isJoined = scalars.contains { $0 == zeroWidthJoiner || $0.properties.isEmojiModifier }
    if isJoined, scalars.first?.properties.isEmoji == true { return 2 }
    return scalars.reduce(0) { $0 + of($1) }
  }

  private static let zeroWidthJoiner: Unicode.Scalar = "\u{200D}"

  private static func of(_ scalar: Unicode.Scalar) -> Int {
    if scalar.isASCII { return 1 }
    switch scalar.properties.generalCategory {
    case .nonspacingMark, .enclosingMark, .format, .control: return 0
    default: break
    }
    // Hangul vowels and finals stand within the syllable that they end.
    if (0x1160...0x11FF).contains(scalar.value) { return 0 }
    if scalar.properties.isEmojiPresentation { return 2 }
    return wide.contains { $0.contains(scalar.value) } ? 2 : 1
  }

  /// Code points of East_Asian_Width W and F (UAX #11) that are no pictures.
  private static let wide: [ClosedRange<UInt32>] = [
    0x1100...0x115F, 0x2329...0x232A, 0x2E80...0x303E, 0x3041...0xA4CF, 0xA960...0xA97C,
    0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE10...0xFE19, 0xFE30...0xFE6F, 0xFF01...0xFF60,
    0xFFE0...0xFFE6, 0x16FE0...0x18DFF, 0x1AFF0...0x1B2FF, 0x1F200...0x1F265, 0x20000...0x3FFFD,
  ]

  /// The text on one line, nothing in it that steers a terminal or turns its direction.
  static func printable(_ text: String) -> String {
    guard text.unicodeScalars.contains(where: steers) else { return text }
    var result = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      let isBlank = scalar == "\n" || scalar == "\r" || scalar == "\t"
      result.append(isBlank ? " " : steers(scalar) ? "\u{FFFD}" : scalar)
    }
    return String(result)
  }

  private static func steers(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0...0x1F, 0x7F...0x9F: true
    // UAX #9, 2: explicit embeddings, overrides and isolates; line and paragraph separators.
    case 0x202A...0x202E, 0x2066...0x2069, 0x2028...0x2029: true
    default: false
    }
  }
}

extension String {
  /// The text with spaces behind it, `width` columns at least.
  func padded(to width: Int) -> String {
    self + String(repeating: " ", count: max(0, width - DisplayWidth.of(self)))
  }

  /// The text with spaces before it, `width` columns at least.
  func indented(to width: Int) -> String {
    String(repeating: " ", count: max(0, width - DisplayWidth.of(self))) + self
  }

  /// The text cut to `width` columns, two dots where something is left out.
  ///
  /// Of a path its end is kept.
  func shortened(to width: Int, keepingEnd: Bool = false) -> String {
    guard DisplayWidth.of(self) > width else { return self }
    var (kept, room) = ("", max(0, width - 2))
    for character in keepingEnd ? String(reversed()) : self {
      room -= DisplayWidth.of(String(character))
      if room < 0 { break }
      kept.append(character)
    }
    return keepingEnd ? ".." + String(kept.reversed()) : kept + ".."
  }

  /// The text after `first`, on as many lines as a page needs, the further ones after `rest`.
  func wrapped(to width: Int, first: String, rest: String) -> [String] {
    var lines: [String] = []
    var line = first
    var isBare = true
    for word in split(separator: " ") {
      if !isBare, DisplayWidth.of(line) + 1 + DisplayWidth.of(String(word)) > width {
        lines.append(line)
        (line, isBare) = (rest, true)
      }
      line += (isBare ? "" : " ") + word
      isBare = false
    }
    return lines + [line]
  }
}
