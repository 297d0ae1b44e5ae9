/// How the VAT numbers of one country are built and checked.
struct VATForm: Sendable {
  private let pattern: Pattern?
  /// How many digits the number begins with; older and shorter ones are filled up with zeros.
  private let digits: Int
  private let suffixes: [String]
  private let check: @Sendable ([UInt8]) -> Bool

  private init(
    _ pattern: String,
    digits: Int = 0,
    suffixes: [String] = [],
    _ check: @escaping @Sendable ([UInt8]) -> Bool
  ) {
    self.pattern = Pattern(pattern.utf8)
    self.digits = digits
    self.suffixes = suffixes
    self.check = check
  }

  /// The text in full length, nil when it has not the form.
  func fitted(_ body: [UInt8]) -> [UInt8]? {
    let text = bare(body)
    guard let pattern, PatternMatcher.matchesAll(of: text, pattern) else { return nil }
    let count = text.prefix { $0 &- 0x30 < 10 }.count
    return Array(repeating: 0x30, count: max(0, digits - count)) + text
  }

  /// The text without a suffix that says "VAT" (`MWST`, `MVA`).
  private func bare(_ body: [UInt8]) -> [UInt8] {
    for suffix in suffixes where body.reversed().starts(with: suffix.utf8.reversed()) {
      return Array(body.dropLast(suffix.utf8.count))
    }
    return body
  }

  /// Whether a text in full length passes the country's check.
  func hasRightCheckDigit(_ text: [UInt8]) -> Bool { check(text) }

  /// By prefix.
  ///
  /// Structures of the EU are those that VIES lists (European Commission, "VIES VAT number
  /// validation", question 11); Swiss numbers follow the Federal Act on the Business
  /// Identification Number (SR 431.03) and article 6 of its ordinance, Norwegian ones the Register
  /// of Legal Entities. Where the authorities are silent, the judge is the test list of python-stdnum
  /// 1.20 (`tests/test_eu_vat.doctest`, 755 numbers that were in use).
  static let all: [String: VATForm] = [
    "AT": VATForm(#"U\d{8}"#) { VATCheck.austria($0) },
    // Nine digits until 2007; first digit 1 given out since 2023.
    "BE": VATForm(#"[01]?\d{9}"#, digits: 10) { VATCheck.belgium($0) },
    "BG": VATForm(#"\d{9,10}"#) { VATCheck.bulgaria($0) },
    "CY": VATForm(#"\d{8}[A-Z]"#) { VATCheck.cyprus($0) },
    "CZ": VATForm(#"\d{8,10}"#) { VATCheck.czechia($0) },
    "DE": VATForm(#"[1-9]\d{8}"#) { VATCheck.isMod11And10($0) },
    "DK": VATForm(#"[1-9]\d{7}"#) { VATCheck.sum($0, [2, 7, 6, 5, 4, 3, 2, 1]) % 11 == 0 },
    "EE": VATForm(#"\d{9}"#) { VATCheck.sum($0, [3, 7, 1, 3, 7, 1, 3, 7, 1]) % 10 == 0 },
    "EL": VATForm(#"\d{8,9}"#, digits: 9) { VATCheck.greece($0) },
    "ES": VATForm(#"[A-HJ-NP-SU-Z]\d{7}[\dA-Z]|\d{8}[A-Z]"#) { VATCheck.spain($0) },
    // Council Directive 2006/112/EC, article 362: sellers from outside the Union.
    "EU": VATForm(#"\d{9}"#) { VATCheck.oneStopShop($0) },
    "FI": VATForm(#"\d{8}"#) { VATCheck.sum($0, [7, 9, 10, 5, 8, 4, 2, 1]) % 11 == 0 },
    "FR": VATForm(#"[\dA-HJ-NP-Z][\dA-HJ-NP-Z]\d{9}"#) { VATCheck.france($0) },
    "GB": VATForm(#"\d{9}(\d{3})?|GD[0-4]\d\d|HA[5-9]\d\d"#) { VATCheck.britain($0) },
    "XI": VATForm(#"\d{9}(\d{3})?|GD[0-4]\d\d|HA[5-9]\d\d"#) { VATCheck.britain($0) },
    "HR": VATForm(#"\d{11}"#) { VATCheck.isMod11And10($0) },
    "HU": VATForm(#"\d{8}"#) { VATCheck.sum($0, [9, 7, 3, 1, 9, 7, 3, 1]) % 10 == 0 },
    "IE": VATForm(#"\d{7}[A-W][A-IW]?|\d[A-Z+*]\d{5}[A-W]"#) { VATCheck.ireland($0) },
    "IT": VATForm(#"\d{11}"#) { VATCheck.italy($0) },
    "LT": VATForm(#"\d{9}|\d{12}"#) { VATCheck.lithuania($0) },
    "LU": VATForm(#"\d{8}"#) {
      VATCheck.number($0.prefix(6)) % 89 == VATCheck.number($0.suffix(2))
    },
    "LV": VATForm(#"\d{11}"#) { VATCheck.latvia($0) },
    "MT": VATForm(#"[1-9]\d{7}"#) { VATCheck.malta($0) },
    "NL": VATForm(#"\d{7,9}B\d{2}"#, digits: 9) { VATCheck.netherlands($0) },
    "PL": VATForm(#"\d{10}"#) { VATCheck.last($0, [6, 5, 7, 2, 3, 4, 5, 6, 7], by: 11) },
    "PT": VATForm(#"[1-9]\d{8}"#) { VATCheck.portugal($0) },
    "RO": VATForm(#"[1-9]\d{1,9}|[1-9]\d{12}"#) { VATCheck.romania($0) },
    "SE": VATForm(#"\d{12}"#) { VATCheck.sweden($0) },
    "SI": VATForm(#"[1-9]\d{7}"#) { VATCheck.slovenia($0) },
    "SK": VATForm(#"\d{10}"#) { VATCheck.slovakia($0) },
    "CHE": VATForm(#"\d{9}"#, suffixes: ["MWST", "TVA", "IVA", "TPV"]) {
      VATCheck.eleven($0, [5, 4, 3, 2, 7, 6, 5, 4])
    },
    "NO": VATForm(#"\d{9}"#, suffixes: ["MVA"]) { VATCheck.eleven($0, [3, 2, 7, 6, 5, 4, 3, 2]) },
  ]
}
