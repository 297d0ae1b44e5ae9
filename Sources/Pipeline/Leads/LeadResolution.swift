import CRMModel
import Deduplication

/// Which lead each new record belongs to.
struct LeadResolution: Sendable {
  /// By new record, in the order of intake.
  private(set) var leads: [RecordID] = []
  /// By new record: records of its lead that are new in this run.
  private(set) var newMembers: [Int32] = []
  /// By new record: whether the lead is new and this is its first record.
  private(set) var isFounder: [Bool] = []
  /// Leads of the store that new or changed records touch, after joining.
  private(set) var touched: Set<RecordID> = []
  /// Leads of the store that became another one.
  private(set) var redirects: [RecordID: RecordID] = [:]
  /// Pairs found alike, by row of the match table.
  private(set) var edges: [MatchEdge] = []
  private(set) var rules: [String] = []
  private(set) var statistics = Statistics()

  struct Statistics: Sendable {
    var comparedPairs = 0
    var mergedPairs = 0
    var reviewPairs = 0
    var joinedLeads = 0
    var blockedOut: [BlockedOut] = []
  }

  /// How records are joined.
  struct Settings: Sendable {
    var options = MatchOptions()
    var model = MatchModel.standard
  }

  /// Resolves new records against each other and against the store's.
  ///
  /// - Parameters:
  ///   - known: the store's records; rows 0 ..< `known.count` of the match table.
  ///   - table: features of the store's records and of the new ones behind them.
  ///   - newIDs: ids of the new records, in the order of their rows.
  ///   - returning: the leads that come back with them; empty when none does.
  ///   - sameKey: pairs of rows that one source delivered under one key and that nothing tells apart.
  ///   - updated: positions of known records that have a new version; they are matched as it makes
  ///     them.
  ///   - settings: how records are joined.
  init(
    known: KnownRecords,
    table: MatchTable,
    newIDs: [RecordID],
    returning: ReturningLeads,
    sameKey: [RepeatedKeys.Pair],
    updated: [Int32],
    settings: Settings
  ) {
    var result = findMatches(
      table,
      newRowsFrom: known.count,
      changed: Set(updated),
      model: settings.model,
      options: settings.options
    )
    rules = result.rules.map(\.name)
    add(sameKey, to: &result)
    returning.keepApart(&result, known)
    let clusters = cluster(
      table,
      &result,
      leads: Self.numbers(known.leads),
      judgements: returning.judgements(known),
      certainRule: sameKey.isEmpty ? nil : UInt8(rules.count - 1),
      model: settings.model,
      thresholds: settings.options.thresholds
    )
    // Records of one lead were found alike before.
    edges = result.edges.filter { edge in
      Int(edge.right) >= known.count
        || known.leads[Int(edge.left)] != known.leads[Int(edge.right)]
    }
    statistics.comparedPairs = result.comparedPairs
    statistics.blockedOut = result.blockedOut
    statistics.mergedPairs = edges.count { $0.decision == .auto }
    statistics.reviewPairs = edges.count { $0.decision == .review }
    assign(clusters, known, returning.leadIDs(newIDs), returning)
    for position in updated { touch(known.leads[Int(position)]) }
    statistics.joinedLeads = redirects.count
    redirect(returning)
  }

  /// Adds what a source says by giving several records one key.
  private mutating func add(_ pairs: [RepeatedKeys.Pair], to result: inout MatchResult) {
    guard !pairs.isEmpty else { return }
    let isSame = Set(pairs.map { [$0.left, $0.right] })
    result.edges.removeAll { isSame.contains([$0.left, $0.right]) }
    result.edges += pairs.map { pair in
      MatchEdge(
        left: pair.left,
        right: pair.right,
        weight: RepeatedKeys.weight,
        rule: UInt8(rules.count),
        decision: .auto
      )
    }
    result.edges.sort { ($0.left, $0.right) < ($1.left, $1.right) }
    rules.append(RepeatedKeys.rule)
  }

  /// Resolves when no record is new or has changed.
  init() {}

  /// A number for each distinct lead.
  private static func numbers(_ leads: [RecordID]) -> [Int32] {
    var index = RecordIndex()
    var count: Int32 = 0
    return leads.map { lead in
      if let number = index[lead] { return Int32(number) }
      defer { count += 1 }
      index.insert(lead, Int(count))
      return count
    }
  }

  /// An id with which a lead came back, but that is another lead's here, still resolves.
  private mutating func redirect(_ returning: ReturningLeads) {
    for (row, lead) in returning.rows.enumerated() {
      guard let lead, lead.id != leads[row], !returning.isStored(lead.id) else { continue }
      redirects[lead.id] = leads[row]
    }
  }

  /// `newIDs` are the ids of the leads that new records found.
  private mutating func assign(
    _ clusters: Clusters,
    _ known: KnownRecords,
    _ newIDs: [RecordID],
    _ returning: ReturningLeads
  ) {
    let first = known.count
    leads = newIDs
    newMembers = Array(repeating: 1, count: newIDs.count)
    isFounder = Array(repeating: true, count: newIDs.count)
    for number in 0..<clusters.count {
      let rows = clusters.rows(number)
      guard let smallest = rows.first, let largest = rows.last else { continue }
      guard Int(largest) >= first else {
        // Only records of the store: a changed one may have brought leads together.
        let lead = known.leads[Int(smallest)]
        if rows.contains(where: { known.leads[Int($0)] != lead }) { join(rows, lead, known) }
        continue
      }
      let new = rows.filter { Int($0) >= first }
      let isStored = Int(smallest) < first
      let founder = returning.first(of: new.map { Int($0) - first }) ?? Int(smallest) - first
      let lead = isStored ? known.leads[Int(smallest)] : newIDs[founder]
      for row in new {
        leads[Int(row) - first] = lead
        newMembers[Int(row) - first] = Int32(new.count)
        isFounder[Int(row) - first] = !isStored && row == smallest
      }
      if isStored { join(rows, lead, known) }
    }
  }

  /// All leads of a cluster's stored records become `lead`.
  private mutating func join(_ rows: ArraySlice<Int32>, _ lead: RecordID, _ known: KnownRecords) {
    touched.insert(lead)
    for row in rows where Int(row) < known.count && known.leads[Int(row)] != lead {
      redirects[known.leads[Int(row)]] = lead
    }
  }

  /// Notes leads of which a record has gone.
  mutating func touch(_ leads: Set<RecordID>) {
    for lead in leads { touch(lead) }
  }

  private mutating func touch(_ lead: RecordID) { touched.insert(redirects[lead] ?? lead) }
}
