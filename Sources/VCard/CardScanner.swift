internal import Columns
internal import Diagnostics

/// Finds cards in a buffer, property by property; resumable, so that it does not matter where the
/// buffer's pieces were cut.
///
/// Advice for changes: `next` either takes one whole property (or one line outside a card) and
/// moves `position`, or returns `.needsMore` and changes nothing. The bytes of the card stay in
/// the buffer from `cardStart` on until it is finished, for its original and for quarantine.
struct CardScanner {
  enum Progress {
    case advanced
    case needsMore
    case finished
  }

  enum State {
    case outside
    case inCard
    /// In the card that an AGENT property holds, so many deep.
    case inAgent(depth: Int)
    /// In a card that was given up; its rest is passed over.
    case skipping
  }

  let file: String
  let limits: VCardLimits
  /// Whether the cards are copied, as the buffer changes before they are taken.
  var copiesOriginals = true
  /// Whether plain properties are taken by the engine made for them.
  var isFast = true
  /// How far the buffer is known to be UTF-8.
  var textEnd = 0
  var state = State.outside
  /// Next unread byte of the buffer.
  var position = 0
  var line: Int64 = 1
  /// Offset of the buffer's first byte in the stream.
  var base: Int64 = 0
  var record: Int64 = 0
  var cardStart = 0
  var cardOrigin: RowOrigin
  var version: VCard.Version?
  /// Lines of the card that were no properties and left out.
  var strayLines = 0
  /// Where in the stream the last property ended.
  var lastPropertyEnd: Int64 = 0
  var notes = CardNotes()
  var stray: Stray?
  var charsets = Charsets()
  /// The cards finished since the last batch, and the one that is open.
  var gathered = GatheredCards()

  /// Text outside any card.
  struct Stray {
    let origin: RowOrigin
    var raw: [UInt8] = []
  }

  init(file: String, limits: VCardLimits) {
    self.file = file
    self.limits = limits
    cardOrigin = RowOrigin(file: file, record: 0, line: 0, byteOffset: 0)
  }

  /// What of the buffer must stay.
  var firstNeeded: Int {
    switch state {
    case .inCard, .inAgent: cardStart
    case .outside, .skipping: position
    }
  }

  /// Whether no card is open, so that a batch may end here.
  var isBetweenCards: Bool {
    switch state {
    case .inCard, .inAgent: false
    case .outside, .skipping: true
    }
  }

  /// Where in the stream the scanner stands.
  var streamPosition: Int64 { base + Int64(position) }

  /// Passes over a byte order mark.
  mutating func skip(_ count: Int) { position += count }

  /// The buffer lost its first `count` bytes.
  mutating func rebase(by count: Int) {
    position -= count
    cardStart -= count
    textEnd = max(0, textEnd - count)
    base += Int64(count)
    gathered.rebase(by: count)
  }

  mutating func next(_ buffer: [UInt8], isLast: Bool, into batch: inout VCardBatch) -> Progress {
    guard position < buffer.count else { return atEnd(buffer, isLast: isLast, into: &batch) }
    switch state {
    case .outside: return nextOutside(buffer, isLast: isLast, into: &batch)
    case .inCard: return nextProperty(buffer, isLast: isLast, into: &batch)
    case .inAgent(let depth): return nextInAgent(buffer, depth, isLast: isLast, into: &batch)
    case .skipping: return nextSkipped(buffer, isLast: isLast)
    }
  }

  func origin(at position: Int) -> RowOrigin {
    RowOrigin(file: file, record: record, line: line, byteOffset: base + Int64(position))
  }
}

// MARK: - Outside a card

extension CardScanner {
  private mutating func nextOutside(
    _ buffer: [UInt8],
    isLast: Bool,
    into batch: inout VCardBatch
  ) -> Progress {
    let bytes = buffer.span
    guard let end = PhysicalLine(bytes, from: position, isLast: isLast) else {
      guard buffer.count - position > limits.maximumCardBytes else { return .needsMore }
      keepStray(buffer, position..<buffer.count)
      position = buffer.count
      return .advanced
    }
    let content = ASCII.trimmed(bytes, position..<end.end)
    if CardMark.isBegin(bytes, content) {
      finishStray(into: &batch)
      beginCard()
      take(end)
    } else if !content.isEmpty, record == 0, stray == nil, Self.looksLikeProperty(bytes, content) {
      beginCard()
      notes.add(
        "vcard.missing-begin",
        "file begins inside a card; what is there of it was read",
        at: cardOrigin,
        hint: "its first lines are missing; export or copy it again"
      )
    } else {
      if !content.isEmpty || stray != nil { keepStray(buffer, position..<end.next) }
      take(end)
    }
    return .advanced
  }

