internal import Columns

/// A property on one line that needs no decoding: it stays where it is in the buffer.
///
/// The fast engine of `CardScanner`: nine properties of ten are plain. Whatever is unusual in any
/// way (folded, encoded, the end of a card, not UTF-8, blanks in the name) is left to the clear one,
/// `PropertyUnfolder`, which reads every property there is.
struct PlainProperty {
  let name: VCardName
  /// Where the name begins, behind the group.
  let nameStart: Int
  let nameEnd: Int
  let colon: Int
  let valueEnd: Int
  /// Where the next line begins.
  let next: Int

  /// The property at `start`; nil unless it is plain, and its line and the first byte of the next
  /// one end before `bytes` do.
  init?(_ bytes: Span<UInt8>, from start: Int, _ names: Span<VCardNameTable.Slot>) {
    var nameStart = start
    var index = start
    while true {
      // Colon, semicolon, dot and blanks are below; so are digits and hyphens, which go on.
      index = Words.first(below: ASCII.semicolon + 1, in: bytes, from: index)
      guard index < bytes.count else { return nil }
      let byte = bytes[index]
      if byte == ASCII.colon || byte == ASCII.semicolon { break }
      if byte <= ASCII.space { return nil }
      index += 1
      if byte == ASCII.dot { nameStart = index }
    }
    name = VCardNameTable.name(VCardNameTable.Word(bytes, nameStart..<index), names)
    switch name {
    case .begin, .end, .version, .agent: return nil
    default: break
    }
    self.nameStart = nameStart
    nameEnd = index
    guard let colon = Self.colon(bytes, from: index) else { return nil }
    self.colon = colon
    let end = LineBreak.first(in: bytes, from: colon + 1)
    valueEnd = end
    guard end + 2 < bytes.count else { return nil }
    next =
      bytes[end] == ASCII.carriageReturn && bytes[end + 1] == ASCII.lineFeed ? end + 2 : end + 1
    guard !ASCII.isBlank(bytes[next]) else { return nil }
  }

  /// The colon before the value; nil when a parameter may be an encoding or a charset, or the line
  /// has no colon.
  private static func colon(_ bytes: Span<UInt8>, from end: Int) -> Int? {
    var index = end
    var isQuoted = false
    while true {
      index = Words.first(below: ASCII.semicolon + 1, in: bytes, from: index)
      guard index + 2 < bytes.count else { return nil }
      switch bytes[index] {
      case ASCII.quote: isQuoted.toggle()
      case ASCII.colon where !isQuoted: return index
      case ASCII.semicolon where !isQuoted:
        if mayBeEncoding(bytes[index + 1], bytes[index + 2]) { return nil }
      case ASCII.lineFeed, ASCII.carriageReturn: return nil
      default: break
      }
      index += 1
    }
  }

  /// Whether a parameter that begins so may be ENCODING, CHARSET, QUOTED-PRINTABLE, BASE64 or B, or
  /// has blanks before it.
  private static func mayBeEncoding(_ first: UInt8, _ second: UInt8) -> Bool {
    switch ASCII.upper(first) {
    case 0x42, 0x51, ASCII.space, ASCII.tab: true
    case 0x43: ASCII.upper(second) == 0x48
    case 0x45: ASCII.upper(second) == 0x4E
    default: false
    }
  }
}

// MARK: - Many of them

extension CardScanner {
  /// Takes plain properties of the open card as long as they come.
  mutating func takePlainProperties(_ buffer: [UInt8]) {
    let bytes = buffer.span
    let table = VCardNameTable.shared.slots
    let names = table.span
    var room = limits.maximumProperties - gathered.openEntryCount - strayLines
    let limit = cardStart + limits.maximumCardBytes
    let first = position
    while room > 0, let property = PlainProperty(bytes, from: position, names),
      property.next <= min(limit, textEnd),
      property.colon - position <= PropertyUnfolder.maximumHeadBytes
    {
      gathered.entries.append(
        VCard.Entry(
          name: property.name,
          start: position,
          nameStart: property.nameStart,
          nameEnd: property.nameEnd,
          valueStart: property.colon + 1,
          valueEnd: property.valueEnd
        )
      )
      position = property.next
      line += 1
      room -= 1
    }
    if position > first { lastPropertyEnd = streamPosition }
  }

  /// More of the buffer is there: how far it is UTF-8.
  ///
  /// From the first wrong byte on, the clear engine looks at each property apart.
  mutating func measureText(_ buffer: [UInt8]) {
    textEnd = max(textEnd, position)
    let bytes = buffer.span
    textEnd += LineBreak.countOfUTF8(bytes.extracting(textEnd..<bytes.count))
  }
}
