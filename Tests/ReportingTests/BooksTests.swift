import CRMModel
import Columns
import Reporting
import Testing

@Suite("Questions asked of the books")
struct BooksTests {
  private let books = SampleBooks.make()
  private let october = BillingPeriod("2026-10") ?? SampleBooks.fallback

  @Test("the register lists the documents of the period, credit notes negative")
  func register() throws {
    let report = books.answer(.invoiceRegister, for: october)
    #expect(report.tables.map(\.name) == ["EUR", "JPY"])
    let euro = try #require(report.tables.first)
    #expect(euro.rows.map { $0[0] } == [.text("INV-1"), .text("INV-2")])
    #expect(euro.total(of: "net") == 90_00)
    #expect(euro.total(of: "gross") == 107_10)
    #expect(euro.total(of: "customer") == nil)
  }

  @Test("the VAT summary adds up by category, rate and country")
  func vat() throws {
    let report = books.answer(.vatSummary, for: october)
    let euro = try #require(report.tables.first)
    #expect(
      euro.rows == [
        [
          .text("S"), .number(1900), .text("DE"), .number(2), .text("EUR"), .number(90_00),
          .number(17_10),
        ]
      ]
    )
  }

  @Test("ageing puts each open amount into one column and ties to the ledger")
  func ageing() throws {
    let report = books.answer(.ageing, for: october)
    #expect(report.period == "2026-10-31")
    let euro = try #require(report.tables.first)
    #expect(euro.rows.count == 2)
    #expect(euro.total(of: "overdue_1_30") == 69_00)
    #expect(euro.total(of: "credits") == -11_90)
    #expect(euro.total(of: "open_amount") == 57_10)
  }

  @Test("the journal balances in each currency")
  func journal() {
    for table in books.answer(.journal, for: october).tables {
      #expect(table.total(of: "debit") == table.total(of: "credit"))
    }
  }

  @Test("payments show what is allocated and what is not")
  func payments() throws {
    let table = try #require(books.answer(.payments, for: october).tables.first)
    #expect(table.total(of: "amount") == 50_00)
    #expect(table.total(of: "allocated") == 50_00)
    #expect(table.total(of: "unallocated") == 0)
  }

  @Test("all control totals tie")
  func ties() {
    let totals = books.controlTotals(for: october)
    #expect(totals.map(\.currency.code) == ["EUR", "JPY"])
    for tie in totals.flatMap(\.ties) { #expect(tie.holds, "\(tie)") }
    #expect(totals.first?.gross == 107_10)
    #expect(totals.first?.receivables == 57_10)
  }

  @Test("a changed entry breaks the ties that it belongs to")
  func brokenTie() {
    var books = books
    books.entries.removeLast()
    let broken = books.controlTotals(for: october).flatMap(\.ties).filter { !$0.holds }
    #expect(broken.map(\.name).contains("journal.debit = journal.credit"))
  }

  @Test("a period without documents gives tables without rows", arguments: Question.allCases)
  func empty(question: Question) {
    let report = Books().answer(question, for: october)
    #expect(report.tables.map(\.name) == ["EUR"])
    #expect(report.tables.flatMap(\.rows).isEmpty)
  }
}

@Suite("A report table")
struct ReportTableTests {
  @Test("has no total where the sum does not fit")
  func overflow() {
    var table = ReportTable(name: "t", columns: [.init("n", .integer, isSummed: true)])
    table.append([.number(.max)])
    #expect(table.total(ofColumn: 0) == .max)
    table.append([.number(1)])
    #expect(table.total(ofColumn: 0) == nil)
  }
}

@Suite("A run's report")
struct RunReportTests {
  @Test("is conserved only when each record ended in one bucket")
  func conservation() {
    var buckets = Buckets()
    buckets.read = 10
    buckets.created = 4
    buckets.merged = 3
    buckets.quarantined = 1
    buckets.rejected = 1
    #expect(!buckets.isConserved)
    buckets.skipped = 1
    #expect(buckets.isConserved)
    #expect(buckets.sound == 9)
    #expect(buckets.accepted == 8)
  }
}
