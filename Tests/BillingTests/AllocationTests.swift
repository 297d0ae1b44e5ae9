import Billing
import CRMModel
import Diagnostics
import Testing
import Time

@Suite struct AllocationTests {
  /// Three invoices of 119.00, 238.00 and 357.00, due on 14 September, October and November.
  private func company() throws -> Company {
    var company = try Company()
    company.charges = [
      charge("C-8", on: "2026-08-10", at: "100"), charge("C-9", on: "2026-09-10", at: "200"),
      charge("C-10", on: "2026-10-10", at: "300"),
    ]
    for month in ["2026-08", "2026-09", "2026-10"] { company.bill(month) }
    return company
  }

  private func given(_ posting: Posting) -> [String] {
    posting.additions.allocations.map {
      "\($0.source.id) \($0.invoiceNumber.suffix(1)) \($0.amount.plain) \($0.allocatedOn.iso)"
    }
  }

  @Test("a payment settles what was due first, and what is left stays a credit")
  func oldestFirst() throws {
    var company = try company()
    company.payments = [
      payment("P-1", 20_000, on: "2026-11-02"), payment("P-2", 60_000, on: "2026-11-03"),
    ]
    let posting = company.bill("2026-11")
    #expect(
      given(posting) == [
        "P-1 1 119.00 2026-11-02", "P-1 2 81.00 2026-11-02", "P-2 2 157.00 2026-11-03",
        "P-2 3 357.00 2026-11-03",
      ]
    )
    let control = company.control("2026-11")
    #expect(control.violations == [])
    let ageing = ReceivablesAgeing(
      asOf: day("2026-11-30"),
      invoices: company.books.invoices,
      payments: company.payments,
      allocations: company.books.allocations
    )
    #expect(ageing.items.isEmpty)
    #expect(ageing.credits.map(\.open) == [euro(8_600)])
    #expect(company.plan("2026-11").isEmpty)
  }

  @Test("an invoice that the reference names comes before older ones")
  func reference() throws {
    var company = try company()
    company.payments = [
      payment("P-1", 11_900, on: "2026-11-02"),
      payment("P-2", 40_000, on: "2026-11-03", reference: "Rechnung inv 2026/00003, danke"),
    ]
    #expect(
      given(company.bill("2026-11")) == [
        "P-2 3 357.00 2026-11-03", "P-1 1 119.00 2026-11-02", "P-2 2 43.00 2026-11-03",
      ]
    )
    #expect(company.control("2026-11").violations == [])
  }

  @Test("a payment of no known customer is posted once its reference names an invoice")
  func payerByReference() throws {
    var company = try company()
    company.payments = [
      payment("P-1", lead: nil, 11_900, on: "2026-11-02", reference: "INV-2026-00001"),
      payment("P-2", lead: nil, 5_000, on: "2026-11-02", reference: "thanks"),
    ]
    let plan = company.plan("2026-11")
    #expect(plan.counts.paymentsPosted == 1 && plan.counts.paymentsHeld == 1)
    #expect(plan.findings.map(\.code.rawValue) == ["billing.unknown-payer"])
    company.bill("2026-11")
    #expect(company.payments.map(\.leadID) == ["L-1", nil])
    #expect(company.control("2026-11").violations == [])
  }

  @Test("a reference to another customer's invoice is noted, the money stays with the payer")
  func otherCustomer() throws {
    var company = try company()
    company.payments = [
      payment("P-1", lead: "L-3", 11_900, on: "2026-11-02", reference: "INV-2026-00001")
    ]
    let plan = company.plan("2026-11")
    #expect(plan.allocations.isEmpty)
    #expect(plan.findings.map(\.code.rawValue) == ["billing.reference-of-other-customer"])
  }

  @Test("money of one currency settles nothing of another")
  func currencies() throws {
    var company = try company()
    company.payments = [
      payment("P-1", 11_900, on: "2026-11-02", Currency("USD") ?? .euro)
    ]
    #expect(company.bill("2026-11").additions.allocations.isEmpty)
    #expect(company.control("2026-11").violations == [])
  }

  @Test("an earlier overpayment is the paid amount of the next invoice (BT-113)")
  func prepaid() throws {
    var company = try Company()
    company.payments = [payment("P-1", 5_000, on: "2026-10-05")]
    company.bill("2026-10")
    company.charges = [charge("C-1", on: "2026-11-10", at: "100")]
    let posting = company.bill("2026-11")
    let totals = try #require(posting.additions.invoices.first?.totals)
    #expect(totals.paidAmount == euro(5_000) && totals.amountDue == euro(6_900))
    #expect(given(posting) == ["P-1 1 50.00 2026-11-30"])
    #expect(company.control("2026-11").violations == [])
  }

  @Test("a credit note settles open invoices without moving money")
  func creditNote() throws {
    var company = try company()
    company.charges.append(charge("C-11", on: "2026-11-10", "-1", at: "150"))
    let posting = company.bill("2026-11")
    #expect(
      given(posting) == [
        "INV-2026-00004 1 119.00 2026-11-30", "INV-2026-00004 2 59.50 2026-11-30",
      ]
    )
    #expect(posting.additions.entries.allSatisfy { $0.documentKind == .invoice })
    #expect(company.control("2026-11").violations == [])
  }

  @Test("money sent back uses up what was overpaid")
  func refund() throws {
    var company = try company()
    company.payments = [
      payment("P-1", 80_000, on: "2026-11-02"), payment("P-2", -8_600, on: "2026-11-20"),
    ]
    company.bill("2026-11")
    company.charges.append(charge("C-12", on: "2026-12-10", at: "10"))
    let posting = company.bill("2026-12")
    #expect(posting.additions.allocations.isEmpty)
    #expect(posting.additions.invoices[0].totals.amountDue == euro(1_190))
    #expect(company.control("2026-12").violations == [])
  }

  @Test("a payment after the day of issue waits for the next plan")
  func later() throws {
    var company = try company()
    company.payments = [payment("P-1", 11_900, on: "2026-12-01")]
    #expect(company.plan("2026-11").isEmpty)
    #expect(company.plan("2026-11").counts.paymentsNotYetDue == 1)
    #expect(company.plan("2026-12").counts.paymentsPosted == 1)
  }

  @Test("two payments of one id are not both posted")
  func duplicate() throws {
    var company = try company()
    company.payments = [
      payment("P-1", 100, on: "2026-11-02"), payment("P-1", 100, on: "2026-11-02"),
    ]
    let plan = company.plan("2026-11")
    #expect(plan.counts.paymentsPosted == 1 && plan.counts.paymentsHeld == 1)
  }
}
