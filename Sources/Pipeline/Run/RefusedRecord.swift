import CRMModel
import Diagnostics

/// A record that did not go on: what the table `rejects` and the reject file say of it.
struct RefusedRecord: Sendable {
  let bucket: RecordBucket
  let origin: RowOrigin
  let codes: [FindingCode]
  let reasons: [String]
  /// As it stands in the input.
  let raw: [UInt8]
}

extension RefusedRecord {
  init(_ record: QuarantinedRecord) {
    self.init(
      bucket: .quarantined,
      origin: record.finding.origin,
      codes: [record.finding.code],
      reasons: [record.finding.message],
      raw: record.raw
    )
  }
}
