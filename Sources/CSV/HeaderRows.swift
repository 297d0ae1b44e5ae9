/// A header whose line end is missing, so that the first record stands on its line.
struct JoinedHeader {
  /// Where in the text the record begins.
  let place: Int
  let names: [String]
  let reason = "the first record stands on the header's line; it is cut where the values begin"

  /// Finds the place in the cell that is the last name and the first value; nil when values begin as
  /// names do.
  ///
  /// `values` are the first cells of the records.
  init?(
    _ line: SampleRecord,
    _ values: some Collection<String>,
    _ text: [UInt8],
    _ dialect: CSVDialect
  ) {
    let count = line.fields.count / 2 + 1
    let limits = CSVLimits(recordBytes: line.end - line.start + 1)
    var cutter = RecordCutter(dialect: dialect.unvalidated, limits: limits, start: line.start)
    var fields: [FieldRange] = []
    let source = text.span
    let window = Window(end: line.end, isFinal: true)
    guard case .end = cutter.cut(source, in: window, into: &fields),
      fields.count == line.fields.count
    else { return nil }
    let range = fields[count - 1].range
    let isStart: (UInt8) -> Bool = { $0.isDigit || $0 == dialect.quote }
    guard let place = range.first(where: { isStart(text[$0]) }), place > range.lowerBound,
      text[place - 1] > ASCII.space
    else { return nil }
    if text[place].isDigit {
      // The name may end in digits, too: only one place may leave what values look like.
      let shapes = Set(values.map { Self.shape(Array($0.utf8)[...]) })
      let places = (place..<range.upperBound).prefix { text[$0].isDigit }
        .filter { shapes.contains(Self.shape(text[$0..<range.upperBound])) }
      guard places == [place], values.allSatisfy({ $0.utf8.first?.isDigit == true })
      else { return nil }
    }
    let name = FieldRange(
      start: range.lowerBound,
      length: place - range.lowerBound,
      hasEscapes: false
    )
    let names = Array(line.fields.prefix(count - 1)) + [dialect.string(text, name)]
    guard Set(names).count == count, !names.contains("") else { return nil }
    self.place = place
    self.names = names
  }

  /// What a value looks like, each digit alike.
  private static func shape(_ value: ArraySlice<UInt8>) -> [UInt8] {
    value.map { $0.isDigit ? UInt8(ascii: "0") : $0 }
  }
}

/// A header on several rows: names broken in two, units under the names, groups above them.
struct HeaderStack {
  let names: [String]
  /// Rows of groups above the names that stand for themselves.
  let skipped: Int
  /// Rows of the header below its first.
  let further: Int
  let reason: String?

  /// Rows of a header at most.
  private static let maximumRows = 3
  /// Records below that tell what the columns hold, and columns that must tell it.
  private static let someRecords = 2
  private static let someColumns = 2

  /// Words that are values, never names: answers, and what people write where they have no value.
  private static let valueWords: Set<String> = [
    "n/a", "na", "n.a.", "none", "null", "nil", "nan", "unknown", "tbd", "tba", "missing", "empty",
    "no", "yes", "private", "-", "--", "?", "x", "k.a.", "keine", "unbekannt", "inconnu", "aucun",
  ]

  /// Looks at the rows from the header on; nil when only the first of them names columns.
  init?(_ records: ArraySlice<SampleRecord>, _ fieldCount: Int) {
    let rows = Array(records)
    if rows.count > 2, Self.isRule(rows[1], fieldCount), rows[0].end == rows[1].start {
      (names, skipped, further) = (rows[0].fields, 0, 1)
      reason = "a line is drawn under the header and passed over"
      return
    }
    var count = 1
    while count < Self.maximumRows, Self.isHeader(rows, count, fieldCount) { count += 1 }
    guard count > 1 else { return nil }
    let cells = rows.prefix(count).map { $0.fields.map(\.trimmed) }
    let last = cells[count - 1]
    if cells[0].contains(""), !last.contains(""), Set(last).count == fieldCount {
      (names, skipped, further, reason) = (last, count - 1, 0, nil)
    } else {
      names = Self.joined(cells)
      (skipped, further) = (0, count - 1)
      reason = "the header stands on \(count) rows; the names of each column are joined"
    }
  }

  /// Whether row `index` belongs to the header: words in every column in which the rows below hold
  /// numbers, dates or addresses.
  private static func isHeader(_ rows: [SampleRecord], _ index: Int, _ fieldCount: Int) -> Bool {
    guard index + someRecords < rows.count, rows[index].fields.count == fieldCount,
      rows[index - 1].end == rows[index].start,
      rows[0].fields.count == fieldCount, rows[0].fields != rows[index].fields
    else { return false }
    let below = rows[(index + 1)...].filter { $0.fields.count == fieldCount }
    guard below.count >= someRecords else { return false }
    let columns = HeaderContrast(below[...], fieldCount).numericColumns
    guard columns.count >= someColumns else { return false }
    let cells = rows.prefix(index + 1).map { $0.fields.map(\.trimmed) }
    guard !cells.joined().contains(where: HeaderSurvey.isValue) else { return false }
    let names = joined(cells)
    guard Set(columns.map { names[$0] }).count == columns.count else { return false }
    return columns.allSatisfy { column in
      let cell = cells[index][column]
      return !cell.isEmpty && !HeaderContrast.isDigital(cell)
        && !valueWords.contains(cell.lowercased())
    }
  }

  /// Whether a row is a line drawn under the names, as between the cells of a printed table.
  private static func isRule(_ record: SampleRecord, _ fieldCount: Int) -> Bool {
    let cells = record.fields.map(\.trimmed).filter { !$0.isEmpty }
    return record.fields.count == fieldCount && cells.count > 1
      && cells.allSatisfy { cell in cell.count > 2 && cell.allSatisfy { "-=:_+".contains($0) } }
  }

  /// Each column's words from top to bottom; a group goes on to the right until the next begins.
  private static func joined(_ rows: [[String]]) -> [String] {
    var filled = rows
    for row in filled.indices.dropLast() {
      for column in filled[row].indices.dropFirst() where filled[row][column].isEmpty {
        filled[row][column] = filled[row][column - 1]
      }
    }
    return filled[0].indices.map { column in
      var words: [String] = []
      for row in filled where !row[column].isEmpty && words.last != row[column] {
        words.append(row[column])
      }
      return words.joined(separator: " ")
    }
  }
}
