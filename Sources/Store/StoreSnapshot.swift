package import CRMModel
package import Columns
package import DeltaTable
package import Diagnostics

/// A store at one moment: each table opened once, at one version.
///
/// A run reads everything through the snapshot that it began with, and its commit is built on the
/// same versions. A command that only reads takes one snapshot and answers from it.
package struct StoreSnapshot: Sendable {
  /// The places of the store's files.
  package let layout: StoreLayout
  /// The store that this is a snapshot of.
  package let identity: StoreIdentity
  /// Whether the process holds the store's lock, so that it may write into the store's folder.
  package let isWritable: Bool
  /// What opening each table came to, by its name; a table before its first commit is missing.
  ///
  /// A damaged table keeps nobody from reading the others: its fault is thrown when it is asked for.
  private let tables: [String: Result<DeltaTable, Fault>]

  /// Opens the newest version of every table, which is one of `committed` or a later one.
  init(
    _ layout: StoreLayout,
    _ identity: StoreIdentity,
    isWritable: Bool,
    committed: StoreVersions
  ) throws {
    self.layout = layout
    self.identity = identity
    self.isWritable = isWritable
    var tables: [String: Result<DeltaTable, Fault>] = [:]
    for table in ModelTable.leadTables + ModelTable.billingTables {
      do {
        let version = committed.tables[table.name]
        tables[table.name] = try Self.open(table, layout, committed: version).map { .success($0) }
      } catch let fault as Fault {
        tables[table.name] = .failure(fault)
      }
    }
    self.tables = tables
  }

  private static func open(
    _ table: ModelTable,
    _ layout: StoreLayout,
    committed: Int64?
  ) throws -> DeltaTable? {
    let path = layout.table(table.name)
    guard let found = try DeltaTable.open(path, committed: committed) else { return nil }
    for field in found.snapshot.schema.fields {
      guard let index = table.schema.index(of: field.name) else { continue }
      guard table.schema.fields[index].type == field.type else {
        throw Fault(
          .integrity,
          "column \(field.name) of the table \(table.name) has another type than starcrm writes",
          at: SourcePosition(file: path),
          hints: ["another program changed it, or a newer starcrm did: use that one"]
        )
      }
    }
    return found
  }

  /// The table as the snapshot has it; nil before the table's first commit.
  ///
  /// - Throws: The `Fault` that opening the table came to.
  package func table(_ table: ModelTable) throws(Fault) -> DeltaTable? {
    try tables[table.name]?.get()
  }

  /// The version of a table; nil before the table's first commit.
  package func version(of table: ModelTable) throws(Fault) -> Int64? {
    try self.table(table)?.snapshot.version
  }

  /// Calls `body` with the rows of a table, a batch at a time; not at all before its first commit.
  ///
  /// A column that the model got after the table was written is null.
  package func scan(
    _ table: ModelTable,
    columns: [String]? = nil,
    threads: Int = 1,
    _ body: (RecordBatch) throws -> Void
  ) throws {
    guard let stored = try self.table(table) else { return }
    let known = columns?.filter { stored.snapshot.schema.index(of: $0) != nil }
    let wanted = columns.map { names in
      Schema(
        names.compactMap { name in table.schema.index(of: name).map { table.schema.fields[$0] } }
      )
    }
    try stored.scan(columns: known, threads: threads) { batch, _ in
      if let wanted, known != columns {
        try body(batch.conforming(to: wanted))
      } else {
        try body(batch)
      }
    }
  }

  /// Checks every table, whether anybody needs it or not: its log, and each byte of its data files.
  ///
  /// - Throws: A `Fault` that names the first table that is damaged.
  package func verify(threads: Int = 1) throws {
    for table in ModelTable.leadTables + ModelTable.billingTables {
      try self.table(table)?.verify(threads: threads)
    }
  }

  /// All rows of a small table as one batch.
  package func rows(_ table: ModelTable) throws -> RecordBatch {
    var batches: [RecordBatch] = []
    try scan(table) { batches.append($0) }
    return RecordBatch.concatenating(
      batches.map { $0.conforming(to: table.schema) },
      schema: table.schema
    )
  }
}
