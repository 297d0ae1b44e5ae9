import CRMModel
import Diagnostics
import Reporting
import Time

/// A month of books by hand: an invoice and a credit note in EUR, an invoice in JPY, a payment.
enum SampleBooks {
  static let fallback = BillingPeriod(CalendarDate(daysSinceEpoch: 0))
  static let yen = Currency("JPY") ?? .euro
  static let origin = RowOrigin(file: "payments.csv", record: 1, line: 2, byteOffset: 20)

  static func day(_ text: String) -> CalendarDate {
    CalendarDate(iso: text) ?? CalendarDate(daysSinceEpoch: 0)
  }

  static func make() -> Books {
    Books(
      invoices: [
        invoice("INV-1", .invoice, net: 100_00, tax: 19_00, .euro),
        invoice("INV-2", .creditNote, net: 10_00, tax: 1_90, .euro),
        invoice("INV-3", .invoice, net: 5000, tax: 0, yen),
      ],
      taxes: [
        tax("INV-1", .standard, 1900, 100_00, 19_00, .euro),
        tax("INV-2", .standard, 1900, 10_00, 1_90, .euro),
        tax("INV-3", .export, 0, 5000, 0, yen),
      ].compactMap { $0 },
      payments: [
        Payment(
          paymentID: "P-1",
          leadID: "L-1",
          customer: "C-1",
          paidOn: day("2026-10-20"),
          amount: Money(minorUnits: 50_00, .euro),
          origin: origin
        )
      ],
      allocations: [
        PaymentAllocation(
          source: .payment(id: "P-1"),
          invoiceNumber: "INV-1",
          amount: Money(minorUnits: 50_00, .euro),
          allocatedOn: day("2026-10-20")
        )
      ],
      entries: entries()
    )
  }

  private static func invoice(
    _ number: String,
    _ type: InvoiceType,
    net: Int64,
    tax: Int64,
    _ currency: Currency
  ) -> Invoice {
    func money(_ amount: Int64) -> Money { Money(minorUnits: amount, currency) }
    return Invoice(
      invoiceNumber: number,
      invoiceID: "draft-\(number)",
      type: type,
      leadID: "L-1",
      buyer: Buyer(name: "=SUM(A1) & <Söhne>", country: currency == .euro ? "DE" : "JP"),
      issueDate: day("2026-10-03"),
      dueDate: day("2026-10-17"),
      period: BillingPeriod("2026-10") ?? fallback,
      totals: InvoiceTotals(
        lineTotal: money(net),
        netTotal: money(net),
        taxTotal: money(tax),
        grossTotal: money(net + tax),
        paidAmount: money(0),
        amountDue: money(net + tax)
      )
    )
  }

  private static func tax(
    _ number: String,
    _ category: TaxCategory,
    _ rate: Int64,
    _ taxable: Int64,
    _ amount: Int64,
    _ currency: Currency
  ) -> InvoiceTax? {
    Tax(category, TaxRate(unscaled: rate)).map { tax in
      InvoiceTax(
        invoiceNumber: number,
        tax: tax,
        taxableAmount: Money(minorUnits: taxable, currency),
        taxAmount: Money(minorUnits: amount, currency)
      )
    }
  }

  private static func entries() -> [LedgerEntry] {
    [
      posting(1, 1, "2026-10-03", .receivable, "INV-1", 119_00, .euro),
      posting(1, 2, "2026-10-03", .revenue, "INV-1", -100_00, .euro),
      posting(1, 3, "2026-10-03", .tax, "INV-1", -19_00, .euro),
      posting(2, 1, "2026-10-03", .revenue, "INV-2", 10_00, .euro),
      posting(2, 2, "2026-10-03", .tax, "INV-2", 1_90, .euro),
      posting(2, 3, "2026-10-03", .receivable, "INV-2", -11_90, .euro),
      posting(3, 1, "2026-10-03", .receivable, "INV-3", 5000, yen),
      posting(3, 2, "2026-10-03", .revenue, "INV-3", -5000, yen),
      posting(4, 1, "2026-10-20", .bank, "P-1", 50_00, .euro),
      posting(4, 2, "2026-10-20", .receivable, "P-1", -50_00, .euro),
    ]
  }

  private static func posting(
    _ number: Int64,
    _ line: Int32,
    _ date: String,
    _ role: LedgerAccountRole,
    _ document: String,
    _ amount: Int64,
    _ currency: Currency
  ) -> LedgerEntry {
    let isPayment = document.hasPrefix("P")
    return LedgerEntry(
      entryNumber: number,
      entryLine: line,
      date: day(date),
      account: "\(1200 + (LedgerAccountRole.allCases.firstIndex(of: role) ?? 0) * 100)",
      accountName: "\(role.rawValue)",
      role: role,
      leadID: role == .receivable ? "L-1" : nil,
      documentKind: isPayment ? .payment : .invoice,
      document: document,
      debit: Money(minorUnits: max(amount, 0), currency),
      credit: Money(minorUnits: max(-amount, 0), currency),
      text: isPayment ? "payment P-1" : "invoice; \(document)",
      period: BillingPeriod("2026-10") ?? fallback
    )
  }
}
