import CRMModel
import Columns
import Deduplication
import Store

/// The leads that come back with a run's new records, and what that means for matching.
struct ReturningLeads: Sendable {
  /// By new record; empty when none comes back.
  let rows: [ReturningLead?]
  /// The store's redirects, old to current.
  private var redirects: [RecordID: RecordID] = [:]
  private var stored: Set<RecordID> = []

  /// Looks up what the store knows of the leads that come back.
  init(_ rows: [ReturningLead?], _ known: KnownRecords, store: StoreSnapshot?) throws {
    self.rows = rows
    guard !rows.isEmpty else { return }
    stored = Set(known.leads)
    try store?.scan(.leadRedirects, columns: ["old_lead_id", "lead_id"]) { batch in
      for (old, lead) in zip(batch.ids("old_lead_id"), batch.leadIDs) { redirects[old] = lead }
    }
  }

  /// The lead of the store that an id stands for; nil when it is none of the store's.
  private func current(_ id: RecordID) -> RecordID? {
    var id = id
    var seen: Set<RecordID> = []
    while let next = redirects[id], seen.insert(id).inserted { id = next }
    return stored.contains(id) ? id : nil
  }

  /// Whether the store has, or had, a lead with this id.
  func isStored(_ id: RecordID) -> Bool { stored.contains(id) || redirects[id] != nil }

  /// Ids for the leads that new records found: a lead that comes back keeps its own.
  func leadIDs(_ newIDs: [RecordID]) -> [RecordID] {
    guard !rows.isEmpty else { return newIDs }
    return zip(newIDs, rows).map { id, lead in lead?.id ?? id }
  }

  /// The first of some new records with which a lead comes back.
  func first(of newRows: [Int]) -> Int? {
    rows.isEmpty ? nil : newRows.first { rows[$0] != nil }
  }

  /// A lead that comes back twice, or that the store still has, is one lead.
  func judgements(_ known: KnownRecords) -> [MatchJudgement] {
    guard !rows.isEmpty else { return [] }
    var firstRow: [RecordID: Int32] = [:]
    for (row, lead) in known.leads.enumerated() where firstRow[lead] == nil {
      firstRow[lead] = Int32(row)
    }
    var judgements: [MatchJudgement] = []
    for (index, lead) in rows.enumerated() {
      guard let lead else { continue }
      let row = Int32(known.count + index)
      let id = current(lead.id) ?? lead.id
      if let first = firstRow[id] {
        judgements.append(MatchJudgement(left: first, right: row, isMatch: true))
      } else {
        firstRow[id] = row
      }
    }
    return judgements
  }

  /// Leaves pairs of different leads, both of which their store kept apart, to review.
  func keepApart(_ result: inout MatchResult, _ known: KnownRecords) {
    guard !rows.isEmpty else { return }
    for (index, edge) in result.edges.enumerated() where edge.decision == .auto {
      guard let left = lead(edge.left, known), let right = lead(edge.right, known), left != right
      else { continue }
      result.edges[index].decision = .review
    }
  }

  /// The lead that a row is known to be: one that comes back, or the store's when it has all that
  /// do; nil when matching decides.
  private func lead(_ row: Int32, _ known: KnownRecords) -> RecordID? {
    guard Int(row) < known.count else {
      return rows[Int(row) - known.count].map { current($0.id) ?? $0.id }
    }
    return isOwnExport ? known.leads[Int(row)] : nil
  }

  /// Whether the export is of this store: it has a lead of the export still.
  private var isOwnExport: Bool {
    rows.contains { lead in lead.map { current($0.id) != nil } ?? false }
  }
}
