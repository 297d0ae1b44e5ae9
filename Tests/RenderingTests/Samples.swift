import ByteIO
import CRMModel
import Diagnostics
import Foundation
import Rendering
import Reporting
import TestSupport
import Time

/// A month of books, drawn with a seed, that is consistent by construction; names are nasty on
/// purpose.
enum SampleBooks {
  static let period = BillingPeriod(day("2026-10-01"))

  static func day(_ text: String) -> CalendarDate {
    CalendarDate(iso: text) ?? CalendarDate(daysSinceEpoch: 0)
  }

  static let names = [
    "=SUM(A1:A9)", "Müller & Söhne <GmbH>", "O'Brien; \"quoted\", Ltd", "\u{1}control\u{7}",
    "  blanks  ", "株式会社スター", "@import", "_x0041_ literal", "Line\nbreak", "Ærø | Bar",
  ]

  static func make(documents: Int = 40) -> Books {
    var books = Books()
    var generator = SeededGenerator(seed: 7)
    let currencies = [Currency.euro, Currency.euro, Currency("JPY"), Currency("KWD")]
    for number in 1...documents {
      let currency = currencies[number % currencies.count] ?? .euro
      let net = Int64.random(in: 1...900_000, using: &generator)
      let isTaxed = currency == .euro && number % 5 != 0
      let issued = period.firstDay.adding(days: Int.random(in: 0...30, using: &generator))
      let type = number % 9 == 0 ? InvoiceType.creditNote : .invoice
      add(number, type, net, isTaxed, currency, issued, to: &books)
      if type == .invoice, number % 3 == 0 { pay(number, net / 2 + 1, issued, to: &books) }
    }
    return books
  }

  private static func add(
    _ number: Int,
    _ type: InvoiceType,
    _ net: Int64,
    _ isTaxed: Bool,
    _ currency: Currency,
    _ issued: CalendarDate,
    to books: inout Books
  ) {
    func money(_ amount: Int64) -> Money { Money(minorUnits: amount, currency) }
    let rate = TaxRate(unscaled: isTaxed ? (number % 2 == 0 ? 1900 : 700) : 0)
    guard let kind = Tax(isTaxed ? .standard : .export, rate) else { return }
    let tax = (net * rate.unscaled + 5000) / 10_000
    let document = "INV-2026-\(number)"
    let lead = "L-\(number % names.count)"
    let total = InvoiceTotals(
      lineTotal: money(net),
      netTotal: money(net),
      taxTotal: money(tax),
      grossTotal: money(net + tax),
      paidAmount: money(0),
      amountDue: money(net + tax)
    )
    let invoice = Invoice(
      invoiceNumber: document,
      invoiceID: "draft-\(number)",
      type: type,
      leadID: lead,
      buyer: Buyer(name: names[number % names.count], country: isTaxed ? "DE" : "JP"),
      issueDate: issued,
      dueDate: issued.adding(days: 14),
      period: period,
      totals: total
    )
    books.invoices.append(invoice)
    books.taxes.append(
      InvoiceTax(
        invoiceNumber: document,
        tax: kind,
        taxableAmount: money(net),
        taxAmount: money(tax)
      )
    )
    let postings: [(LedgerAccountRole, Int64)] = [
      (.receivable, net + tax), (.revenue, -net), (.tax, -tax),
    ]
    post(number, document, issued, lead, currency, postings.map { ($0, $1 * type.sign) }, &books)
  }

  private static func pay(
    _ number: Int,
    _ amount: Int64,
    _ issued: CalendarDate,
    to books: inout Books
  ) {
    guard let invoice = books.invoices.last else { return }
    let paid = issued.adding(days: 3)
    let money = Money(minorUnits: amount, invoice.currency)
    books.payments.append(
      Payment(
        paymentID: "P-\(number)",
        leadID: invoice.leadID,
        customer: invoice.leadID,
        paidOn: paid,
        amount: money,
        reference: "=\(invoice.invoiceNumber)",
        origin: RowOrigin(file: "p.csv", record: 1, line: 2, byteOffset: 0)
      )
    )
    books.allocations.append(
      PaymentAllocation(
        source: .payment(id: "P-\(number)"),
        invoiceNumber: invoice.invoiceNumber,
        amount: money,
        allocatedOn: paid
      )
    )
    let postings: [(LedgerAccountRole, Int64)] = [(.bank, amount), (.receivable, -amount)]
    post(1000 + number, "P-\(number)", paid, invoice.leadID, invoice.currency, postings, &books)
  }

  private static func post(
    _ entry: Int,
    _ document: String,
    _ date: CalendarDate,
    _ lead: String,
    _ currency: Currency,
    _ postings: [(LedgerAccountRole, Int64)],
    _ books: inout Books
  ) {
    for (line, (role, amount)) in postings.enumerated() where amount != 0 {
      books.entries.append(
        LedgerEntry(
          entryNumber: Int64(entry),
          entryLine: Int32(line + 1),
          date: date,
          account: "\(1400 + (LedgerAccountRole.allCases.firstIndex(of: role) ?? 0) * 1000)",
          accountName: role == .revenue ? "Sales: [19 %] (home)" : role.rawValue,
          role: role,
          leadID: role == .receivable ? lead : nil,
          documentKind: document.hasPrefix("P") ? .payment : .invoice,
          document: document,
          debit: Money(minorUnits: max(amount, 0), currency),
          credit: Money(minorUnits: max(-amount, 0), currency),
          text: "posting; of | \(document)\nnext (line)",
          period: period
        )
      )
    }
  }
}

