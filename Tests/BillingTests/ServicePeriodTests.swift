import Billing
import CRMModel
import Diagnostics
import Testing
import Time

@Suite struct ServicePeriodTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let start: String
    let end: String?
    let month: String
    let price: String?
    let note: String?
    let testDescription: String

    init(_ start: String, _ end: String?, _ month: String, _ price: String?, _ note: String? = nil)
    {
      self.start = start
      self.end = end
      self.month = month
      self.price = price
      self.note = note
      testDescription = "\(start) to \(end ?? "..") in \(month)"
    }
  }

  @Test(
    "a monthly subscription is prorated by the days of the month in which it runs",
    arguments: [
      // Whole months.
      Case("2026-01-01", nil, "2026-10", "40"),
      Case("2026-10-01", "2026-10-31", "2026-10", "40"),
      // Starting, ending, both.
      Case("2026-10-14", nil, "2026-10", "23.225806", "18/31 x 40.00"),
      Case("2026-01-01", "2026-10-18", "2026-10", "23.225806", "18/31 x 40.00"),
      Case("2026-10-10", "2026-10-10", "2026-10", "1.290323", "1/31 x 40.00"),
      Case("2026-10-31", nil, "2026-10", "1.290323", "1/31 x 40.00"),
      // February, with and without a leap day.
      Case("2026-02-15", nil, "2026-02", "20", "14/28 x 40.00"),
      Case("2028-02-15", nil, "2028-02", "20.689655", "15/29 x 40.00"),
      Case("2028-02-29", nil, "2028-02", "1.37931", "1/29 x 40.00"),
      // Nothing.
      Case("2026-11-01", nil, "2026-10", nil),
      Case("2026-01-01", "2026-09-30", "2026-10", nil),
    ]
  )
  func monthly(given: Case) {
    let item = subscription("S", from: given.start, through: given.end)
    let service = item.servicePeriod(in: period(given.month))
    #expect(service?.unitPrice.plain == given.price)
    #expect(service?.note == given.note)
  }

  @Test(
    "a yearly subscription is billed at its anniversary, for the year to come",
    arguments: [
      Case("2024-10-05", nil, "2026-10", "120"), Case("2024-10-05", nil, "2026-11", nil),
      Case("2026-10-31", nil, "2026-10", "120"), Case("2027-10-05", nil, "2026-10", nil),
      Case("2024-10-05", "2026-10-04", "2026-10", nil),
      Case("2024-10-05", "2027-10-04", "2026-10", "120"),
      // It ends within the year: prorated by the days of that year.
      Case("2024-10-05", "2026-10-05", "2026-10", "0.328767", "1/365 x 120.00"),
      Case("2027-10-05", "2028-04-04", "2027-10", "60", "183/366 x 120.00"),
      // A start on the leap day.
      Case("2024-02-29", nil, "2026-02", "120"), Case("2024-02-29", nil, "2028-02", "120"),
      Case("2024-02-29", nil, "2026-03", nil),
    ]
  )
  func yearly(given: Case) {
    let item = subscription("S", .year, from: given.start, through: given.end, at: "120")
    let service = item.servicePeriod(in: period(given.month))
    #expect(service?.unitPrice.plain == given.price)
    #expect(service?.note == given.note)
  }

  @Test("the years of a subscription from the leap day follow one another without gap or overlap")
  func leapYears() {
    let item = subscription("S", .year, from: "2024-02-29", at: "120")
    let services = (2024...2033).compactMap { item.servicePeriod(in: period("\($0)-02")) }
    #expect(services.count == 10)
    for (one, next) in zip(services, services.dropFirst()) {
      #expect(one.end.adding(days: 1) == next.start)
    }
    #expect(services.map(\.start.iso)[4] == "2028-02-29")
  }

  @Test("what the parts of a month cost together is the month's price, to a millionth a part")
  func parts() {
    for split in 1...30 {
      let first = subscription(
        "A",
        from: "2026-10-01",
        through: CalendarDate(daysSinceEpoch: day("2026-10-01").daysSinceEpoch + split - 1).iso
      )
      let second = subscription("B", from: day("2026-10-01").adding(days: split).iso)
      let prices = [first, second].compactMap { $0.servicePeriod(in: period("2026-10")) }
        .map(\.unitPrice.unscaled)
      #expect(abs(prices.reduce(0, +) - 40_000_000) <= 1)
    }
  }

  @Test("a day that was billed is not billed again when the rhythm changes")
  func overlap() throws {
    var company = try Company()
    company.subscriptions = [subscription("S-1", .year, from: "2026-05-10", at: "120")]
    company.bill("2026-05")
    company.subscriptions = [subscription("S-1", .month, from: "2026-05-10", at: "12")]
    let plan = company.plan("2026-10")
    #expect(plan.billsNothing)
    #expect(plan.findings.map(\.message.isEmpty) == [false])
  }

  @Test("an end that comes to light after billing is reported, not silently credited")
  func endAfterBilling() throws {
    var company = try Company()
    company.subscriptions = [subscription("S-1", from: "2026-05-10")]
    company.bill("2026-10")
    company.subscriptions = [subscription("S-1", from: "2026-05-10", through: "2026-10-18")]
    let plan = company.plan("2026-11")
    #expect(plan.billsNothing)
    #expect(
      plan.findings.map(\.message)
        == ["subscription S-1 ended 2026-10-18, invoice INV-2026-00001 bills it through 2026-10-31"]
    )
  }
}
