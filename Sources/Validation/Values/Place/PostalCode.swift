import Columns

/// Checks postal codes against the rule of their country and writes them the usual way.
///
/// A worker has its own value, so that threads share no counted reference in the loop.
struct PostalCode {
  private var bank = AutomatonBank()
  private var quick: [Quick?] = Array(repeating: nil, count: CountryCode.count)

  /// What the fast way needs of a rule.
  private struct Quick {
    var automaton: AutomatonBank.Handle?
    var digitCount = 0
    var separator: UInt8 = 0
    var tail = 0
    var partedLength = 0
  }

  /// Appends the code: capital letters, blank or hyphen where the country has it.
  mutating func normalise(
    _ value: Span<UInt8>,
    country: CountryCode?,
    into output: inout [UInt8]
  ) -> Verdict {
    guard let country else { return Self.keep(value, .postalNoCountry, into: &output) }
    let rule = loaded(country)
    guard let automaton = rule.automaton else {
      return Self.keep(value, .postalNoRule, into: &output)
    }
    guard value.count <= Self.maximumLength else { return .invalid(.postalSyntax) }
    if isUsual(value, rule, automaton) {
      output.append(value)
      return .valid(note: nil)
    }
    let start = output.count
    if Self.appendLaidOut(value, rule, to: &output) {
      let laidOut = output
      if bank.tags(automaton, laidOut.span, start..<laidOut.count) != 0 { return .valid(note: nil) }
    }
    output.removeSubrange(start...)
    return Self.rules[country.index]?.normalise(value, country, into: &output)
      ?? .invalid(.postalSyntax)
  }

  /// Whether a code is written the usual way of its country, so that `normalise` would leave it.
  mutating func isUsual(_ value: Span<UInt8>, country: CountryCode?) -> Bool {
    guard let country, value.count <= Self.maximumLength else { return false }
    let rule = loaded(country)
    guard let automaton = rule.automaton else { return false }
    return isUsual(value, rule, automaton)
  }

  private func isUsual(
    _ value: Span<UInt8>,
    _ rule: Quick,
    _ automaton: AutomatonBank.Handle
  ) -> Bool {
    Self.isDigits(value, count: rule.digitCount)
      || (isLaidOut(value, rule) && bank.tags(automaton, value, 0..<value.count) != 0)
  }

  /// Appends a code as its country lays it out, which is what `PostalRule` tries first; false where
  /// that is for `PostalRule` to say.
  private static func appendLaidOut(
    _ value: Span<UInt8>,
    _ rule: Quick,
    to output: inout [UInt8]
  ) -> Bool {
    var compact = InlineArray<24, UInt8>(repeating: 0)
    var count = 0
    for index in value.indices {
      let byte = value[index]
      let capital = byte &- 0x61 < 26 ? byte & 0xDF : byte
      if capital &- 0x41 < 26 || capital &- 0x30 < 10 {
        compact[count] = capital
        count += 1
      } else if byte != 0x20, byte != UInt8(ascii: "-"), byte != UInt8(ascii: ".") {
        return false
      }
    }
    // The British Forces' codes have a layout of their own.
    if compact[0] == UInt8(ascii: "B"), compact[1] == UInt8(ascii: "F") { return false }
    let isParted =
      rule.separator != 0 && count > rule.tail
      && (rule.partedLength == 0 || count == rule.partedLength)
    output.append(compact.span.extracting(0..<(isParted ? count - rule.tail : count)))
    if isParted {
      output.append(rule.separator)
      output.append(compact.span.extracting((count - rule.tail)..<count))
    }
    return true
  }

  private mutating func loaded(_ country: CountryCode) -> Quick {
    if let known = quick[country.index] { return known }
    var loaded = Quick()
    if let rule = Self.rules[country.index] {
      loaded.automaton = bank.add(rule.automaton)
      loaded.digitCount = rule.digitCount
      loaded.separator = rule.separator ?? 0
      loaded.tail = rule.tail
      loaded.partedLength = rule.partedLength
    }
    quick[country.index] = loaded
    return loaded
  }

  /// The short way for the many countries whose codes are a fixed number of digits.
  private static func isDigits(_ value: Span<UInt8>, count: Int) -> Bool {
    guard count > 0, count == value.count else { return false }
    for index in value.indices where value[index] &- 0x30 >= 10 { return false }
    return true
  }

  /// Whether the separator stands where it belongs, where the country has one in all codes.
  private func isLaidOut(_ value: Span<UInt8>, _ rule: Quick) -> Bool {
    guard rule.separator != 0, rule.partedLength == 0 else { return false }
    return value.count > rule.tail + 1 && value[value.count - rule.tail - 1] == rule.separator
  }

  /// Longer than any code with a country's prefix and separators.
  private static let maximumLength = 24

  private static func keep(
    _ value: Span<UInt8>,
    _ note: ValueCode,
    into output: inout [UInt8]
  ) -> Verdict {
    output.append(value)
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
  let automaton: PatternAutomaton
  /// Length of a code of any digits, 0 when there is none; there may be other forms.
  let digitCount: Int
  /// What stands before the last `tail` characters; nil for nothing.
  let separator: UInt8?
  let tail: Int
  /// Only codes of this many characters are parted; 0 for all.
  let partedLength: Int

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
