import ByteIO
import CSV
import Diagnostics
import TestSupport
import Testing

/// RFC 4180, section 2, rule 6: a field in quotes may hold line ends, as many as it likes.
@Suite("quoted fields of many lines")
struct LongFieldTests {
  private static let lineEnds = ["\n", "\r\n", "\r"]

  /// A table in which the note of the second record holds `note`, and the rows that must come out.
  private func table(_ note: String, _ end: String = "\n") -> (bytes: [UInt8], rows: [[String]]) {
    let quoted = "\"" + note.replacing("\"", with: "\"\"") + "\""
    let lines = ["id,name,note", "1,Ada,x", "2,Bo,\(quoted)", "3,\"C, D\",\"y\"", "4,E,"]
    let rows = [["1", "Ada", "x"], ["2", "Bo", note], ["3", "C, D", "y"], ["4", "E", ""]]
    return (Array(lines.map { $0 + end }.joined().utf8), rows)
  }

  private func lines(_ count: Int, _ end: String = "\n", _ line: (Int) -> String) -> String {
    (1...count).map(line).joined(separator: end)
  }

  @Test(
    "stay one field, whatever their number",
    arguments: [4000, 4096, 4097, 8000]
  )
  func counts(count: Int) throws {
    for end in Self.lineEnds {
      let (bytes, rows) = table(lines(count, end) { "line \($0), with a \"word\"" }, end)
      let reading = try read(bytes)
      #expect(reading.rows == rows)
      #expect(reading.faults == [])
      #expect(reading.origins.last?.line == Int64(count + 4))
    }
  }

  private static let noteLines = [
    "record,by,record", "delimiters,, and,more,,,of them", "a \"quoted, text\" in it", "\"", "",
    "semi;colons;in;it", "# a mark", "\"quoted\",\"record\",\"by record\"", "2,Bo,\"",
  ]

  @Test("hold delimiters, quotes and what looks like records", arguments: noteLines)
  func contents(line: String) throws {
    for end in Self.lineEnds {
      let (bytes, rows) = table(lines(120, end) { _ in line }, end)
      for threads in 1...2 {
        for chunkBytes in [13, 999, 1 << 20] {
          for engine in CSVEngine.allCases {
            let options = CSVReadOptions(threads: threads, chunkBytes: chunkBytes, engine: engine)
            let reading = try read(bytes, options: options, pieceSize: 700)
            let name = "\(end.debugDescription), chunks of \(chunkBytes), \(threads), \(engine)"
            #expect(reading.rows == rows, "\(name)")
            #expect(reading.faults == [], "\(name)")
          }
        }
      }
    }
  }

  @Test("are told when their lines look like records")
  func suspicion() throws {
    let suspicious = try read(table(lines(200) { "\($0),x,y" }).bytes)
    #expect(suspicious.findings == ["csv.records-in-field@3"])
    #expect(try read(table(lines(200) { "line \($0)" }).bytes).findings == [])
    #expect(try read(table(lines(50) { "\($0),x,y" }).bytes).findings == [])
  }

  @Test("of megabytes are read from files and streams, in every order of threads and chunks")
  func megabytes() throws {
    let note = lines(60_000) { "line \($0) of a note that is long" }
    let (bytes, rows) = table(note)
    let folder = try TemporaryFolder()
    let path = "\(folder.path)/f.csv"
    try Publish.replacing(path) { try $0.write(bytes) }
    let layout = try CSVSniffer.detect(
      Array(bytes.prefix(CSVSniffer.sampleBytes)),
      isWhole: false,
      file: path,
      further: CSVSniffer.furtherSamples(of: try File.open(path, .read))
    ).layout
    for (threads, chunkBytes) in [(1, 4 << 20), (2, 1 << 20), (2, 200_000)] {
      let options = CSVReadOptions(threads: threads, chunkBytes: chunkBytes)
      let file = try CSVReader(
        .file(try File.open(path, .read)),
        name: "test.csv",
        layout: layout,
        options: options
      )
      let fromFile = try reading(of: file)
      #expect(fromFile.rows == rows)
      #expect(fromFile.origins.map(\.line) == [2, 3, 60_003, 60_004])
      #expect(try read(bytes, layout: layout, options: options, pieceSize: 1 << 16) == fromFile)
    }
  }

