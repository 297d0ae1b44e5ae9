internal import Diagnostics

/// Finds cards in a buffer, property by property; resumable, so that it does not matter where the
/// buffer's pieces were cut.
///
/// Advice for changes: `next` either takes one whole property (or one line outside a card) and
/// moves `position`, or returns `.needsMore` and changes nothing. The bytes of the card stay in
/// the buffer from `cardStart` on until it is finished, for quarantine.
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
  let deliversUnfinished: Bool
  let limits: VCardLimits
  var state = State.outside
  /// Next unread byte of the buffer.
  var position = 0
  var line: Int64 = 1
  /// Offset of the buffer's first byte in the stream.
  var base: Int64 = 0
  var record: Int64 = 0
  var cardStart = 0
  var cardOrigin: RowOrigin
  var bytes: [UInt8] = []
  var entries: [VCard.Entry] = []
  var version: VCard.Version?
  /// Lines of the card that were no properties.
  var strayLines = 0
  var stray: Stray?
  var charsets = Charsets()

  /// Text outside any card.
  struct Stray {
    let origin: RowOrigin
    var raw: [UInt8] = []
  }

  init(file: String, deliversUnfinished: Bool, limits: VCardLimits) {
    self.file = file
    self.limits = limits
    self.deliversUnfinished = deliversUnfinished
    cardOrigin = RowOrigin(file: file, record: 0, line: 0, byteOffset: 0)
  }

  /// What of the buffer must stay.
  var firstNeeded: Int {
    switch state {
    case .inCard, .inAgent: cardStart
    case .outside, .skipping: position
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
    base += Int64(count)
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
      note("vcard.missing-begin", "properties begin without BEGIN:VCARD", into: &batch)
    } else {
      if !content.isEmpty || stray != nil { keepStray(buffer, position..<end.next) }
      take(end)
    }
    return .advanced
  }

  /// Whether a file that does not begin with BEGIN:VCARD begins with a property of a card.
  private static func looksLikeProperty(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Bool {
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
    batch.byteCount += found.raw.count
    batch.quarantined.append(QuarantinedRecord(finding: finding, raw: found.raw))
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
    bytes.removeAll(keepingCapacity: true)
    entries.removeAll(keepingCapacity: true)
    version = nil
    strayLines = 0
    state = .inCard
  }

  private mutating func nextProperty(
    _ buffer: [UInt8],
    isLast: Bool,
    into batch: inout VCardBatch
  ) -> Progress {
    if buffer.count > position, buffer[position] < ASCII.space, takeEmptyLine(buffer, isLast) {
      return .advanced
    }
    let mark = bytes.count
    var unfolder = PropertyUnfolder(position: position, isLast: isLast, version: version)
    guard let head = unfolder.unfold(buffer, to: &bytes) else {
      bytes.removeSubrange(mark...)
      guard buffer.count - cardStart > limits.maximumCardBytes else { return .needsMore }
      giveUp(buffer, "vcard.too-large", "card is larger than the limit", into: &batch)
      return .advanced
    }
    let start = position
    let startLine = line
    position = unfolder.position
    line += unfolder.lineCount
    guard let colon = head.colon else {
      noteLineWithoutColon(mark, startLine, start, into: &batch)
      checkPropertyCount(buffer, into: &batch)
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

  /// Takes a property whose unfolded line stands in `bytes[mark...]`.
  private mutating func accept(
    _ head: PropertyHead,
    _ colon: Int,
    mark: Int,
    start: Int,
    startLine: Int64,
    _ buffer: [UInt8],
    into batch: inout VCardBatch
  ) {
    let name = name(of: head, from: mark)
    if name == .end, CardMark.isEnd(bytes.span, mark..<bytes.count) {
      bytes.removeSubrange(mark...)
      return finishCard(isComplete: true, into: &batch)
    }
    if name == .begin, CardMark.isBegin(bytes.span, mark..<bytes.count) {
      bytes.removeSubrange(mark...)
      return beginInside(buffer, start: start, startLine: startLine, into: &batch)
    }
    decodeValue(head, colon, into: &batch)
    entries.append(
      VCard.Entry(
        name: name,
        encoding: head.encoding,
        start: mark,
        nameStart: head.nameStart,
        nameEnd: head.nameEnd,
        valueStart: colon + 1,
        valueEnd: bytes.count
      )
    )
    if name == .version { readVersion() }
    if name == .agent { beginAgentOnSameLine() }
    checkPropertyCount(buffer, into: &batch)
    if buffer.count - cardStart > limits.maximumCardBytes,
      position - cardStart > limits.maximumCardBytes
    {
      giveUp(buffer, "vcard.too-large", "card is larger than the limit", into: &batch)
    }
  }

  private mutating func checkPropertyCount(_ buffer: [UInt8], into batch: inout VCardBatch) {
    guard entries.count + strayLines > limits.maximumProperties else { return }
    giveUp(buffer, "vcard.too-many-properties", "card has too many properties", into: &batch)
  }

  private func name(of head: PropertyHead, from mark: Int) -> VCardName {
    let all = bytes.span
    return VCardNameTable.shared.name(
      all.extracting(ASCII.trimmed(all, head.nameStart..<head.nameEnd))
    )
  }

  private mutating func decodeValue(
    _ head: PropertyHead,
    _ colon: Int,
    into batch: inout VCardBatch
  ) {
    if head.encoding == .base64 { return dropBlanks(from: colon + 1) }
    if head.encoding == .quotedPrintable { QuotedPrintable.decode(&bytes, from: colon + 1) }
    if !head.charset.isEmpty {
      let name = String(decoding: bytes[head.charset], as: UTF8.self)
      decodeCharset(name, from: colon + 1, into: &batch)
    }
    if head.encoding == .quotedPrintable {
      QuotedPrintable.normaliseLineEnds(&bytes, from: colon + 1)
    }
  }

  private mutating func dropBlanks(from start: Int) {
    guard bytes[start...].contains(where: ASCII.isBlank) else { return }
    let value = bytes[start...].filter { !ASCII.isBlank($0) }
    bytes.replaceSubrange(start..., with: value)
  }

  private mutating func decodeCharset(
    _ name: String,
    from start: Int,
    into batch: inout VCardBatch
  ) {
    guard !Charsets.isUTF8(name), bytes[start...].contains(where: { $0 >= 0x80 }) else { return }
    guard let (text, faults) = charsets.decoded(bytes[start...], name) else {
      return note("vcard.charset-unknown", "charset is not known", into: &batch)
    }
    bytes.replaceSubrange(start..., with: text)
    if faults > 0 {
      note("vcard.charset-fault", "bytes without meaning in their charset", into: &batch)
    }
  }

  private mutating func readVersion() {
    guard let entry = entries.last else { return }
    let range = ASCII.trimmed(bytes.span, entry.valueStart..<entry.valueEnd)
    version = VCard.Version(rawValue: String(decoding: bytes[range], as: UTF8.self))
  }

  private mutating func noteLineWithoutColon(
    _ mark: Int,
    _ line: Int64,
    _ start: Int,
    into batch: inout VCardBatch
  ) {
    let isBlank = bytes[mark...].allSatisfy(ASCII.isBlank)
    bytes.removeSubrange(mark...)
    guard !isBlank else { return }
    strayLines += 1
    let origin = RowOrigin(
      file: file,
      record: record,
      line: line,
      byteOffset: base + Int64(start)
    )
    batch.findings.append(
      Finding(
        "vcard.line-without-colon",
        .warning,
        at: origin,
        column: 1,
        message: "line is not a property and was left out",
        hint: "a property is NAME:value; a continued line begins with a space"
      )
    )
  }
}
