internal import ByteIO
package import Columns
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
  private let groups: [RowGroupMetadata]

  /// Row groups of sane writers hold at most a few million rows.
  static let maximumGroupRows = 1 << 26

  private enum Content: Sendable {
    case file(File)
    case memory([UInt8])
  }

  /// Opens the file at `path` and reads its footer.
  package init(path: String) throws {
    let file = try File.open(path, .read)
    try self.init(.file(file), size: Int(file.status().size), name: path)
  }

  /// Reads a file that is in memory; `name` is what messages call it.
  package init(bytes: [UInt8], name: String) throws {
    try self.init(.memory(bytes), size: bytes.count, name: name)
  }

  private init(_ content: Content, size: Int, name: String) throws {
    do {
      let metadata = try Self.footer(content, size)
      let tree = try SchemaTree(metadata.schema)
      for group in metadata.rowGroups { try Self.check(group, tree.leafCount, size) }
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
      try column(indices[position], of: groups[group])
    }
    return RecordBatch(
      schema: Schema(indices.map { schema.fields[$0] }),
      rowCount: groups[group].rowCount,
      columns: decoded
    )
  }

  /// Calls `body` with one batch a row group, in order.
  package func forEachBatch(
    columns: [String]? = nil,
    threads: Int = 1,
    _ body: (RecordBatch) throws -> Void
  ) throws {
    for group in groups.indices {
      try body(try batch(group: group, columns: columns, threads: threads))
    }
  }

  private func column(_ index: Int, of group: RowGroupMetadata) throws -> Column {
    let mapping = mappings[index]
    let metadata = group.columns[mapping.leaf]
    do {
      guard metadata.type == mapping.physical else {
        throw ParquetError.damaged("a row group disagrees with the schema", at: metadata.start)
      }
      let bytes = try Self.read(content, metadata.start, metadata.compressedSize)
      let decoder = ChunkDecoder(
        mapping,
        metadata,
        bytes,
        base: metadata.start,
        rowCount: group.rowCount
      )
      return try decoder.decode()
    } catch let error as ParquetError {
      throw error.fault(in: name, column: mapping.name)
    }
  }

  // MARK: - Footer

  private static func footer(_ content: Content, _ size: Int) throws -> FileMetadata {
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
    var reader = ThriftReader(try read(content, start, length), base: start)
    return try FileMetadata(&reader)
  }

  private static func check(_ group: RowGroupMetadata, _ leafCount: Int, _ size: Int) throws {
    guard group.columns.count == leafCount else {
      throw ParquetError.damaged("a row group lacks columns", at: size)
    }
    guard group.rowCount <= maximumGroupRows else {
      throw ParquetError.unsupported("a row group with more than \(maximumGroupRows) rows")
    }
    for column in group.columns {
      guard column.start <= size, column.compressedSize <= size - column.start else {
        throw ParquetError.damaged("a column reaches beyond the file", at: size)
      }
    }
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

extension ColumnChunkMetadata {
  /// Where the first page stands; some writers give 0 for "no dictionary".
  var start: Int {
    guard let dictionaryPageOffset, dictionaryPageOffset > 0 else { return dataPageOffset }
    return min(dictionaryPageOffset, dataPageOffset)
  }
}

/// The leaves of a schema, told apart into flat ones and others.
private struct SchemaTree {
  private(set) var mappings: [ColumnMapping] = []
  private(set) var omitted: [ParquetFile.OmittedColumn] = []
  private(set) var leafCount = 0

  private let elements: [SchemaElement]
  private var next = 1

  /// Groups within groups; hostile schemas cannot exhaust the stack.
  static let maximumDepth = 40

  init(_ elements: [SchemaElement]) throws(ParquetError) {
    self.elements = elements
    guard let root = elements.first, root.type == nil else {
      throw .damaged("the schema has no root", at: 0)
    }
    for _ in 0..<min(root.childCount, elements.count) { try child(path: [], depth: 1) }
    guard next == elements.count, root.childCount < elements.count else {
      throw .damaged("the schema does not add up", at: 0)
    }
    guard Set(mappings.map(\.name)).count == mappings.count else {
      throw .damaged("two columns of one name", at: 0)
    }
  }

  private mutating func child(path: [String], depth: Int) throws(ParquetError) {
    guard next < elements.count else { throw .damaged("the schema does not add up", at: 0) }
    let element = elements[next]
    next += 1
    if element.type == nil {
      guard depth < Self.maximumDepth else { throw .damaged("groups nested too deeply", at: 0) }
      for _ in 0..<min(element.childCount, elements.count) {
        try child(path: path + [element.name], depth: depth + 1)
      }
      return
    }
    let leaf = leafCount
    leafCount += 1
    let name = (path + [element.name]).joined(separator: ".")
    guard path.isEmpty else {
      omitted.append(.init(name: name, reason: "a nested column"))
      return
    }
    switch ColumnMapping.reading(element, leaf: leaf) {
    case .readable(let mapping): mappings.append(mapping)
    case .omitted(let reason): omitted.append(.init(name: name, reason: reason))
    }
  }
}
