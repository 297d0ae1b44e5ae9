import ByteIO
import Diagnostics
import TestSupport
import Testing
import VCard

@Suite("Cards that are broken")
struct VCardFaultTests {
  @Test("reads a card that the next one interrupts as far as it goes, and says so")
  func interrupted() throws {
    let batch = try read("BEGIN:VCARD\nFN:a\nTEL:1\n\n" + card("3.0", "FN:b"))
    #expect(batch.cards.map { $0.first(.fn)?.text } == ["a", "b"])
    #expect(batch.cards.map(\.isComplete) == [false, true])
    #expect(batch.cards.map(\.origin.record) == [1, 2])
    #expect(batch.cards.map(\.origin.line) == [1, 5])
    #expect(batch.cards[0].original == Array("BEGIN:VCARD\nFN:a\nTEL:1\n\n".utf8))
    #expect(batch.findings.map(\.code) == ["vcard.missing-end"])
  }

  @Test("quarantines an interrupted card that does not say whose it is, with its bytes")
  func interruptedAtOnce() throws {
    let batch = try read("BEGIN:VCARD\nNOTE:a\n" + card("3.0", "FN:b"))
    #expect(batch.cards.map { $0.first(.fn)?.text } == ["b"])
    #expect(batch.quarantined.map(\.finding.code) == ["vcard.missing-end"])
    #expect(batch.quarantined[0].raw == Array("BEGIN:VCARD\nNOTE:a\n".utf8))
  }

  @Test(
    "reads the lines that a note's breaks have made as part of it",
    arguments: [
      ("NOTE:one\r\ntwo\r\nand three: four", "one\ntwo\nand three: four"),
      ("NOTE:one\r\n folded\r\ntwo", "onefolded\ntwo"),
      ("NOTE:one\\, two\r\n\r\nthree\\nfour", "one, two\nthree\nfour"),
      ("NOTE;ENCODING=QUOTED-PRINTABLE:=C3=A9=\r\n t\u{E9}\r\nend", "\u{E9} t\u{E9}\nend"),
    ]
  )
  func brokenNote(_ lines: String, _ note: String) throws {
    let batch = try read(card("3.0", "FN:a", lines, "TEL:1"))
    #expect(batch.cards[0].first(.note)?.text == note)
    #expect(batch.cards[0].first(.tel)?.text == "1")
    #expect(batch.findings.map(\.code) == ["vcard.line-not-folded"])
  }

  @Test("reads a last card without END as far as it goes, and says so")
  func missingEnd() throws {
    let delivered = try read("BEGIN:VCARD\nFN:a\n")
    #expect(delivered.cards.map(\.isComplete) == [false])
    #expect(delivered.cards[0].first(.fn)?.text == "a")
    #expect(delivered.findings.map(\.code) == ["vcard.missing-end"])
  }

  @Test("leaves out the property within which a file ends, and what is no property")
  func truncatedLine() throws {
    let cut = try read("BEGIN:VCARD\nFN:a\nTEL:1\nEMAIL:someone@exam")
    #expect(cut.cards.map { $0.properties.map(\.name) } == [["FN", "TEL"]])
    #expect(cut.cards[0].original == Array("BEGIN:VCARD\nFN:a\nTEL:1\nEMAIL:someone@exam".utf8))
    let junk = try read("BEGIN:VCARD\nFN:a\nTEL:1\nEMA")
    #expect(junk.cards.map { $0.properties.map(\.name) } == [["FN", "TEL"]])
    #expect(junk.findings.map(\.code) == ["vcard.line-without-colon", "vcard.missing-end"])
    let agent = try read("BEGIN:VCARD\nFN:a\nAGENT:\nBEGIN:VCARD\nFN:b\n")
    #expect(agent.cards.map { $0.properties.map(\.name) } == [["FN"]])
  }

  @Test("quarantines a cut-off card that does not say whose it is")
  func truncatedAtOnce() throws {
    let batch = try read("BEGIN:VCARD\nVERSION:3.0\nFN: \nEMAIL:someone@exam")
    #expect(batch.cards.isEmpty)
    #expect(batch.quarantined.map(\.finding.code) == ["vcard.truncated"])
  }

  @Test("reads properties without BEGIN at the start of a file")
  func missingBegin() throws {
    let batch = try read("VERSION:3.0\nFN:a\nEND:VCARD\n" + card("3.0", "FN:b"))
    #expect(batch.cards.map { $0.first(.fn)?.text } == ["a", "b"])
    #expect(batch.findings.map(\.code) == ["vcard.missing-begin"])
  }

