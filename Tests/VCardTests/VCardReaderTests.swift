import Diagnostics
import TestSupport
import Testing
import VCard

@Suite("Reading cards")
struct VCardReaderTests {
  @Test("unfolds by dropping the line break and one blank (RFC 6350 section 3.2)")
  func unfolds() throws {
    let batch = try read(card("4.0", "NOTE:This is a lo", " ng description", "\t  that exists"))
    #expect(batch.cards[0].first(.note)?.text == "This is a long description  that exists")
  }

  @Test("keeps the blank when unfolding vCard 2.1")
  func unfoldsTwoOne() throws {
    let batch = try read(card("2.1", "NOTE:two", " words"))
    #expect(batch.cards[0].first(.note)?.text == "two words")
  }

  @Test("joins quoted-printable soft breaks before decoding, leading blanks kept")
  func softBreaks() throws {
    let batch = try read(
      card("2.1", "NOTE;ENCODING=QUOTED-PRINTABLE;CHARSET=UTF-8:Stra=C3=", "=9Fe 5,=", " hinten")
    )
    #expect(batch.cards[0].first(.note)?.text == "Straße 5, hinten")
  }

  @Test("never lets a wrong soft break swallow the end of the card")
  func softBreakBeforeEnd() throws {
    let batch = try read(card("2.1", "NOTE;QUOTED-PRINTABLE:a="))
    #expect(batch.cards.count == 1)
    #expect(batch.cards[0].first(.note)?.text == "a")
  }

  @Test(
    "decodes the charset that a property names",
    arguments: [
      ("ISO-8859-1", "=E4", "ä"), ("WINDOWS-1252", "=80", "€"),
      ("windows-1251", "=C8=E2=E0=ED", "Иван"),
      ("MACINTOSH", "=8A", "ä"), ("UTF-8", "=E2=82=AC", "€"), ("SHIFT_JIS", "=93=FA", "日"),
    ]
  )
  func charsets(_ charset: String, _ encoded: String, _ expected: String) throws {
    let batch = try read(card("2.1", "FN;CHARSET=\(charset);ENCODING=QUOTED-PRINTABLE:\(encoded)"))
    #expect(batch.cards[0].first(.fn)?.text == expected)
    #expect(batch.findings.isEmpty)
  }

  @Test("reads bytes that are not UTF-8 as Windows-1252 and says so")
  func assumesWindows1252() throws {
    let bytes = Array("BEGIN:VCARD\nFN:J".utf8) + [0xFC] + Array("rgen\nN:J;\nEND:VCARD\n".utf8)
    let batch = try read(bytes)
    #expect(batch.cards[0].first(.fn)?.text == "Jürgen")
    #expect(batch.cards[0].first(.n)?.components == ["J", ""])
    #expect(batch.findings.map(\.code) == ["vcard.charset-assumed"])
  }

  @Test("decodes a charset of seven bits, whose bytes look like ASCII")
  func sevenBits() throws {
    let batch = try read(
      card(
        "2.1",
        "N;CHARSET=ISO-2022-JP:\u{1B}$B;3ED\u{1B}(B;\u{1B}$BB@O:\u{1B}(B",
        "FN;CHARSET=UTF-7:+AOQ-"
      )
    )
    #expect(batch.cards[0].first(.n)?.components == ["山田", "太郎"])
    #expect(batch.cards[0].first(.fn)?.text == "ä")
  }

  @Test("takes the backslash off a quote that needs none")
  func escapedQuotes() throws {
    let batch = try read(card("3.0", "NOTE:\\\"as is\\\" C:\\\\x \\y"))
    #expect(batch.cards[0].first(.note)?.text == "\"as is\" C:\\x \\y")
  }

  @Test("reports a charset that nobody knows")
  func unknownCharset() throws {
    let batch = try read(card("2.1", "FN;CHARSET=X-NONE;ENCODING=QUOTED-PRINTABLE:=E4"))
    #expect(batch.findings.map(\.code) == ["vcard.charset-unknown", "vcard.charset-assumed"])
    #expect(batch.cards[0].first(.fn)?.text == "ä")
  }

  @Test(
    "reads base64 in all the ways it is folded",
    arguments: [
      "PHOTO;ENCODING=b;TYPE=JPEG:SGVs\r\n bG8=",
      "PHOTO;ENCODING=BASE64;JPEG:\r\n    SGVs\r\n    bG8=\r\n",
      "PHOTO;BASE64:SGVs\r\nbG8=\r\n",
      "PHOTO;ENCODING=BASE64:SGVsbG8=",
      "PHOTO:data:image/jpeg;base64,SGVs\r\n bG8=",
    ]
  )
  func base64(_ photo: String) throws {
    let batch = try read(card("2.1", photo, "FN:after"))
    let property = try #require(batch.cards[0].first(.photo))
    if photo.contains("data:") {
      // Version 2.1 keeps the blank of a folded line; base64 does not mind it.
      #expect(property.binary == Array("Hello".utf8))
    } else {
      #expect(property.escapedValue == "SGVsbG8=")
      #expect(property.binary == Array("Hello".utf8))
    }
    #expect(batch.cards[0].first(.fn)?.text == "after")
  }

