import ByteIO
import CRMModel
import Columns
import Diagnostics
import Pipeline
import Reporting
import Store
import TestSupport
import Testing
import Time

@Suite("pipeline: billing")
struct BillingStageTests {
  typealias Source = PipelineConfiguration.Source

  let folder: TemporaryFolder
  private var storePath: String { "\(folder.path)/store" }

  init() throws {
    folder = try TemporaryFolder()
  }

  // MARK: - Runs

  /// The third of a month of 2026, at three in the morning.
  private func night(_ month: Int) throws -> Instant {
    let day = try #require(CalendarDate(year: 2026, month: month, day: 3))
    return Instant(day, hour: 3)
  }

  func file(_ name: String, _ lines: String...) throws -> Source {
    let path = "\(folder.path)/\(name)"
    try Publish.replacing(path) { try $0.write(lines.joined(separator: "\n") + "\n") }
    return try source(path)
  }

  private func source(_ path: String) throws -> Source {
    let name = Directory.name(of: path)
    let kind = try #require(Source.Kind.allCases.first { name.hasPrefix($0.rawValue) })
    let read = "{ files: \"\(path)\", as: \"\(kind.rawValue)\" }"
    return try #require(Self.configuration(read: read).sources.first)
  }

  private static let sampleData =
    #filePath.split(separator: "/").dropLast(3).map { "/\($0)" }.joined() + "/SampleData"

  private func sampleSources() throws -> [Source] {
    try ["charges-2026-10.csv", "subscriptions.csv", "payments-2026-10.csv"].map {
      try source("\(Self.sampleData)/\($0)")
    }
  }

  struct Run {
    let outcome: BillingOutcome
    let stage: BillingStage
    /// New versions of the tables that were written, the list of runs aside.
    let versions: [String: Int64]
  }

  private static func configuration(
    bills: Bool = true,
    read: String = "",
    period: String = "previous month"
  ) throws -> PipelineConfiguration {
    let text = """
      {
        name: "month end", purpose: ["billing"], store: "store", timezone: "Europe/Berlin",
        currency: "EUR", read: [\(read)],
        \(bills ? bill(period) : "")
      }
      """
    return try ConfigurationReader.read(Array(text.utf8), file: "month-end.json5")
  }

  private static func bill(_ period: String) -> String {
    "bill: { period: \"\(period)\", seller: { name: \"Seller\", country: \"DE\" } },"
  }

