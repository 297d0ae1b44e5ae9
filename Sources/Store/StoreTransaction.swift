import ByteIO
package import CRMModel
package import Columns
import DeltaTable
import Diagnostics
package import Parquet

/// Everything one run writes, in as many tables as it needs, published as one unit.
///
/// Rows go to data files at once, so memory stays bounded; nothing is visible before `commit()`.
package final class StoreTransaction {
  /// What the log entries say of the run.
  package struct Description: Sendable {
    package var runID: String
    package var operation: String
    package var toolVersion: String
    /// The run's clock: every time in the store comes from it (law 7).
    package var asOf: Instant
    package var threads: Int
    package var compression: ParquetOptions.Compression

    package init(
      runID: String,
      operation: String,
      toolVersion: String,
      asOf: Instant,
      threads: Int,
      compression: ParquetOptions.Compression = .none
    ) {
      self.runID = runID
      self.operation = operation
      self.toolVersion = toolVersion
      self.asOf = asOf
      self.threads = threads
      self.compression = compression
    }
  }

  private let store: Store
  private let description: Description
  private var changes: [String: TableChange] = [:]
  /// Tables in the order of their first change.
  private var order: [String] = []
  private var transactions: [(appID: String, version: Int64)] = []

  /// Begins a transaction; the store is open for writing.
  package init(_ store: Store, _ description: Description) {
    precondition(store.isWritable, "a store open for reading")
    self.store = store
    self.description = description
  }

  /// Adds rows to a table; the batch has the table's schema.
  package func append(_ table: ModelTable, _ batch: RecordBatch) throws {
    guard batch.rowCount > 0 else { return }
    try change(table).append(batch)
  }

  /// Takes the rows whose `key` column holds one of `keys` out of a table and returns them.
  ///
  /// The files that held them are written anew without them. One call a table and run.
  package func take(
    _ table: ModelTable,
    where key: String,
    isIn keys: Set<RecordID>
  ) throws -> [RecordBatch] {
    guard !keys.isEmpty else { return [] }
    return try change(table).take(where: key, isIn: keys)
  }

  /// Notes that an application has got to `version`, in the same commit as the rows.
  package func note(appID: String, version: Int64) { transactions.append((appID, version)) }

  /// Whether an earlier commit noted this version of the application, or a later one.
  package func isNoted(appID: String, version: Int64, in table: ModelTable) throws -> Bool {
    try store.snapshot(table)?.transactions[appID].map { $0 >= version } ?? false
  }

  /// Publishes everything.
  ///
  /// Data files and log entries are durable first; then the intent, which decides; then each entry
  /// gets its number. Returns the new version of each changed table.
  @discardableResult
  package func commit() throws -> [String: Int] {
    var entries: [StoreIntent.Entry] = []
    var notes = transactions
    for name in order {
      guard let change = changes[name] else { continue }
      guard let commit = try change.finish(notes) else { continue }
      notes = []
      _ = try commit.prepare()
      entries.append(.init(table: name, version: commit.version))
    }
    guard !entries.isEmpty else { return [:] }
    let intent = StoreIntent(runID: description.runID, entries: entries)
    try intent.write(store.layout.intent)
    try intent.carryOut(store.layout)
    return Dictionary(entries.map { ($0.table, $0.version) }) { first, _ in first }
  }

  /// Gives up: removes what was written.
  package func abandon() throws {
    changes = [:]
    try StoreRecovery(store.layout).run()
  }

  private func change(_ table: ModelTable) throws -> TableChange {
    if let change = changes[table.name] { return change }
    let change = try TableChange(
      table,
      path: store.layout.table(table.name),
      try store.snapshot(table),
      description
    )
    changes[table.name] = change
    order.append(table.name)
    return change
  }
}

/// What a transaction does to one table.
private final class TableChange {
  private let model: ModelTable
  private let table: DeltaTable
  private let snapshot: DeltaSnapshot?
  private let description: StoreTransaction.Description
  private let writer: DataFileWriter
  private var removes: [DeltaRemove] = []

  init(
    _ model: ModelTable,
    path: String,
    _ snapshot: DeltaSnapshot?,
    _ description: StoreTransaction.Description
  ) throws {
    self.model = model
    table = DeltaTable(path: path)
    self.snapshot = snapshot
    self.description = description
    let statistics = model.fields.filter(\.privacy.allowsStatistics).map(\.field.name)
    let parquet = ParquetOptions(
      compression: description.compression,
      statistics: Set(statistics),
      threads: description.threads
    )
    let version = snapshot.map { $0.version + 1 } ?? 0
    let options = DataFileWriter.Options(
      parquet: parquet,
      modificationTime: description.milliseconds,
      salt: "\(model.name) \(version) \(description.runID)"
    )
    writer = try DataFileWriter(table, schema: model.schema, options: options)
  }

