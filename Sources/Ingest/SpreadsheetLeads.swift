import ByteIO
import CRMModel
import Columns
import Diagnostics
import XML

/// Reads the first sheet of a SpreadsheetML 2003 workbook as raw leads: its first row that is not
/// empty is the header, as in a CSV file.
struct SpreadsheetLeads {
  private(set) var description: SourceDescription
  private let reader: XMLRecordReader
  private let sheet: SpreadsheetSheet
  private let assembler: LeadAssembler
  /// Columns of the sheet that are read, and their headers.
  private let columns: [(index: Int, name: String)]

  /// Opens a workbook.
  ///
  /// - Throws: `Fault` when it has no rows, or nothing in its header can be mapped.
  init(_ specification: SourceSpecification, _ stack: InputStack) throws {
    sheet = try SpreadsheetSheet(stack)
    let header = sheet.header
    let resolution = try MappingResolver(specification: specification, header: header).resolve()
    assembler = LeadAssembler(resolution.mapping)
    let wanted = Set(resolution.mapping.columns)
    columns = header.enumerated().filter { wanted.contains($0.element) }
      .map { (index: $0.offset, name: $0.element) }
    reader = try SpreadsheetSheet.reader(stack)
    description = SourceDescription(
      specification,
      stack,
      encoding: "as the document says",
      header: header,
      resolution
    )
    description.dropped = resolution.dropped.looked(at: try Self.sample(stack, sheet))
  }

  /// The rows that stand first on the sheet.
  private static func sample(_ stack: InputStack, _ sheet: SpreadsheetSheet) throws -> RecordBatch {
    var builders = sheet.header.map { _ in TextColumnBuilder() }
    let reader = try SpreadsheetSheet.reader(stack)
    let read = try reader.next(maximum: ContactContent.sampleCells)
    var count = 0
    for row in read?.records.indices ?? 0..<0 {
      guard let read, read.records[row] > sheet.headerRecord, read.parents[row] == sheet.table
      else { continue }
      let cells = sheet.cells(read.originals[read.originalRanges[row]])
      for index in builders.indices {
        builders[index].append(index < cells.count ? cells[index] : "")
      }
      count += 1
    }
    return RecordBatch(
      schema: Schema(sheet.header.map { Field($0, .utf8) }),
      rowCount: count,
      columns: builders.map { .text($0.finish()) }
    )
  }

  /// The next stretch of rows, nil at the end.
  mutating func next() throws -> SourceBatch<RawLeads>? {
    guard let read = try reader.next() else { return nil }
    var kept: [Int] = []
    var skipped: [RowOrigin] = []
    var builders = columns.map { _ in TextColumnBuilder(capacity: read.records.count) }
    for row in read.records.indices {
      if read.records[row] <= sheet.headerRecord { continue }
      let cells =
        read.parents[row] == sheet.table
        ? sheet.cells(read.originals[read.originalRanges[row]]) : []
      if cells.allSatisfy({ $0.isEmpty }) {
        skipped.append(read.origin(row, file: description.displayName))
        continue
      }
      kept.append(row)
      for (place, column) in columns.enumerated() {
        builders[place].append(column.index < cells.count ? cells[column.index] : "")
      }
    }
    let table = RecordBatch(
      schema: Schema(columns.map { Field($0.name, .utf8) }),
      rowCount: kept.count,
      columns: builders.map { Column.text($0.finish()) }
    )
    let (batch, points) = assembler.assemble(table)
    // Records count from the first row below the header.
    let rows = RawLeads(
      batch: batch,
      origins: RowOrigins(
        file: description.displayName,
        record: kept.map { read.records[$0] - sheet.headerRecord },
        line: kept.map { read.lines[$0] },
        byteOffset: kept.map { read.byteOffsets[$0] }
      ),
      points: points,
      originals: OriginalRecords(
        bytes: read.originals,
        ranges: kept.map { read.originalRanges[$0] }
      )
    )
    return SourceBatch(
      rows: rows,
      quarantined: read.quarantined,
      skipped: skipped,
      findings: read.findings
    )
  }
}

