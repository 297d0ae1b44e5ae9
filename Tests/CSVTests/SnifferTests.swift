import CSV
import Diagnostics
import Foundation
import TestSupport
import Testing

@Suite("recognising a file")
struct SnifferTests {
  private func detect(_ text: String, hints: CSVHints = CSVHints()) throws -> CSVDetection {
    try CSVSniffer.detect(Array(text.utf8), isWhole: true, file: "f.csv", hints: hints)
  }

  @Test("a decimal comma does not beat the semicolon")
  func decimalComma() throws {
    let detection = try detect("Name;Betrag;Satz\nA;1,50;19,0\nB;2,75;7,0\nC;10,00;0,0\n")
    #expect(detection.dialect.delimiterName == "semicolon")
    #expect(detection.layout.header == ["Name", "Betrag", "Satz"])
    #expect(detection.runnerUp?.delimiter == "comma")
  }

  @Test("text full of commas does not beat the tab")
  func commasInText() throws {
    let detection = try detect("id\tnote\n1\tone, two, three\n2\tfour, five, six\n3\ta, b, c\n")
    #expect(detection.dialect.delimiterName == "'\t'" || detection.dialect.delimiterName == "tab")
    #expect(detection.layout.columnNames == ["id", "note"])
  }

  @Test("lines above the table are a preamble, and line numbers go on behind it")
  func preamble() throws {
    let text = """
      Notes:
      "When exporting your connection data, you may notice, that some addresses are missing."

      First Name,Last Name,Email Address
      Ada,Lovelace,ada@example.org
      Bob,Smith,

      """
    let detection = try detect(text)
    #expect(detection.layout.header == ["First Name", "Last Name", "Email Address"])
    #expect(detection.preamble.count == 2)
    #expect(detection.layout.dataLine == 5)
    let reading = try read(Array(text.utf8), layout: detection.layout)
    #expect(reading.rows.count == 2)
    #expect(reading.origins.first?.line == 5)
    let place = Int(detection.layout.dataOffset)
    #expect(text.utf8.dropFirst(place).starts(with: "Ada".utf8))
  }

  @Test("Excel's sep= line declares the delimiter")
  func separator() throws {
    let detection = try detect("sep=;\r\na;b,c\r\n1;2\r\n")
    #expect(detection.dialect.delimiterName == "semicolon")
    #expect(detection.layout.header == ["a", "b,c"])
    #expect(detection.layout.dataLine == 3)
  }

  @Test("quotes escaped by backslashes are recognised")
  func backslash() throws {
    let text = #"a,b"# + "\n" + #""say \"hi\", you",1"# + "\n" + #""C:\new\\",2"# + "\n"
    let detection = try detect(text)
    #expect(detection.dialect.escape == .backslash)
    let reading = try read(text)
    #expect(reading.rows == [[#"say "hi", you"#, "1"], [#"C:\new\"#, "2"]])
  }

  @Test("a first record of values is no header")
  func headerless() throws {
    let detection = try detect("1,ada@example.org,3.5\n2,bob@example.org,4.5\n")
    #expect(!detection.hasHeader)
    #expect(detection.layout.columnNames == ["column 1", "column 2", "column 3"])
    #expect(try read("1,ada@example.org,3.5\n2,b@example.org,4.5\n").rows.count == 2)
  }

  @Test("names of columns are made distinct and never empty")
  func names() throws {
    let detection = try detect("E-mail,Name,E-mail,\" x \ny\",\na,b,c,d,e\nf,g,h,i,j\n")
    #expect(detection.layout.columnNames == ["E-mail", "Name", "E-mail (2)", "x y", "column 5"])
  }

  @Test("hashes in a file of one column are data")
  func hashes() throws {
    let reading = try read("tag\n#swift\n#csv\nplain\n")
    #expect(reading.rows == [["#swift"], ["#csv"], ["plain"]])
  }

  @Test("hints of the pipeline file are followed")
  func hints() throws {
    let hints = CSVHints(delimiter: "|", hasHeader: false, preambleLines: 1)
    let detection = try detect("skip,this,line\n1,2|3,4\n5,6|7,8\n", hints: hints)
    #expect(detection.layout.columnNames.count == 2)
    #expect(detection.layout.dataLine == 2)
  }

