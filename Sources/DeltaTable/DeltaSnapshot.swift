package import Columns

/// The state of a table at one version.
package struct DeltaSnapshot: Sendable, Hashable {
  package let version: Int64
  package let metadata: TableMetadata
  /// The data files that make up the table, in the order in which they were added.
  package let files: [DataFile]
  /// The last `txn` version of each application.
  package let transactions: [String: Int64]
  /// The commit that made this version.
  package let commit: CommitInfo?

  package var schema: Schema { metadata.schema.schema }

  /// Number of rows; nil when a file was added without statistics.
  package var rowCount: Int? {
    var sum = 0
    for file in files {
      guard let count = file.rowCount else { return nil }
      sum += count
    }
    return sum
  }
}
