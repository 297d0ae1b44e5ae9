import CRMModel
import Columns
import Cryptography
import Deduplication
import Diagnostics
import Store

/// Changed records that can stay no longer in the lead that an earlier version was joined to.
struct LeadPartings {
  /// By position among the known records: the lead of its own that a record gets.
  private(set) var leads: [Int32: RecordID] = [:]

  /// Finds them.
  ///
  /// - Throws: `Fault` for a damaged store, `IOError` when rows set aside cannot be read.
  init(_ known: KnownRecords, _ changed: ChangedRows, store: StoreSnapshot?, threads: Int) throws {
    let members = Self.members(known, changed)
    guard let store, !members.isEmpty else { return }
    let wanted = Set(members.values.joined())
    var builder = MatchTableBuilder()
    var rows: [Int32: Int] = [:]
    var position: Int32 = 0
    let columns = MatchFeatures.fields.map(\.name)
    try store.scan(.sourceRecords, columns: columns, threads: threads) { batch in
      let first = position
      position += Int32(batch.rowCount)
      let taken = (first..<position).filter(wanted.contains)
      guard !taken.isEmpty else { return }
      for position in taken { rows[position] = rows.count }
      builder.append(MatchFeatures.extract(batch.taking(taken.map { Int($0 - first) })))
    }
    let news = wanted.filter(changed.contains).sorted()
    let firstNew = builder.count
    builder.append(MatchFeatures.extract(changed.rows(at: news)))
    let newRows = Dictionary(
      uniqueKeysWithValues: news.enumerated().map { ($1, firstNew + $0) }
    )
    let table = builder.finish()
    for (lead, positions) in members {
      let changes = positions.compactMap { position in
        newRows[position].map { (position, (before: rows[position] ?? 0, now: $0)) }
      }
      let unchanged = positions.filter { newRows[$0] == nil }.compactMap { rows[$0] }
      for index in table.parting(unchanged: unchanged, changed: changes.map(\.1)) {
        let position = changes[index].0
        leads[position] = Self.lead(known.ids[Int(position)], partingFrom: lead)
      }
    }
  }

  /// The members of each lead that has several and of which one has changed.
  private static func members(
    _ known: KnownRecords,
    _ changed: ChangedRows
  ) -> [RecordID: [Int32]] {
    guard !changed.isEmpty else { return [:] }
    var members: [RecordID: [Int32]] = [:]
    for position in changed.positions { members[known.leads[Int(position)]] = [] }
    for (position, lead) in known.leads.enumerated() {
      members[lead]?.append(Int32(position))
    }
    return members.filter { $1.count > 1 }
  }

  /// The id of the lead of a record that parts from another: from both ids, so that the lead that
  /// it parts from keeps its own.
  private static func lead(_ record: RecordID, partingFrom lead: RecordID) -> RecordID {
    let words = SHA256.hash(Array("parted \(record.text) \(lead.text)".utf8)).words
    return RecordID(high: words.0, low: words.1)
  }
}
