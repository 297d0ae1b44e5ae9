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
    let cells = fields.map { TotalWords.trimmed(plan.dialect.string(bytes, $0)) }
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

/// The words and the amounts in a row of totals.
enum TotalWords {
  private static let words: Set<String> = [
    "total", "totals", "grand total", "grand totals", "subtotal", "subtotals", "sub total",
    "sub-total", "sum", "sums", "overall total", "report total", "summe", "summen", "gesamt",
    "gesamtsumme", "endsumme", "zwischensumme", "insgesamt", "totale", "totali",
    "totale generale", "totale complessivo", "totaal", "eindtotaal", "suma", "suma total",
    "total general", "totales", "total geral", "soma", "totais", "somme", "total général",
    "totaux", "sous-total", "summa", "totalsumma", "totalt", "i alt", "sum totalt", "yhteensä",
    "razem", "łącznie", "ogółem", "celkem", "součet", "spolu", "összesen", "mindösszesen",
    "ukupno", "skupaj", "toplam", "genel toplam", "итого", "всего", "разом", "общо", "σύνολο",
    "kokku", "kopā", "iš viso", "合計", "総計", "小計", "合计", "总计", "總計", "합계", "총계",
  ]

  /// Whether a cell says that what follows it are totals: `Grand Totals (12 records)`, `Summe:`.
  static func isTotal(_ cell: String) -> Bool {
    let label = cell.lowercased().prefix { $0 != "(" && $0 != ":" && $0 != "：" && $0 != "=" }
    return words.contains(trimmed(String(label)))
  }

  /// Digits of an amount without a separator at most; more are a number of something.
  private static let maximumDigits = 9

  /// Whether a cell is an amount or a count: digits in groups of three or in one, a fraction, a sign,
  /// a currency or a percent sign.
  ///
  /// A telephone number, a date or a postal code that begins with a zero is none.
  static func isAmount(_ cell: String) -> Bool {
    var rest = Substring(cell)
    if rest.first == "(", rest.last == ")" { rest = rest.dropFirst().dropLast() }
    rest = withoutMarks(rest)
    guard let first = rest.first, first.isASCII, first.isNumber,
      rest.allSatisfy({ $0.isASCII && $0.isNumber || isSeparator($0) })
    else { return false }
    let groups = rest.split(omittingEmptySubsequences: false, whereSeparator: isSeparator)
    let separators = rest.filter(isSeparator)
    guard !groups.contains(where: \.isEmpty), let head = groups.first else { return false }
    if groups.count == 1 {
      return head.count <= maximumDigits && (head.count == 1 || head.first != "0")
    }
    // All separators alike but the last, which may be that of the fraction.
    let areAlike = Set(separators.dropLast()).count < 2
    let areThrees = groups.dropFirst().dropLast().allSatisfy { $0.count == 3 }
    let isHead = groups.count == 2 ? head.count <= maximumDigits : head.count <= 3
    let isDate = groups.count == 3 && separators.first == separators.last && groups[2].count != 3
    return areAlike && areThrees && isHead && !isDate && (head.count == 1 || head.first != "0")
  }

  private static func isSeparator(_ character: Character) -> Bool {
    ",.'’ \u{A0}\u{202F}".contains(character)
  }

  /// Without signs, currencies and blanks at both ends.
  private static func withoutMarks(_ text: Substring) -> Substring {
    func isMark(_ character: Character) -> Bool {
      character.isCurrencySymbol || "+-−% \u{A0}\u{202F}".contains(character)
    }
    var rest = text
    while let first = rest.first, isMark(first) { rest = rest.dropFirst() }
    while let last = rest.last, isMark(last) { rest = rest.dropLast() }
    // A code of ISO 4217.
    let isLetter: (Character) -> Bool = { $0.isASCII && $0.isUppercase }
    if rest.prefix(while: isLetter).count == 3 {
      rest = rest.dropFirst(3)
    } else if rest.reversed().prefix(while: isLetter).count == 3 {
      rest = rest.dropLast(3)
    } else {
      return rest
    }
    while let first = rest.first, isMark(first) { rest = rest.dropFirst() }
    while let last = rest.last, isMark(last) { rest = rest.dropLast() }
    return rest
  }

  /// Without blanks at its ends.
  static func trimmed(_ text: String) -> String {
    var rest = Substring(text)
    while rest.first?.isWhitespace == true { rest = rest.dropFirst() }
    while rest.last?.isWhitespace == true { rest = rest.dropLast() }
    return String(rest)
  }
}
