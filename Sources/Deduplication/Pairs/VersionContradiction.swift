extension MatchTable {
  /// Whether two records, both delivered under one key of one source, are of different persons or
  /// companies: nothing that tells persons apart agrees, and at least two things of name, e-mail
  /// address and telephone number are known of both and differ.
  ///
  /// Somebody who married or moved keeps at least one of them; a source that hands a key to
  /// somebody else, or whose keys are row numbers, changes all of them at once.
  package func isAnotherPerson(_ left: Int, _ right: Int) -> Bool {
    VersionEvidence(levels(left, right)).isContradiction
  }
}

/// What speaks for and against two versions of one key being the same person.
private struct VersionEvidence {
  private var agreements = 0
  private var contradictions = 0
  /// Whether the family name differs and the given name does not: a marriage, or a namesake.
  private var isRenamed = false

  init(_ levels: LevelPattern) {
    func level(_ comparison: Comparison) -> UInt8 { levels[comparison.rawValue] }
    weighName(
      given: level(.givenName),
      family: level(.familyName),
      organisation: level(.organisation)
    )
    // Equal, or two of day, month and year.
    if (1...2).contains(level(.birthDate)) { agreements += 1 }
    // Equal, or one edit; an equal mailbox of another domain is no sign: info@, office@.
    weigh(level(.email), agreeing: 1...2)
    // Equal, one edit, or the same last digits.
    weigh(level(.phone), agreeing: 1...3)
  }

  /// A namesake needs the e-mail address and the number to differ too.
  var isContradiction: Bool {
    agreements == 0 && contradictions >= 2 && (!isRenamed || contradictions >= 3)
  }

  /// Level 0 of each comparison is a value that one side lacks.
  private mutating func weigh(_ level: UInt8, agreeing: ClosedRange<UInt8>) {
    guard level > 0 else { return }
    if agreeing.contains(level) { agreements += 1 } else { contradictions += 1 }
  }

  /// Names of persons where both have one, else names of organisations.
  private mutating func weighName(given: UInt8, family: UInt8, organisation: UInt8) {
    guard given > 0 || family > 0 else { return weigh(organisation, agreeing: 1...3) }
    let differsInGiven = Int(given) == Comparison.givenName.different
    let differsInFamily = Int(family) == Comparison.familyName.different
    if differsInGiven || (given == 0 && differsInFamily) {
      contradictions += 1
    } else if given > 0, differsInFamily {
      contradictions += 1
      isRenamed = true
    } else {
      agreements += 1
    }
  }
}
