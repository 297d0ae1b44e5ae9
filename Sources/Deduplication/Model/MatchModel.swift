internal import Foundation

/// A Fellegi-Sunter match model: how often each level of each comparison occurs among records of
/// one person (m) and among records of different people (u).
///
/// A level weighs `log2(m / u)` bits; the weights of a pair add up with the prior to the log odds
/// that it is a match (Fellegi and Sunter, "A Theory for Record Linkage", 1969). Where values are
/// counted (`Comparison.frequency`), the frequency of the value itself takes the place of u.
package struct MatchModel: Sendable, Hashable {
  /// One level's probabilities.
  package struct Level: Sendable, Hashable {
    /// How often the level holds for two records of one person, both with a value.
    package var m: Double
    /// How often it holds for records of two people, both with a value.
    package var u: Double

    package init(m: Double, u: Double) {
      self.m = m
      self.u = u
    }

    /// `log2(m / u)`.
    package var weight: Double { log2(m / u) }
  }

  /// Where the numbers come from.
  package var origin: String
  /// Matching partners that a record has on average; with the number of records it gives the
  /// probability that two records drawn at random match.
  package var matchesPerRecord: Double
  /// By `Comparison.rawValue`, then by level without `missing`, which weighs nothing.
  package var levels: [[Level]]

  package init(origin: String, matchesPerRecord: Double, levels: [[Level]]) {
    precondition(levels.count == Comparison.allCases.count, "levels for each comparison")
    for comparison in Comparison.allCases {
      let count = levels[comparison.rawValue].count
      precondition(count == comparison.levels.count - 1, "every level of \(comparison.name)")
    }
    self.origin = origin
    self.matchesPerRecord = matchesPerRecord
    self.levels = levels
  }

  /// A table is taken for a part of a population of at least this many records, so that a small
  /// table does not make every namesake a match.
  package static let smallestPopulation = 20_000

  /// The log odds that two records drawn at random match: each of n records has
  /// `matchesPerRecord` partners among n - 1.
  package func priorWeight(recordCount: Int) -> Double {
    let probability = matchesPerRecord / Double(max(recordCount, Self.smallestPopulation))
    return log2(probability / (1 - probability))
  }
}

/// A pair's probabilities from which on something is done.
package struct MatchThresholds: Sendable, Hashable {
  /// Pairs at least this probable are merged.
  package var merge: Double
  /// Pairs at least this probable are offered for review.
  package var review: Double

  package init(merge: Double = 0.99, review: Double = 0.9) {
    self.merge = merge
    self.review = min(review, merge)
  }

  /// Log odds of a probability.
  package static func weight(ofProbability probability: Double) -> Double {
    log2(probability / (1 - probability))
  }
}

/// The probability for log odds in bits.
package func matchProbability(ofWeight weight: Double) -> Double {
  1 / (1 + exp2(-weight))
}
