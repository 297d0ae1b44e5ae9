internal import Columns

/// Puts the physical lines of one property together, by the folding rules of its version and
/// encoding.
///
/// - RFC 2425 section 5.8.1 and RFC 6350 section 3.2: a line that begins with a blank continues the
///   one before; that blank goes.
/// - vCard 2.1 section 2.1.3: the same, but the blank is part of the value.
/// - Quoted-printable: an equals sign at the end of a line continues it with the whole next line,
///   leading blanks included.
/// - Base64 of vCard 2.1 section 2.4: continues with indented lines up to an empty one; some
///   programs do not indent, so lines of nothing but base64 digits count too.
struct PropertyUnfolder {
  /// Name and parameters are looked at again with each line that they go on, up to this length; a
  /// longer head is none.
  static let maximumHeadBytes = 16 << 10

  /// Where the next unread physical line begins.
  private(set) var position: Int
  /// Physical lines taken.
  private(set) var lineCount: Int64 = 0
  let isLast: Bool
  let keepsBlank: Bool

  init(position: Int, isLast: Bool, version: VCard.Version?) {
    self.position = position
    self.isLast = isLast
    keepsBlank = version == .v21
  }

  /// Appends the property at `position` to `target`, unfolded and still encoded.
  ///
  /// Returns nil when its end has not been read yet; `target` may hold a part of it then.
  mutating func unfold(_ source: [UInt8], to target: inout [UInt8]) -> PropertyHead? {
    let bytes = source.span
    let mark = target.count
    guard let first = PhysicalLine(bytes, from: position, isLast: isLast) else { return nil }
    take(source, position..<first.end, next: first.next, to: &target)
    var head = PropertyHead(target.span, mark..<target.count)
    while head.colon == nil {
      guard let continues = isContinued(bytes) else { return nil }
      guard continues, target.count - mark < Self.maximumHeadBytes else {
        // A quote that never closes: the first colon ends the head then.
        head.colon = head.hiddenColon
        break
      }
      guard let line = PhysicalLine(bytes, from: position, isLast: isLast) else { return nil }
      take(source, (position + 1)..<max(position + 1, line.end), next: line.next, to: &target)
      head = PropertyHead(target.span, mark..<target.count)
    }
    let isComplete =
      switch head.encoding {
      case .plain: unfoldPlain(source, to: &target)
      case .quotedPrintable:
        unfoldQuotedPrintable(source, valueStart: (head.colon ?? mark) + 1, to: &target)
      case .base64: unfoldBase64(source, valueStart: (head.colon ?? mark) + 1, to: &target)
      }
    return isComplete ? head : nil
  }

  /// Whether the next line begins with a blank; nil when it has not been read yet.
  private func isContinued(_ bytes: Span<UInt8>) -> Bool? {
    guard position < bytes.count else { return isLast ? false : nil }
    return ASCII.isBlank(bytes[position])
  }

  private mutating func take(
    _ source: [UInt8],
    _ range: Range<Int>,
    next: Int,
    to target: inout [UInt8]
  ) {
    target.append(source.span.extracting(range))
    position = next
    lineCount += 1
  }

  private mutating func unfoldPlain(_ source: [UInt8], to target: inout [UInt8]) -> Bool {
    let bytes = source.span
    while true {
      guard let continues = isContinued(bytes) else { return false }
      guard continues else { return true }
      guard let line = PhysicalLine(bytes, from: position, isLast: isLast) else { return false }
      let start = position + (keepsBlank ? 0 : 1)
      take(source, start..<max(start, line.end), next: line.next, to: &target)
    }
  }

