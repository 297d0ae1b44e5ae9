internal import CRMModel
internal import Columns

/// Takes the generation suffix (`sen.`, `Jr`, `III`) off a folded name.
enum GenerationFolder {
  private static let forms = GenerationSuffix.allCases.flatMap { suffix in
    suffix.forms.map { (suffix.rawValue, Array($0.utf8)) }
  }
  private static let index = HashIndex(forms.map { MatchHash.of($0.1.span, $0.1.indices) })

  /// Returns where the name in `range` ends without its suffix, and the suffix, 0 for none.
  ///
  /// One word is always left.
  static func strip(_ text: Span<UInt8>, _ range: Range<Int>) -> (end: Int, suffix: UInt8) {
    guard let last = lastSpace(text, range) else { return (range.upperBound, 0) }
    if let before = lastSpace(text, range.lowerBound..<last),
      let suffix = suffix(text, before + 1..<range.upperBound)
    {
      return (before, suffix)
    }
    if let suffix = suffix(text, last + 1..<range.upperBound) { return (last, suffix) }
    return (range.upperBound, 0)
  }

  private static func suffix(_ text: Span<UInt8>, _ words: Range<Int>) -> UInt8? {
    guard words.count <= longestForm else { return nil }
    return index.value(MatchHash.of(text, words)).map { forms[Int($0)].0 }
  }

  private static let longestForm = forms.map(\.1.count).max() ?? 0

  /// The suffix that a full name ends with, looked for in its last words, 0 for none.
  static func suffix(ofFullName text: Span<UInt8>) -> UInt8 {
    var start = text.count
    var spaces = 0
    while start > 0, spaces < 3, text.count - start < 24 {
      start -= 1
      if text[start] == UInt8(ascii: " ") { spaces += 1 }
    }
    let tail = text.extracting(start..<text.count)
    var folded = [UInt8](repeating: 0, count: tail.count + 16)
    var output = folded.mutableSpan
    let end = TextFolder.fold(tail, into: &output, at: 0)
    return strip(folded.span, 0..<end).suffix
  }

  private static func lastSpace(_ text: Span<UInt8>, _ range: Range<Int>) -> Int? {
    var index = range.upperBound - 1
    while index > range.lowerBound {
      if text[index] == UInt8(ascii: " ") { return index }
      index -= 1
    }
    return nil
  }
}
