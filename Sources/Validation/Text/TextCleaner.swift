import Columns

/// Frees a text from what copying and exporting leave in it, and says what was done.
///
/// Holds the buffer for one value, so that a batch allocates it once.
struct TextCleaner {
  /// How much of a text may be changed.
  enum Style: Hashable {
    /// One line: outer blanks go, inner line ends and tabs become a blank.
    case line
    /// Lines: outer blanks go, line ends stay as given.
    case lines
    /// The person's own words: only mojibake is repaired and characters composed.
    case verbatim
  }

  /// What a value needs.
  enum Outcome: Hashable {
    case unchanged
    /// The cleaned value is in `output`; the rule is the strongest of those applied.
    case changed(ValueCode)
  }

  /// The cleaned value after `.changed`.
  private(set) var output: [UInt8] = []

  /// Cleans a value.
  mutating func clean(_ value: Span<UInt8>, _ style: Style) -> Outcome {
    if value.isEmpty { return .unchanged }
    return isSuspect(value, style) ? cleanSlowly(value, style) : .unchanged
  }

  /// Cleans a value among harmless ones (`PlainText.isHarmless`), where only outer blanks can be
  /// wrong.
  mutating func cleanHarmless(_ value: Span<UInt8>, _ style: Style) -> Outcome {
    if value.isEmpty { return .unchanged }
    if value[0] != 0x20, value[value.count - 1] != 0x20 { return .unchanged }
    return clean(value, style)
  }

  // MARK: - The quick look

  /// Whether a value may need work; most do not, and one look at each byte tells.
  private func isSuspect(_ value: Span<UInt8>, _ style: Style) -> Bool {
    // No table: comparisons need no counted reference.
    var mayNeedWork = false
    var mayBeMojibake = false
    for index in value.indices {
      let byte = value[index]
      if byte &- 0x20 < 0x5F { continue }
      switch byte {
      // U+00C0 to U+00FF, which mojibake begins with.
      case 0xC3: mayBeMojibake = true
      // Controls, and the first bytes of characters that may need work.
      case 0x00...0x1F, 0x7F, 0xC2, 0xCC...0xFF: mayNeedWork = true
      default: break
      }
    }
    if mayBeMojibake, Self.mayBeMojibake(value) { return true }
    if style == .verbatim { return mayNeedWork }
    return mayNeedWork || value[0] == 0x20 || value[value.count - 1] == 0x20
  }

  /// Whether a character from U+00C0 to U+00FF is followed by another beyond ASCII: the least that
  /// two bytes of UTF-8 read as Windows-1252 look like.
  private static func mayBeMojibake(_ value: Span<UInt8>) -> Bool {
    var index = 0
    while index + 2 < value.count {
      if value[index] == 0xC3, value[index + 2] >= 0x80 { return true }
      index += 1
    }
    return false
  }

  // MARK: - The slow road

  private mutating func cleanSlowly(_ value: Span<UInt8>, _ style: Style) -> Outcome {
    output.removeAll(keepingCapacity: true)
    output.append(value)
    var rule: ValueCode?
    if let repaired = Mojibake.repaired(output) {
      output = repaired
      rule = .textMojibake
    }
    if style == .verbatim {
      if compose() { rule = rule ?? .textComposed }
    } else {
      let isTrimmed = trim()
      let isFreed = freeFromControls(style)
      let isComposed = compose()
      if isTrimmed { rule = rule ?? (isFreed || isComposed ? nil : .textTrimmed) }
      if isComposed { rule = rule ?? .textComposed }
      if isFreed { rule = rule ?? .textControls }
    }
    guard let rule else { return .unchanged }
    return .changed(rule)
  }

  /// Cuts blanks and invisible characters off both ends.
  private mutating func trim() -> Bool {
    let end = output.count - Self.trailingBlankLength(output)
    let start = min(end, Self.leadingBlankLength(output))
    guard start > 0 || end < output.count else { return false }
    output = Array(output[start..<end])
    return true
  }

  private static func leadingBlankLength(_ bytes: [UInt8]) -> Int {
    var position = 0
    while position < bytes.count {
      let length = InvisibleCharacter.length(bytes, at: position)
      if length == 0 { break }
      position += length
    }
    return position
  }

  private static func trailingBlankLength(_ bytes: [UInt8]) -> Int {
    var end = bytes.count
    while end > 0 {
      var start = end - 1
      while start > 0, bytes[start] & 0xC0 == 0x80 { start -= 1 }
      guard InvisibleCharacter.length(bytes, at: start) == end - start else { break }
      end = start
    }
    return bytes.count - end
  }

  /// Takes out control characters; line ends and tabs become one blank where one line is wanted.
  private mutating func freeFromControls(_ style: Style) -> Bool {
    guard output.contains(where: { $0 < 0x20 || $0 == 0x7F || $0 == 0xC2 || $0 == 0xEF }) else {
      return false
    }
    var freed: [UInt8] = []
    freed.reserveCapacity(output.count)
    var position = 0
    while position < output.count {
      let byte = output[position]
      let next = position + 1 < output.count ? output[position + 1] : 0
      let third = position + 2 < output.count ? output[position + 2] : 0
      if (0x09...0x0D).contains(byte) {
        if style == .lines {
          freed.append(byte)
        } else if freed.last != 0x20 {
          freed.append(0x20)
        }
      } else if byte == 0xC2, (0x80...0x9F).contains(next) {
        position += 1
      } else if byte == 0xEF, next == 0xBB, third == 0xBF {
        position += 2
      } else if byte == 0x20, freed.last == 0x20, position > 0, output[position - 1] < 0x20 {
        // The blank beside a line end that became one already.
      } else if byte >= 0x20, byte != 0x7F {
        freed.append(byte)
      }
      position += 1
    }
    guard freed != output else { return false }
    output = freed
    return true
  }

  private mutating func compose() -> Bool {
    guard let composed = Composition.composed(output) else { return false }
    output = composed
    return true
  }
}

/// Blanks and characters without shape, in UTF-8.
enum InvisibleCharacter {
  /// The length of the invisible character at `position`, 0 when a visible one stands there.
  static func length(_ bytes: [UInt8], at position: Int) -> Int {
    let first = bytes[position]
    if first <= 0x20 || first == 0x7F { return 1 }
    guard first >= 0xC2, position + 1 < bytes.count else { return 0 }
    let second = bytes[position + 1]
    if first == 0xC2 { return second <= 0xA0 || second == 0xAD ? 2 : 0 }
    guard position + 2 < bytes.count else { return 0 }
    switch (first, second, bytes[position + 2]) {
    case (0xE1, 0x9A, 0x80), (0xE1, 0xA0, 0x8E), (0xE2, 0x80, 0x80...0x8F),
      (0xE2, 0x80, 0xA8...0xAF),
      (0xE2, 0x81, 0x9F...0xA0), (0xE3, 0x80, 0x80), (0xEF, 0xBB, 0xBF):
      return 3
    default: return 0
    }
  }
}
