package import Columns
package import Diagnostics

/// Leads as a source delivers them: text only, columns named by `LeadField` and `SourceField`.
///
/// Columns that the source lacks are absent, which says less than empty: blank never overwrites,
/// and neither does absent.
package struct RawLeads: Sendable {
  /// UTF-8 columns, their names all among `MappableField.names`.
  package let batch: RecordBatch
  /// Where each row came from.
  package let origins: RowOrigins
  /// Further e-mail addresses, phone numbers, addresses and URLs beyond the first of each, which
  /// stands in `batch`.
  package let points: RawContactPoints
  /// The rows' bytes as they stand in the file, for the reject file.
  package let originals: OriginalRecords

  package init(
    batch: RecordBatch,
    origins: RowOrigins,
    points: RawContactPoints = RawContactPoints(),
    originals: OriginalRecords
  ) {
    precondition(origins.count == batch.rowCount, "an origin for each row")
    self.batch = batch
    self.origins = origins
    self.points = points
    self.originals = originals
  }
}

/// The bytes of a batch's records as they stand in the input (after decompression and decryption,
/// before any transcoding).
package struct OriginalRecords: Sendable {
  private let bytes: [UInt8]
  private let ranges: [Range<Int>]

  /// `ranges[row]` says where row `row` stands in `bytes`, which is shared, not copied.
  package init(bytes: [UInt8], ranges: [Range<Int>]) {
    self.bytes = bytes
    self.ranges = ranges
  }

  /// The record of a row.
  package subscript(row: Int) -> [UInt8] { Array(bytes[ranges[row]]) }
}

/// How a person can be reached.
package enum ContactKind: String, Hashable, Sendable, CaseIterable, BitwiseCopyable {
  case email
  case phone
  case address
  case url
}

/// Contact points of a batch's rows as text, by column.
package struct RawContactPoints: Sendable {
  /// Row of the batch that each point belongs to, ascending.
  package private(set) var rows: [Int32] = []
  package private(set) var kinds: [ContactKind] = []
  package private(set) var values: [String] = []
  package private(set) var labels: [String?] = []
  package private(set) var preferred: [Bool] = []

  package init() {}

  /// Number of points.
  package var count: Int { rows.count }

  /// Appends a point; rows must not go back.
  package mutating func append(
    row: Int,
    _ kind: ContactKind,
    _ value: String,
    label: String? = nil,
    preferred isPreferred: Bool = false
  ) {
    precondition(rows.last.map { $0 <= Int32(row) } ?? true, "contact points out of order")
    rows.append(Int32(row))
    kinds.append(kind)
    values.append(value)
    labels.append(label)
    preferred.append(isPreferred)
  }
}

/// Leads after validation: typed columns, one row for each accepted record.
package struct CleanLeads: Sendable {
  /// `CleanLeads.schema`, whatever columns the source had.
  package let batch: RecordBatch
  package let origins: RowOrigins
  /// All contact points, the first of each kind included, normalised.
  package let points: CleanContactPoints

  package init(batch: RecordBatch, origins: RowOrigins, points: CleanContactPoints) {
    precondition(batch.schema == Self.schema, "not the clean schema")
    precondition(origins.count == batch.rowCount, "an origin for each row")
    self.batch = batch
    self.origins = origins
    self.points = points
  }

  /// The rows at `rows`, ascending, with their contact points.
  package func taking(_ rows: [Int]) -> CleanLeads {
    CleanLeads(
      batch: batch.taking(rows),
      origins: origins.taking(rows),
      points: points.taking(rows)
    )
  }

  /// Names of the columns beyond those of a lead.
  package enum ExtraColumn {
    /// The id in the source system; null when it has none.
    package static let externalID = SourceField.externalID.name
    /// When the source last changed the record; null when it does not say.
    package static let modifiedAt = SourceField.modifiedAt.name
    /// What validation changed, as JSON: `[{"field":..,"old":..,"new":..,"rule":..}]`; null when
    /// nothing was changed.
    package static let repairs = "repairs"
  }

  /// `external_id`, `modified_at`, the columns of a lead, `repairs`.
  package static let schema = Schema(
    [Field(ExtraColumn.externalID, .utf8), Field(ExtraColumn.modifiedAt, .timestamp)]
      + LeadField.allCases.map { Field($0.name, $0.type) }
      + [Field(ExtraColumn.repairs, .utf8)]
  )
}

/// Contact points of a clean batch's rows, by column.
package struct CleanContactPoints: Sendable {
  /// Row of the batch that each point belongs to, ascending.
  package let rows: [Int32]
  package let kinds: [ContactKind]
  /// As given, trimmed and in NFC.
  package let values: TextColumn
  /// For matching: lower-cased address, E.164 number, folded address; null when not usable.
  package let normalised: TextColumn
  /// `work`, `home`, `mobile` or the source's own word; null without one.
  package let labels: TextColumn
  package let preferred: [Bool]

  package init(
    rows: [Int32],
    kinds: [ContactKind],
    values: TextColumn,
    normalised: TextColumn,
    labels: TextColumn,
    preferred: [Bool]
  ) {
    self.rows = rows
    self.kinds = kinds
    self.values = values
    self.normalised = normalised
    self.labels = labels
    self.preferred = preferred
  }

  /// The points of the rows at `newRows`, ascending, renumbered to their position there.
  package func taking(_ newRows: [Int]) -> CleanContactPoints {
    var position = [Int32](
      repeating: -1,
      count: Int(max(newRows.last ?? 0, Int(rows.last ?? 0))) + 1
    )
    for (index, row) in newRows.enumerated() { position[row] = Int32(index) }
    let kept = rows.indices.filter { position[Int(rows[$0])] >= 0 }
    return CleanContactPoints(
      rows: kept.map { position[Int(rows[$0])] },
      kinds: kept.map { kinds[$0] },
      values: values.taking(kept),
      normalised: normalised.taking(kept),
      labels: labels.taking(kept),
      preferred: kept.map { preferred[$0] }
    )
  }

  /// Number of points.
  package var count: Int { rows.count }
}
