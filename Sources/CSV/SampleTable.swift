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
  /// Whether the lines above look like records of a table.
  let looksLikeData: Bool

  /// A preamble is at most this long: notes above a table, not a table of its own.
  private static let maximumPreamble = 20

  init(records: [SampleRecord], fieldCount: Int, preamble: [String], preambleLines wanted: Int?) {
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
    if wanted == nil, let last = all[..<index].lastIndex(where: isAbove), last + 1 == index {
      switch Self.fit(all[last], all[index...], fieldCount) {
      case .padded: index = last
      case .misfit: misfit = all[last]
      case .note: break
      }
    }
    headerIndex = index
    self.misfit = misfit
    let above = all[..<index].filter(isAbove)
    self.preamble = preamble + above.map { $0.raw.trimmingLineEnd }
    preambleLines = above.map(\.line)
    looksLikeData = Self.areRecords(above.map(\.raw))
  }

  /// Whether lines are cut alike by some delimiter.
  private static func areRecords(_ lines: [String]) -> Bool {
    guard lines.count > 1 else { return false }
    return DialectSurvey.delimiters.contains { delimiter in
      let counts = Set(lines.map { line in line.utf8.count { $0 == delimiter } })
      return counts.count == 1 && !counts.contains(0)
    }
  }

  private enum Fit {
    /// A header but for empty fields at the end of it, or of all records.
    case padded
    /// A header that a record's fields cannot be counted off against.
    case misfit
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
    // At least two thirds of the names, and none of them a value.
    let isLong = count * 3 >= fieldCount * 2 && count * 2 <= fieldCount * 3
    return isLong && !line.fields.contains(where: HeaderSurvey.isValue) ? .misfit : .note
  }

  /// The header's fields, as many as a record has.
  var headerFields: [String] {
    let fields = records[headerIndex].fields.prefix(fieldCount)
    return fields + Array(repeating: "", count: max(0, fieldCount - fields.count))
  }

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

/// The sniffer's last phase: whether the first record of the table names its columns.
struct HeaderSurvey {
  let isThere: Bool
  let phase: CSVPhase

  /// A header names its columns: its cells are words, no two alike, none an address or a number.
  init(_ table: SampleTable, declared: Bool?) {
    let record = table.records[table.headerIndex]
    let cells = table.headerFields
    let named = cells.filter { !$0.isEmpty }
    let distinct = Set(named).count
    var reason = "\(named.count) names"
    var score = cells.isEmpty ? 1 : Double(distinct) / Double(cells.count)
    var found = true
    if let declared {
      (found, score, reason) = (declared, 1, "declared")
    } else if let line = table.misfit {
      (found, score) = (false, 0.5)
      reason =
        "the line above has \(line.fields.count) names where records have \(table.fieldCount) fields"
    } else if let value = named.first(where: Self.isValue) {
      let kind = value.contains("@") ? "an address" : "a number or date"
      (found, score) = (false, 1)
      reason = "a cell of the first record is \(kind)"
    } else if named.count * 2 <= cells.count || distinct * 2 <= named.count {
      (found, score) = (false, 1 - score)
      reason = "cells of the first record are empty or repeat"
    }
    isThere = found
    let line = table.misfit?.line ?? record.line
    phase = CSVPhase(.header, found ? "there" : "none", score, because: reason, lines: [line])
  }

  /// Whether a cell is data: an e-mail address, or digits with what stands between digits.
  static func isValue(_ cell: String) -> Bool {
    if cell.contains("@"), cell.contains(".") { return true }
    let digits = cell.utf8.count { (0x30...0x39).contains($0) }
    let others = cell.utf8.count { byte in
      !(0x30...0x39).contains(byte) && !" .,:/-+()TZ%".utf8.contains(byte)
    }
    return digits > 0 && others == 0
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
