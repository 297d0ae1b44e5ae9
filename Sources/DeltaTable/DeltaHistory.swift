internal import Diagnostics

extension DeltaTable {
  /// What made each version of the table at `path`, version 0 first; empty when there is no table.
  ///
  /// A commit that does not say who made it is nil.
  package static func history(_ path: String) throws -> [CommitInfo?] {
    guard let latest = try LogSegment(table: path).latest else { return [] }
    return try LogReplay.commits(of: path, upTo: latest)
  }
}
