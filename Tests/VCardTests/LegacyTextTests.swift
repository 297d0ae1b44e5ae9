import Diagnostics
import TestSupport
import Testing

@testable import VCard

@Suite("Text of telephones that name no charset")
struct LegacyTextTests {
  /// A card in bytes, `name` and `place` in an encoding of one country.
  private static func bytes(_ name: [UInt8], _ place: [UInt8]) -> [UInt8] {
    Array("BEGIN:VCARD\r\nVERSION:2.1\r\nFN:".utf8) + name + Array("\r\nADR;HOME:;;;".utf8) + place
      + Array(";;;\r\nTEL;CELL:1\r\nEND:VCARD\r\n".utf8)
  }

  @Test("is read in the encoding that fits every byte, and said so")
  func guesses() throws {
    let cases: [(String, [UInt8], String)] = [
      // Tanaka, in kanji.
      ("Shift-JIS", [0x93, 0x63, 0x92, 0x86], "\u{7530}\u{4E2D}"),
      // Sakura, in kana, then in half-width kana.
      (
        "Shift-JIS", [0x82, 0xB3, 0x82, 0xAD, 0x82, 0xE7, 0xBB], "\u{3055}\u{304F}\u{3089}\u{FF7B}"
      ),
      // Wang Fang.
      ("GB18030", [0xCD, 0xF5, 0xB7, 0xBC], "\u{738B}\u{82B3}"),
      // Anna.
      ("Windows-1251", [0xC0, 0xED, 0xED, 0xE0], "\u{410}\u{43D}\u{43D}\u{430}"),
      ("Windows-1252", [0x52, 0xE9, 0x6E, 0xE9, 0x65], "R\u{E9}n\u{E9}e"),
      // A street of the West, with two such letters side by side.
      ("Windows-1252", [0x47, 0x72, 0xF6, 0xDF, 0x65], "Gr\u{F6}\u{DF}e"),
      ("Windows-1252", [0x93, 0x48, 0xE9, 0x94], "\u{201C}H\u{E9}\u{201D}"),
    ]
    for (encoding, bytes, text) in cases {
      let batch = try read(Self.bytes(bytes, bytes))
      #expect(batch.cards[0].first(.fn)?.text == text)
      #expect(batch.findings.map(\.message) == ["bytes that are not UTF-8, read as \(encoding)"])
    }
  }

  @Test("takes every name of the West for one of the West")
  func west() {
    let names = [
      "H\u{E9}l\u{E8}ne", "\u{C5}sa \u{D6}berg", "Jos\u{E9} \u{C1}lvarez", "Fran\u{E7}oise",
      "Zo\u{EB}",
      "M\u{FC}ller-L\u{FC}denscheidt", "\u{C9}A\u{C9}", "Bj\u{F8}rn \u{C6}g\u{E6}us",
      "\u{DE}\u{F3}r\u{F0}ur",
    ]
    for name in names {
      let bytes = name.unicodeScalars.map { UInt8(truncatingIfNeeded: $0.value) }
      #expect(LegacyText(guessing: bytes) == .windows1252, "\(name)")
    }
  }
}
