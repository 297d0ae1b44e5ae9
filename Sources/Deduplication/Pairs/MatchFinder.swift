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
/// Rows below `newRowsFrom` are the store's: they are compared with new rows only, not with each
/// other. The result depends on the records alone, not on threads.
package func findMatches(
  _ table: MatchTable,
  newRowsFrom: Int = 0,
  model: MatchModel = .standard,
  options: MatchOptions = MatchOptions()
) -> MatchResult {
  MatchFinder(table, newRowsFrom: newRowsFrom, model: model, options: options).run()
}

/// Works through the blocking rules one after the other; a pair belongs to the first rule whose
/// block holds it, so that no set of pairs seen is needed.
private struct MatchFinder {
  private let table: MatchTable
  private let newRowsFrom: Int
  private let options: MatchOptions
  private let scorer: PairScorer
  private let reviewWeight: Double
  /// By rule: the blocks that were split, and what remained too large after that.
  private var split: [Set<UInt64>]
  private var leftOut: [Set<UInt64>]

  init(_ table: MatchTable, newRowsFrom: Int, model: MatchModel, options: MatchOptions) {
    self.table = table
    self.newRowsFrom = newRowsFrom
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
    result.edges.sort { ($0.left, $0.right) < ($1.left, $1.right) }
    return result
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

  /// Number of pairs of a block in which at least one row is new.
  private func pairCount(_ entries: [BlockEntry], _ block: Range<Int>) -> Int {
    guard block.count > 1 else { return 0 }
    // Rows ascend within a block.
    let old = block.prefix { Int(entries[$0].row) < newRowsFrom }.count
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
    let records = table.records.span
    let text = table.text.span
    for right in block.dropFirst() {
      let rightRow = Int(entries[right].row)
      if rightRow < newRowsFrom { continue }
      for left in block.lowerBound..<right {
        let leftRow = Int(entries[left].row)
        if isCompared(records[leftRow], records[rightRow], before: rule) { continue }
        found.comparedPairs += 1
        let levels = PairComparer.levels(records[leftRow], records[rightRow], text)
        let score = scorer.score(levels, records[leftRow], records[rightRow], text)
        if score.weight < reviewWeight { continue }
        found.edges.append(
          MatchEdge(
            left: Int32(leftRow),
            right: Int32(rightRow),
            weight: Float(score.weight),
            rule: UInt8(rule),
            decision: score.mayMerge ? .auto : .review
          )
        )
      }
    }
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
