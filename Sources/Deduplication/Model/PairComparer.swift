internal import Time

extension MatchTable {
  /// The level of each comparison for two rows.
  func levels(_ left: Int, _ right: Int) -> LevelPattern {
    let records = records.span
    let text = text.span
    return PairComparer.levels(records[left], records[right], text)
  }

  /// What keeps two rows apart whatever they weigh, nil for nothing.
  package func contradiction(_ left: Int, _ right: Int) -> Contradiction? {
    Contradiction(records[left], records[right], text.span)
  }
}

/// Finds the level that holds, comparison by comparison.
enum PairComparer {
  static func levels(
    _ left: MatchRecord,
    _ right: MatchRecord,
    _ text: Span<UInt8>
  ) -> LevelPattern {
    var pattern = LevelPattern(repeating: 0)
    let isSwapped = areSwapped(left, right, text)
    pattern[0] = isSwapped ? 2 : givenName(left, right, text)
    pattern[1] = isSwapped ? 2 : familyName(left, right, text)
    pattern[2] = birthDate(left, right)
    pattern[3] = email(left, right, text)
    pattern[4] = phone(left, right)
    pattern[5] = street(left, right, text)
    pattern[6] = place(left, right, text)
    pattern[7] = organisation(left, right, text)
    return pattern
  }

  /// Whether one record has the given name where the other has the family name, one edit in each
  /// aside.
  private static func areSwapped(
    _ left: MatchRecord,
    _ right: MatchRecord,
    _ text: Span<UInt8>
  ) -> Bool {
    if left.given == 0 || left.family == 0 || right.given == 0 || right.family == 0 { return false }
    if left.given == right.given || left.family == right.family { return false }
    return isNear(text, left.range(.given), right.range(.family))
      && isNear(text, left.range(.family), right.range(.given))
  }

  /// Whether two names are equal, or a typing error apart.
  static func isNear(_ text: Span<UInt8>, _ left: Range<Int>, _ right: Range<Int>) -> Bool {
    guard abs(left.count - right.count) <= 1 else { return false }
    if min(left.count, right.count) >= 4 { return EditDistance.between(text, left, right) <= 1 }
    return left.count == right.count && zip(left, right).allSatisfy { text[$0] == text[$1] }
  }

  private static func givenName(
    _ left: MatchRecord,
    _ right: MatchRecord,
    _ text: Span<UInt8>
  ) -> UInt8 {
    if left.given == 0 || right.given == 0 { return 0 }
    if left.given == right.given { return 1 }
    if Nicknames.standard.areForms(left.nickname, right.nickname) { return 3 }
    let first = left.range(.given)
    let second = right.range(.given)
    if first.count == 1 || second.count == 1 {
      return text[first.lowerBound] == text[second.lowerBound] ? 4 : 8
    }
    let edits = EditDistance.between(text, first, second)
    if edits == 1, min(first.count, second.count) >= 3 { return 5 }
    if isPart(text, first, second, minimum: 3) { return 6 }
    return edits == 2 && min(first.count, second.count) >= 5 ? 7 : 8
  }

  private static func familyName(
    _ left: MatchRecord,
    _ right: MatchRecord,
    _ text: Span<UInt8>
  ) -> UInt8 {
    if left.family == 0 || right.family == 0 { return 0 }
    if left.family == right.family { return 1 }
    let first = left.range(.family)
    let second = right.range(.family)
    let edits = EditDistance.between(text, first, second)
    if edits == 1, min(first.count, second.count) >= 3 { return 3 }
    if hasCommonWord(text, first, second) { return 4 }
    return edits == 2 && min(first.count, second.count) >= 5 ? 5 : 6
  }

  /// Whether two family names, which both are there, are two names.
  static func isFamilyNameOther(
    _ left: MatchRecord,
    _ right: MatchRecord,
    _ text: Span<UInt8>
  ) -> Bool {
    Int(familyName(left, right, text)) == Comparison.familyName.different
  }

  private static func birthDate(
    _ left: MatchRecord,
    _ right: MatchRecord
  ) -> UInt8 {
    if left.birthDate == MatchRecord.noDay || right.birthDate == MatchRecord.noDay { return 0 }
    if left.birthDate == right.birthDate { return 1 }
    let first = CalendarDate(daysSinceEpoch: Int(left.birthDate))
    let second = CalendarDate(daysSinceEpoch: Int(right.birthDate))
    let agreeing =
      (first.year == second.year ? 1 : 0) + (first.month == second.month ? 1 : 0)
      + (first.day == second.day ? 1 : 0)
    if agreeing == 2 { return 2 }
    let isSwapped =
      first.year == second.year && first.month == second.day && first.day == second.month
    return isSwapped ? 2 : 3
  }

  private static func email(
    _ left: MatchRecord,
    _ right: MatchRecord,
    _ text: Span<UInt8>
  ) -> UInt8 {
    if left.email == 0 || right.email == 0 { return 0 }
    if left.email == right.email { return 1 }
    let edits = EditDistance.between(text, left.range(.email), right.range(.email))
    if edits == 1 { return 2 }
    if left.emailLocal != 0, left.emailLocal == right.emailLocal {
      return hasTwoDigits(text, left.range(.email)) ? 3 : 5
    }
    return edits == 2 ? 4 : 6
  }

