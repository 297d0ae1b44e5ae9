import ByteIO
import Columns
import Diagnostics
import Parquet
import TestSupport
import Testing

@Suite("writing and reading back")
struct RoundTripTests {
  struct Layout: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let options: ParquetOptions
  }

  static let layouts = [
    Layout(testDescription: "as it comes", options: ParquetOptions()),
    Layout(testDescription: "gzip", options: ParquetOptions(compression: .gzip(level: 6))),
    Layout(
      testDescription: "small pages and row groups",
      options: ParquetOptions(rowGroupRows: 777, pageRows: 100, pageBytes: 512)
    ),
    Layout(
      testDescription: "a value a page",
      options: ParquetOptions(rowGroupRows: 64, pageRows: 1, pageBytes: 1)
    ),
  ]

  @Test("every type, null and text comes back", arguments: layouts, [0, 1, 7, 64, 65, 3000])
  func types(layout: Layout, count: Int) throws {
    let batch = Tables.batch(count)
    let bytes = try Tables.file([batch], layout.options)
    let file = try ParquetFile(bytes: bytes, name: "t.parquet")
    #expect(file.schema == Tables.schema)
    #expect(file.rowCount == count)
    #expect(try Tables.rows(file) == Tables.rows(batch))
  }

  @Test("bytes do not depend on how rows are cut, on threads or on dictionaries")
  func deterministic() throws {
    let batch = Tables.batch(3000)
    let options = ParquetOptions(rowGroupRows: 1000, pageRows: 128)
    let whole = try Tables.file([batch], options)
    let cuts = [0..<1, 1..<600, 600..<600, 600..<2500, 2500..<3000]
    let parts = cuts.map { batch.taking(Array($0)) }
    #expect(try Tables.file(parts, options) == whole)
    var threaded = options
    threaded.threads = 3
    #expect(try Tables.file([batch], threaded) == whole)
    let coded = try ParquetFile(bytes: whole, name: "t").batch(group: 0)
    let plain = batch.taking(Array(0..<1000))
    #expect(coded.columns.contains { if case .dictionary = $0 { true } else { false } })
    #expect(try Tables.file([coded], options) == Tables.file([plain], options))
  }

  @Test("columns can be picked and reordered by name")
  func projection() throws {
    let batch = Tables.batch(50)
    let file = try ParquetFile(bytes: Tables.file([batch]), name: "t")
    let names = ["email", "flag"]
    #expect(try Tables.rows(file, columns: names) == Tables.rows(batch.projecting(names)))
    #expect(try file.batch(group: 0, columns: []).rowCount == 50)
  }

  @Test("a dictionary is used where it pays and given up where it does not")
  func dictionaries() throws {
    let count = 5000
    let constant = Column.constant("a rather long and constant value", count: count)
    let unique = Column.text(TextColumn((0..<count).map { "value number \($0)" }))
    let sizes = try [constant, unique].map { column in
      let schema = Schema([Field("c", .utf8)])
      return try Tables.file([RecordBatch(schema: schema, rowCount: count, columns: [column])])
        .count
    }
    #expect(sizes[0] < 600)
    #expect(sizes[1] < count * 22)
  }

  @Test("only allowed columns have bounds; counts of nulls are always there")
  func statistics() throws {
    let sink = MemorySink()
    let options = ParquetOptions(rowGroupRows: 40, statistics: ["born", "city", "flag", "nothing"])
    let writer = try ParquetWriter(sink, schema: Tables.schema, options: options)
    let batch = Tables.batch(100)
    try writer.write(batch)
    let summary = try writer.finish()
    #expect(summary.rowCount == 100)
    #expect(summary.byteCount == sink.bytes.count)
    for (column, values) in zip(summary.columns, batch.columns) {
      #expect(column.nullCount == (0..<100).count { values.isNull($0) })
      let isBounded = ["born", "city", "flag"].contains(column.name)
      #expect((column.minimum != nil) == isBounded, "\(column.name)")
    }
    let days = (0..<100).compactMap { batch.columns[4].integer($0) }
    #expect(summary.columns[4].minimum == days.min().map { .integer($0) })
    #expect(summary.columns[4].maximum == days.max().map { .integer($0) })
    #expect(summary.columns[6].minimum == .text(""))
    #expect(summary.columns[6].maximum == .text("東京"))
    let footer = String(
      decoding: sink.bytes[try DamageTests.footerStart(sink.bytes)...],
      as: UTF8.self
    )
    let holdsAddress = footer.contains("@example.com")
    #expect(!holdsAddress)
  }

  @Test("a null where none may be is refused")
  func requiredNull() throws {
    let schema = Schema([Field("id", .utf8, isNullable: false)])
    let batch = RecordBatch(schema: schema, rowCount: 1, columns: [.nulls(.utf8, count: 1)])
    let fault = #expect(throws: Fault.self) { try Tables.file([batch]) }
    #expect(fault?.kind == .bug)
  }
}
