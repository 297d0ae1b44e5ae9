import ByteIO
import Columns
import Parquet
import TestSupport

/// Tables of all column types for the tests of this module.
enum Tables {
  static let schema = Schema([
    Field("flag", .bool),
    Field("small", .int32),
    Field("number", .int64, isNullable: false),
    Field("price", .decimal(precision: 18, scale: 2)),
    Field("born", .day),
    Field("seen", .timestamp, isNullable: false),
    Field("city", .utf8),
    Field("email", .utf8, isNullable: false),
    Field("nothing", .utf8),
  ])

  private static let cities = ["Köln", "Zürich", "", "New York", "東京", "a much longer city name"]

  /// `count` rows: about one null in seven where nulls may be, texts that repeat and texts that
  /// do not.
  static func batch(_ count: Int, seed: UInt64 = 1) -> RecordBatch {
    var generator = SeededGenerator(seed: seed)
    var builder = BatchBuilder(schema)
    for row in 0..<count {
      func value(_ value: BatchBuilder.Value) -> BatchBuilder.Value {
        generator.next() % 7 == 0 ? .null : value
      }
      let random = Int64(truncatingIfNeeded: generator.next())
      builder.append([
        value(.bool(random % 2 == 0)),
        value(.integer(random % 5)),
        .integer(row == 0 ? .min : random),
        value(.integer(random / 100_000_000)),
        value(.integer(random % 30_000)),
        .integer(1_790_000_000_000_000),
        value(.text(cities[Int(random.magnitude % 6)])),
        .text("\(random)@example.com"),
        .null,
      ])
    }
    return builder.finish()
  }

  /// The bytes of a file that holds `batches`.
  static func file(_ batches: [RecordBatch], _ options: ParquetOptions = .init()) throws -> [UInt8]
  {
    let sink = MemorySink()
    let schema = batches.first?.schema ?? schema
    let writer = try ParquetWriter(sink, schema: schema, options: options)
    for batch in batches { try writer.write(batch) }
    try writer.finish()
    return sink.bytes
  }

  /// A batch as rows of text, for comparisons that say what differs.
  static func rows(_ batch: RecordBatch) -> [String] {
    (0..<batch.rowCount).map { row in
      batch.columns.map { column in
        column.string(row) ?? column.integer(row).map { String($0) }
          ?? column.bool(row).map { String($0) } ?? "null"
      }
      .joined(separator: "|")
    }
  }

  /// All rows of a file.
  static func rows(_ file: ParquetFile, columns: [String]? = nil) throws -> [String] {
    var rows: [String] = []
    for group in file.groupRowCounts.indices {
      rows += Self.rows(try file.batch(group: group, columns: columns))
    }
    return rows
  }
}