  /// Every reference but `unknown` is a lead of the same name.
  func run(
    _ month: Int,
    _ sources: [Source],
    unknown: Set<String> = [],
    bills: Bool = true,
    period: String = "previous month",
    isDryRun: Bool = false
  ) throws -> Run {
    let asOf = try night(month)
    let access = Store.Access.write(asOf: asOf, startedAt: asOf, policyVersion: "1")
    let store = isDryRun ? try? Store(storePath, .read) : try Store(storePath, access)
    var stage = try BillingStage(
      Self.configuration(bills: bills, period: period),
      asOf: asOf,
      snapshot: store?.snapshot(),
      threads: 2
    )
    try stage.read(sources: sources)
    let known = stage.references.filter { !unknown.contains($0.name) }
    let leads = Dictionary(uniqueKeysWithValues: known.map { ($0, "lead \($0.name)") })
    let ids = stage.leadIDs.union(leads.values)
    let buyers = Dictionary(uniqueKeysWithValues: ids.map { ($0, Buyer(name: "Buyer \($0)")) })
    guard !isDryRun else {
      let outcome = try stage.bill(leads: leads, buyers: buyers, redirects: [:], into: nil)
      return Run(outcome: outcome, stage: stage, versions: [:])
    }
    return try #require(store).run(order("run \(month)", asOf)) { run in
      let outcome = try stage.bill(
        leads: leads,
        buyers: buyers,
        redirects: [:],
        into: run.transaction
      )
      var versions = try run.commit().versions
      versions["runs"] = nil
      return Run(outcome: outcome, stage: stage, versions: versions)
    }
  }

  private func order(_ name: String, _ asOf: Instant) -> StoreRun.Order {
    StoreRun.Order(
      name: name,
      purpose: "test",
      operation: "TEST",
      inputs: [name],
      policyVersion: "1",
      toolVersion: "0",
      asOf: asOf
    )
  }

  func rows<Row: StoredRow>(_ type: Row.Type) throws -> [Row] {
    try Row.rows(in: Store(storePath, .read).snapshot().rows(Row.table))
  }

  static let header = "charge_id,customer_id,service_date,description,quantity,unit_price"

  // MARK: - The sample

  @Test("bills the sample month once: the second run adds no version to any table")
  func twice() throws {
    let sources = try sampleSources()
    let first = try run(11, sources, unknown: ["K99999"])
    #expect(first.outcome.period.description == "2026-10")
    #expect(first.outcome.invoiceCount > 50)
    #expect(Set(first.versions.keys) == Set(ModelTable.billingTables.map(\.name)))
    #expect(first.outcome.books.invoices.allSatisfy { $0.issueDate.iso == "2026-10-31" })

    let second = try run(11, sources, unknown: ["K99999"])
    #expect(second.outcome.invoiceCount == 0)
    #expect(second.versions.isEmpty)
    #expect(second.outcome.summary.hasPrefix("2026-10: nothing to bill, all"))
    #expect(second.outcome.report == first.outcome.report)
    #expect(second.stage.accounts.allSatisfy { $0[.created] == 0 && $0[.updated] == 0 })
  }

  @Test("every row of the sample ends in exactly one bucket, five of them not as hoped")
  func conservation() throws {
    let first = try run(11, sampleSources(), unknown: ["K99999"])
    #expect(first.stage.accounts.map(\.kind) == ["charges", "subscriptions", "payments"])
    for account in first.stage.accounts {
      #expect(account.input == account.output, "\(account.file)")
      #expect(account.input > 40)
    }
    #expect(first.stage.accounts.map { $0[.rejected] } == [2, 0, 0])
    #expect(first.outcome.held.map(\.code.rawValue) == ["billing.unknown-customer"])
    let report = try #require(first.outcome.report.first)
    #expect(report.creditNotes == 1)
    #expect(report.net + report.tax == report.gross)
  }

  @Test("amounts with decimal commas and days with dots are read")
  func germanPayments() throws {
    _ = try run(11, sampleSources())
    let payments = try rows(Payment.self)
    let payment = try #require(payments.first { $0.paymentID == "BK-7000" })
    #expect(payment.amount == Money(minorUnits: 113_050, .euro))
    #expect(payment.paidOn.iso == "2026-10-10")
  }

  @Test("the files' totals tie")
  func totals() throws {
    let outcome = try run(11, sampleSources()).outcome
    let totals = try #require(outcome.books.controlTotals(for: outcome.period).first)
    #expect(totals.ties.filter { !$0.holds }.isEmpty)
    let report = try #require(outcome.report.first)
    #expect([report.net, report.tax, report.gross] == [totals.net, totals.tax, totals.gross])
    #expect(report.outstanding == totals.open)
    #expect(report.paid > 0)
  }

  @Test("a dry run bills the same and writes nothing, with a store and without")
  func dryRun() throws {
    let sources = try sampleSources()
    let dry = try run(11, sources, isDryRun: true)
    #expect(try Directory.status(storePath) == nil)
    let real = try run(11, sources)
    #expect(dry.outcome.report == real.outcome.report)
    let again = try run(12, sources, isDryRun: true)
    #expect(again.outcome.invoiceCount > 0)
    #expect(try rows(Invoice.self).count == real.outcome.invoiceCount)
  }

  // MARK: - Month after month

  @Test("a charge that comes late is billed with the next month")
  func late() throws {
    let october = try file("charges-10.csv", Self.header, "A,K1,2026-10-05,Work,1,100.00")
    #expect(try run(11, [october]).outcome.invoiceCount == 1)
    let late = try file("charges-11.csv", Self.header, "B,K1,2026-10-30,Work,1,50.00")
    let outcome = try run(12, [october, late]).outcome
    #expect(outcome.invoiceCount == 1)
    #expect(outcome.report.map(\.net) == [5_000])
    #expect(outcome.books.invoices.map(\.invoiceNumber) == ["INV-2026-00001", "INV-2026-00002"])
    #expect(try rows(Charge.self).map(\.invoiceNumber) == ["INV-2026-00001", "INV-2026-00002"])
  }

  @Test("a charge of an unknown customer is kept, reported, and billed once the lead exists")
  func unknownCustomer() throws {
    let charges = try file("charges.csv", Self.header, "A,K1,2026-10-05,Work,1,100.00")
    let first = try run(11, [charges], unknown: ["K1"])
    #expect(first.outcome.invoiceCount == 0)
    #expect(first.outcome.held.map(\.code.rawValue) == ["billing.unknown-customer"])
    #expect(first.stage.references.map(\.name) == ["K1"])
    #expect(try rows(Charge.self).map(\.leadID) == [nil])
    let second = try run(11, [])
    #expect(second.outcome.invoiceCount == 1)
    #expect(second.stage.references.isEmpty)
    #expect(second.stage.leadIDs == ["lead K1"])
  }

  @Test("each awkward row of a file has one bucket; a billed row does not change")
  func buckets() throws {
    let charges = try file(
      "charges.csv",
      Self.header,
      "A,K1,2026-10-05,Work,1,100.00",
      "B,K1,2026-11-05,Work,1,100.00"
    )
    _ = try run(11, [charges])
    let changed = try file(
      "charges.csv",
      Self.header,
      "A,K1,2026-10-05,Work,1,120.00",  // billed with another price: rejected
      "B,K1,2026-11-05,Work,1,110.00",  // open: updated
      "B,K1,2026-11-07,Work,1,100.00",  // another day under the id: held
      "C,K1,2026-11-07,\"Work,1,100.00\nD,K1,2026-11-08,Work,1,1.00",  // a quote stays open
      "E,K1,2026-11-08,Work,1,1.00"
    )
    let again = try run(11, [changed])
    let account = try #require(again.stage.accounts.first)
    #expect(account.input == account.output)
    #expect(account[.rejected] == 1)
    #expect(account[.updated] == 1)
    #expect(try rows(Charge.self).compactMap(\.identity.hold?.reason) == [.reusedID])
    #expect(account[.quarantined] >= 1)
    let prices = try rows(Charge.self).filter { $0.chargeID == "A" }.map(\.unitPrice.plain)
    #expect(prices == ["100"])
  }

  @Test("a customer's payment settles the invoice it is for, once")
  func payment() throws {
    let charges = try file("charges.csv", Self.header, "A,K1,2026-10-05,Work,1,100.00")
    let payments = try file(
      "payments.csv",
      "payment_id;customer_id;paid_on;amount;reference",
      "P1;;20.11.2026;120,00;Rechnung INV-2026-00001"
    )
    #expect(try run(11, [charges]).outcome.report.map(\.outstanding) == [11_900])
    let paid = try run(12, [charges, payments])
    #expect(paid.outcome.report.map(\.outstanding) == [-100])
    #expect(paid.outcome.books.allocations.map(\.amount.minorUnits) == [11_900])
    #expect(try rows(Payment.self).map(\.leadID) == ["lead K1"])
    #expect(try run(12, [charges, payments]).versions.isEmpty)
  }

  @Test("a payment that names an invoice of the same run is posted in it, once")
  func paymentOfThisRun() throws {
    let charges = try file("charges.csv", Self.header, "A,K1,2026-10-05,Work,1,100.00")
    let payments = try file(
      "payments.csv",
      "customer_id;paid_on;amount;reference",
      ";25.10.2026;6,00;INV-2026-00001",
      ";25.10.2026;7,00;INV-2026-00002"
    )
    for _ in 0..<2 {
      let run = try run(11, [charges, payments])
      #expect(run.outcome.report.map(\.outstanding) == [11_300])
      #expect(run.outcome.held.count == 1, "of no invoice")
      #expect(run.outcome.books.allocations.map(\.amount.minorUnits) == [600])
    }
    #expect(try run(11, [charges, payments]).versions.isEmpty)
  }

  // MARK: - Rows without an id

  @Test("a bank's export that grows at its top posts each payment once")
  func growsAtTop() throws {
    let header = "Buchungstag;Kunde;Betrag;Verwendungszweck"
    let charges = try file("charges.csv", Self.header, "A,K1,2026-10-05,Work,1,1000.00")
    let first = try file("payments.csv", header, "05.11.2026;K1;100,00;INV-2026-00001 Rate 1")
    _ = try run(11, [charges, first])
    let second = try file(
      "payments.csv",
      header,
      "06.11.2026;K1;100,00;INV-2026-00001 Rate 2",
      "05.11.2026;K1;100,00;INV-2026-00001 Rate 1"
    )
    _ = try run(11, [charges, second])
    // The same rows, with other headers, in another notation and order, and twice.
    let third = try file(
      "payments-3.csv",
      "Kunde,Betrag,Datum,Referenz,Währung",
      "K1,100.00 EUR,2026-11-05,INV-2026-00001 Rate 1,EUR",
      "K1,100.00,2026-11-06,INV-2026-00001 Rate 2,EUR"
    )
    let run = try run(12, [charges, second, third])
    #expect(run.stage.accounts.map { $0[.created] } == [0, 0, 0])
    #expect(run.outcome.report.map(\.outstanding) == [99_000])
    #expect(try rows(Payment.self).count == 2)
  }

  @Test("an instant in UTC belongs to the day of the pipeline's clocks")
  func instants() throws {
    let charges = try file("charges.csv", Self.header, "A,K1,2026-10-31T23:30:00Z,Work,1,100.00")
    #expect(try run(11, [charges]).outcome.invoiceCount == 0)
    #expect(try rows(Charge.self).map(\.serviceDate.iso) == ["2026-11-01"])
  }

  @Test("without a bill block inputs are kept with their leads and nothing is billed")
  func noBilling() throws {
    let charges = try file("charges.csv", Self.header, "A,K1,2026-10-05,Work,1,100.00")
    let run = try run(11, [charges], bills: false)
    #expect(run.versions == ["charges": 0])
    #expect(run.outcome.report.isEmpty)
    #expect(try rows(Charge.self).map(\.leadID) == ["lead K1"])
  }

  @Test("a closed period is left as it is")
  func closed() throws {
    let period = try #require(BillingPeriod("2026-10"))
    let record = PeriodRecord(period: period, state: .closed)
    try replace(.periods, PeriodRecord.batch(of: [record]))
    let charges = try file("charges.csv", Self.header, "A,K1,2026-10-05,Work,1,100.00")
    let run = try run(11, [charges])
    #expect(run.outcome.summary.contains("closed"))
    #expect(run.versions == ["charges": 0])
  }

  // MARK: - Refusals

  @Test("books that do not hold together stop the run with exit code 5")
  func tampered() throws {
    let charges = try file(
      "charges.csv",
      Self.header,
      "A,K1,2026-10-05,Work,1,100.00",
      "B,K2,2026-10-05,Work,1,100.00"
    )
    _ = try run(11, [charges])
    let entries = try rows(LedgerEntry.self)
    try replace(.ledgerEntries, LedgerEntry.batch(of: entries.filter { $0.entryNumber != 1 }))
    let fault = #expect(throws: Fault.self) { try run(12, []) }
    #expect(fault?.exitCode == 5)
    #expect(fault?.message.contains("ledger.document") == true)
    #expect(fault?.hints.contains { $0.contains("INV-2026-00001") } == true)
  }

  private func replace(_ table: ModelTable, _ rows: RecordBatch) throws {
    let asOf = try night(11)
    let store = try Store(storePath, .write(asOf: asOf, startedAt: asOf, policyVersion: "1"))
    try store.run(order("tamper", asOf)) { run in
      try run.transaction.replaceAll(table, with: rows)
      _ = try run.commit()
    }
  }

  private struct Mistake: CustomTestStringConvertible {
    let testDescription: String
    let change: @Sendable (inout PipelineConfiguration) -> Void
  }

  private static let mistakes = [
    Mistake(testDescription: "a currency that is none") { $0.currency = "EURO" },
    Mistake(testDescription: "a zone that is none") { $0.timezone = "Europe/Berln" },
    Mistake(testDescription: "a series of two numbers") {
      $0.billing?.series = "{number}-{number:3}"
    },
    Mistake(testDescription: "a month that has not begun") { $0.billing?.period = "2026-12" },
    Mistake(testDescription: "a standard rate of zero") { $0.billing?.taxRate = 0 },
    Mistake(testDescription: "a rate of an exempt category") {
      $0.billing?.taxCategory = "E"
      $0.billing?.taxRate = 700
    },
  ]

  @Test("settings that cannot be are refused with exit code 2", arguments: mistakes)
  private func settings(mistake: Mistake) throws {
    var configuration = try Self.configuration()
    mistake.change(&configuration)
    let asOf = try night(11)
    let fault = #expect(throws: Fault.self) {
      try BillingStage(configuration, asOf: asOf, snapshot: nil, threads: 1)
    }
    #expect(fault?.exitCode == 2)
  }

  @Test(
    "the previous month is that of the pipeline's clock",
    arguments: [("Europe/Berlin", "2026-10"), ("America/New_York", "2026-09")]
  )
  func zones(zone: String, period: String) throws {
    let first = try #require(CalendarDate(year: 2026, month: 11, day: 1))
    var configuration = try Self.configuration()
    configuration.timezone = zone
    var stage = try BillingStage(
      configuration,
      asOf: Instant(first, hour: 2),
      snapshot: nil,
      threads: 1
    )
    let outcome = try stage.bill(leads: [:], buyers: [:], redirects: [:], into: nil)
    #expect(outcome.period.description == period)
  }
}
