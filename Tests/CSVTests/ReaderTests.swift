import ByteIO
import CSV
import Columns
import Diagnostics
import TestSupport
import Testing

@Suite("reading records")
struct ReaderTests {
  @Test("cuts quoted, empty and multi-line fields")
  func fields() throws {
    let reading = try read("name,note,city\r\nAda,\"one,\r\n\"\"two\"\"\",\r\n,x,Köln\r\n")
    #expect(reading.columns == ["name", "note", "city"])
    #expect(reading.rows == [["Ada", "one,\r\n\"two\"", ""], ["", "x", "Köln"]])
    #expect(reading.origins.map(\.line) == [2, 4])
    #expect(reading.origins.map(\.record) == [1, 2])
    #expect(reading.origins.map(\.byteOffset) == [16, 38])
    #expect(reading.quarantined.isEmpty)
  }

  @Test("sets faulty records aside with line, offset and bytes, and goes on with the next")
  func faults() throws {
    let text = "a,b,c\n1,2,3\n4,5\n6,7,8,9\n\"x\"y,1,2\n10,11,12\n13,\"open,14\n15,16,17\n"
    let reading = try read(text)
    #expect(reading.rows == [["1", "2", "3"], ["10", "11", "12"], ["15", "16", "17"]])
    #expect(
      reading.faults == [
        "csv.too-few-fields@3", "csv.too-many-fields@4", "csv.stray-quote@5",
        "csv.unclosed-quote@7",
      ]
    )
    #expect(
      reading.quarantined.map { String(decoding: $0.raw, as: UTF8.self) }
        == ["4,5", "6,7,8,9", "\"x\"y,1,2", "13,\"open,14"]
    )
    #expect(reading.quarantined.map(\.finding.column) == [1, 1, 3, 4])
    #expect(reading.counts.rows == 3)
    #expect(reading.counts.quarantined == 4)
    #expect(reading.origins.map(\.record) == [1, 5, 7])
  }

  @Test("an unclosed quote costs one line, however long the file is")
  func unclosedQuote() throws {
    var text = "id,name\n1,\"open\n"
    for number in 2...50_000 { text += "\(number),row \(number)\n" }
    let reading = try read(text)
    #expect(reading.faults == ["csv.unclosed-quote@2"])
    #expect(reading.rows.count == 49_999)
    #expect(reading.rows.last == ["50000", "row 50000"])
    #expect(reading.origins.last?.line == 50_001)
  }

  @Test("a line longer than any record is skipped to its end, whatever the chunks")
  func longLine() throws {
    let text = "a,b\n1,2\n" + String(repeating: "x", count: 5000) + "\n3,4\n"
    for chunkBytes in [1, 7, 100, 4096, 1 << 20] {
      let options = CSVReadOptions(
        threads: 2,
        chunkBytes: chunkBytes,
        limits: CSVLimits(recordBytes: 256)
      )
      let reading = try read(Array(text.utf8), options: options)
      #expect(reading.rows == [["1", "2"], ["3", "4"]], "chunks of \(chunkBytes)")
      #expect(reading.faults == ["csv.record-too-long@3"])
      #expect(reading.origins.map(\.line) == [2, 4])
    }
  }

  @Test("delivers the requested columns alone, in the requested order")
  func projection() throws {
    let reading = try read(Array("a,b,c\n1,2,3\n4,5,6\n".utf8), columns: [2, 0])
    #expect(reading.rows == [["3", "1"], ["6", "4"]])
  }

  @Test("counts blank lines, comments and a report's footer")
  func leftovers() throws {
    let text = "# made by x\na,b,c\n1,2,3\n\n4,5,6\n\n\"My report\"\n\"Copyright (c) 2026\"\n"
    let reading = try read(text)
    #expect(reading.rows.count == 2)
    #expect(reading.counts.blankLines == 2)
    #expect(reading.footer == ["\"My report\"", "\"Copyright (c) 2026\""])
    #expect(reading.counts.footerLines == 2)
    #expect(reading.quarantined.isEmpty)
  }

  @Test("carriage returns in front of a line feed belong to the line end, however many")
  func doubledReturns() throws {
    let lines = "id,note\r\r\n1,x\r\r\n2,\"y\"\r\r\n3,\r\r\r\n4,z\r\r\n"
    for engine in CSVEngine.allCases {
      let reading = try read(Array(lines.utf8), options: CSVReadOptions(engine: engine))
      #expect(reading.columns == ["id", "note"])
      #expect(reading.rows == [["1", "x"], ["2", "y"], ["3", ""], ["4", "z"]])
      #expect(reading.origins.map(\.line) == [2, 3, 4, 5])
    }
  }

  @Test("a record that ends with two carriage returns alone leaves none to the next")
  func returnsAlone() throws {
    let reading = try read("id,note,day\n1,x,2\r\r2,y,3\n3,z,4\n")
    #expect(reading.rows == [["1", "x", "2"], ["2", "y", "3"], ["3", "z", "4"]])
  }

  @Test("a delimiter that is missing in front of a quoted field is found by its quotes")
  func missingDelimiter() throws {
    let text = "id,town,note,extra\n1,Gent\"8\"\" wide, long\",x\n2,Turku,\"a, b\",y\n"
    let reading = try read(text)
    #expect(reading.rows == [["2", "Turku", "a, b", "y"]])
    #expect(reading.faults == ["csv.stray-quote@2"])
  }

  @Test("keeps the bytes of each row on request")
  func recordBytes() throws {
    let bytes = Array("a,b\r\n1,\"x\r\ny\"\r\n3,4".utf8)
    let layout = try CSVSniffer.detect(bytes, isWhole: true, file: "f").layout
    let reader = try CSVReader(
      .source(MemorySource(bytes)),
      name: "f",
      layout: layout,
      options: CSVReadOptions(keepsRecordBytes: true)
    )
    let batch = try #require(try reader.next())
    let kept = try #require(batch.recordBytes)
    #expect((0..<2).map { String(decoding: kept[$0], as: UTF8.self) } == ["1,\"x\r\ny\"", "3,4"])
  }

  @Test("reads a plain file as it reads a stream")
  func plainFile() throws {
    let folder = try TemporaryFolder()
    var text = "id,note\n"
    for number in 1...20_000 { text += "\(number),\"a\nb \(number)\"\n" }
    let path = "\(folder.path)/f.csv"
    try Publish.replacing(path) { try $0.write(text) }
    let bytes = Array(text.utf8)
    let layout = try CSVSniffer.detect(bytes, isWhole: true, file: path).layout
    let options = CSVReadOptions(threads: 2, chunkBytes: 1000, limits: CSVLimits(recordBytes: 500))
    let file = try File.open(path, .read)
    let reader = try CSVReader(.file(file), name: "test.csv", layout: layout, options: options)
    let fromFile = try reading(of: reader)
    let fromStream = try read(bytes, layout: layout, options: options, pieceSize: 777)
    #expect(fromFile == fromStream)
    #expect(fromFile.rows.count == 20_000)
  }
}
