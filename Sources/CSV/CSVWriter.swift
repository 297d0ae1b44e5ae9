package import ByteIO
package import Columns
import Time

/// Writes records in any dialect and encoding.
///
/// Values are locale-neutral: decimals with a point, dates as ISO 8601, times as RFC 3339 in UTC.
/// Null and empty both become an empty cell. Cells that begin with `=` are written as they are: the
/// reader of the file decides what a formula is, and a changed value would not import back.
package final class CSVWriter {
  /// Which cells are quoted.
  package enum Quoting: Sendable {
    /// Those that could be misread without.
    case whereNeeded
    case always
  }

  private let sink: any ByteSink
  private let dialect: CSVDialect
  private let quoting: Quoting
  /// Encoded bytes that are not yet written.
  private var buffer: [UInt8] = []
  /// The record at hand, in UTF-8.
  private var record: [UInt8] = []
  private var cells = 0

  private static let bufferSize = 1 << 16

  /// Creates a writer; it begins with a byte order mark when the dialect has one.
  package init(
    _ sink: any ByteSink,
    dialect: CSVDialect = .rfc4180,
    quoting: Quoting = .whereNeeded
  ) {
    self.sink = sink
    self.dialect = dialect
    self.quoting = quoting
    if dialect.hasByteOrderMark { buffer = dialect.encoding.byteOrderMark }
  }

  /// Writes one record; nil is an empty cell.
  package func write(_ row: [String?]) throws {
    for cell in row { append(cell ?? "") }
    try endRecord()
  }

  /// Writes the names of a schema's fields.
  package func writeHeader(_ schema: Schema) throws {
    try write(schema.fields.map(\.name))
  }

  /// Writes the rows of a batch.
  package func write(_ batch: RecordBatch) throws {
    let texts = batch.columns.compactMap(\.plainText)
    if texts.count == batch.columns.count, let lines = rowLines(texts.count) {
      lines.append(texts, to: &buffer)
      return try flush()
    }
    for row in 0..<batch.rowCount {
      for column in batch.columns { append(column, row) }
      try endRecord()
    }
  }

  /// Writes a record as it stands in a file of the same dialect and encoding, without its line
  /// end, and further cells behind it.
  ///
  /// `missing` empty cells are put between, so that the further ones stand in their columns.
  package func write(
    original: some Collection<UInt8>,
    missing: Int = 0,
    adding further: [String?]
  ) throws {
    buffer.append(contentsOf: original)
    cells = 1
    for _ in 0..<max(0, missing) { append("") }
    for cell in further { append(cell ?? "") }
    try endRecord()
  }

  /// Writes what is buffered and finishes the sink.
  package func finish() throws {
    try flush()
    try sink.finish()
  }

  /// The way to write many rows of text at once, for the dialects that files are mostly in; nil for
  /// the others, and for one column, whose empty cells need quotes.
  package func rowLines(_ columns: Int) -> RowLines? {
    guard columns > 1, dialect.encoding == .utf8, dialect.escape == .doubled,
      quoting == .whereNeeded,
      let quote = dialect.quote
    else { return nil }
    var escapes = RowLines.Escapes()
    escapes.replace(quote, by: [quote, quote])
    escapes.quote(
      with: quote,
      bytes: [dialect.delimiter, quote, ASCII.lf, ASCII.cr],
      edges: [ASCII.space, ASCII.tab],
      fronts: [UInt8(ascii: "#"), 0xEF] + [dialect.comment].compactMap { $0 }
    )
    let prefixes = (0..<columns).map { $0 == 0 ? [] : dialect.delimiterBytes }
    return RowLines(prefixes: prefixes, suffix: lineEnd, escapes: escapes)
  }

  private var lineEnd: [UInt8] {
    switch dialect.lineEnd {
    case .lf: [ASCII.lf]
    case .crlf: [ASCII.cr, ASCII.lf]
    case .cr: [ASCII.cr]
    }
  }

  // MARK: Cells

  private func append(_ cell: String) {
    let content = cell.utf8.span
    appendCell(content)
  }

  private func append(_ column: Column, _ row: Int) {
    switch column {
    case .text(let text):
      let bytes = text.bytes.span
      appendCell(bytes.extracting(text.range(row)))
    case .dictionary(let values): append(values[row] ?? "")
    case .bool: append(column.bool(row).map { $0 ? "true" : "false" } ?? "")
    case .int32, .int64: append(column.integer(row).map { String($0) } ?? "")
    case .day:
      append(column.integer(row).map { CalendarDate(daysSinceEpoch: Int($0)).iso } ?? "")
    case .timestamp:
      append(column.integer(row).map { Instant(microseconds: $0).rfc3339 } ?? "")
    case .decimal(_, _, let scale):
      append(column.integer(row).map { Self.decimal($0, scale) } ?? "")
    }
  }

  /// An unscaled integer as a decimal number with `scale` digits behind the point.
  private static func decimal(_ unscaled: Int64, _ scale: Int) -> String {
    let digits = String(unscaled.magnitude)
    guard scale > 0 else { return (unscaled < 0 ? "-" : "") + digits }
    let padded = String(repeating: "0", count: max(0, scale + 1 - digits.count)) + digits
    let point = padded.index(padded.endIndex, offsetBy: -scale)
    return (unscaled < 0 ? "-" : "") + padded[..<point] + "." + padded[point...]
  }

  private func appendCell(_ content: Span<UInt8>) {
    if cells > 0 {
      record.append(dialect.delimiter)
      if !dialect.delimiterRest.isEmpty { record += dialect.delimiterRest }
    }
    cells += 1
    guard let quote = dialect.quote, needsQuotes(content, quote) else {
      record.append(content)
      return
    }
    record.append(quote)
    for index in content.indices {
      let byte = content[index]
      if byte == quote || dialect.escape == .backslash && byte == ASCII.backslash {
        switch dialect.escape {
        case .doubled: record.append(quote)
        case .backslash: record.append(ASCII.backslash)
        case .unescaped: break
        }
      }
      record.append(byte)
    }
    record.append(quote)
  }

  /// Blanks at the edges are quoted because many readers trim them, a leading `#` because many
  /// take it for a comment, a leading byte order mark because it would be taken for one.
  private func needsQuotes(_ content: Span<UInt8>, _ quote: UInt8) -> Bool {
    if quoting == .always { return true }
    guard !content.isEmpty else { return false }
    let (first, last) = (content[0], content[content.count - 1])
    if first == ASCII.space || first == ASCII.tab { return true }
    if last == ASCII.space || last == ASCII.tab { return true }
    if cells == 1, first == UInt8(ascii: "#") || first == dialect.comment || first == 0xEF {
      return true
    }
    for index in content.indices {
      let byte = content[index]
      if byte == dialect.delimiter || byte == quote || byte == ASCII.lf || byte == ASCII.cr
        || byte == ASCII.backslash && dialect.escape == .backslash
      {
        return true
      }
    }
    return false
  }

  private func endRecord() throws {
    // A record of one empty cell would be a blank line.
    if cells == 1, record.isEmpty, let quote = dialect.quote { record += [quote, quote] }
    record += lineEnd
    if dialect.encoding == .utf8 {
      buffer.append(contentsOf: record)
    } else {
      buffer.append(contentsOf: dialect.encoding.encoded(utf8: record))
    }
    record.removeAll(keepingCapacity: true)
    cells = 0
    if buffer.count >= Self.bufferSize { try flush() }
  }

  /// Hands what is buffered to the sink.
  package func flush() throws {
    guard !buffer.isEmpty else { return }
    var pending: [UInt8] = []
    swap(&pending, &buffer)
    try sink.write(pending)
    pending.removeAll(keepingCapacity: true)
    swap(&pending, &buffer)
  }
}
