internal import Columns
internal import Diagnostics

/// The properties of the cards read since the last batch, and of the card that is open, in storage
/// that becomes the batch's.
struct GatheredCards {
  private struct Head {
    let version: VCard.Version?
    let isComplete: Bool
    let origin: RowOrigin
    let entries: Range<Int>
    let original: Range<Int>
  }

  /// The properties that were unfolded or decoded; the others stay where they stand.
  var bytes: [UInt8] = []
  var entries: [VCard.Entry] = []
  private var originals: [UInt8] = []
  private var heads: [Head] = []
  /// Where the open card begins.
  private var openBytes = 0
  private var openEntries = 0
  /// Whether the open card holds bytes that are not UTF-8.
  private var needsRepair = false

  /// Finished cards.
  var count: Int { heads.count }

  /// Bytes that they hold.
  var byteCount: Int { bytes.count + originals.count }

  /// Properties of the open card.
  var openEntryCount: Int { entries.count - openEntries }

  /// Takes back what was appended since there were `count` bytes.
  mutating func truncate(to count: Int) { bytes.removeLast(bytes.count - count) }

  /// Forgets the open card.
  mutating func dropOpen() {
    needsRepair = false
    truncate(to: openBytes)
    entries.removeLast(entries.count - openEntries)
  }

  mutating func dropLastEntry() {
    guard entries.count > openEntries, let last = entries.popLast() else { return }
    if last.isUnfolded { truncate(to: last.start) }
  }

  /// The buffer lost its first `count` bytes, which no open card needs.
  mutating func rebase(by count: Int) { shiftOpen(by: -count) }

  /// Moves the open card's properties that stand in the buffer.
  private mutating func shiftOpen(by count: Int) {
    guard count != 0 else { return }
    for index in openEntries..<entries.count where !entries[index].isUnfolded {
      entries[index].shift(by: count)
    }
  }

  /// The open card becomes one of the finished; it is copied out of `buffer`, if that is given.
  mutating func finish(
    version: VCard.Version?,
    isComplete: Bool,
    origin: RowOrigin,
    original: Range<Int>,
    of buffer: [UInt8]?
  ) {
    let start = buffer == nil ? original.lowerBound : originals.count
    if let buffer {
      originals += buffer[original]
      shiftOpen(by: start - original.lowerBound)
    }
    heads.append(
      Head(
        version: version,
        isComplete: isComplete,
        origin: origin,
        entries: openEntries..<entries.count,
        original: start..<(start + original.count)
      )
    )
    openBytes = bytes.count
    openEntries = entries.count
    needsRepair = false
  }

  /// The finished cards; the open one, if any, stays.
  ///
  /// `buffer` is where they stand, unless they were copied.
  mutating func takeCards(
    from buffer: [UInt8]? = nil,
    originalsAs order: UTF16Source.Order?
  ) -> [VCard] {
    var ranges = heads.map(\.original)
    let text = buffer ?? originals
    originals = text
    if let order { (originals, ranges) = UTF16Source.encoded(text, ranges, order) }
    let next = openCard()
    for index in 0..<openEntries where entries[index].isUnfolded {
      entries[index].shift(by: text.count)
    }
    entries.removeSubrange(openEntries...)
    let storage = VCard.Storage(
      bytes: openBytes == 0 ? text : text + bytes[..<openBytes],
      entries: entries,
      originals: originals
    )
    let cards = zip(heads, ranges).map { head, range in
      VCard(
        version: head.version,
        origin: head.origin,
        isComplete: head.isComplete,
        storage: storage,
        entryRange: head.entries,
        originalRange: range
      )
    }
    self = next
    return cards
  }

  /// The open card alone, with room for as much as there was.
  private func openCard() -> GatheredCards {
    var next = GatheredCards()
    next.bytes.reserveCapacity(bytes.count)
    next.entries.reserveCapacity(entries.count)
    next.originals.reserveCapacity(originals.count)
    next.heads.reserveCapacity(heads.count)
    next.bytes += bytes[openBytes...]
    next.entries += entries[openEntries...]
    for index in next.entries.indices where next.entries[index].isUnfolded {
      next.entries[index].shift(by: -openBytes)
    }
    next.needsRepair = needsRepair
    return next
  }
}

// MARK: - The open card

extension GatheredCards {
  func name(of head: PropertyHead) -> VCardName {
    let all = bytes.span
    return VCardNameTable.shared.name(
      all.extracting(ASCII.trimmed(all, head.nameStart..<head.nameEnd))
    )
  }

  var versionOfLastEntry: VCard.Version? {
    guard let entry = entries.last else { return nil }
    let all = bytes.span
    let value = all.extracting(ASCII.trimmed(all, entry.valueStart..<entry.valueEnd))
    if ASCII.equal(value, "3.0") { return .v30 }
    if ASCII.equal(value, "2.1") { return .v21 }
    return ASCII.equal(value, "4.0") ? .v40 : nil
  }

  var isLastEntryEmptyAgent: Bool {
    guard openEntryCount > 0, let last = entries.last, last.name == .agent else { return false }
    return ASCII.trimmed(bytes.span, last.valueStart..<last.valueEnd).isEmpty
  }

  /// Whether a line with a colon goes on with the note before it, as its name has blanks in the
  /// middle, which no name has (RFC 6350 section 3.3).
  func isRestOfNote(_ head: PropertyHead) -> Bool {
    guard openEntryCount > 0, entries.last?.name == .note else { return false }
    let all = bytes.span
    let name = ASCII.trimmed(all, head.nameStart..<head.nameEnd)
    return name.contains { ASCII.isBlank(all[$0]) }
  }

