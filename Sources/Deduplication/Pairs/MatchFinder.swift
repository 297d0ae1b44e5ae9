internal import Concurrency

/// How pairs are looked for.
package struct MatchOptions: Sendable {
  package var thresholds = MatchThresholds()
  package var rules = BlockingRule.standard
  /// Blocks with more pairs are split by a further key, and reported where that does not help.
  package var maximumBlockPairs = 5000
  /// The result is the same for any number.
  package var threads = 1

  package init() {}
}

/// Finds the pairs of a table that are probably one person or organisation.
///
/// Rows below `newRowsFrom` are the store's: they are compared with new rows and with the changed
/// ones among them, not with each other. The result depends on the records alone, not on threads.
package func findMatches(
  _ table: MatchTable,
  newRowsFrom: Int = 0,
  changed: Set<Int32> = [],
  model: MatchModel = .standard,
  options: MatchOptions = MatchOptions()
) -> MatchResult {
  MatchFinder(
    table,
    newRowsFrom: newRowsFrom,
    changed: changed,
    model: model,
    options: options
  ).run()
}

/// Works through the blocking rules one after the other; a pair belongs to the first rule whose
/// block holds it, so that no set of pairs seen is needed.
private struct MatchFinder {
  private let table: MatchTable
  private let newRowsFrom: Int
  /// Rows of the store that are compared like new ones.
  private let changed: Set<Int32>
  private let options: MatchOptions
  private let scorer: PairScorer
  private let reviewWeight: Double
  /// By rule: the blocks that were split, and what remained too large after that.
  private var split: [Set<UInt64>]
  private var leftOut: [Set<UInt64>]

  init(
    _ table: MatchTable,
    newRowsFrom: Int,
    changed: Set<Int32>,
    model: MatchModel,
    options: MatchOptions
  ) {
    self.table = table
    self.newRowsFrom = newRowsFrom
    self.changed = changed
    self.options = options
    scorer = PairScorer(model, thresholds: options.thresholds, recordCount: table.count)
    reviewWeight = MatchThresholds.weight(ofProbability: options.thresholds.review)
    split = Array(repeating: [], count: options.rules.count)
    leftOut = Array(repeating: [], count: options.rules.count)
  }

  consuming func run() -> MatchResult {
    var result = MatchResult(edges: [], rules: options.rules, comparedPairs: 0, blockedOut: [])
    let present = KeyParts.present(table.records)
    for index in options.rules.indices where present.isSuperset(of: options.rules[index].parts) {
      let rule = options.rules[index]
      let blocks = BlockIndex(table, threads: options.threads) { rule.key($0) }
      let finder = self
      let parts = Concurrent.map(BlockIndex.partCount, threads: options.threads) { part in
        finder.compare(blocks.part(part), rule: index)
      }
      var blockedOut = BlockedOut(rule: rule.name, blocks: 0, pairs: 0)
      for part in parts {
        result.edges.append(contentsOf: part.edges)
        result.comparedPairs += part.comparedPairs
        split[index].formUnion(part.split)
        leftOut[index].formUnion(part.leftOut)
        blockedOut.blocks += part.split.count
        blockedOut.pairs += part.pairsLeftOut
      }
      if blockedOut.pairs > 0 { result.blockedOut.append(blockedOut) }
    }
    compareAlike(&result)
    result.edges.sort { ($0.left, $0.right) < ($1.left, $1.right) }
    return result
  }

  /// Compares each record with the first of those that it is equal to in everything compared.
  private func compareAlike(_ result: inout MatchResult) {
    var found = Found()
    for row in table.alike.repeated where isAsked(row) || isAsked(table.alike.first[Int(row)]) {
      let first = table.alike.first[Int(row)]
      let key = KeyParts.agreeing(table.records[Int(first)], table.records[Int(row)])
      let rule = options.rules.firstIndex { key.isSuperset(of: $0.parts) }
      if let rule { judge(first, row, rule, &found) }
    }
    result.edges += found.edges
    result.comparedPairs += found.comparedPairs
  }

  /// What one part of a rule's blocks gave.
  private struct Found: Sendable {
    var edges: [MatchEdge] = []
    var comparedPairs = 0
    var split: [UInt64] = []
    var leftOut: [UInt64] = []
    var pairsLeftOut = 0
  }

