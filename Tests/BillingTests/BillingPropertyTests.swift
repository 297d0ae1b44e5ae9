import Billing
import CRMModel
import TestSupport
import Testing
import Time

/// Months of random inputs: whatever comes, the equations hold.
@Suite struct BillingPropertyTests {
  private static let taxes = [
    nineteen, seven, reverseCharge, Tax(.zeroRated, .zero), Tax(.exempt, .zero),
    Tax(.outsideScope, .zero), Tax(.intraCommunity, .zero), Tax(.export, .zero), nil,
  ]
  private static let currencies = ["EUR", "EUR", "EUR", "JPY", "KWD", "GBP"].compactMap {
    Currency($0)
  }
  private static let leads = ["L-1", "L-2", "L-3", "L-4", nil]

  private func randomDate(_ generator: inout SeededGenerator) -> CalendarDate {
    day("2026-08-15").adding(days: Int.random(in: 0...140, using: &generator))
  }

  private func randomCharge(_ index: Int, _ generator: inout SeededGenerator) -> Charge {
    let quantity = Quantity(unscaled: Int64.random(in: -60_000...100_000, using: &generator))
    let price = UnitPrice(unscaled: Int64.random(in: 0...99_999_999, using: &generator))
    return charge(
      "C-\(index)",
      lead: Self.leads.randomElement(using: &generator) ?? nil,
      on: randomDate(&generator).iso,
      quantity.plain,
      at: price.plain,
      Self.currencies.randomElement(using: &generator) ?? .euro,
      tax: Self.taxes.randomElement(using: &generator) ?? nil
    )
  }

  private func randomSubscription(_ index: Int, _ generator: inout SeededGenerator) -> Subscription
  {
    let start = randomDate(&generator)
    let length = Int.random(in: -30...400, using: &generator)
    return subscription(
      "S-\(index)",
      lead: Self.leads.randomElement(using: &generator) ?? nil,
      Bool.random(using: &generator) ? .month : .year,
      from: start.iso,
      through: length < 0 ? nil : start.adding(days: length).iso,
      at: UnitPrice(unscaled: Int64.random(in: 1...500_000_000, using: &generator)).plain,
      quantity: "\(Int.random(in: 1...20, using: &generator))",
      tax: Self.taxes.randomElement(using: &generator) ?? nil
    )
  }

  private func randomPayment(_ index: Int, _ generator: inout SeededGenerator) -> Payment {
    let number = Int.random(in: 1...12, using: &generator)
    return payment(
      "P-\(index)",
      lead: Self.leads.randomElement(using: &generator) ?? nil,
      Int64.random(in: -3_000...40_000, using: &generator) | 1,
      on: randomDate(&generator).iso,
      reference: Bool.random(using: &generator) ? "inv-2026-0000\(number)" : nil,
      Self.currencies.randomElement(using: &generator) ?? .euro
    )
  }

  private func randomCompany(_ seed: UInt64) throws -> Company {
    var generator = SeededGenerator(seed: seed)
    var company = try Company()
    company.customers["L-4"] = Buyer(name: "Four", country: "AT", vatID: "ATU12345678")
    let size = Int.random(in: 0...40, using: &generator)
    company.charges = (0..<size).map { randomCharge($0, &generator) }
    company.subscriptions = (0..<size / 4).map { randomSubscription($0, &generator) }
    company.payments = (0..<size / 2).map { randomPayment($0, &generator) }
    return company
  }

  @Test(
    "four months in a row: all rules hold, all totals tie, a second run does nothing",
    arguments: 1...60
  )
  func months(seed: Int) throws {
    var company = try randomCompany(UInt64(seed))
    for month in ["2026-08", "2026-09", "2026-10", "2026-11"] {
      let plan = company.plan(month)
      let inputs = company.charges.count + company.subscriptions.count
      let counts = plan.counts
      #expect(counts.billed + counts.alreadyBilled + counts.notYetDue + counts.held == inputs)
      #expect(
        counts.paymentsPosted + counts.paymentsAlreadyPosted + counts.paymentsNotYetDue
          + counts.paymentsHeld == company.payments.count
      )
      company.bill(month)
      // Payments that name a document of the plan are posted once it has a number.
      #expect(company.plan(month).billsNothing)
      company.bill(month)
      #expect(company.control(month).violations == [])
      let isEmpty = company.plan(month).isEmpty
      #expect(isEmpty)
    }
    let debit = company.books.entries.reduce(0) { $0 + $1.debit.minorUnits }
    #expect(debit == company.books.entries.reduce(0) { $0 + $1.credit.minorUnits })
    #expect(
      try InvoiceLine.rows(in: InvoiceLine.batch(of: company.books.lines)) == company.books.lines
    )
  }

  @Test("the order of the inputs changes no document", arguments: 1...30)
  func permutation(seed: Int) throws {
    var company = try randomCompany(UInt64(seed))
    company.bill("2026-09")
    let plan = company.plan("2026-10")
    let posting = plan.post(nextNumber: 1, nextEntry: 1)
    var generator = SeededGenerator(seed: UInt64(seed) &* 77)
    company.charges.shuffle(using: &generator)
    company.subscriptions.shuffle(using: &generator)
    company.payments.shuffle(using: &generator)
    company.books.invoices.shuffle(using: &generator)
    company.books.lines.shuffle(using: &generator)
    company.books.allocations.shuffle(using: &generator)
    company.books.entries.shuffle(using: &generator)
    let shuffled = company.plan("2026-10")
    #expect(shuffled.canonicalText == plan.canonicalText)
    #expect(shuffled.findings == plan.findings && shuffled.counts == plan.counts)
    let again = shuffled.post(nextNumber: 1, nextEntry: 1)
    #expect(again.additions.invoices == posting.additions.invoices)
    #expect(again.additions.lines == posting.additions.lines)
    #expect(again.additions.entries == posting.additions.entries)
    #expect(again.additions.allocations == posting.additions.allocations)
  }

  @Test("the canonical text tells any two plans apart")
  func canonicalText() throws {
    var company = try Company()
    company.charges = [charge("C-1", at: "10")]
    company.payments = [payment("P-1", 500, on: "2026-10-05")]
    let texts: [String] = try [
      company.plan("2026-10").canonicalText,
      company.plan("2026-10", issued: "2026-11-01").canonicalText,
      company.plan("2026-11").canonicalText,
      {
        var other = company
        other.customers["L-1"] = Buyer(name: "Muster GmbH", street: "x", country: "DE")
        return other.plan("2026-10").canonicalText
      }(),
      {
        var other = company
        other.customers["L-1"] = Buyer(name: "Muster GmbH\" \"x", country: "DE")
        return other.plan("2026-10").canonicalText
      }(),
      {
        var other = company
        other.payments = []
        return other.plan("2026-10").canonicalText
      }(),
      {
        var other = company
        other.settings = try settings(series: "R-{number}")
        return other.plan("2026-10").canonicalText
      }(),
    ]
    #expect(Set(texts).count == texts.count)
    #expect(company.plan("2026-10").canonicalText == texts[0])
  }
}
