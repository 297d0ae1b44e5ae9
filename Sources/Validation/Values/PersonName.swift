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
    let parts = fullName.split(separator: ",", omittingEmptySubsequences: true).map(words)
      .filter { !$0.isEmpty }
    guard let first = parts.first else { return nil }
    let withoutSuffixes = parts.dropFirst().filter { !$0.allSatisfy(isSuffix) }
    switch withoutSuffixes.count {
    case 0: return splitInOrder(first)
    case 1:
      let given = stripTitles(withoutSuffixes.first ?? [])
      return made(given: given, family: stripSuffixes(first))
    default: return nil
    }
  }

  private static func words(_ part: Substring) -> [String] {
    part.split { $0 == " " || $0 == "\u{A0}" || $0 == "\t" }.map(String.init)
      // A nickname in quotes or parentheses is none of the parts.
      .filter { word in !(word.hasPrefix("(") || word.hasPrefix("\"") || word.hasPrefix("“")) }
  }

  /// Given names first, the family name from its first particle or the last word.
  private static func splitInOrder(_ words: [String]) -> PersonName? {
    let names = stripSuffixes(stripTitles(words))
    guard let last = names.last else { return nil }
    guard names.count > 1 else { return made(given: [], family: [last]) }
    let particle = names.indices.dropFirst().dropLast().first { isParticle(names[$0]) }
    let start = particle ?? names.count - 1
    return made(given: Array(names[..<start]), family: Array(names[start...]))
  }

  private static func made(given: [String], family: [String]) -> PersonName? {
    guard family.contains(where: { $0.contains(where: \.isLetter) }) else { return nil }
    return PersonName(
      given: given.joined(separator: " "),
      family: family.joined(separator: " ")
    )
  }

  private static func stripTitles(_ words: [String]) -> [String] {
    var rest = words[...]
    while rest.count > 1, let first = rest.first, isTitle(first) { rest = rest.dropFirst() }
    return Array(rest)
  }

  private static func isTitle(_ word: String) -> Bool {
    let key = key(word)
    return titles.contains(key) || (word.hasSuffix(".") && abbreviatedTitles.contains(key))
  }

  private static func stripSuffixes(_ words: [String]) -> [String] {
    var rest = words[...]
    while rest.count > 2, let last = rest.last, plainSuffixes.contains(key(last)) {
      rest = rest.dropLast()
    }
    return Array(rest)
  }

  /// What follows a comma may be a degree that is a name elsewhere.
  private static func isSuffix(_ word: String) -> Bool {
    plainSuffixes.contains(key(word)) || degrees.contains(key(word))
  }

  private static func isParticle(_ word: String) -> Bool {
    // `Van` as a given name is written with a capital; particles of this list seldom are.
    particles.contains(word)
      || (word.count > 2 && particles.contains(word.lowercased())
        && word != word.uppercased() && ["van", "von", "della", "dos"].contains(word.lowercased()))
  }

  private static func key(_ word: String) -> String {
    word.lowercased().filter { $0 != "." && $0 != "," }
  }

  private static let titles: Set<String> = [
    "mr", "mrs", "ms", "miss", "mx", "dr", "prof", "professor", "doctor", "herr", "frau", "herrn",
    "hr", "dipl-ing", "mme", "mlle", "monsieur", "madame", "sra", "srta", "sig", "sigra", "dott",
    "dottssa", "pani", "dhr", "mevr", "mw",
  ]
  /// Titles only with a full stop: without it they are names (`Phil`, `Nat`).
  private static let abbreviatedTitles: Set<String> = [
    "m", "sr", "fr", "rev", "hon", "dipl", "ing", "mag", "med", "phil", "jur", "rer", "nat", "hc",
    "capt", "col", "gen", "lt", "sgt", "maj", "st",
  ]
  private static let plainSuffixes: Set<String> = [
    "jr", "sr", "ii", "iii", "iv", "phd", "esq", "jnr", "snr",
  ]
  private static let degrees: Set<String> = [
    "md", "mba", "cpa", "dds", "msc", "bsc", "ma", "ba", "llm", "llb", "junior", "senior", "facs",
    "rn", "dvm", "pmp", "mp", "obe", "mbe", "cbe", "kc", "qc",
  ]
  private static let particles: Set<String> = [
    "von", "van", "vom", "zu", "zum", "zur", "de", "del", "della", "delle", "di", "da", "dal",
    "dos", "das", "do", "du", "des", "la", "le", "les", "lo", "el", "al", "bin", "ibn", "ben",
    "bint", "ter", "ten", "te", "den", "der", "af", "av", "san", "st", "y", "e", "mac", "'t",
  ]
}
