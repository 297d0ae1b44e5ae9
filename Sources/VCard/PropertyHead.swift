/// Where group, name, parameters and value of an unfolded property stand, and how its value is
/// encoded: RFC 6350 section 3.3, `[group "."] name *(";" param) ":" value`.
struct PropertyHead {
  var nameStart: Int
  var nameEnd: Int
  /// Where the colon stands, nil when the line (so far) has none.
  var colon: Int?
  /// The first colon when a quote that does not close hides all of them.
  var hiddenColon: Int?
  var encoding = VCard.Encoding.plain
  /// The value of CHARSET (vCard 2.1), empty when there is none.
  var charset: Range<Int> = 0..<0

  /// Whether the value is not simply UTF-8 text.
  var isEncoded: Bool { encoding != .plain || !charset.isEmpty }

  /// Reads the head of the property that begins at `range.lowerBound`.
  init(_ bytes: Span<UInt8>, _ range: Range<Int>) {
    nameStart = range.lowerBound
    nameEnd = range.upperBound
    var index = range.lowerBound
    while index < range.upperBound {
      let byte = bytes[index]
      if byte == ASCII.colon {
        nameEnd = index
        colon = index
        return
      }
      if byte == ASCII.semicolon { break }
      if byte == ASCII.dot { nameStart = index + 1 }
      index += 1
    }
    nameEnd = index
    readParameters(bytes, index..<range.upperBound)
  }

  private mutating func readParameters(_ bytes: Span<UInt8>, _ range: Range<Int>) {
    var start = range.lowerBound + 1
    var isQuoted = false
    var index = start
    while index < range.upperBound {
      let byte = bytes[index]
      if byte == ASCII.quote {
        isQuoted.toggle()
      } else if byte == ASCII.semicolon || byte == ASCII.colon, !isQuoted {
        note(bytes, start..<index)
        start = index + 1
        if byte == ASCII.colon {
          colon = index
          return
        }
      }
      index += 1
    }
    if isQuoted { hiddenColon = range.first { bytes[$0] == ASCII.colon } }
  }

  /// Looks for an encoding or a charset in one parameter, bare or named.
  private mutating func note(_ bytes: Span<UInt8>, _ range: Range<Int>) {
    let part = ASCII.trimmed(bytes, range)
    guard !part.isEmpty, Self.mayBeginEncoding(bytes[part.lowerBound]) else { return }
    guard let equals = part.first(where: { bytes[$0] == ASCII.equals }) else {
      return noteEncoding(bytes.extracting(part))
    }
    let name = bytes.extracting(ASCII.trimmed(bytes, part.lowerBound..<equals))
    let value = ASCII.trimmed(bytes, (equals + 1)..<part.upperBound)
    if ASCII.equal(name, "ENCODING") {
      noteEncoding(bytes.extracting(value))
    } else if ASCII.equal(name, "CHARSET") {
      charset = value
    }
  }

  /// The first letters of ENCODING, CHARSET, QUOTED-PRINTABLE, BASE64.
  private static func mayBeginEncoding(_ byte: UInt8) -> Bool {
    switch ASCII.upper(byte) {
    case 0x42, 0x43, 0x45, 0x51: true
    default: false
    }
  }

  private mutating func noteEncoding(_ word: Span<UInt8>) {
    if ASCII.equal(word, "QUOTED-PRINTABLE") {
      encoding = .quotedPrintable
    } else if ASCII.equal(word, "BASE64") || ASCII.equal(word, "B") {
      encoding = .base64
    }
  }
}

/// A physical line: its end without the line break, and where the next one begins.
struct PhysicalLine {
  let end: Int
  let next: Int

  /// The line that begins at `start`; nil when its break has not been read yet.
  ///
  /// CRLF, LF and a bare CR end a line; at the end of the input nothing need to.
  init?(_ bytes: Span<UInt8>, from start: Int, isLast: Bool) {
    let index = LineBreak.first(in: bytes, from: start)
    end = index
    guard index < bytes.count else {
      next = index
      if isLast { return }
      return nil
    }
    if bytes[index] == ASCII.lineFeed {
      next = index + 1
    } else if index + 1 < bytes.count {
      next = bytes[index + 1] == ASCII.lineFeed ? index + 2 : index + 1
    } else {
      next = index + 1
      if !isLast { return nil }
    }
  }
}
