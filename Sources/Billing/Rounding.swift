package import CRMModel

// Exact arithmetic of documents: products in 128 bits, rounded once, half away from zero
// (the Schematron of EN 16931 compares absolute values, which makes it so for both signs).

/// Rounding and products of amounts.
package enum Rounding {
  /// Amounts stay below a million million units of their currency, three digits less than a stored
  /// column holds, so that sums over a whole store cannot overflow.
  static let limit: Int128 = 1_000_000_000_000_000

  /// `numerator / denominator` rounded half away from zero; the denominator is above zero.
  package static func halfAwayFromZero(_ numerator: Int128, over denominator: Int128) -> Int128 {
    let (quotient, remainder) = numerator.magnitude.quotientAndRemainder(
      dividingBy: denominator.magnitude
    )
    let rounded = Int128(quotient) + (remainder * 2 >= denominator.magnitude ? 1 : 0)
    return numerator < 0 ? -rounded : rounded
  }

  /// The net amount of a line (BT-131): quantity x price, nil when it exceeds the limit.
  package static func net(_ quantity: Quantity, _ price: UnitPrice, _ currency: Currency) -> Money?
  {
    let product = Int128(quantity.unscaled) * Int128(price.unscaled)
    let surplus = Quantity.scale + UnitPrice.scale - currency.digits
    let divisor = Int128(Money.power(of10: surplus))
    return money(halfAwayFromZero(product, over: divisor), currency)
  }

  /// The tax on an amount (BT-117): amount x rate / 100, nil when it exceeds the limit.
  package static func tax(on amount: Money, _ rate: TaxRate) -> Money? {
    let product = Int128(amount.minorUnits) * Int128(rate.unscaled)
    return money(halfAwayFromZero(product, over: 10_000), amount.currency)
  }

  /// `price x days / of`, rounded to the decimals of a price.
  package static func share(_ price: UnitPrice, days: Int, of total: Int) -> UnitPrice {
    let product = Int128(price.unscaled) * Int128(days)
    return UnitPrice(unscaled: Int64(halfAwayFromZero(product, over: Int128(total))))
  }

  /// The exact sum, nil when it exceeds the limit.
  static func sum(_ amounts: some Sequence<Money>, _ currency: Currency) -> Money? {
    money(amounts.reduce(0) { $0 + Int128($1.minorUnits) }, currency)
  }

  private static func money(_ units: Int128, _ currency: Currency) -> Money? {
    let stored = units * Int128(Money.power(of10: Money.storedScale - currency.digits))
    guard stored.magnitude < limit.magnitude else { return nil }
    return Money(minorUnits: Int64(units), currency)
  }
}
