import CRMModel
import Columns
import Diagnostics
import Time

/// A lead that a store exported and that comes back (design.md, law 4).
///
/// It keeps its id and its history. Leads that come back are never merged with each other: the
/// store that exported them knew all of their records and kept them apart.
struct ReturningLead: Sendable, Hashable {
  /// The id that it had.
  let id: RecordID
  /// How many records it had been made of.
  let recordCount: Int32
  /// Microseconds since 1970; nil when the export does not say.
  let firstSeenAt: Int64?
  let updatedAt: Int64?

  /// The leads in the rows of `raw` that were accepted; nil for a row without the id of a lead.
  ///
  /// - Parameters:
  ///   - raw: rows of an export of the table `leads`.
  ///   - accepted: where the accepted rows came from, in the order of `raw`.
  /// - Returns: one for each accepted row.
  static func rows(of raw: RawLeads, accepted: RowOrigins) -> [ReturningLead?] {
    var result: [ReturningLead?] = []
    var row = 0
    for record in accepted.record {
      while row < raw.origins.count, raw.origins.record[row] != record { row += 1 }
      result.append(ReturningLead(raw.batch, row))
    }
    return result
  }

  private init?(_ batch: RecordBatch, _ row: Int) {
    func text(_ field: SourceField) -> String? {
      row < batch.rowCount ? batch.column(field.name)?.string(row) : nil
    }
    guard let id = text(.externalID).flatMap({ RecordID($0) }) else { return nil }
    self.id = id
    recordCount = max(1, text(.recordCount).flatMap { Int32($0) } ?? 1)
    firstSeenAt = text(.createdAt).flatMap { Instant(rfc3339: $0) }?.microseconds
    updatedAt = text(.modifiedAt).flatMap { Instant(rfc3339: $0) }?.microseconds
  }
}
