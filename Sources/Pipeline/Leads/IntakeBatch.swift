import ByteIO
import CRMModel
import Columns
import Deduplication
import Diagnostics

/// Accepted records of one stretch of a source that the store does not have in this form.
struct IntakeBatch: Sendable {
  private(set) var ids: [RecordID]
  /// Position among the known records of which each row is a new version; nil for new records.
  private(set) var replaces: [Int32?]
  /// Rows whose key the store knows with other content.
  ///
  /// They are new versions, or other persons under an old key: `KeyDecisions` tells which. Until then
  /// their id is that of the key's first record.
  private(set) var undecided: [Int]
  /// Those of `undecided` that lack something required, by row.
  private(set) var incomplete: [Int: IncompleteRecord]
  /// Index into `LeadIntake.files`.
  let file: Int
  /// Fields of a stored version that a blank cell clears, as the source asks for.
  let cleared: Set<LeadField>
  /// By row: the lead that comes back with it; empty when the file is no export of a store.
  private(set) var returning: [ReturningLead?]
  /// Features for matching, of the rows that are new records; nil once handed over.
  var features: MatchFeatures?
  private var rows: BatchSpool.Ticket
  private var points: BatchSpool.Ticket
  private let path: String

  /// Sets the rows of `content` aside in `spool`.
  ///
  /// - Throws: `IOError` when the disk is full.
  init(
    _ content: Content,
    ids: [RecordID],
    replaces: [Int32?],
    undecided: [Int],
    incomplete: [Int: IncompleteRecord],
    file: Int,
    cleared: Set<LeadField>,
    returning: [ReturningLead?],
    features: MatchFeatures,
    spool: BatchSpool
  ) throws(IOError) {
    self.ids = ids
    self.replaces = replaces
    self.undecided = undecided
    self.incomplete = incomplete
    self.file = file
    self.cleared = cleared
    self.returning = returning
    self.features = features
    path = content.leads.origins.file
    rows = try spool.put(content.rows)
    points = try spool.put(content.points)
  }

  /// Whether a row is, or may be, a new version of a known record.
  var bringsVersions: Bool { !undecided.isEmpty || replaces.contains { $0 != nil } }

  /// What an undecided row has turned out to be.
  enum Decision: Sendable {
    /// A new version of the known record at a position, which has this id.
    case version(of: Int32, RecordID)
    /// A record of its own.
    case new(RecordID)
    /// A record that lacks something required, which no stored record has either.
    case refused
  }

  /// Settles the undecided rows, by their order in `undecided`; refused ones leave the batch.
  ///
  /// - Throws: `IOError` when the rows set aside cannot be read, or set aside again.
  mutating func settle(_ decisions: [Decision], _ spool: BatchSpool) throws(IOError) {
    var hasNew = false
    var refused: Set<Int> = []
    for (row, decision) in zip(undecided, decisions) {
      switch decision {
      case .version(let position, let id): (ids[row], replaces[row]) = (id, position)
      case .new(let id):
        ids[row] = id
        // Another person does not come back as the lead that the key stood for.
        if !returning.isEmpty { returning[row] = nil }
        hasNew = true
      case .refused: refused.insert(row)
      }
    }
    (undecided, incomplete) = ([], [:])
    if !refused.isEmpty { try remove(refused, spool) }
    guard hasNew else { return }
    let new = replaces.indices.filter { replaces[$0] == nil }
    features = MatchFeatures.extract(try content().leads.batch.taking(new))
  }

  private mutating func remove(_ rows: Set<Int>, _ spool: BatchSpool) throws(IOError) {
    let kept = ids.indices.filter { !rows.contains($0) }
    let whole = try content()
    let content = Content(
      leads: whole.leads.taking(kept),
      fingerprints: kept.map { whole.fingerprints[$0] }
    )
    ids = kept.map { ids[$0] }
    replaces = kept.map { replaces[$0] }
    if !returning.isEmpty { returning = kept.map { returning[$0] } }
    self.rows = try spool.put(content.rows)
    points = try spool.put(content.points)
  }

