internal import Time

/// Why two records are not joined, whatever else they agree on.
///
/// People of one household or office agree on family name, address, phone and mailbox; what tells
/// them apart stands above the sum of weights. No cluster holds two records of which one of these
/// is true.
package enum Contradiction: Sendable, Hashable, CaseIterable {
  /// Birth dates more than 31 days and more than one edit apart, or one edit that makes a
  /// generation.
  case birthDates
  /// Generation suffixes differ: senior and junior.
  case generations
  /// Both have a given name, and these are two names.
  case givenNames
  /// The given names are near, and nothing of the person's own bears out that they are one.
  case spelling
  /// One has a generation suffix, the other none, and nothing of the person's own agrees.
  case oneGeneration
  /// Both are organisations without a person, and their legal forms are others.
  case legalForms
  /// The same given name with another family name, and nothing of the person's own agrees.
  case familyNames

  /// The reason as people read it.
  package var label: String {
    switch self {
    case .birthDates: "birth dates differ"
    case .generations: "generation suffixes differ"
    case .givenNames: "given names differ"
    case .spelling: "given names differ a little"
    case .oneGeneration: "one has a generation suffix"
    case .familyNames: "family names differ"
    case .legalForms: "legal forms differ"
    }
  }

  /// What speaks against two records being one, nil when nothing does.
  init?(_ left: MatchRecord, _ right: MatchRecord, _ text: Span<UInt8>) {
    guard let contradiction = Self.find(left, right, text) else { return nil }
    self = contradiction
  }

  private static func find(
    _ left: MatchRecord,
    _ right: MatchRecord,
    _ text: Span<UInt8>
  ) -> Contradiction? {
    if BirthDates.contradict(left, right, text) { return .birthDates }
    if left.generation != right.generation {
      if left.generation != 0, right.generation != 0 { return .generations }
      if left.given != 0, right.given != 0, !OwnEvidence.agrees(left, right, text) {
        return .oneGeneration
      }
    }
    if left.given == 0 || right.given == 0 {
      let isNameless = left.given | left.family | right.given | right.family == 0
      let areOthers =
        left.legalForms != 0 && right.legalForms != 0 && left.legalForms != right.legalForms
      return isNameless && areOthers ? .legalForms : nil
    }
    if left.given == right.given {
      if left.family == right.family { return nil }
      let isOther = PairComparer.isFamilyNameOther(left, right, text)
      return isOther && !OwnEvidence.agrees(left, right, text) ? .familyNames : nil
    }
    return givenNames(left, right, text)
  }

  /// Given names that are not equal.
  private static func givenNames(
    _ left: MatchRecord,
    _ right: MatchRecord,
    _ text: Span<UInt8>
  ) -> Contradiction? {
    let pair = GivenNamePair(left, right, text)
    switch pair.agreement {
    case .missing, .same: return nil
    case .different: return .givenNames
    case .nearName:
      let isError =
        TypingErrors.isLikely(left, right) && OwnEvidence.isPersonalMailbox(left, right, text)
      return isError ? nil : .givenNames
    case .oneEdit, .twoEdits:
      let isError = TypingErrors.isKnown(left, pair.leftField, right, pair.rightField, text)
      return isError || OwnEvidence.agrees(left, right, text) ? nil : .spelling
    case .partial: return OwnEvidence.agrees(left, right, text) ? nil : .spelling
    }
  }
}

/// What belongs to one person alone, unlike a phone, an address or a shared mailbox.
enum OwnEvidence {
  /// Whether two records agree on it: the same birth date, or the same e-mail address with the
  /// person's name in it.
  static func agrees(_ left: MatchRecord, _ right: MatchRecord, _ text: Span<UInt8>) -> Bool {
    left.birthDate != MatchRecord.noDay && left.birthDate == right.birthDate
      || isPersonalMailbox(left, right, text)
  }

  /// Whether two records have one e-mail address, a typing error aside, and that a person's.
  static func isPersonalMailbox(
    _ left: MatchRecord,
    _ right: MatchRecord,
    _ text: Span<UInt8>
  ) -> Bool {
    isSameMailbox(left, right, text)
      && (MailboxKind(of: left, text) == .personal || MailboxKind(of: right, text) == .personal)
  }

  /// Whether the addresses are equal, or a typing error apart.
  private static func isSameMailbox(
    _ left: MatchRecord,
    _ right: MatchRecord,
    _ text: Span<UInt8>
  ) -> Bool {
    left.email != 0 && right.email != 0
      && (left.email == right.email
        || EditDistance.between(text, left.range(.email), right.range(.email)) == 1)
  }