  private func compare(_ entries: [BlockEntry], rule: Int) -> Found {
    var found = Found()
    var start = 0
    while start < entries.count {
      var end = start + 1
      while end < entries.count, entries[end].key == entries[start].key { end += 1 }
      let pairs = pairCount(entries, start..<end)
      if pairs > options.maximumBlockPairs {
        found.split.append(entries[start].key)
        found.pairsLeftOut += pairs - compareSplit(entries, start..<end, rule, &found)
      } else if pairs > 0 {
        compareBlock(entries, start..<end, rule, &found)
      }
      start = end
    }
    return found
  }

  /// Whether a row is compared with all others: a new one, or one that has changed.
  private func isAsked(_ row: Int32) -> Bool {
    Int(row) >= newRowsFrom || (!changed.isEmpty && changed.contains(row))
  }

  /// Number of pairs of a block in which at least one row is new or changed.
  private func pairCount(_ entries: [BlockEntry], _ block: Range<Int>) -> Int {
    guard block.count > 1 else { return 0 }
    // Rows ascend within a block.
    let stored = block.prefix { Int(entries[$0].row) < newRowsFrom }
    let old = changed.isEmpty ? stored.count : stored.count { !changed.contains(entries[$0].row) }
    return block.count * (block.count - 1) / 2 - old * (old - 1) / 2
  }

  /// Splits a block by the rule's further key and returns the number of pairs covered.
  private func compareSplit(
    _ entries: [BlockEntry],
    _ block: Range<Int>,
    _ rule: Int,
    _ found: inout Found
  ) -> Int {
    let records = table.records
    var refined: [BlockEntry] = block.compactMap { index in
      let row = entries[index].row
      let key = options.rules[rule].refinedKey(records[Int(row)])
      return key == 0 ? nil : BlockEntry(key: key, row: row)
    }
    refined.sort { ($0.key, $0.row) < ($1.key, $1.row) }
    var covered = 0
    var start = 0
    while start < refined.count {
      var end = start + 1
      while end < refined.count, refined[end].key == refined[start].key { end += 1 }
      let pairs = pairCount(refined, start..<end)
      if pairs > options.maximumBlockPairs {
        found.leftOut.append(refined[start].key)
      } else {
        covered += pairs
        compareBlock(refined, start..<end, rule, &found)
      }
      start = end
    }
    return covered
  }

  private func compareBlock(
    _ entries: [BlockEntry],
    _ block: Range<Int>,
    _ rule: Int,
    _ found: inout Found
  ) {
    /// Changed rows of the store met so far: what an unchanged one is compared with.
    var changedRows: [Int32] = []
    for right in block {
      let row = entries[right].row
      if isAsked(row) {
        for left in block.lowerBound..<right { compare(entries[left].row, row, rule, &found) }
        if Int(row) < newRowsFrom { changedRows.append(row) }
      } else {
        for left in changedRows { compare(left, row, rule, &found) }
      }
    }
  }

  private func compare(_ leftRow: Int32, _ rightRow: Int32, _ rule: Int, _ found: inout Found) {
    let records = table.records.span
    let (left, right) = (records[Int(leftRow)], records[Int(rightRow)])
    if isCompared(left, right, before: rule) { return }
    judge(leftRow, rightRow, rule, &found)
  }

  private func judge(_ leftRow: Int32, _ rightRow: Int32, _ rule: Int, _ found: inout Found) {
    let text = table.text.span
    let (left, right) = (table.records[Int(leftRow)], table.records[Int(rightRow)])
    found.comparedPairs += 1
    let levels = PairComparer.levels(left, right, text)
    let score = scorer.score(levels, left, right, text)
    if score.weight < reviewWeight { return }
    found.edges.append(
      MatchEdge(
        left: leftRow,
        right: rightRow,
        weight: Float(score.weight),
        rule: UInt8(rule),
        decision: score.mayMerge ? .auto : .review
      )
    )
  }

  /// Whether an earlier rule compared the two.
  private func isCompared(
    _ left: MatchRecord,
    _ right: MatchRecord,
    before rule: Int
  ) -> Bool {
    guard rule > 0 else { return false }
    let agreeing = KeyParts.agreeing(left, right)
    for earlier in 0..<rule where agreeing.isSuperset(of: options.rules[earlier].parts) {
      if split[earlier].isEmpty || !split[earlier].contains(options.rules[earlier].key(left)) {
        return true
      }
      if agreeing.isSuperset(of: options.rules[earlier].refinement),
        !leftOut[earlier].contains(options.rules[earlier].refinedKey(left))
      {
        return true
      }
    }
    return false
  }
}
