internal import Compression
internal import Concurrency
internal import Diagnostics

extension ParquetFile {
  /// Bytes that are in memory at a time, by thread.
  private static let piece = 1 << 20

  /// Checks every byte of a file that carries checksums, decoding nothing; decodes all columns of
  /// one that carries none.
  ///
  /// The footer was checked when the file was opened.
  ///
  /// - Throws: A `Fault` for the first column chunk that is damaged.
  package func verify(threads: Int = 1) throws {
    guard let checksums else {
      for group in groupRowCounts.indices { _ = try batch(group: group, threads: threads) }
      return
    }
    let chunks = groups.flatMap(\.columns)
    var found: [UInt32] = []
    do {
      guard try read(0, ParquetWriter.magic.count) == ParquetWriter.magic else {
        throw ParquetError.damaged("no Parquet file: the magic at its beginning is missing", at: 0)
      }
      found = try Concurrent.map(chunks.count, threads: threads) { try checksum(of: chunks[$0]) }
    } catch let error as ParquetError {
      throw error.fault(in: name)
    }
    for (chunk, sums) in zip(chunks, zip(found, checksums)) where sums.0 != sums.1 {
      throw ParquetError.damaged("a column does not match its checksum", at: chunk.start)
        .fault(in: name, column: chunk.path.joined(separator: "."))
    }
  }

  private func checksum(of chunk: ColumnChunkMetadata) throws -> UInt32 {
    var checksum = CRC32()
    let end = chunk.start + chunk.compressedSize
    for start in stride(from: chunk.start, to: end, by: Self.piece) {
      let bytes = try read(start, min(Self.piece, end - start))
      checksum.update(bytes.span)
    }
    return checksum.value
  }
}
