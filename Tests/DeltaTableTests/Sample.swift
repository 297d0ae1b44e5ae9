import ByteIO
import Columns
import DeltaTable
import Parquet
import TestSupport
import Time

/// A small table for the tests of this module.
enum Sample {
  static let schema = Schema([
    Field("lead_id", .utf8, isNullable: false),
    Field("status", .utf8),
    Field("value", .decimal(precision: 18, scale: 2)),
    Field("is_open", .bool),
    Field("due", .day),
    Field("updated_at", .timestamp),
    Field("record_count", .int32),
    Field("row", .int64),
  ])

  static let metadata = TableMetadata(
    id: "5fba94ed-9794-4965-ba6e-6ee3c0d22af9",
    name: "leads",
    schema: DeltaSchema(schema, columnMetadata: ["lead_id": ["star.class": "identifier"]]),
    configuration: ["delta.parquet.compression.codec": "gzip"],
    createdAt: instant(0)
  )

  static func instant(_ hour: Int) -> Instant {
    let day = CalendarDate(year: 2026, month: 11, day: 1) ?? CalendarDate(daysSinceEpoch: 0)
    return Instant(day, hour: hour)
  }

  /// Rows `range`, recognisable by their id.
  static func batch(_ range: Range<Int>) -> RecordBatch {
    var builder = BatchBuilder(schema)
    for row in range {
      let isNull = row % 5 == 4
      builder.append([
        .text("lead-\(row)"), isNull ? .null : .text("status \"\(row % 3)\" ü"),
        isNull ? .null : .integer(Int64(row) * 101 - 700), .bool(row % 2 == 0),
        .integer(Int64(row) - 20), .integer(1_700_000_000_123_456 + Int64(row)),
        isNull ? .null : .integer(Int64(row % 4)), .integer(Int64(row)),
      ])
    }
    return builder.finish()
  }

  /// FNV-1a, twice: enough to tell the files of a test apart.
  struct Hash: ContentHash {
    private var state: UInt64 = 0xCBF2_9CE4_8422_2325

    mutating func update(_ bytes: RawSpan) {
      let count = bytes.byteCount
      for offset in 0..<count {
        let byte = unsafe bytes.unsafeLoad(fromByteOffset: offset, as: UInt8.self)
        state = (state ^ UInt64(byte)) &* 0x0000_0100_0000_01B3
      }
    }

    mutating func digest() -> [UInt8] {
      (0..<16).map { UInt8(truncatingIfNeeded: state >> UInt64(($0 & 7) * 8)) }
    }
  }

  /// Writes rows `range` as a data file.
  static func file(_ range: Range<Int>, in table: String, label: String = "a") throws -> DataFile {
    let options = ParquetOptions(
      compression: .gzip(level: 6),
      statistics: ["status", "value", "is_open", "due", "updated_at", "record_count", "row"]
    )
    let writer = try DataFileWriter(
      table: table,
      schema: schema,
      options: options,
      hash: Hash(),
      label: label
    )
    try writer.write(batch(range))
    return try writer.finish(at: instant(1))
  }

  /// Adds rows `range` to the table, making it when there is none, and publishes.
  static func append(_ range: Range<Int>, to table: String) throws {
    let open = try DeltaTable.open(table)
    let operation = open == nil ? "CREATE TABLE" : "WRITE"
    let info = CommitInfo(timestamp: instant(2), operation: operation, isBlindAppend: true)
    var commit = DeltaCommit(after: open?.snapshot, info: info)
    if open == nil { commit.metadata = metadata }
    commit.added = [try file(range, in: table, label: "\(commit.version)")]
    let version = Int64(range.upperBound)
    commit.transactions = [AppTransaction(appID: "import", version: version)]
    try StagedCommit.prepare(commit, table: table, token: "run").publish()
  }

  /// The `row` column of the table, in the order of a scan.
  static func rows(_ table: String, version: Int64? = nil) throws -> [Int64] {
    var rows: [Int64] = []
    try DeltaTable.open(table, version: version)?.scan(columns: ["row"]) { batch, _ in
      rows += (0..<batch.rowCount).compactMap { batch.columns[0].integer($0) }
    }
    return rows
  }
}
