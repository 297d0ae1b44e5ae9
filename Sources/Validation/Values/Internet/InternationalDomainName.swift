import Foundation

/// Domain names with labels beyond ASCII (IDNA 2008, RFC 5890 to 5892).
enum InternationalDomainName {
  struct Failure: Error, Hashable {
    let fault: DomainName.Fault
  }

  /// The name in lower case, each `xn--` label decoded; characters of compatibility, such as those of
  /// full width, become the ones they stand for (Unicode Technical Standard 46).
  static func normalise(_ name: String) -> Result<String, Failure> {
    let dotted = String(
      String.UnicodeScalarView(
        name.unicodeScalars
          .map { "\u{3002}\u{FF0E}\u{FF61}".unicodeScalars.contains($0) ? "." : $0 }
      )
    )
    var labels: [String] = []
    var asciiLength = -1
    for label in dotted.split(separator: ".", omittingEmptySubsequences: false) {
      let mapped = label.lowercased().precomposedStringWithCompatibilityMapping.lowercased()
      guard let unicode = unicodeLabel(mapped), let ascii = asciiLabel(unicode) else {
        return .failure(Failure(fault: .syntax))
      }
      guard ascii.utf8.count <= DomainName.maximumLabelLength else {
        return .failure(Failure(fault: .tooLong))
      }
      labels.append(unicode)
      asciiLength += ascii.utf8.count + 1
    }
    if asciiLength > DomainName.maximumLength { return .failure(Failure(fault: .tooLong)) }
    guard labels.count > 1, let top = labels.last?.unicodeScalars, top.count > 1 else {
      return .failure(Failure(fault: labels.count > 1 ? .syntax : .noTopLevel))
    }
    guard LabelRules.fitDirection(labels) else { return .failure(Failure(fault: .syntax)) }
    return .success(labels.joined(separator: "."))
  }

  private static func unicodeLabel(_ label: String) -> String? {
    guard label.hasPrefix("xn--") else { return isPermitted(label) ? label : nil }
    guard let decoded = Punycode.decode(String(label.dropFirst(4))),
      !decoded.utf8.allSatisfy({ $0 < 0x80 }), isPermitted(decoded),
      // Only the encoding that the label itself would give (RFC 5891 clause 5.4).
      asciiLabel(decoded) == label
    else { return nil }
    return decoded
  }

  private static func asciiLabel(_ label: String) -> String? {
    if label.utf8.allSatisfy({ $0 < 0x80 }) { return label }
    return Punycode.encode(label).map { "xn--" + $0 }
  }

  /// RFC 5892: letters, marks and digits, not beginning with a mark; joiners and the middle dot as
  /// their contextual rules let them.
  private static func isPermitted(_ label: String) -> Bool {
    let scalars = Array(label.unicodeScalars)
    guard let first = scalars.first, first != "-", scalars.last != "-" else { return false }
    if isMark(first) { return false }
    // Hyphens in the third and fourth place announce an encoding (RFC 5891 clause 4.2.3.1).
    if scalars.count > 3, scalars[2] == "-", scalars[3] == "-" { return false }
    return LabelRules.fitContext(scalars)
      && scalars.allSatisfy { scalar in
        switch scalar.properties.generalCategory {
        case .lowercaseLetter, .otherLetter, .modifierLetter, .decimalNumber, .nonspacingMark,
          .spacingMark:
          true
        default: scalar == "-" || ["\u{B7}", "\u{200C}", "\u{200D}", "\u{30FB}"].contains(scalar)
        }
      }
  }

  private static func isMark(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .nonspacingMark, .spacingMark, .enclosingMark: true
    default: false
    }
  }
}
