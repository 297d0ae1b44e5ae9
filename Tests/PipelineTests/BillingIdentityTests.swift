import ByteIO
import CRMModel
import Foundation
import Pipeline
import Reporting
import Store
import TestSupport
import Testing
import Time

/// Which charge or payment a row is, and whose: whole runs over small files.
@Suite("charges and payments of several sources")
struct BillingIdentityTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private final class Silence: RunObserver {
    let isCancelled = false

    func progress(_ text: String, _ share: Double?) {}

    func notice(_ text: String) {}
  }

  private static let leads = """
    id,first name,last name,email,country
    K1,Anna,Berger,anna@berger.example,DE
    K2,Jean,Dupont,jean@dupont.example,FR

    """
  private static let charges = "charge_id,customer_id,service_date,description,unit_price\n"
  private static let unnamed = "customer_id,service_date,description,unit_price\n"

  private func write(_ name: String, _ text: String) throws {
    try Data(text.utf8).write(to: URL(filePath: "\(folder.path)/\(name)"))
  }

  /// Runs a pipeline on a day of November 2026; `read` are the sources besides `leads.csv`.
  private func run(_ day: Int, _ read: String...) throws -> RunReport {
    try write("leads.csv", Self.leads)
    let sources = ["{ files: \"leads.csv\", source: \"crm\" }"] + read
    let pipeline = """
      {
        name: "money", purpose: ["billing"], store: "\(folder.path)/store", timezone: "UTC",
        currency: "EUR", read: [\(sources.joined(separator: ", "))],
        bill: { seller: { name: "Seller", country: "DE" } },
      }
      """.replacing("files: \"", with: "files: \"\(folder.path)/")
    try write("pipeline.json5", pipeline)
    let date = try #require(CalendarDate(year: 2026, month: 11, day: day))
    let asOf = Instant(date, hour: 3)
    let options = PipelineRun.Options(asOf: asOf, startedAt: asOf, toolVersion: "test")
    let configuration = try ConfigurationReader.read("\(folder.path)/pipeline.json5")
    return try PipelineRun(configuration, options, observer: Silence()).run()
  }

  private func rows<Row: StoredRow>(_ type: Row.Type) throws -> [Row] {
    try Row.rows(in: Store("\(folder.path)/store", .read).snapshot().rows(Row.table))
  }

  private func texts(_ report: RunReport) -> [String] {
    report.attention.map { $0.text.replacing("\(folder.path)/", with: "") }
  }

  // MARK: - Ids

  @Test("the same id in two files of one source: one is billed, the other held with both places")
  func twoFiles() throws {
    try write("charges1.csv", Self.charges + "1,K1,2026-10-02,a,10.00\n")
    try write("charges2.csv", Self.charges + "1,K2,2026-10-12,other,50.00\n")
    for day in [1, 2] {
      let report = try run(day, "{ files: \"charges*.csv\", as: \"charges\" }")
      #expect(report.outcome.exitCode == 1 && report.attention.map(\.kind) == [.doubtful])
      let text = try #require(texts(report).first)
      #expect(text.hasPrefix("charges2.csv:2: charge 1 of customer K2 is held: its id is that of"))
      #expect(text.contains("read at charges1.csv:2"))
    }
    #expect(try rows(Charge.self).map(\.invoiceNumber) == ["INV-2026-00001", nil])
    // With an id of its own it is billed, and the other is still the first.
    try write("charges2.csv", Self.charges + "2,K2,2026-10-12,other,50.00\n")
    let report = try run(3, "{ files: \"charges*.csv\", as: \"charges\" }")
    #expect(!report.attention.contains { $0.kind == .doubtful })
    #expect(try rows(Charge.self).compactMap(\.invoiceNumber).count == 2)
  }

  @Test("the same id in two sources is two charges and two payments")
  func twoSources() throws {
    try write("charges1.csv", Self.charges + "1,K1,2026-10-02,a,10.00\n")
    try write("charges2.csv", Self.charges + "1,K2,2026-10-12,other,50.00\n")
    let header = "payment_id,customer_id,paid_on,amount,reference\n"
    try write("pay1.csv", header + "1,K1,2026-10-20,1.00,a\n")
    try write("pay2.csv", header + "1,K2,2026-10-20,2.00,b\n")
    let read = [
      "{ files: \"charges1.csv\", as: \"charges\", source: \"shop\" }",
      "{ files: \"charges2.csv\", as: \"charges\", source: \"desk\" }",
      "{ files: \"pay1.csv\", as: \"payments\", source: \"bank\" }",
      "{ files: \"pay2.csv\", as: \"payments\", source: \"card\" }",
    ].joined(separator: ", ")
    #expect(try run(1, read).outcome.exitCode == 0)
    #expect(try rows(Charge.self).compactMap(\.invoiceNumber).count == 2)
    #expect(try rows(Payment.self).compactMap(\.leadID).count == 2)
    let again = try run(2, read)
    #expect(again.outcome.exitCode == 0 && again.total.created + again.total.updated == 0)
  }

  @Test("an id that is another charge or payment on the next night replaces nothing")
  func twoNights() throws {
    let read =
      "{ files: \"charges.csv\", as: \"charges\" }, { files: \"pay.csv\", as: \"payments\" }"
    let header = "payment_id,customer_id,paid_on,amount,reference\n"
    try write("charges.csv", Self.charges + "1,K1,2026-11-02,a,10.00\n")
    try write("pay.csv", header + "1,K1,2026-11-02,1.00,a\n")
    _ = try run(3, read)
    try write("charges.csv", Self.charges + "1,K2,2026-11-02,other,50.00\n")
    try write("pay.csv", header + "1,K1,2026-11-03,2.00,b\n")
    let report = try run(4, read)
    #expect(report.attention.map(\.kind) == [.doubtful, .doubtful])
    #expect(try rows(Charge.self).map(\.customer).sorted() == ["K1", "K2"])
    #expect(try rows(Payment.self).count == 2)
    #expect(try rows(LedgerEntry.self).allSatisfy { $0.documentKind != .payment })
  }

  @Test("a column of ids that goes and comes bills and posts nothing twice")
  func idColumn() throws {
    let read =
      "{ files: \"charges.csv\", as: \"charges\" }, { files: \"pay.csv\", as: \"payments\" }"
    let rows = ["K1,2026-10-02,a,10.00\n", "K1,2026-10-02,a,10.00\n"]
    let named = Self.charges + "1,\(rows[0])2,\(rows[1])"
    let payment = "K1,2026-10-20,1.00,a\n"
    for (day, charges, payments) in [
      (1, named, "payment_id,customer_id,paid_on,amount,reference\n7,\(payment)"),
      (2, Self.unnamed + rows.joined(), "customer_id,paid_on,amount,reference\n\(payment)"),
      (3, named, "payment_id,customer_id,paid_on,amount,reference\n7,\(payment)"),
    ] {
      try write("charges.csv", charges)
      try write("pay.csv", payments)
      #expect(try run(day, read).outcome.exitCode == 0)
      #expect(try self.rows(Charge.self).count == 2)
      #expect(try self.rows(Payment.self).count == 1)
    }
    #expect(try self.rows(Invoice.self).count == 1)
  }

  @Test("a corrected row without an id is held with both places, and is not billed again")
  func correction() throws {
    let read = "{ files: \"charges.csv\", as: \"charges\" }"
    try write("charges.csv", Self.unnamed + "K1,2026-10-01,b,5.00\nK1,2026-10-02,a,10.00\n")
    #expect(try run(1, read).outcome.exitCode == 0)
    try write("charges.csv", Self.unnamed + "K1,2026-10-02,a,12.00\nK1,2026-10-01,b,5.00\n")
    for day in [2, 3] {
      let report = try run(day, read)
      #expect(report.outcome.exitCode == 1)
      let text = try #require(texts(report).first)
      #expect(text.hasPrefix("charges.csv:2: charge of customer K1 is held: it is new, and"))
      #expect(text.contains("read at charges.csv:3"))
    }
    #expect(try rows(Invoice.self).count == 1)
    // The first is there again: nothing is in doubt any more.
    try write("charges.csv", Self.unnamed + "K1,2026-10-02,a,10.00\nK1,2026-10-01,b,5.00\n")
    #expect(try run(4, read).outcome.exitCode == 0)
    #expect(try rows(Charge.self).count == 2)
  }

  @Test("a source of another name is the same when the pipeline reads the old one no more")
  func renamed() throws {
    try write("charges.csv", Self.unnamed + "K1,2026-10-02,a,10.00\n")
    _ = try run(1, "{ files: \"charges.csv\", as: \"charges\" }")
    let report = try run(2, "{ files: \"charges.csv\", as: \"charges\", source: \"shop\" }")
    #expect(report.outcome.exitCode == 0)
    #expect(report.notes.contains { $0.hasPrefix("1 charge of the source charges, which the") })
    #expect(try rows(Charge.self).map(\.identity.system) == ["shop"])
  }

  // MARK: - Customers

  @Test(
    "a customer id of two sources is that of the charge's own source, else nobody's",
    arguments: [("shop", "Zora Shop"), ("crm", "Anna Berger"), (nil, nil)] as [(String?, String?)],
    [false, true]
  )
  private func customers(own: (source: String?, buyer: String?), isFirst: Bool) throws {
    try write("shop.csv", "id,name,email\nK1,Zora Shop,zora@s.example\n")
    try write("charges.csv", Self.charges + "C1,K1,2026-10-05,a,10.00\n")
    let name = own.source.map { ", source: \"\($0)\"" } ?? ""
    let charges = "{ files: \"charges.csv\", as: \"charges\"\(name) }"
    let shop = "{ files: \"shop.csv\", source: \"shop\" }"
    let report = isFirst ? try run(1, shop, charges) : try run(1, charges, shop)
    #expect(try rows(Invoice.self).first?.buyer.name == own.buyer)
    guard own.buyer == nil else { return }
    #expect(report.outcome.exitCode == 1)
    #expect(
      texts(report) == [
        "charges.csv:2: charge C1 of customer K1 is held: the charge's customer is another lead in "
          + "each of crm, shop (billing.ambiguous-customer)"
      ]
    )
  }

  @Test("a customer id that several sources have of one lead is that lead's")
  func oneLead() throws {
    try write("shop.csv", "id,first name,last name,email\nK1,Anna,Berger,anna@berger.example\n")
    try write("charges.csv", Self.charges + "C1,K1,2026-10-05,a,10.00\n")
    let report = try run(
      1,
      "{ files: \"shop.csv\", source: \"shop\" }",
      "{ files: \"charges.csv\", as: \"charges\" }"
    )
    #expect(report.outcome.exitCode == 0)
    #expect(try rows(Invoice.self).count == 1)
  }
}
