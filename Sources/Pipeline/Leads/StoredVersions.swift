import ByteIO
import CRMModel
import Columns
import Deduplication
import Store
import Validation

/// The stored records of which a run brings, or may bring, new versions, as the store has them.
///
/// They are all in memory at once: as many rows as the run changes.
struct StoredVersions: Sendable {
  /// The rows, in the order of the table.
  let batch: RecordBatch
  /// For each row of `batch`, when it was stored, in microseconds since 1970; nil when no run says
  /// so.
  let recordedAt: [Int64?]
  /// The rows in `batch` by position among the known records.
  private let rows: [Int32: Int32]

  private static let schema = Schema(
    [
      Field("run_id", .utf8), Field("file", .utf8), Field("line", .int64), Field("points", .utf8),
      Field("source_system", .utf8),
    ]
      + [Field(CleanLeads.ExtraColumn.modifiedAt, .timestamp)]
      + LeadField.allCases.map { Field($0.name, $0.type) }
  )

  /// The value for a run that replaces no version.
  static let none = StoredVersions()

  private init() {
    batch = RecordBatch.concatenating([], schema: Self.schema)
    rows = [:]
    recordedAt = []
  }

  /// Reads the records at `positions`; `observe` sees all known records on the way.
  ///
  /// - Throws: `Fault` for a damaged store.
  init(
    _ positions: Set<Int32>,
    of known: KnownRecords,
    store: StoreSnapshot,
    threads: Int,
    observe: (RecordBatch) -> Void = { _ in }
  ) throws {
    var pieces: [RecordBatch] = []
    var rows: [Int32: Int32] = [:]
    var position: Int32 = 0
    let columns = Self.schema.fields.map(\.name)
    var rowNumber = 0
    try store.scan(.sourceRecords, columns: columns, threads: threads) { stored in
      let batch = known.identified(stored, from: rowNumber)
      rowNumber += stored.rowCount
      observe(batch)
      let first = position
      position += Int32(batch.rowCount)
      let wanted = (first..<position).filter(positions.contains)
      guard !wanted.isEmpty else { return }
      for position in wanted { rows[position] = Int32(rows.count) }
      let taken = batch.taking(wanted.map { Int($0 - first) })
      pieces.append(
        RecordBatch(schema: Self.schema, rowCount: taken.rowCount, columns: taken.columns)
      )
    }
    batch = RecordBatch.concatenating(pieces, schema: Self.schema)
    self.rows = rows
    var clocks: [String: Int64] = [:]
    try store.scan(.runs, columns: ["run_id", "as_of"]) { runs in
      for row in 0..<runs.rowCount {
        if let id = runs.columns[0].string(row) { clocks[id] = runs.columns[1].integer(row) }
      }
    }
    let runs = batch.column("run_id")
    recordedAt = (0..<batch.rowCount).map { row in
      runs?.string(row).flatMap { clocks[$0] }
    }
  }

  /// Whether no version is replaced.
  var isEmpty: Bool { rows.isEmpty }

  /// The row in `batch` of a known record.
  func row(of position: Int32) -> Int? { rows[position].map { Int($0) } }

  /// Whether a known record meets requirements.
  func meets(_ requirements: [Requirement], _ position: Int32) -> Bool {
    guard let row = row(of: position) else { return false }
    return requirements.allSatisfy { requirement in
      requirement.anyOf.contains { batch.has($0.name, row) }
    }
  }

  /// The source of a row of `batch`.
  func system(_ row: Int) -> String { batch.column("source_system")?.string(row) ?? "" }

  /// The file and line from which a known record was read.
  func place(of position: Int32) -> (file: String, line: Int64)? {
    guard let row = row(of: position) else { return nil }
    return (batch.column("file")?.string(row) ?? "", batch.column("line")?.integer(row) ?? 0)
  }
}

// MARK: - Laying a new version over the stored one

extension StoredVersions {
  /// The rows of `leads` as they are to be stored: each that is a new version is laid over the
  /// stored one field by field.
  ///
  /// Blank or missing changes nothing (law 5 of design.md). The parts of a name, an amount with its
  /// currency and a consent with its time go together; consent is the strictest of both unless the
  /// new one has a later date of its own (`ConsentState.followed`).
  ///
  /// A version that its source says is older than the stored one only fills what is blank there.
  ///
  /// - Parameters:
  ///   - leads: the rows of `records` as delivered.
  ///   - records: which of them are new versions, and of what.
  /// - Returns: the same rows, of which only the new versions differ.
  func laidUnder(_ leads: CleanLeads, _ records: IntakeBatch) -> CleanLeads {
    guard !isEmpty, records.replaces.contains(where: { $0 != nil }) else { return leads }
    return CleanLeads(
      batch: laidUnder(leads.batch, records.replaces, records.cleared),
      origins: leads.origins,
      points: leads.points
    )
  }

