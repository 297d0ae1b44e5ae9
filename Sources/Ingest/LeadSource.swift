import ByteIO
package import CRMModel
package import CSV
import Columns
import Diagnostics
import JSONLines
import VCard

/// One file being read as leads.
package final class LeadSource {
  package private(set) var description: SourceDescription
  private var reader: Reader

  private enum Reader {
    case csv(CSVRows, LeadAssembler)
    case vCard(CardStretches)
    case xml(XMLLeads)
    case xCard(XCardLeads)
    case spreadsheet(SpreadsheetLeads)
    case jsonLines(JSONLinesReader, LeadAssembler)
  }

  /// Opens a file and decides how it is read.
  ///
  /// - Throws: `Fault` when it cannot be read as leads.
  package init(_ specification: SourceSpecification) throws {
    let stack = try InputStack.probe(specification)
    switch stack.format {
    case .csv:
      let opened = try CSVOpening(specification, stack)
      let resolution = try MappingResolver(
        specification: specification,
        header: opened.layout.columnNames,
        rawHeader: opened.layout.header
      ).resolve()
      description = opened.description(resolution)
      let rows = try opened.rows(columns: resolution.mapping.columns)
      reader = .csv(rows, LeadAssembler(resolution.mapping))
    case .vCard:
      let isExport = OwnProperty.areIn(stack.sample)
      description = SourceDescription(
        specification,
        stack,
        encoding: "as each card says",
        mapped: VCardLeads.fields(ofExport: isExport).map { ($0, "vCard") }
      )
      if isExport {
        description.preset = Preset.starCRM.name
        description.system = specification.system ?? Preset.starCRM.system
      }
      reader = .vCard(
        CardStretches(
          VCardCutter(try stack.open()),
          file: stack.displayName,
          threads: specification.threads
        )
      )
    case .xml:
      (reader, description) = try Self.openDocument(specification, stack)
    case .jsonLines:
      let (names, nested) = try JSONLinesReader.survey(try stack.open(), file: stack.displayName)
      let resolution = try MappingResolver(
        specification: specification,
        header: names,
        nested: nested
      ).resolve()
      description = SourceDescription(
        specification,
        stack,
        encoding: "UTF-8",
        header: names,
        resolution
      )
      description.dropped = Self.looked(at: resolution.dropped, stack)
      let objects = JSONLinesReader(
        try stack.open(),
        file: stack.displayName,
        columns: resolution.mapping.columns
      )
      reader = .jsonLines(objects, LeadAssembler(resolution.mapping))
    }
  }

  /// The dropped members of objects, with what the first of them look like.
  private static func looked(at dropped: [DroppedColumn], _ stack: InputStack) -> [DroppedColumn] {
    var reader = JSONLinesReader(
      MemorySource(stack.sample),
      file: stack.displayName,
      columns: dropped.map(\.column)
    )
    let read = try? reader.next()
    return read.map { dropped.looked(at: $0.batch) } ?? dropped
  }

  private static func openDocument(
    _ specification: SourceSpecification,
    _ stack: InputStack
  ) throws -> (Reader, SourceDescription) {
    switch try XMLDialect.of(stack, for: specification) {
    case .xCard:
      let leads = try XCardLeads(specification, stack)
      return (.xCard(leads), leads.description)
    case .spreadsheet:
      let leads = try SpreadsheetLeads(specification, stack)
      return (.spreadsheet(leads), leads.description)
    case .universalBusinessLanguage:
      var specification = specification
      specification.recordPath = XMLDialect.universalBusinessLanguage.recordPath
      specification.fields = UBLParty.fields
      let leads = try XMLLeads(specification, stack)
      return (.xml(leads), leads.description)
    case nil:
      let leads = try XMLLeads(specification, stack)
      return (.xml(leads), leads.description)
    }
  }

  /// The next stretch of records, nil at the end.
  package func next() throws -> SourceBatch<RawLeads>? {
    switch reader {
    case .csv(let csv, let assembler):
      guard let read = try csv.next() else {
        description.note(csv.findings)
        return nil
      }
      return Self.batch(
        read.batch,
        assembler,
        read.origins,
        read.originals,
        read.quarantined
      )
    case .vCard(let cards):
      let batch = try cards.next()
      description.dropped = cards.dropped.byName.map {
        DroppedColumn($0.name, "\($0.count) times; not part of a lead")
      }
      return batch
    case .xml(var leads):
      let batch = try leads.next()
      description = leads.description
      reader = .xml(leads)
      return batch
    case .xCard(var leads):
      let batch = try leads.next()
      description = leads.description
      reader = .xCard(leads)
      return batch
    case .spreadsheet(var leads):
      let batch = try leads.next()
      reader = .spreadsheet(leads)
      return batch
    case .jsonLines(var objects, let assembler):
      guard let read = try objects.next() else { return nil }
      reader = .jsonLines(objects, assembler)
      return Self.batch(
        read.batch,
        assembler,
        read.origins,
        OriginalRecords(bytes: read.originals.bytes, ranges: read.originals.ranges),
        read.quarantined
      )
    }
  }

  /// Rows under the header of their file, as leads.
  private static func batch(
    _ table: RecordBatch,
    _ assembler: LeadAssembler,
    _ origins: RowOrigins,
    _ originals: OriginalRecords,
    _ quarantined: [QuarantinedRecord]
  ) -> SourceBatch<RawLeads> {
    let (batch, points) = assembler.assemble(table)
    return SourceBatch(
      rows: RawLeads(batch: batch, origins: origins, points: points, originals: originals),
      quarantined: quarantined
    )
  }
}

