/// A pair's evidence, added up.
package struct PairScore: Sendable, Hashable {
  /// Log odds of a match in bits, the prior included.
  package var weight: Double
  /// Whether the pair may be merged without being asked about.
  package var mayMerge: Bool
}

/// A model made ready for scoring a table.
///
/// Three rules stand above the sum of weights, because people who share a household or an office
/// agree on many things at once:
/// - When a name differs, agreement on shared things (phone, address, organisation) counts
///   nothing; only what belongs to the person (e-mail address, birth date) can outweigh it.
/// - When the names leave it open (`NameVerdict.unknown`), or nothing but names agrees, the pair
///   is at most reviewed, unless what belongs to the person suffices.
/// - A pair that contradicts itself (`Contradiction`) is at most reviewed.
///
/// A record that says nothing but an e-mail address is no random draw: the question is whose
/// mailbox it is, so the prior counts nothing against those who have it.
struct PairScorer: Sendable {
  private let weights: InlineArray<72, Float>
  private let frequencies: InlineArray<72, Int8>
  private let shared: InlineArray<8, Bool>
  private let prior: Double
  /// Log odds from which on a pair may be merged.
  let mergeWeight: Double

  init(_ model: MatchModel, thresholds: MatchThresholds, recordCount: Int) {
    var weights = InlineArray<72, Float>(repeating: 0)
    var frequencies = InlineArray<72, Int8>(repeating: -1)
    var shared = InlineArray<8, Bool>(repeating: false)
    for comparison in Comparison.allCases {
      shared[comparison.rawValue] = comparison.isShared
      for (index, level) in model.levels[comparison.rawValue].enumerated() {
        let slot = Self.slot(comparison.rawValue, index + 1)
        let frequency = comparison.frequency(ofLevel: index + 1)
        // Where values are counted, the rarity of the value is added later in place of u.
        weights[slot] = Float(
          frequency == nil ? level.weight : MatchModel.Level(m: level.m, u: 1).weight
        )
        frequencies[slot] = Int8(frequency?.rawValue ?? -1)
      }
    }
    self.weights = weights
    self.frequencies = frequencies
    self.shared = shared
    prior = model.priorWeight(recordCount: recordCount)
    mergeWeight = MatchThresholds.weight(ofProbability: thresholds.merge)
  }

  /// The weight of one comparison's level: by the rarity of the value that both have, the mean of the
  /// two where names are swapped.
  func weight(
    _ comparison: Int,
    _ level: UInt8,
    _ left: MatchRecord,
    _ right: MatchRecord
  ) -> Double {
    if level == 0 { return 0 }
    let slot = Self.slot(comparison, Int(level))
    let frequency = frequencies[slot]
    if frequency < 0 { return Double(weights[slot]) }
    let rarity = Int(left.rarity[Int(frequency)]) + Int(right.rarity[Int(frequency)])
    return Double(weights[slot]) + Double(rarity) / 16
  }

  func score(
    _ pattern: LevelPattern,
    _ left: MatchRecord,
    _ right: MatchRecord,
    _ text: Span<UInt8>
  ) -> PairScore {
    let names = NameVerdict(pattern, left, right, text)
    var person = prior
    var sharedWeight = 0.0
    var isCorroborated = false
    for comparison in 0..<8 {
      let weight = weight(comparison, pattern[comparison], left, right)
      if weight > 0, comparison > 1 { isCorroborated = true }
      if !shared[comparison] {
        person += weight
      } else if weight < 0 || names != .differ {
        sharedWeight += weight
      }
    }
    let total = person + sharedWeight
    if left.email == right.email, left.isBareMailbox || right.isBareMailbox {
      let weight = total - prior
      let isShared = OwnEvidence.isSharedMailbox(left, right, text)
      return PairScore(weight: weight, mayMerge: weight >= mergeWeight && !isShared)
    }
    guard total >= mergeWeight else { return PairScore(weight: total, mayMerge: false) }
    let suffices =
      switch names {
      case .agree: isCorroborated
      case .unknown:
        min(person - sharedMailboxWeight(pattern, left, right, text), total) >= mergeWeight
      case .differ: true
      }
    return PairScore(
      weight: total,
      mayMerge: suffices && Contradiction(left, right, text) == nil
    )
  }

  /// What a mailbox weighs that a household or an office shares: it does not belong to the person.
  private func sharedMailboxWeight(
    _ pattern: LevelPattern,
    _ left: MatchRecord,
    _ right: MatchRecord,
    _ text: Span<UInt8>
  ) -> Double {
    let level = pattern[Comparison.email.rawValue]
    guard level > 0, Int(level) < Comparison.email.different,
      OwnEvidence.isSharedMailbox(left, right, text)
    else { return 0 }
    return max(0, weight(Comparison.email.rawValue, level, left, right))
  }

  private static func slot(_ comparison: Int, _ level: Int) -> Int {
    comparison * Comparison.maximumLevels + level
  }
}

/// What the names of two records say.
enum NameVerdict {
  /// The given names agree or nearly so, and the family names do not differ, or birth date or
  /// e-mail address (with the person's name in it) show that the person has a new one; or no given
  /// name but the birth date speaks; or two organisations without a person agree.
  case agree
  /// A given name is missing, or is another one though birth date (twins) or e-mail address (a
  /// shared mailbox) agree.
  case unknown
  /// A name is another one.
  case differ

  init(
    _ pattern: LevelPattern,
    _ left: MatchRecord,
    _ right: MatchRecord,
    _ text: Span<UInt8>
  ) {
    let isNameless = left.given | left.family | right.given | right.family == 0
    self.init(pattern, isNameless: isNameless)
    // A new family name is borne out by a mailbox of the person's own only.
    if self == .agree, !isNameless,
      Int(pattern[Comparison.familyName.rawValue]) == Comparison.familyName.different,
      pattern[Comparison.birthDate.rawValue] != 1,
      !OwnEvidence.isPersonalMailbox(left, right, text)
    {
      self = .differ
    }
  }

  init(_ pattern: LevelPattern, isNameless: Bool) {
    let given = Int(pattern[Comparison.givenName.rawValue])
    let family = Int(pattern[Comparison.familyName.rawValue])
    let isGivenOther = given == Comparison.givenName.different
    let isFamilyOther = family == Comparison.familyName.different
    let isBornAlike = pattern[Comparison.birthDate.rawValue] == 1
    let isSameMailbox = (1...2).contains(pattern[Comparison.email.rawValue])
    if isGivenOther || isFamilyOther {
      if !isBornAlike && !isSameMailbox || given == 0 || isGivenOther && isFamilyOther {
        self = .differ
      } else {
        self = isGivenOther ? .unknown : .agree
      }
    } else if given > 0 || (family > 0 && isBornAlike) {
      self = .agree
    } else {
      let organisation = pattern[Comparison.organisation.rawValue]
      self = isNameless && (organisation == 1 || organisation == 2) ? .agree : .unknown
    }
  }
}
