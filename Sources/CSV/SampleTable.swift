/// A record of the sample.
struct SampleRecord {
  let start: Int
  let end: Int
  let line: Int64
  let lines: Int64
  /// Empty for what is no record.
  var fields: [String] = []
  var isComment = false
  var raw = ""
}

/// The records of the sample and where among them the table begins.
struct SampleTable {
  let records: [SampleRecord]
  /// The record that is the header, or the first of the data.
  let headerIndex: Int
  let fieldCount: Int
  /// The lines above, without blank ones and comments.
  let preamble: [String]
  let preambleLines: [Int64]
  /// The line right above the table when it is a header that does not fit the records.
  let misfit: SampleRecord?
  /// The names in a header that is damaged in a way that can be undone, nil when it is sound.
  let repair: HeaderRepair?
  /// Whether the lines above look like records of a table.
  let looksLikeData: Bool
  /// Where the first record begins when it stands on the header's line.
  let joint: JoinedHeader?
  /// The names of a header that stands on several rows, nil when it stands on one.
  let stack: HeaderStack?

  /// A preamble is at most this long: notes above a table, not a table of its own.
  private static let maximumPreamble = 20

  init(
    records: [SampleRecord],
    fieldCount: Int,
    preamble: [String],
    preambleLines wanted: Int?,
    hasHeader: Bool?,
    text: [UInt8],
    dialect: CSVDialect
  ) {
    let all = records.isEmpty ? [SampleRecord(start: 0, end: 0, line: 1, lines: 0)] : records
    self.records = all
    self.fieldCount = fieldCount
    let first = all.firstIndex { !$0.fields.isEmpty } ?? 0
    var index =
      if let wanted {
        all.firstIndex { $0.line > Int64(wanted) && !$0.fields.isEmpty } ?? first
      } else {
        all.prefix(Self.maximumPreamble).firstIndex { $0.fields.count == fieldCount } ?? first
      }
    let isAbove: (SampleRecord) -> Bool = { !$0.isComment && !$0.raw.trimmingLineEnd.isEmpty }
    var misfit: SampleRecord?
    var repair: HeaderRepair?
    var joint: JoinedHeader?
    if wanted == nil, let last = all[..<index].lastIndex(where: isAbove), last + 1 == index {
      let below = HeaderContrast(all[index...], fieldCount)
      repair = HeaderRepair(all[last].raw.trimmingLineEnd, fieldCount, dialect)
      if let names = repair?.names, below.columns(names) > 0, below.withoutFirst == 0 {
        index = last
      } else {
        repair = nil
        switch Self.fit(all[last], all[index...], fieldCount) {
        // A time of day that a colon cuts is a field too many, and no padding.
        case .padded where dialect.delimiterBytes == [UInt8(ascii: ":")]: misfit = all[last]
        case .padded: index = last
        case .misfit: misfit = all[last]
        case .joined:
          let records = all[index...].lazy.filter { $0.fields.count == fieldCount }
          if hasHeader != false {
            joint = JoinedHeader(all[last], records.map { $0.fields[0] }, text, dialect)
          }
          // Without a place to cut, the line is quarantined with the record that it holds.
          misfit = joint == nil ? all[last] : nil
          index = last
        case .note: break
        }
      }
    }
    if wanted == nil, repair == nil, misfit == nil, joint == nil {
      index = Self.headerBelowTitles(all, index, fieldCount) ?? index
    }
    let isSound = repair == nil && misfit == nil && joint == nil && hasHeader != false
    stack = isSound ? HeaderStack(all[index...], fieldCount) : nil
    headerIndex = index + (stack?.skipped ?? 0)
    self.joint = joint
    self.misfit = misfit
    self.repair = repair
    let above = all[..<headerIndex].filter(isAbove)
    self.preamble = preamble + above.map { $0.raw.trimmingLineEnd }
    preambleLines = above.map(\.line)
    looksLikeData = Self.areRecords(above.filter { !Self.isTitle($0, fieldCount) }.map(\.raw))
  }

  // MARK: Titles that a spreadsheet program filled up with delimiters

  /// A record that is empty but for some cells: a title, a heading over several columns, or nothing.
  private static func isTitle(_ record: SampleRecord, _ fieldCount: Int) -> Bool {
    record.fields.count == fieldCount && fieldCount > 2
      && record.fields.count { !$0.isEmpty } * 2 < fieldCount
  }

