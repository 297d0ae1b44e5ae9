import Columns

/// Checks and normalises international bank account numbers (ISO 13616).
enum IBAN {
  /// Appends the electronic form: capital letters and digits without blanks.
  static func normalise(_ value: Span<UInt8>, into output: inout [UInt8]) -> Verdict {
    for byte in RegisteredNumberText.withoutBlanks(value) {
      if [UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: ":")].contains(byte) { continue }
      let capital = byte &- 0x61 < 26 ? byte & 0xDF : byte
      guard capital &- 0x41 < 26 || capital &- 0x30 < 10 else { return .invalid(.ibanCharacters) }
      output.append(capital)
    }
    if output.starts(with: Array("IBAN".utf8)) { output.removeFirst(4) }
    guard output.count >= 4, let country = CountryCode(output[0], output[1]) else {
      return .invalid(.ibanCountry)
    }
    guard let structure = structures[country] else { return .invalid(.ibanCountry) }
    guard output.count == structure.count + 4 else { return .invalid(.ibanLength) }
    guard output[2] &- 0x30 < 10, output[3] &- 0x30 < 10,
      zip(structure, output.dropFirst(4)).allSatisfy({ isOf($0, $1) })
    else { return .invalid(.ibanStructure) }
    return remainder(output) == 1 ? .valid(note: nil) : .invalid(.ibanCheckDigits)
  }

  private static func isOf(_ kind: UInt8, _ byte: UInt8) -> Bool {
    switch kind {
    case UInt8(ascii: "n"): byte &- 0x30 < 10
    case UInt8(ascii: "a"): byte &- 0x41 < 26
    default: true
    }
  }

  /// ISO 7064 MOD 97-10 over the number with its first four characters last, letters as 10 to 35.
  private static func remainder(_ iban: [UInt8]) -> Int {
    (iban[4...] + iban[..<4]).reduce(0) { rest, byte in
      byte < 0x41
        ? (rest * 10 + Int(byte) - 0x30) % 97 : (rest * 100 + Int(byte) - 0x41 + 10) % 97
    }
  }

  /// The part after the check digits, a letter a character: n digit, a letter, c either.
  ///
  /// The 89 countries of the IBAN Registry (SWIFT as registration authority of ISO 13616), releases
  /// 98 and 100, element "BBAN structure"; compared with the copies in python-stdnum (`iban.dat`)
  /// and schwifty. Countries that use IBANs without having registered them are not accepted.
  private static let structures: [CountryCode: [UInt8]] = {
    let registry = """
      AD 8n12c|AE 19n|AL 8n16c|AT 16n|AZ 4a20c|BA 16n|BE 12n|BG 4a6n8c|BH 4a14c|BI 23n|BR 23n1a1c\
      |BY 4c4n16c|CH 5n12c|CR 18n|CY 8n16c|CZ 20n|DE 18n|DJ 23n|DK 14n|DO 4c20n|EE 16n|EG 25n\
      |ES 20n|FI 14n|FK 2a12n|FO 14n|FR 10n11c2n|GB 4a14n|GE 2a16n|GI 4a15c|GL 14n|GR 7n16c\
      |GT 4c20c|HN 4a20n|HR 17n|HU 24n|IE 4a14n|IL 19n|IQ 4a15n|IS 22n|IT 1a10n12c|JO 4a4n18c|KW 4a22c\
      |KZ 3n13c|LB 4n20c|LC 4a24c|LI 5n12c|LT 16n|LU 3n13c|LV 4a13c|LY 21n|MC 10n11c2n|MD 2c18c\
      |ME 18n|MK 3n10c2n|MN 16n|MR 23n|MT 4a5n18c|MU 4a19n3a|NI 4a20n|NL 4a10n|NO 11n|OM 3n16c|PK 4a16c\
      |PL 24n|PS 4a21c|PT 21n|QA 4a21c|RO 4a16c|RS 18n|RU 14n15c|SA 2n18c|SC 4a20n3a|SD 14n|SE 20n\
      |SI 15n|SK 20n|SM 1a10n12c|SO 19n|ST 21n|SV 4a20n|TL 19n|TN 20n|TR 6n16c|UA 6n19c|VA 18n|VG 4a16n\
      |XK 16n|YE 4a4n18c
      """
    var table: [CountryCode: [UInt8]] = [:]
    for entry in registry.split(separator: "|") {
      let parts = entry.split(separator: " ")
      guard parts.count == 2, let country = CountryCode(parts[0]) else { continue }
      var structure: [UInt8] = []
      var count = 0
      for byte in parts[1].utf8 {
        if byte &- 0x30 < 10 {
          count = count * 10 + Int(byte) - 0x30
        } else {
          structure += Array(repeating: byte, count: count)
          count = 0
        }
      }
      table[country] = structure
    }
    return table
  }()
}

/// What bank and VAT numbers share: people cut them with blanks of all kinds.
enum RegisteredNumberText {
  /// The bytes of a text without blanks and invisible characters.
  static func withoutBlanks(_ value: Span<UInt8>) -> [UInt8] {
    var text: [UInt8] = []
    text.append(value)
    var kept: [UInt8] = []
    var position = 0
    while position < text.count {
      let length = InvisibleCharacter.length(text, at: position)
      if length == 0 { kept.append(text[position]) }
      position += max(1, length)
    }
    return kept
  }
}