  /// Whether a file that does not begin with BEGIN:VCARD begins with a property of a card.
  static func looksLikeProperty(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Bool {
    let head = PropertyHead(bytes, range)
    guard head.colon != nil else { return false }
    switch VCardNameTable.shared.name(bytes.extracting(head.nameStart..<head.nameEnd)) {
    case .version, .fn, .n, .tel, .email, .adr, .org, .uid, .prodid, .profile: return true
    default: return false
    }
  }

  private mutating func keepStray(_ buffer: [UInt8], _ range: Range<Int>) {
    if stray == nil {
      record += 1
      stray = Stray(origin: origin(at: range.lowerBound))
    }
    let room = QuarantinedRecord.maximumRawBytes - (stray?.raw.count ?? 0)
    stray?.raw.append(contentsOf: buffer[range].prefix(max(0, room)))
  }

  mutating func finishStray(into batch: inout VCardBatch) {
    guard let found = stray else { return }
    stray = nil
    let finding = Finding(
      "vcard.outside-card",
      .error,
      at: found.origin,
      message: "text that belongs to no card",
      hint: "every card stands between BEGIN:VCARD and END:VCARD"
    )
    batch.quarantine(QuarantinedRecord(finding: finding, raw: found.raw))
  }

  mutating func take(_ physical: PhysicalLine) {
    position = physical.next
    line += 1
  }

  private mutating func nextSkipped(_ buffer: [UInt8], isLast: Bool) -> Progress {
    let bytes = buffer.span
    guard let end = PhysicalLine(bytes, from: position, isLast: isLast) else {
      guard buffer.count - position > limits.maximumCardBytes else { return .needsMore }
      position = buffer.count
      return .advanced
    }
    if CardMark.isBegin(bytes, position..<end.end) {
      state = .outside
    } else {
      if CardMark.isEnd(bytes, position..<end.end) { state = .outside }
      take(end)
    }
    return .advanced
  }
}

// MARK: - Inside a card

extension CardScanner {
  private mutating func beginCard() {
    record += 1
    cardStart = position
    cardOrigin = origin(at: position)
    gathered.dropOpen()
    notes.removeAll()
    version = nil
    strayLines = 0
    state = .inCard
  }

  private mutating func nextProperty(
    _ buffer: [UInt8],
    isLast: Bool,
    into batch: inout VCardBatch
  ) -> Progress {
    if isFast {
      let start = position
      takePlainProperties(buffer)
      if position > start { return .advanced }
    }
    if buffer[position] < ASCII.space, takeEmptyLine(buffer, isLast) { return .advanced }
    let mark = gathered.bytes.count
    var unfolder = PropertyUnfolder(position: position, isLast: isLast, version: version)
    guard let head = unfolder.unfold(buffer, to: &gathered.bytes) else {
      gathered.truncate(to: mark)
      guard buffer.count - cardStart > limits.maximumCardBytes else { return .needsMore }
      giveUp(buffer, .tooLarge, into: &batch)
      return .advanced
    }
    let start = position
    let startLine = line
    position = unfolder.position
    line += unfolder.lineCount
    guard let colon = head.colon, colon - mark <= PropertyUnfolder.maximumHeadBytes,
      !gathered.isRestOfNote(head)
    else {
      noteLineWithoutColon(mark, startLine, start, buffer)
      checkSize(buffer, into: &batch)
      return .advanced
    }
    accept(head, colon, mark: mark, start: start, startLine: startLine, buffer, into: &batch)
    return .advanced
  }

  private mutating func takeEmptyLine(_ buffer: [UInt8], _ isLast: Bool) -> Bool {
    guard let end = PhysicalLine(buffer.span, from: position, isLast: isLast), end.end == position
    else { return false }
    take(end)
    return true
  }

