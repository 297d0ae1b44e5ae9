internal import Columns

/// Which given names are in use, so that two of them one letter apart are told from a name and its
/// typing error.
struct GivenNames: Sendable {
  static let standard = GivenNames(GivenNameTable.names + " " + further)

  /// Names that the table lacks.
  private static let further = """
    annika birte bjarne carlo enno friedhelm heiko henning jannis jannik jarno jule kersten kirsten \
    levke malte marek maren meik mia mika neele nele onno ronja rosa sanna silke sonke swantje \
    tilda till tjark ulf wiebke
    """

  private let names: HashIndex

  init(_ table: String) {
    names = HashIndex(
      table.split(separator: " ").map { name in
        let folded = TextFolder.folded(name)
        return MatchHash.of(folded.span, folded.indices)
      }
    )
  }

  /// Whether every word of folded text is a given name in use.
  func contains(_ text: Span<UInt8>, _ words: Range<Int>) -> Bool {
    var start = words.lowerBound
    for index in words.lowerBound...words.upperBound
    where index == words.upperBound || text[index] == UInt8(ascii: " ") {
      if !names.contains(MatchHash.of(text, start..<index)) { return false }
      start = index + 1
    }
    return true
  }
}
