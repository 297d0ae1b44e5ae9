internal import Time

/// Turns the rows of one sheet into the bytes of its part (18.3).
///
/// Texts stand inline in their cells (18.18.11, `inlineStr`): a table of shared strings would have
/// to be held in memory, and the compressed size is about the same.
struct SheetWriter {
  /// Bytes gathered before they are compressed.
  static let flushSize = 1 << 18

  /// Bytes not yet taken.
  private(set) var buffer: [UInt8] = []
  /// Rows of the body so far.
  private(set) var bodyCount = 0
  /// Texts that were longer than a cell can hold.
  private(set) var cutTexts = 0

  private let sheet: Sheet
  private let paper: WorkbookWriter.Paper
  private var rowNumber = 0
  /// `<c r="AB` of each column.
  private let openings: [[UInt8]]
  /// `" s="7"` of each column, by role.
  private let styles: [RowRole: [[UInt8]]]

  /// Begins the part, up to and including the header.
  init(_ sheet: Sheet, isFirst: Bool, paper: WorkbookWriter.Paper, styles table: inout StyleTable) {
    self.sheet = sheet
    self.paper = paper
    openings = sheet.columns.indices.map { Array("<c r=\"\(Self.letters($0))".utf8) }
    var styles: [RowRole: [[UInt8]]] = [:]
    for role in RowRole.allCases {
      styles[role] = sheet.columns.map { Array("\" s=\"\(table.index($0.format, role))\"".utf8) }
    }
    self.styles = styles
    buffer.reserveCapacity(Self.flushSize + (1 << 16))
    begin(isFirst: isFirst)
    appendRow(sheet.columns.map { .text($0.title) }, as: .header)
  }

  private mutating func begin(isFirst: Bool) {
    buffer += OOXML.declaration
    buffer.markup(
      """
      <worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">\
      <sheetPr><pageSetUpPr fitToPage="1"/></sheetPr>
      """
    )
    if let count = sheet.rowCount {
      let last = Self.letters(sheet.columns.count - 1)
      buffer += Array("<dimension ref=\"A1:\(last)\(count + 1)\"/>".utf8)
    }
    buffer.markup("<sheetViews><sheetView ")
    if isFirst { buffer.markup("tabSelected=\"1\" ") }
    buffer.markup(
      """
      workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" \
      state="frozen"/><selection pane="bottomLeft" activeCell="A2" sqref="A2"/></sheetView>\
      </sheetViews><sheetFormatPr defaultRowHeight="15"/><cols>
      """
    )
    for (index, column) in sheet.columns.enumerated() {
      // A quarter of a character more leaves room for the cell's padding (18.3.1.13).
      let text = "<col min=\"\(index + 1)\" max=\"\(index + 1)\" width=\"\(column.width).7109375\""
      buffer += Array("\(text) customWidth=\"1\"/>".utf8)
    }
    buffer.markup("</cols><sheetData>")
  }

  /// Appends a row.
  mutating func append(_ values: [SheetValue], as role: RowRole) throws(SpreadsheetError) {
    guard rowNumber < Sheet.maximumRows else { throw .tooManyRows }
    appendRow(values, as: role)
    if role == .body { bodyCount += 1 }
  }

  private mutating func appendRow(_ values: [SheetValue], as role: RowRole) {
    precondition(values.count <= sheet.columns.count, "more values than columns")
    rowNumber += 1
    let styles = styles[role] ?? []
    var number: [UInt8] = []
    number.decimal(rowNumber)
    buffer.markup("<row r=\"")
    buffer += number
    if role == .header {
      buffer.markup("\" ht=\"32\" customHeight=\"1\">")
    } else {
      buffer.markup("\">")
    }
    for index in values.indices where values[index] != .blank || role != .body {
      buffer += openings[index]
      buffer += number
      buffer += styles[index]
      put(values[index], column: index)
    }
    buffer.markup("</row>")
  }

  private mutating func put(_ value: SheetValue, column: Int) {
    switch value {
    case .blank: buffer.markup("/>")
    case .text(let text): put(text)
    case .number(let unscaled, let scale): put(unscaled, scale)
    case .bool(let value):
      buffer.markup(value ? " t=\"b\"><v>1</v></c>" : " t=\"b\"><v>0</v></c>")
    case .day(let day): put(day: day)
    case .sum(let unscaled, let scale): put(sum: unscaled, scale, column: column)
    }
  }

