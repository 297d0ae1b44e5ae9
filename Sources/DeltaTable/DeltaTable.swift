internal import ByteIO
package import Columns
internal import Diagnostics
internal import Parquet

/// A Delta table on the local file system, at one version.
///
/// The way of a change: `open` -> `DataFileWriter` for new rows -> `DeltaCommit` -> `StagedCommit`
/// (durable, invisible) -> `publish()`. Whatever fails in between, the table is at its old version.
package struct DeltaTable: Sendable {
  /// The table's folder.
  package let path: String
  package let snapshot: DeltaSnapshot

  /// minReaderVersion of the tables that are written, and the highest that is read.
  package static let readerVersion = 1
  /// minWriterVersion of the tables that are written, and the highest that is written to.
  package static let writerVersion = 2

  /// The newest version of the table at `path`; nil when there is none.
  package static func latestVersion(_ path: String) throws -> Int64? {
    try LogSegment(table: path).latest
  }

  /// Opens the table at `path`, at its newest version unless told otherwise; nil when there is no
  /// table.
  ///
  /// - Throws: A `Fault` for a damaged log, or one that needs more than this program knows.
  package static func open(_ path: String, version: Int64? = nil) throws -> DeltaTable? {
    guard let latest = try LogSegment(table: path).latest else { return nil }
    let wanted = version ?? latest
    guard (0...latest).contains(wanted) else {
      throw Fault(
        .configuration,
        "the table has no version \(wanted)",
        at: SourcePosition(file: path),
        hints: ["its versions are 0 to \(latest)"]
      )
    }
    return DeltaTable(path: path, snapshot: try LogReplay.snapshot(of: path, at: wanted))
  }

  // MARK: - Reading

  /// Calls `body` with the rows of the table, file after file, a row group at a time.
  ///
  /// `columns` picks and orders columns by name, all when nil; a column that a file lacks is null
  /// there.
  package func scan(
    columns: [String]? = nil,
    threads: Int = 1,
    _ body: (RecordBatch, DataFile) throws -> Void
  ) throws {
    for file in snapshot.files {
      try scan(file, columns: columns, threads: threads) { try body($0, file) }
    }
  }

  /// Calls `body` with the rows of one data file, a row group at a time.
  package func scan(
    _ file: DataFile,
    columns: [String]? = nil,
    threads: Int = 1,
    _ body: (RecordBatch) throws -> Void
  ) throws {
    let wanted = try projection(columns)
    let parquet = try open(file)
    let present = wanted.fields.filter { parquet.schema.index(of: $0.name) != nil }
    for field in present { try check(field, parquet) }
    try parquet.forEachBatch(columns: present.map(\.name), threads: threads) { batch in
      let columns = wanted.fields.map { field in
        batch.column(field.name) ?? .nulls(field.type, count: batch.rowCount)
      }
      try body(RecordBatch(schema: wanted, rowCount: batch.rowCount, columns: columns))
    }
  }

  private func projection(_ columns: [String]?) throws -> Schema {
    guard let columns else { return snapshot.schema }
    return Schema(
      try columns.map { name in
        guard let index = snapshot.schema.index(of: name) else {
          throw Fault(.bug, "the table has no column \(name)", at: SourcePosition(file: path))
        }
        return snapshot.schema.fields[index]
      }
    )
  }

  private func open(_ file: DataFile) throws -> ParquetFile {
    let place = "\(path)/\(file.path)"
    let position = SourcePosition(file: place)
    let hint = "restore the table from a backup"
    guard let status = try Directory.status(place) else {
      throw Fault(.integrity, "a data file of the table is missing", at: position, hints: [hint])
    }
    guard status.size == file.size else {
      let message = "a data file has \(status.size) bytes where the log says \(file.size)"
      throw Fault(.integrity, message, at: position, hints: [hint])
    }
    let parquet = try ParquetFile(path: place)
    guard file.rowCount ?? parquet.rowCount == parquet.rowCount else {
      let message = "a data file has another number of rows than the log says"
      throw Fault(.integrity, message, at: position, hints: [hint])
    }
    return parquet
  }

  private func check(_ field: Field, _ parquet: ParquetFile) throws {
    guard let index = parquet.schema.index(of: field.name),
      parquet.schema.fields[index].type == field.type
    else {
      let message = "column \(field.name) has another type than the table says"
      throw Fault(.integrity, message, at: SourcePosition(file: parquet.name))
    }
  }

  // MARK: - Cleaning

  /// Removes temporary names and data files that no version of the log names: what killed runs
  /// left.
  ///
  /// Only for the holder of the store's lock, with no staged commit waiting. Returns the names
  /// removed, in byte order.
  @discardableResult
  package static func sweep(_ path: String) throws -> [String] {
    guard try Directory.status(path) != nil else { return [] }
    let log = LogSegment.path(of: path)
    var kept: Set<String> = []
    if let latest = try LogSegment(table: path).latest {
      for version in 0...latest {
        kept.formUnion(try LogReplay.added(by: version, of: path))
      }
    }
    var removed: [String] = []
    for name in try Directory.names(in: path) {
      let isTemporary = name.hasPrefix(Publish.temporaryPrefix)
      let isOrphan = name.hasPrefix("part-") && name.hasSuffix(".parquet") && !kept.contains(name)
      if isTemporary || isOrphan { removed.append(name) }
    }
    for name in removed { try Directory.removeFile("\(path)/\(name)") }
    guard try Directory.status(log) != nil else { return removed }
    for name in try Directory.names(in: log) where name.hasPrefix(Publish.temporaryPrefix) {
      try Directory.removeFile("\(log)/\(name)")
      removed.append("\(LogSegment.folder)/\(name)")
    }
    return removed
  }
}
