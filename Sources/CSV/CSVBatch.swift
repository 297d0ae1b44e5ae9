package import Columns
package import Diagnostics

/// The original bytes of a batch's rows, without their line ends.
package struct RecordBytes: Sendable {
  package let bytes: [UInt8]
  package let ranges: [Range<Int>]

  /// `ranges[row]` says where row `row` stands in `bytes`.
  package init(bytes: [UInt8], ranges: [Range<Int>]) {
    self.bytes = bytes
    self.ranges = ranges
  }

  /// The bytes of a row as they stand in the file.
  package subscript(row: Int) -> ArraySlice<UInt8> { bytes[ranges[row]] }
}

/// Some rows of a file, with where they came from and what could not be read between them.
package struct CSVBatch: Sendable {
  /// The requested columns, all of them text.
  ///
  /// An empty cell is empty, never null: null means that the file has no such column.
  package let batch: RecordBatch
  package let origins: RowOrigins
  /// Records near these rows that are not sound, in the order of the file.
  package let quarantined: [QuarantinedRecord]
  /// The rows as they stand in the file, when the reader was asked to keep them.
  package let recordBytes: RecordBytes?

  package init(
    batch: RecordBatch,
    origins: RowOrigins,
    quarantined: [QuarantinedRecord],
    recordBytes: RecordBytes?
  ) {
    self.batch = batch
    self.origins = origins
    self.quarantined = quarantined
    self.recordBytes = recordBytes
  }
}

/// What became of everything in a file: nothing is read without being counted here.
package struct CSVCounts: Hashable, Sendable {
  /// Sound records, delivered as rows.
  package var rows: Int64 = 0
  package var quarantined: Int64 = 0
  package var blankLines: Int64 = 0
  package var comments: Int64 = 0
  /// Trailing lines that a reporting tool put under the data.
  package var footerLines: Int64 = 0
  /// Rows whose quoted fields hold many lines that look like records.
  package var swallowing: Int64 = 0

  package init() {}

  /// Rows and quarantined records: what entered the pipeline.
  package var records: Int64 { rows + quarantined }

  static func += (left: inout CSVCounts, right: CSVCounts) {
    left.rows += right.rows
    left.quarantined += right.quarantined
    left.blankLines += right.blankLines
    left.comments += right.comments
    left.footerLines += right.footerLines
    left.swallowing += right.swallowing
  }
}
