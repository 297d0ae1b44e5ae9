internal import Columns

/// The rows of a cluster that say who its members are, one for each different name, birth date,
/// generation and e-mail address: what is checked before two clusters are joined, so that the work
/// does not grow with the number of records.
struct Identities {
  private let table: MatchTable

  init(_ table: MatchTable) { self.table = table }

  /// A record alone; none for one that says nothing of a person.
  func of(_ row: Int) -> [Int32] {
    let record = table.records[row]
    let isSilent =
      record.given == 0 && record.birthDate == MatchRecord.noDay && record.generation == 0
    return isSilent ? [] : [Int32(row)]
  }

  /// Both, those that are alike once.
  func union(_ left: [Int32], _ right: [Int32]) -> [Int32] {
    if left.isEmpty { return right }
    if right.isEmpty { return left }
    var keys = Set(left.map { key(Int($0)) })
    return left + right.filter { keys.insert(key(Int($0))).inserted }
  }

  private func key(_ row: Int) -> UInt64 {
    let record = table.records[row]
    var key = MatchHash.combined(record.given, record.family)
    key = MatchHash.combined(key, record.email)
    key = MatchHash.combined(key, UInt64(bitPattern: Int64(record.birthDate)))
    return MatchHash.combined(key, UInt64(record.generation))
  }

  /// Whether no member of one cluster contradicts one of the other.
  ///
  /// A spelling of a given name needs no further evidence where another pair across shows that it
  /// is the other cluster's name: the same spelling there, or one borne out. An initial shows
  /// nothing.
  func agree(_ left: [Int32], _ right: [Int32]) -> Bool {
    let text = table.text.span
    let records = table.records.span
    var spellings: [(UInt64, UInt64)] = []
    var (shownLeft, shownRight) = (Set<UInt64>(), Set<UInt64>())
    for one in left {
      for other in right {
        let (first, second) = (records[Int(one)], records[Int(other)])
        switch Contradiction(first, second, text) {
        case nil where GivenNameAgreement.isShown(first, second, text):
          shownLeft.insert(first.given)
          shownRight.insert(second.given)
        case nil: break
        case .spelling: spellings.append((first.given, second.given))
        default: return false
        }
      }
    }
    return spellings.allSatisfy { shownLeft.contains($0.0) || shownRight.contains($0.1) }
  }
}
