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
    } else if let repair = table.repair?.reason ?? table.joint?.reason ?? table.stack?.reason {
      (score, reason) = (0.8, repair)
    } else if let value = named.first(where: Self.isValue) {
      let contrast = HeaderContrast(table).columns(cells)
      let values = named.count(where: Self.isValue)
      if contrast >= Self.minimumContrast * values, !named.contains(where: Self.isAddress) {
        score = 1 - Double(values) / Double(contrast)
        reason = "\(contrast) columns hold numbers under a word"
      } else {
        let kind = Self.isAddress(value) ? "an address" : "a number or date"
        (found, score) = (false, 1)
        reason = "a cell of the first record is \(kind)"
      }
    } else if named.count * 2 <= cells.count || distinct * 2 <= named.count {
      (found, score) = (false, 1 - score)
      reason = "cells of the first record are empty or repeat"
    }
    isThere = found
    let line = table.misfit?.line ?? record.line
    phase = CSVPhase(.header, found ? "there" : "none", score, because: reason, lines: [line])
  }

  /// A number among the names (a year, a quarter) must be outweighed by so many columns whose
  /// records are numbers where the first record has a word.
  private static let minimumContrast = 3

  /// Whether a cell is data: an e-mail address, or digits with what stands between digits.
  static func isValue(_ cell: String) -> Bool {
    if isAddress(cell) { return true }
    let digits = cell.utf8.count { (0x30...0x39).contains($0) }
    let others = cell.utf8.count { byte in
      !(0x30...0x39).contains(byte) && !" .,:/-+()TZ%".utf8.contains(byte)
    }
    return digits > 0 && others == 0
  }

  private static func isAddress(_ cell: String) -> Bool { cell.contains("@") && cell.contains(".") }
}

/// What sets a header apart from the records below it: columns in which they hold digits or
/// addresses and it a word.
struct HeaderContrast {
  /// Whether nearly all cells of a column hold digits or an address.
  private let isNumeric: [Bool]
  /// The columns of contrast between the first of the records and the others.
  let withoutFirst: Int

  /// Whether the first column does, in some records.
  let leadsWithValues: Bool

  /// Records looked at.
  private static let maximumRecords = 50
  /// Fewer records say nothing about a column.
  private static let someRecords = 3

  init(_ records: ArraySlice<SampleRecord>, _ fieldCount: Int) {
    let cut = records.lazy.filter { $0.fields.count == fieldCount }.prefix(Self.maximumRecords)
      .map(\.fields)
    isNumeric = Self.numeric(Array(cut), fieldCount)
    let others = Self.numeric(Array(cut.dropFirst()), fieldCount)
    withoutFirst = cut.first.map { Self.columns($0, others) } ?? 0
    // Notes under a short table are among the records looked at.
    let filled = cut.filter { record in record.dropFirst().contains { !$0.isEmpty } }
    leadsWithValues =
      filled.count >= Self.someRecords && Self.numeric(Array(filled), fieldCount).first == true
  }

  /// The columns that hold digits or addresses.
  var numericColumns: [Int] { isNumeric.indices.filter { isNumeric[$0] } }

  /// The contrast below a table's first record.
  init(_ table: SampleTable) {
    self.init(table.records[(table.headerIndex + 1)...], table.fieldCount)
  }

  /// Columns in which `names` has a word and the records digits.
  func columns(_ names: [String]) -> Int { Self.columns(names, isNumeric) }

  private static func columns(_ names: [String], _ isNumeric: [Bool]) -> Int {
    zip(names, isNumeric).count { $1 && !$0.isEmpty && !isDigital($0) }
  }

  private static func numeric(_ records: [[String]], _ fieldCount: Int) -> [Bool] {
    (0..<fieldCount).map { column in
      let cells = records.map { $0[column] }.filter { !$0.isEmpty }
      return !cells.isEmpty && cells.count(where: isDigital) * 5 >= cells.count * 4
    }
  }

  static func isDigital(_ cell: String) -> Bool {
    cell.utf8.contains { (0x30...0x39).contains($0) || $0 == UInt8(ascii: "@") }
  }
}

/// A header that is written otherwise than the records, its names read after all.
struct HeaderRepair {
  let names: [String]
  let reason: String

  /// Reads a line that was not cut into `fieldCount` fields, nil when no other reading has exactly
  /// so many names.
  init?(_ line: String, _ fieldCount: Int, _ dialect: CSVDialect) {
    guard fieldCount > 2 else { return nil }
    let text = Array(line.utf8)
    var other = dialect.unvalidated
    (other.encoding, other.quote, other.escape) = (.utf8, nil, .doubled)
    if let quote = dialect.quote, text.contains(quote),
      let found = Self.names(text, other, fieldCount)
    {
      let mark = Character(Unicode.Scalar(quote))
      names = found.map { name in name.filter { $0 != mark } }
      reason = "a quote in the header stands alone; its names are read without quotes"
      return
    }
    // A delimiter too many leaves an empty name.
    other.quote = dialect.quote
    if let found = Self.names(text, other, nil), found.count > fieldCount, found.last != "",
      case let filled = found.filter({ !$0.isEmpty }), filled.count == fieldCount,
      Self.areNames(filled)
    {
      names = filled
      reason = "an empty name stands in the midst of the header and is left out"
      return
    }
    for delimiter in DialectSurvey.delimiters + [ASCII.space]
    where [delimiter] != dialect.delimiterBytes {
      other.delimiterBytes = [delimiter]
      guard let found = Self.names(text, other, fieldCount) else { continue }
      names = found
      reason =
        "the header has \(other.delimiterName)s between its names, records have "
        + "\(dialect.delimiterName)s"
      return
    }
    return nil
  }

  /// The names that a dialect cuts from a line, nil when they are not as many as `fieldCount`.
  private static func names(
    _ text: [UInt8],
    _ dialect: CSVDialect,
    _ fieldCount: Int?
  ) -> [String]? {
    let limits = CSVLimits(recordBytes: text.count + 1)
    var cutter = RecordCutter(dialect: dialect, limits: limits, start: 0)
    var fields: [FieldRange] = []
    let window = Window(end: text.count, isFinal: true)
    let bytes = text.span
    guard case .end(text.count) = cutter.cut(bytes, in: window, into: &fields),
      fields.count == fieldCount ?? fields.count
    else { return nil }
    let names = fields.map { dialect.string(text, $0) }
    return fieldCount == nil || areNames(names) ? names : nil
  }

  private static func areNames(_ names: [String]) -> Bool {
    names.allSatisfy { !$0.isEmpty && !HeaderSurvey.isValue($0) } && Set(names).count == names.count
  }
}
