import ByteIO
import Columns
import Diagnostics
import Foundation
import TestSupport
import Testing
import XML

@Suite("Reading records")
struct XMLRecordReaderTests {
  static let export = """
    <?xml version="1.0" encoding="UTF-8"?>
    <!-- comment --><export>
      <customer id="1"><name>Zoë &amp; Söhne</name><note><![CDATA[<b>]]>&#x41;</note></customer>
      <customer
         id="2"><name/><x>1</x></customer><customer id="3"/>
      <other><customer id="4"/></other>
    </export>
    """
  static let fields = [XMLField("id", "@id"), XMLField("name", "name"), XMLField("note", "note")]

  @Test("gives rows with their record, line and byte offset")
  func rows() throws {
    let bytes = Array(Self.export.utf8)
    let document = try readDocument(bytes, record: "/export/customer", fields: Self.fields)
    #expect(document.rows == [["1", "Zoë & Söhne", "<b>A"], ["2", "", nil], ["3", nil, nil]])
    #expect(document.records == [1, 2, 3])
    #expect(document.lines == [3, 4, 5])
    let starts = bytes.indices.filter { bytes[$0...].starts(with: Array("<customer".utf8)) }
    #expect(document.offsets == starts.prefix(3).map(Int64.init))
    #expect(document.fault == nil)
    #expect(document.report?.dropped == [XMLDroppedPath(path: "x", count: 1)])
    #expect(document.report?.records == 3)
  }

  @Test(
    "finds records by absolute, floating and wildcard paths",
    arguments: [
      ("/export/customer", 3), ("//customer", 4), ("customer", 4), ("/*/customer", 3),
      ("/export/other/customer", 1), ("other/customer", 1), ("/customer", 0),
      ("//export//customer", 4),
    ]
  )
  func recordPaths(_ path: String, _ count: Int) throws {
    let document = try readDocument(Array(Self.export.utf8), record: path, fields: Self.fields)
    #expect(document.rows.count == count)
  }

  @Test("reads the same whatever the pieces")
  func everySplit() throws {
    let bytes = Array(Self.export.utf8)
    let fields = Self.fields + [XMLField("p", "note[.='<b>A']")]
    let expected = try readDocument(bytes, record: "//customer", fields: fields)
    for piece in 1...bytes.count {
      let actual = try readDocument(bytes, record: "//customer", fields: fields, pieceSize: piece)
      #expect(actual == expected, "pieces of \(piece)")
    }
  }

  @Test("delivers the records before a cut, quarantines the one cut, then throws")
  func everyPrefix() throws {
    let bytes = Array(Self.export.utf8)
    let whole = try readDocument(bytes, record: "//customer", fields: Self.fields)
    for count in 0..<bytes.count {
      let part = try readDocument(Array(bytes[..<count]), record: "//customer", fields: Self.fields)
      #expect(part.fault != nil, "cut at \(count)")
      #expect(part.fault?.position?.file == "test.xml")
      #expect(part.rows == Array(whole.rows.prefix(part.rows.count)), "cut at \(count)")
      #expect(part.quarantined.count <= 1)
      let records = part.records + part.quarantined.map(\.finding.origin.record)
      #expect(records == Array(1..<Int64(records.count + 1)))
      if let lost = part.quarantined.first {
        #expect(lost.raw == Array(bytes[Int(lost.finding.origin.byteOffset)..<count]))
      }
    }
  }

  @Test("names line and column of malformed markup after delivering what stands before")
  func malformed() throws {
    let xml = "<l>\n<r><a>1</a></r>\n<r><a>2</b></r>\n<r><a>3</a></r></l>"
    let document = try readDocument(Array(xml.utf8), record: "//r", fields: [XMLField("a", "a")])
    #expect(document.rows == [["1"]])
    #expect(document.quarantined.map(\.finding.code) == ["xml.interrupted-record"])
    #expect(document.quarantined.map(\.finding.origin.line) == [3])
    #expect(document.fault?.kind == .input)
    #expect(document.fault?.position?.line == 3)
    #expect(document.fault?.message.hasPrefix("document is not well-formed: ") == true)
  }

