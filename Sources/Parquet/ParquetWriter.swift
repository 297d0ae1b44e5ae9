package import ByteIO
package import Columns
internal import Compression
internal import Concurrency
internal import Diagnostics

/// What a finished Parquet file holds.
package struct ParquetSummary: Sendable, Hashable {
  /// One column over all row groups.
  package struct ColumnSummary: Sendable, Hashable {
    package let name: String
    package let nullCount: Int
    /// Only for columns that `ParquetOptions.statistics` names and that have values.
    package let minimum: StatisticValue?
    package let maximum: StatisticValue?
  }

  package let rowCount: Int
  package let byteCount: Int
  /// The CRC-32 of the footer with its length and the magic behind it.
  package let footerChecksum: UInt32
  /// In the schema's order.
  package let columns: [ColumnSummary]
}

/// Writes record batches as a Parquet file (parquet-format 2.x, data pages V1, checksums of pages
/// and column chunks).
///
/// One row group is held in memory at a time. The bytes depend on schema, rows and options alone:
/// not on how the rows are cut into batches, and not on `threads`.
package final class ParquetWriter {
  /// `created_by`: nothing of the machine or the moment, so that equal data give equal files.
  package static let createdBy = "\(ownPrefix)\(Program.version)"
  private static let ownPrefix = "\(Program.name) version "

  /// Whether `createdBy` names this program, in whatever version.
  package static func wrote(_ createdBy: String?) -> Bool {
    createdBy?.hasPrefix(ownPrefix) ?? false
  }

  private let sink: any ByteSink
  private let schema: Schema
  private let options: ParquetOptions
  private let encoders: [ChunkEncoder]
  /// Parts of batches not yet written.
  private var pending: [(batch: RecordBatch, rows: Range<Int>)] = []
  private var pendingCount = 0
  private var offset = 0
  private var metadata = FileMetadata()
  private var summaries: [[EncodedChunk]] = []
  private var footerChecksum = CRC32()

  static let magic = Array("PAR1".utf8)

  /// Writes the head of the file; `finish()` finishes the sink too.
  package init(
    _ sink: any ByteSink,
    schema: Schema,
    options: ParquetOptions = ParquetOptions()
  ) throws {
    self.sink = sink
    self.schema = schema
    self.options = options
    let mappings = schema.fields.enumerated().map { ColumnMapping($1, leaf: $0) }
    encoders = mappings.map { ChunkEncoder(mapping: $0, options: options) }
    var root = SchemaElement()
    root.name = "schema"
    root.childCount = mappings.count
    metadata.schema = [root] + mappings.map(\.element)
    metadata.createdBy = Self.createdBy
    metadata.keyValues = options.keyValues.map { .init(key: $0.key, value: $0.value) }
    try write(Self.magic)
  }

  /// Adds rows; the batch has the schema of the file.
  package func write(_ batch: RecordBatch) throws {
    precondition(batch.schema == schema, "a batch of another schema")
    for (field, column) in zip(schema.fields, batch.columns) where !field.isNullable {
      guard column.validity.map({ $0.onesCount == $0.count }) ?? true else {
        throw Fault(.bug, "null in column \(field.name), which allows none")
      }
    }
    var start = 0
    while start < batch.rowCount {
      let count = min(batch.rowCount - start, options.rowGroupRows - pendingCount)
      pending.append((batch, start..<start + count))
      pendingCount += count
      start += count
      if pendingCount == options.rowGroupRows { try flush() }
    }
  }

  /// Writes what is pending and the footer.
  @discardableResult
  package func finish() throws -> ParquetSummary {
    try flush()
    let checksums = summaries.flatMap { $0.map(\.checksum.value) }
    metadata.keyValues.append(
      .init(key: ChunkChecksums.key, value: ChunkChecksums.text(checksums))
    )
    var footer = metadata.serialized
    footer.appendLittleEndian(UInt32(footer.count))
    footer += Self.magic
    footerChecksum.update(footer.span)
    try write(footer)
    try sink.finish()
    return summary
  }

  private func flush() throws {
    guard pendingCount > 0 else { return }
    let (pending, encoders) = (pending, encoders)
    let chunks = Concurrent.map(encoders.count, threads: options.threads) { index in
      encoders[index].encode(
        ColumnRows(pending.map { .init(column: $0.batch.columns[index], rows: $0.rows) })
      )
    }
    var group = RowGroupMetadata()
    group.rowCount = pendingCount
    group.fileOffset = offset
    for (encoder, chunk) in zip(encoders, chunks) {
      group.columns.append(describe(chunk, encoder.mapping))
      group.byteSize += chunk.uncompressedSize
      group.compressedSize += chunk.bytes.count
      try write(chunk.bytes)
    }
    metadata.rowGroups.append(group)
    metadata.rowCount += pendingCount
    remember(chunks)
    self.pending = []
    pendingCount = 0
  }

  private func describe(_ chunk: EncodedChunk, _ mapping: ColumnMapping) -> ColumnChunkMetadata {
    var column = ColumnChunkMetadata()
    column.type = mapping.physical
    let isPlain = chunk.dictionaryPageOffset == nil
    column.encodings = isPlain ? [.plain, .rle] : [.plain, .rle, .rleDictionary]
    column.path = [mapping.name]
    column.codec = options.compression == .none ? .uncompressed : .gzip
    column.valueCount = pendingCount
    column.uncompressedSize = chunk.uncompressedSize
    column.compressedSize = chunk.bytes.count
    column.dataPageOffset = offset + chunk.dataPageOffset
    column.dictionaryPageOffset = chunk.dictionaryPageOffset.map { offset + $0 }
    column.statistics = chunk.statistics
    let data = chunk.dataEncoding
    column.pageCounts = [.init(page: .data, encoding: data, count: chunk.dataPageCount)]
    if chunk.dictionaryPageOffset != nil {
      column.pageCounts.insert(.init(page: .dictionary, encoding: .plain, count: 1), at: 0)
    }
    return column
  }

  /// Keeps what the summary needs, without the bytes.
  private func remember(_ chunks: [EncodedChunk]) {
    summaries.append(
      chunks.map { chunk in
        var chunk = chunk
        chunk.bytes = []
        return chunk
      }
    )
  }

  private var summary: ParquetSummary {
    let columns = schema.fields.indices.map { index in
      let chunks = summaries.map { $0[index] }
      let bounds = chunks.compactMap { chunk -> StatisticValue.Bounds? in
        guard let minimum = chunk.minimum, let maximum = chunk.maximum else { return nil }
        return (minimum, maximum)
      }
      // A row group with values but without bounds (a text too long) leaves the file without.
      let valued = zip(chunks, metadata.rowGroups).filter { $0.statistics.nullCount < $1.rowCount }
      let range = bounds.count == valued.count ? StatisticValue.union(bounds) : nil
      return ParquetSummary.ColumnSummary(
        name: schema.fields[index].name,
        nullCount: chunks.reduce(0) { $0 + $1.statistics.nullCount },
        minimum: range?.minimum,
        maximum: range?.maximum
      )
    }
    return ParquetSummary(
      rowCount: metadata.rowCount,
      byteCount: offset,
      footerChecksum: footerChecksum.value,
      columns: columns
    )
  }

  private func write(_ bytes: [UInt8]) throws {
    try sink.write(bytes)
    offset += bytes.count
  }
}
