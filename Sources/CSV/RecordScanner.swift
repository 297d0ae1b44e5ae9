/// What can be wrong with a record.
package enum RecordFault: Hashable, Sendable {
  case tooFewFields(found: Int, expected: Int)
  case tooManyFields(found: Int, expected: Int)
  /// Something other than a delimiter or line end after a closing quote.
  case strayQuote
  /// A quoted field that does not end.
  case unclosedQuote
  /// A record longer than `CSVLimits` allows.
  case tooLong
  /// Bytes that the encoding does not have.
  case invalidBytes
  /// A zero byte.
  case nulByte
  /// A byte order mark in front of a record: two files were joined.
  case byteOrderMark
  /// A record that says what the header says.
  case repeatedHeader
  /// A row of totals under the table.
  case totalRow
  /// A note under the table, or an empty row beside one, filled up with delimiters.
  case footnote
}

/// What stands at a place where a record begins.
enum ScannedRecord: Equatable {
  /// A sound record; `end` is the start of what follows.
  case fields(end: Int)
  /// A line without content.
  case blank(end: Int)
  case comment(end: Int)
  /// A faulty record; `at` is the byte that shows it.
  ///
  /// `end` is nil when it does not end within the limit: all up to its end is to be skipped, for
  /// `.tooLong` that of the record with its quoted fields, else that of the line.
  case faulty(RecordFault, at: Int, end: Int?)
  /// The window ends before the record does.
  case needsMore
}

/// Bytes in memory from which records are read: `end` is where they end, for good when `isFinal`.
struct Window {
  let end: Int
  let isFinal: Bool
}

/// The reference engine: one byte at a time, one state, nothing clever.
///
/// The grammar is RFC 4180 as programs really write it: a quote opens a field only as its first
/// byte and is an ordinary byte elsewhere (`5" pipe`); blanks between a closing quote and the next
/// delimiter are ignored; carriage returns before the line feed belong to the line end, also two of
/// them, as a program writes that has its own line ends translated once more.
///
/// What a fault costs: one line. A quote that is not closed, or is closed where a word goes on,
/// most often means that an earlier quote was wrong, so only the record's first line is given up
/// and reading resumes on the next. A record that is soundly quoted but has the wrong number of
/// fields is given up whole, unless its second line is by itself a complete record: then a quote on
/// the first line was never meant to open. A record that is too long is given up whole as well,
/// unless the lines in its quotes are complete records. A line with too many fields that a bare
/// carriage return cuts into complete records is read as those: one of several programs wrote its
/// line ends so.
struct RecordScanner: Sendable {
  let dialect: CSVDialect
  let limits: CSVLimits
  /// Nil when records may have any number of fields.
  let fieldCount: Int?
  /// The header's fields; empty when a record may repeat them.
  var header: [[UInt8]] = []

  /// Reads the record at `start` into `fields`.
  func scan(
    _ bytes: Span<UInt8>,
    from start: Int,
    in window: Window,
    fields: inout [FieldRange]
  ) -> ScannedRecord {
    fields.removeAll(keepingCapacity: true)
    if let comment = dialect.comment, start < window.end, bytes[start] == comment {
      switch firstLine(bytes, from: start, in: window) {
      case .end(let end?): return .comment(end: end)
      case .end(nil): return .faulty(.tooLong, at: start, end: nil)
      case .needsMore: return .needsMore
      }
    }
    if hasMark(bytes, start, in: window) {
      return marked(bytes, from: start, in: window, &fields)
    }
    var cutter = RecordCutter(dialect: dialect, limits: limits, start: start)
    switch cutter.cut(bytes, in: window, into: &fields) {
    case .end(let end): return checked(bytes, start, end, in: window, &fields)
    case .needsMore: return .needsMore
    case .fault(.tooLong, let place):
      guard cutter.lines > 1, let second = startOfSwallowedRecords(bytes, start, in: window) else {
        return .faulty(.tooLong, at: place, end: nil)
      }
      return .faulty(.unclosedQuote, at: cutter.openQuote ?? place, end: second)
    case .fault(let fault, let place):
      switch firstLine(bytes, from: start, in: window) {
      case .end(let end):
        if fault == .strayQuote, let end,
          let split = endAtReturn(bytes, start, place + 1, end, &fields)
        {
          return checked(bytes, start, split, in: window, &fields)
        }
        return .faulty(fault, at: place, end: end)
      case .needsMore: return .needsMore
      }
    }
  }

