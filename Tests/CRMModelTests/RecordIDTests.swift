import CRMModel
import TestSupport
import Testing

@Suite("record ids")
struct RecordIDTests {
  @Test("the written form comes back and sorts as the numbers do")
  func roundTrip() throws {
    var generator = SeededGenerator(seed: 7)
    var ids = (0..<500).map { _ in RecordID(high: generator.next(), low: generator.next()) }
    ids += [RecordID(high: 0, low: 0), RecordID(high: .max, low: .max), RecordID(high: 1, low: 0)]
    for id in ids {
      #expect(id.text.utf8.count == RecordID.length)
      #expect(RecordID(id.text) == id)
    }
    #expect(ids.sorted().map(\.text) == ids.map(\.text).sorted())
  }

  @Test("takes the first sixteen bytes of a digest")
  func digest() {
    let id = RecordID(digest: Array(UInt8(0)..<32))
    #expect(id == RecordID(high: 0x0001_0203_0405_0607, low: 0x0809_0A0B_0C0D_0E0F))
  }

  @Test(
    "refuses other texts",
    arguments: ["", "0", "00000000000000000000000000i", "ÄÄÄÄÄÄÄÄÄÄÄÄÄ"]
  )
  func refuses(text: String) {
    #expect(RecordID(text) == nil)
  }
}
