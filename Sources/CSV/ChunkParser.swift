internal import Columns
internal import Diagnostics

/// Parses the records that start in one chunk of a file.
///
/// A record is read from its first byte without knowing what stands before it, so a chunk that was
/// begun at the right place gives exactly what reading from the beginning would have given.
struct ChunkParser {
  private let plan: ReadPlan
  /// The offset of `bytes[0]` in the whole input.
  private let base: Int64
  private var position: Int
  private var record: Int64 = 0
  private var faulty: [FaultyRecord] = []
  private var isAfterGap = false
  private var table: RowTable
  private var fields: [FieldRange] = []
  private var assembler: BatchAssembler
  private var index: StructuralIndex
  private let fastScanner: FastScanner
  private(set) var chunk: ParsedChunk

  /// Bytes in each column of the last batch, as hints for the next.
  private(set) var sizes: [Int]

  /// Starts at the record that begins at `start`, an index into the window.
  ///
  /// The workspace's tables are taken out until `giveBack(_:)`.
  init(plan: ReadPlan, base: Int64, start: Int, hints: [Int], _ workspace: Workspace) {
    self.plan = plan
    self.base = base
    position = start
    sizes = hints
    assembler = BatchAssembler(plan: plan, hints: hints, pool: workspace.pool)
    table = RowTable(fieldCount: 0)
    index = StructuralIndex()
    fastScanner = FastScanner(plan)
    let offset = base + Int64(start)
    chunk = ParsedChunk(start: offset, end: .record(offset))
    exchangeTables(workspace)
  }

  /// Returns the tables to the workspace they came from.
  mutating func giveBack(_ workspace: Workspace) {
    exchangeTables(workspace)
    assembler.giveBack()
  }

  private mutating func exchangeTables(_ workspace: Workspace) {
    swap(&table, &workspace.table)
    swap(&index, &workspace.index)
  }

  /// Reads the records that start at or before `limit`; false when the window ends too early.
  ///
  /// May be called again with the same bytes and more.
  mutating func parse(_ bytes: [UInt8], in window: Window, until limit: Int) -> Bool {
    let isComplete = parseRecords(bytes, in: window, until: limit)
    drain(bytes)
    guard isComplete else { return false }
    finishRows()
    return true
  }

  private mutating func parseRecords(
    _ bytes: [UInt8],
    in window: Window,
    until limit: Int
  ) -> Bool {
    let scanner = plan.scanner
    let isFast =
      plan.engine == .fast && plan.dialect.escape == .doubled && !plan.dialect.skipsBlanks
      && plan.dialect.delimiterRest.isEmpty
    var segmentEnd = position
    var isPlain = false
    while position <= limit {
      if position >= window.end { return window.isFinal }
      if case .skipping = chunk.end {
        guard skipRecord(bytes.span, in: window, until: limit) else { return true }
        segmentEnd = position
        continue
      }
      if isFast, position >= segmentEnd {
        segmentEnd = min(window.end, position + StructuralIndex.segmentBytes)
        index.index(bytes, position..<segmentEnd)
        isPlain = isSound(bytes.span, position..<segmentEnd)
      }
      if isPlain { takePlain(bytes, until: min(limit, segmentEnd - 1)) }
      // What is left: not plain, or not all in the segment.
      guard position <= limit, position < window.end else { continue }
      if isPlain, table.room == 0 || assembler.room == table.rowCount {
        makeRoom(bytes)
        continue
      }
      guard takeOne(scanner, bytes, in: window) else { return false }
    }
    return true
  }

  /// Whether all bytes of a segment belong to the encoding, but for a character that goes on
  /// behind it.
  private func isSound(_ bytes: Span<UInt8>, _ segment: Range<Int>) -> Bool {
    guard !ZeroByte.isIn(bytes, segment) else { return false }
    guard index.hasHighBytes else { return true }
    var end = segment.upperBound
    while end > segment.lowerBound, bytes[end - 1] >= 0x80 { end -= 1 }
    return plan.dialect.encoding.firstInvalid(in: bytes, segment.lowerBound..<end) == nil
  }

  /// Takes plain records with the fast engine.
  private mutating func takePlain(_ bytes: [UInt8], until limit: Int) {
    let first = index.firstIndex(atOrAfter: position)
    var walk = RowTable.Walk(
      cursor: FastScanner.Cursor(position: position, index: first),
      record: record,
      line: chunk.lines,
      limit: limit,
      rows: assembler.room - table.rowCount
    )
    let rows = table.rowCount
    table.appendPlain(&walk, bytes, index, fastScanner)
    guard table.rowCount > rows else { return }
    position = walk.cursor.position
    record = walk.record
    chunk.lines = walk.line
    chunk.counts.rows += Int64(table.rowCount - rows)
    chunk.end = .record(base + Int64(position))
    isAfterGap = false
  }

  /// Takes whatever stands at the position with the reference engine; false when the window ends
  /// too early.
  private mutating func takeOne(
    _ scanner: RecordScanner,
    _ bytes: [UInt8],
    in window: Window
  ) -> Bool {
    let source = bytes.span
    switch scanner.scan(source, from: position, in: window, fields: &fields) {
    case .needsMore: return false
    case .fields(let end):
      let content = plan.dialect.withoutLineEnd(source, position..<min(end, window.end))
      noteSwallowedRecords(source, content, scanner)
      if window.isFinal, content.upperBound == window.end { chunk.openEnd = place }
      if table.room == 0 || assembler.room == table.rowCount { makeRoom(bytes) }
      table.append(fields, content: content, record: record, line: chunk.lines)
      record += 1
      chunk.counts.rows += 1
      isAfterGap = false
      advance(to: end, source, window)
    case .blank(let end):
      chunk.counts.blankLines += 1
      isAfterGap = true
      advance(to: end, source, window)
    case .comment(let end):
      chunk.counts.comments += 1
      advance(to: end, source, window)
    case .faulty(let fault, let place, let end):
      if assembler.room == table.rowCount { makeRoom(bytes) }
      quarantine(fault, at: place, until: end, source, window)
    }
    return true
  }

