/// Tries every delimiter on a sample and keeps the one that cuts the records alike.
struct DialectSurvey {
  struct Candidate {
    let dialect: CSVDialect
    let score: Double
    /// The number of fields that most records have, and how many have it.
    let fieldCount: Int
    let agreeing: Int
    let recordCount: Int
  }

  /// Delimiters that real exports use.
  static let delimiters: [UInt8] = [",", ";", "\t", "|"].map { UInt8(ascii: $0) }
  /// Records looked at.
  private static let records = 1000
  private static let limits = CSVLimits(recordBytes: 1 << 16, recordLines: 512)

  let best: Candidate
  let runnerUp: Candidate?
  let table: SampleTable
  private(set) var evidence: [String] = []

  init(text: [UInt8], from start: Int, isWhole: Bool, base: CSVDialect, hints: CSVHints) {
    var start = start
    var line: Int64 = 1
    var preamble: [String] = []
    var declared: UInt8?
    if let (delimiter, next) = base.separatorLine(text, start) {
      preamble.append("sep=\(Character(Unicode.Scalar(delimiter)))")
      (declared, start, line) = (delimiter, next, 2)
    }
    let wanted = hints.delimiter ?? declared
    let escapes: [CSVDialect.Escape] =
      Self.contains(text, [ASCII.backslash, UInt8(ascii: "\"")])
      ? [.doubled, .backslash] : [.doubled]
    var candidates: [Candidate] = []
    for delimiter in wanted.map({ [$0] }) ?? Self.delimiters {
      for escape in escapes {
        var dialect = base
        (dialect.delimiter, dialect.escape) = (delimiter, escape)
        candidates.append(Self.candidate(text, start, isWhole, dialect))
      }
    }
    let ranked = candidates.enumerated()
      .sorted { ($1.element.score, $0.offset) < ($0.element.score, $1.offset) }
      .map(\.element)
    let best = ranked[0]
    self.best = best
    runnerUp = ranked.first {
      $0.dialect.delimiter != best.dialect.delimiter && $0.fieldCount > 1
    }
    table = SampleTable(
      records: Self.cut(text, start, isWhole, best.dialect, firstLine: line),
      fieldCount: best.fieldCount,
      preamble: preamble,
      preambleLines: hints.preambleLines
    )
    describe(declared)
  }

  private mutating func describe(_ declared: UInt8?) {
    let name = best.dialect.delimiterName
    if declared != nil { evidence.append("delimiter \(name): declared by a sep= line") }
    let share = "\(best.agreeing) of \(best.recordCount) records have \(best.fieldCount) fields"
    let other = runnerUp.map { candidate in
      "; with \(candidate.dialect.delimiterName) \(candidate.agreeing) of "
        + "\(candidate.recordCount) have \(candidate.fieldCount)"
    }
    evidence.append("delimiter \(name): \(share)\(other ?? "")")
    if best.dialect.escape == .backslash { evidence.append("quotes are escaped by a backslash") }
    if !table.preamble.isEmpty {
      evidence.append("preamble: \(table.preamble.count) lines stand before the table")
    }
  }

  private static func contains(_ text: [UInt8], _ pair: [UInt8]) -> Bool {
    zip(text, text.dropFirst()).contains { $0 == pair[0] && $1 == pair[1] }
  }

  /// Cuts the sample and judges how alike the records are.
  private static func candidate(
    _ text: [UInt8],
    _ start: Int,
    _ isWhole: Bool,
    _ dialect: CSVDialect
  ) -> Candidate {
    var counts: [Int: Int] = [:]
    var total = 0
    var faults = 0
    walk(text, start, isWhole, dialect) { outcome, fields, _ in
      switch outcome {
      case .fields:
        counts[fields.count, default: 0] += 1
        total += 1
      case .faulty:
        faults += 1
        total += 1
      default: break
      }
      return total < records
    }
    let mode = counts.max {
      ($0.value * min($0.key, 2), $0.key) < ($1.value * min($1.key, 2), $1.key)
    }
    guard let mode, total > 0 else {
      return Candidate(dialect: dialect, score: 0, fieldCount: 1, agreeing: 0, recordCount: total)
    }
    let agreement = Double(mode.value) / Double(total)
    // Any file is regular when nothing cuts it: one field is worth little, more fields a bit more.
    let width = mode.key == 1 ? 0.05 : 1 - 0.5 / Double(mode.key)
    return Candidate(
      dialect: dialect,
      score: agreement * agreement * width,
      fieldCount: mode.key,
      agreeing: mode.value,
      recordCount: total
    )
  }

