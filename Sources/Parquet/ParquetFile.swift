internal import ByteIO
package import Columns
internal import Compression
internal import Concurrency
internal import Diagnostics

/// A Parquet file open for reading: its footer is read and checked, its row groups are read on
/// demand.
///
/// Flat columns of bool, integers, decimals up to 18 digits, dates, timestamps and text; floating
/// numbers are given as text. Other columns are named in `omitted`. Damaged files throw a `Fault`
/// with path and offset.
package struct ParquetFile: Sendable {
  /// A column that this reader passes over.
  package struct OmittedColumn: Sendable, Hashable {
    package let name: String
    package let reason: String
  }

  /// The path, for messages.
  package let name: String
  /// The columns that can be read.
  package let schema: Schema
  package let omitted: [OmittedColumn]
  package let rowCount: Int
  package let createdBy: String?
  package let keyValues: [(key: String, value: String?)]

  private let content: Content
  private let mappings: [ColumnMapping]
  let groups: [RowGroupMetadata]
  /// Of all chunks, group by group; nil for files that do not carry them.
  let checksums: [UInt32]?

  private enum Content: Sendable {
    case file(File)
    case memory([UInt8])
  }

  /// Opens the file at `path` and reads its footer, which must match `footerChecksum` when that is
  /// known (`ParquetSummary.footerChecksum`).
  package init(path: String, footerChecksum: UInt32? = nil) throws {
    let file = try File.open(path, .read)
    try self.init(.file(file), size: Int(file.status().size), footerChecksum, name: path)
  }

  /// Reads a file that is in memory; `name` is what messages call it.
  package init(bytes: [UInt8], footerChecksum: UInt32? = nil, name: String) throws {
    try self.init(.memory(bytes), size: bytes.count, footerChecksum, name: name)
  }

  private init(
    _ content: Content,
    size: Int,
    _ footerChecksum: UInt32?,
    name: String
  ) throws {
    do {
      let (metadata, end) = try Self.footer(content, size, footerChecksum)
      let tree = try SchemaTree(metadata.schema)
      try metadata.check(leafCount: tree.leafCount, flat: tree.mappings.map(\.leaf), end: end)
      let total = metadata.rowGroups.reduce(0) { $0 + $1.rowCount }
      guard total == metadata.rowCount else {
        throw ParquetError.damaged("row groups do not add up to the file", at: size)
      }
      self.content = content
      self.name = name
      mappings = tree.mappings
      schema = Schema(
        tree.mappings.map { Field($0.name, $0.columnType, isNullable: $0.isNullable) }
      )
      omitted = tree.omitted
      groups = metadata.rowGroups
      checksums = try ChunkChecksums.read(metadata)
      rowCount = metadata.rowCount
      createdBy = metadata.createdBy
      keyValues = metadata.keyValues.map { ($0.key, $0.value) }
    } catch let error as ParquetError {
      throw error.fault(in: name)
    }
  }

  /// Rows of each row group.
  package var groupRowCounts: [Int] { groups.map(\.rowCount) }

  /// Reads a row group as one batch; `columns` picks and orders columns by name, all when nil.
  ///
  /// Columns are decoded by at most `threads` threads. A name that the schema lacks is a
  /// programming error.
  package func batch(
    group: Int,
    columns: [String]? = nil,
    threads: Int = 1
  ) throws -> RecordBatch {
    let indices = (columns ?? schema.fields.map(\.name)).map { name -> Int in
      guard let index = schema.index(of: name) else { preconditionFailure("no column \(name)") }
      return index
    }
    let decoded = try Concurrent.map(indices.count, threads: threads) { position in
      try column(indices[position], of: group)
    }
    return RecordBatch(
      schema: Schema(indices.map { schema.fields[$0] }),
      rowCount: groups[group].rowCount,
      columns: decoded
    )
  }

  private func column(_ index: Int, of number: Int) throws -> Column {
    let mapping = mappings[index]
    let group = groups[number]
    let metadata = group.columns[mapping.leaf]
    do {
      guard metadata.type == mapping.physical else {
        throw ParquetError.damaged("a row group disagrees with the schema", at: metadata.start)
      }
      let bytes = try Self.read(content, metadata.start, metadata.compressedSize)
      // Every group has as many columns as the schema has leaves.
      let checksum = checksums.map { $0[number * group.columns.count + mapping.leaf] }
      if let checksum, CRC32(bytes.span).value != checksum {
        throw ParquetError.damaged("a column does not match its checksum", at: metadata.start)
      }
      let decoder = ChunkDecoder(
        mapping,
        metadata,
        bytes,
        base: metadata.start,
        rowCount: group.rowCount,
        isVerified: checksum != nil
      )
      return try decoder.decode()
    } catch let error as ParquetError {
      throw error.fault(in: name, column: mapping.name)
    }
  }

  // MARK: - Footer

  /// The metadata and where they begin, which is where the column chunks end.
  private static func footer(
    _ content: Content,
    _ size: Int,
    _ checksum: UInt32?
  ) throws -> (FileMetadata, end: Int) {
    // Magic, at least one byte of metadata, their length, magic.
    guard size >= 12 else { throw ParquetError.damaged("too short for a Parquet file", at: size) }
    let tail = try read(content, size - 8, 8)
    let magic = Array(tail[4...])
    if magic == Array("PARE".utf8) { throw ParquetError.unsupported("an encrypted file") }
    guard magic == ParquetWriter.magic else {
      throw ParquetError.damaged("no Parquet file: the magic at its end is missing", at: size - 4)
    }
    let length = (0..<4).reduce(0) { $0 | Int(tail[$1]) << (8 * $1) }
    guard length <= size - 12 else {
      throw ParquetError.damaged("the footer is longer than the file", at: size - 8)
    }
    let start = size - 8 - length
    let footer = try read(content, start, length)
    if let checksum {
      var found = CRC32(footer.span)
      found.update(tail.span)
      guard found.value == checksum else {
        throw ParquetError.damaged("the footer does not match its checksum", at: start)
      }
    }
    var reader = ThriftReader(footer, base: start)
    return (try FileMetadata(&reader), start)
  }

  /// The bytes of the file from `offset` on.
  func read(_ offset: Int, _ count: Int) throws -> [UInt8] {
    try Self.read(content, offset, count)
  }

  private static func read(_ content: Content, _ offset: Int, _ count: Int) throws -> [UInt8] {
    switch content {
    case .memory(let bytes): return Array(bytes[offset..<offset + count])
    case .file(let file):
      var bytes: [UInt8] = []
      bytes.reserveCapacity(count)
      while bytes.count < count {
        let position = Int64(offset + bytes.count)
        let read = try file.read(at: position, count - bytes.count, appendingTo: &bytes)
        guard read > 0 else {
          throw ParquetError.damaged("the file shrank while it was read", at: Int(position))
        }
      }
      return bytes
    }
  }
}
