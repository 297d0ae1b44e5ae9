package import ByteIO

/// Writes an Excel workbook (ISO/IEC 29500-1, transitional namespaces) row by row.
///
/// ```swift
/// let workbook = try WorkbookWriter(sink, title: "invoice-register 2026-10", sheets: [sheet])
/// try workbook.beginSheet()
/// try workbook.append([.text("INV-2026-00001"), .number(11_900, scale: 2)])
/// try workbook.append([.blank, .sum(11_900, scale: 2)], as: .totals)
/// try workbook.finish()
/// ```
/// Sheets have a frozen bold header, a filter over it and the body, and print in landscape, fit to
/// the page's width, the header on each page. The bytes depend on the arguments alone; there is no
/// author and no clock. Memory does not grow with the rows.
///
/// Order in the package: content types first, as file type detection wants it; what depends on row
/// counts (the workbook with its named ranges, the styles) after the sheets.
package final class WorkbookWriter {
  private let zip: ZipWriter
  private let title: String
  private let created: String?
  private let paper: Paper
  private let sheets: [Sheet]
  private let names: [String]
  private var styles = StyleTable()
  private var current: SheetWriter?
  /// Body rows of the sheets that are complete.
  private var bodyCounts: [Int] = []
  /// Texts that were longer than a cell can hold.
  package private(set) var cutTexts = 0

  /// The sheet of paper that pages are set for (18.18.50 and `paperSize`, 18.3.1.63).
  package enum Paper: Int, Sendable {
    case letter = 1
    case a4 = 9
  }

  /// Begins a workbook and writes what precedes the sheets.
  ///
  /// `created` is an instant as of RFC 3339 for the document's properties. `threads` says how many
  /// blocks are compressed at the same time; the bytes do not depend on it.
  package init(
    _ sink: any ByteSink,
    title: String,
    created: String? = nil,
    paper: Paper = .a4,
    sheets: [Sheet],
    threads: Int = 1
  ) throws {
    precondition(!sheets.isEmpty, "a workbook has at least one sheet")
    zip = ZipWriter(sink, threads: threads)
    self.title = title
    self.created = created
    self.paper = paper
    self.sheets = sheets
    var names: [String] = []
    for sheet in sheets {
      names.append(Sheet.fitName(sheet.name, taken: Set(names.map { $0.lowercased() })))
    }
    self.names = names
    try zip.add("[Content_Types].xml", OOXML.contentTypes(sheetCount: sheets.count))
    try zip.add("_rels/.rels", OOXML.packageRelationships)
    try zip.add("docProps/core.xml", OOXML.coreProperties(title: title, created: created))
    try zip.add("docProps/app.xml", OOXML.applicationProperties)
    try zip.add("xl/theme/theme1.xml", OOXML.theme)
  }

  /// Begins the next of the sheets and writes its header.
  package func beginSheet() throws {
    try endSheet()
    precondition(bodyCounts.count < sheets.count, "no sheet is left")
    let sheet = sheets[bodyCounts.count]
    try zip.begin("xl/worksheets/sheet\(bodyCounts.count + 1).xml", isLarge: sheet.mayBeLarge)
    let writer = SheetWriter(
      sheet,
      isFirst: bodyCounts.isEmpty,
      paper: paper,
      styles: &styles
    )
    current = writer
  }

  /// Appends a row; values beyond the last column are a programming error.
  ///
  /// - Throws: `SpreadsheetError.tooManyRows`, or the sink's error.
  package func append(_ values: [SheetValue], as role: RowRole = .body) throws {
    precondition(current != nil, "no sheet is open")
    try current?.append(values, as: role)
    if let count = current?.buffer.count, count >= SheetWriter.flushSize { try flush() }
  }

  /// Ends the workbook and the sink; sheets that were not begun stay without rows.
  package func finish() throws {
    while bodyCounts.count + (current == nil ? 0 : 1) < sheets.count { try beginSheet() }
    try endSheet()
    try zip.add("xl/styles.xml", styles.part())
    try zip.add("xl/workbook.xml", OOXML.workbook(names: names, sheets, bodyCounts: bodyCounts))
    try zip.add("xl/_rels/workbook.xml.rels", OOXML.relationships(sheetCount: sheets.count))
    try zip.finish()
  }

  private func endSheet() throws {
    guard current != nil else { return }
    current?.end()
    try flush()
    bodyCounts.append(current?.bodyCount ?? 0)
    cutTexts += current?.cutTexts ?? 0
    current = nil
    try zip.end()
  }

  private func flush() throws {
    guard let bytes = current?.takeBuffer() else { return }
    try zip.write(bytes)
    current?.giveBack(bytes)
  }
}
