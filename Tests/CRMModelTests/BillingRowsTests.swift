import CRMModel
import Columns
import Diagnostics
import Testing
import Time

@Suite struct BillingRowsTests {
  private let origin = RowOrigin(file: "charges.csv", record: 3, line: 5, byteOffset: 211)
  private let yen = Currency("JPY") ?? .euro
  private let dinar = Currency("KWD") ?? .euro

  private func day(_ text: String) -> CalendarDate {
    CalendarDate(iso: text) ?? CalendarDate(daysSinceEpoch: 0)
  }

  private func expectRoundTrip<Row: StoredRow & Equatable>(_ rows: [Row]) throws {
    let batch = Row.batch(of: rows)
    #expect(batch.schema == Row.table.schema)
    #expect(try Row.rows(in: batch) == rows)
  }

  @Test("charges come back from their table as they were")
  func charges() throws {
    let full = Charge(
      chargeID: "C-1",
      leadID: "L-1",
      customer: "K 100",
      customerVATID: "FR12345678901",
      serviceDate: day("2026-10-31"),
      description: "Wartung, Gerät",
      quantity: Quantity(unscaled: -25_000),
      unitPrice: UnitPrice(unscaled: 12_500),
      netAmount: Money(minorUnits: -31, dinar),
      currency: dinar,
      tax: Tax(.standard, TaxRate(unscaled: 1900)),
      invoiceNumber: "INV-2026-00001",
      origin: origin
    )
    var bare = full
    bare.leadID = nil
    bare.customerVATID = nil
    bare.netAmount = nil
    bare.tax = nil
    bare.invoiceNumber = nil
    try expectRoundTrip([full, bare])
  }

  @Test("subscriptions and payments come back from their tables as they were")
  func otherInputs() throws {
    let subscription = Subscription(
      subscriptionID: "S-1",
      customer: "a@example.org",
      plan: "Basic",
      interval: .year,
      quantity: .one,
      unitPrice: UnitPrice(unscaled: 120_000_000),
      currency: .euro,
      tax: Tax(.reverseCharge, .zero),
      startDate: day("2024-02-29"),
      endDate: day("2026-10-18"),
      origin: origin
    )
    try expectRoundTrip([subscription])
    let payment = Payment(
      paymentID: "P-1",
      customer: "K 100",
      paidOn: day("2026-10-02"),
      amount: Money(minorUnits: 5000, yen),
      reference: "INV-2026-00001",
      origin: origin
    )
    try expectRoundTrip([payment])
  }

  @Test("documents, taxes, allocations, entries and periods come back as they were")
  func outputs() throws {
    let period = try #require(BillingPeriod("2026-10"))
    let zero = Money(minorUnits: 0, .euro)
    let ten = Money(minorUnits: 1000, .euro)
    let tax = try #require(Tax(.standard, TaxRate(unscaled: 700)))
    let totals = InvoiceTotals(
      lineTotal: ten,
      netTotal: ten,
      taxTotal: Money(minorUnits: 70, .euro),
      grossTotal: Money(minorUnits: 1070, .euro),
      paidAmount: zero,
      amountDue: Money(minorUnits: 1070, .euro)
    )
    let invoice = Invoice(
      invoiceNumber: "INV-2026-00001",
      invoiceID: "2026-10/L-1/EUR/1",
      type: .creditNote,
      leadID: "L-1",
      buyer: Buyer(name: "Muster GmbH", locality: "Köln", country: "DE"),
      issueDate: day("2026-11-01"),
      dueDate: day("2026-11-15"),
      period: period,
      totals: totals
    )
    try expectRoundTrip([invoice])
    let line = InvoiceLine(
      invoiceNumber: invoice.invoiceNumber,
      lineNumber: 1,
      source: .subscription(id: "S-1"),
      description: "Basic",
      quantity: .one,
      unitPrice: UnitPrice(unscaled: 10_000_000),
      netAmount: ten,
      tax: tax,
      periodStart: period.firstDay,
      periodEnd: day("2026-10-18"),
      note: "18/31 x 17.22"
    )
    try expectRoundTrip([line])
    try expectRoundTrip([
      InvoiceTax(
        invoiceNumber: "1",
        tax: tax,
        taxableAmount: ten,
        taxAmount: totals.taxTotal,
        exemptionReason: "none"
      )
    ])
    try expectRoundTrip([
      PaymentAllocation(
        source: .creditNote(number: "2"),
        invoiceNumber: "1",
        amount: ten,
        allocatedOn: period.lastDay
      )
    ])
    let entry = LedgerEntry(
      entryNumber: 7,
      entryLine: 2,
      date: period.lastDay,
      account: "1400",
      accountName: "Receivables",
      role: .receivable,
      leadID: nil,
      documentKind: .payment,
      document: "P-1",
      debit: zero,
      credit: ten,
      text: "payment P-1",
      period: period
    )
    try expectRoundTrip([entry])
    let posted = Instant(day("2026-11-01"), hour: 3)
    try expectRoundTrip([
      PeriodRecord(period: period, state: .billed, billedAt: posted, planHash: "ab"),
      PeriodRecord(period: period.next, state: .open),
    ])
  }

  @Test("a value that cannot be is an integrity fault that names table, row and column")
  func damaged() throws {
    var builder = BatchBuilder(PeriodRecord.table.schema)
    builder.append([.text("2026-13"), .text("open"), .null, .null, .integer(0)])
    #expect {
      try PeriodRecord.rows(in: builder.finish())
    } throws: { error in
      (error as? Fault)?.kind == .integrity
        && (error as? Fault)?.message == "table periods, row 1: column period holds no valid value"
    }
  }

  @Test(
    "no personal column may have statistics in a log",
    arguments: ModelTable.billingTables.map(\.name)
  )
  func privacy(name: String) throws {
    let table = try #require(ModelTable.billingTables.first { $0.name == name })
    for name in ["customer", "customer_name", "customer_email", "reference", "description"] {
      if let privacy = table.privacy(of: name) { #expect(!privacy.allowsStatistics) }
    }
    #expect(table.key.allSatisfy { table.schema.index(of: $0) != nil })
  }
}
