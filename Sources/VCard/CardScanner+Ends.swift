internal import Diagnostics

// MARK: - Cards inside cards

extension CardScanner {
  /// BEGIN:VCARD inside a card: the card of an AGENT without value, else the sign that the card
  /// before has no END.
  mutating func beginInside(
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
  mutating func beginAgentOnSameLine() {
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
  mutating func nextInAgent(
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
  mutating func finishCard(isComplete: Bool, into batch: inout VCardBatch) {
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
    batch.byteCount += card.bytes.count
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

  mutating func atEnd(
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

  mutating func giveUp(
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
    batch.byteCount += kept.count
    batch.quarantined.append(QuarantinedRecord(finding: finding, raw: kept))
    bytes.removeAll(keepingCapacity: true)
    entries.removeAll(keepingCapacity: true)
  }

  func note(_ code: FindingCode, _ message: String, into batch: inout VCardBatch) {
    batch.findings.append(Finding(code, .warning, at: cardOrigin, message: message))
  }
}
