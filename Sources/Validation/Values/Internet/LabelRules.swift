/// What a label beyond ASCII must hold to besides its characters: the contextual rules of RFC 5892
/// and the rule for scripts that run from right to left, RFC 5893.
enum LabelRules {
  /// Whether joiners and middle dots stand where they may (RFC 5892, appendix A).
  static func fitContext(_ scalars: [Unicode.Scalar]) -> Bool {
    scalars.indices.allSatisfy { index in
      let before = index > 0 ? scalars[index - 1] : nil
      let after = index + 1 < scalars.count ? scalars[index + 1] : nil
      switch scalars[index] {
      // A.1 and A.2: after a virama; the joining of Arabic letters is not looked at.
      case "\u{200C}", "\u{200D}": return before.map(isVirama) ?? false
      // A.3: Catalan's `l·l`.
      case "\u{B7}": return before == "l" && after == "l"
      // A.7: with a letter of Japan.
      case "\u{30FB}": return scalars.contains(where: isJapanese)
      // A.8 and A.9: the two rows of Arabic digits do not mix.
      case "\u{660}"..."\u{669}": return !scalars.contains { ("\u{6F0}"..."\u{6F9}").contains($0) }
      default: return true
      }
    }
  }

  private static func isVirama(_ scalar: Unicode.Scalar) -> Bool {
    scalar.properties.canonicalCombiningClass == .virama
  }

  private static func isJapanese(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x3041...0x3096, 0x30A1...0x30FA, 0x3400...0x4DBF, 0x4E00...0x9FFF: true
    default: false
    }
  }

  // MARK: - From right to left

  /// Whether all labels of a name keep RFC 5893 clause 2; only a name with a label that runs from
  /// right to left is asked.
  static func fitDirection(_ labels: [String]) -> Bool {
    let kinds = labels.map { $0.unicodeScalars.map(direction) }
    guard kinds.contains(where: { $0.contains(.right) || $0.contains(.arabicDigit) }) else {
      return true
    }
    return kinds.allSatisfy(fits)
  }

  private enum Direction {
    case left
    case right
    case digit
    case arabicDigit
    case mark
    case other
  }

  private static func fits(_ kinds: [Direction]) -> Bool {
    let last = kinds.last { $0 != .mark }
    switch kinds.first {
    case .right:
      return !kinds.contains(.left) && last != .other
        && !(kinds.contains(.digit) && kinds.contains(.arabicDigit))
    case .left:
      return !kinds.contains(.right) && !kinds.contains(.arabicDigit) && last != .other
    default: return false
    }
  }

  /// The bidirectional class as far as labels need it (Unicode Standard Annex 9, table 4).
  private static func direction(_ scalar: Unicode.Scalar) -> Direction {
    switch scalar.properties.generalCategory {
    case .nonspacingMark: return .mark
    case .decimalNumber where (0x660...0x669).contains(scalar.value): return .arabicDigit
    case .decimalNumber where scalar.value < 0x80 || (0x6F0...0x6F9).contains(scalar.value):
      return .digit
    default: break
    }
    switch scalar.value {
    case 0x2D, 0xB7, 0x30FB, 0x200C, 0x200D: return .other
    // Hebrew to Arabic Extended-A, their presentation forms, the scripts of planes 1.
    case 0x590...0x8FF, 0xFB1D...0xFDFF, 0xFE70...0xFEFF, 0x10800...0x10FFF, 0x1E800...0x1EFFF:
      return .right
    default: return .left
    }
  }
}
