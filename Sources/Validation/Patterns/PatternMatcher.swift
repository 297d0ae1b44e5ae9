/// Matches one pattern by backtracking and remembers its groups.
///
/// The slow, clear engine: used where groups are needed, and as the judge of `PatternAutomaton`.
struct PatternMatcher {
  /// Where a pattern matched and what its groups hold.
  struct Match: Equatable {
    let end: Int
    /// By group number; element 0 is the whole match.
    let groups: [Range<Int>?]
  }

  private let text: [UInt8]
  private var groups: [Range<Int>?]

  /// The first match that begins at the text's start, in the order of the pattern's branches.
  static func prefix(of text: [UInt8], _ pattern: Pattern) -> Match? {
    find(pattern, in: text) { _ in true }
  }

  /// Whether the whole text matches.
  static func matchesAll(of text: [UInt8], _ pattern: Pattern) -> Bool {
    find(pattern, in: text) { $0 == text.count } != nil
  }

  private static func find(
    _ pattern: Pattern,
    in text: [UInt8],
    accepting isEnd: (Int) -> Bool
  ) -> Match? {
    var matcher = PatternMatcher(
      text: text,
      groups: Array(repeating: nil, count: pattern.groupCount + 1)
    )
    var end: Int?
    _ = matcher.match(pattern, at: 0) { _, position in
      guard isEnd(position) else { return false }
      end = position
      return true
    }
    guard let end else { return nil }
    matcher.groups[0] = 0..<end
    return Match(end: end, groups: matcher.groups)
  }

  private mutating func match(
    _ pattern: Pattern,
    at position: Int,
    then next: (inout PatternMatcher, Int) -> Bool
  ) -> Bool {
    switch pattern {
    case .byte(let set):
      return position < text.count && set.contains(text[position]) && next(&self, position + 1)
    case .end:
      return position == text.count && next(&self, position)
    case .sequence(let parts):
      return match(parts[...], at: position, then: next)
    case .choice(let branches):
      for branch in branches where match(branch, at: position, then: next) { return true }
      return false
    case .repeated(let part, let least, let most):
      return match(part, least, most, at: position, then: next)
    case .group(let number, let part):
      let before = groups[number]
      let matched = match(part, at: position) { matcher, end in
        let inner = matcher.groups[number]
        matcher.groups[number] = position..<end
        if next(&matcher, end) { return true }
        matcher.groups[number] = inner
        return false
      }
      if !matched { groups[number] = before }
      return matched
    }
  }

  private mutating func match(
    _ parts: ArraySlice<Pattern>,
    at position: Int,
    then next: (inout PatternMatcher, Int) -> Bool
  ) -> Bool {
    guard let first = parts.first else { return next(&self, position) }
    return match(first, at: position) { matcher, end in
      matcher.match(parts.dropFirst(), at: end, then: next)
    }
  }

  /// Greedy: as many repetitions as possible first.
  private mutating func match(
    _ part: Pattern,
    _ least: Int,
    _ most: Int,
    at position: Int,
    then next: (inout PatternMatcher, Int) -> Bool
  ) -> Bool {
    if most > 0 {
      let more = match(part, at: position) { matcher, end in
        guard end > position || least > 0 else { return false }
        return matcher.match(part, max(0, least - 1), most - 1, at: end, then: next)
      }
      if more { return true }
    }
    return least == 0 && next(&self, position)
  }
}
