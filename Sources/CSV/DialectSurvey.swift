/// The sniffer's third phase: tries delimiters and quotes on samples and keeps the pair that cuts
/// the records alike.
struct DialectSurvey {
  struct Candidate {
    let dialect: CSVDialect
    let score: Double
    /// The number of fields that most records have, and how many have it.
    let fieldCount: Int
    let agreeing: Int
    let recordCount: Int
    /// Whether the first record that is cut has as many fields.
    let firstAgrees: Bool
    /// Whether the very first record has.
    let isWhole: Bool
    /// Whether the very first record is cut into names of columns.
    let namesColumns: Bool
    /// The share of the cells in which no other delimiter stands, 0 to 1.
    let purity: Double
    /// Whether quotes stand beside the delimiter.
    let isQuotedAlong: Bool
    /// Records that end in a fault of their quotes.
    let faultCount: Int
  }

  /// Text to be cut into records.
  struct Piece {
    let text: [UInt8]
    var start = 0
    let isFinal: Bool
  }

  /// Delimiters that real exports use.
  static let delimiters: [UInt8] = [",", ";", "\t", "|"].map { UInt8(ascii: $0) }
  /// Delimiters of old systems (ASCII's unit separator, Hive's control-A) and bytes that mostly
  /// stand in text: tried only when none of the others cuts the records.
  static let rareDelimiters: [UInt8] =
    [0x1F, 0x01] + ["^", "~", ":", " "].map { UInt8(ascii: $0) }
  /// Delimiters of one byte that have a list.
  static let listed = delimiters + rareDelimiters
  /// Records looked at in the beginning, and in each sample from elsewhere.
  private static let records = 1000
  private static let furtherRecords = 250
  private static let limits = CSVLimits()

  let best: Candidate
  let runnerUp: Candidate?
  /// The runner-up when nothing speaks for the best against it.
  let rival: Candidate?
  let table: SampleTable
  private(set) var phases: [CSVPhase] = []

  init(_ pieces: [Piece], base: CSVDialect, delimiter: [UInt8]?, hints: CSVHints) {
    let text = pieces[0].text
    var start = pieces[0].start
    var line: Int64 = 1
    var preamble: [String] = []
    var declared: [UInt8]?
    if let (delimiter, next) = base.separatorLine(text, start) {
      preamble.append("sep=\(Character(Unicode.Scalar(delimiter)))")
      (declared, start, line) = ([delimiter], next, 2)
    }
    let first = Piece(text: text, start: start, isFinal: pieces[0].isFinal)
    let all = [first] + pieces.dropFirst()
    let ranked = Self.ranked(all, base, wanted: delimiter ?? declared)
    let best = ranked[0]
    self.best = best
    runnerUp = ranked.first {
      $0.dialect.delimiterBytes != best.dialect.delimiterBytes && $0.fieldCount > 1
    }
    rival = runnerUp.flatMap { $0.isRival(of: best) ? $0 : nil }
    table = SampleTable(
      records: Self.cut(first, best.dialect, firstLine: line, fieldCount: best.fieldCount),
      fieldCount: best.fieldCount,
      preamble: preamble,
      preambleLines: hints.preambleLines,
      hasHeader: hints.hasHeader,
      text: text,
      dialect: best.dialect
    )
    phases = [delimiterPhase(first, isDeclared: declared != nil, line), quotePhase]
    phases += table.phases
  }

  // MARK: What was found, in words

  private func delimiterPhase(_ piece: Piece, isDeclared: Bool, _ line: Int64) -> CSVPhase {
    let share = "\(best.agreeing) of \(best.recordCount) records have \(best.fieldCount) fields"
    let other = runnerUp.map {
      "; with \($0.dialect.delimiterName) \($0.agreeing) have \($0.fieldCount)"
    }
    let judge = runnerUp ?? best
    let against = Self.cut(piece, judge.dialect, firstLine: line)
      .filter { !$0.fields.isEmpty && $0.fields.count != judge.fieldCount }
    return CSVPhase(
      .delimiter,
      best.dialect.delimiterName,
      isDeclared ? 1 : best.score,
      runnerUp: runnerUp.map { .init($0.dialect.delimiterName, $0.score) },
      because: (isDeclared ? "declared by a sep= line; " : "") + share + (other ?? ""),
      lines: against.map(\.line)
    )
  }

  private var quotePhase: CSVPhase {
    let dialect = best.dialect
    let name = dialect.quote.map { String(Character(Unicode.Scalar($0))) } ?? "none"
    let escape =
      switch dialect.escape {
      case .backslash: "a backslash stands in front of one inside a field"
      case .doubled: "one inside a field is doubled"
      case .unescaped: "one inside a field stands as it is"
      }
    let blanks = dialect.skipsBlanks ? "; blanks stand behind delimiters" : ""
    let sound = Double(best.agreeing) / Double(max(1, best.recordCount))
    return CSVPhase(.quote, name, sound, because: escape + blanks)
  }