  private func laidUnder(
    _ new: RecordBatch,
    _ replaces: [Int32?],
    _ cleared: Set<LeadField>
  ) -> RecordBatch {
    let (stored, rows) = stored(under: replaces)
    let overlay = VersionOverlay(
      new,
      over: batch.taking(stored),
      recordedAt: stored.map { recordedAt[$0] },
      rows: rows,
      cleared: cleared
    )
    return RecordBatch(
      schema: new.schema,
      rowCount: new.rowCount,
      columns: new.schema.fields.map { overlay.column($0.name, $0.type) }
    )
  }

  /// Further contact points (`source_records.points`): a version that brings none keeps those that
  /// were stored.
  func points(_ new: Column, _ replaces: [Int32?]) -> Column {
    guard let kept = batch.column("points") else { return new }
    let (stored, rows) = stored(under: replaces)
    guard !stored.isEmpty else { return new }
    let order = rows.enumerated().map { row, stored in
      new.isNull(row) ? stored.map { new.count + $0 } ?? row : row
    }
    return Column.concatenating([new, kept.taking(stored)], type: .utf8).taking(order)
  }

  /// The rows of `batch` that new versions replace, and for each row of a batch its place among them.
  private func stored(under replaces: [Int32?]) -> (stored: [Int], places: [Int?]) {
    var stored: [Int] = []
    let places = replaces.map { position -> Int? in
      guard let row = position.flatMap(row(of:)) else { return nil }
      stored.append(row)
      return stored.count - 1
    }
    return (stored, places)
  }
}

// MARK: - Matching

/// Known records as their new versions make them, for matching.
struct ChangedRows {
  let batch: RecordBatch
  /// The rows in `batch` by position among the known records.
  private let rows: [Int32: Int]
  /// What the new versions say otherwise than the stored ones.
  private(set) var changes = VersionChanges()

  /// Collects the rows of `batches` that are new versions, laid over the stored ones.
  ///
  /// - Throws: `IOError` when rows set aside cannot be read.
  init(
    _ batches: [IntakeBatch],
    _ stored: StoredVersions,
    columns: [String]
  ) throws(IOError) {
    var pieces: [RecordBatch] = []
    var rows: [Int32: Int] = [:]
    for batch in batches where batch.bringsVersions {
      let changed = batch.replaces.indices.filter { batch.replaces[$0] != nil }
      for row in changed {
        if let position = batch.replaces[row] { rows[position] = rows.count }
      }
      let leads = stored.laidUnder(try batch.content().leads, batch)
      changes.add(leads, batch, changed, over: stored)
      pieces.append(leads.batch.taking(changed).projecting(columns))
    }
    self.rows = rows
    self.batch = RecordBatch.concatenating(
      pieces,
      schema: pieces.first?.schema ?? Schema([])
    )
  }

  /// Whether no record has changed.
  var isEmpty: Bool { rows.isEmpty }

  /// Positions of the changed records.
  var positions: some Sequence<Int32> { rows.keys }

  /// Whether the record at a position has changed.
  func contains(_ position: Int32) -> Bool { rows[position] != nil }

  /// The changed records at `positions`, in that order.
  func rows(at positions: [Int32]) -> RecordBatch {
    batch.taking(positions.compactMap { rows[$0] })
  }

  /// The rows of `known`, of which the first is at `position`, with the changed ones in their place.
  func applied(to known: RecordBatch, from position: Int) -> RecordBatch {
    guard !rows.isEmpty else { return known }
    var changed: [Int] = []
    let order = (0..<known.rowCount).map { row in
      guard let index = rows[Int32(position + row)] else { return row }
      changed.append(index)
      return known.rowCount + changed.count - 1
    }
    guard !changed.isEmpty else { return known }
    let columns = known.schema.fields.map { field in
      Column.concatenating(
        [known.column(field.name), batch.column(field.name)?.taking(changed)].map {
          $0 ?? .nulls(field.type, count: 0)
        },
        type: field.type
      )
    }
    return RecordBatch(
      schema: known.schema,
      rowCount: known.rowCount + changed.count,
      columns: columns
    ).taking(order)
  }
}