/// A CSV file whose dialect has been found out.
package struct CSVOpening {
  let specification: SourceSpecification
  let stack: InputStack
  let detection: CSVDetection

  /// Where the records are and what their fields are called.
  package let layout: CSVLayout

  /// Looks at the beginning of the file.
  ///
  /// - Throws: `Fault` when it is no CSV, or the specification names what does not exist.
  package init(_ specification: SourceSpecification, _ stack: InputStack) throws {
    self.specification = specification
    self.stack = stack
    var hints = CSVHints()
    hints.delimiter = try specification.delimiter.map(Self.delimiter)
    hints.encoding = try specification.encoding.map(Self.encoding)
    detection = try stack.detectCSV(hints)
    let layout = detection.layout
    self.layout = layout.hasRefusedNotes ? layout.withoutGuards : layout
  }

  /// More characters than these stand between no fields.
  private static let maximumDelimiter = 4

  /// The characters that a pipeline calls a delimiter.
  static func delimiter(_ text: String) throws(Fault) -> String {
    if text == "tab" || text == "\\t" { return "\t" }
    let isPlain = text.unicodeScalars.allSatisfy { scalar in
      let isWord =
        scalar.isASCII
        && (scalar.properties.isAlphabetic || scalar.value >= 0x30 && scalar.value <= 0x39)
      return !isWord && !"\"'\r\n".unicodeScalars.contains(scalar)
    }
    if isPlain, (1...maximumDelimiter).contains(text.unicodeScalars.count) { return text }
    let hint = "one to four marks as they stand between fields, or \"tab\""
    throw Fault(.configuration, "'\(text)' is not a delimiter", hints: [hint])
  }

  /// The encoding that a pipeline names.
  static func encoding(_ name: String) throws(Fault) -> TextEncoding {
    let known = TextEncoding.allCases
    if let encoding = known.first(where: { $0.rawValue.lowercased() == name.lowercased() }) {
      return encoding
    }
    let hint = "one of: \(known.map(\.rawValue).joined(separator: ", "))"
    throw Fault(.configuration, "'\(name)' is not a known encoding", hints: [hint])
  }

  /// Bytes parsed at once: some ten thousand rows, which with what validation makes of them stay
  /// near the processor.
  private static let chunkBytes = 2 << 20

  /// Of this many threads one parses: validating a field takes several times as long as reading it,
  /// and the others validate what was read.
  private static let threadsPerReader = 4

  /// Reads the columns called `columns`, original bytes kept.
  func rows(columns: [String]) throws -> CSVRows {
    let input: CSVInput =
      stack.isPlain ? .file(try File.open(stack.path, .read)) : .source(try stack.open())
    return try CSVRows(columns, of: layout) { positions in
      try CSVReader(
        input,
        name: stack.displayName,
        layout: layout,
        columns: positions,
        options: CSVReadOptions(
          threads: specification.threads / Self.threadsPerReader,
          chunkBytes: Self.chunkBytes,
          keepsRecordBytes: true
        )
      )
    }
  }

  func description(_ resolution: MappingResolver.Resolution) -> SourceDescription {
    var result = description(
      preset: resolution.preset?.name,
      system: resolution.preset?.system,
      mapped: resolution.mapping.summary,
      dropped: resolution.dropped.looked(at: sample(of: resolution.dropped)),
      warnings: resolution.warnings
    )
    result.mapping = resolution.mapping
    return result
  }

  /// Rows from the beginning of the file, of columns that nobody has given a reason to drop.
  private func sample(of dropped: [DroppedColumn]) -> RecordBatch {
    let names = Set(dropped.filter { $0.reason == DroppedColumn.unmapped }.map(\.column))
    let positions = layout.columnNames.indices.filter { names.contains(layout.columnNames[$0]) }
    let input = CSVInput.source(MemorySource(stack.sample))
    guard !positions.isEmpty,
      let reader = try? CSVReader(
        input,
        name: stack.displayName,
        layout: layout,
        columns: positions
      ),
      let batch = try? reader.next()
    else { return RecordBatch(schema: Schema([]), rowCount: 0, columns: []) }
    return batch.batch
  }

  func description(
    preset: String?,
    system: String?,
    mapped: [(field: String, from: String)],
    dropped: [DroppedColumn],
    warnings: [Finding]
  ) -> SourceDescription {
    SourceDescription(
      displayName: stack.displayName,
      format: .csv,
      layers: stack.layers,
      delimiter: layout.dialect.delimiterName,
      encoding: layout.dialect.encoding.rawValue,
      system: specification.system ?? system
        ?? SourceSpecification.systemName(of: stack.displayName),
      preset: preset,
      columns: layout.columnNames,
      mapped: mapped,
      dropped: dropped,
      warnings: detection.findings(file: stack.displayName) + warnings
    )
  }
}

extension CSVBatch {
  /// The rows' bytes as they stand in the file.
  var originals: OriginalRecords {
    OriginalRecords(bytes: recordBytes?.bytes ?? [], ranges: recordBytes?.ranges ?? [])
  }
}