  private mutating func unfoldQuotedPrintable(
    _ source: [UInt8],
    valueStart: Int,
    to target: inout [UInt8]
  ) -> Bool {
    let bytes = source.span
    while true {
      let isSoft = Self.dropSoftBreak(&target, valueStart)
      guard let continues = isContinued(bytes) else { return false }
      guard isSoft || continues, position < bytes.count else { return true }
      guard let line = PhysicalLine(bytes, from: position, isLast: isLast) else { return false }
      if isSoft {
        // A value may end in an equals sign by mistake; it never swallows the end of its card.
        guard !CardMark.isMark(bytes, position..<line.end) else { return true }
        take(source, position..<line.end, next: line.next, to: &target)
      } else {
        let start = position + (keepsBlank ? 0 : 1)
        take(source, start..<max(start, line.end), next: line.next, to: &target)
      }
    }
  }

  /// Takes the equals sign (and blanks after it, RFC 2045 section 6.7 rule 3) off the end.
  private static func dropSoftBreak(_ target: inout [UInt8], _ valueStart: Int) -> Bool {
    var end = target.count
    while end > valueStart, ASCII.isBlank(target[end - 1]) { end -= 1 }
    guard end > valueStart, target[end - 1] == ASCII.equals else { return false }
    target.removeSubrange((end - 1)...)
    return true
  }

  private mutating func unfoldBase64(
    _ source: [UInt8],
    valueStart: Int,
    to target: inout [UInt8]
  ) -> Bool {
    let bytes = source.span
    while true {
      guard position < bytes.count else { return isLast }
      guard let line = PhysicalLine(bytes, from: position, isLast: isLast) else { return false }
      let content = ASCII.trimmed(bytes, position..<line.end)
      if content.isEmpty { break }
      let isIndented = content.lowerBound > position
      guard isIndented || content.allSatisfy({ Base64.isDigit(bytes[$0]) }) else { break }
      take(source, content, next: line.next, to: &target)
    }
    return true
  }
}

/// The lines that begin and end a card.
enum CardMark {
  /// Whether `range` is BEGIN:VCARD or END:VCARD, in any case and with blanks around.
  static func isMark(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Bool {
    isBegin(bytes, range) || isEnd(bytes, range)
  }

  static func isBegin(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Bool {
    matches(bytes, range, "BEGIN")
  }

  static func isEnd(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Bool {
    matches(bytes, range, "END")
  }

  /// Where the last line BEGIN:VCARD that follows a line END:VCARD begins, with nothing but blank
  /// lines between; nil when there is none, or its break has not been read.
  static func lastBegin(in bytes: Span<UInt8>) -> Int? {
    // The line that was looked at begins at `next`.
    var next = bytes.count
    var begin: Int?
    while next > 0 {
      var start = next - 1
      if start > 0, bytes[start] == ASCII.lineFeed, bytes[start - 1] == ASCII.carriageReturn {
        start -= 1
      }
      let end = start
      while start > 0, !isBreak(bytes[start - 1]) { start -= 1 }
      if isBreak(bytes[next - 1]) {
        if isBegin(bytes, start..<end), end > start, !ASCII.isBlank(bytes[start]) {
          begin = start
        } else if isEnd(bytes, start..<end) {
          if let begin { return begin }
        } else if !ASCII.trimmed(bytes, start..<end).isEmpty {
          begin = nil
        }
      }
      next = start
    }
    return nil
  }

  private static func isBreak(_ byte: UInt8) -> Bool {
    byte == ASCII.lineFeed || byte == ASCII.carriageReturn
  }

  private static func matches(
    _ bytes: Span<UInt8>,
    _ range: Range<Int>,
    _ word: StaticString
  ) -> Bool {
    let first = range.isEmpty ? 0 : ASCII.upper(bytes[range.lowerBound])
    // B, E or a blank before them; anything else is out at once.
    guard first == 0x42 || first == 0x45 || ASCII.isBlank(first) else { return false }
    let line = ASCII.trimmed(bytes, range)
    guard let colon = line.first(where: { bytes[$0] == ASCII.colon }) else { return false }
    return ASCII.equal(bytes.extracting(ASCII.trimmed(bytes, line.lowerBound..<colon)), word)
      && ASCII.equal(
        bytes.extracting(ASCII.trimmed(bytes, (colon + 1)..<line.upperBound)),
        "VCARD"
      )
  }
}
