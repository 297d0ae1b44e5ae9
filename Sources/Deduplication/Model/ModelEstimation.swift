extension MatchModel {
  /// The model fitted to the records of a table, so that weights follow what its sources get right
  /// and wrong.
  ///
  /// u comes from random pairs, m by expectation maximisation over the pairs that blocking brings
  /// together, each comparison from rules that do not fix its value. Both are held to this model
  /// by a number of imagined pairs, which decide where a table says little: a small or one-sided
  /// table changes little. The result depends on the records alone, not on their order or on
  /// threads.
  package func fitted(to table: MatchTable, options: MatchOptions = MatchOptions()) -> MatchModel {
    let sample = PairSample(table, rules: options.rules, threads: options.threads)
    var model = self
    model.origin = "fitted to \(table.count) records, from: \(origin)"
    for _ in 0..<Self.rounds { model = fitted(model, to: sample, recordCount: table.count) }
    return model
  }

  /// Rounds of expectation maximisation; later ones change weights by less than matters.
  private static let rounds = 15
  /// Imagined random pairs and matches that stand for the model one begins with.
  private static let imaginedRandomPairs = 20_000.0
  private static let imaginedMatches = 100.0

  /// No level is ever held impossible for two records of one person: people do move, marry and
  /// change employers, whatever the table at hand shows.
  private static let leastShare = 0.002
  private static let leastDifferent = 0.02

  /// One round: how probably each pair is a match by `model`, then m from the matches and u from
  /// the others thus expected.
  private func fitted(
    _ model: MatchModel,
    to sample: PairSample,
    recordCount: Int
  ) -> MatchModel {
    let prior = model.priorWeight(recordCount: recordCount)
    var matches = LevelCounts()
    for block in sample.blocked {
      for (pattern, count) in block.patterns {
        let probability = matchProbability(ofWeight: prior + model.weight(pattern))
        matches.add(pattern, count * probability, besides: block.fixed)
      }
    }
    var others = LevelCounts()
    for (pattern, count) in sample.random {
      let probability = matchProbability(ofWeight: prior + model.weight(pattern))
      others.add(pattern, count * (1 - probability), besides: [])
    }
    var next = model
    for comparison in Comparison.allCases {
      for index in levels[comparison.rawValue].indices {
        let held = levels[comparison.rawValue][index]
        let isLast = index + 1 == comparison.different
        let m = matches.share(comparison, index + 1, held.m, Self.imaginedMatches)
        next.levels[comparison.rawValue][index] = Level(
          m: max(m, isLast ? Self.leastDifferent : Self.leastShare),
          u: others.share(comparison, index + 1, held.u, Self.imaginedRandomPairs)
        )
      }
    }
    return next
  }

  /// The weight of a pattern by the rules of `PairScorer`, each value taken as common as usual.
  private func weight(_ pattern: PackedLevels) -> Double {
    let names = NameVerdict(pattern.levels, isNameless: false)
    var sum = 0.0
    for comparison in Comparison.allCases {
      let level = pattern[comparison]
      guard level > 0 else { continue }
      let weight = levels[comparison.rawValue][level - 1].weight
      if !comparison.isShared || weight < 0 || names != .differ { sum += weight }
    }
    return sum
  }
}

/// Pairs counted by comparison and level.
private struct LevelCounts {
  private var counts = Comparison.allCases.map { [Double](repeating: 0, count: $0.levels.count) }

  mutating func add(_ pattern: PackedLevels, _ count: Double, besides fixed: Set<Comparison>) {
    for comparison in Comparison.allCases where !fixed.contains(comparison) {
      counts[comparison.rawValue][pattern[comparison]] += count
    }
  }

  /// The share of a level among pairs with both values, with imagined pairs of a known share.
  func share(_ comparison: Comparison, _ level: Int, _ known: Double, _ imagined: Double) -> Double
  {
    let counts = counts[comparison.rawValue]
    let total = counts.dropFirst().reduce(0, +)
    return (counts[level] + known * imagined) / (total + imagined)
  }
}