  // MARK: Candidates

  private static func ranked(
    _ pieces: [Piece],
    _ base: CSVDialect,
    wanted: [UInt8]?
  ) -> [Candidate] {
    if let wanted { return sorted(candidates(pieces, base, wanted), pieces) }
    let usual = delimiters.flatMap { candidates(pieces, base, [$0]) }
    let best = sorted(usual, pieces)
    let text = pieces[0].text
    let unusual = UnusualDelimiters.find(text, pieces[0].start, base)
      .flatMap { candidates(pieces, base, $0) }
      .filter { $0.isConvincing && $0.isRegular && $0.isWhole }
    // A delimiter of several characters is cut by each of them, too: `a||b` by the pipe.
    let long = unusual.filter { $0.isMade(of: listed, in: text) }
      .sorted { $0.dialect.delimiterRest.count > $1.dialect.delimiterRest.count }
    if !long.isEmpty { return long + best }
    guard let first = best.first, !first.isConvincing || !first.isWhole else { return best }
    let all = rareDelimiters.flatMap { candidates(pieces, base, [$0]) }
    let isMeant: (Candidate) -> Bool = { $0.isConvincing && $0.isMeant(in: text) }
    // What cuts the first line as well is stronger than what cuts only the others.
    let rare =
      all.filter(isMeant).filter { !first.isConvincing || $0.isWhole }
      + unusual.filter { $0.namesColumns || !first.isConvincing && $0.mayBeHeaderless }
    if first.isConvincing { return rare.isEmpty ? best : sorted(rare, pieces) + best }
    guard rare.isEmpty, !first.isQuotedAlong else { return sorted(usual + rare, pieces) }
    // Nothing cuts the records alike, but quotes tell what they are enclosed against.
    let quoted = sorted(
      all.filter { $0.isQuotedAlong && $0.firstAgrees && $0.fieldCount > 2 },
      pieces
    )
    return quoted + best
  }

  private static func sorted(_ candidates: [Candidate], _ pieces: [Piece]) -> [Candidate] {
    var sorted = candidates.enumerated()
      .sorted { ($1.element.score, $0.offset) < ($0.element.score, $1.offset) }
      .map(\.element)
    // The best may cut the numbers in its cells and leave the header whole: `lat;lon`, `1,5;2,5`.
    guard let best = sorted.first else { return sorted }
    let others = sorted.dropFirst()
    let enclosing = others.first { $0.mayEnclose(best) && encloses(best, $0, pieces[0]) }
    guard
      let better = enclosing
        ?? others.filter({ $0.isBetter(than: best) }).max(by: Candidate.isPurer)
    else { return sorted }
    sorted.removeAll { $0.dialect == better.dialect }
    return [better] + sorted
  }

  /// Whether most records that `inner` finds are lines within the quoted fields of `outer`.
  private static func encloses(_ inner: Candidate, _ outer: Candidate, _ piece: Piece) -> Bool {
    var (end, count) = (piece.start, 0)
    walk(piece, outer.dialect) { outcome, _, position in
      count += 1
      end = outcome == .needsMore ? piece.text.count : outcome.end ?? position
      return true
    }
    let terminator = outer.dialect.lineEnd.terminator
    let lines = piece.text[piece.start..<end].count { $0 == terminator }
    return (lines - count) * 2 > inner.recordCount
  }

  /// The dialects with a delimiter that the text speaks for.
  private static func candidates(
    _ pieces: [Piece],
    _ base: CSVDialect,
    _ delimiter: [UInt8]
  ) -> [Candidate] {
    var dialect = base
    dialect.delimiterBytes = delimiter
    let enclosure = Enclosure(pieces[0].text, delimiter, base.lineEnd.terminator)
    dialect.quote = enclosure.quote
    dialect.skipsBlanks = enclosure.skipsBlanks
    var result = [candidate(pieces, dialect, enclosure)]
    if let quote = dialect.quote, contains(pieces[0].text, [ASCII.backslash, quote]) {
      dialect.escape = .backslash
      result.append(candidate(pieces, dialect, enclosure))
    }
    if dialect.quote != nil, !enclosure.hasDoubledQuotes, result.allSatisfy(\.hasManyFaults) {
      dialect.escape = .unescaped
      result.append(candidate(pieces, dialect, enclosure))
    }
    return result
  }

  private static func contains(_ text: [UInt8], _ pair: [UInt8]) -> Bool {
    zip(text, text.dropFirst()).contains { $0 == pair[0] && $1 == pair[1] }
  }

