import Billing
import ByteIO
import CRMModel
import Columns
import Diagnostics
import Rendering
import Reporting
import TestSupport
import Testing

@Suite("Months that Billing posted")
struct BilledMonthsTests {
  private static let origin = RowOrigin(file: "in.csv", record: 1, line: 2, byteOffset: 40)
  private let standard = Tax(.standard, TaxRate(unscaled: 1900))
  private let intra = Tax(.intraCommunity, .zero)

  private func charge(
    _ id: String,
    _ lead: String,
    _ price: String,
    on date: String,
    _ tax: Tax?,
    quantity: Int64 = 1
  ) -> Charge {
    Charge(
      chargeID: id,
      leadID: lead,
      customer: lead,
      customerVATID: lead == "L-2" ? "FR12345678901" : nil,
      serviceDate: SampleBooks.day(date),
      description: "=cmd|' /C calc'!A0",
      quantity: Quantity(unscaled: quantity * 10_000),
      unitPrice: UnitPrice(plain: price) ?? UnitPrice(unscaled: 0),
      currency: .euro,
      tax: tax,
      origin: Self.origin
    )
  }

  private func payment(_ id: String, _ lead: String, _ cents: Int64, on date: String) -> Payment {
    Payment(
      paymentID: id,
      leadID: lead,
      customer: lead,
      paidOn: SampleBooks.day(date),
      amount: Money(minorUnits: cents, .euro),
      origin: Self.origin
    )
  }

  /// Bills the months one after the other, each on the last day of its period.
  private func billed(_ months: [String]) throws -> (books: PostedBooks, payments: [Payment]) {
    let settings = BillingSettings(defaultTax: try #require(standard))
    var books = PostedBooks()
    var charges = [
      charge("C-1", "L-1", "99.99", on: "2026-09-03", standard),
      charge("C-2", "L-2", "1200", on: "2026-09-05", intra),
      charge("C-3", "L-1", "0.335", on: "2026-10-03", standard),
      charge("C-4", "L-1", "500", on: "2026-10-09", standard, quantity: -1),
    ]
    // More than is owed, on account, and one that comes after the last month.
    let payments = [
      payment("P-1", "L-1", 5000, on: "2026-09-20"),
      payment("P-2", "L-2", 150_000, on: "2026-10-02"),
      payment("P-3", "L-1", 100, on: "2026-11-20"),
    ]
    for month in months {
      let period = try #require(BillingPeriod(month))
      let plan = BillingPlan(
        BillingInput(
          period: period,
          issueDate: period.lastDay,
          settings: settings,
          charges: charges,
          subscriptions: [],
          payments: payments,
          customers: [
            "L-1": Buyer(name: "Muster GmbH", country: "DE"),
            "L-2": Buyer(name: "Exemple SARL", country: "FR", vatID: "FR12345678901"),
          ],
          redirects: [:],
          books: books
        )
      )
      let next = settings.series.nextPosition(
        after: books.invoices.map(\.invoiceNumber),
        issued: period.lastDay
      )
      let posting = plan.post(nextNumber: next, nextEntry: books.nextEntryNumber)
      books = books.appending(posting.additions)
      for index in charges.indices {
        let number = posting.invoiceNumbers[charges[index].chargeID]
        charges[index].invoiceNumber = number ?? charges[index].invoiceNumber
      }
    }
    return (books, payments)
  }

  @Test("tie, whichever of them is reported", arguments: ["2026-09", "2026-10", "2026-11"])
  func ties(month: String) throws {
    let (posted, payments) = try billed(["2026-09", "2026-10"])
    let folder = ReportFolder(
      books: Books(posted, payments: payments),
      period: try #require(BillingPeriod(month)),
      questions: Question.allCases,
      formats: ReportFormat.allCases,
      locale: DisplayLocale("de-DE")
    )
    let files = try folder.write { name, body in _ = try rendered("\(month)-\(name)", body) }
    #expect(files.count == Question.allCases.count * 3 + 2)
  }

  @Test("give the register the documents of their month")
  func register() throws {
    let (posted, payments) = try billed(["2026-09", "2026-10"])
    let books = Books(posted, payments: payments)
    let september = try #require(BillingPeriod("2026-09"))
    let totals = try #require(books.controlTotals(for: september).first)
    #expect(totals.documents == 2)
    #expect(totals.net == 129_999)
    #expect(totals.tax == 1900)
  }
}
