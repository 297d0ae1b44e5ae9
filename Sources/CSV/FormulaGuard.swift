/// Makes cells that a spreadsheet program would take for formulas inert, and gives them back as they
/// were (OWASP, "CSV Injection").
///
/// The guard is an apostrophe in front of the value. A value that begins with apostrophes and a
/// formula behind them gets one more, so that taking one off always gives the value that was
/// guarded. A number with its sign is no formula and stays as it is: `-5.00`, `+49 30 901820`.
package enum FormulaGuard {
  private static let mark = ASCII.apostrophe

  /// Whether a value is taken for a formula, by its first character behind blanks, quotes and
  /// backslashes: `=`, `+`, `-`, `@`, a tabulator or a carriage return, also of full width.
  package static func isNeeded(_ value: Span<UInt8>) -> Bool {
    var index = 0
    while index < value.count, isSkipped(value[index]) { index += 1 }
    guard index < value.count, isOpening(value, index) else { return false }
    return index > 0 || !isNumber(value)
  }

  /// The value with a guard, when it needs one.
  package static func guarded(_ value: String) -> String {
    let bytes = Array(value.utf8)
    return isNeeded(bytes.span) ? "'" + value : value
  }

  /// How many bytes of guard stand in front of a value, 0 or 1.
  package static func length(_ value: Span<UInt8>) -> Int {
    guard value.count > 1, value[0] == mark else { return 0 }
    return isNeeded(value.extracting(1..<value.count)) ? 1 : 0
  }

  /// The value without its guard.
  package static func unguarded(_ value: String) -> String {
    let bytes = Array(value.utf8)
    return String(decoding: bytes.dropFirst(length(bytes.span)), as: UTF8.self)
  }

  private static func isSkipped(_ byte: UInt8) -> Bool {
    byte == ASCII.space || byte == UInt8(ascii: "\"") || byte == mark || byte == ASCII.backslash
  }

  private static func isOpening(_ value: Span<UInt8>, _ index: Int) -> Bool {
    switch value[index] {
    case UInt8(ascii: "="), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "@"): return true
    case ASCII.tab, ASCII.cr, ASCII.lf: return true
    // U+FF1D, U+FF0B, U+FF0D and U+FF20 in UTF-8.
    case 0xEF where index + 2 < value.count && value[index + 1] == 0xBC:
      return [0x9D, 0x8B, 0x8D, 0xA0].contains(value[index + 2])
    default: return false
    }
  }

  /// A sign and digits, with what groups them.
  private static func isNumber(_ value: Span<UInt8>) -> Bool {
    guard value[0] == UInt8(ascii: "+") || value[0] == UInt8(ascii: "-") else { return false }
    var digits = 0
    for index in 1..<value.count {
      let byte = value[index]
      if byte.isDigit {
        digits += 1
      } else if byte != ASCII.space && byte != UInt8(ascii: ".") && byte != UInt8(ascii: ",") {
        return false
      }
    }
    return digits > 0
  }
}

extension CSVDialect {
  /// A record with a guard in front of each cell that a spreadsheet program would take for a
  /// formula; all other bytes are those of the record.
  ///
  /// `record` is in the encoding of the file, or in UTF-8 for one in UTF-16. Where its quotes are
  /// not sound, cells begin behind every delimiter.
  package func guardingFormulas(of record: [UInt8]) -> [UInt8] {
    var result: [UInt8] = []
    var copied = 0
    for cell in cells(of: record) where FormulaGuard.isNeeded(cell.content.span) {
      result += record[copied..<cell.range.lowerBound]
      copied = cell.range.lowerBound
      if quote != ASCII.apostrophe {
        result.append(ASCII.apostrophe)
      } else if cell.isQuoted {
        result += [ASCII.apostrophe, ASCII.apostrophe]
      } else {
        let doubled = record[cell.range].flatMap { $0 == quote ? [$0, $0] : [$0] }
        result += [UInt8](repeating: ASCII.apostrophe, count: 3) + doubled + [ASCII.apostrophe]
        copied = cell.range.upperBound
      }
    }
    return result + record[copied...]
  }

  /// A record of a reject file without the guards in front of its cells.
  package func unguardingFormulas(of record: [UInt8]) -> [UInt8] {
    var result: [UInt8] = []
    var copied = 0
    for cell in cells(of: record) where FormulaGuard.length(cell.content.span) > 0 {
      let start = cell.range.lowerBound
      result += record[copied..<start]
      copied = start + (quote == ASCII.apostrophe ? 2 : 1)
    }
    return result + record[copied...]
  }

  /// A cell of a record: where its content stands, and what that means.
  private struct Cell {
    var range: Range<Int>
    let content: [UInt8]
    let isQuoted: Bool
  }

  private func cells(of record: [UInt8]) -> [Cell] {
    guard let fields = fields(of: record) else { return unsoundCells(of: record) }
    return fields.map { field in
      var content: [UInt8] = []
      if field.hasEscapes {
        appendUnescaped(record.span, field.range, to: &content)
      } else {
        content += record[field.range]
      }
      let start = field.range.lowerBound
      let isQuoted = quote != nil && start > 0 && record[start - 1] == quote
      return Cell(range: field.range, content: content, isQuoted: isQuoted)
    }
  }

  /// The cells of a record whose quotes are not sound; a quote in front of a cell is left there.
  private func unsoundCells(of record: [UInt8]) -> [Cell] {
    guard let quote else { return [] }
    var plain = self
    plain.quote = nil
    return plain.cells(of: record).map { cell in
      let isQuoted = record[cell.range].first == quote
      let start = cell.range.lowerBound + (isQuoted ? 1 : 0)
      let range = start..<cell.range.upperBound
      return Cell(range: range, content: Array(record[range]), isQuoted: isQuoted)
    }
  }
}
