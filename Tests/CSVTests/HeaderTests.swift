import CSV
import Diagnostics
import TestSupport
import Testing

@Suite("finding the header")
struct HeaderTests {
  private func detect(_ text: String) throws -> CSVDetection {
    try CSVSniffer.detect(Array(text.utf8), isWhole: true, file: "f.csv")
  }

  private static let rows = "1,Ada,Gent,12.50\n2,Bo,Turku,8.00\n3,Eva,Brno,7.25\n"

  struct Titles: CustomTestStringConvertible {
    let above: String
    let lines: [Int64]
    var testDescription: String { above.debugDescription }
  }

  @Test(
    "titles that a spreadsheet program filled up with delimiters stand above the table",
    arguments: [
      Titles(above: "Report,,,\n", lines: [1]),
      Titles(above: "Report,,,\n,,,\n", lines: [1, 2]),
      Titles(above: "Report,,,\nby Ada,,,\n,,,\n", lines: [1, 2, 3]),
      Titles(above: ",,,\n", lines: [1]),
      Titles(above: ",Person,,\n", lines: [1]),
    ]
  )
  func titles(titles: Titles) throws {
    let text = titles.above + "no,name,town,amount\n" + Self.rows
    let detection = try detect(text)
    #expect(detection.layout.header == ["no", "name", "town", "amount"])
    #expect(detection.preambleLines == titles.lines)
    #expect(!detection.preambleIsTable)
    let reading = try read(text)
    #expect(reading.rows.count == 3)
    #expect(reading.quarantined.isEmpty)
    #expect(reading.origins.first?.line == Int64(titles.lines.count) + 2)
  }

  @Test("records with empty cells are not taken for titles")
  func sparseRecords() throws {
    let text = "Lund,,,\nEk,Bo,Turku,x\nNau,Eva,Brno,y\n"
    #expect(try read(text).rows.first == ["Lund", "", "", ""])
    #expect(try read(text).rows.count == 3)
    let values = "1,,,\n2,Bo,Turku,8.00\n3,Eva,Brno,7.25\n"
    #expect(try read(values).rows.count == 3)
  }

  @Test("a year among names of columns is a name, in a record without names it is a value")
  func years() throws {
    let table = "name,no,2025,amount,day\n" + "Ada,1,7,12.50,2025-01-01\nBo,2,8,1.25,2025-01-02\n"
    #expect(try read(table).columns == ["name", "no", "2025", "amount", "day"])
    let records = "Ada,1,2025,12.50,x\nBo,2,2024,1.25,y\n"
    #expect(try read(records).rows.count == 2)
    let address = "name,no,a@example.org,amount,day\nBo,1,b@example.org,1,2\n"
    #expect(try read(address).rows.count == 2)
  }

  @Test(
    "a header with other delimiters than the records is read all the same, and said so",
    arguments: [";", "\t", "|", " "]
  )
  func otherDelimiter(delimiter: String) throws {
    let header = ["no", "name", "town", "amount"].joined(separator: delimiter)
    let detection = try detect(header + "\n" + Self.rows)
    #expect(detection.layout.header == ["no", "name", "town", "amount"])
    let finding = try #require(detection.findings(file: "f").first)
    #expect(finding.code == "csv.header-misfit")
    #expect(finding.severity == .warning)
    #expect(finding.origin.line == 1)
    #expect(try read(header + "\n" + Self.rows).rows.count == 3)
  }

  @Test(
    "a stray quote costs the header none of its names",
    arguments: [
      "\"no,name,\"town\",amount", "no,\"name,town,\"amount\"", "no,name,\"\"town\",amount",
      "no,name,town,\"amount",
    ]
  )
  func strayQuote(header: String) throws {
    let detection = try detect(header + "\n" + Self.rows)
    #expect(detection.layout.header == ["no", "name", "town", "amount"])
    #expect(detection.findings(file: "f").map(\.code.rawValue) == ["csv.header-misfit"])
    #expect(try read(header + "\n" + Self.rows).rows.count == 3)
  }

