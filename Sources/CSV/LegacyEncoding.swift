/// Tells the encodings before Unicode apart, as far as bytes can tell.
///
/// East Asian ones show by characters of two bytes that stand beside each other; in Western text
/// the bytes outside ASCII stand alone between letters. Among the Western ones the one wins in
/// which most of those bytes are letters that fit their neighbours.
enum LegacyEncoding {
  struct Guess {
    let encoding: TextEncoding
    let reason: String
    let score: Double
    var runnerUp: CSVPhase.RunnerUp?
  }

  /// The most likely encoding of text that is not UTF-8.
  static func guess(_ sample: [UInt8]) -> Guess {
    for encoding in [TextEncoding.shiftJIS, .gb18030] {
      let pairs = Pairs(sample, encoding)
      guard pairs.areText else { continue }
      let reason = "\(pairs.count) characters of two bytes, \(pairs.invalid) bytes left over"
      return Guess(encoding: encoding, reason: reason, score: pairs.share)
    }
    // Windows-1252 first: it wins ties, being ISO-8859-1 with letters where that has controls.
    let ranked = [TextEncoding.windows1252, .latin9, .latin2, .macRoman]
      .map { (encoding: $0, score: score(sample, $0)) }
    let best = ranked.reduce(ranked[0]) { $1.score > $0.score ? $1 : $0 }
    let others = ranked.filter { $0.encoding != best.encoding }
    let next = others.reduce(others[0]) { $1.score > $0.score ? $1 : $0 }
    let total = Double(max(1, max(0, best.score) + max(0, next.score)))
    return Guess(
      encoding: best.encoding,
      reason: "not UTF-8; its bytes make the best words in it",
      score: Double(max(0, best.score)) / total,
      runnerUp: CSVPhase.RunnerUp(next.encoding.rawValue, Double(max(0, next.score)) / total)
    )
  }

  /// How well the bytes outside ASCII fit their neighbours when read in `encoding`.
  private static func score(_ sample: [UInt8], _ encoding: TextEncoding) -> Int {
    guard let table = SingleByteTable.of(encoding) else { return .min }
    var score = 0
    var previous: Unicode.Scalar = " "
    for (index, byte) in sample.enumerated() {
      guard let scalar = table.scalars[Int(byte)], byte < 0x80 || scalar.value > 0x9F else {
        score -= 4
        previous = " "
        continue
      }
      if byte >= 0x80 {
        let following = index + 1 < sample.count ? table.scalars[Int(sample[index + 1])] : nil
        score += fit(scalar, after: previous, before: following ?? " ")
      }
      previous = scalar
    }
    return score
  }

  private static func fit(
    _ scalar: Unicode.Scalar,
    after previous: Unicode.Scalar,
    before following: Unicode.Scalar
  ) -> Int {
    let isAfterLetter = previous.properties.isAlphabetic
    let isBeforeLetter = following.properties.isAlphabetic
    // Beyond Latin Extended-A these encodings have ligatures, Greek and accents without letters.
    guard scalar.properties.isAlphabetic, scalar.value <= 0x17F else {
      // An apostrophe may stand inside a word, a currency beside digits; other signs inside a
      // word are a wrong reading.
      if scalar == "\u{2019}" || scalar == "\u{20AC}" { return 1 }
      return isAfterLetter && isBeforeLetter ? -2 : 0
    }
    if scalar == "\u{AA}" || scalar == "\u{BA}" { return isBeforeLetter ? -2 : 1 }
    if scalar.properties.isUppercase, previous.properties.isLowercase { return -2 }
    if isAfterLetter || isBeforeLetter { return 2 }
    return previous == " " && !isBeforeLetter ? -1 : 0
  }

  /// Characters of two bytes, found by walking through the sample.
  private struct Pairs {
    private(set) var count = 0
    private(set) var invalid = 0
    /// Pairs that stand directly beside another.
    private var adjacent = 0
    /// Pairs that are everyday characters of the language.
    private var common = 0

    init(_ sample: [UInt8], _ encoding: TextEncoding) {
      var index = 0
      var end = -1
      while index < sample.count {
        let lead = sample[index]
        guard lead >= 0x80 else {
          index += 1
          continue
        }
        let trail = index + 1 < sample.count ? sample[index + 1] : 0
        guard Self.isPair(lead, trail, encoding) else {
          // Half-width katakana stand alone in Shift_JIS.
          if encoding != .shiftJIS || !(0xA1...0xDF).contains(lead) { invalid += 1 }
          index += 1
          continue
        }
        count += 1
        if end == index { adjacent += 1 }
        if Self.isCommon(lead, trail, encoding) { common += 1 }
        index += 2
        end = index
      }
    }

    /// Pairs among all that stands outside ASCII.
    var share: Double { Double(count) / Double(max(1, count + invalid)) }

    /// Text of the language: pairs in words, most of them everyday characters, next to nothing
    /// left over.
    var areText: Bool {
      count >= 2 && invalid * 50 <= count && adjacent * 2 >= count && common * 3 >= count
    }

    private static func isPair(_ lead: UInt8, _ trail: UInt8, _ encoding: TextEncoding) -> Bool {
      let isTrail = (0x40...0x7E).contains(trail) || (0x80...0xFE).contains(trail)
      guard encoding == .shiftJIS else { return (0x81...0xFE).contains(lead) && isTrail }
      return ((0x81...0x9F).contains(lead) || (0xE0...0xFC).contains(lead)) && isTrail
        && trail <= 0xFC
    }

    /// Kana in Shift_JIS (JIS X 0208 rows 4 and 5); GB 2312's punctuation and first-level
    /// characters in GB18030.
    private static func isCommon(_ lead: UInt8, _ trail: UInt8, _ encoding: TextEncoding) -> Bool {
      guard encoding == .shiftJIS else {
        return (lead == 0xA1 || lead == 0xA3 || (0xB0...0xD7).contains(lead)) && trail >= 0xA1
      }
      return lead == 0x82 && (0x9F...0xF1).contains(trail) || lead == 0x83 && trail <= 0x96
        || lead == 0x81 || (0x88...0x97).contains(lead)
    }
  }
}
