import CRMModel
import Columns
import Cryptography
import Deduplication
import Diagnostics
import Ingest
import Validation

/// One batch after everything that can be done to it without looking at others.
struct PreparedBatch: Sendable {
  private(set) var leads: CleanLeads
  private(set) var ids: [RecordID]
  /// Whether the source gave the record an id of its own.
  private(set) var hasKey: [Bool]
  let fingerprints: [Int64]
  let returning: [ReturningLead?]
  let features: MatchFeatures
  let refused: [RefusedRecord]
  /// By row, the records that lack something required.
  let incomplete: [Int: IncompleteRecord]
  let findings: [FindingCount]
  /// Addresses whose holders refuse.
  let refusals: AddressRefusals
  /// About whole records that could be read.
  let noticed: [Finding]
  let skippedCount: Int
  let inputCount: Int

  init(
    _ batch: SourceBatch<RawLeads>,
    system: String,
    digest: String,
    isReturning: Bool,
    admitsIncomplete: Bool,
    validator: LeadValidator
  ) {
    let validated = validator.validate(batch.rows, admitsIncomplete: admitsIncomplete)
    leads = validated.clean
    returning = isReturning ? ReturningLead.rows(of: batch.rows, accepted: leads.origins) : []
    fingerprints = ContentFingerprint.rows(of: leads)
    (ids, hasKey) = Self.identify(leads, system: system, digest: digest)
    features = MatchFeatures.extract(leads.batch)
    findings = validated.counts
    var refusals = AddressRefusals()
    // The store that exported a lead knew what its address refuses.
    if !isReturning { refusals.add(leads.batch) }
    self.refusals = refusals
    noticed = batch.findings
    skippedCount = batch.skipped.count + validated.skippedRows.count
    inputCount = batch.rows.batch.rowCount + batch.quarantined.count + batch.skipped.count
    refused =
      batch.quarantined.map(RefusedRecord.init)
      + validated.rejected.map { RefusedRecord($0, of: batch.rows) }
    incomplete = Dictionary(
      uniqueKeysWithValues: validated.incomplete.map { row in
        (row.row, IncompleteRecord(row.unmet, RefusedRecord(row.refusal, of: batch.rows)))
      }
    )
  }

  /// Records from which on one id in all of them is no id of a record.
  private static let fewestOfOneKey = 20

  /// Whether all records, and enough to tell, have one id: what a column of the customer, the shop
  /// or the export says of each.
  var hasOneKey: Bool {
    guard ids.count >= Self.fewestOfOneKey, let first = ids.first else { return false }
    return hasKey.allSatisfy { $0 } && ids.allSatisfy { $0 == first }
  }

  /// Takes the ids that the source gave for no ids of records.
  mutating func dropKeys(system: String, digest: String) {
    let name = CleanLeads.ExtraColumn.externalID
    leads = CleanLeads(
      batch: leads.batch.replacing(name, with: .nulls(.utf8, count: leads.batch.rowCount)),
      origins: leads.origins,
      points: leads.points
    )
    (ids, hasKey) = Self.identify(leads, system: system, digest: digest)
  }

  /// `SHA-256(system, "key", external id)`, or `SHA-256(system, file digest, record number)` for a
  /// record without an id, each part ended by a zero byte.
  private static func identify(
    _ leads: CleanLeads,
    system: String,
    digest: String
  ) -> ([RecordID], [Bool]) {
    let external = leads.batch.column(CleanLeads.ExtraColumn.externalID)?.plainText
    let keyPrefix = Array(system.utf8) + [0] + Array("key".utf8) + [0]
    let placePrefix = Array(system.utf8) + [0] + Array(digest.utf8) + [0]
    var ids: [RecordID] = []
    var hasKey: [Bool] = []
    ids.reserveCapacity(leads.batch.rowCount)
    hasKey.reserveCapacity(leads.batch.rowCount)
    var input: [UInt8] = []
    for row in 0..<leads.batch.rowCount {
      input.removeAll(keepingCapacity: true)
      if let external,
        SourceKey.isKey(external.bytes.span.extracting(external.range(row)))
      {
        input += keyPrefix
        input.append(external.bytes.span.extracting(external.range(row)))
        hasKey.append(true)
      } else {
        input += placePrefix
        input += Array(String(leads.origins.record[row]).utf8)
        hasKey.append(false)
      }
      let words = SHA256.hash(input.span).words
      ids.append(RecordID(high: words.0, low: words.1))
    }
    return (ids, hasKey)
  }
}