  struct Refusal: CustomTestStringConvertible {
    let bytes: [UInt8]
    let words: String
    var testDescription: String { words }
  }

  /// A local file header of a ZIP archive, without content.
  private static func zip(_ name: String) -> [UInt8] {
    [0x50, 0x4B, 3, 4] + [UInt8](repeating: 0, count: 22) + [UInt8(name.utf8.count), 0, 0, 0]
      + name.utf8
  }

  @Test(
    "what is not text is refused by name",
    arguments: [
      Refusal(bytes: [], words: "the file is empty"),
      Refusal(bytes: Array(" \r\n\t\n".utf8), words: "the file holds no text"),
      Refusal(bytes: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0], words: "a PNG image"),
      Refusal(bytes: Array("PK\u{3}\u{4}....".utf8), words: "a ZIP archive"),
      Refusal(bytes: zip("xl/workbook.xml"), words: "an Excel workbook (.xlsx)"),
      Refusal(bytes: zip("mimetype") + zip("content.xml"), words: "(.ods)"),
      Refusal(bytes: zip("Index/Document.iwa"), words: "Apple Numbers"),
      Refusal(bytes: zip("a.csv") + zip("b.csv"), words: "a ZIP archive of CSV files"),
      Refusal(bytes: zip("photo.jpg"), words: "a ZIP archive"),
      Refusal(
        bytes: [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1, 0x57, 0, 0x6F, 0, 0x72, 0],
        words: "an old Excel or Outlook file"
      ),
      Refusal(bytes: Array("!BDN\u{1}\u{2}".utf8), words: "an Outlook data file (.pst)"),
      Refusal(bytes: Array("\0\u{1}\0\0Standard Jet DB\0".utf8), words: "(.mdb)"),
      Refusal(bytes: Array("Rar!\u{1A}\u{7}".utf8), words: "a RAR archive"),
      Refusal(bytes: [UInt8](repeating: 0, count: 257) + "ustar".utf8, words: "a tar archive"),
      Refusal(bytes: Array("dn: cn=A\nobjectclass: top\n".utf8), words: "LDIF"),
      Refusal(bytes: Array("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n".utf8), words: "a calendar"),
      Refusal(bytes: Array("From: a\nTo: b\nSubject: c\n\nd, e\n".utf8), words: "a mail message"),
      Refusal(bytes: Array("[{\"name\": \"A\"},\n{\"name\": \"B\"}]".utf8), words: "JSON"),
      Refusal(bytes: Array("{\n  \"leads\": []\n}\n".utf8), words: "not a table: a JSON"),
      Refusal(bytes: Array("<html><table><tr><td>A".utf8), words: "an HTML page with a table"),
      Refusal(bytes: Array("%PDF-1.7\n".utf8), words: "a PDF document"),
      Refusal(bytes: Array("<!DOCTYPE html><html>".utf8), words: "an HTML page"),
      Refusal(bytes: (0..<200).map { UInt8($0 * 31 % 32) }, words: "control characters"),
    ]
  )
  func refusals(refusal: Refusal) {
    let fault = #expect(throws: Fault.self) {
      try CSVSniffer.detect(refusal.bytes, isWhole: true, file: "data.csv")
    }
    #expect(fault?.kind == .input)
    #expect(fault?.position?.file == "data.csv")
    #expect(fault?.message.contains(refusal.words) == true, "\(fault?.message ?? "")")
  }

  @Test("the sample exports are recognised, delimiter, encoding and header")
  func samples() throws {
    let package = URL(filePath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    let folder = package.appending(path: "SampleData")
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
      .filter { $0.hasSuffix(".csv") }
    #expect(!names.isEmpty)
    for name in names {
      let bytes = [UInt8](try Data(contentsOf: folder.appending(path: name)))
      let detection = try CSVSniffer.detect(bytes, isWhole: true, file: name)
      let reading = try read(bytes, layout: detection.layout)
      #expect(detection.hasHeader, "\(name)")
      #expect(detection.score > 0.6, "\(name) \(detection.evidence)")
      #expect(reading.counts.quarantined * 10 < reading.counts.rows, "\(name) \(reading.faults)")
      let slow = CSVReadOptions(chunkBytes: 3000, engine: .reference)
      #expect(try read(bytes, layout: detection.layout, options: slow) == reading, "\(name)")
    }
  }
}

