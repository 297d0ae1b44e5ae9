import Billing
import CRMModel
import Testing

@Suite struct InvoiceSeriesTests {
  @Test(
    "numbers follow the shape",
    arguments: [
      ("INV-{year}-{number:5}", "INV-2026-00042"), ("{number}", "42"),
      ("R{year}{month}/{number:3}-X", "R202610/042-X"), ("{number:1}", "42"),
    ]
  )
  func shapes(pattern: String, number: String) throws {
    let series = try #require(InvoiceSeries(pattern))
    #expect(series.number(42, issued: day("2026-10-31")) == number)
    #expect(series.position(of: number, issued: day("2026-10-31")) == 42)
  }

  @Test(
    "a shape without one number, or with an unknown placeholder, is refused",
    arguments: [
      "INV-{year}", "", "{number}{number}", "{nummer}", "{number:0}", "{number:x}", "{number", "{}",
      "{number:13}", "{number}}",
    ]
  )
  func refused(pattern: String) {
    #expect(InvoiceSeries(pattern) == nil)
  }

  @Test("the next number follows the highest of the same year, whatever else there is")
  func next() throws {
    let numbers = ["INV-2025-00009", "INV-2026-00002", "INV-2026-00001", "X-1", "INV-2026-7"]
    let series = InvoiceSeries.standard
    #expect(series.nextPosition(after: numbers, issued: day("2026-10-31")) == 3)
    #expect(series.nextPosition(after: numbers, issued: day("2027-01-31")) == 1)
  }

  @Test("numbers go on past the digits of the shape")
  func wide() throws {
    let series = try #require(InvoiceSeries("{number:2}"))
    #expect(series.nextPosition(after: ["98", "99", "100"], issued: day("2026-10-31")) == 101)
  }
}
