/// The parts of a person's name.
package struct PersonName: Hashable, Sendable {
  package let given: String
  package let family: String

  /// Splits a name as written in one field: `Anna van der Berg`, `Berg, Anna`, `Dr. Anna Berg jr.`.
  ///
  /// A single word is taken for the family name, as letters are addressed by it; nil for a text
  /// without letters or with signs that no name has.
  package static func split(_ fullName: String) -> PersonName? {
    guard !fullName.contains(where: { "@<>{}|\\/0123456789;".contains($0) }) else { return nil }
    let parts = withoutNicknames(fullName)
      .split(omittingEmptySubsequences: true, whereSeparator: { ",，、،".contains($0) })
      .map(words).filter { !$0.isEmpty }
    guard let first = parts.first else { return nil }
    var further = parts.dropFirst().filter { !$0.allSatisfy(isSuffix) }
    // `John Doe, CLU, CFP`: what follows is letters of honour, known or not.
    if further.count > 1, further.dropFirst().allSatisfy({ $0.allSatisfy(isAcronym) }) {
      further = further[0].allSatisfy(isAcronym) ? [] : [further[0]]
    }
    switch further.count {
    case 0: return splitInOrder(first)
    case 1:
      let given = stripSuffixes(stripTitles(further[0]), keeping: 1)
      return made(given: given, family: stripSuffixes(first, keeping: 1))
    default: return nil
    }
  }

  private static func words(_ part: Substring) -> [String] {
    part.split { $0 == " " || $0 == "\u{A0}" || $0 == "\t" }.map(String.init)
      .filter { $0.contains(where: \.isLetter) || $0 == "&" }
  }

  /// The text without what stands in quotation marks or parentheses: a nickname is none of the
  /// parts.
  private static func withoutNicknames(_ text: String) -> String {
    var kept = ""
    var closing: Character?
    var before: Character = " "
    for character in text {
      if let end = closing {
        if character == end { closing = nil }
      } else if let end = nicknameMarks[character], before == " " {
        closing = end
      } else {
        kept.append(character)
      }
      before = character
    }
    // A mark that is never closed was none.
    return closing == nil ? kept : text.filter { nicknameMarks[$0] == nil && $0 != ")" }
  }

  private static let nicknameMarks: [Character: Character] = [
    "(": ")", "\"": "\"", "“": "”", "„": "“", "«": "»", "'": "'",
  ]

  /// Given names first, the family name from its first particle or the last word.
  private static func splitInOrder(_ words: [String]) -> PersonName? {
    let titleless = stripTitles(words)
    let hadTitle = titleless.count < words.count
    let names = stripSuffixes(titleless, keeping: hadTitle ? 1 : 2)
    guard let last = names.last else { return nil }
    guard names.count > 1 else { return made(given: [], family: [last]) }
    // `de la Vega` without a given name; `Van Morrison` begins with a capital.
    if particles.contains(names[0]) { return made(given: [], family: names) }
    let inner = names.indices.dropFirst().dropLast()
    var start = names.count - 1
    if let joint = inner.first(where: { joints.contains(names[$0]) }), joint > 1 {
      start = joint - 1
    }
    if let particle = inner.first(where: { isParticle(names[$0]) }) { start = min(start, particle) }
    if start > 1, ranks.contains(key(names[start - 1])) { start -= 1 }
    return made(given: Array(names[..<start]), family: Array(names[start...]))
  }

  private static func made(given: [String], family: [String]) -> PersonName? {
    guard family.contains(where: { $0.contains(where: \.isLetter) }) else { return nil }
    return PersonName(
      given: given.joined(separator: " "),
      family: family.joined(separator: " ")
    )
  }

  // MARK: - Titles and suffixes

  /// Cuts titles off the front, also `Mr. and Mrs.`; one word is always left.
  private static func stripTitles(_ words: [String]) -> [String] {
    var rest = words[...]
    while rest.count > 1, let first = rest.first {
      if isTitle(first) || (rest.count > 2 && callings.contains(key(first))) {
        rest = rest.dropFirst()
      } else if rest.count < words.count, rest.count > 2, conjunctions.contains(first.lowercased()),
        isTitle(rest[rest.startIndex + 1])
      {
        rest = rest.dropFirst()
      } else {
        break
      }
    }
    return Array(rest)
  }

  private static func isTitle(_ word: String) -> Bool {
    let key = key(word)
    if titles.contains(key) { return true }
    guard word.hasSuffix(".") else { return false }
    // `Lt.Gen.` is two of them.
    return word.split(separator: ".").allSatisfy {
      abbreviatedTitles.contains($0.lowercased()) || titles.contains($0.lowercased())
    }
  }

  /// Cuts suffixes off the end, `count` words being left.
  private static func stripSuffixes(_ words: [String], keeping count: Int) -> [String] {
    var rest = words[...]
    if rest.count > count, let form = generationForm(rest) { rest = rest.dropLast(form) }
    let hasSmallLetters = words.first.map { $0 != $0.uppercased() } ?? false
    while rest.count > count, let last = rest.last {
      let key = key(last)
      let isDegree =
        degrees.contains(key) && hasSmallLetters && (last == last.uppercased())
        && key.count < 5
      // `M.D.` and, in a name all in capitals, `MD`: neither is a family name.
      let isSure =
        (rest.count > 2 && sureDegrees.contains(key) && last == last.uppercased())
        || (rest.count > 3 - count && degrees.contains(key) && last.dropLast().contains("."))
      let isPair = key == "d" && rest.dropLast().last.map { Self.key($0) } == "ph"
      let isOrdinal = rest.count > 2 && (ordinals.contains(key) || last == "I")
      guard isPlainSuffix(last) || isDegree || isSure || isPair || isOrdinal else { break }
      // `King John V.`: an initial, not the fifth.
      if isOrdinal, last.hasSuffix(".") { break }
      rest = rest.dropLast(isPair ? 2 : 1)
    }
    return Array(rest)
  }

  /// How many words at the end are a generation suffix that is no name elsewhere: `sen.`, `d. J.`,
  /// `der Ältere`; nil for none.
  private static func generationForm(_ words: ArraySlice<String>) -> Int? {
    guard let last = words.last else { return nil }
    if last.hasSuffix("."), ["sen", "jun", "ml"].contains(key(last)) { return 1 }
    guard words.count > 2 else { return nil }
    let pair = words.suffix(2).map { key($0) }.joined(separator: " ")
    let isAbbreviated = last.hasSuffix(".") && ["d ä", "d j", "d y"].contains(pair)
    return isAbbreviated || generationPairs.contains(pair) ? 2 : nil
  }

  private static let generationPairs: Set<String> = [
    "der ältere", "die ältere", "der jüngere", "die jüngere", "the elder", "the younger",
  ]

  /// `Jr.`, but not the initials `J.R.`.
  private static func isPlainSuffix(_ word: String) -> Bool {
    plainSuffixes.contains(key(word)) && !word.hasPrefix("J.R") && !word.hasPrefix("S.R")
  }

  /// What follows a comma may be a degree that is a name elsewhere.
  private static func isSuffix(_ word: String) -> Bool {
    let key = key(word)
    return isPlainSuffix(word) || degrees.contains(key) || ordinals.contains(key)
      || word == "I" || key == "ph" || key == "d"
      || word.split(separator: "-").allSatisfy { degrees.contains(Self.key(String($0))) }
  }

  private static func isAcronym(_ word: String) -> Bool {
    isSuffix(word) || ((2...5).contains(word.count) && word == word.uppercased())
  }

  private static func isParticle(_ word: String) -> Bool {
    // `Van` as a given name is written with a capital; particles of this list seldom are.
    particles.contains(word) || capitalParticles.contains(word)
      || (word.count > 2 && particles.contains(word.lowercased())
        && word != word.uppercased() && ["van", "von", "della", "dos"].contains(word.lowercased()))
  }

  private static func key(_ word: String) -> String {
    word.lowercased().filter { $0 != "." && $0 != "," }
  }

  // MARK: - Words

  private static let titles: Set<String> = [
    "mr", "mrs", "ms", "miss", "mx", "dr", "prof", "professor", "doctor", "herr", "frau", "herrn",
    "hr", "dipl-ing", "mme", "mlle", "monsieur", "madame", "sra", "srta", "señor", "señora",
    "señorita", "sig", "sigra", "dott", "dottssa", "pani", "dhr", "mevr", "mw", "fru", "frøken",
    "fröken", "hra", "rouva",
  ]
  /// Titles only with a full stop: without it they are names (`Phil`, `Nat`).
  private static let abbreviatedTitles: Set<String> = [
    "m", "sr", "fr", "rev", "hon", "rt", "dipl", "ing", "mag", "med", "phil", "jur", "rer", "nat",
    "hc", "capt", "col", "gen", "gov", "lt", "sgt", "maj", "major", "st", "sen", "rep", "pres",
  ]
  /// Titles only before two more words: `Sir Keir Starmer`, but `Judge Reinhold`.
  private static let callings: Set<String> = [
    "rev", "reverend", "sir", "dame", "lord", "lady", "hon", "honorable", "honourable", "senator",
    "captain", "major", "colonel", "general", "lieutenant", "sergeant", "rabbi", "imam", "judge",
    "lt", "capt", "col", "gen", "sgt", "maj",
  ]
  private static let conjunctions: Set<String> = ["and", "&", "und", "et", "y", "e", "i", "en"]
  private static let plainSuffixes: Set<String> = [
    "jr", "sr", "ii", "iii", "iv", "phd", "esq", "jnr", "snr",
  ]
  private static let ordinals: Set<String> = ["v", "vi", "vii", "viii", "ix"]
  private static let degrees: Set<String> = [
    "md", "mba", "cpa", "dds", "dmd", "msc", "mscs", "bsc", "ma", "ba", "llm", "llb", "junior",
    "senior", "facs", "rn", "crna", "dvm", "pmp", "mp", "obe", "mbe", "cbe", "kc", "qc", "phd",
    "mph", "mpp", "edd", "jd", "pe", "cfa", "cfp", "clu", "lutc", "meng", "beng", "med", "msced",
    "rph", "do", "np", "lcsw",
  ]
  private static let sureDegrees: Set<String> = ["md", "mba", "cpa", "dds", "dmd"]
  private static let particles: Set<String> = [
    "von", "van", "vom", "zu", "zum", "zur", "de", "del", "della", "delle", "di", "da", "dal",
    "dos", "das", "do", "du", "des", "la", "le", "les", "lo", "el", "al", "bin", "ibn", "ben",
    "bint", "ter", "ten", "te", "den", "der", "af", "av", "san", "st", "mac", "'t",
  ]
  private static let capitalParticles: Set<String> = ["St.", "St", "Ste.", "Mac", "Mc", "Al", "El"]
  /// What joins two family names.
  private static let joints: Set<String> = ["y", "e", "i"]
  /// Ranks that are part of the family name since 1919 (Germany).
  private static let ranks: Set<String> = [
    "freiherr", "freiherrin", "freifrau", "graf", "gräfin", "fürst", "fürstin", "prinz",
    "prinzessin", "baron", "baronin",
  ]
}
