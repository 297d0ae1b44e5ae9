import ByteIO
import Columns
import Diagnostics
import Testing
import XML

@Suite("The bytes of a record in its document")
struct XMLOriginalTests {
  private static let records = [
    "<r a='1 &amp; 2' >\r\n <a>Zo\u{EB} &#38; <![CDATA[<x>]]></a><!-- r --></r>",
    "<r/>",
    "<r><a>\u{20AC} 5</a><b/></r >",
  ]

  private static func document(_ encoding: String) -> String {
    "<?xml version=\"1.0\" encoding=\"\(encoding)\"?>\n<l>\n" + records.joined(separator: "\n ")
      + "</l>"
  }

  /// Originals and places of all records, read in pieces of `pieceSize`.
  private static func read(
    _ bytes: [UInt8],
    _ pieceSize: Int
  ) throws -> (originals: [[UInt8]], places: [Int64], values: [String?]) {
    let reader = try XMLRecordReader(
      MemorySource(bytes, pieceSize: pieceSize),
      file: "test.xml",
      record: "//r",
      fields: [XMLField("a", "a")]
    )
    var result: (originals: [[UInt8]], places: [Int64], values: [String?]) = ([], [], [])
    while let batch = try reader.next(maximum: 2) {
      result.originals += batch.originalRanges.map { Array(batch.originals[$0]) }
      result.places += batch.byteOffsets
      result.values += (0..<batch.batch.rowCount).map { batch.batch.columns[0].string($0) }
    }
    return result
  }

  private static func utf16(_ text: String) -> [UInt8] {
    text.utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
  }

  /// Windows-1252 of the few characters used here.
  private static func windows(_ text: String) -> [UInt8] {
    text.unicodeScalars.map { $0 == "\u{20AC}" ? 0x80 : UInt8(truncatingIfNeeded: $0.value) }
  }

  @Test("are kept as they stand there", arguments: ["UTF-8", "UTF-16", "windows-1252"])
  func exact(_ encoding: String) throws {
    let encode: (String) -> [UInt8] =
      switch encoding {
      case "UTF-16": Self.utf16
      case "windows-1252": Self.windows
      default: { Array($0.utf8) }
      }
    let mark: [UInt8] =
      encoding == "UTF-16" ? [0xFF, 0xFE] : encoding == "UTF-8" ? [0xEF, 0xBB, 0xBF] : []
    let filler = String(repeating: "<x>\u{EB}\u{20AC}</x>", count: 3000)
    let text = Self.document(encoding).replacing("</l>", with: filler + Self.records[0] + "</l>")
    let bytes = mark + encode(text)
    for pieceSize in [1, 7, 1000, Int.max] {
      let found = try Self.read(bytes, pieceSize)
      #expect(found.originals == (Self.records + [Self.records[0]]).map(encode))
      #expect(found.values == ["Zo\u{EB} & <x>", nil, "\u{20AC} 5", "Zo\u{EB} & <x>"])
      for (place, original) in zip(found.places, found.originals) {
        #expect(bytes[Int(place)...].starts(with: original), "pieces of \(pieceSize)")
      }
    }
  }

  @Test("are found in a document that says UTF-16 and is not")
  func mislabelled() throws {
    let found = try Self.read(Array(Self.document("utf-16").utf8), 100)
    #expect(found.originals == Self.records.map { Array($0.utf8) })
    #expect(found.values[0] == "Zo\u{EB} & <x>")
  }

  @Test("stop a document where its encoding has no such byte")
  func badByte() throws {
    let bytes =
      Array("<?xml version=\"1.0\" encoding=\"Shift_JIS\"?><l><r><a>1</a></r><r><a>".utf8)
      + [0x85, 0x20, 0xFF, 0xFF] + Array(String(repeating: "x", count: 100).utf8)
    let document = try readDocument(bytes, record: "//r", fields: [XMLField("a", "a")])
    #expect(document.rows == [["1"]])
    #expect(document.quarantined.count == 1)
    #expect(document.fault?.message == "document holds bytes that its encoding does not have")
  }

  @Test("larger than the limit are quarantined with their beginning, and let go of")
  func tooLarge() throws {
    var limits = XMLLimits.standard
    limits.maximumOriginalBytes = 200_000
    let big = "<r><b>" + String(repeating: "y", count: 300_000) + "</b></r>"
    let xml = "<l><r><a>1</a></r>\(big)<r><a>3</a></r></l>"
    let document = try readDocument(
      Array(xml.utf8),
      record: "//r",
      fields: [XMLField("a", "a")],
      pieceSize: 10_000,
      limits: limits
    )
    #expect(document.rows == [["1"], ["3"]])
    #expect(document.offsets == [3, Int64(xml.utf8.count) - 19])
    #expect(document.quarantined.map(\.finding.code) == ["xml.record-too-large"])
    let raw = document.quarantined[0].raw
    #expect(raw.count > 200_000 && raw.count < 300_000)
    #expect(Array(big.utf8).starts(with: raw))
  }

  @Test("end a batch early when they are large, whatever of them is a field")
  func batchBytes() throws {
    var limits = XMLLimits.standard
    limits.maximumBatchBytes = 300_000
    let big = "<r><b>" + String(repeating: "<c>yyyyyyyyy</c>", count: 8000) + "</b></r>"
    let xml = "<l>" + String(repeating: big, count: 6) + "</l>"
    let reader = try XMLRecordReader(
      MemorySource(Array(xml.utf8)),
      file: "test.xml",
      record: "//r",
      fields: [XMLField("a", "a")],
      limits: limits
    )
    var sizes: [Int] = []
    while let batch = try reader.next() { sizes.append(batch.batch.rowCount) }
    #expect(sizes == [3, 3])
  }
}
