import Foundation

/// Finds the ISO 3166-1 code that a country's name, alpha-3 code or alias stands for.
package enum CountryName {
  /// The country, nil when the text names none.
  static func country(_ text: Span<UInt8>) -> CountryCode? {
    if text.count == 2, let code = CountryCode(text[0], text[1]) {
      if table.isAssigned(code) { return code }
    }
    return table.byName[folded(text)]
  }

  /// Whether ISO 3166-1 (or `XK`, in common use for Kosovo) has the code.
  static func isAssigned(_ code: CountryCode) -> Bool { table.isAssigned(code) }

  /// Lower case, without marks, letters and digits only: the form of the names in `CountryTable`.
  static func folded(_ text: Span<UInt8>) -> [UInt8] {
    var folded: [UInt8] = []
    folded.reserveCapacity(text.count)
    for index in text.indices {
      let byte = text[index]
      if byte >= 0x80 { return foldedBeyondASCII(text) }
      let lowered = byte &- 0x41 < 26 ? byte | 0x20 : byte
      if lowered &- 0x61 < 26 || byte &- 0x30 < 10 { folded.append(lowered) }
    }
    return folded
  }

  private static func foldedBeyondASCII(_ text: Span<UInt8>) -> [UInt8] {
    var bytes: [UInt8] = []
    for index in text.indices { bytes.append(text[index]) }
    let lowered = String(decoding: bytes, as: UTF8.self).lowercased()
    var folded = ""
    for scalar in lowered.decomposedStringWithCanonicalMapping.unicodeScalars {
      if let letters = undecomposed[scalar] {
        folded += letters
      } else if isLetterOrNumber(scalar) {
        folded.unicodeScalars.append(scalar)
      }
    }
    return Array(folded.utf8)
  }

  /// Letters that have no decomposition.
  private static let undecomposed: [Unicode.Scalar: String] = [
    "ł": "l", "ß": "ss", "ø": "o", "æ": "ae", "œ": "oe", "đ": "d", "ð": "d", "þ": "th", "ı": "i",
  ]

  private static func isLetterOrNumber(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .lowercaseLetter, .uppercaseLetter, .titlecaseLetter, .otherLetter, .modifierLetter,
      .decimalNumber, .letterNumber, .otherNumber:
      true
    default: false
    }
  }

  private static let table = Table()

  private struct Table: Sendable {
    private var assigned = [Bool](repeating: false, count: CountryCode.count)
    private(set) var byName: [[UInt8]: CountryCode] = [:]

    init() {
      for line in TableText.lines(of: CountryTable.text) {
        guard let code = CountryCode(TableText.string(line[0])) else { continue }
        assigned[code.index] = true
        byName[line[1].map { $0 | 0x20 }] = code
        for name in line.dropFirst(2) { byName[Array(name)] = code }
      }
    }

    func isAssigned(_ code: CountryCode) -> Bool { assigned[code.index] }
  }
}