  enum LineSearch {
    /// Where the next line starts; nil when the limit is reached before.
    case end(Int?)
    case needsMore
  }

  /// Finds the end of the physical line at `start`, quotes or not.
  func firstLine(_ bytes: Span<UInt8>, from start: Int, in window: Window) -> LineSearch {
    let stop = min(window.end, start + limits.recordBytes)
    let terminator = dialect.lineEnd.terminator
    var index = start
    while index < stop {
      if bytes[index] == terminator { return .end(index + 1) }
      index += 1
    }
    if stop == start + limits.recordBytes { return .end(nil) }
    return window.isFinal ? .end(stop) : .needsMore
  }

  /// Judges a record whose quotes are sound.
  private func checked(
    _ bytes: Span<UInt8>,
    _ start: Int,
    _ end: Int,
    in window: Window,
    _ fields: inout [FieldRange]
  ) -> ScannedRecord {
    if isBlank(bytes, start, fields) { return .blank(end: end) }
    if let fieldCount, fields.count != fieldCount {
      let found = fields.count
      if let secondLine = startOfSoundSecondLine(bytes, start, end, in: window) {
        return .faulty(.unclosedQuote, at: start, end: secondLine)
      }
      if found > fieldCount, let last = fields[..<fieldCount].last,
        let place = last.range.first(where: { bytes[$0] == ASCII.cr }),
        let split = endAtReturn(bytes, start, place, min(end, window.end), &fields)
      {
        return checked(bytes, start, split, in: window, &fields)
      }
      let fault: RecordFault =
        found < fieldCount
        ? .tooFewFields(found: found, expected: fieldCount)
        : .tooManyFields(found: found, expected: fieldCount)
      return .faulty(fault, at: start, end: end)
    }
    return checkedContent(bytes, start, end, in: window, fields)
  }

  /// Judges a record of the right number of fields.
  private func checkedContent(
    _ bytes: Span<UInt8>,
    _ start: Int,
    _ end: Int,
    in window: Window,
    _ fields: [FieldRange]
  ) -> ScannedRecord {
    let whole = start..<min(end, window.end)
    if let place = quoteAcrossFields(bytes, fields) {
      return .faulty(.strayQuote, at: place, end: end)
    }
    if let place = whole.first(where: { bytes[$0] == 0 }) {
      return .faulty(.nulByte, at: place, end: end)
    }
    if let place = dialect.encoding.firstInvalid(in: bytes, whole) {
      return .faulty(.invalidBytes, at: place, end: end)
    }
    if isHeader(bytes, fields) {
      return .faulty(.repeatedHeader, at: start, end: end)
    }
    return .fields(end: end)
  }

  /// The place of a quote that opens in the midst of one field and closes at the end of a later
  /// one: a delimiter is missing in front of it, and what it encloses was cut.
  ///
  /// Marks of inches (`5" pipe`) have a blank or nothing behind them and are let be.
  private func quoteAcrossFields(_ bytes: Span<UInt8>, _ fields: [FieldRange]) -> Int? {
    guard let quote = dialect.quote else { return nil }
    var opened: Int?
    for field in fields {
      let range = field.range
      let isQuoted = !range.isEmpty && range.lowerBound > 0 && bytes[range.lowerBound - 1] == quote
      guard !isQuoted, let last = lastSingle(bytes, range, quote) else { continue }
      if last + 1 == range.upperBound {
        if let opened { return opened }
      } else if bytes[last + 1] != ASCII.space {
        opened = opened ?? last
      }
    }
    return nil
  }

