package import ByteIO
package import Diagnostics

/// Cards read together.
package struct VCardBatch: Sendable {
  package var cards: [VCard] = []
  /// Cards that could not be read, and text that belongs to none.
  package var quarantined: [QuarantinedRecord] = []
  /// What was noticed about the cards that could.
  package var findings: [Finding] = []

  /// Bytes that cards and quarantined records hold.
  var byteCount = 0

  package init() {}

  /// Whether nothing was read.
  package var isEmpty: Bool { cards.isEmpty && quarantined.isEmpty && findings.isEmpty }
}

/// Reads the cards of a stream in batches: vCard 2.1, 3.0 and 4.0, in any mixture.
///
/// UTF-8 with or without a byte order mark, and UTF-16; lines end in CRLF, LF or CR. Memory stays
/// below a few times `limits.maximumCardBytes`, whatever the file.
package struct VCardReader {
  /// What happens to a card when the file ends before END:VCARD, its last line being whole.
  package enum UnfinishedLast: Hashable, Sendable {
    /// It is delivered with `isComplete` false and a finding.
    case deliver
    case quarantine
  }

  private static let readSize = 256 << 10
  /// A batch ends when its cards hold so much, however few they are.
  private static let maximumBatchBytes = 16 << 20

  private var source: any ByteSource
  private var scanner: CardScanner
  private var buffer: [UInt8] = []
  private var isAtEnd = false
  private var hasBegun = false
  /// Where in the stream more bytes were needed last.
  private var stalledAt: Int64 = -1

  package init(
    _ source: any ByteSource,
    file: String,
    unfinishedLast: UnfinishedLast = .deliver,
    limits: VCardLimits = .standard
  ) {
    self.source = source
    scanner = CardScanner(
      file: file,
      deliversUnfinished: unfinishedLast == .deliver,
      limits: limits
    )
  }

  /// The next batch of at most `maximum` cards, nil at the end.
  ///
  /// - Throws: what the source throws.
  package mutating func next(maximum: Int = 4096) throws -> VCardBatch? {
    if !hasBegun { try begin() }
    var batch = VCardBatch()
    let maximum = max(1, maximum)
    while batch.cards.count + batch.quarantined.count < maximum, batch.findings.count < maximum,
      batch.byteCount < Self.maximumBatchBytes
    {
      switch scanner.next(buffer, isLast: isAtEnd, into: &batch) {
      case .advanced: continue
      case .needsMore: try refill()
      case .finished: return batch.isEmpty ? nil : batch
      }
    }
    return batch
  }

  /// Reads the first bytes and finds out how text is encoded.
  private mutating func begin() throws {
    hasBegun = true
    while buffer.count < 4, try source.read(Self.readSize, appendingTo: &buffer) > 0 {}
    if let order = UTF16Source.byteOrder(buffer) {
      source = UTF16Source(source, begun: buffer, order: order)
      buffer = []
    } else if buffer.starts(with: [0xEF, 0xBB, 0xBF]) {
      scanner.skip(3)
    }
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
  }
}

/// UTF-16 as UTF-8; unpaired surrogates become U+FFFD.
final class UTF16Source: ByteSource {
  /// Which byte of a unit comes first.
  enum Order {
    case bigEndian
    case littleEndian
  }

  private let source: any ByteSource
  private var pending: [UInt8]
  private let order: Order
  private var isAtEnd = false

  init(_ source: any ByteSource, begun: [UInt8], order: Order) {
    self.source = source
    self.order = order
    let hasMark = begun.starts(with: [0xFE, 0xFF]) || begun.starts(with: [0xFF, 0xFE])
    pending = hasMark ? Array(begun.dropFirst(2)) : begun
  }

  /// The order that a byte order mark, or the zero beside an ASCII letter, shows; else nil.
  static func byteOrder(_ bytes: [UInt8]) -> Order? {
    guard bytes.count >= 2 else { return nil }
    switch (bytes[0], bytes[1]) {
    case (0xFE, 0xFF): return .bigEndian
    case (0xFF, 0xFE): return .littleEndian
    case (0, 1...0x7F): return .bigEndian
    case (1...0x7F, 0): return .littleEndian
    default: return nil
    }
  }

  func read(_ maximum: Int, appendingTo buffer: inout [UInt8]) throws -> Int {
    let start = buffer.count
    while buffer.count == start {
      let units = takeWholeUnits()
      if units.isEmpty {
        guard !isAtEnd else { return 0 }
        // Two bytes become at most three.
        isAtEnd = try source.read(max(4, maximum / 3 * 2), appendingTo: &pending) == 0
        continue
      }
      _ = transcode(
        units.makeIterator(),
        from: UTF16.self,
        to: UTF8.self,
        stoppingOnError: false
      ) { buffer.append($0) }
    }
    return buffer.count - start
  }

  /// Takes the units that are whole, without a high surrogate whose partner is still to come.
  private func takeWholeUnits() -> [UInt16] {
    var units: [UInt16] = []
    var index = 0
    while index + 1 < pending.count {
      let first = UInt16(pending[index])
      let second = UInt16(pending[index + 1])
      units.append(order == .bigEndian ? first << 8 | second : second << 8 | first)
      index += 2
    }
    if let last = units.last, UTF16.isLeadSurrogate(last), !isAtEnd {
      units.removeLast()
      index -= 2
    }
    pending.removeSubrange(..<index)
    return units
  }
}
