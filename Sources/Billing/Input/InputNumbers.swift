import CRMModel

/// Which character a file writes before the decimals.
package enum DecimalMark: Hashable, Sendable {
  case point
  case comma

  var byte: UInt8 { self == .point ? UInt8(ascii: ".") : UInt8(ascii: ",") }
}

/// Numbers as people and exports write them: `1234.56`, `1.234,56`, `1,234.56`, `1 234,56`,
/// `1'234.56`, with a minus before or after or in parentheses.
struct InputNumber {
  enum Reading: Hashable {
    case number(DecimalText)
    /// `1,234` or `1.234`: a thousand or one and a bit.
    case ambiguous
    case invalid
  }

  /// Reads a number; `mark` decides what would be ambiguous.
  static func read(_ text: String, mark: DecimalMark?) -> Reading {
    guard let (isNegative, body) = unsigned(Array(text.utf8)) else { return .invalid }
    let separators = body.filter { $0 == 0x2E || $0 == 0x2C }
    let used = decimalMark(body, separators) ?? mark?.byte
    if used == nil, separators.count == 1 { return .ambiguous }
    return assemble(body, decimal: used, isNegative: isNegative)
  }

  /// The decimal mark that a text shows beyond doubt, nil when it shows none.
  static func evidence(_ text: String) -> DecimalMark? {
    guard let (_, body) = unsigned(Array(text.utf8)) else { return nil }
    let separators = body.filter { $0 == 0x2E || $0 == 0x2C }
    if let mark = decimalMark(body, separators) {
      return mark == DecimalMark.point.byte ? .point : .comma
    }
    // Two groups of three: the separator groups, so the other one marks decimals.
    guard separators.count > 1, let first = separators.first,
      case .number = assemble(body, decimal: nil, isNegative: false)
    else { return nil }
    return first == DecimalMark.point.byte ? .comma : .point
  }

  /// The digits and separators without sign; nil when there is anything else.
  private static func unsigned(_ bytes: [UInt8]) -> (isNegative: Bool, body: [UInt8])? {
    var body = bytes[...]
    var isNegative = false
    if body.first == UInt8(ascii: "("), body.last == UInt8(ascii: ")") {
      isNegative = true
      body = body.dropFirst().dropLast()
    } else if body.first == UInt8(ascii: "-") || body.first == UInt8(ascii: "+") {
      isNegative = body.first == UInt8(ascii: "-")
      body = body.dropFirst()
    } else if body.last == UInt8(ascii: "-") {
      isNegative = true
      body = body.dropLast()
    }
    let trimmed = body.drop { $0 == 0x20 }
    guard let first = trimmed.first, (0x30...0x39).contains(first), trimmed.count <= 40 else {
      return nil
    }
    return (isNegative, Array(trimmed))
  }

  /// The separator that must be the decimal mark, by the form of the number alone.
  private static func decimalMark(_ body: [UInt8], _ separators: [UInt8]) -> UInt8? {
    guard let last = separators.last, let position = body.lastIndex(of: last) else { return nil }
    if separators.contains(where: { $0 != last }) { return last }
    guard separators.count == 1 else { return nil }
    let whole = body[..<position]
    let decimals = body.count - position - 1
    let couldGroup = decimals == 3 && (1...3).contains(whole.count) && whole.first != 0x30
    return couldGroup ? nil : last
  }

  private static func assemble(_ body: [UInt8], decimal: UInt8?, isNegative: Bool) -> Reading {
    let parts: [ArraySlice<UInt8>]
    if let decimal {
      parts = body.split(separator: decimal, omittingEmptySubsequences: false)
    } else {
      parts = [body[...]]
    }
    let fraction = parts.count == 2 ? parts[1] : []
    guard parts.count <= 2, let whole = grouped(parts[0]),
      fraction.allSatisfy({ (0x30...0x39).contains($0) }), parts.count == 1 || !fraction.isEmpty
    else { return .invalid }
    return .number(
      DecimalText(
        isNegative: isNegative,
        digits: whole + fraction,
        decimals: fraction.count
      )
    )
  }

  /// The digits of a whole part, its groups of three checked.
  private static func grouped(_ part: ArraySlice<UInt8>) -> [UInt8]? {
    // A point, a comma, an apostrophe or a space may group, but only one of them.
    let separators = Set(part.filter { !(0x30...0x39).contains($0) })
    guard let separator = separators.first else { return Array(part) }
    guard separators.count == 1, [0x2E, 0x2C, 0x27, 0x20].contains(separator) else { return nil }
    let groups = part.split(separator: separator, omittingEmptySubsequences: false)
    guard let first = groups.first, (1...3).contains(first.count),
      groups.dropFirst().allSatisfy({ $0.count == 3 })
    else { return nil }
    return groups.flatMap { $0 }
  }
}