  @Test("a title of as many words as there are columns names none of them")
  func wordyTitle() throws {
    let reading = try read("all our customers today\nno,name,town,amount\n" + Self.rows)
    #expect(reading.columns == ["no", "name", "town", "amount"])
    #expect(reading.rows.count == 3)
  }

  @Test("a carriage return alone may end the header")
  func returnBehindHeader() throws {
    let text = "no,name,town,amount\r" + Self.rows.replacing("\n", with: "\r\n")
    let reading = try read(text)
    #expect(reading.columns == ["no", "name", "town", "amount"])
    #expect(reading.rows.count == 3)
    #expect(reading.quarantined.isEmpty)
  }

  @Test("a header and the first record on one line are cut where the values begin")
  func joinedHeader() throws {
    let text = "no,name,town,amount" + Self.rows
    let detection = try detect(text)
    #expect(detection.layout.header == ["no", "name", "town", "amount"])
    #expect(detection.findings(file: "f").map(\.code) == ["csv.header-misfit"])
    let reading = try read(text)
    #expect(reading.rows.map { $0[0] } == ["1", "2", "3"])
    #expect(reading.origins.map(\.line) == [1, 2, 3])
    #expect(reading.origins.first?.byteOffset == 19)
    let quoted = "id,name,count\"a\",Ada,12\n\"b\",Bo,13\n\"c\",Eva,14\n"
    #expect(try read(quoted).rows.first == ["a", "Ada", "12"])
  }