  /// The lead that comes back with a row.
  func returning(_ row: Int) -> ReturningLead? { returning.isEmpty ? nil : returning[row] }

  /// The rows of a batch: clean ones, unchanged ones left out.
  struct Content: Sendable {
    let leads: CleanLeads
    let fingerprints: [Int64]
  }

  /// Brings the rows back.
  ///
  /// - Throws: `IOError` when they cannot be read.
  func content() throws(IOError) -> Content {
    try Content(rows: BatchSpool.get(rows), points: BatchSpool.get(points), path: path)
  }
}

extension IntakeBatch.Content {
  private static let rowsSchema = Schema(
    CleanLeads.schema.fields + [
      Field("record", .int64), Field("line", .int64), Field("byte_offset", .int64),
      Field("content_hash", .int64),
    ]
  )

  private static let pointsSchema = Schema(
    [Field("row", .int32)] + SetAsidePoints.schema.fields
  )

  fileprivate var rows: RecordBatch {
    let origins = leads.origins
    return RecordBatch(
      schema: Self.rowsSchema,
      rowCount: leads.batch.rowCount,
      columns: leads.batch.columns
        + [origins.record, origins.line, origins.byteOffset, fingerprints].map {
          .int64(FixedColumn($0))
        }
    )
  }

  fileprivate var points: RecordBatch {
    let points = leads.points
    return RecordBatch(
      schema: Self.pointsSchema,
      rowCount: points.count,
      columns: [.int32(FixedColumn(points.rows))] + SetAsidePoints.columns(points)
    )
  }

  fileprivate init(rows: RecordBatch, points: RecordBatch, path: String) {
    let fields = CleanLeads.schema.fields.count
    let origins = rows.columns[fields...].map(\.wideValues)
    leads = CleanLeads(
      batch: RecordBatch(
        schema: CleanLeads.schema,
        rowCount: rows.rowCount,
        columns: Array(rows.columns[..<fields])
      ),
      origins: RowOrigins(
        file: path,
        record: origins[0],
        line: origins[1],
        byteOffset: origins[2]
      ),
      points: SetAsidePoints.points(points.columns[0].narrowValues, points.columns.dropFirst())
    )
    fingerprints = origins[3]
  }
}

/// Contact points as columns.
enum SetAsidePoints {
  static let schema = Schema([
    Field("kind", .int32), Field("value", .utf8), Field("normalised", .utf8),
    Field("label", .utf8), Field("preferred", .bool),
  ])

  /// The columns of `schema`.
  static func columns(_ points: CleanContactPoints) -> [Column] {
    [
      .int32(FixedColumn(points.kinds.map(\.code))), .text(points.values),
      .text(points.normalised), .text(points.labels), .bool(FixedColumn(points.preferred)),
    ]
  }

  /// The points with the columns of `schema`, of these rows.
  static func points(_ rows: [Int32], _ columns: ArraySlice<Column>) -> CleanContactPoints {
    let columns = Array(columns)
    func text(_ index: Int) -> TextColumn {
      columns[index].plainText ?? TextColumn([String?](repeating: nil, count: rows.count))
    }
    return CleanContactPoints(
      rows: rows,
      kinds: columns[0].narrowValues.map(ContactKind.init(code:)),
      values: text(1),
      normalised: text(2),
      labels: text(3),
      preferred: columns[4].boolValues
    )
  }
}

extension ContactKind {
  /// Position in `allCases`.
  var code: Int32 { Int32(Self.allCases.firstIndex(of: self) ?? 0) }

  init(code: Int32) { self = Self.allCases[Int(code)] }
}

extension Column {
  /// The values of a 64-bit column.
  fileprivate var wideValues: [Int64] {
    guard case .int64(let column) = self else { preconditionFailure("not 64-bit integers") }
    return column.values
  }

  /// The values of a 32-bit column.
  var narrowValues: [Int32] {
    guard case .int32(let column) = self else { preconditionFailure("not 32-bit integers") }
    return column.values
  }

  fileprivate var boolValues: [Bool] {
    guard case .bool(let column) = self else { preconditionFailure("not booleans") }
    return column.values
  }
}
