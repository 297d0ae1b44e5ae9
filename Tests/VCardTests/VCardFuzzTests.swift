import ByteIO
import Diagnostics
import TestSupport
import Testing
import VCard

@Suite("Mutated cards")
struct VCardFuzzTests {
  @Test("trap nothing, and every record is counted once, with its bytes")
  func survive() throws {
    let corpus =
      MutatedInputs.files("vcard/evolution", ".vcf") + MutatedInputs.files("vcard/jcard", ".vcf")
      + [Array(VCardFaultTests.nasty.utf8)]
    var inputs = MutatedInputs(corpus, signs: ":;,=\\\"^ .\r\n\tBEGINDVCAR:", seed: 2426)
    var cards = 0
    var quarantined = 0
    while let bytes = inputs.next() {
      var reader = VCardReader(
        MemorySource(bytes, pieceSize: 1 + inputs.count % 3000),
        file: "test.vcf"
      )
      var next: Int64 = 1
      while let batch = try reader.next(maximum: 1 + inputs.count % 3) {
        let isSound = Self.check(batch, bytes, &next)
        #expect(isSound, "input \(inputs.count)")
        cards += batch.cards.count
        quarantined += batch.quarantined.count
      }
    }
    print("\(inputs.count) mutated inputs: \(cards) cards, \(quarantined) quarantined")
    #expect(cards > inputs.count / 2)
  }

  /// Records are numbered without a gap, and their bytes are those of the input.
  private static func check(_ batch: VCardBatch, _ bytes: [UInt8], _ next: inout Int64) -> Bool {
    var records = batch.cards.map { ($0.origin, $0.original) }
    records += batch.quarantined.map { ($0.finding.origin, $0.raw) }
    records.sort { $0.0.record < $1.0.record }
    let isUTF16 =
      bytes.prefix(2).contains(0) || bytes.starts(with: [0xFF, 0xFE])
      || bytes.starts(with: [0xFE, 0xFF])
    for (origin, raw) in records {
      guard origin.record == next else { return false }
      next += 1
      let start = Int(origin.byteOffset)
      guard isUTF16 || start + raw.count <= bytes.count && bytes[start...].starts(with: raw) else {
        return false
      }
    }
    for card in batch.cards {
      // Everything that is said of a card is asked once.
      guard JCard.bytes(card).last == UInt8(ascii: "]") else { return false }
      for property in card.properties {
        let traits = VCardTraits(property)
        guard traits == VCardTraits(slowly: property) else { return false }
      }
    }
    return true
  }
}
