internal import Columns

/// Whether two given names may be one person's.
enum GivenNameAgreement: Sendable {
  /// One is absent.
  case missing
  /// Equal, or short forms or initials of one another (`Bob`, `Robert`; `A. M.`, `Anna Maria`).
  case same
  /// One typing error apart, or two spellings of one name (`Stephan`, `Stefan`).
  case oneEdit
  /// Two typing errors apart, or one that folding makes two.
  case twoEdits
  /// A part of the other, a beginning of it, or several typing errors apart.
  case partial
  /// Two names in use, one typing error apart (`Andrea`, `Andreas`).
  case nearName
  /// Two names.
  case different

  /// Compares the given names of two records.
  init(_ left: MatchRecord, _ right: MatchRecord, _ text: Span<UInt8>) {
    if left.given == 0 || right.given == 0 {
      self = .missing
    } else if left.given == right.given
      || Nicknames.standard.areForms(left.nickname, right.nickname)
    {
      self = .same
    } else {
      self = GivenNameWords.compare(text, left.range(.given), right.range(.given))
    }
  }

  /// Compares two single names, which differ as wholes.
  init(_ text: Span<UInt8>, _ left: Range<Int>, _ right: Range<Int>) {
    self = GivenNameWords.compare(text, left, right)
  }

  /// How well the names agree, for choosing the worse of two.
  fileprivate var rank: Int {
    switch self {
    case .missing, .same: 0
    case .oneEdit: 1
    case .twoEdits: 2
    case .partial: 3
    case .nearName: 4
    case .different: 5
    }
  }
}

/// Compares given names word by word.
private enum GivenNameWords {
  static func compare(
    _ text: Span<UInt8>,
    _ left: Range<Int>,
    _ right: Range<Int>
  ) -> GivenNameAgreement {
    let first = words(text, left)
    let second = words(text, right)
    if areInitials(text, first, of: second) || areInitials(text, second, of: first)
      || isJoined(text, left, right)
    {
      return .same
    }
    var worst = GivenNameAgreement.same
    for (one, other) in zip(first, second) {
      let agreement = compareWords(text, one, other)
      if agreement.rank > worst.rank { worst = agreement }
    }
    let further = first.count > second.count ? first[second.count...] : second[first.count...]
    if worst.rank > GivenNameAgreement.partial.rank {
      let hasCommonWord = first.contains { one in
        one.count > 2 && second.contains { isEqual(text, one, $0) }
      }
      return first.count != second.count && hasCommonWord ? .partial : worst
    }
    // Further initials leave it open, a further name does not: `Hans` may be `Hans Peter`'s father.
    return further.allSatisfy { $0.count == 1 } ? worst : .partial
  }

  private static func words(_ text: Span<UInt8>, _ range: Range<Int>) -> [Range<Int>] {
    var words: [Range<Int>] = []
    var start = range.lowerBound
    for index in range.lowerBound...range.upperBound
    where index == range.upperBound || text[index] == UInt8(ascii: " ") {
      if index > start { words.append(start..<index) }
      start = index + 1
    }
    return words
  }

  /// Whether one word is the initials of several: `JP` of Jean-Pierre.
  private static func areInitials(
    _ text: Span<UInt8>,
    _ initials: [Range<Int>],
    of words: [Range<Int>]
  ) -> Bool {
    guard initials.count == 1, words.count > 1, initials[0].count == words.count else {
      return false
    }
    return zip(initials[0], words).allSatisfy { text[$0] == text[$1.lowerBound] }
  }

  /// Whether the two differ by spaces alone: `Hans-Peter`, `Hanspeter`.
  private static func isJoined(_ text: Span<UInt8>, _ left: Range<Int>, _ right: Range<Int>) -> Bool
  {
    let space = UInt8(ascii: " ")
    var (one, other) = (left.lowerBound, right.lowerBound)
    while true {
      while one < left.upperBound, text[one] == space { one += 1 }
      while other < right.upperBound, text[other] == space { other += 1 }
      guard one < left.upperBound, other < right.upperBound, text[one] == text[other] else { break }
      one += 1
      other += 1
    }
    return one == left.upperBound && other == right.upperBound
  }

  private static func isEqual(_ text: Span<UInt8>, _ left: Range<Int>, _ right: Range<Int>) -> Bool
  {
    left.count == right.count && zip(left, right).allSatisfy { text[$0] == text[$1] }
  }

