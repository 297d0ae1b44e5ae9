package import CRMModel
import CSV
import Columns
import Diagnostics

/// One CSV file being read as charges, subscriptions or payments: text columns under the entity's
/// canonical names.
package final class TableSource {
  package private(set) var description: SourceDescription
  private let reader: CSVRows
  private let schema: Schema

  /// Opens a file and maps its header.
  ///
  /// - Throws: `Fault` when it is no CSV, or when a column that the entity needs is missing.
  package init(_ specification: SourceSpecification, _ entity: BillingEntity) throws {
    let stack = try InputStack.probe(specification)
    guard stack.format == .csv else {
      throw Fault(
        .input,
        "\(entity.rawValue) are read from CSV, this is \(stack.format.rawValue)",
        at: SourcePosition(file: stack.displayName),
        hints: ["export them as CSV"]
      )
    }
    let opening = try CSVOpening(specification, stack)
    let headers = opening.layout.columnNames
    var names = entity.mapping(of: headers)
    for (field, column) in specification.fields {
      guard let index = headers.firstIndex(of: column) else {
        throw Fault(
          .input,
          "there is no column '\(column)' for \(field)",
          at: SourcePosition(file: stack.displayName, line: 1),
          hints: ["columns: \(headers.joined(separator: ", "))"]
        )
      }
      names[index] = field
    }
    try Self.refuseMissing(entity, names.compactMap { $0 }, headers, stack.displayName)
    let pairs = zip(names, headers).compactMap { name, header in name.map { ($0, header) } }
    schema = Schema(pairs.map { Field($0.0, .utf8) })
    reader = try opening.rows(columns: pairs.map(\.1))
    let dropped = zip(names, headers).filter { $0.0 == nil }.map {
      DroppedColumn($0.1, "not part of \(entity.rawValue)")
    }
    description = opening.description(
      preset: nil,
      system: nil,
      mapped: pairs.map { (field: $0.0, from: $0.1) },
      dropped: dropped,
      warnings: []
    )
  }

  private static func refuseMissing(
    _ entity: BillingEntity,
    _ names: [String],
    _ headers: [String],
    _ file: String
  ) throws(Fault) {
    guard let missing = entity.missing(in: names).first else { return }
    throw Fault(
      .input,
      "no column for \(missing.joined(separator: " or ")), which \(entity.rawValue) need",
      at: SourcePosition(file: file, line: 1),
      hints: [
        "columns: \(headers.joined(separator: ", "))",
        "say which: fields: { \(missing[0]): \"...\" }",
      ]
    )
  }

  /// The next stretch of rows, nil at the end.
  package func next() throws -> SourceBatch<RawTable>? {
    guard let read = try reader.next() else {
      description.note(reader.findings)
      return nil
    }
    let batch = RecordBatch(
      schema: schema,
      rowCount: read.batch.rowCount,
      columns: read.batch.columns
    )
    let rows = RawTable(batch: batch, origins: read.origins, originals: read.originals)
    return SourceBatch(rows: rows, quarantined: read.quarantined)
  }
}
