/// How well clusters agree with a known truth, counted in pairs.
package struct ClusterQuality: Sendable, Hashable {
  /// Pairs that share a cluster.
  package let foundPairs: Int
  /// Pairs that share an entity.
  package let truePairs: Int
  /// Pairs that share both.
  package let correctPairs: Int

  /// Compares the cluster of each record with its entity, both as any numbers.
  package init(clusters: [Int], entities: [Int]) {
    precondition(clusters.count == entities.count, "an entity for each record")
    struct Both: Hashable {
      let cluster: Int
      let entity: Int
    }
    foundPairs = Self.pairs(clusters)
    truePairs = Self.pairs(entities)
    correctPairs = Self.pairs(zip(clusters, entities).map { Both(cluster: $0, entity: $1) })
  }

  /// Share of found pairs that are true; 1 when none was found.
  package var precision: Double { foundPairs == 0 ? 1 : Double(correctPairs) / Double(foundPairs) }

  /// Share of true pairs that were found; 1 when there are none.
  package var recall: Double { truePairs == 0 ? 1 : Double(correctPairs) / Double(truePairs) }

  /// Harmonic mean of precision and recall.
  package var f1: Double {
    let sum = precision + recall
    return sum == 0 ? 0 : 2 * precision * recall / sum
  }

  private static func pairs(_ labels: [some Hashable]) -> Int {
    Dictionary(labels.map { ($0, 1) }, uniquingKeysWith: +).values
      .reduce(0) { $0 + $1 * ($1 - 1) / 2 }
  }
}
