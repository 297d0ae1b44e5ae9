package import Columns

/// A number with a fixed count of decimals, held as an integer: quantities and prices, never a
/// binary fraction.
package protocol FixedDecimal: Hashable, Comparable, Sendable {
  /// Number of decimals.
  static var scale: Int { get }
  /// The value times ten to the power of `scale`.
  var unscaled: Int64 { get }

  init(unscaled: Int64)
}

extension FixedDecimal {
  /// The column type: 18 digits, `scale` of them decimals.
  package static var storedType: ColumnType { .decimal(precision: 18, scale: scale) }

  /// The largest magnitude a stored column can hold.
  package static var limit: Int64 { Money.power(of10: 18) - 1 }

  /// Reads an optional minus, digits, and after a point at most `scale` decimals that are not zero.
  package init?(plain text: some StringProtocol) {
    guard let number = DecimalText(plain: text), let value = number.unscaled(scale: Self.scale),
      value.magnitude <= Self.limit.magnitude
    else { return nil }
    self.init(unscaled: value)
  }

  /// `2.5`: a decimal point, no grouping, no zeros at the end.
  package var plain: String {
    let power = Money.power(of10: Self.scale).magnitude
    let (whole, fraction) = unscaled.magnitude.quotientAndRemainder(dividingBy: power)
    let sign = unscaled < 0 ? "-" : ""
    guard fraction != 0 else { return "\(sign)\(whole)" }
    var digits = String(fraction)
    digits = String(repeating: "0", count: Self.scale - digits.count) + digits
    while digits.last == "0" { digits.removeLast() }
    return "\(sign)\(whole).\(digits)"
  }

  package static func < (left: Self, right: Self) -> Bool { left.unscaled < right.unscaled }
}

/// How much of something was sold (BT-129), with four decimals.
package struct Quantity: FixedDecimal {
  package static let scale = 4
  package let unscaled: Int64

  package init(unscaled: Int64) { self.unscaled = unscaled }

  package static let one = Quantity(unscaled: 10_000)
}

/// The net price of one unit (BT-146), with six decimals: finer than the minor unit, so that
/// usage prices and prorated prices keep line net = quantity x price exact.
package struct UnitPrice: FixedDecimal {
  package static let scale = 6
  package let unscaled: Int64

  package init(unscaled: Int64) { self.unscaled = unscaled }
}

/// A percentage with two decimals: 1900 hundredths are 19 % (BT-119, BT-152).
package struct TaxRate: FixedDecimal {
  package static let scale = 2
  package let unscaled: Int64

  package init(unscaled: Int64) { self.unscaled = unscaled }

  package static let zero = TaxRate(unscaled: 0)

  package static let storedType = ColumnType.decimal(precision: 5, scale: 2)
}

/// A decimal number as written: sign, digits before and after the point.
package struct DecimalText: Hashable, Sendable {
  package let isNegative: Bool
  /// All digits, those after the point included.
  package let digits: [UInt8]
  /// How many of `digits` stand after the point.
  package let decimals: Int

  package init(isNegative: Bool, digits: [UInt8], decimals: Int) {
    self.isNegative = isNegative
    self.digits = digits
    self.decimals = decimals
  }

  /// Reads `-1234.5`: no grouping, at least one digit on each side of a point.
  package init?(plain text: some StringProtocol) {
    var rest = Array(text.utf8)[...]
    let isNegative = rest.first == UInt8(ascii: "-")
    if isNegative { rest = rest.dropFirst() }
    let parts = rest.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    guard (1...2).contains(parts.count),
      parts.allSatisfy({ !$0.isEmpty && $0.allSatisfy { (0x30...0x39).contains($0) } })
    else { return nil }
    let decimals = parts.count == 2 ? parts[1].count : 0
    self.init(isNegative: isNegative, digits: parts.flatMap { $0 }, decimals: decimals)
  }

  /// The value times ten to the power of `scale`, nil when it has more decimals that are not zero
  /// or does not fit.
  package func unscaled(scale: Int) -> Int64? {
    var digits = digits
    var decimals = decimals
    while decimals > scale {
      guard digits.last == 0x30 else { return nil }
      digits.removeLast()
      decimals -= 1
    }
    digits += [UInt8](repeating: 0x30, count: scale - decimals)
    var value: Int64 = 0
    for digit in digits {
      let (shifted, tooLarge) = value.multipliedReportingOverflow(by: 10)
      let (next, overflow) = shifted.addingReportingOverflow(Int64(digit) - 0x30)
      if tooLarge || overflow { return nil }
      value = next
    }
    return isNegative ? -value : value
  }
}