  /// Whether a mailbox has a number in its name.
  private static func hasTwoDigits(_ text: Span<UInt8>, _ email: Range<Int>) -> Bool {
    var digits = 0
    for index in email {
      if text[index] == UInt8(ascii: "@") { break }
      if (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(text[index]) { digits += 1 }
    }
    return digits >= 2
  }

  private static func phone(
    _ left: MatchRecord,
    _ right: MatchRecord
  ) -> UInt8 {
    if left.phone == 0 || right.phone == 0 { return 0 }
    if left.phone == right.phone { return 1 }
    if CodeDistance.isOneEdit(left.phone, right.phone, base: 10) { return 2 }
    return left.phone % 100_000_000 == right.phone % 100_000_000 ? 3 : 4
  }

  private static func street(
    _ left: MatchRecord,
    _ right: MatchRecord,
    _ text: Span<UInt8>
  ) -> UInt8 {
    if left.street == 0 || right.street == 0 { return 0 }
    if left.street == right.street { return 1 }
    let first = left.range(.street)
    let second = right.range(.street)
    let edits = EditDistance.between(text, first, second)
    let isNear = edits <= (min(first.count, second.count) >= 6 ? 2 : 1)
    if isNear || isPart(text, first, second, minimum: 5) {
      if left.houseNumber == right.houseNumber { return 2 }
      return edits == 0 ? 3 : 4
    }
    return 5
  }

  private static func place(
    _ left: MatchRecord,
    _ right: MatchRecord,
    _ text: Span<UInt8>
  ) -> UInt8 {
    let hasPostalCodes = left.postalCode != 0 && right.postalCode != 0
    if hasPostalCodes, left.postalCode == right.postalCode { return 1 }
    guard left.locality != 0, right.locality != 0 else {
      if !hasPostalCodes { return 0 }
      return CodeDistance.isOneEdit(left.postalCode, right.postalCode, base: 37) ? 2 : 5
    }
    let edits =
      left.locality == right.locality
      ? 0 : EditDistance.between(text, left.range(.locality), right.range(.locality))
    if hasPostalCodes, edits <= 1,
      CodeDistance.isOneEdit(left.postalCode, right.postalCode, base: 37)
    {
      return 2
    }
    if edits == 0 { return 3 }
    return edits <= 2 && left.range(.locality).count >= 4 ? 4 : 5
  }

  private static func organisation(
    _ left: MatchRecord,
    _ right: MatchRecord,
    _ text: Span<UInt8>
  ) -> UInt8 {
    if left.organisation == 0 || right.organisation == 0 { return 0 }
    if left.organisation == right.organisation { return 1 }
    let first = left.range(.organisation)
    let second = right.range(.organisation)
    let edits = EditDistance.between(text, first, second)
    if edits == 1, min(first.count, second.count) >= 3 { return 2 }
    if isPart(text, first, second, minimum: 4) { return 3 }
    return edits == 2 && min(first.count, second.count) >= 8 ? 3 : 4
  }

  /// Whether one text begins with the other, which has at least `minimum` bytes.
  private static func isPart(
    _ text: Span<UInt8>,
    _ left: Range<Int>,
    _ right: Range<Int>,
    minimum: Int
  ) -> Bool {
    let length = min(left.count, right.count)
    guard length >= minimum, left.count != right.count else { return false }
    for offset in 0..<length
    where text[left.lowerBound + offset] != text[right.lowerBound + offset] { return false }
    return true
  }

  /// Whether the two texts, of which one has several words, have a word of three letters or more
  /// in common.
  private static func hasCommonWord(
    _ text: Span<UInt8>,
    _ left: Range<Int>,
    _ right: Range<Int>
  ) -> Bool {
    var start = left.lowerBound
    while start < left.upperBound {
      let end = endOfWord(text, start, left.upperBound)
      if end - start >= 3, end - start < max(left.count, right.count),
        contains(text, right, word: start..<end)
      {
        return true
      }
      start = end + 1
    }
    return false
  }

  private static func contains(
    _ text: Span<UInt8>,
    _ range: Range<Int>,
    word: Range<Int>
  ) -> Bool {
    var start = range.lowerBound
    while start < range.upperBound {
      let end = endOfWord(text, start, range.upperBound)
      if end - start == word.count {
        var offset = 0
        while offset < word.count, text[start + offset] == text[word.lowerBound + offset] {
          offset += 1
        }
        if offset == word.count { return true }
      }
      start = end + 1
    }
    return false
  }

  private static func endOfWord(_ text: Span<UInt8>, _ start: Int, _ limit: Int) -> Int {
    var end = start
    while end < limit, text[end] != UInt8(ascii: " ") { end += 1 }
    return end
  }
}

/// Edits between codes kept as numbers: digits in some base.
enum CodeDistance {
  /// Whether one digit was substituted, inserted or left out, or two neighbours were swapped.
  static func isOneEdit(_ left: UInt64, _ right: UInt64, base: UInt64) -> Bool {
    guard left != right else { return false }
    var (short, long) = (min(left, right), max(left, right))
    // Common digits at the end go.
    while short != 0, short % base == long % base {
      short /= base
      long /= base
    }
    let (shorter, longer) = (short / base, long / base)
    return shorter == longer || short == longer
      || (shorter / base == longer / base && short % base == longer % base
        && shorter % base == long % base)
  }
}