  @Test(
    "says when the declared encoding is not, or may not be, the one of the text",
    arguments: [
      ("UTF-16", "Zü", "Zü", 1), ("KLINGON-8", "Zü", "Zü", 1), ("ISO-8859-1", "Zü", "ZÃ¼", 1),
      ("windows-1252", "€", "â‚¬", 1), ("ISO-8859-1", "Zu", "Zu", 0), ("UTF-8", "Zü", "Zü", 0),
    ]
  )
  func doubtfulEncoding(_ declared: String, _ text: String, _ read: String, _ count: Int) throws {
    let record = "<r><a>\(text)</a></r>"
    let xml = "<?xml version='1.0' encoding='\(declared)'?><l>\(record)\(record)\(record)</l>"
    for size in [1, 100, Int.max] {
      let document = try readDocument(
        Array(xml.utf8),
        record: "//r",
        fields: [XMLField("a", "a")],
        pieceSize: size
      )
      #expect(document.rows == [[read], [read], [read]])
      #expect(
        document.findings.map(\.code) == Array(repeating: "xml.encoding-doubtful", count: count)
      )
    }
    let latin = Array("<?xml version='1.0' encoding='ISO-8859-1'?><r><a>Zü ".utf8) + [0xFC]
    let mixed = try readDocument(
      latin + Array("</a></r>".utf8),
      record: "/r",
      fields: [XMLField("a", "a")]
    )
    #expect(mixed.findings.isEmpty)
  }

  @Test("reads encodings that the document declares")
  func encodings() throws {
    let latin = Array("<?xml version='1.0' encoding='ISO-8859-1'?><l><r><a>Z".utf8) + [0xFC]
    let end = Array("</a></r></l>".utf8)
    let fields = [XMLField("a", "a")]
    #expect(try readDocument(latin + end, record: "//r", fields: fields).rows == [["Zü"]])
    let windows =
      Array("<?xml version='1.0' encoding='windows-1252'?><l><r><a>".utf8) + [0x80] + end
    #expect(try readDocument(windows, record: "//r", fields: fields).rows == [["€"]])
    let text = "<?xml version='1.0' encoding='UTF-16'?><l><r><a>Zü😀</a></r></l>"
    let little = text.utf16.flatMap { [UInt8(truncatingIfNeeded: $0), UInt8($0 >> 8)] as [UInt8] }
    for piece in [1, 7, .max] {
      let document = try readDocument(
        [0xFF, 0xFE] + little,
        record: "//r",
        fields: fields,
        pieceSize: piece
      )
      #expect(document.rows == [["Zü😀"]])
    }
    let marked = Array("\u{FEFF}<l><r><a>ü</a></r></l>".utf8)
    #expect(try readDocument(marked, record: "//r", fields: fields).rows == [["ü"]])
  }

  @Test("refuses bytes that are not UTF-8, with their place")
  func wrongEncoding() throws {
    let bytes = Array("<l>\n<r><a>Z".utf8) + [0xFC] + Array("</a></r></l>".utf8)
    let document = try readDocument(bytes, record: "//r", fields: [XMLField("a", "a")])
    #expect(document.rows.isEmpty)
    #expect(document.fault?.message == "document holds bytes that its encoding does not have")
    #expect(document.fault?.position?.line == 2)
  }

  @Test("counts values that a field of one value leaves out")
  func surplus() throws {
    let xml = "<l><r><a>1</a><a>2</a><a/></r><r><a>3</a></r></l>"
    let document = try readDocument(Array(xml.utf8), record: "//r", fields: [XMLField("a", "a")])
    #expect(document.rows == [["1"], ["3"]])
    #expect(document.report?.surplus == ["a": 1])
  }

  @Test("reads fields on both sides of a chunk border in a document of many chunks")
  func manyChunks() throws {
    var xml = "<l>"
    for index in 0..<20_000 {
      xml += "<r id=\"\(index)\"><a>value \(index)</a><b>\(index % 7)</b></r>"
    }
    xml += "</l>"
    let fields = [XMLField("id", "@id"), XMLField("a", "a"), XMLField("b", "b[.='3']")]
    let reader = try XMLRecordReader(
      MemorySource(Array(xml.utf8)),
      file: "x",
      record: "/l/r",
      fields: fields
    )
    var row = 0
    while let batch = try reader.next(maximum: 3000) {
      for index in 0..<batch.batch.rowCount {
        #expect(batch.batch.columns[0].string(index) == "\(row)")
        #expect(batch.batch.columns[1].string(index) == "value \(row)")
        #expect(batch.batch.columns[2].string(index) == (row % 7 == 3 ? "3" : nil))
        row += 1
      }
    }
    #expect(row == 20_000)
  }
}
