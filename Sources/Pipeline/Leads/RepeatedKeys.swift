import CRMModel
import Deduplication

/// Keys under which a source delivered several records that the store keeps apart.
///
/// A key names one person: what a source says of several records by giving them one key counts as
/// evidence, and they become one lead unless they contradict each other.
struct RepeatedKeys: Sendable {
  /// Two rows of the match table, the smaller first.
  struct Pair: Sendable {
    let left: Int32
    let right: Int32
  }

  /// The name of this evidence in the table `match_edges`.
  static let rule = "same key"
  /// Its log odds in bits: above every sum of comparisons.
  static let weight: Float = 60

  /// By key, the rows of its records in the order in which they came, those of the store first.
  private var chains: [RecordID: [Int32]] = [:]
  /// The first row that is new.
  private let firstNew: Int32

  /// - Parameters:
  ///   - known: the store's records.
  ///   - retired: positions of those whose key another person has now.
  ///   - newIDs: ids of the new records, in the order of their rows.
  ///   - baseKeys: the key of each new record that is not the first under its key.
  init(
    _ known: KnownRecords,
    retired: Set<Int32>,
    newIDs: [RecordID],
    baseKeys: [RecordID: RecordID]
  ) {
    firstNew = Int32(known.count)
    guard !baseKeys.isEmpty else { return }
    for key in baseKeys.values where chains[key] == nil {
      chains[key] = known.chain(of: key).filter {
        known.holdsKey[Int($0)] && !retired.contains($0)
      }
    }
    for (index, id) in newIDs.enumerated() {
      chains[baseKeys[id] ?? id]?.append(firstNew + Int32(index))
    }
  }

  /// For each new record that is not the first under its key, the first before it that nothing
  /// tells apart from it.
  func pairs(in table: MatchTable) -> [Pair] {
    var pairs: [Pair] = []
    for rows in chains.values {
      for (index, row) in rows.enumerated().dropFirst() where row >= firstNew {
        let match = rows.prefix(min(index, KeyDecisions.maximumComparisons)).first { other in
          table.contradiction(Int(other), Int(row)) == nil
            && !table.isAnotherPerson(Int(other), Int(row))
        }
        if let match { pairs.append(Pair(left: match, right: row)) }
      }
    }
    return pairs.sorted { ($0.left, $0.right) < ($1.left, $1.right) }
  }
}
