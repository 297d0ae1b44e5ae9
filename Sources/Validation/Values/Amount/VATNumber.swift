/// Checks and normalises VAT identification numbers: the member states of the EU, Northern Ireland,
/// Great Britain, Switzerland and Norway, with their check digits.
enum VATNumber {
  /// Appends the number with its country's prefix, without blanks and punctuation.
  ///
  /// A number without prefix is read as one of `country`.
  static func normalise(
    _ value: Span<UInt8>,
    _ country: CountryCode?,
    into output: inout [UInt8]
  ) -> Verdict {
    var text: [UInt8] = []
    for byte in RegisteredNumberText.withoutBlanks(value) {
      let capital = byte &- 0x61 < 26 ? byte & 0xDF : byte
      if capital &- 0x41 < 26 || capital &- 0x30 < 10 {
        text.append(capital)
      } else if capital == UInt8(ascii: "+") || capital == UInt8(ascii: "*") {
        // Irish numbers of before 2013 may have a sign in second place.
        text.append(capital)
      } else if !separators.contains(byte) {
        return .invalid(.vatSyntax)
      }
    }
    guard let (prefix, body) = split(text, country) else { return .invalid(.vatCountry) }
    guard let form = VATForm.all[prefix] else { return .invalid(.vatCountry) }
    guard let number = form.fitted(body) else { return .invalid(.vatSyntax) }
    guard form.hasRightCheckDigit(number) else { return .invalid(.vatCheckDigits) }
    output += Array(prefix.utf8) + number
    return .valid(note: nil)
  }

  /// Hyphen, point, solidus, apostrophe, colon, parentheses: what people set between digits.
  private static let separators: [UInt8] = [0x2D, 0x2E, 0x2F, 0x27, 0x3A, 0x28, 0x29]

  /// The prefix of the number, or that of the country where the number has none.
  private static func split(
    _ text: [UInt8],
    _ country: CountryCode?
  ) -> (prefix: String, body: [UInt8])? {
    if text.starts(with: Array("CHE".utf8)) { return ("CHE", Array(text.dropFirst(3))) }
    if text.count > 2, text[0] &- 0x41 < 26, text[1] &- 0x41 < 26 {
      let prefix = String(decoding: text[..<2], as: UTF8.self)
      let known = prefix == "GR" ? "EL" : prefix
      if VATForm.all[known] != nil { return (known, Array(text.dropFirst(2))) }
    }
    guard let country else { return nil }
    let prefixes = ["GR": "EL", "CH": "CHE", "LI": "CHE"]
    return (prefixes[country.description] ?? country.description, text)
  }
}