  /// Whether two records' mailbox is known to be a household's or an office's.
  static func isSharedMailbox(
    _ left: MatchRecord,
    _ right: MatchRecord,
    _ text: Span<UInt8>
  ) -> Bool {
    let first = MailboxKind(of: left, text)
    let second = MailboxKind(of: right, text)
    return first != .personal && second != .personal && (first.isShared || second.isShared)
  }
}

/// Typing errors that a table shows to be such.
enum TypingErrors {
  /// The frequency, in eighths of a bit, below which a table has nobody of that name: 1 in 2,000.
  ///
  /// In a table of fewer than some 10,000 records nothing is that rare, as its rarities are those of
  /// an imagined population, and nothing is known to be a typing error.
  private static let unheardOf = 88
  /// How much commoner the right form is when it is not in the list of names, in eighths of a bit.
  private static let clearDifference = 24

  /// Whether one of two given names is an error for the other: no name in use and unheard of in the
  /// table, the other a name in use or much commoner.
  ///
  /// The given names are in `leftField` and `rightField`.
  static func isKnown(
    _ left: MatchRecord,
    _ leftField: TextField,
    _ right: MatchRecord,
    _ rightField: TextField,
    _ text: Span<UInt8>
  ) -> Bool {
    let known = GivenNames.standard
    let isLeftKnown = known.contains(text, left.range(leftField))
    let isRightKnown = known.contains(text, right.range(rightField))
    // `FrequencyField` counts the two names in the order of `TextField`.
    let leftRarity = Int(left.rarity[leftField.rawValue])
    let rightRarity = Int(right.rarity[rightField.rawValue])
    if !isLeftKnown, leftRarity >= unheardOf,
      isRightKnown || leftRarity - rightRarity >= clearDifference
    {
      return true
    }
    return !isRightKnown && rightRarity >= unheardOf
      && (isLeftKnown || rightRarity - leftRarity >= clearDifference)
  }

  /// Whether one of two names in use is unheard of in the table and the other very much commoner.
  static func isLikely(_ left: MatchRecord, _ right: MatchRecord) -> Bool {
    let field = FrequencyField.given.rawValue
    let (first, second) = (Int(left.rarity[field]), Int(right.rarity[field]))
    return max(first, second) >= unheardOf && abs(first - second) >= clearDifference
  }
}

/// Compares birth dates.
enum BirthDates {
  /// Days that dates of one person may differ by without being near in writing.
  private static let nearDays: Int32 = 31
  /// Years between parents and children, whose dates may be one edit apart all the same.
  private static let generation = 15

  /// Whether two birth dates are two people's.
  static func contradict(_ left: MatchRecord, _ right: MatchRecord, _ text: Span<UInt8>) -> Bool {
    let (first, second) = (left.birthDate, right.birthDate)
    if first == second || first == MatchRecord.noDay || second == MatchRecord.noDay { return false }
    if abs(Int64(first) - Int64(second)) <= Int64(nearDays) { return false }
    let one = CalendarDate(daysSinceEpoch: Int(first))
    let other = CalendarDate(daysSinceEpoch: Int(second))
    if one.year == other.year, one.month == other.day, one.day == other.month { return false }
    guard CodeDistance.isOneEdit(digits(one), digits(other), base: 10) else { return true }
    return abs(one.year - other.year) >= generation
      && !OwnEvidence.isPersonalMailbox(left, right, text)
  }

  /// The year of a birth date, 0 for none.
  ///
  /// Kept out of line: blocking asks for other values of nearly every record.
  @inline(never)
  static func year(_ record: MatchRecord) -> UInt32 {
    if record.birthDate == MatchRecord.noDay { return 0 }
    return UInt32(max(1, CalendarDate(daysSinceEpoch: Int(record.birthDate)).year))
  }

  /// Month and day of a birth date as a number, 0 for none.
  @inline(never)
  static func dayOfYear(_ record: MatchRecord) -> UInt32 {
    if record.birthDate == MatchRecord.noDay { return 0 }
    let date = CalendarDate(daysSinceEpoch: Int(record.birthDate))
    return UInt32(date.month * 100 + date.day)
  }

  /// The date as eight digits.
  private static func digits(_ date: CalendarDate) -> UInt64 {
    UInt64(max(0, date.year * 10_000 + date.month * 100 + date.day))
  }
}
