package import ByteIO
internal import Columns
internal import Concurrency
package import Diagnostics

/// How a file is read; the defaults are right for a file of any size.
package struct CSVReadOptions: Sendable {
  /// Threads that parse chunks; the answer is the same for any number.
  package var threads: Int
  /// Bytes of one unit of work.
  package var chunkBytes: Int
  /// Rows of a batch at most.
  package var batchRows: Int
  package var limits: CSVLimits
  /// Whether batches carry the original bytes of their rows.
  package var keepsRecordBytes: Bool
  package var engine: CSVEngine

  package init(
    threads: Int = 1,
    chunkBytes: Int = 4 << 20,
    batchRows: Int = 32_768,
    limits: CSVLimits = CSVLimits(),
    keepsRecordBytes: Bool = false,
    engine: CSVEngine = .fast
  ) {
    self.threads = max(1, threads)
    self.chunkBytes = max(1, chunkBytes)
    self.batchRows = max(1, batchRows)
    self.limits = limits
    self.keepsRecordBytes = keepsRecordBytes
    self.engine = engine
  }
}

/// Where the bytes of a file come from.
package enum CSVInput {
  /// A plain file: threads read their own parts of it.
  case file(File)
  /// Bytes in order from their beginning, for example out of gzip.
  case source(any ByteSource)
}