  /// Takes a property whose unfolded line stands in `gathered.bytes[mark...]`.
  private mutating func accept(
    _ head: PropertyHead,
    _ colon: Int,
    mark: Int,
    start: Int,
    startLine: Int64,
    _ buffer: [UInt8],
    into batch: inout VCardBatch
  ) {
    let name = gathered.name(of: head)
    if name == .end, CardMark.isEnd(gathered.bytes.span, mark..<gathered.bytes.count) {
      gathered.truncate(to: mark)
      return finishCard(buffer, isComplete: true, into: &batch)
    }
    if name == .begin, CardMark.isBegin(gathered.bytes.span, mark..<gathered.bytes.count) {
      gathered.truncate(to: mark)
      return beginInside(buffer, start: start, startLine: startLine, into: &batch)
    }
    if head.isEncoded { decodeValue(head, colon) }
    gathered.checkEncoding(from: mark)
    gathered.entries.append(
      VCard.Entry(
        name: name,
        encoding: head.encoding,
        isUnfolded: true,
        start: mark,
        nameStart: head.nameStart,
        nameEnd: head.nameEnd,
        valueStart: colon + 1,
        valueEnd: gathered.bytes.count
      )
    )
    lastPropertyEnd = streamPosition
    if name == .version { version = gathered.versionOfLastEntry }
    if name == .agent { beginAgentOnSameLine() }
    checkSize(buffer, into: &batch)
  }

  private mutating func checkSize(_ buffer: [UInt8], into batch: inout VCardBatch) {
    if gathered.openEntryCount + strayLines > limits.maximumProperties {
      giveUp(buffer, .tooManyProperties, into: &batch)
    } else if position - cardStart > limits.maximumCardBytes {
      giveUp(buffer, .tooLarge, into: &batch)
    }
  }

  private mutating func decodeValue(_ head: PropertyHead, _ colon: Int) {
    if head.encoding == .base64 { return gathered.dropBlanks(from: colon + 1) }
    if head.encoding == .quotedPrintable {
      QuotedPrintable.decode(&gathered.bytes, from: colon + 1)
    }
    if !head.charset.isEmpty { decodeCharset(head.charset, from: colon + 1) }
    if head.encoding == .quotedPrintable {
      QuotedPrintable.normaliseLineEnds(&gathered.bytes, from: colon + 1)
    }
  }

  private mutating func decodeCharset(_ name: Range<Int>, from start: Int) {
    let name = String(decoding: gathered.bytes[name], as: UTF8.self)
    guard !Charsets.isUTF8(name) else { return }
    let isASCII = gathered.bytes[start...].allSatisfy { $0 < 0x80 }
    guard !isASCII || Charsets.mayLookLikeASCII(name) else { return }
    guard let (text, faults) = charsets.decoded(gathered.bytes[start...], name) else {
      return notes.add(
        "vcard.charset-unknown",
        "card names a charset that is not known",
        at: cardOrigin,
        hint: "export it again as UTF-8"
      )
    }
    gathered.bytes.replaceSubrange(start..., with: text)
    if faults > 0 {
      notes.add(
        "vcard.charset-fault",
        "bytes without meaning in the charset that the card names, read as \u{FFFD}",
        at: cardOrigin,
        hint: "export it again as UTF-8"
      )
    }
  }

  private mutating func noteLineWithoutColon(
    _ mark: Int,
    _ line: Int64,
    _ start: Int,
    _ buffer: [UInt8]
  ) {
    let isBlank = gathered.bytes[mark...].allSatisfy(ASCII.isBlank)
    guard !isBlank else { return gathered.truncate(to: mark) }
    let place = RowOrigin(
      file: file,
      record: record,
      line: line,
      byteOffset: base + Int64(start)
    )
    if gathered.appendToNote(from: mark, buffer) {
      return notes.add(
        "vcard.line-not-folded",
        "line is not a property and was read as the rest of the note before it",
        at: place,
        column: 1,
        hint: "a line break in a note is written \\n; the program that wrote the file did not"
      )
    }
    gathered.truncate(to: mark)
    strayLines += 1
    notes.add(
      "vcard.line-without-colon",
      "line is not a property and was left out",
      at: place,
      column: 1,
      hint: "a property is NAME:value; a continued line begins with a space"
    )
  }
}
