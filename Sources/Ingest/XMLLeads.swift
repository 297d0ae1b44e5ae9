import CRMModel
import Columns
import Diagnostics
import XML

/// Reads the records of an XML document as raw leads, as the pipeline's paths say.
struct XMLLeads {
  private(set) var description: SourceDescription
  private let reader: XMLRecordReader
  private let fields: [String]
  private let specification: SourceSpecification
  private let stack: InputStack

  /// Opens a document.
  ///
  /// - Throws: `Fault` when the pipeline does not say what a record is (with a proposal), or when a
  ///   path cannot be understood.
  init(_ specification: SourceSpecification, _ stack: InputStack) throws {
    guard let record = specification.recordPath, !specification.fields.isEmpty else {
      throw try Self.unmapped(stack)
    }
    self.specification = specification
    self.stack = stack
    // In the order of the model, so that equal mappings give equal batches.
    fields = MappableField.names.filter { specification.fields[$0] != nil }
    let paths = fields.map { XMLField($0, specification.fields[$0] ?? "") }
    reader = try XMLRecordReader(
      try stack.open(),
      file: stack.displayName,
      record: record,
      fields: paths,
      prefixes: specification.namespaces
    )
    description = SourceDescription(
      specification,
      stack,
      encoding: "as the document says",
      mapped: paths.map { ($0.name, $0.path) }
    )
  }

  /// Paths that are looked at.
  private static let sampledPaths = 64

  /// The first records once more, with what nothing reads of them; nil when there is nothing, or the
  /// paths cannot be understood.
  private func sample(of dropped: [DroppedColumn]) throws -> RecordBatch? {
    let paths = dropped.prefix(Self.sampledPaths).map { XMLField($0.column, $0.column) }
    guard !paths.isEmpty, let record = specification.recordPath else { return nil }
    do {
      let reader = try XMLRecordReader(
        try stack.open(),
        file: stack.displayName,
        record: record,
        fields: paths,
        prefixes: specification.namespaces
      )
      return try reader.next(maximum: ContactContent.sampleCells)?.batch
    } catch let fault as Fault where fault.kind == .configuration {
      return nil
    }
  }

  private static func unmapped(_ stack: InputStack) throws -> Fault {
    let structure = try XMLStructure.survey(try stack.open(), file: stack.displayName)
    if let fault = structure.fault { return fault }
    let proposal = structure.proposals.first.map {
      "perhaps record: \"\($0.recordPath)\" (\($0.count) of them); starcrm preview shows its fields"
    }
    return Fault(
      .configuration,
      "an XML source needs 'record' and 'fields'",
      at: SourcePosition(file: stack.displayName),
      hints: [proposal ?? "see starcrm preview \(stack.displayName)"]
    )
  }

  /// The next stretch of records, nil at the end.
  mutating func next() throws -> SourceBatch<RawLeads>? {
    guard let read = try reader.next() else {
      let dropped = reader.report.dropped.map { DroppedColumn($0.path, DroppedColumn.unmapped) }
      description.dropped = try sample(of: dropped).map { dropped.looked(at: $0) } ?? dropped
      return nil
    }
    let origins = RowOrigins(
      file: description.displayName,
      record: read.records,
      line: read.lines,
      byteOffset: read.byteOffsets
    )
    let rows = RawLeads(
      batch: read.batch,
      origins: origins,
      originals: OriginalRecords(bytes: read.originals, ranges: read.originalRanges)
    )
    return SourceBatch(rows: rows, quarantined: read.quarantined, findings: read.findings)
  }
}
