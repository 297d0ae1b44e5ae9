import CRMModel
import Columns
import Cryptography
import DeltaTable
import Diagnostics
import Parquet

/// What a transaction does to one table.
final class TableChange: @unchecked Sendable {
  // Sendable: one task at a time touches a table's change; the transaction sees to it.
  private let model: ModelTable
  private let path: String
  private let table: DeltaTable?
  private let description: StoreTransaction.Description
  private var writer: DataFileWriter?
  private var writtenRows = 0
  private var fileCount = 0
  private var added: [DataFile] = []
  private var removed: [DataFile] = []

  /// A data file is closed once it has so many rows: what a later change has to rewrite at least.
  static let rowsPerFile = 1 << 19

  init(
    _ model: ModelTable,
    path: String,
    _ table: DeltaTable?,
    _ description: StoreTransaction.Description
  ) {
    self.model = model
    self.path = path
    self.table = table
    self.description = description
  }

  func append(_ batch: RecordBatch) throws {
    guard batch.rowCount > 0, !description.isDryRun else { return }
    let writer = try self.writer ?? openFile()
    self.writer = writer
    try writer.write(batch)
    writtenRows += batch.rowCount
    if writtenRows >= Self.rowsPerFile { try closeFile() }
  }

  private func openFile() throws -> DataFileWriter {
    let statistics = model.fields.filter(\.privacy.allowsStatistics).map(\.field.name)
    let options = ParquetOptions(
      compression: description.compression,
      statistics: Set(statistics),
      threads: description.threads
    )
    defer { fileCount += 1 }
    return try DataFileWriter(
      table: path,
      schema: model.schema,
      options: options,
      hash: NameHash(),
      label: "\(version)-\(fileCount)"
    )
  }

  private func closeFile() throws {
    guard let open = writer else { return }
    writer = nil
    writtenRows = 0
    added.append(try open.finish(at: description.asOf))
  }

  private var version: Int64 { table.map { $0.snapshot.version + 1 } ?? 0 }

  // MARK: - Taking rows out

  func take(where key: String, isIn keys: Set<RecordID>) throws -> [RecordBatch] {
    guard let table else { return [] }
    var taken: [RecordBatch] = []
    for file in table.snapshot.files where try holds(file, key, keys, table) {
      try table.scan(file, threads: description.threads) { batch in
        let (inside, outside) = Self.split(batch, key, keys)
        // As the model has them now: the file may have been written before a column was added.
        if !inside.isEmpty { taken.append(batch.taking(inside).conforming(to: model.schema)) }
        try append(batch.taking(outside).conforming(to: model.schema))
      }
      if !description.isDryRun { removed.append(file) }
    }
    return taken
  }

  private func holds(
    _ file: DataFile,
    _ key: String,
    _ keys: Set<RecordID>,
    _ table: DeltaTable
  ) throws -> Bool {
    var found = false
    try table.scan(file, columns: [key]) { batch in
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

  // MARK: - Replacing everything

  /// Drops every file of the table and writes `batch` instead.
  func replaceAll(with batch: RecordBatch) throws {
    precondition(writer == nil && added.isEmpty && removed.isEmpty, "the table's only change")
    guard !description.isDryRun else { return }
    removed = table?.snapshot.files ?? []
    try append(batch)
  }

  // MARK: - Going back to files that the table had

  /// Takes some of the table's files out and puts back others that it had; the table's only change.
  func exchange(_ leaving: [DataFile], for returning: [DataFile]) {
    precondition(writer == nil && added.isEmpty && removed.isEmpty, "the table's only change")
    guard !description.isDryRun else { return }
    removed = leaving
    added = returning
  }

  // MARK: - The commit

  /// The commit of this table; nil when nothing changed.
  func finish(_ notes: [(appID: String, version: Int64)]) throws -> DeltaCommit? {
    try closeFile()
    guard !added.isEmpty || !removed.isEmpty else { return nil }
    var parameters = [
      CommitInfo.runParameter: description.runID, "tool": description.toolVersion,
    ]
    parameters["actor"] = description.actor
    let info = CommitInfo(
      timestamp: description.asOf,
      operation: description.operation,
      parameters: parameters,
      isBlindAppend: removed.isEmpty
    )
    var commit = DeltaCommit(after: table?.snapshot, info: info)
    commit.added = added
    commit.removed = removed
    commit.transactions = notes.map {
      AppTransaction(appID: $0.appID, version: $0.version, updatedAt: description.asOf)
    }
    commit.metadata = try metadata()
    return commit
  }

  /// Set for a new table and when columns were added to the model.
  private func metadata() throws -> TableMetadata? {
    let known = table?.snapshot
    if let known, known.schema == model.schema { return nil }
    if let known { try refuseUnknownColumns(known.schema) }
    var classes: [String: [String: String]] = [:]
    for field in model.fields { classes[field.field.name] = ["star.class": field.privacy.rawValue] }
    let schema = DeltaSchema(model.schema, columnMetadata: classes)
    return TableMetadata(
      id: known?.metadata.id ?? StoreTransaction.uuid("\(description.runID) \(model.name)"),
      name: model.name,
      schema: schema,
      configuration: known?.metadata.configuration ?? description.configuration,
      createdAt: known?.metadata.createdAt ?? description.asOf
    )
  }

  private func refuseUnknownColumns(_ known: Schema) throws {
    for field in known.fields where model.schema.index(of: field.name) == nil {
      throw Fault(
        .integrity,
        "the table \(model.name) has a column \(field.name) that starcrm does not know",
        at: SourcePosition(file: path),
        hints: ["another program added it, or a newer starcrm did: use that one"]
      )
    }
  }
}

/// SHA-256 over a data file, for its name.
private struct NameHash: ContentHash {
  private var hasher = SHA256()

  mutating func update(_ bytes: RawSpan) { hasher.update(bytes) }

  mutating func digest() -> [UInt8] { hasher.finish().bytes }
}

extension StoreTransaction.Description {
  fileprivate var configuration: [String: String] {
    switch compression {
    case .none: ["delta.parquet.compression.codec": "uncompressed"]
    case .gzip: ["delta.parquet.compression.codec": "gzip"]
    }
  }
}

extension RecordBatch {
  /// The columns of `schema`, in its order; one that is missing is null (a column that the model
  /// got later).
  func conforming(to schema: Schema) -> RecordBatch {
    guard self.schema != schema else { return self }
    let columns = schema.fields.map { column($0.name) ?? .nulls($0.type, count: rowCount) }
    return RecordBatch(schema: schema, rowCount: rowCount, columns: columns)
  }
}