  /// Cuts the samples and judges how alike the records are.
  private static func candidate(
    _ pieces: [Piece],
    _ dialect: CSVDialect,
    _ enclosure: Enclosure
  ) -> Candidate {
    var counts: [Int: Int] = [:]
    var total = 0
    var (first, opening): (Int?, Int?)
    var namesColumns = false
    var purity = Purity(dialect.delimiterBytes)
    // A footer's lines are cut otherwise than the table, and may be more than its records.
    var (isAfterGap, footer, faults) = (false, 0, 0)
    // Where the beginning ends within a long quoted field, other samples may be parts of such fields.
    var isOpen = false
    for (index, piece) in pieces.enumerated() {
      let before = (counts: counts, total: total, faults: faults)
      let limit = total + (index == 0 ? records : furtherRecords)
      walk(piece, dialect) { outcome, fields, position in
        switch outcome {
        case .fields:
          counts[fields.count, default: 0] += 1
          total += 1
          if fields.count > 1 { first = first ?? fields.count }
          if opening == nil {
            opening = fields.count
            namesColumns = areNames(fields.map { dialect.string(piece.text, $0) })
          }
          if index == 0 { purity.note(fields, in: piece.text) }
          isAfterGap = isAfterGap && fields.count == 1
          if isAfterGap { footer += 1 }
        case .blank: isAfterGap = true
        case .faulty:
          total += 1
          faults += 1
        case .needsMore where index == 0:
          isOpen = piece.text[position...].contains(dialect.lineEnd.terminator)
        default: break
        }
        return total < limit
      }
      guard index > 0, isOpen, let opening else { continue }
      let agreeing = counts[opening, default: 0] - before.counts[opening, default: 0]
      if agreeing * 2 <= total - before.total { (counts, total, faults) = before }
    }
    let single = counts[1, default: 0]
    if footer <= CSVReader.maximumFooterLines, total - single > 1 {
      counts[1] = single - footer
      total -= footer
    }
    let mode = counts.max {
      ($0.value * min($0.key, 2), $0.key) < ($1.value * min($1.key, 2), $1.key)
    }
    let (fieldCount, agreeing) = mode ?? (1, 0)
    let agreement = Double(agreeing) / Double(max(1, total))
    // Any file is regular when nothing cuts it: one field is worth little, more fields a bit more.
    let width = fieldCount == 1 ? 0.05 : 1 - 0.5 / Double(fieldCount)
    return Candidate(
      dialect: dialect,
      score: agreement * agreement * width,
      fieldCount: fieldCount,
      agreeing: agreeing,
      recordCount: total,
      firstAgrees: first == fieldCount,
      isWhole: opening == fieldCount,
      namesColumns: namesColumns,
      purity: purity.share,
      isQuotedAlong: enclosure.speaksForDelimiter,
      faultCount: faults
    )
  }

  /// Whether cells are names of columns: distinct words without blanks at their edges.
  private static func areNames(_ cells: [String]) -> Bool {
    cells.count > 1 && Set(cells).count == cells.count
      && cells.allSatisfy { cell in
        let isWord = cell.first?.isLetter == true && cell.last?.isWhitespace == false
        let isCut = cell.utf8.contains(where: delimiters.contains)
        return isWord && !isCut && !HeaderSurvey.isValue(cell)
      }
  }

  private static func walk(
    _ piece: Piece,
    _ dialect: CSVDialect,
    fieldCount: Int = .max,
    _ body: (ScannedRecord, [FieldRange], Int) -> Bool
  ) {
    let scanner = RecordScanner(dialect: dialect.unvalidated, limits: limits, fieldCount: nil)
    let strict = RecordScanner(dialect: dialect.unvalidated, limits: limits, fieldCount: fieldCount)
    var width: Int?
    let source = piece.text.span
    let window = Window(end: piece.text.count, isFinal: piece.isFinal)
    var fields: [FieldRange] = []
    var position = piece.start
    while position < piece.text.count {
      var outcome = scanner.scan(source, from: position, in: window, fields: &fields)
      if fields.count > fieldCount {
        // A carriage return may end a record where others end with a line feed.
        let split = strict.scan(source, from: position, in: window, fields: &fields)
        if case .fields = split {
          outcome = split
        } else {
          outcome = scanner.scan(source, from: position, in: window, fields: &fields)
        }
      }
      if width == nil, fields.count > 1, case .fields = outcome { width = fields.count }
      if outcome == .needsMore, let width {
        let judge = RecordScanner(dialect: dialect.unvalidated, limits: limits, fieldCount: width)
        if let second = judge.startOfSwallowedRecords(source, position, in: window) {
          outcome = .faulty(.unclosedQuote, at: position, end: second)
        }
      }
      guard body(outcome, fields, position), let end = outcome.end else { return }
      position = end
    }
  }