  @Test("quarantines text between cards as one record")
  func stray() throws {
    let batch = try read(card("3.0", "FN:a") + "what\nis this\n" + card("3.0", "FN:b") + "\n\n")
    #expect(batch.cards.map(\.origin.record) == [1, 3])
    #expect(batch.quarantined.map(\.finding.code) == ["vcard.outside-card"])
    #expect(batch.quarantined[0].raw == Array("what\nis this\n".utf8))
  }

  @Test("leaves out a line without colon and says where it stands")
  func withoutColon() throws {
    let batch = try read(card("3.0", "FN:a", "JUNK", "TEL:1"))
    #expect(batch.cards[0].first(.tel)?.text == "1")
    #expect(batch.findings.map(\.code) == ["vcard.line-without-colon"])
    #expect(batch.findings[0].origin.line == 4)
    #expect(batch.findings[0].origin.byteOffset == 32)
  }

  @Test("makes one finding of all lines of a card that are no properties")
  func countedLines() throws {
    let junk = String(repeating: "x\n", count: 1000)
    let batch = try read("BEGIN:VCARD\nFN:a\n" + junk + "END:VCARD\n")
    #expect(batch.findings.map(\.code) == ["vcard.line-without-colon"])
    #expect(
      batch.findings[0].message
        == "line is not a property and was left out; 1000 times in this card"
    )
  }

  @Test("takes no property whose name and parameters are endless")
  func endlessHead() throws {
    let head = "TEL;" + String(repeating: "a=b;", count: 10_000) + "TYPE=home:1"
    let batch = try read(card("3.0", "FN:a", head))
    #expect(batch.cards.map { $0.properties.map(\.name) } == [["VERSION", "FN"]])
    #expect(batch.findings.map(\.code) == ["vcard.line-without-colon"])
  }

  @Test("gives up a card with too many properties and goes on with the next")
  func tooManyProperties() throws {
    let many = String(repeating: "TEL:1\r\n", count: VCardLimits.standard.maximumProperties + 1)
    let batch = try read("BEGIN:VCARD\r\n" + many + "END:VCARD\r\n" + card("3.0", "FN:b"))
    #expect(batch.cards.map { $0.first(.fn)?.text } == ["b"])
    #expect(batch.quarantined.map(\.finding.code) == ["vcard.too-many-properties"])
    #expect(batch.quarantined[0].raw.count <= QuarantinedRecord.maximumRawBytes)
  }

  @Test("gives up a card with too many lines that are no properties")
  func tooManyStrayLines() throws {
    let many = String(repeating: "x\n", count: VCardLimits.standard.maximumProperties + 1)
    let batch = try read("BEGIN:VCARD\n" + many + "END:VCARD\n" + card("3.0", "FN:b"))
    #expect(batch.cards.map { $0.first(.fn)?.text } == ["b"])
    #expect(batch.quarantined.map(\.finding.code) == ["vcard.too-many-properties"])
  }

  @Test("ends a batch early when its cards are large")
  func batchBytes() throws {
    let photo = "PHOTO;ENCODING=b:" + String(repeating: "QUFB", count: 1 << 20)
    let bytes = Array(String(repeating: card("3.0", photo), count: 6).utf8)
    var reader = VCardReader(MemorySource(bytes, pieceSize: 50_000), file: "test.vcf")
    var sizes: [Int] = []
    while let batch = try reader.next() { sizes.append(batch.cards.count) }
    #expect(sizes == [2, 2, 2])
  }

  @Test("gives up cards nested too deeply")
  func tooDeep() throws {
    let depth = VCardLimits.standard.maximumNesting + 1
    let nested = "AGENT:\r\n" + String(repeating: "BEGIN:VCARD\r\nAGENT:\r\n", count: depth)
    let batch = try read("BEGIN:VCARD\r\n" + nested + "END:VCARD\r\n" + card("3.0", "FN:b"))
    #expect(batch.cards.map { $0.first(.fn)?.text } == ["b"])
    #expect(batch.quarantined.map(\.finding.code) == ["vcard.too-deep"])
  }

  @Test("gives up a card larger than the limit, in bounded memory", arguments: [true, false])
  func tooLarge(_ isOneLine: Bool) throws {
    let source = EndlessCard(isOneLine: isOneLine, size: 4 << 20)
    var limits = VCardLimits.standard
    limits.maximumCardBytes = 1 << 20
    var reader = VCardReader(source, file: "test.vcf", limits: limits)
    var all = VCardBatch()
    while let batch = try reader.next() {
      all.cards += batch.cards
      all.quarantined += batch.quarantined
    }
    #expect(all.quarantined.map(\.finding.code) == ["vcard.too-large"])
    #expect(all.cards.map { $0.first(.fn)?.text } == ["after"])
  }

  @Test("reads the same whatever the pieces, for every split of a nasty file")
  func everySplit() throws {
    let bytes = Array(Self.nasty.utf8)
    let expected = try read(bytes).transcript
    for first in 1..<bytes.count {
      let source = SplitSource(bytes, at: first)
      var reader = VCardReader(source, file: "test.vcf")
      var all = VCardBatch()
      while let batch = try reader.next() {
        all.cards += batch.cards
        all.quarantined += batch.quarantined
        all.findings += batch.findings
      }
      #expect(all.transcript == expected, "split at \(first)")
    }
    #expect(try read(bytes, pieceSize: 1).transcript == expected)
  }

  @Test("loses no card when the file is cut anywhere")
  func everyPrefix() throws {
    let bytes = Array(Self.nasty.utf8)
    for count in 0...bytes.count {
      let batch = try read(Array(bytes[..<count]))
      let records =
        batch.cards.map(\.origin.record) + batch.quarantined.map(\.finding.origin.record)
      #expect(records.sorted() == Array(1..<Int64(records.count + 1)), "cut at \(count)")
    }
  }

  @Test("survives any bytes, each record counted once", arguments: 1...8 as ClosedRange<UInt64>)
  func fuzz(_ seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let original = Array(Self.nasty.utf8)
    for _ in 0..<150 {
      var bytes = original
      for _ in 0..<Int.random(in: 1...8, using: &random) {
        let index = Int.random(in: bytes.indices, using: &random)
        switch Int.random(in: 0..<3, using: &random) {
        case 0: bytes[index] = UInt8.random(in: 0...255, using: &random)
        case 1: bytes.removeSubrange(index..<min(bytes.count, index + 9))
        default: bytes.insert(contentsOf: original.prefix(index).suffix(20), at: index)
        }
      }
      let batch = try read(bytes, pieceSize: Int.random(in: 1...100, using: &random))
      let records =
        batch.cards.map(\.origin.record) + batch.quarantined.map(\.finding.origin.record)
      #expect(records.sorted() == Array(1..<Int64(records.count + 1)), "seed \(seed)")
      for card in batch.cards { #expect(JCard.bytes(card).last == UInt8(ascii: "]")) }
    }
  }

  static let nasty =
    "\u{FEFF}"
    + card("2.1", "N;CHARSET=UTF-8;QUOTED-PRINTABLE:M=C3=BCl=", "ler;=", " x", "TEL;HOME:1")
    + "BEGIN:VCARD\nFN:cut off\n" + "stray: \"\n"
    + card(
      "2.1",
      "PHOTO;BASE64:",
      "  SGVs",
      "  bG8=",
      "",
      "AGENT:",
      "BEGIN:VCARD",
      "FN:x",
      "END:VCARD"
    )
    + "garbage\r\rhere\n"
    + card("3.0", "item1.ADR;TYPE=dom,", "\thome:;;a\\;b", "  c;;", "NOTE:\\n\\")
    + card("4.0", "TEL;VALUE=uri;TYPE=\"a,b\":tel:1", "nocolon", "BDAY:--0203", "X;Y=^n:z")
    + "BEGIN:VCARD\r\nFN;CHARSET=latin1:no end\r\n"
}

