import CRMModel
import Columns
import Testing
import Time

@Suite struct BillingValuesTests {
  @Test(
    "decimals are read and written without loss",
    arguments: [
      ("0", "0"), ("2.50", "2.5"), ("-0.0125", "-0.0125"), ("3.00000", "3"), ("007", "7"),
    ]
  )
  func decimals(text: String, plain: String) {
    #expect(Quantity(plain: text)?.plain == plain)
  }

  @Test(
    "what is no decimal of four places is refused",
    arguments: [
      "", "-", ".5", "5.", "1,5", "1.00001", "1e3", "+1", "99999999999999999999", "1 000", "--1",
      "1000000000000000",
    ]
  )
  func badDecimals(text: String) {
    #expect(Quantity(plain: text) == nil)
  }

  @Test("a rate belongs to its category: above zero for S, zero for all others")
  func taxes() {
    let nineteen = TaxRate(unscaled: 1900)
    #expect(Tax(.standard, nineteen)?.label == "S 19 %")
    #expect(Tax(.standard, .zero) == nil)
    #expect(Tax(.standard, TaxRate(unscaled: 10_001)) == nil)
    for category in TaxCategory.allCases where category != .standard {
      #expect(Tax(category, .zero)?.label == category.rawValue)
      #expect(Tax(category, nineteen) == nil)
    }
  }

  @Test("a period knows its days", arguments: [("2026-02", 28), ("2028-02", 29), ("2026-12", 31)])
  func periods(text: String, days: Int) throws {
    let period = try #require(BillingPeriod(text))
    #expect(period.lastDay.day == days)
    #expect(period.description == text)
    #expect(period.next.previous == period)
    #expect(period.contains(period.lastDay) && !period.contains(period.next.firstDay))
  }

  @Test(
    "what is no month is refused",
    arguments: ["2026-13", "2026", "2026-1", "26-10", "0000-01"]
  )
  func badPeriods(text: String) {
    #expect(BillingPeriod(text) == nil)
  }
}
