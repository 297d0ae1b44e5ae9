internal import Columns

/// Everything that parsing a chunk needs to know: a value shared by all threads.
struct ReadPlan: Sendable {
  let dialect: CSVDialect
  let limits: CSVLimits
  /// Fields of every record.
  let fieldCount: Int
  /// The header's fields as the parser sees them, empty when a record may repeat them.
  let header: [[UInt8]]
  /// Whether the first column holds numbers, dates or addresses in nearly all records.
  let leadsWithValues: Bool
  /// The positions of the columns that are delivered, in their order; others are never copied.
  let requested: [Int]
  let batchRows: Int
  let keepsRecordBytes: Bool
  let engine: CSVEngine

  var scanner: RecordScanner {
    RecordScanner(dialect: dialect, limits: limits, fieldCount: fieldCount, header: header)
  }
}

/// Which code cuts bytes into records.
///
/// Both answer the same for every input; the slow one is the one to read.
package enum CSVEngine: Sendable, CaseIterable {
  case fast
  case reference
}

/// A record that was not sound, with positions relative to its chunk.
struct FaultyRecord: Sendable {
  var fault: RecordFault
  /// 0 for the first record of the chunk.
  var record: Int64
  /// 0 for the first line of the chunk.
  var line: Int64
  var byteOffset: Int64
  /// 0-based, when the fault shows on the record's first line.
  var column: Int?
  var raw: [UInt8]
  /// Whether a blank line or another such record stands right above it.
  var followsGap: Bool
}

/// Rows of a chunk, with positions relative to it.
struct ParsedRows: Sendable {
  var columns: [TextColumn]
  var record: [Int64]
  var line: [Int64]
  var byteOffset: [Int64]
  var recordBytes: RecordBytes?
  var faulty: [FaultyRecord]

  /// Makes the last row a quarantined record.
  mutating func setAside(_ row: Int, _ verdict: TableTail.Verdict, _ raw: [UInt8]) {
    let record = FaultyRecord(
      fault: verdict.fault,
      record: self.record[row],
      line: line[row],
      byteOffset: byteOffset[row],
      column: 0,
      raw: raw,
      followsGap: verdict.followsGap
    )
    let place = faulty.firstIndex { $0.record > record.record } ?? faulty.endIndex
    faulty.insert(record, at: place)
    self.record.removeSubrange(row...)
    line.removeSubrange(row...)
    byteOffset.removeSubrange(row...)
    columns = columns.map { column in
      let offsets = Array(column.offsets[...row])
      return TextColumn(bytes: Array(column.bytes[..<Int(offsets[row])]), offsets: offsets)
    }
    recordBytes = recordBytes.map {
      RecordBytes(bytes: $0.bytes, ranges: Array($0.ranges[..<row]))
    }
  }
}

/// What a chunk of a file holds.
struct ParsedChunk: Sendable {
  /// Where its first record starts, in the whole input.
  var start: Int64
  /// Where reading goes on.
  var end: Continuation
  var rows: [ParsedRows] = []
  var counts = CSVCounts()
  /// Line ends in it.
  var lines: Int64 = 0
  /// The first record with a field that holds what look like records.
  var swallowing: RecordPlace?
  /// The last record of the input, when it is sound but has no line end.
  var openEnd: RecordPlace?
}

/// Where a sound record stands that something was noticed about, with positions as a
/// `FaultyRecord` has them.
struct RecordPlace: Sendable {
  var record: Int64
  var line: Int64
  var byteOffset: Int64

  /// The place in terms of the whole file, `records` and `lines` after its beginning.
  func shifted(records: Int64, lines: Int64) -> RecordPlace {
    RecordPlace(record: record + records, line: line + lines, byteOffset: byteOffset)
  }
}

/// Where the record after a chunk starts, in the whole input.
enum Continuation: Sendable {
  case record(Int64)
  /// The record starts somewhere behind one that is too long to be kept.
  case skipping(RecordSkip)
}

/// The way through a record that is longer than any may be, chunk by chunk, to the one after it.
struct RecordSkip: Sendable {
  private var cutter: RecordCutter
  /// Where it goes on, in the whole input.
  private(set) var offset: Int64
  private let terminator: UInt8

  /// Begins at a record at `offset`; when `isLine`, at a line in which quotes mean nothing.
  init(_ plan: ReadPlan, offset: Int64, isLine: Bool) {
    cutter = RecordCutter(dialect: plan.dialect, limits: plan.limits, start: 0)
    if isLine { cutter.ignoreQuotes() }
    self.offset = offset
    terminator = plan.dialect.lineEnd.terminator
  }

  /// Goes on to `end` at most, from where it stands or from `from`, if that is later; `bytes` begin
  /// at `base`.
  ///
  /// - Returns: where the next record starts, nil when that is further on, and the line ends that
  ///   were passed.
  mutating func goOn(
    _ bytes: Span<UInt8>,
    from: Int,
    to end: Int,
    base: Int64,
    in window: Window
  ) -> (start: Int?, lines: Int64) {
    let begin = max(from, Int(offset - base))
    guard begin < end else { return (nil, 0) }
    var index = begin
    let start = cutter.skip(bytes, begin..<end, in: window, goingOnAt: &index)
    offset = base + Int64(start ?? index)
    var lines: Int64 = 0
    for place in begin..<(start ?? end) where bytes[place] == terminator { lines += 1 }
    return (start, lines)
  }
}
