extension DeltaTable {
  /// What made each version of the table up to this one, version 0 first.
  ///
  /// A commit that does not say who made it is nil.
  package func history() throws -> [CommitInfo?] {
    try LogReplay.commits(of: path, upTo: snapshot.version)
  }
}
