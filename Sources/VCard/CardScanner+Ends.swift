internal import Columns
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
    if gathered.isLastEntryEmptyAgent {
      gathered.bytes.append(contentsOf: "BEGIN:VCARD\n".utf8)
      state = .inAgent(depth: 1)
      return
    }
    position = start
    line = startLine
    if gathered.saysWho(buffer) {
      notes.add(
        "vcard.missing-end",
        "card has no END:VCARD before the next one begins; what is there of it was read",
        at: cardOrigin,
        hint: "the card may have been cut off when it was written; export it again"
      )
      return finishCard(buffer, isComplete: false, into: &batch)
    }
    let finding = Finding(
      "vcard.missing-end",
      .error,
      at: cardOrigin,
      message: "card has no END:VCARD before the next one begins",
      hint: "the card was cut off when it was written; export it again"
    )
    quarantine(buffer[cardStart..<start], finding, into: &batch)
    state = .outside
  }

  /// Some programs write `AGENT:BEGIN:VCARD` on one line.
  mutating func beginAgentOnSameLine() {
    guard let last = gathered.entries.last,
      CardMark.isBegin(gathered.bytes.span, last.valueStart..<last.valueEnd)
    else { return }
    gathered.bytes.append(ASCII.lineFeed)
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
      giveUp(buffer, .tooLarge, into: &batch)
      return .advanced
    }
    let range = position..<end.end
    gathered.bytes.append(contentsOf: buffer[range])
    gathered.bytes.append(ASCII.lineFeed)
    gathered.entries[gathered.entries.count - 1].valueEnd = gathered.bytes.count
    take(end)
    if position - cardStart > limits.maximumCardBytes {
      giveUp(buffer, .tooLarge, into: &batch)
    } else if CardMark.isBegin(buffer.span, range) {
      state = .inAgent(depth: depth + 1)
      if depth >= limits.maximumNesting {
        giveUp(buffer, .tooDeep, into: &batch)
      }
    } else if CardMark.isEnd(buffer.span, range) {
      state = depth > 1 ? .inAgent(depth: depth - 1) : .inCard
    }
    return .advanced
  }
}

// MARK: - The end of a card

extension CardScanner {
  /// The card that ends at `position` goes into the batch.
  mutating func finishCard(_ buffer: [UInt8], isComplete: Bool, into batch: inout VCardBatch) {
    state = .outside
    if let guess = gathered.repairEncoding(&charsets) {
      notes.add(
        "vcard.charset-assumed",
        "bytes that are not UTF-8, read as \(guess.rawValue)",
        at: cardOrigin,
        hint: "look at the names with accents; if they are wrong, export the file again as UTF-8"
      )
    }
    gathered.finish(
      version: version,
      isComplete: isComplete,
      origin: cardOrigin,
      original: cardStart..<position,
      of: copiesOriginals ? buffer : nil
    )
    notes.move(to: &batch)
  }

  mutating func atEnd(
    _ buffer: [UInt8],
    isLast: Bool,
    into batch: inout VCardBatch
  ) -> Progress {
    guard isLast else { return .needsMore }
    switch state {
    case .outside, .skipping: finishStray(into: &batch)
    case .inCard, .inAgent: finishUnfinished(buffer, into: &batch)
    }
    state = .outside
    return .finished
  }

  /// The file ends before END:VCARD: what of the card is whole and says whose it is goes on.
  private mutating func finishUnfinished(_ buffer: [UInt8], into batch: inout VCardBatch) {
    // The last property was cut off unless its line is whole; an agent's card surely was.
    if case .inAgent = state {
      gathered.dropLastEntry()
    } else if lastPropertyEnd == streamPosition, buffer.last != ASCII.lineFeed,
      buffer.last != ASCII.carriageReturn
    {
      gathered.dropLastEntry()
    }
    guard gathered.saysWho(buffer) else {
      let finding = Finding(
        "vcard.truncated",
        .error,
        at: cardOrigin,
        message: "file ends in the middle of a card",
        hint: "the file was cut off; export or copy it again"
      )
      return quarantine(buffer[cardStart...], finding, into: &batch)
    }
    notes.add(
      "vcard.missing-end",
      "file ends before END:VCARD; what is there of the card was read",
      at: cardOrigin,
      hint: "the file was cut off; export or copy it again"
    )
    finishCard(buffer, isComplete: false, into: &batch)
  }

  /// A bound of `VCardLimits` that a card went beyond.
  enum Excess {
    case tooLarge, tooManyProperties, tooDeep
  }

  /// Sets the card aside up to here, and passes over the rest of it.
  mutating func giveUp(_ buffer: [UInt8], _ excess: Excess, into batch: inout VCardBatch) {
    let (code, message): (FindingCode, String) =
      switch excess {
      case .tooLarge: ("vcard.too-large", "card is larger than \(limits.maximumCardBytes) bytes")
      case .tooManyProperties:
        ("vcard.too-many-properties", "card has more than \(limits.maximumProperties) properties")
      case .tooDeep:
        ("vcard.too-deep", "more than \(limits.maximumNesting) cards inside one another")
      }
    let finding = Finding(
      code,
      .error,
      at: cardOrigin,
      message: message,
      hint: "no program writes such a card; is an END:VCARD missing?"
    )
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
    batch.quarantine(QuarantinedRecord(finding: finding, raw: kept))
    notes.removeAll()
    gathered.dropOpen()
  }
}