  @Test("beyond the limit are set aside whole, and no line of them is a record")
  func tooLong() throws {
    for line in ["a line of text", "with, a comma", "\"said, one\"", ""] {
      let (bytes, rows) = table(lines(300) { _ in line })
      let layout = try CSVSniffer.detect(bytes, isWhole: true, file: "f").layout
      for chunkBytes in [30, 1000, 1 << 20] {
        for engine in CSVEngine.allCases {
          let options = CSVReadOptions(
            threads: 2,
            chunkBytes: chunkBytes,
            limits: CSVLimits(recordBytes: 200),
            engine: engine
          )
          let reading = try read(bytes, layout: layout, options: options, pieceSize: 77)
          #expect(reading.rows == [rows[0], rows[2], rows[3]], "\(line), chunks of \(chunkBytes)")
          #expect(reading.faults == ["csv.record-too-long@3"])
          #expect(reading.origins.map(\.line) == [2, 303, 304])
        }
      }
    }
  }

  @Test("that never close cost their line when what follows are records, in any chunks")
  func strayQuote() throws {
    var text = "id,name\n1,\"open\n"
    for number in 2...3000 { text += "\(number),row \(number)\n" }
    let bytes = Array(text.utf8)
    let layout = try CSVSniffer.detect(bytes, isWhole: true, file: "f").layout
    for limit in [500, 10_000, 1 << 20] {
      for chunkBytes in [100, 7000, 1 << 20] {
        let options = CSVReadOptions(
          threads: 2,
          chunkBytes: chunkBytes,
          limits: CSVLimits(recordBytes: limit)
        )
        let reading = try read(bytes, layout: layout, options: options)
        #expect(reading.faults == ["csv.unclosed-quote@2"], "limit \(limit), \(chunkBytes)")
        #expect(reading.rows.count == 2999)
      }
    }
  }

  @Test("do not hide the delimiter, where their lines hold another", arguments: [3, 30, 3000])
  func delimiter(count: Int) throws {
    let note = lines(count) { "\($0); of; many\tthings | here" }
    let text = "name,note\nAda,\"\(note)\"\n"
    let reading = try read(text)
    #expect(reading.columns == ["name", "note"])
    #expect(reading.rows == [["Ada", note]])
  }

  @Test("do not hide the table when the sample ends in them")
  func sample() throws {
    let note = lines(60_000) { "line \($0); of a note" }
    for text in ["name,note\nAda,\"\(note)\"\n", "name,note\nAda,x\nBo,\"\(note)\"\nCy,y\n"] {
      let bytes = Array(text.utf8)
      let end = Array(bytes.suffix(64 << 10))
      let middle = Array(bytes[(500 << 10)..<(564 << 10)])
      let detection = try CSVSniffer.detect(
        Array(bytes.prefix(CSVSniffer.sampleBytes)),
        isWhole: false,
        file: "f",
        further: [middle, end]
      )
      #expect(detection.hasHeader)
      #expect(detection.layout.columnNames == ["name", "note"])
      let reading = try read(bytes, layout: detection.layout)
      #expect(reading.faults == [])
      #expect(reading.rows.count == (text.contains("Cy") ? 3 : 1))
    }
  }

  @Test("a last record without a line end is told, when the others have one")
  func openEnd() throws {
    #expect(try read("a,b\n1,2\n3,4").findings == ["csv.no-last-line-end@3"])
    #expect(try read("a,b\r\n1,2\r\n3,\"4\n5\"").findings == ["csv.no-last-line-end@3"])
    #expect(try read("a,b\n1,2\n3,4\n").findings == [])
    #expect(try read("a,b\n1,2").findings == [])
    // Set aside, and told by that.
    #expect(try read("a,b,c\n1,2,3\n3,4").findings == [])
    // A footer is no record.
    #expect(try read("a,b,c\n1,2,3\n4,5,6\n\nmade by x").findings == [])
  }
}
