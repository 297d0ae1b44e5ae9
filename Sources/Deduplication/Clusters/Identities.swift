internal import Columns

/// The rows of a cluster that say who its members are, one for each different name, birth date,
/// generation and e-mail address: what is checked before two clusters are joined, so that the work
/// does not grow with the number of records.
struct Identities {
  private let table: MatchTable

  init(_ table: MatchTable) { self.table = table }

  /// The records that say something of a person.
  func of(_ rows: [Int]) -> [Int32] {
    rows.compactMap { row in
      let record = table.records[row]
      let isSilent =
        record.given == 0 && record.birthDate == MatchRecord.noDay && record.generation == 0
        && record.legalForms == 0
      return isSilent ? nil : Int32(row)
    }
  }

  /// Both, those that are alike once.
  func union(_ left: [Int32], _ right: [Int32]) -> [Int32] {
    var keys: Set<UInt64> = []
    return (left + right).filter { keys.insert(key(Int($0))).inserted }
  }

  private func key(_ row: Int) -> UInt64 {
    let record = table.records[row]
    var key = MatchHash.combined(record.given, record.family)
    key = MatchHash.combined(key, record.email)
    key = MatchHash.combined(key, UInt64(bitPattern: Int64(record.birthDate)))
    key = MatchHash.combined(key, UInt64(record.legalForms))
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
    var spellings: [(left: UInt64, right: UInt64)] = []
    var shown = ShownNames()
    for one in left {
      for other in right {
        let (first, second) = (records[Int(one)], records[Int(other)])
        switch Contradiction(first, second, text) {
        case nil: shown.add(first, second, text)
        case .spelling:
          let pair = GivenNamePair(first, second, text)
          spellings.append((pair.leftName(first), pair.rightName(second)))
        default: return false
        }
      }
    }
    return spellings.allSatisfy { shown.left.contains($0.left) || shown.right.contains($0.right) }
  }
}

/// Given names of two clusters that a pair across shows to be one, however they are spelled.
private struct ShownNames {
  private(set) var left: Set<UInt64> = []
  private(set) var right: Set<UInt64> = []

  /// Takes over what two records show that do not contradict each other.
  mutating func add(_ first: MatchRecord, _ second: MatchRecord, _ text: Span<UInt8>) {
    if first.given == 0 || second.given == 0 { return }
    let pair = GivenNamePair(first, second, text)
    if pair.isExactSwap {
      left.formUnion([first.given, first.family])
      right.formUnion([second.given, second.family])
      return
    }
    let (one, other) = (pair.leftName(first), pair.rightName(second))
    // Initials and short forms leave open which name is meant.
    guard one == other || [.oneEdit, .twoEdits, .partial].contains(pair.agreement) else { return }
    left.insert(one)
    right.insert(other)
  }
}