  private static func walk(
    _ text: [UInt8],
    _ start: Int,
    _ isWhole: Bool,
    _ dialect: CSVDialect,
    _ body: (ScannedRecord, [FieldRange], Int) -> Bool
  ) {
    let scanner = RecordScanner(dialect: dialect.unvalidated, limits: limits, fieldCount: nil)
    let source = text.span
    let window = Window(end: text.count, isFinal: isWhole)
    var fields: [FieldRange] = []
    var position = start
    while position < text.count {
      let outcome = scanner.scan(source, from: position, in: window, fields: &fields)
      guard body(outcome, fields, position) else { return }
      switch outcome {
      case .fields(let end), .blank(let end), .comment(let end): position = end
      case .faulty(_, _, let end):
        guard let end else { return }
        position = end
      case .needsMore: return
      }
    }
  }

  /// The first records of the sample as text.
  private static func cut(
    _ text: [UInt8],
    _ start: Int,
    _ isWhole: Bool,
    _ dialect: CSVDialect,
    firstLine: Int64
  ) -> [SampleRecord] {
    var result: [SampleRecord] = []
    var line = firstLine
    var previous = start
    // A file that is one record without a line end is still a record.
    walk(text, start, isWhole, dialect) { outcome, fields, position in
      line += Int64(text[previous..<position].count { $0 == dialect.lineEnd.terminator })
      previous = position
      guard let end = outcome.end else { return false }
      let lines = Int64(text[position..<end].count { $0 == dialect.lineEnd.terminator })
      var record = SampleRecord(start: position, end: end, line: line, lines: lines)
      if case .fields = outcome { record.fields = fields.map { dialect.string(text, $0) } }
      record.isComment = outcome == .comment(end: end)
      record.raw = dialect.string(
        text,
        FieldRange(start: position, length: end - position, hasEscapes: false)
      )
      result.append(record)
      return result.count < 200
    }
    return result
  }
}

extension ScannedRecord {
  /// Where the next record starts, nil when that is not known.
  var end: Int? {
    switch self {
    case .fields(let end), .blank(let end), .comment(let end): end
    case .faulty(_, _, let end): end
    case .needsMore: nil
    }
  }
}

extension CSVDialect {
  /// The same dialect without a check of the encoding.
  var unvalidated: CSVDialect {
    var dialect = self
    dialect.encoding = .latin1
    return dialect
  }

  /// A field as a String, for headers and samples.
  func string(_ bytes: [UInt8], _ field: FieldRange) -> String {
    var content: [UInt8] = []
    let source = bytes.span
    if field.hasEscapes {
      appendUnescaped(source, field.range, to: &content)
    } else {
      content.append(contentsOf: bytes[field.range])
    }
    var output: [UInt8] = []
    encoding.appendUTF8(of: content.span, 0..<content.count, to: &output)
    return String(decoding: output, as: UTF8.self)
  }
}

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
  let preamble: [String]

  /// A preamble is at most this long: notes above a table, not a table of its own.
  private static let maximumPreamble = 20

  init(records: [SampleRecord], fieldCount: Int, preamble: [String], preambleLines: Int?) {
    let all = records.isEmpty ? [SampleRecord(start: 0, end: 0, line: 1, lines: 0)] : records
    self.records = all
    let first = all.firstIndex { !$0.fields.isEmpty } ?? 0
    headerIndex =
      if let preambleLines {
        all.firstIndex { $0.line > Int64(preambleLines) && !$0.fields.isEmpty } ?? first
      } else {
        all.prefix(Self.maximumPreamble).firstIndex { $0.fields.count == fieldCount } ?? first
      }
    let above = all[..<headerIndex].filter { !$0.isComment }
    self.preamble =
      preamble + above.map { $0.raw.trimmingLineEnd }.filter { !$0.isEmpty }
  }
}

extension String {
  fileprivate var trimmingLineEnd: String {
    var text = Substring(self)
    while text.last?.isNewline == true { text.removeLast() }
    return String(text)
  }
}
