import CRMModel
import Diagnostics
import Testing
import Time

@Suite struct BillingAgeingTests {
  private func day(_ text: String) -> CalendarDate {
    CalendarDate(iso: text) ?? CalendarDate(daysSinceEpoch: 0)
  }

  private func euro(_ cents: Int64) -> Money { Money(minorUnits: cents, .euro) }

  private func invoice(
    _ number: String,
    _ cents: Int64,
    issued: String,
    due: String,
    type: InvoiceType = .invoice
  ) -> Invoice {
    Invoice(
      invoiceNumber: number,
      invoiceID: number,
      type: type,
      leadID: "L-1",
      buyer: Buyer(name: "Muster GmbH"),
      issueDate: day(issued),
      dueDate: day(due),
      period: BillingPeriod(day(issued)),
      totals: InvoiceTotals(
        lineTotal: euro(cents),
        netTotal: euro(cents),
        taxTotal: euro(0),
        grossTotal: euro(cents),
        paidAmount: euro(0),
        amountDue: euro(cents)
      )
    )
  }

  private func payment(_ id: String, _ cents: Int64, _ date: String) -> Payment {
    let origin = RowOrigin(file: "p.csv", record: 1, line: 2, byteOffset: 0)
    return Payment(
      paymentID: id,
      leadID: "L-1",
      customer: "K",
      paidOn: day(date),
      amount: euro(cents),
      origin: origin
    )
  }

  @Test(
    "an amount is in the bucket of the days since it was due",
    arguments: [
      (-5, AgeingBucket.notDue), (0, .notDue), (1, .days1To30), (30, .days1To30),
      (31, .days31To60), (60, .days31To60), (61, .days61To90), (90, .days61To90), (91, .over90),
    ]
  )
  func buckets(days: Int, bucket: AgeingBucket) {
    #expect(AgeingBucket(daysOverdue: days) == bucket)
  }

  @Test("only what happened up to the day counts")
  func asOf() {
    let invoices = [
      invoice("1", 10_000, issued: "2026-08-31", due: "2026-09-14"),
      invoice("2", 5_000, issued: "2026-10-31", due: "2026-11-14"),
      invoice("3", 7_000, issued: "2026-11-30", due: "2026-12-14"),
      invoice("4", 1_500, issued: "2026-10-31", due: "2026-11-14", type: .creditNote),
    ]
    let payments = [payment("P1", 4_000, "2026-10-10"), payment("P2", 6_000, "2026-11-03")]
    let allocations = [
      PaymentAllocation(
        source: .payment(id: "P1"),
        invoiceNumber: "1",
        amount: euro(3_000),
        allocatedOn: day("2026-10-10")
      ),
      PaymentAllocation(
        source: .payment(id: "P2"),
        invoiceNumber: "1",
        amount: euro(6_000),
        allocatedOn: day("2026-11-03")
      ),
    ]
    let ageing = ReceivablesAgeing(
      asOf: day("2026-10-31"),
      invoices: invoices,
      payments: payments,
      allocations: allocations
    )
    #expect(ageing.items.map(\.invoice.invoiceNumber) == ["1", "2"])
    #expect(ageing.items.map(\.open) == [euro(7_000), euro(5_000)])
    #expect(ageing.items.map(\.daysOverdue) == [47, -14])
    #expect(ageing.credits.map(\.open) == [euro(1_000), euro(1_500)])
    #expect(ageing.total(.days31To60, in: .euro) == euro(7_000))
    #expect(ageing.balance(in: .euro) == euro(12_000 - 2_500))
    let later = ReceivablesAgeing(
      asOf: day("2026-11-29"),
      invoices: invoices,
      payments: payments,
      allocations: allocations
    )
    #expect(later.items.map(\.open) == [euro(1_000), euro(5_000)])
    #expect(later.total(.days61To90, in: .euro) == euro(1_000))
    #expect(later.total(.days1To30, in: .euro) == euro(5_000))
  }
}
