package import CRMModel
package import Diagnostics
import Validation

/// A record that did not go on: what the table `rejects` and the reject file say of it.
package struct RefusedRecord: Sendable {
  package let bucket: RecordBucket
  package let origin: RowOrigin
  package let codes: [FindingCode]
  package let reasons: [String]
  /// As it stands in the input.
  package let raw: [UInt8]

  package init(
    bucket: RecordBucket,
    origin: RowOrigin,
    codes: [FindingCode],
    reasons: [String],
    raw: [UInt8]
  ) {
    self.bucket = bucket
    self.origin = origin
    self.codes = codes
    self.reasons = reasons
    self.raw = raw
  }
}

extension RefusedRecord {
  /// A record that could not be read as fields.
  package init(_ record: QuarantinedRecord) {
    self.init(
      bucket: .quarantined,
      origin: record.finding.origin,
      codes: [record.finding.code],
      reasons: [record.finding.message],
      raw: record.raw
    )
  }
}

extension RefusedRecord {
  /// A row of `rows` that a rule refused.
  init(_ row: RejectedRow, of rows: RawLeads) {
    self.init(
      bucket: .rejected,
      origin: rows.origins[row.row],
      codes: row.codes,
      reasons: row.reasons,
      raw: rows.originals[row.row]
    )
  }
}

/// A record under a known key that lacks something required: part of a stored record, or refused.
struct IncompleteRecord: Sendable {
  /// The requirements that it does not meet by itself.
  let unmet: [Requirement]
  /// What is said of it when no stored record completes it.
  let refusal: RefusedRecord

  init(_ unmet: [Requirement], _ refusal: RefusedRecord) {
    self.unmet = unmet
    self.refusal = refusal
  }
}
