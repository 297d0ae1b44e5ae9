extension MatchTable {
  /// The changed records of one lead that can stay in it no longer.
  ///
  /// A record parts from its lead when its new version contradicts a member and the one before did
  /// not: an initial written out, a birth date filled in. Members that did not change stay, and of
  /// the changed ones the first.
  ///
  /// - Parameters:
  ///   - unchanged: rows of the members that did not change.
  ///   - changed: rows of the others, as they were and as they are now.
  /// - Returns: indices of `changed`.
  package func parting(unchanged: [Int], changed: [(before: Int, now: Int)]) -> [Int] {
    let identities = Identities(self)
    var staying = identities.union([], identities.of(unchanged))
    var parting: [Int] = []
    for (index, versions) in changed.enumerated() {
      let now = identities.of([versions.now])
      if !identities.agree(now, staying),
        identities.agree(identities.of([versions.before]), staying)
      {
        parting.append(index)
      } else {
        staying = identities.union(staying, now)
      }
    }
    return parting
  }
}
