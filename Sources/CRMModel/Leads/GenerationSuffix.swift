/// Which of several people of one name in a family is meant: Hans Bach senior or junior.
///
/// Two records with different suffixes are two people.
package enum GenerationSuffix: UInt8, Hashable, Sendable, CaseIterable {
  case elder = 1
  case younger
  case second
  case third
  case fourth

  /// The ways to write the suffix: lower case without full stops and accents, the words parted by
  /// one space (`d J` for `d. J.`).
  package var forms: [String] {
    switch self {
    case .elder:
      [
        "sen", "senior", "sr", "snr", "d a", "da", "der altere", "die altere", "the elder", "pere",
        "padre", "st", "starszy",
      ]
    case .younger:
      [
        "jun", "junior", "jr", "jnr", "d j", "dj", "d y", "dy", "der jungere", "die jungere",
        "the younger", "fils", "hijo", "filho", "ml", "mlodszy",
      ]
    case .second: ["ii", "2nd", "the second"]
    case .third: ["iii", "3rd", "the third"]
    case .fourth: ["iv", "4th", "the fourth"]
    }
  }
}
