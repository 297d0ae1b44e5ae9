import CRMModel
import Columns
import Diagnostics
import Ingest
import Store

/// Finds the leads that billing inputs name, and how their documents address them.
struct CustomerDirectory {
  private(set) var buyers: [RecordID: Buyer] = [:]
  /// Leads by a customer's name (an id of the source system or an e-mail address) and by source.
  private var leads: [String: [String: RecordID]] = [:]
  private let names: Set<String>

  /// Looks up `references` among the run's records, then among the store's.
  ///
  /// Within a source the first record wins; the store's only where the run has none.
  init(
    _ references: Set<CustomerReference>,
    leads stage: LeadStage,
    store: StoreSnapshot,
    threads: Int
  ) throws {
    names = Set(references.map(\.name))
    guard !names.isEmpty else { return }
    let resolution = stage.resolution
    var newRow = 0
    for batch in stage.intake.batches {
      let system = stage.intake.files[batch.file].description.system
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
        let current = resolution.redirects[lead] ?? lead
        note(external?.string(row), email?.string(row), system, current)
      }
    }
    try look(in: store, redirects: resolution.redirects, threads: threads)
  }

  /// Looks up `references` among the records of a store.
  init(_ references: Set<CustomerReference>, store: StoreSnapshot, threads: Int) throws {
    names = Set(references.map(\.name))
    guard !names.isEmpty else { return }
    try look(in: store, redirects: [:], threads: threads)
  }

  private mutating func look(
    in store: StoreSnapshot,
    redirects: [RecordID: RecordID],
    threads: Int
  ) throws {
    let columns = ["lead_id", "external_id", LeadField.email.name, "source_system"]
    try store.scan(.sourceRecords, columns: columns, threads: threads) { batch in
      for (row, lead) in batch.leadIDs.enumerated() {
        note(
          batch.columns[1].string(row),
          batch.columns[2].string(row),
          batch.columns[3].string(row) ?? "",
          redirects[lead] ?? lead
        )
      }
    }
  }

  private mutating func note(
    _ external: String?,
    _ email: String?,
    _ system: String,
    _ lead: RecordID
  ) {
    for key in [external.flatMap { SourceKey.isKey($0) ? $0 : nil }, email?.lowercased()] {
      guard let key, names.contains(key), leads[key]?[system] == nil else { continue }
      leads[key, default: [:]][system] = lead
    }
  }

  // MARK: - Who it is

  /// The leads of references, and the references that are different leads in several sources, with
  /// those sources.
  ///
  /// A source means its own customers first; else all sources that know the name must agree.
  func found(
    _ references: Set<CustomerReference>
  ) -> (leads: [CustomerReference: RecordID], ambiguous: [CustomerReference: [String]]) {
    var found: [CustomerReference: RecordID] = [:]
    var ambiguous: [CustomerReference: [String]] = [:]
    for reference in references {
      guard let known = leads[reference.name] else { continue }
      if let own = reference.system.flatMap({ known[$0] }) {
        found[reference] = own
      } else if let first = known.values.first, known.values.allSatisfy({ $0 == first }) {
        found[reference] = first
      } else {
        ambiguous[reference] = known.keys.sorted()
      }
    }
    return (found, ambiguous)
  }

  // MARK: - Addresses

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
