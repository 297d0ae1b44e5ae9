import ByteIO
import Diagnostics
import TestSupport
import Testing
import VCard

@Suite("Cards read in stretches")
struct VCardStretchTests {
  /// Everything about what was found, but the order in which kinds of things come.
  private struct Transcript: Equatable {
    var cards: [String] = []
    var quarantined: [String] = []
    var findings: [String] = []

    mutating func add(_ batch: VCardBatch, _ records: Int64 = 0, _ lines: Int64 = 0) {
      cards += batch.cards.map { card in
        "\(card.origin.after(records: records, lines: lines)) \(card.isComplete) \(card.original) "
          + String(decoding: JCard.bytes(card), as: UTF8.self)
      }
      quarantined += batch.quarantined.map {
        "\($0.finding.after(records: records, lines: lines)) \($0.raw)"
      }
      findings += batch.findings.map { "\($0.after(records: records, lines: lines))" }
    }
  }

  /// Reads every stretch apart, and goes on with one reader only where it must.
  private static func read(_ bytes: [UInt8], size: Int) throws -> (Transcript, stretches: Int) {
    var cutter = VCardCutter(MemorySource(bytes, pieceSize: 1 + size / 3), size: size)
    var all = Transcript()
    var open: VCardStretchReader?
    var (records, lines, apart) = (Int64(0), Int64(0), 0)
    while let stretch = try cutter.next() {
      #expect(open != nil || stretch.isCut)
      if open == nil { apart += 1 }
      var reader = open ?? VCardStretchReader(from: stretch, file: "test.vcf")
      all.add(reader.read(stretch), records, lines)
      open = reader.isBetweenCards ? nil : reader
      if reader.isBetweenCards {
        records += reader.records
        lines += reader.lines
      }
    }
    return (all, apart)
  }

  private static func compare(_ bytes: [UInt8], size: Int, _ comment: Comment) throws -> Int {
    let (found, stretches) = try read(bytes, size: size)
    var expected = Transcript()
    expected.add(try VCardTests.read(bytes))
    #expect(found == expected, comment)
    return stretches
  }

  private static func wideBytes(_ text: String) -> [UInt8] {
    var bytes: [UInt8] = [0xFF, 0xFE]
    for unit in text.utf16 {
      bytes += [UInt8(truncatingIfNeeded: unit), UInt8(truncatingIfNeeded: unit >> 8)]
    }
    return bytes
  }

  static let tricky = [
    card("3.0", "FN:a", "NOTE:one\r\n two"),
    "\r\n\r\n",
    card("2.1", "FN:b", "NOTE;QUOTED-PRINTABLE:x=\r\nEND:VCARDS=\r\n", "TEL:1"),
    card("2.1", "FN:c", "AGENT:", "BEGIN:VCARD", "FN:d", "END:VCARD", "", "TEL:2"),
    "some words\r\nand more\r\n",
    card("3.0", "FN:e", "PHOTO;ENCODING=b:" + String(repeating: "QUFB", count: 200)),
    "BEGIN:VCARD\r\nFN:no end\r\n",
    card("4.0", "FN:f"),
    "END:VCARD\r\n",
    "begin:vcard\r\nfn:g\r\nend:vcard\r\n",
  ]

  @Test("are those of one pass, wherever the stretches are cut")
  func tricky() throws {
    let bytes = Array(Self.tricky.joined().utf8)
    for size in 1...400 { _ = try Self.compare(bytes, size: size, "size \(size)") }
    #expect(try Self.compare(bytes, size: 200, "cut") > 1)
  }

  @Test("are those of one pass with bare CR and in UTF-16")
  func encodings() throws {
    let text = String(repeating: Self.tricky.joined(), count: 3)
    let bare = Array(text.replacing("\r\n", with: "\r").utf8)
    let wide = Self.wideBytes(text)
    var stretches = 0
    for size in [30, 77, 500, 2000] {
      stretches += try Self.compare(bare, size: size, "CR \(size)")
      stretches += try Self.compare(wide, size: size, "UTF-16 \(size)")
      _ = try Self.compare([0xEF, 0xBB, 0xBF] + Array(text.utf8), size: size, "mark \(size)")
    }
    #expect(stretches > 12)
  }

  @Test("are those of one pass for mutated cards")
  func mutated() throws {
    let corpus =
      MutatedInputs.files("vcard/evolution", ".vcf") + [Array(Self.tricky.joined().utf8)]
    var inputs = MutatedInputs(corpus, signs: ":;,=\\\"^ .\r\n\tBEGINDVCAR:", seed: 6350)
    var (stretches, count) = (0, 0)
    while let bytes = inputs.next() {
      count += 1
      guard count.isMultiple(of: 4) else { continue }
      stretches += try Self.compare(bytes, size: 1 + count * 37 % 900, "input \(count)")
    }
    #expect(stretches > count / 4)
  }
}
