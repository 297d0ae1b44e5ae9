/// Cuts one record into fields: the state of the reference engine.
struct RecordCutter {
  enum Outcome {
    case end(Int)
    case needsMore
    case fault(RecordFault, at: Int)
  }

  private enum State {
    case fieldStart, unquoted, quoted, afterQuote, blankAfterQuote
  }

  private let dialect: CSVDialect
  private let limits: CSVLimits
  private let start: Int
  private var state = State.fieldStart
  private var contentStart: Int
  private var contentEnd: Int
  private var hasEscapes = false
  private var lines = 1

  init(dialect: CSVDialect, limits: CSVLimits, start: Int) {
    self.dialect = dialect
    self.limits = limits
    self.start = start
    contentStart = start
    contentEnd = start
  }

  mutating func cut(
    _ bytes: Span<UInt8>,
    in window: Window,
    into fields: inout [FieldRange]
  ) -> Outcome {
    let limit = start + limits.recordBytes
    let stop = min(window.end, limit)
    let terminator = dialect.lineEnd.terminator
    var index = start
    // Whether a long delimiter stands at the end of the window is not yet known.
    let ahead = window.isFinal || window.end >= limit ? 0 : dialect.delimiterRest.count
    while index < stop {
      guard index + ahead < window.end else { return .needsMore }
      let byte = bytes[index]
      switch state {
      case .fieldStart, .unquoted:
        if byte == terminator {
          endUnquoted(bytes, at: index, into: &fields)
          return .end(index + 1)
        }
        unquoted(bytes, &index, window.end, into: &fields)
      case .quoted:
        if byte == terminator {
          lines += 1
          if dialect.escape == .unescaped { return .fault(.unclosedQuote, at: contentStart - 1) }
        }
        quoted(byte, &index)
        if lines > limits.recordLines { return .fault(.unclosedQuote, at: contentStart - 1) }
      case .afterQuote, .blankAfterQuote:
        if byte == terminator {
          endQuoted(into: &fields)
          return .end(index + 1)
        }
        guard afterQuote(bytes, &index, window.end, into: &fields) else { return stray }
      }
      index += 1
    }
    if index >= limit { return overflow }
    guard window.isFinal else { return .needsMore }
    return endOfInput(bytes, window.end, into: &fields)
  }

  private mutating func unquoted(
    _ bytes: Span<UInt8>,
    _ index: inout Int,
    _ end: Int,
    into fields: inout [FieldRange]
  ) {
    let byte = bytes[index]
    if dialect.delimits(bytes, at: index, before: end) {
      fields.append(field(until: index))
      begin(behind: &index)
    } else if byte == dialect.quote, state == .fieldStart {
      state = .quoted
      contentStart = index + 1
    } else if dialect.skipsBlanks, state == .fieldStart, byte == ASCII.space {
      contentStart = index + 1
    } else {
      state = .unquoted
      skipEscaped(byte, &index)
    }
  }

  private mutating func quoted(_ byte: UInt8, _ index: inout Int) {
    if byte == dialect.quote {
      state = .afterQuote
      contentEnd = index
    } else {
      skipEscaped(byte, &index)
    }
  }

  /// Reads a byte after a quote that may have closed the field; false for a stray quote.
  private mutating func afterQuote(
    _ bytes: Span<UInt8>,
    _ index: inout Int,
    _ end: Int,
    into fields: inout [FieldRange]
  ) -> Bool {
    let byte = bytes[index]
    if dialect.delimits(bytes, at: index, before: end) {
      endQuoted(into: &fields)
      begin(behind: &index)
    } else if dialect.escape == .unescaped {
      afterUnescapedQuote(byte, index)
    } else if byte == dialect.quote, state == .afterQuote {
      hasEscapes = true
      state = .quoted
    } else if byte == ASCII.space || byte == ASCII.tab || byte == ASCII.cr {
      state = .blankAfterQuote
    } else {
      return false
    }
    return true
  }

  /// A quote in front of anything but a delimiter or a line end was part of the text.
  private mutating func afterUnescapedQuote(_ byte: UInt8, _ index: Int) {
    if byte == dialect.quote {
      state = .afterQuote
      contentEnd = index
    } else if byte == ASCII.cr, dialect.lineEnd != .cr {
      state = .blankAfterQuote
    } else {
      state = .quoted
    }
  }

  private mutating func skipEscaped(_ byte: UInt8, _ index: inout Int) {
    guard dialect.escape == .backslash, byte == ASCII.backslash else { return }
    hasEscapes = true
    index += 1
  }

  /// Begins the field behind the delimiter at `index`, which moves to the delimiter's last byte.
  private mutating func begin(behind index: inout Int) {
    index += dialect.delimiterRest.count
    state = .fieldStart
    contentStart = index + 1
    hasEscapes = false
  }

  private func field(until end: Int) -> FieldRange {
    FieldRange(start: contentStart, length: end - contentStart, hasEscapes: hasEscapes)
  }

  private func endQuoted(into fields: inout [FieldRange]) {
    fields.append(field(until: contentEnd))
  }

  private func endUnquoted(_ bytes: Span<UInt8>, at index: Int, into fields: inout [FieldRange]) {
    var end = index
    if dialect.lineEnd != .cr { while end > contentStart, bytes[end - 1] == ASCII.cr { end -= 1 } }
    fields.append(field(until: end))
  }

  /// A word behind a closing quote; on a later line the quote that opened is to blame.
  private var stray: Outcome {
    lines == 1 ? .fault(.strayQuote, at: contentEnd) : .fault(.unclosedQuote, at: contentStart - 1)
  }

  private var overflow: Outcome {
    state == .quoted ? .fault(.unclosedQuote, at: contentStart - 1) : .fault(.tooLong, at: start)
  }

  private func endOfInput(
    _ bytes: Span<UInt8>,
    _ end: Int,
    into fields: inout [FieldRange]
  ) -> Outcome {
    switch state {
    case .quoted: return .fault(.unclosedQuote, at: contentStart - 1)
    case .fieldStart, .unquoted: endUnquoted(bytes, at: end, into: &fields)
    case .afterQuote, .blankAfterQuote: endQuoted(into: &fields)
    }
    return .end(end)
  }
}