  private mutating func put(_ unscaled: Int64, _ scale: Int) {
    buffer.markup("><v>")
    buffer.decimal(unscaled, scale: scale)
    buffer.markup("</v></c>")
  }

  private mutating func put(_ text: String) {
    let cut = text.cutToCell
    if cut != nil { cutTexts += 1 }
    buffer.markup(" t=\"inlineStr\"><is><t")
    if text.hasOuterSpace { buffer.markup(" xml:space=\"preserve\"") }
    buffer.markup(">")
    buffer.escaped(cut ?? text)
    buffer.markup("</t></is></c>")
  }

  /// Serial numbers count from 1899-12-30 (18.17.4.1); those before 1900-03-01 mean another day in
  /// Excel than elsewhere, so such days are written as text.
  private mutating func put(day: Int) {
    let serial = day + 25_569
    if (61...2_958_465).contains(serial) {
      put(Int64(serial), 0)
    } else {
      put(CalendarDate(daysSinceEpoch: day).iso)
    }
  }

  private mutating func put(sum unscaled: Int64, _ scale: Int, column: Int) {
    guard bodyCount > 0 else { return put(unscaled, scale) }
    let letters = Self.letters(column)
    buffer += Array("><f>SUM(\(letters)2:\(letters)\(bodyCount + 1))</f><v>".utf8)
    buffer.decimal(unscaled, scale: scale)
    buffer.markup("</v></c>")
  }

  /// Writes what follows the rows.
  mutating func end() {
    let last = Self.letters(sheet.columns.count - 1)
    buffer.markup("</sheetData>")
    buffer += Array("<autoFilter ref=\"A1:\(last)\(bodyCount + 1)\"/>".utf8)
    buffer.markup(
      """
      <pageMargins left="0.5" right="0.5" top="0.75" bottom="0.75" header="0.3" footer="0.3"/>
      """
    )
    buffer += Array(
      """
      <pageSetup paperSize="\(paper.rawValue)" fitToHeight="0" orientation="landscape"/>\
      <headerFooter><oddHeader>&amp;L&amp;B
      """.utf8
    )
    // A digit right behind a code would be read as part of it, an ampersand as a code.
    let heading = sheet.heading.split(separator: "&", omittingEmptySubsequences: false)
    buffer.escaped(String(heading.joined(separator: "&&").prefix(180)))
    buffer.markup(
      "</oddHeader><oddFooter>&amp;L&amp;A&amp;R&amp;P / &amp;N</oddFooter></headerFooter>"
    )
    if bodyCount > 0 { ignoreNumbersAsText() }
    buffer.markup("</worksheet>")
  }

  /// Keeps Excel from marking postal codes and the like as errors (18.3.1.50).
  private mutating func ignoreNumbersAsText() {
    let ranges = sheet.columns.indices.filter { sheet.columns[$0].format == .text }
      .map { "\(Self.letters($0))2:\(Self.letters($0))\(bodyCount + 1)" }
    guard !ranges.isEmpty else { return }
    let sequence = ranges.joined(separator: " ")
    let text = "<ignoredErrors><ignoredError sqref=\"\(sequence)\" numberStoredAsText=\"1\"/>"
    buffer += Array("\(text)</ignoredErrors>".utf8)
  }

  /// Hands the gathered bytes over.
  mutating func takeBuffer() -> [UInt8] {
    var taken: [UInt8] = []
    swap(&taken, &buffer)
    return taken
  }

  /// Takes an array back that `takeBuffer` handed over, for its memory.
  mutating func giveBack(_ bytes: consuming [UInt8]) {
    bytes.removeAll(keepingCapacity: true)
    buffer = bytes
  }

  /// The column's letters: A, .., Z, AA, .., XFD.
  static func letters(_ column: Int) -> String {
    var rest = column + 1
    var letters: [UInt8] = []
    while rest > 0 {
      letters.insert(UInt8(ascii: "A") + UInt8((rest - 1) % 26), at: 0)
      rest = (rest - 1) / 26
    }
    return String(decoding: letters, as: UTF8.self)
  }
}
