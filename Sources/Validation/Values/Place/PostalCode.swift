/// Checks postal codes against the rule of their country and writes them the usual way.
enum PostalCode {
  /// Appends the code: capital letters, blank or hyphen where the country has it.
  static func normalise(
    _ value: Span<UInt8>,
    country: CountryCode?,
    into output: inout [UInt8]
  ) -> Verdict {
    guard let country else { return keep(value, .postalNoCountry, into: &output) }
    guard let rule = rules[country.index] else { return keep(value, .postalNoRule, into: &output) }
    guard value.count <= maximumLength else { return .invalid(.postalSyntax) }
    if rule.isDigits(value) {
      for index in value.indices { output.append(value[index]) }
      return .valid(note: nil)
    }
    return rule.normalise(value, country, into: &output)
  }

  /// Longer than any code with a country's prefix and separators.
  private static let maximumLength = 24

  private static func keep(
    _ value: Span<UInt8>,
    _ note: ValueCode,
    into output: inout [UInt8]
  ) -> Verdict {
    for index in value.indices { output.append(value[index]) }
    return .valid(note: note)
  }

  private static let rules: [PostalRule?] = {
    var rules = [PostalRule?](repeating: nil, count: CountryCode.count)
    for line in TableText.lines(of: PostalTable.text) {
      guard let country = CountryCode(TableText.string(line[0])) else { continue }
      rules[country.index] = PostalRule(pattern: line[1], layout: line.count > 2 ? line[2] : [])
    }
    return rules
  }()
}

/// How the postal codes of one country look.
private struct PostalRule: Sendable {
  private let automaton: PatternAutomaton
  /// Length of a code of any digits, 0 when there is none; there may be other forms.
  private let digitCount: Int
  /// What stands before the last `tail` characters; nil for nothing.
  private let separator: UInt8?
  private let tail: Int
  /// Only codes of this many characters are parted; 0 for all.
  private let partedLength: Int

  init?(pattern: ArraySlice<UInt8>, layout: ArraySlice<UInt8>) {
    guard let parsed = Pattern(pattern),
      let automaton = PatternAutomaton([(pattern: parsed, tag: 1)])
    else { return nil }
    self.automaton = automaton
    let digits = Array(pattern)
    let begins = digits.count >= 5 && digits.starts(with: Array("\\d{".utf8)) && digits[4] == 0x7D
    let count = begins ? Int(digits[3]) - 0x30 : 0
    let zeros = [UInt8](repeating: 0x30, count: count)
    digitCount = automaton.tags(zeros.span) != 0 ? count : 0
    separator = layout.first
    let numbers = layout.dropFirst().split(separator: UInt8(ascii: "@"))
      .compactMap { Int(TableText.string($0)) }
    tail = numbers.first ?? 0
    partedLength = numbers.count > 1 ? numbers[1] : 0
  }

  /// The short way for the many countries whose codes are a fixed number of digits.
  func isDigits(_ value: Span<UInt8>) -> Bool {
    guard digitCount == value.count else { return false }
    for index in value.indices where value[index] &- 0x30 >= 10 { return false }
    return true
  }

  func normalise(
    _ value: Span<UInt8>,
    _ country: CountryCode,
    into output: inout [UInt8]
  ) -> Verdict {
    guard let written = Written(value) else { return .invalid(.postalSyntax) }
    for candidate in candidates(written, country) where automaton.tags(candidate.span) != 0 {
      output += candidate
      return .valid(note: nil)
    }
    let digits = written.compact.count
    let isNumber = written.compact.allSatisfy { $0 &- 0x30 < 10 }
    // A spreadsheet took the code for a number.
    return .invalid(isNumber && digits == digitCount - 1 ? .postalZeroLost : .postalSyntax)
  }

  /// The value in capital letters, as given and without blanks and hyphens.
  private struct Written {
    var given: [UInt8] = []
    var compact: [UInt8] = []

    init?(_ value: Span<UInt8>) {
      for index in value.indices {
        let byte = value[index]
        let capital = byte &- 0x61 < 26 ? byte & 0xDF : byte
        if capital &- 0x41 < 26 || capital &- 0x30 < 10 {
          compact.append(capital)
          given.append(capital)
        } else if byte == 0x20 || byte == UInt8(ascii: "-") || byte == UInt8(ascii: ".") {
          given.append(byte)
        } else {
          return nil
        }
      }
    }
  }

  /// What the code may be, the likeliest first: laid out, as given, without the country before it,
  /// with the country's prefix where it belongs to the code.
  private func candidates(_ written: Written, _ country: CountryCode) -> [[UInt8]] {
    let letters = [country.letters.0, country.letters.1]
    var found = [laidOut(written.compact), written.given, written.compact]
    let prefixLength = written.compact.prefix { $0 &- 0x41 < 26 }.count
    if (1...3).contains(prefixLength), prefixLength < written.given.count,
      written.compact.starts(with: letters) || written.given[prefixLength] == UInt8(ascii: "-")
    {
      found.append(laidOut(Array(written.compact.dropFirst(prefixLength))))
    }
    found.append(letters + [UInt8(ascii: "-")] + written.compact)
    return found
  }

  private func laidOut(_ compact: [UInt8]) -> [UInt8] {
    if compact.starts(with: Array("BFPO".utf8)), compact.count > 4 {
      return Array("BFPO ".utf8) + compact.dropFirst(4)
    }
    guard let separator, compact.count > tail, partedLength == 0 || compact.count == partedLength
    else { return compact }
    return compact.dropLast(tail) + [separator] + compact.suffix(tail)
  }
}
