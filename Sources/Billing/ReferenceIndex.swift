/// Finds invoice numbers in what payers write.
///
/// Letter case and any spaces, dashes, dots, slashes and underscores between a number's characters
/// do not matter, but no letter or digit may stand right before or after it. The time for a text
/// does not depend on how many numbers there are.
package struct ReferenceIndex {
  /// Positions by the letters and digits of a number.
  private var positions: [[UInt8]: [Int]] = [:]
  private var longest = 0

  /// Indexes numbers by their positions; nil has none.
  package init(_ numbers: [String?]) {
    for (position, number) in numbers.enumerated() {
      let key = (number ?? "").utf8.compactMap(Self.alphanumeric)
      guard !key.isEmpty else { continue }
      positions[key, default: []].append(position)
      longest = max(longest, key.count)
    }
  }

  /// The positions of the numbers that a text names, in ascending order.
  package func named(in text: String) -> [Int] {
    guard longest > 0 else { return [] }
    let words = Self.words(text)
    var found: Set<Int> = []
    for first in words.indices {
      var key: [UInt8] = []
      for (index, word) in words[first...].enumerated() {
        if index > 0, !word.continues { break }
        key += word.characters
        if key.count > longest { break }
        found.formUnion(positions[key] ?? [])
      }
    }
    return found.sorted()
  }

  /// Letters and digits in a row.
  private struct Word {
    var characters: [UInt8] = []
    /// Whether only separators stand between this one and the one before.
    let continues: Bool
  }

  private static func words(_ text: String) -> [Word] {
    var words: [Word] = []
    var isInside = false
    var continues = false
    for byte in text.utf8 {
      if let character = alphanumeric(byte) {
        if !isInside { words.append(Word(continues: continues)) }
        words[words.count - 1].characters.append(character)
        (isInside, continues) = (true, true)
      } else {
        isInside = false
        continues = continues && separators.contains(byte)
      }
    }
    return words
  }

  private static let separators = Array(" -./_".utf8)

  /// The byte in upper case, nil when it is no ASCII letter or digit.
  private static func alphanumeric(_ byte: UInt8) -> UInt8? {
    switch byte {
    case 0x30...0x39, 0x41...0x5A: byte
    case 0x61...0x7A: byte - 0x20
    default: nil
    }
  }
}
