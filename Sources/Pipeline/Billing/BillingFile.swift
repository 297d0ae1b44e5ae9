import CRMModel
import Columns
import Diagnostics
import Ingest

/// A file of charges, subscriptions or payments, read to its end: how a row writes numbers and
/// dates is learnt from all of them.
struct BillingFile {
  let description: SourceDescription
  /// The rows that could be read as fields.
  let batch: RecordBatch
  let origins: RowOrigins
  let quarantined: [QuarantinedRecord]
  let skippedCount: Int
  /// For the raw bytes of rows.
  private let stretches: [RawTable]

  init(_ file: InputFile, _ entity: BillingEntity, threads: Int) throws {
    let source = try TableSource(try file.specification(threads: threads), entity)
    var stretches: [RawTable] = []
    var quarantined: [QuarantinedRecord] = []
    var skippedCount = 0
    while let stretch = try source.next() {
      stretches.append(stretch.rows)
      quarantined += stretch.quarantined
      skippedCount += stretch.skipped.count
    }
    try file.refuseChanged()
    description = source.description
    let schema =
      stretches.first?.batch.schema
      ?? Schema(description.mapped.map { Field($0.field, .utf8) })
    batch = RecordBatch.concatenating(stretches.map(\.batch), schema: schema)
    origins = RowOrigins(
      file: stretches.first?.origins.file ?? file.path,
      record: stretches.flatMap(\.origins.record),
      line: stretches.flatMap(\.origins.line),
      byteOffset: stretches.flatMap(\.origins.byteOffset)
    )
    self.quarantined = quarantined
    self.skippedCount = skippedCount
    self.stretches = stretches
  }

  /// Records that the reader saw.
  var inputCount: Int { batch.rowCount + quarantined.count + skippedCount }

  /// A row as it stands in the file.
  func raw(_ row: Int) -> [UInt8] {
    var row = row
    for stretch in stretches {
      if row < stretch.batch.rowCount { return stretch.originals[row] }
      row -= stretch.batch.rowCount
    }
    return []
  }

  /// A row that did not go on.
  func refused(_ row: Int, _ findings: [Finding]) -> RefusedRecord {
    var codes: [FindingCode] = []
    for finding in findings where !codes.contains(finding.code) { codes.append(finding.code) }
    return RefusedRecord(
      bucket: .rejected,
      origin: origins[row],
      codes: codes,
      reasons: findings.map(\.message),
      raw: raw(row)
    )
  }
}