  /// Counts a sound record when a long quoted field in it holds what look like records: a quote that
  /// was never meant to open may have met another.
  private mutating func noteSwallowedRecords(
    _ source: Span<UInt8>,
    _ content: Range<Int>,
    _ scanner: RecordScanner
  ) {
    let terminator = plan.dialect.lineEnd.terminator
    var lines = 0
    for index in content where source[index] == terminator { lines += 1 }
    guard lines > FastScanner.maximumLines,
      scanner.holdsRecords(source, content.lowerBound, content.upperBound)
    else { return }
    chunk.swallowing = chunk.swallowing ?? place
    chunk.counts.swallowing += 1
  }

  /// Where the record at the position stands.
  private var place: RecordPlace {
    RecordPlace(record: record, line: chunk.lines, byteOffset: base + Int64(position))
  }

  private mutating func makeRoom(_ bytes: [UInt8]) {
    drain(bytes)
    if assembler.room == 0 { finishRows() }
  }

  private mutating func drain(_ bytes: [UInt8]) {
    guard table.rowCount > 0 else { return }
    assembler.append(table, from: bytes, base: base)
    table.removeAll()
  }

  private mutating func finishRows() {
    guard assembler.rowCount > 0 || !faulty.isEmpty else { return }
    sizes = assembler.sizes
    chunk.rows.append(assembler.finish(faulty: faulty))
    faulty.removeAll()
  }

  private mutating func advance(to end: Int, _ source: Span<UInt8>, _ window: Window) {
    let terminator = plan.dialect.lineEnd.terminator
    for index in position..<min(end, window.end) where source[index] == terminator {
      chunk.lines += 1
    }
    position = end
    chunk.end = .record(base + Int64(end))
  }

  private mutating func quarantine(
    _ fault: RecordFault,
    at place: Int,
    until end: Int?,
    _ source: Span<UInt8>,
    _ window: Window
  ) {
    let start = position
    // A line that is too long is kept as far as it was looked at, whatever the window holds.
    let whole = start..<min(end ?? start + plan.limits.recordBytes, window.end)
    let content = end == nil ? whole : plan.dialect.withoutLineEnd(source, whole)
    var raw: [UInt8] = []
    raw.append(source.extracting(content.prefix(QuarantinedRecord.maximumRawBytes)))
    let terminator = plan.dialect.lineEnd.terminator
    let isOnFirstLine = !(start..<place).contains { source[$0] == terminator }
    faulty.append(
      FaultyRecord(
        fault: fault,
        record: record,
        line: chunk.lines,
        byteOffset: base + Int64(start),
        column: isOnFirstLine ? place - start : nil,
        raw: raw,
        followsGap: isAfterGap
      )
    )
    record += 1
    chunk.counts.quarantined += 1
    if let end {
      advance(to: end, source, window)
    } else {
      let offset = base + Int64(start)
      chunk.end = .skipping(RecordSkip(plan, offset: offset, isLine: fault != .tooLong))
    }
  }

  /// Goes to the end of a record that is too long; false when it ends in a later chunk.
  private mutating func skipRecord(
    _ source: Span<UInt8>,
    in window: Window,
    until limit: Int
  ) -> Bool {
    guard case .skipping(var skip) = chunk.end else { return true }
    let end = min(limit, window.end)
    let passed = skip.goOn(source, from: position, to: end, base: base, in: window)
    chunk.lines += passed.lines
    position = passed.start ?? end
    chunk.end = passed.start.map { .record(base + Int64($0)) } ?? .skipping(skip)
    return passed.start != nil
  }
}

extension CSVDialect {
  /// A record's range without the line end that closes it.
  func withoutLineEnd(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Range<Int> {
    var end = range.upperBound
    if end > range.lowerBound, bytes[end - 1] == lineEnd.terminator { end -= 1 }
    if lineEnd != .cr { while end > range.lowerBound, bytes[end - 1] == ASCII.cr { end -= 1 } }
    return range.lowerBound..<end
  }
}

extension ReadPlan {
  /// Guesses where the first record after `from` starts: after a line end, at a place from which
  /// the next records are sound.
  ///
  /// Only a guess: the reader checks that the chunk before ends exactly there. Nil when no line
  /// ends in the window.
  func guessStart(_ bytes: [UInt8], from: Int, in window: Window) -> Int? {
    let source = bytes.span
    let scanner = self.scanner
    var fields: [FieldRange] = []
    var first: Int?
    var candidate = from
    for _ in 0..<Self.guesses {
      guard case .end(let next?) = scanner.firstLine(source, from: candidate, in: window),
        next > candidate, source[next - 1] == dialect.lineEnd.terminator
      else { break }
      first = first ?? next
      if isSound(source, from: next, in: window, scanner, &fields) { return next }
      candidate = next
    }
    return first
  }

  /// Lines tried before the first one is taken.
  private static let guesses = 64
  /// Sound records in a row that make a guess good.
  private static let soundRecords = 3

  private func isSound(
    _ source: Span<UInt8>,
    from start: Int,
    in window: Window,
    _ scanner: RecordScanner,
    _ fields: inout [FieldRange]
  ) -> Bool {
    var position = start
    for _ in 0..<Self.soundRecords where position < window.end {
      switch scanner.scan(source, from: position, in: window, fields: &fields) {
      case .fields(let end), .blank(let end), .comment(let end): position = end
      case .faulty: return false
      case .needsMore: return true
      }
    }
    return true
  }
}
