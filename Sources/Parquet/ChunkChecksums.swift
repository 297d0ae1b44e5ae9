/// The CRC-32 of each column chunk of a file, as key-value metadata of its footer.
///
/// A page's own checksum (parquet.thrift, PageHeader.crc) covers its body alone. These cover the
/// page headers too, so that with the checksum of the footer, which the Delta log keeps, no bit of a
/// data file can change unnoticed.
enum ChunkChecksums {
  /// The key; the value is eight hexadecimal digits a chunk, row group by row group.
  static let key = "starcrm.chunk_crc32"

  /// The value for the checksums of all chunks.
  static func text(_ checksums: [UInt32]) -> String {
    String(checksums.flatMap { $0.hexadecimal })
  }

  /// Reads the value; nil when the file has none.
  static func read(_ metadata: FileMetadata) throws(ParquetError) -> [UInt32]? {
    guard let text = metadata.keyValues.first(where: { $0.key == key })?.value else { return nil }
    let digits = Array(text.utf8)
    let expected = metadata.rowGroups.reduce(0) { $0 + $1.columns.count }
    guard digits.count == 8 * expected else {
      throw .damaged("the checksums do not fit the columns", at: 0)
    }
    var checksums: [UInt32] = []
    checksums.reserveCapacity(expected)
    for start in stride(from: 0, to: digits.count, by: 8) {
      let part = String(decoding: digits[start..<start + 8], as: UTF8.self)
      guard let checksum = UInt32(part, radix: 16) else {
        throw .damaged("a checksum is not a number", at: 0)
      }
      checksums.append(checksum)
    }
    return checksums
  }
}

extension UInt32 {
  /// Eight hexadecimal digits.
  package var hexadecimal: String {
    let digits = String(self, radix: 16)
    return String(repeating: "0", count: 8 - digits.utf8.count) + digits
  }
}