  private static func compareWords(
    _ text: Span<UInt8>,
    _ left: Range<Int>,
    _ right: Range<Int>
  ) -> GivenNameAgreement {
    if isEqual(text, left, right) { return .same }
    let shorter = min(left.count, right.count)
    if shorter == 1 { return text[left.lowerBound] == text[right.lowerBound] ? .same : .different }
    let nicknames = Nicknames.standard
    if nicknames.areForms(
      nicknames.number(MatchHash.of(text, left)),
      nicknames.number(MatchHash.of(text, right))
    ) {
      return .same
    }
    let edits = EditDistance.between(text, left, right)
    let isOneEdit = edits == 1 && shorter >= 3
    let isTwoEdits = edits == 2 && shorter >= 5
    let isNear = isOneEdit || isTwoEdits || LetterOrder.isNear(text, left, right)
    let isBeginning = zip(left, right).allSatisfy { text[$0] == text[$1] }
    guard isNear || isBeginning else { return .different }
    let near: GivenNameAgreement = isOneEdit ? .oneEdit : isTwoEdits ? .twoEdits : .partial
    if NameSpelling.isEqual(text, left, right) { return near }
    let known = GivenNames.standard
    switch (known.contains(text, left), known.contains(text, right)) {
    case (true, true): return isOneEdit ? .nearName : .different
    case (false, false): return hasOtherEnding(text, left, right) ? .different : near
    default: return near
    }
  }

  /// Whether the names differ in their ending alone as a man's and a woman's do: Amir and Amira,
  /// Silvio and Silvia, Jonas and Jona.
  private static func hasOtherEnding(
    _ text: Span<UInt8>,
    _ left: Range<Int>,
    _ right: Range<Int>
  ) -> Bool {
    let (short, long) = left.count <= right.count ? (left, right) : (right, left)
    let stem = long.count - 1
    guard short.count >= stem, zip(short.prefix(stem), long).allSatisfy({ text[$0] == text[$1] })
    else { return false }
    let last = text[long.upperBound - 1]
    if short.count == stem { return isVowel(last) || last == UInt8(ascii: "s") }
    return isVowel(last) && isVowel(text[short.upperBound - 1])
  }

  private static func isVowel(_ letter: UInt8) -> Bool {
    switch letter {
    case UInt8(ascii: "a"), UInt8(ascii: "e"), UInt8(ascii: "i"), UInt8(ascii: "o"),
      UInt8(ascii: "u"), UInt8(ascii: "y"):
      true
    default: false
    }
  }
}

/// How much two words agree in their letters and their order: Jaro's and Winkler's measure, for
/// words with several typing errors.
enum LetterOrder {
  /// From here on a word is taken for another one mistyped.
  private static let least = 0.84

  /// Whether two words are near by the Jaro-Winkler measure (Winkler, "String Comparator Metrics",
  /// 1990, with a prefix of at most four letters that weighs 0.1).
  static func isNear(_ text: Span<UInt8>, _ left: Range<Int>, _ right: Range<Int>) -> Bool {
    similarity(text, left, right) >= least
  }

  private static func similarity(
    _ text: Span<UInt8>,
    _ left: Range<Int>,
    _ right: Range<Int>
  ) -> Double {
    let window = max(0, max(left.count, right.count) / 2 - 1)
    var isTaken = [Bool](repeating: false, count: right.count)
    var matched: [UInt8] = []
    for (place, index) in left.enumerated() {
      let first = max(0, place - window)
      let partner = (first..<max(first, min(right.count, place + window + 1))).first {
        !isTaken[$0] && text[right.lowerBound + $0] == text[index]
      }
      guard let partner else { continue }
      isTaken[partner] = true
      matched.append(text[index])
    }
    guard !matched.isEmpty else { return 0 }
    let others = isTaken.indices.filter { isTaken[$0] }.map { text[right.lowerBound + $0] }
    let transposed = Double(zip(matched, others).count { $0 != $1 }) / 2
    let count = Double(matched.count)
    let jaro =
      (count / Double(left.count) + count / Double(right.count) + (count - transposed) / count) / 3
    let prefix = zip(left, right).prefix(4).prefix { text[$0] == text[$1] }.count
    return jaro + Double(prefix) * 0.1 * (1 - jaro)
  }
}

/// Whether two names sound alike letter by letter: Stefan and Stephan, Sara and Sarah, Erik and
/// Eric, Toni and Tony, Matias and Matthias.
enum NameSpelling {
  /// Compares two folded words.
  static func isEqual(_ text: Span<UInt8>, _ left: Range<Int>, _ right: Range<Int>) -> Bool {
    key(text, left) == key(text, right)
  }

  private static func key(_ text: Span<UInt8>, _ word: Range<Int>) -> [UInt8] {
    var key: [UInt8] = []
    for index in word {
      let letter = text[index]
      let next = index + 1 < word.upperBound ? text[index + 1] : 0
      var sound = letter
      switch letter {
      case UInt8(ascii: "p") where next == UInt8(ascii: "h"): sound = UInt8(ascii: "f")
      case UInt8(ascii: "c"), UInt8(ascii: "q"): sound = UInt8(ascii: "k")
      case UInt8(ascii: "y"), UInt8(ascii: "j"): sound = UInt8(ascii: "i")
      case UInt8(ascii: "w"): sound = UInt8(ascii: "v")
      case UInt8(ascii: "z"): sound = UInt8(ascii: "s")
      case UInt8(ascii: "h") where index > word.lowerBound: continue
      default: break
      }
      // A letter doubled counts once.
      if key.last != sound { key.append(sound) }
    }
    return key
  }
}