  /// The last quote of an odd number of them; two in a row stand for one and are passed over.
  private func lastSingle(_ bytes: Span<UInt8>, _ range: Range<Int>, _ quote: UInt8) -> Int? {
    var last: Int?
    var count = 0
    var index = range.lowerBound
    while index < range.upperBound {
      if bytes[index] == quote {
        let isPair = index + 1 < range.upperBound && bytes[index + 1] == quote
        if !isPair { (last, count) = (index, count + 1) }
        index += isPair ? 1 : 0
      }
      index += 1
    }
    return count.isMultiple(of: 2) ? nil : last
  }

  /// Whether the fields say what the header says, quoted alike or not.
  private func isHeader(_ bytes: Span<UInt8>, _ fields: [FieldRange]) -> Bool {
    guard !header.isEmpty, fields.count == header.count else { return false }
    for (field, name) in zip(fields, header) {
      guard field.hasEscapes else {
        guard field.length == name.count,
          name.indices.allSatisfy({ name[$0] == bytes[Int(field.start) + $0] })
        else { return false }
        continue
      }
      var content: [UInt8] = []
      dialect.appendUnescaped(bytes, field.range, to: &content)
      guard content == name else { return false }
    }
    return true
  }

  /// Whether a byte order mark (The Unicode Standard, section 23.8) stands at `start`.
  private func hasMark(_ bytes: Span<UInt8>, _ start: Int, in window: Window) -> Bool {
    let mark = TextEncoding.utf8.byteOrderMark
    guard dialect.encoding.parsed == .utf8, start + mark.count <= window.end else { return false }
    return mark.indices.allSatisfy { mark[$0] == bytes[start + $0] }
  }

  /// Judges a record behind a byte order mark.
  private func marked(
    _ bytes: Span<UInt8>,
    from start: Int,
    in window: Window,
    _ fields: inout [FieldRange]
  ) -> ScannedRecord {
    let begin = start + TextEncoding.utf8.byteOrderMark.count
    var cutter = RecordCutter(dialect: dialect, limits: limits, start: begin)
    switch cutter.cut(bytes, in: window, into: &fields) {
    case .end(let end):
      let fault: RecordFault = isHeader(bytes, fields) ? .repeatedHeader : .byteOrderMark
      return .faulty(fault, at: start, end: end)
    case .needsMore: return .needsMore
    case .fault:
      switch firstLine(bytes, from: start, in: window) {
      case .end(let end): return .faulty(.byteOrderMark, at: start, end: end)
      case .needsMore: return .needsMore
      }
    }
  }

  /// Longer lines are not cut at a carriage return: each cut looks through the rest of the line.
  private static let maximumSplitLine = 4096

  /// Ends a record at the carriage return at `place` when that leaves a complete record in front
  /// of it, and what follows on the line has fields for another.
  private func endAtReturn(
    _ bytes: Span<UInt8>,
    _ start: Int,
    _ place: Int,
    _ lineEnd: Int,
    _ fields: inout [FieldRange]
  ) -> Int? {
    guard dialect.lineEnd != .cr, let fieldCount, fieldCount > 1, place < lineEnd,
      lineEnd - start <= Self.maximumSplitLine,
      bytes[place] == ASCII.cr
    else { return nil }
    var next = place + 1
    while next < lineEnd, bytes[next] == ASCII.cr { next += 1 }
    guard count(bytes, next, lineEnd, &fields) >= fieldCount,
      count(bytes, start, place, &fields) == fieldCount
    else { return nil }
    return next
  }

  /// The fields of the record that fills `start..<end`; 0 when none does.
  private func count(
    _ bytes: Span<UInt8>,
    _ start: Int,
    _ end: Int,
    _ fields: inout [FieldRange]
  ) -> Int {
    fields.removeAll(keepingCapacity: true)
    var cutter = RecordCutter(dialect: dialect, limits: limits, start: start)
    let window = Window(end: end, isFinal: true)
    guard case .end(end) = cutter.cut(bytes, in: window, into: &fields) else { return 0 }
    return fields.count
  }

