import ByteIO
import Compression
import Foundation
import Spreadsheet
import TestSupport
import Testing

@Suite("A workbook")
struct WorkbookTests {
  private let sheet = Sheet(
    name: "EUR",
    heading: "Register & more",
    columns: [
      Sheet.Column("Number", width: 18, format: .text),
      Sheet.Column("Date", width: 12, format: .date("yyyy\\-mm\\-dd")),
      Sheet.Column(
        "Net",
        width: 16,
        format: .currency("€", digits: 2, language: "407", isLeading: false)
      ),
      Sheet.Column("Paid", width: 8, format: .general),
    ]
  )

  private func register(threads: Int = 1) throws -> [UInt8] {
    let sink = MemorySink()
    let book = try WorkbookWriter(
      sink,
      title: "register",
      created: "2026-11-01T02:00:00Z",
      sheets: [sheet],
      threads: threads
    )
    try book.beginSheet()
    try book.append([.text("=1+1"), .day(20_757), .number(-12_345, scale: 2), .bool(true)])
    try book.append([.text(" a\u{1}_x0041_<&>\r\n"), .day(-25_567), .number(5, scale: 2), .blank])
    try book.append([.text("Total"), .blank, .sum(-12_340, scale: 2)], as: .totals)
    try book.finish()
    #expect(sink.isFinished)
    return sink.bytes
  }

  @Test("holds typed cells: texts, days as serial numbers, decimals, booleans")
  func cells() throws {
    let xml = try Package(register()).text("xl/worksheets/sheet1.xml")
    #expect(xml.contains("t=\"inlineStr\"><is><t>=1+1</t></is></c>"))
    #expect(xml.contains("><v>46326</v></c>"))
    #expect(xml.contains("><v>-123.45</v></c>"))
    #expect(xml.contains("><v>0.05</v></c>"))
    #expect(xml.contains(" t=\"b\"><v>1</v></c>"))
  }

  @Test("escapes what XML cannot hold and what reads like an escape")
  func escapes() throws {
    let xml = try Package(register()).text("xl/worksheets/sheet1.xml")
    let text = " a_x0001__x005F_x0041_&lt;&amp;&gt;_x000D_\n"
    #expect(xml.contains("<t xml:space=\"preserve\">\(text)</t>"))
  }

  @Test("writes days that Excel counts differently as text")
  func earlyDays() throws {
    let xml = try Package(register()).text("xl/worksheets/sheet1.xml")
    #expect(xml.contains("<is><t>1900-01-01</t></is>"))
  }

  @Test("sums by formula, with the value beside it")
  func sums() throws {
    let xml = try Package(register()).text("xl/worksheets/sheet1.xml")
    #expect(xml.contains("><f>SUM(C2:C3)</f><v>-123.40</v></c>"))
  }

  @Test("freezes, filters and prints its header on each page")
  func page() throws {
    let package = try Package(register())
    let xml = package.text("xl/worksheets/sheet1.xml")
    #expect(xml.contains("<pane ySplit=\"1\" topLeftCell=\"A2\""))
    #expect(xml.contains("<autoFilter ref=\"A1:D3\"/>"))
    #expect(xml.contains("orientation=\"landscape\""))
    #expect(xml.contains("<oddHeader>&amp;L&amp;BRegister &amp;&amp; more</oddHeader>"))
    let workbook = package.text("xl/workbook.xml")
    #expect(workbook.contains("localSheetId=\"0\">'EUR'!$1:$1</definedName>"))
  }

  @Test("has the same bytes whenever and with however many threads it is written")
  func determinism() throws {
    #expect(try register() == register(threads: 2))
  }

  @Test("tells of texts that no cell can hold and cuts them at a character")
  func longTexts() throws {
    let sink = MemorySink()
    let plain = Sheet(
      name: "S",
      heading: "",
      columns: [Sheet.Column("T", width: 9, format: .text)]
    )
    let book = try WorkbookWriter(sink, title: "", sheets: [plain])
    try book.beginSheet()
    try book.append([.text(String(repeating: "a", count: maximumCellLength))])
    try book.append([.text(String(repeating: "\u{1F600}", count: 20_000))])
    try book.finish()
    #expect(book.cutTexts == 1)
    let xml = Package(sink.bytes).text("xl/worksheets/sheet1.xml")
    let texts = xml.components(separatedBy: "<t>").dropFirst(2).map { text in
      text.components(separatedBy: "</t>")[0]
    }
    #expect(texts.map(\.utf16.count) == [maximumCellLength, maximumCellLength])
    #expect(texts.last?.hasSuffix("\u{1F600}\u{2026}") == true)
  }