/// A run that had something of everything.
enum SampleRun {
  static func make() -> RunReport {
    let start = Instant(SampleBooks.day("2026-11-22"), hour: 2, minute: 0, second: 3)
    var report = RunReport(
      runID: "20261122T020003Z-5f3a",
      pipeline: "nightly",
      asOf: SampleBooks.day("2026-11-22"),
      startedAt: start,
      finishedAt: Instant(microseconds: start.microseconds + 4_730_000)
    )
    report.purposes = ["lead management", "billing", "reporting"]
    report.outcome.isCommitted = true
    report.sources = sources()
    report.rejects = [
      .init(code: "email.syntax", count: 21, explanation: "the address has no domain"),
      .init(code: "record.no-contact", count: 14, explanation: "neither e-mail nor phone"),
      .init(code: "csv.unclosed-quote", count: 3, isQuarantine: true),
      .init(code: "date.impossible", count: 1, explanation: "no such day: <31 February>"),
    ]
    report.repairs = [
      .init(rule: "mojibake", field: "family_name", count: 12),
      .init(rule: "phone.e164", field: "phone", count: 703),
      .init(rule: "trim", count: 88),
    ]
    report.stages = [
      .init(name: "read", rows: 1304, microseconds: 820_000),
      .init(name: "validate", rows: 1301, microseconds: 1_240_000),
      .init(name: "deduplicate", rows: 1266, microseconds: 1_410_000),
      .init(name: "store", rows: 1266, microseconds: 460_000),
      .init(name: "bill", rows: 96, microseconds: 120_000),
      .init(name: "report", rows: 96, microseconds: 210_000),
      .init(name: "backup", rows: 41, microseconds: 430_000),
    ]
    var leads = RunReport.Leads()
    leads.total = 912
    leads.bySource = [
      .init(name: "hubspot", count: 402), .init(name: "salesforce", count: 260),
      .init(name: "google", count: 121), .init(name: "phones", count: 77),
      .init(name: "a source with a very long name indeed", count: 52),
    ]
    leads.byConsent = [
      .init(name: "opted_in", count: 311), .init(name: "unknown", count: 540),
      .init(name: "opted_out", count: 61),
    ]
    report.leads = leads
    report.merging = merging()
    report.billing = billing()
    let hash = String(repeating: "0123456789abcdef", count: 4)
    report.files = [
      .init(path: "reports/2026-10/invoice-register.xlsx", bytes: 18_230, sha256: hash),
      .init(path: "reports/2026-10/manifest.json", bytes: 2310, sha256: hash),
    ]
    report.backup = .init(
      file: .init(path: "backups/nightly-20261122.tar.gz.age", bytes: 1_204_331, sha256: hash),
      members: 57,
      recipients: 1,
      isVerified: true
    )
    report.laws = [
      .init(name: "conservation", holds: true, detail: "1,304 read = 1,304 in buckets"),
      .init(name: "exactly-once", holds: true, detail: "no file was taken twice"),
      .init(name: "control-totals", holds: false, detail: "EUR: 1.00 is not 2.00"),
    ]
    return report
  }

  private static func sources() -> [RunReport.Source] {
    var hubspot = RunReport.Source(
      name: "hubspot",
      file: "SampleData/hubspot-contacts.csv",
      format: "csv"
    )
    hubspot.details = ["comma", "UTF-8", "preset hubspot"]
    hubspot.bytes = 210_331
    hubspot.buckets = buckets([640, 402, 31, 90, 80, 5, 2, 30])
    hubspot.droppedColumns = [
      .init(name: "Number of pageviews", reason: "web tracking, not needed"),
      .init(name: "<script>alert(1)</script>", reason: "not mapped"),
    ]
    var salesforce = RunReport.Source(name: "salesforce", file: "SampleData/sf.csv", format: "csv")
    salesforce.details = ["semicolon", "Windows-1252"]
    salesforce.buckets = buckets([664, 510, 0, 40, 108, 0, 1, 5])
    return [hubspot, salesforce]
  }

  private static func buckets(_ counts: [Int64]) -> Buckets {
    var buckets = Buckets()
    let paths: [WritableKeyPath<Buckets, Int64>] = [
      \.read, \.created, \.updated, \.unchanged, \.merged, \.skipped, \.quarantined, \.rejected,
    ]
    for (path, count) in zip(paths, counts) { buckets[keyPath: path] = count }
    return buckets
  }

  private static func merging() -> RunReport.Merging {
    var merging = RunReport.Merging()
    merging.comparisons = 18_733
    merging.clusters = 171
    merging.clusteredRecords = 359
    merging.largestCluster = 5
    merging.reviewPairs = 12
    return merging
  }

  private static func billing() -> [RunReport.Billing] {
    var euro = RunReport.Billing(period: "2026-10", currency: .euro)
    euro.invoices = 38
    euro.creditNotes = 2
    euro.net = 1_204_410
    euro.tax = 228_838
    euro.gross = 1_433_248
    euro.paid = 901_100
    euro.outstanding = 532_148
    var yen = RunReport.Billing(period: "2026-10", currency: Currency("JPY") ?? .euro)
    yen.invoices = 2
    yen.net = 88_000
    yen.gross = 88_000
    yen.outstanding = 88_000
    return [euro, yen]
  }
}

/// What a writer wrote, in memory; also below `$STARCRM_ARTIFACTS`, where programs of others can
/// look at it.
func rendered(
  _ name: String,
  _ body: (any ByteSink) throws -> Void
) throws -> [UInt8] {
  let sink = MemorySink()
  try body(sink)
  if let folder = ProcessInfo.processInfo.environment["STARCRM_ARTIFACTS"] {
    try Data(sink.bytes).write(to: URL(filePath: folder).appending(path: name))
  }
  return sink.bytes
}