/// Hands out the bytes before a position first, then the rest.
final class SplitSource: ByteSource {
  private let bytes: [UInt8]
  private let split: Int
  private var position = 0

  init(_ bytes: [UInt8], at split: Int) {
    self.bytes = bytes
    self.split = split
  }

  func read(_ maximum: Int, appendingTo buffer: inout [UInt8]) -> Int {
    let end = min(position < split ? split : bytes.count, position + maximum)
    buffer += bytes[position..<end]
    defer { position = end }
    return end - position
  }
}

/// A card of `size` bytes, then a small one.
final class EndlessCard: ByteSource {
  private var rest: Int
  private var stage = 0
  private let filler: [UInt8]

  init(isOneLine: Bool, size: Int) {
    rest = size
    let line =
      isOneLine ? "aaaaaaaaa" : "TEL;TYPE=home:" + String(repeating: "1", count: 20_000) + "\n"
    filler = Array(String(repeating: line, count: 100_000 / line.utf8.count + 1).utf8)
  }

  func read(_ maximum: Int, appendingTo buffer: inout [UInt8]) -> Int {
    let piece: [UInt8]
    switch stage {
    case 0: piece = Array("BEGIN:VCARD\n".utf8)
    case 1: piece = Array(filler.prefix(maximum))
    case 2: piece = Array(("\nEND:VCARD\n" + card("3.0", "FN:after")).utf8)
    default: return 0
    }
    if stage == 1 { rest -= piece.count }
    if stage != 1 || rest <= 0 { stage += 1 }
    buffer += piece
    return piece.count
  }
}
