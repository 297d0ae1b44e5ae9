package import ByteIO
package import Diagnostics

/// Reads records one by one as text, however many fields each has.
///
/// For looking at a file as it is (`read --as arrays`, `preview`); data goes through `CSVReader`.
/// No header is assumed and none is skipped. A blank line is a record of one empty field.
package final class CSVRecordReader {
  /// What was read.
  package enum Item: Sendable {
    case record([String], RowOrigin)
    case quarantined(QuarantinedRecord)
  }

  private let source: any ByteSource
  private let name: String
  private let limits: CSVLimits
  private let dialect: CSVDialect
  private let scanner: RecordScanner
  private var buffer: [UInt8] = []
  /// The offset of `buffer[0]` in the input.
  private var base: Int64 = 0
  private var position = 0
  private var line: Int64 = 1
  private var record: Int64 = 0
  private var isAtEnd = false
  private var isSkipping = false
  private var fields: [FieldRange] = []

  private static let pieceSize = 1 << 18

  /// Begins at the first byte of `source`; a byte order mark and a `sep=` line are passed over.
  package init(
    _ source: any ByteSource,
    name: String,
    dialect: CSVDialect,
    limits: CSVLimits = CSVLimits()
  ) throws {
    let encoding = dialect.encoding
    self.source = encoding.isUTF16 ? UTF16Source(source, encoding: encoding) : source
    self.name = name
    self.dialect = dialect
    self.limits = limits
    var parsed = dialect
    parsed.encoding = encoding.parsed
    scanner = RecordScanner(dialect: parsed, limits: limits, fieldCount: nil)
    try fill()
    if dialect.hasByteOrderMark, buffer.starts(with: TextEncoding.utf8.byteOrderMark) {
      position = TextEncoding.utf8.byteOrderMark.count
    }
    if let (_, next) = dialect.separatorLine(buffer, position) {
      position = next
      line = 2
    }
  }

  /// The next record, nil at the end.
  package func next() throws -> Item? {
    while true {
      if isSkipping { try skipLine() }
      if position == buffer.count {
        guard try fill() else { return nil }
        continue
      }
      let start = position
      let window = Window(end: buffer.count, isFinal: isAtEnd)
      switch scan(from: start, in: window) {
      case .needsMore: _ = try fill()
      case .comment(let end): advance(to: end)
      case .fields(let end), .blank(let end):
        let cells = fields.map { dialect.string(buffer, $0) }
        let origin = nextOrigin()
        advance(to: end)
        return .record(cells, origin)
      case .faulty(let fault, let place, let end):
        return .quarantined(quarantined(fault, place, end))
      }
    }
  }

  private func scan(from start: Int, in window: Window) -> ScannedRecord {
    let bytes = buffer
    let source = bytes.span
    return scanner.scan(source, from: start, in: window, fields: &fields)
  }

  private func nextOrigin() -> RowOrigin {
    record += 1
    let offset = base + Int64(position)
    return RowOrigin(file: name, record: record, line: line, byteOffset: offset)
  }

  private func quarantined(_ fault: RecordFault, _ place: Int, _ end: Int?) -> QuarantinedRecord {
    let origin = nextOrigin()
    let bytes = buffer
    let source = bytes.span
    let whole = position..<min(end ?? position + limits.recordBytes, bytes.count)
    let content = end == nil ? whole : dialect.withoutLineEnd(source, whole)
    let isOnFirstLine = !buffer[position..<place].contains(dialect.lineEnd.terminator)
    let faulty = FaultyRecord(
      fault: fault,
      record: origin.record,
      line: origin.line,
      byteOffset: origin.byteOffset,
      column: isOnFirstLine ? place - position : nil,
      raw: Array(buffer[content].prefix(QuarantinedRecord.maximumRawBytes)),
      followsGap: false
    )
    if let end { advance(to: end) } else { isSkipping = true }
    return faulty.quarantined(file: name, dialect, limits)
  }

  private func advance(to end: Int) {
    let terminator = dialect.lineEnd.terminator
    line += Int64(buffer[position..<end].count { $0 == terminator })
    position = end
  }

  private func skipLine() throws {
    repeat {
      if let end = buffer[position...].firstIndex(of: dialect.lineEnd.terminator) {
        advance(to: end + 1)
        isSkipping = false
        return
      }
      position = buffer.count
    } while try fill()
    isSkipping = false
  }

  /// Reads on; false when nothing is left.
  @discardableResult
  private func fill() throws -> Bool {
    guard !isAtEnd else { return false }
    base += Int64(position)
    buffer.removeFirst(position)
    position = 0
    if try source.read(Self.pieceSize, appendingTo: &buffer) == 0 { isAtEnd = true }
    return true
  }
}

extension CSVDialect {
  /// Excel's own declaration on the first line, `sep=;`, and where the next line starts.
  ///
  /// A byte beyond ASCII is part of a character and no delimiter.
  func separatorLine(_ text: [UInt8], _ start: Int) -> (delimiter: UInt8, next: Int)? {
    let line = text[start...].prefix { $0 != ASCII.lf && $0 != ASCII.cr }
    guard line.count == 5, let delimiter = line.last, delimiter < 0x80,
      String(decoding: line.prefix(4), as: UTF8.self).lowercased() == "sep=",
      let end = text[start...].firstIndex(of: lineEnd.terminator)
    else { return nil }
    return (delimiter, end + 1)
  }
}
