/// Why a pair was merged, offered for review or left alone: the weights that lead from the prior
/// to the result.
package struct PairExplanation: Sendable, Hashable {
  /// One comparison's part.
  package struct Part: Sendable, Hashable {
    /// `Comparison.name`.
    package let comparison: String
    /// The level that holds, one of `Comparison.levels`.
    package let level: String
    /// Bits for (or, below zero, against) a match.
    package let weight: Double
    /// False when the agreement does not count because the names differ (see `PairScorer`).
    package let isCounted: Bool
  }

  /// The blocking rules by which the two are compared; empty when no rule brings them together.
  package let rules: [String]
  /// Log odds of a match before anything is compared.
  package let prior: Double
  package let parts: [Part]
  /// Log odds of a match in bits: the prior and all parts that count.
  package let weight: Double
  /// Whether the pair may be merged without being asked about.
  package let mayMerge: Bool
  /// What keeps the two apart whatever they weigh, nil for nothing.
  package let contradiction: Contradiction?

  /// Probability that the two are one.
  package var probability: Double { matchProbability(ofWeight: weight) }
}

extension MatchTable {
  /// Explains the score of two rows.
  package func explain(
    _ left: Int,
    _ right: Int,
    model: MatchModel = .standard,
    options: MatchOptions = MatchOptions()
  ) -> PairExplanation {
    let scorer = PairScorer(model, thresholds: options.thresholds, recordCount: count)
    let levels = levels(left, right)
    let score = scorer.score(levels, records[left], records[right], text.span)
    let names = NameVerdict(levels, records[left], records[right], text.span)
    let agreeing = KeyParts.agreeing(records[left], records[right])
    let parts = Comparison.allCases.map { comparison in
      let level = levels[comparison.rawValue]
      let weight = scorer.weight(comparison.rawValue, level, records[left], records[right])
      return PairExplanation.Part(
        comparison: comparison.name,
        level: comparison.levels[Int(level)],
        weight: weight,
        isCounted: !comparison.isShared || weight <= 0 || names != .differ
      )
    }
    return PairExplanation(
      rules: options.rules.filter { agreeing.isSuperset(of: $0.parts) }.map(\.name),
      prior: model.priorWeight(recordCount: count),
      parts: parts,
      weight: score.weight,
      mayMerge: score.mayMerge,
      contradiction: Contradiction(records[left], records[right], text.span)
    )
  }
}
