import ByteIO
import Columns
import Diagnostics
import TestSupport
import Testing
import XML

@Suite("Mutated documents")
struct XMLFuzzTests {
  @Test("trap nothing, and every record is counted once, with its bytes")
  func survive() throws {
    let corpus =
      MutatedInputs.files("xml", ".xml")
      + [
        Array(XMLPathTests.document.utf8), Array(Self.withEntities.utf8),
        Array(
          "<?xml version='1.0' encoding='ISO-8859-1'?><l><r a='\u{E9}'>&#233;<![CDATA[x]]></r><r/></l>"
            .unicodeScalars.map { UInt8(truncatingIfNeeded: $0.value) }
        ),
      ]
    var inputs = MutatedInputs(corpus, signs: "<>/&;='\"!?-[] \n:xr", seed: 6351)
    let fields = [
      XMLField("a", "//email"), XMLField("b", "address[@type='billing']/city"),
      XMLField("c", "//*", .joined(" ")), XMLField("d", "@*"),
    ]
    var rows = 0
    var faults = 0
    while let bytes = inputs.next() {
      let reader = try XMLRecordReader(
        MemorySource(bytes, pieceSize: 1 + inputs.count % 3000),
        file: "test.xml",
        record: "//r | //Customer | //customer | //item",
        fields: fields
      )
      var numbers: [Int64] = []
      do {
        while let batch = try reader.next(maximum: 1 + inputs.count % 3) {
          rows += batch.batch.rowCount
          numbers += batch.records + batch.quarantined.map(\.finding.origin.record)
          let isSound = Self.check(batch, bytes)
          #expect(isSound, "input \(inputs.count)")
        }
      } catch is Fault {
        faults += 1
      }
      let expected = numbers.indices.map { Int64($0) + 1 }
      #expect(numbers.sorted() == expected, "input \(inputs.count)")
      _ = try XMLStructure.survey(MemorySource(bytes), file: "test.xml")
    }
    print("\(inputs.count) mutated inputs: \(rows) records, \(faults) documents with faults")
    // Most mutations spoil the document; some must have been read all the same.
    #expect(rows > inputs.count / 20)
  }

  private static let withEntities = """
    <!DOCTYPE l [<!ENTITY f "Nord &#38;#38; S\u{FC}d"><!ENTITY g "&f;<b/>">
    <!ATTLIST r b CDATA '&f;' c (x|y) 'x'><!ELEMENT l ANY>]>
    <l><r a='&f;&amp;'>&f; &lt;</r><r>&f;&f;</r><r>&g;</r></l>
    """

  /// A record's bytes are those of the input, a whole element.
  private static func check(_ batch: XMLRecordBatch, _ bytes: [UInt8]) -> Bool {
    zip(batch.byteOffsets, batch.originalRanges).allSatisfy { place, range in
      let original = batch.originals[range]
      return bytes[Int(place)...].starts(with: original)
        && original.first.map { $0 == 0x3C || $0 == 0 } == true
    }
  }
}
