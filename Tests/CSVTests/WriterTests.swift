import ByteIO
import CSV
import Columns
import Foundation
import TestSupport
import Testing
import Time

@Suite("writing records")
struct WriterTests {
  private func written(
    _ dialect: CSVDialect = .rfc4180,
    _ body: (CSVWriter) throws -> Void
  ) throws -> [UInt8] {
    let sink = MemorySink()
    let writer = CSVWriter(sink, dialect: dialect)
    try body(writer)
    try writer.finish()
    #expect(sink.isFinished)
    return sink.bytes
  }

  @Test("quotes what could be misread and nothing else")
  func quoting() throws {
    let bytes = try written { writer in
      try writer.write(["plain", "a,b", "say \"hi\"", "two\nlines", " edge", nil, "5;6"])
      try writer.write(["#1", "#2"])
      try writer.write([""])
    }
    let expected =
      "plain,\"a,b\",\"say \"\"hi\"\"\",\"two\nlines\",\" edge\",,5;6\r\n\"#1\",#2\r\n\"\"\r\n"
    #expect(String(decoding: bytes, as: UTF8.self) == expected)
  }

  @Test(
    "batches of text are written as rows are, whatever stands in a cell",
    arguments: [",", ";"]
  )
  func batches(delimiter: String) throws {
    let alphabet = ["a", "\"", ",", ";", "\n", "\r", " ", "\t", "#", "é", "\u{FEFF}", "\\", ""]
    var generator = SeededGenerator(seed: 12)
    let rows = (0..<2500).map { _ in
      (0..<3).map { _ in
        (0..<Int.random(in: 0...4, using: &generator))
          .map { _ in alphabet.randomElement(using: &generator) ?? "" }.joined()
      }
    }
    var columns = (0..<3).map { _ in TextColumnBuilder(capacity: rows.count) }
    for row in rows { for index in row.indices { columns[index].append(row[index]) } }
    let batch = RecordBatch(
      schema: Schema(["a", "b", "c"].map { Field($0, .utf8) }),
      rowCount: rows.count,
      columns: columns.map { Column.text($0.finish()) }
    )
    let dialect = CSVDialect(delimiter: Array(delimiter.utf8)[0], lineEnd: .crlf)
    let one = try written(dialect) { writer in for row in rows { try writer.write(row) } }
    let all = try written(dialect) { writer in try writer.write(batch) }
    #expect(all == one)
  }

  @Test("writes every type of column without regard to a locale")
  func types() throws {
    let fields = [
      Field("b", .bool), Field("n", .int32), Field("m", .decimal(precision: 18, scale: 2)),
      Field("d", .day), Field("t", .timestamp), Field("s", .utf8),
    ]
    var builder = BatchBuilder(Schema(fields))
    let day = CalendarDate(iso: "2026-10-31")?.daysSinceEpoch ?? 0
    builder.append([
      .bool(true), .integer(-7), .integer(-5), .integer(Int64(day)), .integer(0), .text("é"),
    ])
    builder.append([.null, .null, .integer(123_456), .null, .null, .null])
    let batch = builder.finish()
    let bytes = try written(CSVDialect()) { writer in
      try writer.writeHeader(batch.schema)
      try writer.write(batch)
    }
    #expect(
      String(decoding: bytes, as: UTF8.self) == """
        b,n,m,d,t,s
        true,-7,-0.05,2026-10-31,1970-01-01T00:00:00Z,é
        ,,1234.56,,,

        """
    )
  }

  @Test("original records keep their bytes in front of what is added")
  func original() throws {
    var dialect = CSVDialect(delimiter: UInt8(ascii: ";"), lineEnd: .crlf)
    dialect.encoding = .windows1252
    let raw: [UInt8] = [0x4D, 0xFC, 0x6C, 0x3B, 0x22, 0x78, 0x22]
    let bytes = try written(dialect) { writer in
      try writer.write(original: raw, missing: 1, adding: ["7", "größe"])
    }
    #expect(bytes == raw + Array(";;7;gr".utf8) + [0xF6, 0xDF] + Array("e\r\n".utf8))
  }

  @Test(
    "rows survive writing and reading in every dialect",
    arguments: [",", ";", "\t", "|"],
    [CSVDialect.Escape.doubled, .backslash]
  )
  func roundTrip(delimiter: String, escape: CSVDialect.Escape) throws {
    let alphabet = ["a", "\"", ",", ";", "|", "\t", "\n", "\r\n", "\r", "\\", " ", "#", "é", "😀"]
    var generator = SeededGenerator(seed: 11)
    var rows = [["name", "second", "third"]]
    for _ in 0..<300 {
      rows.append(
        (0..<3).map { _ in
          (0..<Int.random(in: 0...5, using: &generator))
            .map { _ in alphabet.randomElement(using: &generator) ?? "" }.joined()
        }
      )
    }
    for lineEnd in [CSVDialect.LineEnd.lf, .crlf, .cr] {
      for encoding in [TextEncoding.utf8, .utf16LittleEndian, .utf16BigEndian] {
        let dialect = CSVDialect(
          delimiter: Array(delimiter.utf8)[0],
          escape: escape,
          lineEnd: lineEnd,
          encoding: encoding,
          hasByteOrderMark: encoding.isUTF16
        )
        let bytes = try written(dialect) { writer in for row in rows { try writer.write(row) } }
        let offset = Int64(encoding.isUTF16 ? 3 : 0)
        let layout = CSVLayout(
          dialect: dialect,
          header: ["a", "b", "c"],
          dataOffset: offset,
          dataLine: 1
        )
        let reading = try read(bytes, layout: layout, options: CSVReadOptions(chunkBytes: 512))
        #expect(reading.rows == rows, "\(lineEnd) \(encoding)")
        #expect(reading.quarantined.isEmpty)
      }
    }
  }

  @Test("the naughty strings survive")
  func naughtyStrings() throws {
    guard let url = Corpora.item("csv/naughty-strings.json") else { return }
    let strings = try JSONDecoder().decode([String].self, from: Data(contentsOf: url))
    let bytes = try written { writer in
      try writer.write(["id", "text"])
      for (index, string) in strings.enumerated() { try writer.write(["row \(index)", string]) }
    }
    let reading = try read(bytes)
    #expect(reading.rows.map { $0[1] } == strings)
    #expect(reading.rows.count > 400)
  }
}
