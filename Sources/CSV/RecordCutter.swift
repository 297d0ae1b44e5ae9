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

  private var dialect: CSVDialect
  private let limits: CSVLimits
  private let start: Int
  private var state = State.fieldStart
  private var contentStart: Int
  private var contentEnd: Int
  private var hasEscapes = false
  /// Lines that the record stands on so far.
  private(set) var lines = 1

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
      if let outcome = step(bytes, &index, terminator, window.end, into: &fields) {
        return outcome
      }
      index += 1
    }
    if index >= limit { return .fault(.tooLong, at: start) }
    guard window.isFinal else { return .needsMore }
    return endOfInput(bytes, window.end, into: &fields)
  }

  /// Reads the byte at `index`, or as much as is one with it; an outcome when the record is over.
  @inline(__always)
  private mutating func step(
    _ bytes: Span<UInt8>,
    _ index: inout Int,
    _ terminator: UInt8,
    _ end: Int,
    into fields: inout [FieldRange]
  ) -> Outcome? {
    let byte = bytes[index]
    switch state {
    case .fieldStart, .unquoted:
      if byte == terminator {
        endUnquoted(bytes, at: index, into: &fields)
        return .end(index + 1)
      }
      unquoted(bytes, &index, end, into: &fields)
    case .quoted:
      if byte == terminator {
        lines += 1
        if dialect.escape == .unescaped { return .fault(.unclosedQuote, at: contentStart - 1) }
      }
      quoted(byte, &index)
    case .afterQuote, .blankAfterQuote:
      if byte == terminator {
        endQuoted(into: &fields)
        return .end(index + 1)
      }
      guard afterQuote(bytes, &index, end, into: &fields) else { return stray }
    }
    return nil
  }

  /// The quote that opened the field in which the record was left, nil outside of quotes.
  var openQuote: Int? { state == .quoted ? contentStart - 1 : nil }

  // MARK: A record that is too long to be kept

  /// Goes on through a record whose fields nobody wants, byte by byte up to `range`'s end; returns
  /// where the record after it starts, nil when that is further on.
  ///
  /// `index` is where to go on then: it may stand behind the range. Where its quotes are not sound
  /// the record ends with the line.
  mutating func skip(
    _ bytes: Span<UInt8>,
    _ range: Range<Int>,
    in window: Window,
    goingOnAt index: inout Int
  ) -> Int? {
    let terminator = dialect.lineEnd.terminator
    var fields: [FieldRange] = []
    (contentStart, contentEnd) = (range.lowerBound, range.lowerBound)
    index = range.lowerBound
    while index < range.upperBound {
      switch step(bytes, &index, terminator, window.end, into: &fields) {
      case nil: break
      case .end(let end): return end
      case .fault, .needsMore:
        ignoreQuotes()
        continue
      }
      fields.removeAll(keepingCapacity: true)
      index += 1
    }
    return nil
  }

  /// Takes quotes for ordinary bytes from here on.
  mutating func ignoreQuotes() {
    dialect.quote = nil
    dialect.escape = .doubled
    state = .unquoted
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