  @Test("refuses more rows than programs read")
  func rowLimit() throws {
    let plain = Sheet(
      name: "S",
      heading: "",
      columns: [Sheet.Column("T", width: 9, format: .general)]
    )
    let book = try WorkbookWriter(MemorySink(), title: "", sheets: [plain])
    try book.beginSheet()
    for _ in 1..<Sheet.maximumRows { try book.append([.blank]) }
    #expect(throws: SpreadsheetError.tooManyRows) { try book.append([.blank]) }
  }

  @Test("announces a sheet that may exceed 4 GiB with ZIP64 sizes")
  func large() throws {
    let column = Sheet.Column("T", width: 9, format: .text)
    let large = Sheet(
      name: "S",
      heading: "",
      columns: Array(repeating: column, count: 40),
      rowCount: Sheet.maximumRows - 1
    )
    let sink = MemorySink()
    let book = try WorkbookWriter(sink, title: "", sheets: [large])
    try book.beginSheet()
    try book.append([.text("only row")])
    try book.finish()
    if let folder = ProcessInfo.processInfo.environment["STARCRM_ARTIFACTS"] {
      try Data(sink.bytes).write(to: URL(filePath: folder).appending(path: "zip64.xlsx"))
    }
    #expect(Package(sink.bytes).text("xl/worksheets/sheet1.xml").contains("only row"))
    // Version 4.5, no sizes yet, and a field of two 8-byte sizes (APPNOTE 4.5.3).
    let header: [UInt8] = [0x50, 0x4B, 3, 4, 45, 0, 8, 8]
    #expect(sink.bytes.firstRange(of: header) != nil)
    #expect(sink.bytes.firstRange(of: [1, 0, 16, 0] + [UInt8](repeating: 0, count: 16)) != nil)
  }

  @Test(
    "gives its sheets names that Excel takes",
    arguments: [
      (["a/b:c", "A/B:C"], ["a_b_c", "A_B_C (2)"]),
      (["", "History", "'quoted'"], ["Sheet", "History_", "quoted"]),
      (
        [String(repeating: "x", count: 40), String(repeating: "x", count: 31)],
        [String(repeating: "x", count: 31), String(repeating: "x", count: 27) + " (2)"]
      ),
    ]
  )
  func names(given: [String], written: [String]) throws {
    let column = Sheet.Column("T", width: 9, format: .text)
    let sink = MemorySink()
    let sheets = given.map { Sheet(name: $0, heading: "", columns: [column]) }
    try WorkbookWriter(sink, title: "", sheets: sheets).finish()
    let workbook = Package(sink.bytes).text("xl/workbook.xml")
    for name in written { #expect(workbook.contains("<sheet name=\"\(name)\"")) }
  }
}

/// The entries of a ZIP archive, found by its central directory.
struct Package {
  private var contents: [String: [UInt8]] = [:]

  init(_ bytes: [UInt8]) {
    func number(_ offset: Int, _ size: Int) -> Int {
      bytes[offset..<offset + size].reversed().reduce(0) { $0 << 8 | Int($1) }
    }
    var offset = number(bytes.count - 6, 4)
    while number(offset, 4) == 0x0201_4b50 {
      let (method, compressed, size) = (
        number(offset + 10, 2), number(offset + 20, 4), number(offset + 24, 4)
      )
      let nameLength = number(offset + 28, 2)
      let name = String(decoding: bytes[offset + 46..<offset + 46 + nameLength], as: UTF8.self)
      let local = number(offset + 42, 4)
      let start = local + 30 + number(local + 26, 2) + number(local + 28, 2)
      let data = Array(bytes[start..<start + compressed])
      let content =
        method == 0
        ? data : (try? Deflate.inflate(data.span, as: .raw, limit: size)) ?? []
      #expect(content.count == size)
      #expect(Int(CRC32(content.span).value) == number(offset + 16, 4))
      contents[name] = content
      offset += 46 + nameLength + number(offset + 30, 2) + number(offset + 32, 2)
    }
  }

  func text(_ name: String) -> String { String(decoding: contents[name] ?? [], as: UTF8.self) }
}
