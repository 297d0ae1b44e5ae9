extension MatchTable {
  /// Whether two records, both delivered under one key of one source, are of different persons or
  /// companies: nothing that tells persons apart agrees, and at least two things of name, e-mail
  /// address, telephone number and birth date are known of both and differ.
  ///
  /// Somebody who married or moved keeps at least one of them; a source that hands a key to
  /// somebody else, or whose keys are row numbers, changes all of them at once. What a household or
  /// an office shares, a number or a mailbox of its own, vouches for nobody of another name.
  package func isAnotherPerson(_ left: Int, _ right: Int) -> Bool {
    VersionEvidence(self, left, right).isContradiction
  }

  /// Whether something that tells persons apart is the same in two records of one key.
  package func isBorneOut(_ left: Int, _ right: Int) -> Bool {
    VersionEvidence(self, left, right).agreements > 0
  }
}

/// What speaks for and against two versions of one key being the same person.
private struct VersionEvidence {
  private(set) var agreements = 0
  private var contradictions = 0
  /// Whether the family name differs and the given name does not: a marriage, or a namesake.
  private var isRenamed = false
  private var hasOtherName = false

  init(_ table: MatchTable, _ left: Int, _ right: Int) {
    let levels = table.levels(left, right)
    weighName(
      given: levels[Comparison.givenName.rawValue],
      family: levels[Comparison.familyName.rawValue],
      organisation: levels[Comparison.organisation.rawValue]
    )
    // Equal, or two of day, month and year.
    weigh(levels[Comparison.birthDate.rawValue], agreeing: 1...2)
    // Equal, or one edit; an equal mailbox of another domain is no sign: info@, office@.
    let isShared = OwnEvidence.isSharedMailbox(
      table.records[left],
      table.records[right],
      table.text.span
    )
    weigh(levels[Comparison.email.rawValue], agreeing: 1...2, isShared: isShared)
    // Equal, one edit, or the same last digits.
    weigh(levels[Comparison.phone.rawValue], agreeing: 1...3, isShared: true)
  }

  /// A namesake needs the e-mail address and the number to differ too.
  var isContradiction: Bool {
    agreements == 0 && contradictions >= 2 && (!isRenamed || contradictions >= 3)
  }

  /// Weighs a comparison, whose level 0 is a value that one side lacks.
  ///
  /// What can be shared says nothing of people with different names when it agrees.
  private mutating func weigh(
    _ level: UInt8,
    agreeing: ClosedRange<UInt8>,
    isShared: Bool = false
  ) {
    guard level > 0 else { return }
    if !agreeing.contains(level) {
      contradictions += 1
    } else if !(isShared && hasOtherName) {
      agreements += 1
    }
  }

  /// Weighs the names of persons where both have one, else those of organisations.
  private mutating func weighName(given: UInt8, family: UInt8, organisation: UInt8) {
    guard given > 0 || family > 0 else {
      hasOtherName = Int(organisation) == Comparison.organisation.different
      weigh(organisation, agreeing: 1...3)
      return
    }
    let differsInGiven = Int(given) == Comparison.givenName.different
    let differsInFamily = Int(family) == Comparison.familyName.different
    hasOtherName = differsInGiven || (given == 0 && differsInFamily)
    isRenamed = given > 0 && differsInFamily && !differsInGiven
    if hasOtherName || isRenamed { contradictions += 1 } else { agreements += 1 }
  }
}
