internal import Concurrency

/// Levels of a pair's comparisons, packed: a byte each, in the order of `Comparison`.
struct PackedLevels: Hashable, Comparable, Sendable {
  private let bits: UInt64

  init(_ levels: LevelPattern) {
    var bits: UInt64 = 0
    for index in levels.indices { bits |= UInt64(levels[index]) << UInt64(8 * index) }
    self.bits = bits
  }

  /// The level of a comparison.
  subscript(comparison: Comparison) -> Int {
    Int(bits >> UInt64(8 * comparison.rawValue) & 0xFF)
  }

  var levels: LevelPattern {
    var levels = LevelPattern(repeating: 0)
    for index in levels.indices { levels[index] = UInt8(bits >> UInt64(8 * index) & 0xFF) }
    return levels
  }

  static func < (left: PackedLevels, right: PackedLevels) -> Bool { left.bits < right.bits }
}

/// How often each pattern of levels occurs, ordered by pattern so that sums do not depend on
/// hashing.
typealias PatternCounts = [(pattern: PackedLevels, count: Double)]

/// Pairs from which a model is estimated, chosen by content and counted by pattern.
struct PairSample: Sendable {
  /// Pairs of one blocking rule.
  struct Block: Sendable {
    /// Comparisons whose level the rule fixes; it says nothing about them.
    let fixed: Set<Comparison>
    let patterns: PatternCounts
  }

  /// Pairs of records drawn at random.
  let random: PatternCounts
  let blocked: [Block]

  /// Records drawn for random pairs: half a million pairs.
  private static let drawnRecords = 1000
  /// About how many records' blocks are looked at, for each rule.
  private static let blockedRecords = 200_000
  /// Larger blocks are left out: they hold mostly different people.
  private static let maximumBlock = 30

  init(_ table: MatchTable, rules: [BlockingRule], threads: Int) {
    random = Self.drawn(table)
    let present = KeyParts.present(table.records)
    let rules = rules.filter { present.isSuperset(of: $0.parts) }
    blocked = Concurrent.map(rules.count, threads: threads) { index in
      Block(fixed: rules[index].parts.comparisons, patterns: Self.blocked(table, rules[index]))
    }
  }

  private static func drawn(_ table: MatchTable) -> PatternCounts {
    let keys = table.records.map { MatchHash.finished($0.contentHash) }
    let rows = keys.indices.sorted { (keys[$0], $0) < (keys[$1], $1) }.prefix(drawnRecords)
    var counts: [PackedLevels: Double] = [:]
    for (place, left) in rows.enumerated() {
      for right in rows.dropFirst(place + 1) {
        counts[PackedLevels(table.levels(left, right)), default: 0] += 1
      }
    }
    return sorted(counts)
  }

  private static func blocked(_ table: MatchTable, _ rule: BlockingRule) -> PatternCounts {
    let parts = min(
      BlockIndex.partCount,
      max(1, BlockIndex.partCount * blockedRecords / max(1, table.count))
    )
    let blocks = BlockIndex(table, threads: 1) { record in
      let key = rule.key(record)
      return BlockIndex.part(ofKey: key) < parts ? key : 0
    }
    var counts: [PackedLevels: Double] = [:]
    for part in 0..<parts {
      let entries = blocks.part(part)
      var start = 0
      while start < entries.count {
        var end = start + 1
        while end < entries.count, entries[end].key == entries[start].key { end += 1 }
        if end - start <= maximumBlock { count(entries[start..<end], table, &counts) }
        start = end
      }
    }
    return sorted(counts)
  }

  private static func count(
    _ block: ArraySlice<BlockEntry>,
    _ table: MatchTable,
    _ counts: inout [PackedLevels: Double]
  ) {
    for right in block.indices.dropFirst() {
      for left in block.startIndex..<right {
        let levels = table.levels(Int(block[left].row), Int(block[right].row))
        counts[PackedLevels(levels), default: 0] += 1
      }
    }
  }

  private static func sorted(_ counts: [PackedLevels: Double]) -> PatternCounts {
    counts.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
  }
}

extension KeyParts {
  /// The comparisons whose level is given by agreement on these parts.
  var comparisons: Set<Comparison> {
    var fixed: Set<Comparison> = []
    if contains(.email) || contains(.emailLocal) { fixed.insert(.email) }
    if contains(.phone) { fixed.insert(.phone) }
    if contains(.birthDate) || contains(.birthYear) || contains(.birthDay) {
      fixed.insert(.birthDate)
    }
    if contains(.given) || contains(.names) || contains(.givenPrefix) { fixed.insert(.givenName) }
    if contains(.family) || contains(.names) || contains(.familyPrefix) {
      fixed.insert(.familyName)
    }
    if contains(.postalCode) || contains(.locality) { fixed.insert(.place) }
    if contains(.street) { fixed.insert(.street) }
    if contains(.organisation) || contains(.organisationAlone) { fixed.insert(.organisation) }
    return fixed
  }
}