/// Reads a character-separated file as batches of columns.
///
/// A bad record never ends the file: it is quarantined with its line, offset and bytes, and
/// reading goes on. Memory depends on the chunk size and the number of threads, not on the file.
///
/// Chunks are parsed in parallel from guessed starts; a chunk counts only when the one before it
/// ended exactly where it began, else it is parsed again from there. So the rows are those of a
/// reading from the first byte to the last, whatever the guesses.
package final class CSVReader {
  /// The layout that the file is read by.
  package let layout: CSVLayout
  /// What was read so far; complete after `next()` returned nil.
  package private(set) var counts = CSVCounts()
  /// The first of the trailing lines that were taken for a footer, as they stand in the file.
  package private(set) var footer: [[UInt8]] = []
  /// What was noticed about records that could be read; complete after `next()` returned nil.
  package private(set) var findings: [Finding] = []

  private let name: String
  private let plan: ReadPlan
  private let options: CSVReadOptions
  private let schema: Schema
  private var chunks: Chunks
  private var expected: Continuation
  private var lines: Int64
  private var records: Int64 = 0
  private var hints: [Int] = []
  /// One for each task of a round.
  private var workspaces: [Workspace] = []
  private var parsed: [ParsedRows] = []
  private var position = 0
  private var isAtEnd = false
  private var swallowing: RecordPlace?
  private var openEnd: RecordPlace?

  private enum Chunks {
    case file(FileChunks, next: Int)
    case stream(StreamChunks)
  }

  /// Begins to read.
  ///
  /// `input` is the file from its first byte: the reader skips to the first record by itself.
  /// `name` is the path as the pipeline names it. `columns` are the positions in the header of
  /// the columns that are wanted, nil for all. Throws `IOError`, or what the source throws.
  package init(
    _ input: CSVInput,
    name: String,
    layout: CSVLayout,
    columns: [Int]? = nil,
    options: CSVReadOptions = CSVReadOptions()
  ) throws {
    self.layout = layout
    self.name = name
    self.options = options
    let requested = (columns ?? Array(layout.columnNames.indices))
      .filter { layout.columnNames.indices.contains($0) }
    plan = ReadPlan(
      dialect: layout.dialect,
      limits: options.limits,
      fieldCount: layout.columnNames.count,
      header: layout.headerFields,
      leadsWithValues: layout.leadsWithValues,
      requested: requested,
      batchRows: options.batchRows,
      keepsRecordBytes: options.keepsRecordBytes,
      engine: options.engine
    )
    schema = Schema(requested.map { Field(layout.columnNames[$0], .utf8) })
    let grid = ChunkGrid(origin: layout.dataOffset, chunkBytes: options.chunkBytes)
    chunks = try Self.chunks(input, grid, layout, options)
    expected = .record(layout.dataOffset)
    lines = layout.dataLine - 1
  }

  private static func chunks(
    _ input: CSVInput,
    _ grid: ChunkGrid,
    _ layout: CSVLayout,
    _ options: CSVReadOptions
  ) throws -> Chunks {
    switch input {
    case .file(let file):
      let status = try file.status()
      guard status.isRegularFile, !layout.dialect.encoding.isUTF16 else {
        return try self.chunks(.source(FileSource(file)), grid, layout, options)
      }
      return .file(FileChunks(file: file, grid: grid, size: status.size), next: 0)
    case .source(let source):
      let bytes =
        layout.dialect.encoding.isUTF16
        ? UTF16Source(source, encoding: layout.dialect.encoding) : source
      return .stream(try StreamChunks(source: bytes, grid: grid))
    }
  }

  /// The next rows in the order of the file; nil after the last.
  ///
  /// A batch may have no rows, when all records of a chunk were quarantined.
  package func next() throws -> CSVBatch? {
    while position == parsed.count {
      guard !isAtEnd else { return nil }
      parsed.removeAll(keepingCapacity: true)
      position = 0
      try readRound()
    }
    defer { position += 1 }
    return batch(parsed[position])
  }

  // MARK: A round: some chunks, parsed in parallel, joined in order

  private func readRound() throws {
    let tasks = try beginRound()
    guard !tasks.isEmpty else { return finish() }
    while workspaces.count < tasks.count { workspaces.append(Workspace(plan)) }
    let round = ChunkRound(plan: plan, hints: hints, origin: layout.dataOffset)
    let spaces = workspaces
    var results = try Concurrent.map(tasks.count, threads: options.threads) { index in
      try round.parse(tasks[index], spaces[index])
    }
    for index in results.indices { try join(&results[index], round, workspaces[index]) }
    if tasks.last?.isLast == true { finish() }
  }

  private func beginRound() throws -> [ChunkRound.Task] {
    let count = options.threads
    switch chunks {
    case .file(let file, let next):
      let last = min(next + count, file.count)
      chunks = .file(file, next: last)
      return (next..<last).map { .file(file, index: $0) }
    case .stream(var stream):
      let loaded = try stream.load(count)
      chunks = .stream(stream)
      return loaded.map { .loaded($0) }
    }
  }

  /// Takes a chunk over if it began where the one before it ended; parses it again if not.
  private func join(
    _ outcome: inout ChunkRound.Outcome,
    _ round: ChunkRound,
    _ workspace: Workspace
  ) throws {
    defer { workspace.takeOver(&outcome.loaded.bytes) }
    guard let start = startInside(outcome.loaded) else { return }
    if outcome.chunk?.start != outcome.loaded.base + Int64(start) {
      outcome = try round.parse(outcome.loaded, from: start, workspace)
    }
    while !outcome.isComplete, let longer = try extended(outcome.loaded) {
      outcome = try round.parse(longer, from: start, workspace)
    }
    guard var chunk = outcome.chunk else { return }
    // From here on the rows have one owner, so that they are changed in place.
    outcome.chunk = nil
    hints = outcome.sizes
    for index in chunk.rows.indices { shift(&chunk.rows[index]) }
    parsed += chunk.rows
    note(chunk)
    records += chunk.counts.records
    lines += chunk.lines
    counts += chunk.counts
    expected = chunk.end
    if outcome.loaded.isLast { setTailAside(outcome.loaded) }
  }

  /// A chunk of a stream with more of what follows; nil when it has all of it.
  private func extended(_ chunk: LoadedChunk) throws -> LoadedChunk? {
    guard case .stream(var stream) = chunks, !chunk.window.isFinal else { return nil }
    let longer = try stream.extend(chunk)
    chunks = .stream(stream)
    return longer
  }

  /// Quarantines the rows under the table that are no records; `chunk` is the last of the file.
  private func setTailAside(_ chunk: LoadedChunk) {
    for verdict in TableTail(plan, chunk).verdicts(parsed) {
      guard let row = verdict.row.row else { continue }
      let bytes = chunk.bytes[verdict.content.prefix(QuarantinedRecord.maximumRawBytes)]
      parsed[verdict.row.batch].setAside(row, verdict, Array(bytes))
      counts.rows -= 1
      counts.quarantined += 1
      openEnd = nil
    }
  }

  /// Where the next record starts in this chunk; nil when it starts in a later one.
  private func startInside(_ chunk: LoadedChunk) -> Int? {
    switch expected {
    case .record(let offset):
      let index = Int(offset - chunk.base)
      return index <= chunk.limit ? index : nil
    case .skipping(var skip):
      let bytes = chunk.bytes.span
      let end = min(chunk.limit, chunk.window.end)
      let passed = skip.goOn(bytes, from: chunk.from, to: end, base: chunk.base, in: chunk.window)
      lines += passed.lines
      expected = passed.start.map { .record(chunk.base + Int64($0)) } ?? .skipping(skip)
      return passed.start
    }
  }

  private func finish() {
    isAtEnd = true
    takeFooter()
    findings = [swallowingFinding, openEndFinding].compactMap { $0 }
  }

  // MARK: What was noticed

  private func note(_ chunk: ParsedChunk) {
    let (records, lines) = (records + 1, lines + 1)
    swallowing = swallowing ?? chunk.swallowing?.shifted(records: records, lines: lines)
    openEnd = chunk.openEnd?.shifted(records: records, lines: lines)
  }

  private var swallowingFinding: Finding? {
    guard let swallowing else { return nil }
    let others = counts.swallowing > 1 ? ", and \(counts.swallowing - 1) more like it" : ""
    return Finding(
      "csv.records-in-field",
      .warning,
      at: origin(swallowing),
      message: "a quoted field holds many lines that look like records\(others)",
      hint: "if they are records, a quote that opens the field is one too many"
    )
  }

  /// The last record may have been cut off within its last field, when all others have a line end.
  private var openEndFinding: Finding? {
    guard let openEnd, counts.records > 1 else { return nil }
    return Finding(
      "csv.no-last-line-end",
      .warning,
      at: origin(openEnd),
      message: "the last record has no line end, all others have one: the file may be cut off here",
      hint: "compare its last field with the system that the file comes from"
    )
  }

  private func origin(_ place: RecordPlace) -> RowOrigin {
    RowOrigin(file: name, record: place.record, line: place.line, byteOffset: place.byteOffset)
  }

  // MARK: Rows in terms of the whole file

  private func shift(_ rows: inout ParsedRows) {
    for index in rows.record.indices {
      rows.record[index] += records + 1
      rows.line[index] += lines + 1
    }
    for index in rows.faulty.indices {
      rows.faulty[index].record += records + 1
      rows.faulty[index].line += lines + 1
    }
  }

  private func batch(_ rows: ParsedRows) -> CSVBatch {
    CSVBatch(
      batch: RecordBatch(
        schema: schema,
        rowCount: rows.record.count,
        columns: rows.columns.map { .text($0) }
      ),
      origins: RowOrigins(
        file: name,
        record: rows.record,
        line: rows.line,
        byteOffset: rows.byteOffset
      ),
      quarantined: rows.faulty.map { $0.quarantined(file: name, layout.dialect, plan.limits) },
      recordBytes: rows.recordBytes
    )
  }

  /// Trailing lines of one field under a blank line are what reporting tools write below their
  /// data (report name, copyright, who generated it); they are counted, not quarantined.
  private func takeFooter() {
    guard plan.fieldCount > 2, var last = parsed.popLast() else { return }
    defer { parsed.append(last) }
    let lastRow = last.record.last ?? 0
    let isFooter: (FaultyRecord) -> Bool = { record in
      guard case .tooFewFields(found: 1, _) = record.fault else { return false }
      return record.followsGap && record.record > lastRow
    }
    let kept = (last.faulty.lastIndex { !isFooter($0) } ?? -1) + 1
    let lines = last.faulty[kept...]
    guard !lines.isEmpty, lines.count <= Self.maximumFooterLines else { return }
    footer = lines.map(\.raw)
    counts.footerLines += Int64(lines.count)
    counts.quarantined -= Int64(lines.count)
    last.faulty.removeSubrange(kept...)
  }

  /// More trailing lines than this are no footer.
  static let maximumFooterLines = 10
}
