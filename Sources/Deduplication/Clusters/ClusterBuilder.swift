/// Joins records into clusters, and refuses joins that a judgement, a contradiction or the pairs
/// across speak against: a union-find whose sets can be listed.
struct ClusterBuilder {
  private let table: MatchTable
  private let scorer: PairScorer
  private let options: ClusterOptions
  private let rejected: [MatchJudgement]
  private var parent: [Int32]
  private var size: [Int32]
  /// For each root, how many different records its set has.
  private var contents: [Int32]
  /// The next member of the same set, in a ring.
  private var next: [Int32]
  /// For each root of a large set, the rows that say who its members are (`Identities`).
  private var identities: [Int32: [Int32]] = [:]
  /// Sets up to this size are looked through when it is asked who their members are.
  private static let smallSize = 8

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
    contents = size
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
    if Int(size[kept] + size[joined]) > Self.smallSize {
      let union = Identities(table).union(identities(kept), identities(joined))
      identities[Int32(joined)] = nil
      identities[Int32(kept)] = union
    }
    parent[joined] = Int32(kept)
    size[kept] += size[joined]
    contents[kept] += contents[joined]
    next.swapAt(kept, joined)
  }

  /// The rows that say who the members of a set are.
  private func identities(_ root: Int) -> [Int32] {
    identities[Int32(root)] ?? Identities(table).of(allMembers(root))
  }

  /// Joins the sets of two rows unless a judgement, the size, a contradiction or the pairs across
  /// speak against it; returns whether they are one set now.
  ///
  /// The pairs across are not asked when it `isCertain` that the two rows are one.
  mutating func joinIfSupported(_ left: Int, _ right: Int, isCertain: Bool = false) -> Bool {
    let (first, second) = (root(left), root(right))
    if first == second { return true }
    if isRejected(first, second) { return false }
    if size[second] == 1 && table.alike.first[left] == table.alike.first[right] {
      // Says nothing that the set does not say already.
      contents[second] = 0
    } else {
      let isPair = size[first] == 1 && size[second] == 1
      guard Int(contents[first]) + Int(contents[second]) <= options.maximumSize,
        isPair
          || (agree(first, second)
            && (isCertain || isSupported(members(first), members(second))))
      else { return false }
    }
    join(first, second)
    return true
  }

  /// Whether no member of one set contradicts one of the other.
  private func agree(_ first: Int, _ second: Int) -> Bool {
    let (left, right) = (identities(first), identities(second))
    return left.count + right.count <= options.maximumIdentities
      && Identities(table).agree(left, right)
  }

  /// Leaves edges to review by which a record could belong to either of two people who contradict
  /// each other: an initial between husband and wife.
  ///
  /// The stronger edge holds when it is so much stronger that the choice is as sure as a merge must
  /// be.
  mutating func leaveAmbiguous(_ edges: inout [MatchEdge]) {
    let ambiguity = AmbiguousRecords(table, edges)
    var ambiguous: [Int] = []
    for rivals in ambiguity.rivals(within: scorer.mergeWeight) {
      if root(Int(rivals.one)) != root(Int(rivals.other)) { ambiguous += rivals.weaker }
    }
    for index in ambiguous { edges[index].decision = .review }
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
        let (first, second) = (table.records[leftRow], table.records[rightRow])
        // A bare mailbox says nothing about a person's other addresses.
        if first.email != second.email, first.isBareMailbox || second.isBareMailbox { continue }
        let levels = table.levels(leftRow, rightRow)
        let score = scorer.score(
          levels,
          first,
          second,
          table.text.span
        )
        sum += max(-options.evidenceLimit, min(options.evidenceLimit, score.weight))
      }
    }
    return sum >= 0
  }

  private func allMembers(_ root: Int) -> [Int] {
    var rows = [root]
    var row = Int(next[root])
    while row != root {
      rows.append(row)
      row = Int(next[row])
    }
    return rows
  }

  /// The first members of a set by content, so that the order of the input does not matter.
  private func members(_ root: Int) -> [Int] {
    let rows = allMembers(root)
    guard rows.count > options.checkedMembers else { return rows }
    let keyed = rows.map { (key: table.records[$0].contentHash, row: $0) }
    return keyed.sorted { ($0.key, $0.row) < ($1.key, $1.row) }
      .prefix(options.checkedMembers).map(\.row)
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
