package import ByteIO
package import Diagnostics

/// Cards read together.
package struct VCardBatch: Sendable {
  package var cards: [VCard] = []
  /// Cards that could not be read, and text that belongs to none.
  package var quarantined: [QuarantinedRecord] = []
  /// What was noticed about the cards that could.
  package var findings: [Finding] = []

  /// Bytes that quarantined records hold.
  private(set) var quarantinedBytes = 0

  package init() {}

  /// Whether nothing was read.
  package var isEmpty: Bool { cards.isEmpty && quarantined.isEmpty && findings.isEmpty }

  mutating func quarantine(_ record: QuarantinedRecord) {
    quarantined.append(record)
    quarantinedBytes += record.raw.count
  }
}

/// Reads the cards of a stream in batches: vCard 2.1, 3.0 and 4.0, in any mixture.
///
/// UTF-8 with or without a byte order mark, and UTF-16; lines end in CRLF, LF or CR. Memory stays
/// below a few times `limits.maximumCardBytes`, whatever the file.
package struct VCardReader {
  private static let readSize = 256 << 10
  /// A batch ends when its cards hold so much, however few they are.
  private static let maximumBatchBytes = 16 << 20

  private var source: any ByteSource
  private var scanner: CardScanner
  private var buffer: [UInt8] = []
  private var isAtEnd = false
  private var hasBegun = false
  /// Of a stream in UTF-16.
  private var order: UTF16Source.Order?
  /// Where in the stream more bytes were needed last.
  private var stalledAt: Int64 = -1

  package init(
    _ source: any ByteSource,
    file: String,
    limits: VCardLimits = .standard
  ) {
    self.source = source
    scanner = CardScanner(file: file, limits: limits)
  }

  /// Reads every property with the clear engine, as the measure of the fast one.
  static func clear(
    _ source: any ByteSource,
    file: String,
    limits: VCardLimits = .standard
  ) -> VCardReader {
    var reader = VCardReader(source, file: file, limits: limits)
    reader.scanner.isFast = false
    return reader
  }

  /// The next batch of at most `maximum` cards, nil at the end.
  ///
  /// A card that the end of the file cuts off is delivered with `isComplete` false and a finding
  /// when it says whose it is, else quarantined.
  ///
  /// - Throws: what the source throws.
  package mutating func next(maximum: Int = 4096) throws -> VCardBatch? {
    if !hasBegun { try begin() }
    var batch = VCardBatch()
    let maximum = max(1, maximum)
    while !isFull(batch, maximum) {
      let progress = scanner.next(buffer, isLast: isAtEnd, into: &batch)
      if progress == .needsMore { try refill() }
      if progress == .finished { break }
    }
    batch.cards = scanner.gathered.takeCards(originalsAs: order)
    if let order { batch.quarantined = batch.quarantined.map { UTF16Source.encoded($0, order) } }
    return batch.isEmpty ? nil : batch
  }

  /// Where the line after BEGIN:VCARD begins; nil for a text that does not begin a card.
  package static func endOfBegin(_ text: [UInt8]) -> Int? {
    let bytes = text.span
    guard let line = PhysicalLine(bytes, from: 0, isLast: true),
      CardMark.isBegin(bytes, 0..<line.end)
    else { return nil }
    return line.next
  }

  /// Whether the last line of a text is END:VCARD.
  package static func endsCard(_ text: [UInt8]) -> Bool {
    let bytes = text.span
    var position = 0
    var isEnd = false
    while position < bytes.count, let line = PhysicalLine(bytes, from: position, isLast: true) {
      isEnd = CardMark.isEnd(bytes, position..<line.end)
      position = line.next
    }
    return isEnd
  }

  /// Whether a text that does not begin with BEGIN:VCARD begins with a property of a card, and a
  /// line END:VCARD stands further down.
  package static func hasLostBegin(_ sample: [UInt8]) -> Bool {
    let text = UTF16Source.byteOrder(sample) == nil ? sample : sample.filter { $0 != 0 }
    let bytes = text.span
    var position = text.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    var isFirst = true
    while position < bytes.count, let line = PhysicalLine(bytes, from: position, isLast: true) {
      let content = ASCII.trimmed(bytes, position..<line.end)
      if isFirst, !content.isEmpty {
        guard CardScanner.looksLikeProperty(bytes, content) else { return false }
        isFirst = false
      }
      if CardMark.isEnd(bytes, content) { return true }
      position = line.next
    }
    return false
  }

  private func isFull(_ batch: VCardBatch, _ maximum: Int) -> Bool {
    guard scanner.isBetweenCards else { return false }
    return scanner.gathered.count + batch.quarantined.count >= maximum
      || batch.findings.count >= maximum
      || scanner.gathered.byteCount + batch.quarantinedBytes >= Self.maximumBatchBytes
  }

  /// Reads the first bytes and finds out how text is encoded.
  private mutating func begin() throws {
    hasBegun = true
    let opening = try StreamOpening(&source, reading: Self.readSize)
    order = opening.order
    buffer = opening.begun
    scanner.skip(opening.markCount)
    scanner.measureText(buffer)
  }

  private mutating func refill() throws {
    let unused = scanner.firstNeeded
    if unused > buffer.count / 2 {
      buffer.removeSubrange(..<unused)
      scanner.rebase(by: unused)
    }
    // Needing more at the same place again means a long property: what is there then doubles, so
    // that it is scanned again only a few times, however small the pieces that the source gives.
    let wanted = stalledAt == scanner.streamPosition ? buffer.count * 2 : buffer.count + 1
    stalledAt = scanner.streamPosition
    while buffer.count < wanted, !isAtEnd {
      let size = max(Self.readSize, wanted - buffer.count)
      isAtEnd = try source.read(size, appendingTo: &buffer) == 0
    }
    scanner.measureText(buffer)
  }
}
