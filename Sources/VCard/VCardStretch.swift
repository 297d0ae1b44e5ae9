package import ByteIO
package import Diagnostics

/// A piece of a stream of cards, cut where a card seems to begin, so that it can be read while the
/// piece before it still is.
///
/// Whether a card does begin there only the reading of what comes before can tell: the line could
/// stand in a quoted-printable value or in a card within a card. See `VCardStretchReader`.
package struct VCardStretch: Sendable {
  /// Beyond `end` stands the line with which the next stretch begins.
  let bytes: [UInt8]
  let end: Int
  /// Where it begins in the stream.
  let offset: Int64
  /// Bytes of a byte order mark.
  let markCount: Int
  let isLast: Bool
  let order: UTF16Source.Order?
  /// Whether it begins where a card seems to, or the stream does.
  package let isCut: Bool
  /// Whether it ends where a card seems to begin.
  let endsInCut: Bool
}

/// Cuts a stream into stretches; where it cuts depends on nothing but the stream.
package struct VCardCutter {
  private var source: any ByteSource
  private let size: Int
  private var buffer: [UInt8] = []
  private var offset: Int64 = 0
  private var markCount = 0
  private var order: UTF16Source.Order?
  private var hasBegun = false
  private var isCut = true
  private var isAtEnd = false

  /// `size` is how many bytes a stretch has, about.
  package init(_ source: any ByteSource, size: Int = 512 << 10) {
    self.source = source
    self.size = max(1, size)
  }

  /// The next stretch, nil at the end.
  ///
  /// - Throws: what the source throws.
  package mutating func next() throws -> VCardStretch? {
    if !hasBegun { try begin() }
    let wasAtEnd = isAtEnd
    while !isAtEnd, buffer.count < size {
      isAtEnd = try source.read(size + Self.lineSize - buffer.count, appendingTo: &buffer) == 0
    }
    if isAtEnd { return wasAtEnd ? nil : stretch(to: buffer.count, isLast: true) }
    let cut = CardMark.lastBegin(in: buffer.span)
    return stretch(to: cut ?? buffer.count, isLast: false, endsInCut: cut != nil)
  }

  /// Enough for a line BEGIN:VCARD.
  private static let lineSize = 256

  private mutating func begin() throws {
    hasBegun = true
    let opening = try StreamOpening(&source, reading: size)
    order = opening.order
    buffer = opening.begun
    markCount = opening.markCount
  }

  private mutating func stretch(
    to end: Int,
    isLast: Bool,
    endsInCut: Bool = false
  ) -> VCardStretch {
    let rest = Array(buffer[end...])
    // Room for the line that the next stretch begins with stays.
    buffer.removeLast(max(0, rest.count - Self.lineSize))
    let stretch = VCardStretch(
      bytes: buffer,
      end: end,
      offset: offset,
      markCount: markCount,
      isLast: isLast,
      order: order,
      isCut: isCut,
      endsInCut: endsInCut
    )
    isCut = endsInCut
    buffer = []
    buffer.reserveCapacity(isLast ? 0 : size + Self.lineSize)
    buffer += rest
    offset += Int64(end)
    markCount = 0
    return stretch
  }
}

/// Reads a stretch and, if that turns out not to end between two cards, goes on with the next.
///
/// What one reader finds in all stretches is what readers of each of them find, as long as each ends
/// between cards: `VCardReader` has no memory across such a place but for the numbers of records and
/// lines.
package struct VCardStretchReader {
  private var scanner: CardScanner
  private var buffer: [UInt8] = []
  private let order: UTF16Source.Order?
  /// How many of the bytes at the end of the buffer the next stretch begins with.
  private var overlap = 0
  /// How large the buffer must be before a property that did not end in it is looked at again: what
  /// is there doubles, so that a long one is scanned a few times only.
  private var wanted = 0
  /// Whether what was read so far ends between two cards.
  package private(set) var isBetweenCards = false

  /// Prepares to read from `stretch` on; records and lines are numbered from 1.
  package init(from stretch: VCardStretch, file: String, limits: VCardLimits = .standard) {
    // A text of its own: threads that count references to the same one wait for each other.
    let own = String(decoding: Array(file.utf8), as: UTF8.self)
    scanner = CardScanner(file: own, limits: limits)
    scanner.copiesOriginals = false
    scanner.base = stretch.offset
    scanner.skip(stretch.markCount)
    order = stretch.order
  }

  /// Records begun so far.
  package var records: Int64 { scanner.record }

  /// Lines that ended so far.
  package var lines: Int64 { scanner.line - 1 }

  /// The cards that end in `stretch`, which follows the one before.
  package mutating func read(_ stretch: VCardStretch) -> VCardBatch {
    let unused = min(scanner.firstNeeded, buffer.count)
    buffer.removeSubrange(..<unused)
    scanner.rebase(by: unused)
    let end = buffer.count - overlap + stretch.end
    if buffer.isEmpty, overlap == 0 {
      buffer = stretch.bytes
    } else {
      buffer += stretch.bytes[overlap...]
    }
    overlap = stretch.bytes.count - stretch.end
    scanner.measureText(buffer)
    var batch = VCardBatch()
    isBetweenCards = false
    guard stretch.isLast || buffer.count - scanner.position >= wanted else { return batch }
    var progress = CardScanner.Progress.advanced
    while progress == .advanced, stretch.isLast || scanner.position < end {
      progress = scanner.next(buffer, isLast: stretch.isLast, into: &batch)
    }
    wanted = progress == .needsMore ? 2 * (buffer.count - scanner.position) : 0
    isBetweenCards =
      stretch.isLast
      || stretch.endsInCut && scanner.position == end && scanner.isBetweenCards
    if isBetweenCards { scanner.finishStray(into: &batch) }
    batch.cards = scanner.gathered.takeCards(from: buffer, originalsAs: order)
    if let order { batch.quarantined = batch.quarantined.map { UTF16Source.encoded($0, order) } }
    return batch
  }
}

/// The first bytes of a stream, and how its text is encoded.
struct StreamOpening {
  let begun: [UInt8]
  let order: UTF16Source.Order?
  /// Bytes of UTF-8's byte order mark.
  let markCount: Int

  /// Reads the first bytes of `source`, which becomes one of UTF-8.
  init(_ source: inout any ByteSource, reading size: Int) throws {
    var bytes: [UInt8] = []
    while bytes.count < 4, try source.read(size, appendingTo: &bytes) > 0 {}
    order = UTF16Source.byteOrder(bytes)
    if let order {
      source = UTF16Source(source, begun: bytes, order: order)
      bytes = []
    }
    begun = bytes
    markCount = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
  }
}

// MARK: - Places after what other readers read

extension RowOrigin {
  /// The place of what a reader found after others had read `records` and `lines`.
  package func after(records: Int64, lines: Int64) -> RowOrigin {
    RowOrigin(file: file, record: record + records, line: line + lines, byteOffset: byteOffset)
  }
}

extension Finding {
  /// The finding of a reader after others had read `records` and `lines`.
  package func after(records: Int64, lines: Int64) -> Finding {
    Finding(
      code,
      severity,
      at: origin.after(records: records, lines: lines),
      column: column,
      field: field,
      message: message,
      hint: hint
    )
  }
}
