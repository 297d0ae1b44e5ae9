import Diagnostics
import Testing
import VCard

@Suite("The bytes of a card in its file")
struct VCardOriginalTests {
  private static let folded =
    "begin:vcard \r\nVERSION:2.1\r\nN;ENCODING=QUOTED-PRINTABLE:M=C3=BCl=\r\nler\r\n\r\nEND:VCARD\r\n"

  @Test("are kept with folding, encoding and line ends")
  func exact() throws {
    let other = card("3.0", "NOTE:a", "  b")
    let batch = try read("\u{FEFF}\n\n" + Self.folded + "\n" + other, pieceSize: 7)
    #expect(batch.cards.map(\.original) == [Array(Self.folded.utf8), Array(other.utf8)])
  }

  @Test("are kept in UTF-16", arguments: [true, false])
  func utf16(_ isBigEndian: Bool) throws {
    func encoded(_ text: String) -> [UInt8] {
      text.utf16.flatMap { unit in
        let pair = [UInt8(unit >> 8), UInt8(unit & 0xFF)]
        return isBigEndian ? pair : pair.reversed()
      }
    }
    let first = card("3.0", "FN:Zoë 🙂")
    let second = "BEGIN:VCARD\nFN:ü\n"
    let stray = "straße\n"
    let batch = try read(encoded("\u{FEFF}" + first + stray + card("3.0", "FN:b") + second))
    #expect(batch.cards[0].original == encoded(first))
    #expect(batch.cards[2].original == encoded(second))
    #expect(batch.quarantined.map(\.raw) == [encoded(stray)])
  }

  @Test("together with the quarantined are the file, blank lines apart")
  func everything() throws {
    let bytes = Array(VCardFaultTests.nasty.utf8)
    let batch = try read(bytes, pieceSize: 11)
    let pieces =
      batch.cards.map { ($0.origin.byteOffset, $0.original) }
      + batch.quarantined.map { ($0.finding.origin.byteOffset, $0.raw) }
    var end: Int64 = 3
    for (offset, piece) in pieces.sorted(by: { $0.0 < $1.0 }) {
      #expect(offset == end)
      #expect(bytes[Int(offset)..<(Int(offset) + piece.count)].elementsEqual(piece))
      end = offset + Int64(piece.count)
    }
    #expect(end == Int64(bytes.count))
  }
}