@Suite("recognising unusual files")
struct UnusualFileTests {
  private func detect(_ text: String, further: [String] = []) throws -> CSVDetection {
    try CSVSniffer.detect(
      Array(text.utf8),
      isWhole: further.isEmpty,
      file: "f.csv",
      further: further.map { Array($0.utf8) }
    )
  }

  @Test("apostrophes that enclose fields are quotes, in names they are not")
  func apostrophes() throws {
    let text = "id,name,note\n1,'Lund, Ada','x'\n2,'O''Hara','y, z'\n3,'Bo','w'\n4,'Ek','v'\n"
    #expect(try detect(text).dialect.quote == UInt8(ascii: "'"))
    #expect(try read(text).rows[1] == ["2", "O'Hara", "y, z"])
    let names = "id,name\n1,O'Hara\n2,'t Hooft\n3,D'Arcy\n"
    #expect(try detect(names).dialect.quote == UInt8(ascii: "\""))
  }

  private static let wood = (1...20).map { "\($0),\"Oak, \($0)\" wide\",\"all \"fine\" here\",x" }

  @Test("quotes that are not escaped are known as the habit of a file", arguments: ["\"", "'"])
  func unescapedQuotes(quote: String) throws {
    let text =
      "id,size,note,kind\n" + Self.wood.joined(separator: "\n").replacing("\"", with: quote) + "\n"
    #expect(try detect(text).dialect.escape == .unescaped)
    let reading = try read(text)
    #expect(reading.rows.count == 20)
    #expect(
      reading.rows.first == ["1", "Oak, 1\(quote) wide", "all \(quote)fine\(quote) here", "x"]
    )
    #expect(reading.quarantined.isEmpty)
  }

  @Test("where quotes are not escaped, one that does not close costs its line and no other")
  func unclosedUnescapedQuote() throws {
    var lines = Self.wood
    lines[7] = "8,\"Oak, 8\" wide,\"all fine,x"
    let reading = try read("id,size,note,kind\n" + lines.joined(separator: "\n") + "\n")
    #expect(reading.rows.count == 19)
    #expect(reading.faults == ["csv.unclosed-quote@9"])
    #expect(reading.quarantined.first.map { String(decoding: $0.raw, as: UTF8.self) } == lines[7])
  }

  @Test("a few stray quotes are faults and no habit, doubled quotes are never taken apart")
  func strayQuotes() throws {
    var lines = (1...40).map { "\($0),\"a, b\",\"c\"" }
    for index in 0..<4 { lines[index * 9] = "0,\"a\" b, c\",\"d\"" }
    let text = "id,x,y\n" + lines.joined(separator: "\n") + "\n"
    #expect(try detect(text).dialect.escape == .doubled)
    #expect(try read(text).quarantined.count == 4)
    let mixed =
      "id,size,note,kind\n" + Self.wood.joined(separator: "\n") + "\n7,\"a \"\"b\"\" c\",d,e\n"
    #expect(try detect(mixed).dialect.escape == .doubled)
  }

  @Test("quotes tell that blanks are delimiters where words are not quoted")
  func quotedAlong() throws {
    let kinds = ["Lamp", "Desk", "Oak Desk", "\"Rug, red\"", "Old Oak Chair"]
    let lines = (1...20).map { "\($0) A-\($0) \(kinds[$0 % 5]) \"a, b and c\" \"x\"" }
    let text = "no code kind text end\n" + lines.joined(separator: "\n") + "\n"
    let detection = try detect(text)
    #expect(detection.dialect.delimiterName == "space")
    #expect(detection.layout.header == ["no", "code", "kind", "text", "end"])
    let reading = try read(text)
    #expect(reading.rows.count == 12)
    #expect(reading.faults.allSatisfy { $0.hasPrefix("csv.too-many-fields") })
  }

  @Test("that nothing cuts the records alike is said")
  func doubtfulDelimiter() throws {
    let lines = (1...30).map { "word \(String(repeating: "x, ", count: $0 % 4))end" }
    let detection = try detect(lines.joined(separator: "\n") + "\n")
    #expect(detection.isDoubtful)
    #expect(detection.findings(file: "f").contains { $0.code == "csv.delimiter-doubtful" })
    #expect(try !detect("a,b\n1,2\n3,4\n5\n").isDoubtful)
  }

  @Test("blanks behind delimiters and in front of quotes belong to the delimiter")
  func blanks() throws {
    let text = "id, name, note\n1, \"Lund, Ada\", x\n2, \"Ek, Bo\", y\n"
    let reading = try read(text)
    #expect(reading.columns == ["id", "name", "note"])
    #expect(reading.rows == [["1", "Lund, Ada", "x"], ["2", "Ek, Bo", "y"]])
  }

  @Test(
    "delimiters of old systems are found when no usual one cuts",
    arguments: ["\u{1F}", "\u{1}", "^", "~", ":"]
  )
  func rareDelimiters(delimiter: String) throws {
    let lines = ["id|name|town", "1|Ada Lund|Gent", "2|Bo Ek|Turku", "3|Eva Nau|Brno"]
    let text = lines.joined(separator: "\n").replacing("|", with: delimiter) + "\n"
    let reading = try read(text)
    #expect(reading.columns == ["id", "name", "town"])
    #expect(reading.rows.count == 3)
  }

  @Test("neither times nor web addresses nor names are cut by rare delimiters")
  func singleColumns() throws {
    for text in [
      "time\n10:15\n11:20\n12:45\n",
      "site\nhttps://a.example\nhttps://b.example\nhttp://c.example\n",
      "name\nAda Lund\nBo Ek\nEva Nau\n",
    ] {
      #expect(try read(text).columns.count == 1, "\(text)")
    }
  }

  @Test("a delimiter at the end of all records, or of the header alone, makes no column of values")
  func trailingDelimiters() throws {
    let records = try read("a,b\n1,2,\n3,4,\n")
    #expect(records.columns == ["a", "b", "column 3"])
    #expect(records.rows == [["1", "2", ""], ["3", "4", ""]])
    let header = try read("a,b,\n1,2\n3,4\n")
    #expect(header.columns == ["a", "b"])
    #expect(header.rows == [["1", "2"], ["3", "4"]])
  }

  @Test("a header that lost a name is found, and no record is taken for it")
  func damagedHeader() throws {
    let text = "id,first namelast name,town\n1,Ada,Lund,Gent\n2,Bo,Ek,Turku\n"
    let detection = try detect(text)
    #expect(!detection.hasHeader)
    #expect(detection.misfitLine == 1)
    #expect(detection.findings(file: "f").map(\.code.rawValue) == ["csv.header-misfit"])
    #expect(try read(text).rows.count == 2)
  }

  @Test("each phase says what it chose, how sure it is and which lines decided")
  func phases() throws {
    let text =
      "Notes:\nmade by x\n\nid;name;price\r\n1;Müller;1,5\n2;Lund;2,5\n# a remark\n3;Ek;3\n\n"
      + "\"Report\"\n\"Copyright\"\n"
    let detection = try detect(text)
    #expect(
      detection.phases.map(\.name) == [
        .encoding, .lineEnd, .comments, .delimiter, .quote, .preamble, .header, .footer,
      ]
    )
    let delimiter = try #require(detection.phases.first { $0.name == .delimiter })
    #expect(delimiter.choice == "semicolon")
    #expect(delimiter.runnerUp?.choice == "comma")
    #expect(delimiter.lines == [1, 2, 4])
    #expect(detection.phases[0].lines == [5])
    #expect(detection.phases[1].runnerUp?.choice == "CRLF")
    #expect(detection.phases[2].lines == [7])
    #expect(detection.preambleLines == [1, 2])
    #expect(detection.evidence.allSatisfy { $0.contains("sure") })
  }

  @Test("another delimiter in the rest of a file wins, and what stood before is not passed over")
  func furtherDelimiter() throws {
    let beginning = "id;name\n1;Ada\n2;Bo\n3,Eva\n"
    let rest = "\n" + (4...900).map { "\($0),x\n" }.joined()
    let blind = try detect(beginning, further: [""])
    let detection = try detect(beginning, further: [rest])
    #expect(blind.dialect.delimiterName == "semicolon")
    #expect(detection.dialect.delimiterName == "comma")
    #expect(detection.preamble == ["id;name", "1;Ada", "2;Bo"])
    #expect(detection.findings(file: "f").allSatisfy { $0.severity == .warning })
  }
}
