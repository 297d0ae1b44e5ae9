import CRMModel

/// Words that stand where nothing is known.
///
/// A worker has its own value, so that threads share no counted reference in the loop.
struct Placeholder {
  /// Which words count, by what the field holds.
  enum Context: Hashable {
    case text
    /// Some of the words are names of people.
    case personName
    /// A number is no name; two letters may be one: `NN` is an insurer.
    case organisation
    /// Two letters may be a code: `NA` is Namibia.
    case code
  }

  private static let everywhere =
    FillerWords.everywhere + [
      "-", "--", "---", "----", ".", "..", "...", "?", "??", "???", "_", "__", "*",
    ]
  private static let notNames = ["none", "nil", "null", "na", "keine", "no", "leer", "empty"]
  /// `NN` is nomen nescio for a person; zeros are what a spreadsheet makes of an empty cell.
  private static let onlyNames = ["nn", "0", "00", "000"]

  private static let byFirst: [[[UInt8]]] = {
    var table = [[[UInt8]]](repeating: [], count: 256)
    for word in everywhere + notNames + onlyNames {
      let bytes = Array(word.utf8)
      table[Int(bytes[0])].append(bytes)
    }
    return table
  }()

  private static let longest = 14

  /// By first byte, in lower case: one bit for each length that a word has.
  let lengths: [UInt16] = byFirst.map { words in
    words.reduce(0) { $0 | 1 << UInt16($1.count) }
  }

  /// Whether a cleaned value is a placeholder.
  func matches(_ value: Span<UInt8>, _ context: Context) -> Bool {
    let lengths = lengths
    return Self.matches(value, context, lengths.span)
  }

  /// The same with `lengths` lent by a loop over many values.
  static func matches(_ value: Span<UInt8>, _ context: Context, _ lengths: Span<UInt16>) -> Bool {
    guard mayMatch(value, lengths) else { return false }
    let first = Int(lowered(value[0]))
    for word in byFirst[first] where word.count == value.count {
      if isEqual(word, value) { return isMeant(value, context) }
    }
    return false
  }

  /// Whether a word of the list has the first byte and the length of a value.
  @inline(__always)
  static func mayMatch(_ value: Span<UInt8>, _ lengths: Span<UInt16>) -> Bool {
    guard !value.isEmpty, value.count <= longest else { return false }
    return lengths[Int(lowered(value[0]))] & (1 << UInt16(value.count)) != 0
  }

  private static func isEqual(_ word: [UInt8], _ value: Span<UInt8>) -> Bool {
    for index in word.indices where word[index] != lowered(value[index]) { return false }
    return true
  }

  /// Whether a word that is on the list is a filler in its field.
  private static func isMeant(_ value: Span<UInt8>, _ context: Context) -> Bool {
    if value.count == 2, lowered(value[0]) &- 0x61 < 26 {
      if lowered(value[1]) == UInt8(ascii: "n") {
        return context == .personName && value[0] == value[1]
      }
      // `no` and `na` are a country, regions, names: never fillers but in lower case in a text.
      let isText = context == .text || context == .organisation
      return isText && value[0] == UInt8(ascii: "n") && value[1] == UInt8(ascii: "a")
    }
    if value[0] == UInt8(ascii: "0") { return context == .personName || context == .organisation }
    guard context == .personName, value.count <= 5, value[0] &- 0x41 < 26 || value[0] &- 0x61 < 26
    else { return true }
    // `Null` and `None` are surnames; `NULL` and `null` are what programs write.
    let isNull =
      lowered(value[0]) == UInt8(ascii: "n") && value.count == 4
      && lowered(value[1]) == UInt8(ascii: "u")
    let second = value[1]
    if isNull { return (value[0] < 0x61) == (second < 0x61) }
    return matchesEverywhere(value)
  }

  private static func matchesEverywhere(_ value: Span<UInt8>) -> Bool {
    everywhere.contains { isLengthEqual($0, value) && isEqual(Array($0.utf8), value) }
  }

  private static func isLengthEqual(_ word: String, _ value: Span<UInt8>) -> Bool {
    word.utf8.count == value.count
  }

  private static func lowered(_ byte: UInt8) -> UInt8 { byte &- 0x41 < 26 ? byte | 0x20 : byte }
}
