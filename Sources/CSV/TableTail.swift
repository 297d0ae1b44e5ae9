/// What stands under a table in rows as long as its records: totals, and notes that a spreadsheet
/// program filled up with delimiters.
///
/// Only the last rows of a file are looked at, and only when a record stands above them: a company
/// called Total in the midst of a file, or with an address, is a record.
struct TableTail {
  private enum Kind {
    case record, total, note, empty
    /// A line that was not cut like the others, quarantined or a footer already.
    case line
  }

  /// A row at the end of the file, the last first.
  struct Row {
    let batch: Int
    /// Nil for what is no row.
    let row: Int?
    let byteOffset: Int64
    /// Whether it is a line of one field.
    var isLine = false
  }

  /// A row that is no record.
  struct Verdict {
    let row: Row
    let fault: RecordFault
    let content: Range<Int>
    let followsGap: Bool
  }

  /// Rows looked at, and how far from the end of the file they may begin.
  private static let maximumRows = CSVReader.maximumFooterLines + 2
  /// Less than `ChunkGrid.tail`: all of them are in the last chunk, wherever it begins.
  private static let maximumBytes = 32 * 1024

  private let plan: ReadPlan
  private let chunk: LoadedChunk

  init(_ plan: ReadPlan, _ chunk: LoadedChunk) {
    self.plan = plan
    self.chunk = chunk
  }

  /// The rows of `parsed` that are none, the last first; `parsed` ends with the file.
  func verdicts(_ parsed: [ParsedRows]) -> [Verdict] {
    guard plan.fieldCount > 1 else { return [] }
    var block: [(row: Row, kind: Kind, content: Range<Int>)] = []
    var standsUnderRecord = false
    for row in Self.lastRows(parsed) {
      guard let index = index(of: row) else { break }
      let (kind, content) = row.row == nil ? (.line, index..<index) : kind(at: index)
      if case .record = kind {
        standsUnderRecord = true
        break
      }
      block.append((row, kind, content))
    }
    guard standsUnderRecord, let top = block.last, let first = index(of: top.row) else { return [] }
    var isApart = isBlankLine(above: first)
    var verdicts: [Verdict] = []
    var hasMeaning = false
    for (row, kind, content) in block.reversed() {
      let fault: RecordFault? =
        switch kind {
        case .total: .totalRow
        case .note: isApart || plan.leadsWithValues ? .footnote : nil
        case .empty: .footnote
        case .line, .record: nil
        }
      if let fault {
        if case .empty = kind {} else { hasMeaning = true }
        verdicts.append(
          Verdict(row: row, fault: fault, content: content, followsGap: isApart)
        )
        isApart = true
      } else if case .note = kind {
        // A record after all, and so is everything above it.
        (verdicts, hasMeaning, isApart) = ([], false, false)
      } else {
        hasMeaning = hasMeaning || row.isLine
      }
    }
    return hasMeaning ? verdicts.reversed() : []
  }

  private func index(of row: Row) -> Int? {
    let index = Int(row.byteOffset - chunk.base)
    guard index >= 0, index < chunk.window.end, chunk.window.end - index <= Self.maximumBytes
    else { return nil }
    return index
  }

  /// The last rows and quarantined records of a reading, from the end.
  private static func lastRows(_ parsed: [ParsedRows]) -> [Row] {
    var result: [Row] = []
    for (batch, rows) in parsed.enumerated().reversed() where result.count < maximumRows {
      let places = rows.byteOffset.indices.suffix(maximumRows).map {
        Row(batch: batch, row: $0, byteOffset: rows.byteOffset[$0])
      }
      let others = rows.faulty.suffix(maximumRows).map { record in
        var isLine = false
        if case .tooFewFields(found: 1, _) = record.fault { isLine = true }
        return Row(batch: batch, row: nil, byteOffset: record.byteOffset, isLine: isLine)
      }
      result += (places + others).sorted { $0.byteOffset > $1.byteOffset }
    }
    return Array(result.prefix(maximumRows))
  }

  // MARK: What a row is

  private func kind(at index: Int) -> (Kind, Range<Int>) {
    let bytes = chunk.bytes
    let source = bytes.span
    var fields: [FieldRange] = []
    guard
      case .fields(let end) = plan.scanner.scan(
        source,
        from: index,
        in: chunk.window,
        fields: &fields
      )
    else { return (.record, index..<index) }
    let content = plan.dialect.withoutLineEnd(source, index..<min(end, chunk.window.end))
    let cells = fields.map { plan.dialect.string(bytes, $0).trimmed }
    return (Self.kind(of: cells), content)
  }

  private static func kind(of cells: [String]) -> Kind {
    let filled = cells.filter { !$0.isEmpty }
    guard let label = filled.first else { return .empty }
    if TotalWords.isTotal(label), filled.count > 1,
      filled.dropFirst().allSatisfy(TotalWords.isAmount)
    {
      return .total
    }
    let isNote = filled.count == 1 && cells.count > 2 && !cells[0].isEmpty
    return isNote && !HeaderContrast.isDigital(label) ? .note : .record
  }

  private func isBlankLine(above index: Int) -> Bool {
    let terminator = plan.dialect.lineEnd.terminator
    guard index > 0 else { return false }
    return chunk.bytes[..<(index - 1)].reversed().first { byte in
      byte == terminator || byte > ASCII.space
    } == terminator
  }
}
