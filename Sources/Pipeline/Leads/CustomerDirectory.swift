import CRMModel
import Columns
import Diagnostics
import Store

/// Finds the leads that billing inputs name, and how their documents address them.
struct CustomerDirectory {
  /// A customer as an input names it (an id of the source system or an e-mail address) to its lead.
  private(set) var leads: [String: RecordID] = [:]
  private(set) var buyers: [RecordID: Buyer] = [:]
  private let references: Set<String>

  /// Looks up `references` among the run's records, then among the store's.
  ///
  /// The first record wins, in the order of the pipeline's sources; the store's only where the run
  /// has none.
  init(_ references: Set<String>, leads stage: LeadStage, store: StoreSnapshot, threads: Int) throws
  {
    self.references = references
    guard !references.isEmpty else { return }
    let resolution = stage.resolution
    var newRow = 0
    for batch in stage.intake.batches {
      let rows = stage.stored.laidUnder(try batch.content().leads, batch).batch
      let (external, email) = (rows.column("external_id"), rows.column(LeadField.email.name))
      for (row, position) in batch.replaces.enumerated() {
        let lead: RecordID
        if let position {
          lead = stage.known.leads[Int(position)]
        } else {
          lead = resolution.leads[newRow]
          newRow += 1
        }
        note(external?.string(row), email?.string(row), resolution.redirects[lead] ?? lead)
      }
    }
    let columns = ["lead_id", "external_id", LeadField.email.name]
    try store.scan(.sourceRecords, columns: columns, threads: threads) { batch in
      for (row, lead) in batch.leadIDs.enumerated() {
        note(
          batch.columns[1].string(row),
          batch.columns[2].string(row),
          resolution.redirects[lead] ?? lead
        )
      }
    }
  }

  private mutating func note(_ external: String?, _ email: String?, _ lead: RecordID) {
    for key in [external.flatMap { SourceKey.isKey($0) ? $0 : nil }, email?.lowercased()] {
      if let key, references.contains(key), leads[key] == nil { leads[key] = lead }
    }
  }

  /// Takes the addresses of wanted leads from rows of the table `leads`; the first seen counts.
  mutating func observe(_ batch: RecordBatch, wanted: Set<RecordID>) {
    guard !wanted.isEmpty else { return }
    for (row, lead) in batch.leadIDs.enumerated()
    where wanted.contains(lead) && buyers[lead] == nil {
      buyers[lead] = Self.buyer(batch, row)
    }
  }

  private static func buyer(_ batch: RecordBatch, _ row: Int) -> Buyer {
    func text(_ field: LeadField) -> String? {
      batch.column(field.name)?.string(row).flatMap { $0.isEmpty ? nil : $0 }
    }
    return Buyer(
      name: text(.organisation) ?? text(.fullName) ?? text(.email) ?? "unnamed customer",
      street: text(.street),
      locality: text(.locality),
      postalCode: text(.postalCode),
      region: text(.region),
      country: text(.country),
      email: text(.email)
    )
  }
}
