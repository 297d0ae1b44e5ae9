import Billing
import CRMModel
import Columns
import Diagnostics
import Testing

@Suite struct BillingPlanTests {
  @Test("a month's charges and subscriptions stand on one invoice a customer and currency")
  func documents() throws {
    var company = try Company()
    company.charges = [
      charge("C-2", "2.5", at: "80"), charge("C-1", on: "2026-10-02", at: "9.99", tax: seven),
      charge("C-3", lead: "L-2", at: "500", tax: reverseCharge),
      charge("C-4", at: "12", Currency("GBP") ?? .euro),
    ]
    company.subscriptions = [subscription("S-1", from: "2026-10-14")]
    let posting = company.bill("2026-10")
    let invoices = posting.additions.invoices
    #expect(
      invoices.map(\.invoiceNumber) == ["INV-2026-00001", "INV-2026-00002", "INV-2026-00003"]
    )
    #expect(invoices.map(\.leadID) == ["L-1", "L-1", "L-2"])
    #expect(invoices.map(\.currency.code) == ["EUR", "GBP", "EUR"])
    #expect(invoices.allSatisfy { $0.type == .invoice && $0.dueDate == day("2026-11-14") })
    let lines = posting.additions.lines.filter { $0.invoiceNumber == "INV-2026-00001" }
    #expect(lines.map(\.source.id) == ["C-1", "C-2", "S-1"])
    #expect(lines.map(\.netAmount) == [euro(999), euro(20_000), euro(2_323)])
    #expect(lines[2].note == "18/31 x 40.00")
    let taxes = posting.additions.taxes.filter { $0.invoiceNumber == "INV-2026-00001" }
    #expect(taxes.map(\.tax.label) == ["S 19 %", "S 7 %"])
    #expect(taxes.map(\.taxAmount) == [euro(4_241), euro(70)])
    #expect(invoices[0].totals.grossTotal == euro(999 + 20_000 + 2_323 + 4_241 + 70))
    #expect(posting.additions.taxes.last?.exemptionCode == "VATEX-EU-AE")
    #expect(posting.invoiceNumbers["C-3"] == "INV-2026-00003")
    #expect(company.control("2026-10").violations == [])
  }

  @Test("running the month again bills nothing and says so")
  func again() throws {
    var company = try Company()
    company.charges = [charge("C-1", at: "10"), charge("C-2", lead: nil, at: "10")]
    company.subscriptions = [
      subscription("S-1", from: "2026-01-01"), subscription("S-2", .year, from: "2024-10-05"),
    ]
    company.payments = [payment("P-1", 1_000, on: "2026-10-20")]
    company.bill("2026-10")
    let again = company.plan("2026-10")
    #expect(again.isEmpty && again.billsNothing)
    #expect(
      again.summary
        == "2026-10: nothing to bill, all 3 charges and subscriptions due are billed already, "
        + "1 held"
    )
    // Even when the charge's own mark is lost, the line that bills it is found.
    company.charges[0].invoiceNumber = nil
    #expect(company.plan("2026-10").isEmpty)
    #expect(company.plan("2026-11").drafts.count == 1)
  }

  @Test("a charge that comes late is billed with the next run, under a key of its own")
  func late() throws {
    var company = try Company()
    company.charges = [charge("C-1", at: "10")]
    company.bill("2026-10")
    company.charges.append(charge("C-2", on: "2026-09-30", at: "5"))
    let posting = company.bill("2026-10")
    #expect(posting.additions.invoices.map(\.invoiceID) == ["2026-10/L-1/EUR/2"])
    #expect(posting.additions.invoices.map(\.invoiceNumber) == ["INV-2026-00002"])
    #expect(company.control("2026-10").violations == [])
  }

  @Test("every charge and subscription is billed, billed before, not due or held with a finding")
  func conservation() throws {
    var company = try Company()
    company.charges = [
      charge("C-1", at: "10"), charge("C-2", lead: nil, at: "10"),
      charge("C-3", lead: "gone", at: "10"), charge("C-4", on: "2026-11-01", at: "10"),
      charge("C-5", lead: "L-1", at: "10", tax: reverseCharge), charge("C-1", at: "11"),
    ]
    company.subscriptions = [
      subscription("S-1", from: "2026-11-01"), subscription("S-2", from: "2026-10-31"),
    ]
    let plan = company.plan("2026-10")
    #expect(plan.counts.billed == 2)
    #expect(plan.counts.held == 4)
    #expect(plan.counts.notYetDue == 2)
    #expect(
      plan.findings.map(\.code.rawValue) == [
        "billing.duplicate-id", "billing.unknown-customer", "billing.unknown-customer",
        "billing.buyer-vat-id",
      ]
    )
  }

  @Test("a negative total becomes a credit note with positive amounts")
  func creditNote() throws {
    var company = try Company()
    company.charges = [
      charge("C-1", "-2", at: "100"), charge("C-2", at: "50"),
      charge("C-3", lead: "L-3", "-1", at: "10"), charge("C-4", lead: "L-3", "1", at: "30"),
    ]
    let posting = company.bill("2026-10")
    let invoices = posting.additions.invoices
    #expect(invoices.map(\.type) == [.creditNote, .invoice])
    #expect(invoices.map(\.totals.grossTotal) == [euro(17_850), euro(2_380)])
    #expect(posting.additions.lines.map(\.quantity.plain) == ["2", "-1", "-1", "1"])
    let receivable = posting.additions.entries.filter { $0.role == .receivable }
    #expect(receivable.map(\.credit) == [euro(17_850), euro(0)])
    #expect(company.control("2026-10").violations == [])
    #expect(company.control("2026-10").totals[0].registerGross == euro(2_380 - 17_850))
  }

  @Test("lines outside the scope of VAT stand on a document of their own")
  func outsideScope() throws {
    var company = try Company()
    company.charges = [
      charge("C-1", at: "10"), charge("C-2", at: "20", tax: Tax(.outsideScope, .zero)),
      charge("C-3", at: "30", tax: Tax(.exempt, .zero)),
    ]
    let posting = company.bill("2026-10")
    #expect(posting.additions.invoices.map(\.totals.netTotal) == [euro(4_000), euro(2_000)])
    #expect(company.control("2026-10").violations == [])
  }

  @Test("the buyer's VAT id of the input is used where the lead has none")
  func vatID() throws {
    var company = try Company()
    company.charges = [
      charge("C-1", at: "10", tax: reverseCharge, vatID: "AT U12345678"),
      charge("C-2", lead: "L-3", at: "10", tax: reverseCharge, vatID: "A"),
      charge("C-3", lead: "L-3", at: "10", tax: reverseCharge, vatID: "B"),
    ]
    let plan = company.plan("2026-10")
    #expect(plan.drafts.map(\.buyer.vatID) == ["AT U12345678"])
    #expect(plan.counts.held == 2)
  }

  @Test("a merged lead's charges stand on the invoice of the lead that remains")
  func redirects() throws {
    var company = try Company()
    company.charges = [charge("C-1", on: "2026-09-10", at: "10")]
    company.bill("2026-09")
    company.redirects = ["L-1": "L-7", "L-7": "L-2"]
    company.charges.append(charge("C-2", at: "20"))
    company.charges.append(charge("C-3", lead: "L-2", at: "30"))
    company.payments = [payment("P-1", lead: "L-2", 1_190, on: "2026-11-05")]
    let posting = company.bill("2026-10", issued: "2026-11-05")
    #expect(posting.additions.invoices.map(\.leadID) == ["L-2"])
    #expect(posting.additions.invoices[0].totals.netTotal == euro(5_000))
    #expect(posting.additions.allocations.map(\.invoiceNumber) == ["INV-2026-00001"])
  }
}
