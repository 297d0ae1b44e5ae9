/// Which records are one lead.
///
/// Clusters are numbered by their smallest row, which represents them: a record of the store
/// before a new one.
package struct Clusters: Sendable {
  /// By row: the number of its cluster.
  package let clusterOf: [Int32]
  /// Members of all clusters; cluster `c` has `members[offsets[c] ..< offsets[c + 1]]`, ascending.
  package let members: [Int32]
  package let offsets: [Int32]
  /// Leads of the store that became one: the first is kept, the others redirect to it.
  package let joinedLeads: [[Int32]]

  /// Number of clusters.
  package var count: Int { offsets.count - 1 }

  /// The rows of a cluster, ascending.
  package func rows(_ cluster: Int) -> ArraySlice<Int32> {
    members[Int(offsets[cluster])..<Int(offsets[cluster + 1])]
  }
}

/// A person's word on a pair: stands above the model.
package struct MatchJudgement: Sendable, Hashable {
  package let left: Int32
  package let right: Int32
  /// Whether the two are one.
  package let isMatch: Bool

  package init(left: Int32, right: Int32, isMatch: Bool) {
    self.left = left
    self.right = right
    self.isMatch = isMatch
  }
}

/// How clusters are built.
package struct ClusterOptions: Sendable {
  /// Joins that would make a larger cluster are left to review.
  package var maximumSize = 1000
  /// Records of each side that are compared before two groups are joined.
  package var checkedMembers = 8
  /// A comparison counts at most so many bits for or against a join.
  package var evidenceLimit = 20.0
  /// Different people's names, birth dates and addresses that a cluster may show; joins that would
  /// give more are left to review.
  package var maximumIdentities = 64

  package init() {}
}

/// Builds clusters from the automatic edges of `result`, strongest first.
///
/// - `leads` says for each row of the store which lead it belongs to (any number; rows of one
///   lead start as one cluster); it is empty or has a number for each row below `newRowsFrom`.
/// - Judgements come first: a match joins, a rejection keeps apart whatever the weights say.
/// - Two records join by an edge. Before a group of several records joins another, all pairs
///   across (up to `checkedMembers` of each side) are compared: when they speak against it on the
///   whole, the one bridge is not enough and the edge is left to review. Edges of the rule
///   `certainRule` need no such support: they come from elsewhere than comparison.
/// - No two records of a cluster contradict each other (`Contradiction`), whatever third record
///   agrees with both; a record that says too little to tell two such people apart joins neither.
/// - Two leads of the store may become one this way; `joinedLeads` names them.
///
/// Edges not used for these reasons turn to `review` in `result`.
package func cluster(
  _ table: MatchTable,
  _ result: inout MatchResult,
  leads: [Int32] = [],
  judgements: [MatchJudgement] = [],
  certainRule: UInt8? = nil,
  model: MatchModel = .standard,
  thresholds: MatchThresholds = MatchThresholds(),
  options: ClusterOptions = ClusterOptions()
) -> Clusters {
  var builder = ClusterBuilder(
    table,
    scorer: PairScorer(model, thresholds: thresholds, recordCount: table.count),
    rejected: judgements.filter { !$0.isMatch },
    options: options
  )
  builder.join(leads: leads)
  for judgement in judgements where judgement.isMatch {
    builder.join(Int(judgement.left), Int(judgement.right))
  }
  builder.leaveAmbiguous(&result.edges)
  let order = strongestFirst(result.edges, table)
  for index in order {
    let edge = result.edges[index]
    let isCertain = edge.rule == certainRule
    if !builder.joinIfSupported(Int(edge.left), Int(edge.right), isCertain: isCertain) {
      result.edges[index].decision = .review
    }
  }
  return builder.clusters(leads: leads)
}

/// Indices of the automatic edges by falling weight; ties by content, so that the order of the
/// input does not matter, then by row.
private func strongestFirst(_ edges: [MatchEdge], _ table: MatchTable) -> [Int] {
  struct Key {
    let index: Int
    let weight: Float
    let content: UInt64
  }
  let keys = edges.indices.compactMap { index -> Key? in
    let edge = edges[index]
    guard edge.decision == .auto else { return nil }
    let left = table.records[Int(edge.left)].contentHash
    let right = table.records[Int(edge.right)].contentHash
    let content = MatchHash.combined(min(left, right), max(left, right))
    return Key(index: index, weight: edge.weight, content: content)
  }
  return keys.sorted {
    if $0.weight != $1.weight { return $0.weight > $1.weight }
    return ($0.content, $0.index) < ($1.content, $1.index)
  }.map(\.index)
}
