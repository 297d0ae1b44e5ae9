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

  package init() {}
}

/// Builds clusters from the automatic edges of `result`, strongest first.
///
/// - `leads` says for each row of the store which lead it belongs to (any number; rows of one
///   lead start as one cluster); it is empty or has a number for each row below `newRowsFrom`.
/// - Judgements come first: a match joins, a rejection keeps apart whatever the weights say.
/// - Two records join by an edge. Before a group of several records joins another, all pairs
///   across (up to `checkedMembers` of each side) are compared: when they speak against it on the
///   whole, the one bridge is not enough and the edge is left to review.
/// - Two leads of the store may become one this way; `joinedLeads` names them.
///
/// Edges not used for these reasons turn to `review` in `result`.
package func cluster(
  _ table: MatchTable,
  _ result: inout MatchResult,
  leads: [Int32] = [],
  judgements: [MatchJudgement] = [],
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
  let order = strongestFirst(result.edges, table)
  for index in order {
    let edge = result.edges[index]
    if !builder.joinIfSupported(Int(edge.left), Int(edge.right)) {
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

/// Union-find whose sets can be listed.
private struct ClusterBuilder {
  private let table: MatchTable
  private let scorer: PairScorer
  private let options: ClusterOptions
  private let rejected: [MatchJudgement]
  private var parent: [Int32]
  private var size: [Int32]
  /// The next member of the same set, in a ring.
  private var next: [Int32]

  init(
    _ table: MatchTable,
    scorer: PairScorer,
    rejected: [MatchJudgement],
    options: ClusterOptions
  ) {
    self.table = table
    self.scorer = scorer
    self.rejected = rejected
    self.options = options
    parent = (0..<table.count).map { Int32($0) }
    size = Array(repeating: 1, count: table.count)
    next = parent
  }

  private mutating func root(_ row: Int) -> Int {
    var row = row
    while Int(parent[row]) != row {
      parent[row] = parent[Int(parent[row])]
      row = Int(parent[row])
    }
    return row
  }

  /// Joins rows of one lead.
  mutating func join(leads: [Int32]) {
    var firstRow: [Int32: Int] = [:]
    for (row, lead) in leads.enumerated() {
      if let first = firstRow[lead] { join(first, row) } else { firstRow[lead] = row }
    }
  }

  /// Joins the sets of two rows; the smaller row becomes the root.
  mutating func join(_ left: Int, _ right: Int) {
    let (first, second) = (root(left), root(right))
    guard first != second else { return }
    let (kept, joined) = (min(first, second), max(first, second))
    parent[joined] = Int32(kept)
    size[kept] += size[joined]
    next.swapAt(kept, joined)
  }

  /// Joins the sets of two rows unless a judgement, the size or the pairs across speak against
  /// it; returns whether they are one set now.
  mutating func joinIfSupported(_ left: Int, _ right: Int) -> Bool {
    let (first, second) = (root(left), root(right))
    if first == second { return true }
    let isPair = size[first] == 1 && size[second] == 1
    guard Int(size[first]) + Int(size[second]) <= options.maximumSize,
      !isRejected(first, second),
      isPair || isSupported(members(first), members(second))
    else { return false }
    join(first, second)
    return true
  }

  private mutating func isRejected(_ first: Int, _ second: Int) -> Bool {
    for judgement in rejected {
      let (left, right) = (root(Int(judgement.left)), root(Int(judgement.right)))
      if (left, right) == (first, second) || (left, right) == (second, first) { return true }
    }
    return false
  }

  private func isSupported(_ left: [Int], _ right: [Int]) -> Bool {
    var sum = 0.0
    for leftRow in left {
      for rightRow in right {
        let levels = table.levels(leftRow, rightRow)
        let score = scorer.score(levels, table.records[leftRow], table.records[rightRow])
        sum += max(-options.evidenceLimit, min(options.evidenceLimit, score.weight))
      }
    }
    return sum >= 0
  }

  /// The first members of a set by row.
  private func members(_ root: Int) -> [Int] {
    var rows = [root]
    var row = Int(next[root])
    while row != root {
      rows.append(row)
      row = Int(next[row])
    }
    return Array(rows.sorted().prefix(options.checkedMembers))
  }

  consuming func clusters(leads: [Int32]) -> Clusters {
    var clusterOf = [Int32](repeating: 0, count: table.count)
    var offsets: [Int32] = [0]
    // The root is the smallest row of its set, so it is met first.
    for row in clusterOf.indices {
      let root = root(row)
      if root == row {
        clusterOf[row] = Int32(offsets.count - 1)
        offsets.append(size[row])
      } else {
        clusterOf[row] = clusterOf[root]
      }
    }
    for cluster in 1..<max(1, offsets.count) { offsets[cluster] += offsets[cluster - 1] }
    var members = [Int32](repeating: 0, count: clusterOf.count)
    var next = offsets
    for (row, cluster) in clusterOf.enumerated() {
      members[Int(next[Int(cluster)])] = Int32(row)
      next[Int(cluster)] += 1
    }
    return Clusters(
      clusterOf: clusterOf,
      members: members,
      offsets: offsets,
      joinedLeads: Self.joinedLeads(clusterOf, leads)
    )
  }

  /// The leads that share a cluster, in the order of their first rows.
  private static func joinedLeads(_ clusterOf: [Int32], _ leads: [Int32]) -> [[Int32]] {
    var byCluster: [Int32: [Int32]] = [:]
    for (row, lead) in leads.enumerated()
    where byCluster[clusterOf[row]]?.contains(lead) != true {
      byCluster[clusterOf[row], default: []].append(lead)
    }
    return byCluster.filter { $0.value.count > 1 }.sorted { $0.key < $1.key }.map(\.value)
  }
}
