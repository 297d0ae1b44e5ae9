import ByteIO
import CRMModel
import Columns
import Deduplication

/// Rows of a batch that the store does not have in this form: new records and new versions.
struct ChangedRecords: Sendable {
  let batch: PreparedBatch
  let file: Int
  /// Fields that a blank cell clears.
  let cleared: Set<LeadField>
  private(set) var rows: [Int] = []
  private var ids: [RecordID] = []
  private var replaces: [Int32?] = []
  private var undecided: [Int] = []
  private var incomplete: [Int: IncompleteRecord] = [:]

  init(batch: PreparedBatch, file: Int, cleared: Set<LeadField>) {
    self.batch = batch
    self.file = file
    self.cleared = cleared
  }

  mutating func append(_ row: Int, _ id: RecordID, replaces position: Int32?) {
    rows.append(row)
    ids.append(id)
    replaces.append(position)
  }

  mutating func appendUndecided(_ row: Int, key: RecordID, _ missing: IncompleteRecord?) {
    undecided.append(rows.count)
    incomplete[rows.count] = missing
    append(row, key, replaces: nil)
  }

  func setAside(in spool: BatchSpool) throws(IOError) -> IntakeBatch {
    let isWhole = rows.count == batch.ids.count
    let leads = isWhole ? batch.leads : batch.leads.taking(rows)
    let fingerprints = isWhole ? batch.fingerprints : rows.map { batch.fingerprints[$0] }
    // Features of undecided rows are made when they turn out to be new.
    let waiting = Set(undecided)
    let new = replaces.indices.filter { replaces[$0] == nil && !waiting.contains($0) }
    return try IntakeBatch(
      IntakeBatch.Content(leads: leads, fingerprints: fingerprints),
      ids: ids,
      replaces: replaces,
      undecided: undecided,
      incomplete: incomplete,
      file: file,
      cleared: cleared,
      returning: batch.returning.isEmpty ? [] : rows.map { batch.returning[$0] },
      features: new.count == batch.ids.count
        ? batch.features : batch.features.taking(new.map { rows[$0] }),
      spool: spool
    )
  }
}
