import ByteIO
import Foundation
import TestSupport
import Testing
import VCard

@Suite("Writing cards")
struct VCardWriterTests {
  private func written(_ body: (inout VCardWriter) throws -> Void) throws -> [UInt8] {
    let sink = MemorySink()
    var writer = VCardWriter(sink)
    try writer.begin()
    try body(&writer)
    try writer.end()
    try writer.finish()
    return sink.bytes
  }

  @Test("escapes and quotes by RFC 6350 sections 3.3 and 3.4, and RFC 6868")
  func escapes() throws {
    let bytes = try written { writer in
      try writer.property("FN", .text("a;b,c\\d\r\ne"))
      try writer.property("N", .components(["x;y", "", "z"]), group: "item1")
      try writer.property("CATEGORIES", .list(["a,b", "c"]))
      try writer.property("URL", .verbatim("http://e.org/a;b,c"))
      try writer.property("ADR", .text(""), [VCardParameter("LABEL", ["1; \"q\"^\n2"])])
    }
    #expect(
      String(decoding: bytes, as: UTF8.self).split(separator: "\r\n").map(String.init) == [
        "BEGIN:VCARD", "VERSION:4.0", #"FN:a\;b\,c\\d\ne"#, #"item1.N:x\;y;;z"#,
        #"CATEGORIES:a\,b,c"#, "URL:http://e.org/a;b,c", #"ADR;LABEL="1; ^'q^'^^^n2":"#,
        "END:VCARD",
      ]
    )
  }

  @Test("folds at 75 octets and never within a character")
  func folds() throws {
    for length in 0..<160 {
      let text = String(repeating: "x", count: length) + String(repeating: "ü😀", count: 60)
      let bytes = try written { try $0.property("NOTE", .text(text)) }
      let lines = bytes.split(separator: 0x0A)
      #expect(lines.allSatisfy { $0.last == 0x0D && $0.count <= 76 })
      #expect(lines.allSatisfy { String(validating: $0, as: UTF8.self) != nil })
      #expect(try read(bytes).cards[0].first(.note)?.text == text)
    }
  }

  @Test("writes what the reader reads back", arguments: 1...20 as ClosedRange<UInt64>)
  func roundTrip(_ seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let alphabet = Array(";:,\\\"^=\n \tabén😀\u{1}|.")
    func text() -> String {
      String(
        (0..<Int.random(in: 0...90, using: &random)).compactMap { _ in
          alphabet.randomElement(using: &random)
        }
      )
    }
    let (note, parts, words, label) = (text(), [text(), text(), text()], [text(), text()], text())
    let bytes = try written { writer in
      try writer.property("NOTE", .text(note))
      try writer.property("N", .components(parts))
      try writer.property("NICKNAME", .list(words), [VCardParameter("X-L", [label])], group: "g")
    }
    let card = try read(bytes, pieceSize: 7).cards[0]
    #expect(card.first(.note)?.text == note)
    #expect(card.first(.n)?.components == parts)
    #expect(card.first(.nickname)?.list == words)
    #expect(card.first(.nickname)?.group == "g")
    // Blanks around a parameter value do not count when it is not quoted.
    let read = card.first(.nickname)?.parameters.first?.values.first
    #expect(
      read?.trimmingCharacters(in: .whitespaces) == label.trimmingCharacters(in: .whitespaces)
    )
  }

  @Test("keeps the naughty strings")
  func naughtyStrings() throws {
    guard let url = Corpora.item("csv/naughty-strings.json") else { return }
    let strings = try JSONDecoder().decode([String].self, from: Data(contentsOf: url))
    let sink = MemorySink()
    var writer = VCardWriter(sink)
    for string in strings {
      try writer.begin()
      try writer.property("NOTE", .text(string))
      try writer.end()
    }
    try writer.finish()
    let cards = try read(sink.bytes).cards
    #expect(cards.count == strings.count)
    for (card, string) in zip(cards, strings) {
      #expect(card.first(.note).map { Array($0.text.utf8) } == Array(string.utf8))
    }
  }
}
