import ByteIO
import Diagnostics
import TestSupport
import Testing

@testable import VCard

@Suite("The fast engine for plain properties")
struct PlainPropertyTests {
  private static func transcript(_ reader: VCardReader) throws -> String {
    var reader = reader
    var all: [String] = []
    while let batch = try reader.next(maximum: 3) {
      all.append(batch.transcript)
      all += batch.cards.map { String(decoding: $0.original, as: UTF8.self) }
    }
    return all.joined(separator: "\n")
  }

  private static func compare(_ bytes: [UInt8], _ comment: Comment) throws {
    for size in [7, Int.max] {
      let source = MemorySource(bytes, pieceSize: size)
      let clear = MemorySource(bytes, pieceSize: size)
      let fast = try transcript(VCardReader(source, file: "test.vcf"))
      #expect(try fast == transcript(.clear(clear, file: "test.vcf")), comment)
    }
  }

  @Test(
    "agrees with the clear one on whatever is nearly plain",
    arguments: [
      "TEL;CELL:1", "TEL;CHARSET=utf-8:1", "tel;Encoding=8bit:1", "X-B;B:QUI=", "NOTE;BASE:x",
      "item1.TEL;type=pref:1", "a.b.FN:x", "FN :x", "FN; TYPE=x:y", "X;A=\"b:c;d\":e",
      "X;A=\"b:c", "NOTE:folded\r\n and more", "NOTE:tab\r\n\tand more", "NOTE:bare\rFN:cr",
      "NOTE:lf\nFN:lf", "no colon", "", "NOTE:\u{1}\u{7F}", "NOTE:umläut \u{1F600}", ":x", ";:x",
      "SORT-STRING:s", "CLIENTPIDMAP:1;u", "X-A-NAME-LONGER-THAN-SIXTEEN:1", "BEGIN:ALARM",
      "END:ALARM", "NOTE:one\r\nand two\r\nthen three: four", "NOTE:\r\nx y:z",
      "TITLE:one\r\nand two",
      "NOTE;ENCODING=QUOTED-PRINTABLE:=41\r\nand two", "NOTE:a\r\nb\r\n c", "NOTE:a\r\n\r\nb",
      "VERSION:3.0", "AGENT:x", "FN:", "F\rN:x", "SORT\rSTRING:s", "{N:x",
    ]
  )
  func nearlyPlain(_ line: String) throws {
    try Self.compare(Array(card("4.0", "FN:before", line, "TEL:2").utf8), "\(line)")
    try Self.compare(Array(card("2.1", line, line).utf8), "\(line), 2.1")
  }

  @Test("agrees with the clear one on text that is not UTF-8")
  func otherEncodings() throws {
    let text = card("3.0", "FN:a", "NOTE:caf\u{E9}", "TEL:1") + card("3.0", "FN:b", "N:\u{E9};x")
    let latin = text.unicodeScalars.map { UInt8(truncatingIfNeeded: $0.value) }
    try Self.compare(latin, "one byte a character")
    var cutOff = Array(card("3.0", "FN:\u{20AC}").utf8)
    cutOff.removeAll { $0 == 0xAC }
    try Self.compare(cutOff, "a character without its end")
  }

  @Test("agrees with the clear one on mutated cards")
  func mutated() throws {
    let corpus = [Array(VCardStretchTests.tricky.joined().utf8)]
    var inputs = MutatedInputs(
      corpus + MutatedInputs.files("vcard/evolution", ".vcf"),
      signs: ":;,=\\\"^ .\r\n\tBEGINDVCAR:",
      seed: 2426
    )
    var count = 0
    while let bytes = inputs.next() {
      count += 1
      guard count.isMultiple(of: 4) else { continue }
      try Self.compare(bytes, "input \(count)")
    }
  }
}
