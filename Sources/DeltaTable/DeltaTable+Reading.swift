internal import ByteIO
package import Columns
internal import Diagnostics
internal import Foundation
internal import Parquet

extension DeltaTable {
  /// Calls `body` with the rows of the table, file after file, a row group at a time.
  ///
  /// `columns` picks and orders columns by name, all when nil. A column is null in a file that was
  /// written before the table had it; one that a file has lost is a `Fault`.
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
    let opened = try OpenedFile(file, of: self)
    let present = wanted.fields.filter(opened.holds).map(\.name)
    for group in opened.parquet.groupRowCounts.indices {
      let batch = try opened.reading {
        try $0.batch(group: group, columns: present, threads: threads)
      }
      let columns = wanted.fields.map { field in
        batch.column(field.name) ?? .nulls(field.type, count: batch.rowCount)
      }
      for (field, column) in zip(wanted.fields, columns) { try opened.check(field, column) }
      try body(RecordBatch(schema: wanted, rowCount: batch.rowCount, columns: columns))
    }
  }

  /// Checks that each data file is there with the size, the footer and the bytes that it was written
  /// with, without decoding it.
  ///
  /// - Throws: A `Fault` for the first file that is damaged.
  package func verify(threads: Int = 1) throws {
    for file in snapshot.files {
      try OpenedFile(file, of: self).reading { try $0.verify(threads: threads) }
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
}

/// A data file whose footer agrees with the log and with the table's schema.
private struct OpenedFile {
  let parquet: ParquetFile
  private let place: Place

  /// Where the file is, for messages.
  private struct Place {
    let table: String
    let path: String
  }

  /// Opens a file; a `Fault` names it when it is not what the log says.
  init(_ file: DataFile, of table: DeltaTable) throws {
    let place = Place(
      table: Directory.name(of: table.path),
      path: "\(table.path)/\(file.path)"
    )
    self.place = place
    guard let status = try Directory.status(place.path) else {
      throw Self.damaged("a data file of the table is missing", place)
    }
    guard status.size == file.size else {
      let message = "a data file has \(status.size) bytes where the log says \(file.size)"
      throw Self.damaged(message, place)
    }
    let checksum = file.tags[DataFile.footerTag]
    guard checksum.map({ UInt32($0, radix: 16) != nil }) ?? true else {
      throw Self.damaged("the log has no number as the checksum of a data file", place)
    }
    parquet = try Self.reading(place) {
      try ParquetFile(path: place.path, footerChecksum: checksum.flatMap { UInt32($0, radix: 16) })
    }
    guard parquet.rowCount == file.rowCount ?? parquet.rowCount else {
      throw Self.damaged("a data file has another number of rows than the log says", place)
    }
    let isOwn = DataFileWriter.makes(file.path) && ParquetWriter.wrote(parquet.createdBy)
    try check(table.snapshot.schema, Self.columns(file, place), isOwn)
  }

  /// The columns that the file had when it was written, as far as its statistics tell: this
  /// program counts the nulls of all.
  private static func columns(_ file: DataFile, _ place: Place) throws -> Set<String> {
    guard let text = file.statistics else { return [] }
    guard let found = try? JSONDecoder().decode(Statistics.self, from: Data(text.utf8)) else {
      throw damaged("the statistics of a data file cannot be read", place)
    }
    let parts = [found.nullCount, found.minValues, found.maxValues].compactMap { $0 }
    return parts.reduce(into: []) { $0.formUnion($1.keys) }
  }

  private struct Statistics: Decodable {
    let nullCount: [String: Ignored]?
    let minValues: [String: Ignored]?
    let maxValues: [String: Ignored]?
  }

  private struct Ignored: Decodable {
    init(from decoder: any Decoder) {}
  }

  /// Compares the file's columns with those of the table, and those that it once had.
  ///
  /// A file of this program has the table's columns exactly, but for those that the table got later.
  private func check(_ schema: Schema, _ columns: Set<String>, _ isOwn: Bool) throws {
    for name in columns.sorted() where parquet.schema.index(of: name) == nil {
      // Nested columns of other programs have a counterpart in no table that is read here.
      guard isOwn || schema.index(of: name) != nil else { continue }
      throw Self.damaged("a data file has lost its column \(name)", place)
    }
    if let omitted = parquet.omitted.first(where: { schema.index(of: $0.name) != nil }) {
      throw Self.damaged("column \(omitted.name) cannot be read: \(omitted.reason)", place)
    }
    for field in parquet.schema.fields {
      guard let index = schema.index(of: field.name) else {
        guard isOwn else { continue }
        throw Self.damaged("a data file has a column \(field.name), which the table has not", place)
      }
      guard schema.fields[index].type == field.type else {
        throw Self.damaged("column \(field.name) has another type than the table says", place)
      }
      guard !isOwn || schema.fields[index].isNullable == field.isNullable else {
        throw Self.damaged("column \(field.name) allows nulls where the table does not", place)
      }
    }
  }

  /// Whether the file has the column.
  func holds(_ field: Field) -> Bool { parquet.schema.index(of: field.name) != nil }

  /// Checks that a column which allows no nulls has none.
  func check(_ field: Field, _ column: Column) throws {
    guard !field.isNullable, let validity = column.validity, validity.onesCount < validity.count
    else { return }
    throw Self.damaged("column \(field.name) has nulls, which the table excludes", place)
  }

  /// Reads from the file; whatever is wrong with it is damage of the table.
  func reading<Result>(_ body: (ParquetFile) throws -> Result) throws -> Result {
    try Self.reading(place) { try body(parquet) }
  }

  private static func reading<Result>(
    _ place: Place,
    _ body: () throws -> Result
  ) throws -> Result {
    do {
      return try body()
    } catch let fault as Fault where fault.kind == .input || fault.kind == .integrity {
      throw damaged(fault.message, place)
    }
  }

  private static func damaged(_ message: String, _ place: Place) -> Fault {
    Fault(
      .integrity,
      "the table \(place.table) is damaged: \(message)",
      at: SourcePosition(file: place.path),
      hints: [DeltaTable.restoreHint]
    )
  }
}