  func append(_ batch: RecordBatch) throws { try writer.write(batch) }

  func take(where key: String, isIn keys: Set<RecordID>) throws -> [RecordBatch] {
    guard let snapshot else { return [] }
    var taken: [RecordBatch] = []
    for file in snapshot.files where try holds(file, key, keys, snapshot) {
      try snapshot.scan(file, threads: description.threads) { batch in
        let (inside, outside) = Self.split(batch, key, keys)
        if !inside.isEmpty { taken.append(batch.taking(inside)) }
        try writer.write(batch.taking(outside).projecting(model.schema.fields.map(\.name)))
      }
      removes.append(DeltaRemove(file, at: description.milliseconds))
    }
    return taken
  }

  private func holds(
    _ file: DeltaAdd,
    _ key: String,
    _ keys: Set<RecordID>,
    _ snapshot: DeltaSnapshot
  ) throws -> Bool {
    var found = false
    try snapshot.scan(file, columns: [key]) { batch in
      if !found { found = !Self.split(batch, key, keys).inside.isEmpty }
    }
    return found
  }

  private static func split(
    _ batch: RecordBatch,
    _ key: String,
    _ keys: Set<RecordID>
  ) -> (inside: [Int], outside: [Int]) {
    guard let column = batch.column(key)?.plainText else { return ([], []) }
    let bytes = column.bytes.span
    var inside: [Int] = []
    var outside: [Int] = []
    for row in 0..<batch.rowCount {
      if let id = RecordID(bytes, column.range(row)), keys.contains(id) {
        inside.append(row)
      } else {
        outside.append(row)
      }
    }
    return (inside, outside)
  }

  /// The commit of this table; nil when nothing changed.
  func finish(_ notes: [(appID: String, version: Int64)]) throws -> DeltaCommit? {
    let adds = try writer.finish()
    guard !adds.isEmpty || !removes.isEmpty else { return nil }
    let info = DeltaCommitInfo(
      timestamp: description.milliseconds,
      operation: description.operation,
      operationParameters: ["run": description.runID],
      engineInfo: "starcrm/\(description.toolVersion)",
      isBlindAppend: removes.isEmpty
    )
    var commit = DeltaCommit(table: table, after: snapshot, info: info)
    commit.adds = adds
    commit.removes = removes
    commit.transactions = notes.map {
      DeltaTransactionIdentifier(
        appId: $0.appID,
        version: $0.version,
        lastUpdated: description.milliseconds
      )
    }
    commit.metadata = try metadata()
    return commit
  }

  /// Set for a new table and when columns were added to the model.
  private func metadata() throws -> DeltaMetadata? {
    let known = snapshot?.schema
    if let known, known == model.schema { return nil }
    if let known { try refuseIncompatible(known) }
    var classes: [String: [String: String]] = [:]
    for field in model.fields { classes[field.field.name] = ["star.class": field.privacy.rawValue] }
    return DeltaMetadata(
      id: snapshot?.metadata.id ?? description.tableID(model.name),
      name: model.name,
      schemaString: try DeltaSchema.text(model.schema, metadata: classes),
      configuration: snapshot?.metadata.configuration ?? description.configuration,
      createdTime: snapshot?.metadata.createdTime ?? description.milliseconds
    )
  }

  private func refuseIncompatible(_ known: Schema) throws {
    for field in known.fields where !model.schema.fields.contains(where: { $0.name == field.name })
    {
      throw Fault(
        .integrity,
        "the table \(model.name) has a column \(field.name) that starcrm does not know",
        at: SourcePosition(file: table.path),
        hints: ["another program added it, or a newer starcrm did: use that one"]
      )
    }
  }
}

extension StoreTransaction.Description {
  fileprivate var milliseconds: Int64 { asOf.microseconds / 1000 }

  fileprivate var configuration: [String: String] {
    switch compression {
    case .none: ["delta.parquet.compression.codec": "uncompressed"]
    case .gzip: ["delta.parquet.compression.codec": "gzip"]
    }
  }

  /// A UUID-shaped id from the run and the table (RFC 9562 version 8: a hash of our own making).
  fileprivate func tableID(_ name: String) -> String {
    StoreTransaction.uuid("\(runID) \(name)")
  }
}