  /// Records of the sample that are kept as text.
  private static let keptRecords = 200

  /// The first records of the sample as text.
  private static func cut(
    _ piece: Piece,
    _ dialect: CSVDialect,
    firstLine: Int64,
    fieldCount: Int = .max
  ) -> [SampleRecord] {
    let text = piece.text
    var result: [SampleRecord] = []
    var line = firstLine
    var previous = piece.start
    walk(piece, dialect, fieldCount: fieldCount) { outcome, fields, position in
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
      return result.count < keptRecords
    }
    return result
  }
}

extension DialectSurvey.Candidate {
  /// Whether most records have several fields.
  fileprivate var isConvincing: Bool {
    fieldCount > 1 && agreeing * 10 >= recordCount * 8
  }

  /// Whether nearly all records have them, and there are some.
  fileprivate var isRegular: Bool { recordCount > 2 && agreeing * 10 >= recordCount * 9 }

  /// Whether its score is as good as none.
  private func isNear(_ other: DialectSurvey.Candidate) -> Bool {
    fieldCount > 1 && dialect.delimiterBytes != other.dialect.delimiterBytes
      && isRegular && other.isRegular && score * 5 >= other.score * 4
  }

  /// Whether it cuts the header or the cells better than one of a higher score.
  fileprivate func isBetter(than other: DialectSurvey.Candidate) -> Bool {
    guard isNear(other), isWhole, firstAgrees else { return false }
    return other.isWhole ? purity > other.purity + 0.1 : purity >= other.purity
  }

  /// Whether it cuts all there is alike, where one of a higher score leaves the header whole: the
  /// records of that one may be the lines of a text in quotes.
  fileprivate func mayEnclose(_ best: DialectSurvey.Candidate) -> Bool {
    fieldCount > 1 && isWhole && firstAgrees && agreeing == recordCount && faultCount == 0
      && !best.isWhole && dialect.delimiterBytes != best.dialect.delimiterBytes
  }

  /// Whether it might as well have been the best.
  fileprivate func isRival(of best: DialectSurvey.Candidate) -> Bool {
    isNear(best) && isWhole && best.isWhole && score * 20 >= best.score * 19
      && purity + 0.1 >= best.purity && !best.dialect.delimiterBytes.contains(dialect.delimiter)
  }

  fileprivate static func isPurer(
    _ left: DialectSurvey.Candidate,
    _ right: DialectSurvey.Candidate
  ) -> Bool {
    (left.purity, left.score) < (right.purity, right.score)
  }

  /// Whether it is longer than one of `singles`, and that stands nowhere but in it.
  fileprivate func isMade(of singles: [UInt8], in text: [UInt8]) -> Bool {
    let bytes = dialect.delimiterBytes
    guard fieldCount > 2, bytes.count > 1 else { return false }
    return singles.contains { single in
      let share = bytes.count { $0 == single }
      guard share > 0 else { return false }
      let inside = UnusualDelimiters.count(bytes, in: text) * share
      return inside * 50 >= text.count { $0 == single } * 49
    }
  }

  /// Whether it is no single mark such as words have between them, or stands as often in each line.
  fileprivate var mayBeHeaderless: Bool {
    let isSingle = dialect.delimiterRest.isEmpty && dialect.delimiter > ASCII.space
    return isSingle ? fieldCount > 3 && agreeing == recordCount : fieldCount > 2
  }

  /// Whether faults of quotes are a habit of the file and no accident.
  fileprivate var hasManyFaults: Bool { faultCount >= 5 && faultCount * 10 >= recordCount }

  /// Whether a rare delimiter really cuts: the header as well, enough records, no web addresses or
  /// times of day, and for blanks more fields than a person's name has.
  fileprivate func isMeant(in text: [UInt8]) -> Bool {
    let isNamed = namesColumns && fieldCount > 2
    guard firstAgrees || isNamed, isRegular else { return false }
    if dialect.delimiter == ASCII.space { return fieldCount > 3 && isWhole }
    guard dialect.delimiter == UInt8(ascii: ":") else { return true }
    if isNamed { return true }
    let places = text.indices.dropFirst().dropLast().filter { text[$0] == dialect.delimiter }
    let parts = places.count { place in
      let isInTime = text[place - 1].isDigit && text[place + 1].isDigit
      return text[place + 1] == UInt8(ascii: "/") || text[place + 1] == ASCII.space || isInTime
    }
    return parts * 2 < places.count
  }
}

extension UInt8 {
  var isDigit: Bool { (0x30...0x39).contains(self) }
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