  @Test("reads groups and Apple's labels")
  func groups() throws {
    let batch = try read(
      card(
        "3.0",
        "item1.TEL;type=pref:1",
        "item1.X-ABLabel:_$!<HomePage>!$_",
        "ITEM2.X-ABLABEL:Büro"
      )
    )
    let card = batch.cards[0]
    #expect(card.first(.tel)?.group == "item1")
    #expect(card.first(.tel)?.preference == 1)
    #expect(card.label(ofGroup: "item1") == "HomePage")
    #expect(card.label(ofGroup: "item2") == "Büro")
    #expect(card.label(ofGroup: "item3") == nil)
  }

  @Test(
    "reads types, quoted, listed, repeated or bare",
    arguments: [
      ("TEL;TYPE=\"work,voice\":1", ["work", "voice"]),
      ("TEL;TYPE=WORK,Voice:1", ["work", "voice"]),
      ("TEL;TYPE=work;TYPE=voice:1", ["work", "voice"]), ("TEL;WORK;VOICE:1", ["work", "voice"]),
      ("TEL;TYPE=VOICE;MSG,WORK:1", ["voice", "msg", "work"]), ("TEL:1", []),
    ]
  )
  func types(_ line: String, _ expected: [String]) throws {
    #expect(try read(card("3.0", line)).cards[0].first(.tel)?.types == expected)
  }

  @Test("splits components at unescaped semicolons, lists at unescaped commas")
  func components() throws {
    let n = try #require(
      try read(card("4.0", "N:Ste\\;ven\\,son;John;Philip,Paul;Dr.\\n;")).cards[0].first(.n)
    )
    #expect(n.components == ["Ste;ven,son", "John", "Philip,Paul", "Dr.\n", ""])
    #expect(n.componentLists[2] == ["Philip", "Paul"])
    var middle: [UInt8] = []
    #expect(n.appendComponent(2, to: &middle))
    #expect(!n.appendComponent(5, to: &middle))
    #expect(middle == Array("Philip,Paul".utf8))
  }

  @Test("keeps parameters, with caret escapes (RFC 6868) and quotes resolved")
  func parameters() throws {
    let line = "ADR;LABEL=\"1 Main St^nTown: ^'X^'\";X-A=b,\"c;d\":;;x;;;;"
    let property = try #require(try read(card("4.0", line)).cards[0].first(.adr))
    #expect(
      property.parameters == [
        VCardParameter("LABEL", ["1 Main St\nTown: \"X\""]), VCardParameter("X-A", ["b", "c;d"]),
      ]
    )
  }

  @Test("takes the first colon when a quote never closes")
  func unclosedQuote() throws {
    let batch = try read(card("4.0", "TEL;TYPE=\"work:123", "FN:a"))
    #expect(batch.cards[0].first(.tel)?.text == "123")
    #expect(batch.cards[0].first(.fn)?.text == "a")
  }

  @Test("keeps the card that an AGENT holds, on lines of its own or escaped")
  func agents() throws {
    let batch = try read(
      card("2.1", "AGENT:", "BEGIN:VCARD", "FN:Inner", "END:VCARD", "FN:Outer")
        + card("2.1", "AGENT:BEGIN:VCARD", "FN:Inner", "END:VCARD", "FN:Outer")
        + card("3.0", "AGENT:BEGIN:VCARD\\nFN:Inner\\nEND:VCARD\\n", "FN:Outer")
    )
    #expect(batch.cards.count == 3)
    for card in batch.cards {
      #expect(card.first(.agent)?.text == "BEGIN:VCARD\nFN:Inner\nEND:VCARD\n")
      #expect(card.all(.fn).map(\.text) == ["Outer"])
    }
  }

  @Test("gives each card its record, line and byte offset")
  func origins() throws {
    let batch = try read("\u{FEFF}" + card("3.0", "FN:a", " b") + "\r\n" + card("3.0", "FN:c"))
    #expect(batch.cards.map(\.origin.record) == [1, 2])
    #expect(batch.cards.map(\.origin.line) == [1, 7])
    #expect(batch.cards.map(\.origin.byteOffset) == [3, 52])
  }

  @Test("reads LF, CR, UTF-16 with and without mark alike")
  func encodings() throws {
    let text = card("3.0", "FN:Zoë 😀", "NOTE:a\\nb") + card("2.1", "FN:b")
    let expected = try read(text).cards.map { JCard.bytes($0) }
    #expect(expected.count == 2)
    let little = text.utf16.flatMap { [UInt8(truncatingIfNeeded: $0), UInt8($0 >> 8)] as [UInt8] }
    let big = text.utf16.flatMap { [UInt8($0 >> 8), UInt8(truncatingIfNeeded: $0)] as [UInt8] }
    let variants: [[UInt8]] = [
      Array(text.replacing("\r\n", with: "\n").utf8),
      Array(text.replacing("\r\n", with: "\r").utf8),
      little, big, [0xFF, 0xFE] + little, [0xFE, 0xFF] + big,
    ]
    for bytes in variants {
      for piece in [1, 3, .max] {
        #expect(try read(bytes, pieceSize: piece).cards.map { JCard.bytes($0) } == expected)
      }
    }
  }
}
