/// How a Parquet file is laid out.
package struct ParquetOptions: Sendable {
  /// How pages are compressed.
  package enum Compression: Sendable, Hashable {
    case none
    /// zlib's level, 1 to 9.
    case gzip(level: Int)
  }

  package var compression: Compression
  /// Rows held in memory before they are encoded and written.
  package var rowGroupRows: Int
  package var pageRows: Int
  /// A page ends before it would grow beyond this, uncompressed.
  package var pageBytes: Int
  /// The columns whose smallest and largest value may stand in the footer (law 6 of design.md: no
  /// personal value in a statistic); counts of nulls are written for all.
  package var statistics: Set<String>
  /// Columns encoded at the same time; changes no byte of the file.
  package var threads: Int
  /// Key-value metadata of the file, in this order.
  package var keyValues: [(key: String, value: String)]

  package init(
    compression: Compression = .none,
    rowGroupRows: Int = 131_072,
    pageRows: Int = 20_000,
    pageBytes: Int = 1 << 20,
    statistics: Set<String> = [],
    threads: Int = 1,
    keyValues: [(key: String, value: String)] = []
  ) {
    self.compression = compression
    self.rowGroupRows = max(rowGroupRows, 1)
    self.pageRows = max(pageRows, 1)
    self.pageBytes = max(pageBytes, 1)
    self.statistics = statistics
    self.threads = max(threads, 1)
    self.keyValues = keyValues
  }

  /// Dictionaries beyond this size are given up for plain pages.
  static let maximumDictionaryBytes = 1 << 20

  /// Rows looked at before a dictionary is tried, spread over the row group.
  static let dictionarySample = 1024

  /// Texts longer than this get no minimum or maximum.
  static let maximumStatisticBytes = 64
}
