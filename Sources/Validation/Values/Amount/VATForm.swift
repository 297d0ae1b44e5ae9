/// How the VAT numbers of one country are built and checked.
struct VATForm: Sendable {
  private let pattern: Pattern?
  private let suffixes: [String]
  private let check: @Sendable ([UInt8]) -> Bool

  private init(
    _ pattern: String,
    suffixes: [String] = [],
    _ check: @escaping @Sendable ([UInt8]) -> Bool
  ) {
    self.pattern = Pattern(pattern.utf8)
    self.suffixes = suffixes
    self.check = check
  }

  /// Whether the text after the prefix has the form.
  func fits(_ body: [UInt8]) -> Bool {
    pattern.map { PatternMatcher.matchesAll(of: bare(body), $0) } ?? false
  }

  /// The text without a suffix that says "VAT" (`MWST`, `MVA`).
  func bare(_ body: [UInt8]) -> [UInt8] {
    for suffix in suffixes where body.reversed().starts(with: suffix.utf8.reversed()) {
      return Array(body.dropLast(suffix.utf8.count))
    }
    return body
  }

  func hasRightCheckDigit(_ body: [UInt8]) -> Bool { check(body) }

  /// By prefix; patterns and check digits as the European Commission's VIES and the tax
  /// authorities describe them.
  static let all: [String: VATForm] = [
    "AT": VATForm(#"U\d{8}"#) { VATCheck.austria($0) },
    "BE": VATForm(#"[01]\d{9}"#) { VATCheck.belgium($0) },
    "BG": VATForm(#"\d{9,10}"#) { VATCheck.bulgaria($0) },
    "CY": VATForm(#"[0-59]\d{7}[A-Z]"#) { VATCheck.cyprus($0) },
    "CZ": VATForm(#"\d{8,10}"#) { VATCheck.czechia($0) },
    "DE": VATForm(#"[1-9]\d{8}"#) { VATCheck.isMod11And10($0) },
    "DK": VATForm(#"[1-9]\d{7}"#) { VATCheck.sum($0, [2, 7, 6, 5, 4, 3, 2, 1]) % 11 == 0 },
    "EE": VATForm(#"10\d{7}"#) { VATCheck.sum($0, [3, 7, 1, 3, 7, 1, 3, 7, 1]) % 10 == 0 },
    "EL": VATForm(#"\d{9}"#) { VATCheck.greece($0) },
    "ES": VATForm(#"[A-Z]\d{7}[\dA-Z]|\d{8}[A-Z]"#) { VATCheck.spain($0) },
    "FI": VATForm(#"\d{8}"#) { VATCheck.sum($0, [7, 9, 10, 5, 8, 4, 2, 1]) % 11 == 0 },
    "FR": VATForm(#"[\dA-HJ-NP-Z][\dA-HJ-NP-Z]\d{9}"#) { VATCheck.france($0) },
    "GB": VATForm(#"\d{9}(\d{3})?|GD[0-4]\d\d|HA[5-9]\d\d"#) { VATCheck.britain($0) },
    "XI": VATForm(#"\d{9}(\d{3})?|GD[0-4]\d\d|HA[5-9]\d\d"#) { VATCheck.britain($0) },
    "HR": VATForm(#"\d{11}"#) { VATCheck.isMod11And10($0) },
    "HU": VATForm(#"\d{8}"#) { VATCheck.sum($0, [9, 7, 3, 1, 9, 7, 3, 1]) % 10 == 0 },
    "IE": VATForm(#"\d{7}[A-W][A-IW]?|\d[A-Z]\d{5}[A-W]"#) { VATCheck.ireland($0) },
    "IT": VATForm(#"\d{11}"#) { VATCheck.italy($0) },
    "LT": VATForm(#"\d{9}|\d{12}"#) { VATCheck.lithuania($0) },
    "LU": VATForm(#"\d{8}"#) {
      VATCheck.number($0.prefix(6)) % 89 == VATCheck.number($0.suffix(2))
    },
    "LV": VATForm(#"\d{11}"#) { VATCheck.latvia($0) },
    "MT": VATForm(#"\d{8}"#) { VATCheck.malta($0) },
    "NL": VATForm(#"\d{9}B\d{2}"#) { VATCheck.netherlands($0) },
    "PL": VATForm(#"\d{10}"#) { VATCheck.last($0, [6, 5, 7, 2, 3, 4, 5, 6, 7], by: 11) },
    "PT": VATForm(#"\d{9}"#) { VATCheck.portugal($0) },
    "RO": VATForm(#"\d{2,10}"#) { VATCheck.romania($0) },
    "SE": VATForm(#"\d{12}"#) { VATCheck.sweden($0) },
    "SI": VATForm(#"[1-9]\d{7}"#) { VATCheck.slovenia($0) },
    "SK": VATForm(#"[1-9]\d[2-47-9]\d{7}"#) { VATCheck.number($0[...]) % 11 == 0 },
    "CHE": VATForm(#"\d{9}"#, suffixes: ["MWST", "TVA", "IVA"]) {
      VATCheck.eleven($0, [5, 4, 3, 2, 7, 6, 5, 4])
    },
    "NO": VATForm(#"\d{9}"#, suffixes: ["MVA"]) { VATCheck.eleven($0, [3, 2, 7, 6, 5, 4, 3, 2]) },
  ]
}
