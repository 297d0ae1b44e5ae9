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

  private enum State {
    case outside
    case inCard
    /// In the card that an AGENT property holds, so many deep.
    case inAgent(depth: Int)
    /// In a card that was given up; its rest is passed over.
    case skipping
  }

  private let file: String
  private let deliversUnfinished: Bool
  private let limits: VCardLimits
  private var state = State.outside
  /// Next unread byte of the buffer.
  private var position = 0
  private var line: Int64 = 1
  /// Offset of the buffer's first byte in the stream.
  private var base: Int64 = 0
  private var record: Int64 = 0
  private var cardStart = 0
  private var cardOrigin: RowOrigin
  private var bytes: [UInt8] = []
  private var entries: [VCard.Entry] = []
  private var version: VCard.Version?
  private var stray: Stray?
  private var charsets = Charsets()

  /// Text outside any card.
  private struct Stray {
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

  private func origin(at position: Int) -> RowOrigin {
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

  private mutating func finishStray(into batch: inout VCardBatch) {
    guard let found = stray else { return }
    stray = nil
    let finding = Finding(
      "vcard.outside-card",
      .error,
      at: found.origin,
      message: "text that belongs to no card",
      hint: "every card stands between BEGIN:VCARD and END:VCARD"
    )
    batch.quarantined.append(QuarantinedRecord(finding: finding, raw: found.raw))
  }

  private mutating func take(_ physical: PhysicalLine) {
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
    if entries.count > limits.maximumProperties {
      giveUp(buffer, "vcard.too-many-properties", "card has too many properties", into: &batch)
    }
    if buffer.count - cardStart > limits.maximumCardBytes,
      position - cardStart > limits.maximumCardBytes
    {
      giveUp(buffer, "vcard.too-large", "card is larger than the limit", into: &batch)
    }
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

// MARK: - Cards inside cards

extension CardScanner {
  /// BEGIN:VCARD inside a card: the card of an AGENT without value, else the sign that the card
  /// before has no END.
  private mutating func beginInside(
    _ buffer: [UInt8],
    start: Int,
    startLine: Int64,
    into batch: inout VCardBatch
  ) {
    if let last = entries.last, last.name == .agent,
      ASCII.trimmed(bytes.span, last.valueStart..<last.valueEnd).isEmpty
    {
      beginAgent(firstLine: Array("BEGIN:VCARD\n".utf8))
      return
    }
    let finding = Finding(
      "vcard.missing-end",
      .error,
      at: cardOrigin,
      message: "card has no END:VCARD before the next one begins",
      hint: "the card was cut off when it was written; export it again"
    )
    quarantine(buffer[cardStart..<start], finding, into: &batch)
    position = start
    line = startLine
    state = .outside
  }

  /// Some programs write `AGENT:BEGIN:VCARD` on one line.
  private mutating func beginAgentOnSameLine() {
    guard let last = entries.last,
      CardMark.isBegin(bytes.span, last.valueStart..<last.valueEnd)
    else { return }
    bytes.append(ASCII.lineFeed)
    beginAgent(firstLine: [])
  }

  private mutating func beginAgent(firstLine: [UInt8]) {
    bytes.append(contentsOf: firstLine)
    state = .inAgent(depth: 1)
  }

  /// Lines of the agent's card are kept as they stand; whoever wants them reads them as a card.
  private mutating func nextInAgent(
    _ buffer: [UInt8],
    _ depth: Int,
    isLast: Bool,
    into batch: inout VCardBatch
  ) -> Progress {
    guard let end = PhysicalLine(buffer.span, from: position, isLast: isLast) else {
      guard buffer.count - cardStart > limits.maximumCardBytes else { return .needsMore }
      giveUp(buffer, "vcard.too-large", "card is larger than the limit", into: &batch)
      return .advanced
    }
    let range = position..<end.end
    bytes.append(contentsOf: buffer[range])
    bytes.append(ASCII.lineFeed)
    entries[entries.count - 1].valueEnd = bytes.count
    take(end)
    if CardMark.isBegin(buffer.span, range) {
      state = .inAgent(depth: depth + 1)
      if depth >= limits.maximumNesting {
        giveUp(buffer, "vcard.too-deep", "cards are nested too deeply", into: &batch)
      }
    } else if CardMark.isEnd(buffer.span, range) {
      state = depth > 1 ? .inAgent(depth: depth - 1) : .inCard
    }
    return .advanced
  }
}

// MARK: - The end of a card

extension CardScanner {
  private mutating func finishCard(isComplete: Bool, into batch: inout VCardBatch) {
    state = .outside
    repairEncoding(into: &batch)
    let card = VCard(
      version: version,
      origin: cardOrigin,
      isComplete: isComplete,
      bytes: Array(bytes),
      entries: Array(entries)
    )
    // The next card gets storage of the same size of its own; this one keeps what it has.
    let sizes = (bytes.count, entries.count)
    bytes = []
    entries = []
    bytes.reserveCapacity(sizes.0)
    entries.reserveCapacity(sizes.1)
    batch.cards.append(card)
  }

  /// Reads values that are not UTF-8 and name no charset as Windows-1252.
  private mutating func repairEncoding(into batch: inout VCardBatch) {
    guard !Self.isUTF8(bytes[...]) else { return }
    var repaired: [UInt8] = []
    for index in entries.indices {
      let entry = entries[index]
      let shift = repaired.count - entry.start
      repaired.append(
        contentsOf: Self.asUTF8(bytes[entry.start..<entry.valueStart], sameLength: true)
      )
      repaired.append(contentsOf: Self.asUTF8(bytes[entry.valueStart..<entry.valueEnd]))
      entries[index].start += shift
      entries[index].nameStart += shift
      entries[index].nameEnd += shift
      entries[index].valueStart += shift
      entries[index].valueEnd = repaired.count
    }
    bytes = repaired
    note("vcard.charset-assumed", "bytes that are not UTF-8, read as Windows-1252", into: &batch)
  }

  /// Heads keep their length, as offsets point into them: a wrong byte becomes a question mark.
  private static func asUTF8(_ text: ArraySlice<UInt8>, sameLength: Bool = false) -> [UInt8] {
    if isUTF8(text) { return Array(text) }
    return sameLength ? text.map { $0 < 0x80 ? $0 : 0x3F } : Windows1252.decoded(text)
  }

  private static func isUTF8(_ text: ArraySlice<UInt8>) -> Bool {
    let span = text.span
    return (try? UTF8Span(validating: span)) != nil
  }

  private mutating func atEnd(
    _ buffer: [UInt8],
    isLast: Bool,
    into batch: inout VCardBatch
  ) -> Progress {
    guard isLast else { return .needsMore }
    switch state {
    case .outside, .skipping:
      finishStray(into: &batch)
    case .inCard where deliversUnfinished && Self.endsInLineBreak(buffer):
      note("vcard.missing-end", "file ends before END:VCARD", into: &batch)
      finishCard(isComplete: false, into: &batch)
    case .inCard, .inAgent:
      let finding = Finding(
        "vcard.truncated",
        .error,
        at: cardOrigin,
        message: "file ends in the middle of a card",
        hint: "the file was cut off; export or copy it again"
      )
      quarantine(buffer[cardStart...], finding, into: &batch)
    }
    state = .outside
    return .finished
  }

  private static func endsInLineBreak(_ buffer: [UInt8]) -> Bool {
    buffer.last == ASCII.lineFeed || buffer.last == ASCII.carriageReturn
  }

  private mutating func giveUp(
    _ buffer: [UInt8],
    _ code: FindingCode,
    _ message: String,
    into batch: inout VCardBatch
  ) {
    let finding = Finding(code, .error, at: cardOrigin, message: message)
    quarantine(
      buffer[cardStart..<min(buffer.count, max(position, cardStart + 1))],
      finding,
      into: &batch
    )
    state = .skipping
  }

  private mutating func quarantine(
    _ raw: ArraySlice<UInt8>,
    _ finding: Finding,
    into batch: inout VCardBatch
  ) {
    let kept = Array(raw.prefix(QuarantinedRecord.maximumRawBytes))
    batch.quarantined.append(QuarantinedRecord(finding: finding, raw: kept))
    bytes.removeAll(keepingCapacity: true)
    entries.removeAll(keepingCapacity: true)
  }

  private func note(_ code: FindingCode, _ message: String, into batch: inout VCardBatch) {
    batch.findings.append(Finding(code, .warning, at: cardOrigin, message: message))
  }
}

/// The decoders opened so far, by name.
private struct Charsets {
  /// Distinct names a file may use; more are treated as unknown.
  private static let maximum = 16
  private var decoders: [String: CharsetDecoder] = [:]

  static func isUTF8(_ name: String) -> Bool {
    switch name.uppercased() {
    case "UTF-8", "UTF8", "US-ASCII", "ASCII": true
    default: false
    }
  }

  mutating func decoded(
    _ text: ArraySlice<UInt8>,
    _ name: String
  ) -> (text: [UInt8], faults: Int)? {
    let key = name.uppercased()
    if let decoder = decoders[key] { return decoder.decoded(text) }
    guard decoders.count < Self.maximum, let decoder = CharsetDecoder(key) else { return nil }
    decoders[key] = decoder
    return decoder.decoded(text)
  }
}