/// The first sheet of a workbook that has rows.
struct SpreadsheetSheet {
  /// The most columns that Excel has.
  private static let maximumColumns = 16_384

  let header: [String]
  /// The header row as it stands in the file.
  let headerOriginal: [UInt8]
  /// Its number among all rows of the workbook.
  let headerRecord: Int64
  /// The Table element that holds it, see `XMLRecordBatch.parents`.
  let table: Int
  private let envelope: XMLEnvelope
  private let encoding: XMLEncoding

  static func reader(_ stack: InputStack) throws -> XMLRecordReader {
    try XMLRecordReader(
      try stack.open(),
      file: stack.displayName,
      record: XMLDialect.spreadsheet.recordPath,
      fields: [],
      limits: .ofElements
    )
  }

  init(_ stack: InputStack) throws {
    let record = XMLDialect.spreadsheet.recordPath
    encoding = XMLEncoding(sniffing: stack.sample)
    guard let found = try XMLEnvelope(try stack.open(), record: record) else {
      throw Self.noRows(stack)
    }
    envelope = found
    let reader = try Self.reader(stack)
    while let read = try reader.next(maximum: 16) {
      for row in read.records.indices {
        let original = Array(read.originals[read.originalRanges[row]])
        let cells = Self.cells(original[...], found, encoding)
        guard !cells.allSatisfy({ $0.isEmpty }) else { continue }
        header = cells
        headerOriginal = original
        headerRecord = read.records[row]
        table = read.parents[row]
        return
      }
    }
    throw Self.noRows(stack)
  }

  private static func noRows(_ stack: InputStack) -> Fault {
    Fault(
      .input,
      "the workbook has no rows",
      at: SourcePosition(file: stack.displayName),
      hints: ["expected a header and records on its first sheet"]
    )
  }

  /// The texts of a row's cells by column; none for a row that cannot be taken apart.
  func cells(_ original: ArraySlice<UInt8>) -> [String] {
    Self.cells(original, envelope, encoding)
  }

  private static func cells(
    _ original: ArraySlice<UInt8>,
    _ envelope: XMLEnvelope,
    _ encoding: XMLEncoding
  ) -> [String] {
    guard let row = XMLElement.parse([encoding.utf8(Array(original))], in: envelope)?.first else {
      return []
    }
    var cells: [String] = []
    for cell in row.all("Cell") {
      // ss:Index counts from 1 and says where cells before it were left out.
      let index = cell.attribute("Index").flatMap { Int($0) }.map { $0 - 1 } ?? cells.count
      guard index >= cells.count, index < maximumColumns else { continue }
      cells += Array(repeating: "", count: index - cells.count)
      cells.append(cell.first("Data").map(text) ?? "")
      let merged = cell.attribute("MergeAcross").flatMap { Int($0) } ?? 0
      guard merged > 0 else { continue }
      cells += Array(repeating: "", count: min(merged, maximumColumns - cells.count))
    }
    return cells
  }

  /// A value as a CSV export of the same sheet would have it, by its ss:Type.
  private static func text(_ data: XMLElement) -> String {
    let value = data.text
    switch data.attribute("Type") {
    case "DateTime":
      // A date is a time at midnight.
      let time = value.firstIndex(of: "T")
      return time.map { value[$0...].allSatisfy { "T0:.Z".contains($0) } } == true
        ? String(value[..<(time ?? value.endIndex)]) : value
    case "Boolean": return value == "1" ? "true" : value == "0" ? "false" : value
    case "Number":
      // Long numbers, telephone numbers among them, may be written with an exponent.
      guard value.contains("E"), let number = Double(value), let whole = Int64(exactly: number)
      else { return value }
      return String(whole)
    case "Error": return ""
    default: return value
    }
  }
}