  /// Makes the line that stands from `mark` on the last of the note before it, which is copied out
  /// of `buffer` if it still stands there; returns false when the property before is no note.
  mutating func appendToNote(from mark: Int, _ buffer: [UInt8]) -> Bool {
    guard openEntryCount > 0, var note = entries.last, note.name == .note,
      note.encoding != .base64
    else { return false }
    let line = Array(bytes[mark...])
    if !note.isUnfolded {
      truncate(to: mark)
      bytes += buffer[note.start..<note.valueEnd]
      note.shift(by: mark - note.start)
      note.isUnfolded = true
    } else {
      truncate(to: note.valueEnd)
    }
    bytes.append(ASCII.lineFeed)
    bytes += line
    note.valueEnd = bytes.count
    entries[entries.count - 1] = note
    checkEncoding(from: note.valueEnd - line.count)
    return true
  }

  /// Whether the open card has a property that leads to someone.
  func saysWho(_ buffer: [UInt8]) -> Bool {
    entries[openEntries...].contains { entry in
      switch entry.name {
      case .fn, .n, .org, .email, .tel:
        entry.isUnfolded ? !entry.isBlank(in: bytes.span) : !entry.isBlank(in: buffer.span)
      default: false
      }
    }
  }

  mutating func dropBlanks(from start: Int) {
    guard bytes[start...].contains(where: ASCII.isBlank) else { return }
    let value = bytes[start...].filter { !ASCII.isBlank($0) }
    bytes.replaceSubrange(start..., with: value)
  }

  /// Looks at the property that begins at `start`.
  mutating func checkEncoding(from start: Int) {
    if !needsRepair, !Self.isUTF8(bytes, from: start) { needsRepair = true }
  }

  private static func isUTF8(_ bytes: [UInt8], from start: Int) -> Bool {
    let all = bytes.span
    let text = all.extracting(start..<all.count)
    return LineBreak.countOfUTF8(text) == text.count
  }

  /// Reads values that are not UTF-8 and name no charset as what they most likely are.
  ///
  /// Returns that, nil when there were none.
  mutating func repairEncoding(_ charsets: inout Charsets) -> LegacyText? {
    // Lines of an agent's card were not looked at one by one.
    guard needsRepair || holdsAgent && !Self.isUTF8(bytes[openBytes...]) else { return nil }
    var wrong: [UInt8] = []
    // What stands in the buffer is UTF-8.
    for entry in entries[openEntries...] where entry.isUnfolded && entry.encoding != .base64 {
      let value = bytes[entry.value]
      if !Self.isUTF8(value) { wrong += value + [ASCII.lineFeed] }
    }
    let guess = LegacyText(guessing: wrong)
    var repaired: [UInt8] = []
    for index in openEntries..<entries.count where entries[index].isUnfolded {
      let entry = entries[index]
      entries[index].shift(by: openBytes + repaired.count - entry.start)
      repaired += Self.asUTF8(head: bytes[entry.start..<entry.valueStart])
      repaired += Self.asUTF8(bytes[entry.value], guess, &charsets)
      entries[index].valueEnd = openBytes + repaired.count
    }
    bytes.replaceSubrange(openBytes..., with: repaired)
    return guess
  }

  private var holdsAgent: Bool { entries[openEntries...].contains { $0.name == .agent } }

  /// Heads keep their length, as offsets point into them: a wrong byte becomes a question mark.
  private static func asUTF8(head: ArraySlice<UInt8>) -> [UInt8] {
    isUTF8(head) ? Array(head) : head.map { $0 < 0x80 ? $0 : 0x3F }
  }

  private static func asUTF8(
    _ text: ArraySlice<UInt8>,
    _ guess: LegacyText,
    _ charsets: inout Charsets
  ) -> [UInt8] {
    if isUTF8(text) { return Array(text) }
    guard guess != .windows1252, let decoded = charsets.decoded(text, guess.charset) else {
      return Windows1252.decoded(text)
    }
    return decoded.text
  }

  private static func isUTF8(_ text: ArraySlice<UInt8>) -> Bool {
    let span = text.span
    return LineBreak.countOfUTF8(span) == span.count
  }
}

/// What was noticed about the open card: a finding a kind, with the number of times.
struct CardNotes {
  private var findings: [(first: Finding, count: Int)] = []

  mutating func removeAll() {
    if !findings.isEmpty { findings.removeAll() }
  }

  mutating func add(
    _ code: FindingCode,
    _ message: String,
    at origin: RowOrigin,
    column: Int? = nil,
    hint: String? = nil
  ) {
    if let index = findings.firstIndex(where: { $0.first.code == code }) {
      findings[index].count += 1
      return
    }
    let finding = Finding(code, .warning, at: origin, column: column, message: message, hint: hint)
    findings.append((finding, 1))
  }

  mutating func move(to batch: inout VCardBatch) {
    for (first, count) in findings {
      batch.findings.append(count == 1 ? first : Self.counted(first, count))
    }
    removeAll()
  }

  private static func counted(_ first: Finding, _ count: Int) -> Finding {
    Finding(
      first.code,
      first.severity,
      at: first.origin,
      column: first.column,
      message: "\(first.message); \(count) times in this card",
      hint: first.hint
    )
  }
}