  @Test(
    "where the values of such a line begin as names may, it is quarantined with its bytes",
    arguments: [
      "name,town,countAda,Gent,12\nBo,Turku,13\nEva,Brno,14\n",
      "day,name,line 11/2/2026,Ada,12\n13/2/2026,Bo,13\n4/2/2026,Eva,14\n",
    ]
  )
  func inseparableHeader(text: String) throws {
    let detection = try detect(text)
    #expect(!detection.hasHeader)
    #expect(detection.misfitLine == 1)
    #expect(detection.findings(file: "f").map(\.code) == ["csv.header-misfit"])
    let reading = try read(text)
    #expect(reading.rows.count == 2)
    #expect(reading.faults == ["csv.too-many-fields@1"])
    let line = text.prefix { $0 != "\n" }
    #expect(
      reading.quarantined.first.map { String(decoding: $0.raw, as: UTF8.self) } == String(line)
    )
  }

  private static let people =
    "Anna,Lund,0470 11,a@example.org\nBo,Ek,0470 12,b@example.org\nEva,Nau,0470 13,c@example.org\n"

  struct Stack: CustomTestStringConvertible {
    let header: String
    let names: [String]
    var rows = 3
    var codes: [FindingCode] = ["csv.header-rows"]
    var testDescription: String { header.debugDescription }
  }

  @Test(
    "a header on several rows gives each column all its words, and is reported",
    arguments: [
      Stack(
        header: "First,Last,Phone,E-mail\nName,Name,Number,Address\n",
        names: ["First Name", "Last Name", "Phone Number", "E-mail Address"]
      ),
      Stack(
        header: "First,Last,Phone,E-mail\n(text),(text),(intl),(any)\n",
        names: ["First (text)", "Last (text)", "Phone (intl)", "E-mail (any)"]
      ),
      // A group above names that stand for themselves.
      Stack(
        header: "Name,,Contact,\nFirst,Last,Phone,E-mail\n",
        names: ["First", "Last", "Phone", "E-mail"],
        codes: ["csv.preamble"]
      ),
      // No header: people whose numbers are not known.
      Stack(
        header: "First,Last,Phone,E-mail\nUlf,Berg,n/a,unknown\n",
        names: ["First", "Last", "Phone", "E-mail"],
        rows: 4,
        codes: []
      ),
      Stack(
        header: "First,Last,Phone,E-mail\nUlf,Berg,,\n",
        names: ["First", "Last", "Phone", "E-mail"],
        rows: 4,
        codes: []
      ),
      Stack(
        header: "First,Last,Phone,E-mail\nUlf,Berg,ask Bo,b@example.org\n",
        names: ["First", "Last", "Phone", "E-mail"],
        rows: 4,
        codes: []
      ),
    ]
  )
  func stackedHeader(stack: Stack) throws {
    let text = stack.header + Self.people
    let detection = try detect(text)
    #expect(detection.layout.header == stack.names)
    #expect(detection.findings(file: "f").map(\.code) == stack.codes)
    let reading = try read(text)
    #expect(reading.rows.count == stack.rows)
    #expect(reading.quarantined.isEmpty)
    #expect(reading.origins.last?.line == 5)
    let bare = try read(text, hints: CSVHints(hasHeader: false))
    #expect(bare.rows.count + bare.quarantined.count == 5)
  }

  @Test("a line drawn under the header is no record", arguments: ["---|----|---", ":--|--:|==="])
  func drawnLine(line: String) throws {
    let reading = try read("id|name|town\n\(line)\n1|Ada|Gent\n2|Bo|Oslo\n")
    #expect(reading.columns == ["id", "name", "town"])
    #expect(reading.rows == [["1", "Ada", "Gent"], ["2", "Bo", "Oslo"]])
    #expect(reading.origins.map(\.line) == [3, 4])
    #expect(try read("id|name|town\n--|-|-\n1|Ada|Gent\n2|Bo|Oslo\n").rows.count == 3)
  }

  @Test("a header with a name more than the records have fields is reported, and no record")
  func longHeader() throws {
    let reading = try read("id,name,note\n1,Ada\n2,Bo\n3,Eva\n")
    #expect(reading.rows.count == 3)
    #expect(reading.quarantined.isEmpty)
  }

  @Test("a second byte order mark is no part of a name")
  func secondMark() throws {
    #expect(try read("\u{FEFF}\u{FEFF}id,name\n1,Ada\n2,Bo\n").columns == ["id", "name"])
  }

  @Test("lines that stand in quotes as a whole are reported")
  func quotedLines() throws {
    let detection = try detect("\"id;name;town\"\n\"1;Ada;Gent\"\n\"2;Bo;Oslo\"\n")
    #expect(detection.layout.header.count == 1)
    #expect(detection.findings(file: "f").map(\.code) == ["csv.delimiter-doubtful"])
    #expect(try detect("\"notes, or remarks\"\nx\ny\n").findings(file: "f").isEmpty)
  }

  @Test("names that repeat under groups are told apart by them")
  func groups() throws {
    let numbers = "0470 11,a@example.org,0470 12,b@example.org\n"
    let reading = try read("Home,,Work,\nPhone,E-mail,Phone,E-mail\n" + numbers + numbers)
    #expect(reading.columns == ["Home Phone", "Home E-mail", "Work Phone", "Work E-mail"])
    #expect(reading.rows.count == 2)
  }

  @Test(
    "a delimiter too many in the header costs it none of its names",
    arguments: [",no,name,town,amount", "no,,name,town,amount", "no,name,town,,amount"]
  )
  func emptyName(header: String) throws {
    let detection = try detect(header + "\n" + Self.rows)
    #expect(detection.layout.header == ["no", "name", "town", "amount"])
    #expect(detection.findings(file: "f").map(\.code) == ["csv.header-misfit"])
  }

  @Test("a table of 17,000 columns has a header")
  func wide() throws {
    let names = (1...17_000).map { "field\($0)" }
    let record = names.indices.map { "\($0)" }.joined(separator: ",")
    let reading = try read("\(names.joined(separator: ","))\n\(record)\n")
    #expect(reading.columns == names)
    #expect(reading.rows.count == 1)
  }

  @Test("the header once more is no record, quoted alike or not", arguments: CSVEngine.allCases)
  func repeatedHeader(engine: CSVEngine) throws {
    let text = "no,\"first name\",town\n1,Ada,Gent\n\"no\",first name,town\n2,Bo,Turku\nno,x,town\n"
    let reading = try read(Array(text.utf8), options: CSVReadOptions(engine: engine))
    #expect(reading.rows == [["1", "Ada", "Gent"], ["2", "Bo", "Turku"], ["no", "x", "town"]])
    #expect(reading.faults == ["csv.repeated-header@3"])
  }
}
