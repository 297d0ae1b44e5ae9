import CSV
import Diagnostics
import Testing

@Suite("finding the delimiter")
struct DelimiterTests {
  private static let table = [
    ["id", "name", "town", "price"], ["1", "Ada Lund", "Gent", "1,50"],
    ["2", "", "Turku", "2,75"], ["3", "Nau, Eva", "", "10,00"], ["4", "Ola Berg", "Oslo", ""],
  ]

  private static func text(_ delimiter: String, quoted: Bool = false) -> String {
    table.map { row in
      row.map { quoted ? "\"\($0)\"" : $0 }.joined(separator: delimiter) + "\n"
    }.joined()
  }

  private func detect(_ text: String) throws -> CSVDetection {
    try CSVSniffer.detect(Array(text.utf8), isWhole: true, file: "f.csv")
  }

  @Test(
    "delimiters of several characters, symbols and control characters are found",
    arguments: [
      "||", "::", ";;", "^^", "~|~", "|~|", "#|#", "***", "<>", "@@", "\\t", "\t\t", "¦", "§", "→",
      "│", "；", "，", "、", "#", "*", "&", "=", "\u{1E}",
    ],
    [false, true]
  )
  func unusual(delimiter: String, quoted: Bool) throws {
    let text = Self.text(delimiter, quoted: quoted)
    let detection = try detect(text)
    #expect(detection.layout.header == Self.table[0])
    #expect(detection.findings(file: "f").isEmpty)
    for engine in CSVEngine.allCases {
      for bytes in [1, 7, 1 << 20] {
        let options = CSVReadOptions(chunkBytes: bytes, engine: engine)
        let reading = try read(Array(text.utf8), options: options, pieceSize: bytes)
        #expect(reading.rows == Array(Self.table.dropFirst()))
      }
    }
  }

  @Test(
    "a mark that stands as often in every line separates without a header",
    arguments: ["+", "?"]
  )
  func headerless(mark: String) throws {
    let lines = ["Ada|Gent|BE|3/1/04|x", "Bo|Turku|FI|12/9/04|y", "Eva|Brno|CZ|1/2/04|z"]
    let text = lines.joined(separator: "\n").replacing("|", with: mark) + "\n"
    #expect(try read(text).columns.count == 5)
    #expect(try read(text).rows.count == 3)
  }

  @Test("a symbol is one byte in an encoding of single bytes")
  func singleByte() throws {
    let text = (Self.table + [["5", "Jörg Müller", "Köln", "3"]])
      .map { $0.joined(separator: "¬") + "\n" }.joined()
    let bytes = text.unicodeScalars.map { UInt8(truncatingIfNeeded: $0.value) }
    // Left to itself the sniffer may take the symbol for a letter of another encoding.
    let reading = try read(bytes, hints: CSVHints(encoding: .windows1252))
    #expect(reading.columns == Self.table[0])
    #expect(reading.rows.last == ["5", "Jörg Müller", "Köln", "3"])
  }

  @Test("marks that text, addresses, times and amounts hold separate nothing")
  func marksInText() throws {
    for text in [
      "note\nA & B & C\nD & E & F\nG & H & I\n",
      "site\nhttps://a.example\nhttps://b.example\nhttp://c.example\n",
      "day\n2026-01-02\n2026-01-03\n2026-02-03\n",
      "rate\n5 %\n7 %\n19 %\n",
      "title\nWhat? Yes!\nWhat? No!\nWhat? Oh!\n",
    ] {
      #expect(try read(text).columns.count == 1, "\(text)")
    }
    let addresses = "name,site\nAda,https://a.example\nBo,https://b.example\nEva,http://c.example\n"
    #expect(try read(addresses).columns == ["name", "site"])
    let empty = "a;;c\n1;2;3\n4;;6\n7;8;9\n"
    #expect(try read(empty).rows[1] == ["4", "", "6"])
  }

  @Test("a header of words between colons outweighs commas in the text")
  func colons() throws {
    let records = (1...9).map { "\($0):Ada, Bo:1:\"see: there\"" }
    let reading = try read("no:names:count:note\n" + records.joined(separator: "\n") + "\n")
    #expect(reading.columns == ["no", "names", "count", "note"])
    #expect(reading.rows.first == ["1", "Ada, Bo", "1", "see: there"])
  }

  @Test("times that a colon cuts leave no name over the wrong column")
  func timesBetweenColons() throws {
    let records = (10...19).map { "\($0):12:30:Ada:" }
    let detection = try detect("no:time:name:note\n" + records.joined(separator: "\n") + "\n")
    #expect(detection.dialect.delimiterName == "colon")
    #expect(!detection.hasHeader)
    #expect(detection.findings(file: "f").map(\.code) == ["csv.header-misfit"])
  }

  @Test("what leaves the header whole does not cut the numbers below it")
  func decimals() throws {
    let places = (1...20).map { "5\($0),5;1\($0),4" }
    let reading = try read("lat;lon\n" + places.joined(separator: "\n") + "\n")
    #expect(reading.columns == ["lat", "lon"])
    #expect(reading.rows.first == ["51,5", "11,4"])
    let names = (1...9).map { "Lund, Ada;\($0)" }
    let people = try read("name, first name;age\n" + names.joined(separator: "\n") + "\n")
    #expect(people.rows.first == ["Lund, Ada", "1"])
  }

  @Test("two delimiters that cut alike are both named")
  func rivals() throws {
    let records = String(repeating: "a,b;c\n", count: 9)
    let detection = try detect("x,y;z\n" + records)
    #expect(detection.rival == "semicolon")
    let finding = try #require(detection.findings(file: "f").first)
    #expect(finding.code == "csv.delimiter-doubtful")
    #expect(finding.message == "semicolon cuts the records as well as comma, which was taken")
    #expect(try detect("x,y\n1,2\n3,4\n").rival == nil)
  }

  @Test("a delimiter of several characters that is named is taken", arguments: ["||", "¦", ", "])
  func hints(delimiter: String) throws {
    let text = "a\(delimiter)b\n1\(delimiter)x y\n2\(delimiter)\"q\(delimiter)r\"\n"
    let reading = try read(text, hints: CSVHints(delimiter: delimiter))
    #expect(reading.columns == ["a", "b"])
    #expect(reading.rows == [["1", "x y"], ["2", "q\(delimiter)r"]])
  }
}
