import Billing
import CRMModel
import Testing

@Suite struct RoundingTests {
  @Test(
    "halves are rounded away from zero, for both signs",
    arguments: [
      (5, 10, 1), (-5, 10, -1), (4, 10, 0), (-4, 10, 0), (15, 10, 2), (-15, 10, -2), (25, 10, 3),
      (-25, 10, -3), (0, 7, 0), (-1, 2, -1), (1, 3, 0), (2, 3, 1), (-2, 3, -1),
    ]
  )
  func halves(numerator: Int, denominator: Int, result: Int) {
    let rounded = Rounding.halfAwayFromZero(Int128(numerator), over: Int128(denominator))
    #expect(rounded == Int128(result))
  }

  @Test(
    "line net is quantity x price, rounded to the minor unit of the currency",
    arguments: [
      ("1", "0.005", "EUR", "0.01"), ("-1", "0.005", "EUR", "-0.01"),
      ("3", "0.0049", "EUR", "0.01"),
      ("2.5", "80", "EUR", "200.00"), ("0.3333", "100", "EUR", "33.33"), ("1", "0.5", "JPY", "1"),
      ("-3", "0.5", "JPY", "-2"), ("1", "1.2345", "KWD", "1.235"),
      ("1000", "0.000001", "EUR", "0.00"),
      ("5000", "0.000001", "EUR", "0.01"),
    ]
  )
  func lineNet(quantity: String, price: String, code: String, net: String) throws {
    let quantity = try #require(Quantity(plain: quantity))
    let price = try #require(UnitPrice(plain: price))
    let currency = try #require(Currency(code))
    #expect(Rounding.net(quantity, price, currency)?.plain == net)
  }

  @Test(
    "tax is rounded once a group, half away from zero (BR-CO-17)",
    arguments: [
      (50, 700, 4), (-50, 700, -4), (1_710_526, 1900, 325_000), (-1_710_526, 1900, -325_000),
      (250, 1900, 48), (-250, 1900, -48), (237, 1900, 45), (0, 1900, 0), (150, 100, 2),
      (-150, 100, -2), (149, 100, 1),
    ]
  )
  func tax(base: Int64, rate: Int64, tax: Int64) {
    #expect(Rounding.tax(on: euro(base), TaxRate(unscaled: rate)) == euro(tax))
  }

  @Test("an amount of 13 digits before the point is refused, not wrapped around")
  func overflow() throws {
    let huge = try #require(Quantity(plain: "99999999999999"))
    #expect(Rounding.net(huge, UnitPrice(unscaled: 999_999_999_999_999_999), .euro) == nil)
    let large = try #require(UnitPrice(plain: "999999999999"))
    #expect(Rounding.net(.one, large, .euro)?.plain == "999999999999.00")
  }
}