  /// A line is blank when it is empty, or holds only blanks where several fields are expected.
  private func isBlank(_ bytes: Span<UInt8>, _ start: Int, _ fields: [FieldRange]) -> Bool {
    guard fields.count == 1, Int(fields[0].start) == start else { return false }
    if fields[0].length == 0 { return true }
    guard let fieldCount, fieldCount > 1 else { return false }
    for index in fields[0].range where bytes[index] != ASCII.space && bytes[index] != ASCII.tab {
      return false
    }
    return true
  }

  /// Lines looked at, and their bytes at most, to tell records from the lines of a text.
  private static let judgedLines = 64
  private static let judgedBytes = 1 << 16

  /// Where the second line of a record starts, when it and the lines behind it are records by
  /// themselves, most of them: a quote on the first line was never meant to open.
  ///
  /// Nil also when nobody knows how many fields a record has.
  func startOfSwallowedRecords(_ bytes: Span<UInt8>, _ start: Int, in window: Window) -> Int? {
    guard let fieldCount, case .end(let second?) = firstLine(bytes, from: start, in: window) else {
      return nil
    }
    // Only as far as a record may go: what a larger window holds must not change the answer.
    let end = min(window.end, start + limits.recordBytes)
    let (sound, count) = recordsAmongLines(bytes, second..<end, fieldCount)
    return count > 0 && sound * 2 > count ? second : nil
  }

  /// Whether nearly all lines that a record's quoted fields hold, but the first and the last, are
  /// records by themselves.
  func holdsRecords(_ bytes: Span<UInt8>, _ start: Int, _ end: Int) -> Bool {
    let window = Window(end: end, isFinal: true)
    guard let fieldCount, fieldCount > 1,
      case .end(let second?) = firstLine(bytes, from: start, in: window)
    else { return false }
    let (sound, count) = recordsAmongLines(bytes, second..<end, fieldCount)
    return count > 1 && sound * 10 >= count * 9
  }

  /// How many of the first lines of a range are records of `fieldCount` fields by themselves.
  private func recordsAmongLines(
    _ bytes: Span<UInt8>,
    _ range: Range<Int>,
    _ fieldCount: Int
  ) -> (sound: Int, count: Int) {
    let end = min(range.upperBound, range.lowerBound + Self.judgedBytes)
    let part = Window(end: end, isFinal: true)
    let terminator = dialect.lineEnd.terminator
    var (sound, count) = (0, 0)
    var fields: [FieldRange] = []
    var position = range.lowerBound
    while position < end, count < Self.judgedLines {
      guard case .end(let next?) = firstLine(bytes, from: position, in: part),
        bytes[next - 1] == terminator
      else { break }
      if next - position > 2 {
        count += 1
        let line = Window(end: next, isFinal: true)
        var cutter = RecordCutter(dialect: dialect, limits: limits, start: position)
        fields.removeAll(keepingCapacity: true)
        if case .end = cutter.cut(bytes, in: line, into: &fields), fields.count == fieldCount {
          sound += 1
        }
      }
      position = next
    }
    return (sound, count)
  }

  private func startOfSoundSecondLine(
    _ bytes: Span<UInt8>,
    _ start: Int,
    _ end: Int,
    in window: Window
  ) -> Int? {
    guard let quote = dialect.quote, let fieldCount,
      case .end(let second?) = firstLine(bytes, from: start, in: window), second < end
    else { return nil }
    var fields: [FieldRange] = []
    var cutter = RecordCutter(dialect: dialect, limits: limits, start: second)
    // Only as far as the record goes: what a larger window holds must not change the answer.
    let record = Window(end: min(end, window.end), isFinal: true)
    guard case .end = cutter.cut(bytes, in: record, into: &fields),
      fields.count == fieldCount
    else { return nil }
    // Quotes that do not enclose a field belong to what the first line's quote opened.
    for field in fields {
      let isQuoted = Int(field.start) > second && bytes[Int(field.start) - 1] == quote
      guard isQuoted || !field.range.contains(where: { bytes[$0] == quote }) else { return nil }
    }
    return second
  }
}