  /// The header below titles, when there are titles and what stands below them is one.
  private static func headerBelowTitles(
    _ all: [SampleRecord],
    _ index: Int,
    _ fieldCount: Int
  ) -> Int? {
    guard isTitle(all[index], fieldCount) else { return nil }
    let range = index..<min(all.count, index + maximumPreamble)
    let isCut: (Int) -> Bool = { all[$0].fields.count == fieldCount }
    guard let header = range.first(where: { isCut($0) && !isTitle(all[$0], fieldCount) }),
      header + 1 < all.count,
      all[(header + 1)...].contains(where: { $0.fields.count == fieldCount })
    else { return nil }
    let names = all[header].fields
    let named = names.filter { !$0.isEmpty }
    guard !named.contains(where: HeaderSurvey.isValue), Set(named).count * 2 > named.count else {
      return nil
    }
    // A line without anything in it sets a title apart; else the records must differ from the names.
    let titles = all[index..<header]
    let isApart =
      titles.contains { $0.fields.allSatisfy(\.isEmpty) }
      && titles.allSatisfy { $0.fields.count { !$0.isEmpty } <= 1 }
    let contrast = HeaderContrast(all[(header + 1)...], fieldCount).columns(names)
    return isApart || contrast > 0 ? header : nil
  }

  /// Whether lines are cut alike by some delimiter.
  private static func areRecords(_ lines: [String]) -> Bool {
    guard lines.count > 1 else { return false }
    return DialectSurvey.delimiters.contains { delimiter in
      let counts = Set(lines.map { line in line.utf8.count { $0 == delimiter } })
      return counts.count == 1 && !counts.contains(0)
    }
  }

  // MARK: Headers that do not fit

  private enum Fit {
    /// A header but for empty fields at the end of it, or of all records.
    case padded
    /// A header that a record's fields cannot be counted off against.
    case misfit
    /// A header and the first record on one line.
    case joined
    case note
  }

  private static func fit(
    _ line: SampleRecord,
    _ records: ArraySlice<SampleRecord>,
    _ fieldCount: Int
  ) -> Fit {
    let count = line.fields.count
    guard count > 1, fieldCount > 1 else { return .note }
    let surplus =
      count > fieldCount
      ? [line.fields[fieldCount...]]
      : records.filter { $0.fields.count == fieldCount }.map { $0.fields[count...] }
    if count != fieldCount, surplus.joined().allSatisfy(\.isEmpty) { return .padded }
    let isData = records.first?.fields.contains(where: HeaderSurvey.isValue) == true
    if isData, count >= 2 * fieldCount - 1 {
      let areNames = !line.fields.prefix(fieldCount - 1).contains(where: HeaderSurvey.isValue)
      let areValues = line.fields[fieldCount...].contains(where: HeaderSurvey.isValue)
      return count == 2 * fieldCount - 1 && areNames && areValues ? .joined : .misfit
    }
    // At least two thirds of the names, and none of them a value.
    let isLong = count * 3 >= fieldCount * 2 && count * 2 <= fieldCount * 3
    return isLong && !line.fields.contains(where: HeaderSurvey.isValue) ? .misfit : .note
  }

  /// The header's fields, as many as a record has.
  var headerFields: [String] {
    if let names = repair?.names ?? joint?.names ?? stack?.names { return names }
    let fields = records[headerIndex].fields.prefix(fieldCount)
    return fields + Array(repeating: "", count: max(0, fieldCount - fields.count))
  }

  /// The header's last row, or the first record.
  var lastHeaderRecord: SampleRecord { records[headerIndex + (stack?.further ?? 0)] }

  /// What was decided, for people.
  var phases: [CSVPhase] {
    guard !preambleLines.isEmpty else { return [] }
    let count = preambleLines.count
    return [
      CSVPhase(
        .preamble,
        "\(count) \(count == 1 ? "line" : "lines")",
        looksLikeData ? 0.5 : 1,
        because: "cut otherwise than the table below"
          + (looksLikeData ? "; is this another table?" : ""),
        lines: preambleLines
      )
    ]
  }
}

/// The lines that a reporting tool writes under its data, as far as the end of the file shows them.
enum FooterSurvey {
  /// Trailing lines of one field under a blank line: a phase when there are some.
  static func phase(of end: [UInt8], _ dialect: CSVDialect) -> CSVPhase? {
    var lines = end.split(
      separator: dialect.lineEnd.terminator,
      omittingEmptySubsequences: false
    ).map { $0.last == ASCII.cr ? $0.dropLast() : $0 }
    while lines.last?.isEmpty == true { lines.removeLast() }
    let block = lines.reversed().prefix { !$0.isEmpty }
    guard !block.isEmpty, block.count <= CSVReader.maximumFooterLines, block.count < lines.count,
      block.allSatisfy({ !isCut($0, dialect) })
    else { return nil }
    return CSVPhase(
      .footer,
      "\(block.count) \(block.count == 1 ? "line" : "lines")",
      1,
      because: "one field each, under a blank line at the end of the file"
    )
  }

  private static func isCut(_ line: ArraySlice<UInt8>, _ dialect: CSVDialect) -> Bool {
    let isQuoted = dialect.quote != nil && line.first == dialect.quote && line.last == dialect.quote
    return !isQuoted && line.contains(dialect.delimiter)
  }
}

extension String {
  fileprivate var trimmingLineEnd: String {
    var text = Substring(self)
    while text.last?.isNewline == true { text.removeLast() }
    return String(text)
  }
}
