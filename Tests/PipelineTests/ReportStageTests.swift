import ByteIO
import CRMModel
import Diagnostics
import Pipeline
import Reporting
import Store
import TestSupport
import Testing
import Time

@Suite("pipeline: report files")
struct ReportStageTests {
  private let folder: TemporaryFolder
  private let period: BillingPeriod

  init() throws {
    folder = try TemporaryFolder()
    period = try #require(BillingPeriod("2026-10"))
  }

  private func stage(_ day: String, formats: [String] = ["xlsx", "csv"]) throws -> ReportStage {
    ReportStage(
      to: "\(folder.path)/reports/{period}",
      files: ["ageing", "journal"],
      formats: formats,
      locale: "de-DE",
      asOf: Instant(try #require(CalendarDate(iso: day)))
    )
  }

  private func ages(_ files: [RunReport.OutputFile]) throws -> [Int64] {
    try files.map { try #require(try Directory.status($0.path)).modifiedAt }
  }

  @Test("writes each report in each format, a journal and a manifest, in the month's folder")
  func files() throws {
    let files = try stage("2026-11-01").write(Books(), period: period)
    let names = [
      "ageing.xlsx", "ageing.csv", "journal.xlsx", "journal.csv", "ledger.journal",
      "manifest.json",
    ]
    let reports = "\(folder.path)/reports/2026-10"
    #expect(files.map(\.path) == names.map { "\(reports)/\($0)" })
    #expect(try Directory.names(in: reports) == names.sorted())
    for file in files {
      let status = try Directory.status(file.path)
      #expect(status?.size == file.bytes)
      #expect(status?.permissions == 0o600)
    }
  }

  @Test("files of a month that is over are not touched by a later run over the same books")
  func untouched() throws {
    let first = try stage("2026-11-01").write(Books(), period: period)
    let before = try ages(first)
    let second = try stage("2026-11-09").write(Books(), period: period)
    #expect(second == first)
    #expect(try ages(second) == before)
  }

  @Test("a file that somebody changed is put right, the others stay")
  func changed() throws {
    let files = try stage("2026-11-01").write(Books(), period: period)
    let before = try ages(files)
    try Publish.replacing(files[1].path) { try $0.write("tampered") }
    let again = try stage("2026-11-01").write(Books(), period: period)
    #expect(again == files)
    #expect(try Directory.status(files[1].path)?.size == files[1].bytes)
    let after = try ages(again)
    #expect(after.indices.filter { after[$0] == before[$0] } == [0, 2, 3, 4, 5])
  }

  @Test("an unknown name is refused before anything is written")
  func unknown() throws {
    let stage = try stage("2026-11-01", formats: ["xslx"])
    #expect {
      try stage.write(Books(), period: period)
    } throws: { error in
      let fault = error as? Fault
      return fault?.message == "there is no format 'xslx'"
        && fault?.hints == ["did you mean 'xlsx'?"]
    }
    #expect(try Directory.status("\(folder.path)/reports") == nil)
  }

  @Test("books of a store without billing are empty")
  func emptyStore() throws {
    let path = "\(folder.path)/store"
    let now = Instant(try #require(CalendarDate(iso: "2026-11-01")))
    do { _ = try Store(path, .write(asOf: now, startedAt: now, policyVersion: "1")) }
    let books = try Books(Store(path, .read).snapshot())
    #expect(books.invoices.isEmpty)
    #expect(books.entries.isEmpty)
    #expect(try !stage("2026-11-01").write(books, period: period).isEmpty)
  }
}
