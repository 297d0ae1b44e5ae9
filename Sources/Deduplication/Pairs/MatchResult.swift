/// What is done about a pair.
package enum MatchDecision: String, Sendable, Hashable, CaseIterable {
  /// Merged without being asked about.
  case auto
  /// Offered for review.
  case review
}

/// Two records that the model finds alike.
package struct MatchEdge: Sendable, Hashable {
  /// The smaller row.
  package let left: Int32
  package let right: Int32
  /// Log odds of a match in bits.
  package let weight: Float
  /// Index of the blocking rule that found the pair, in `MatchResult.rules`.
  package let rule: UInt8
  package var decision: MatchDecision

  package init(left: Int32, right: Int32, weight: Float, rule: UInt8, decision: MatchDecision) {
    self.left = left
    self.right = right
    self.weight = weight
    self.rule = rule
    self.decision = decision
  }

  /// Probability that the two are one.
  package var probability: Double { matchProbability(ofWeight: Double(weight)) }
}

/// Blocks of a rule that were too large to compare all their pairs.
package struct BlockedOut: Sendable, Hashable {
  /// The blocking rule's name.
  package let rule: String
  /// Number of such blocks.
  package var blocks: Int
  /// Number of their pairs that this rule did not compare (another rule may have).
  package var pairs: Int
}

/// The pairs found in a table.
package struct MatchResult: Sendable {
  /// Ordered by left, then right row.
  package var edges: [MatchEdge]
  /// The blocking rules, in the order of attribution.
  package let rules: [BlockingRule]
  /// Number of pairs compared.
  package var comparedPairs: Int
  /// What was not compared, by rule.
  package var blockedOut: [BlockedOut]

  /// The name of the rule that found an edge.
  package func ruleName(_ edge: MatchEdge) -> String { rules[Int(edge.rule)].name }
}
