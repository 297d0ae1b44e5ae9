import ByteIO
import CRMModel
import Diagnostics
import Foundation
import Rendering
import Reporting
import TestSupport
import Testing
import Time

@Suite("The files of a period")
struct ReportFolderTests {
  private func folder(_ locale: String = "de-DE") -> ReportFolder {
    ReportFolder(
      books: SampleBooks.make(),
      period: SampleBooks.period,
      questions: Question.allCases,
      formats: ReportFormat.allCases,
      locale: DisplayLocale(locale),
      created: Instant(SampleBooks.day("2026-11-01"))
    )
  }

  private func write(_ folder: ReportFolder) throws -> (
    files: [RunReport.OutputFile], contents: [String: [UInt8]]
  ) {
    var contents: [String: [UInt8]] = [:]
    let files = try folder.write { name, body in contents[name] = try rendered(name, body) }
    return (files, contents)
  }

  @Test("are every report in every format, the journal, and the manifest last")
  func names() throws {
    let (files, contents) = try write(folder())
    #expect(files.count == Question.allCases.count * 3 + 2)
    #expect(files.last?.path == "manifest.json")
    #expect(Set(files.map(\.path)) == Set(contents.keys))
    for file in files { #expect(Int64(contents[file.path]?.count ?? 0) == file.bytes) }
  }

  @Test("are the same bytes each time")
  func determinism() throws {
    let (first, second) = (try write(folder()), try write(folder()))
    #expect(first.contents == second.contents)
  }

  @Test("the manifest holds hashes, row counts and ties")
  func manifest() throws {
    let (files, contents) = try write(folder())
    let manifest = try JSONSerialization.jsonObject(
      with: Data(contents["manifest.json"] ?? [])
    )
    let root = try #require(manifest as? [String: Any])
    let listed = try #require(root["files"] as? [[String: Any]])
    #expect(listed.compactMap { $0["sha256"] as? String } == files.dropLast().map(\.sha256))
    let totals = try #require(root["control_totals"] as? [[String: Any]])
    #expect(totals.compactMap { $0["currency"] as? String } == ["EUR", "JPY", "KWD"])
    let ties = totals.flatMap { $0["ties"] as? [[String: Any]] ?? [] }
    #expect(!ties.isEmpty)
    #expect(ties.allSatisfy { $0["holds"] as? Bool == true })
  }

  @Test("CSV is neutral to locales, keeps nasty names and makes formulas inert")
  func csv() throws {
    let bytes = try write(folder()).contents["invoice-register.csv"] ?? []
    let text = String(decoding: bytes, as: UTF8.self)
    let header = "invoice_number,document_type,issue_date,due_date,lead_id,customer,country,"
    #expect(text.hasPrefix(header + "vat_id,currency,net,tax,gross\r\n"))
    #expect(text.contains(",'=SUM(A1:A9),"))
    #expect(text.contains(",\"O'Brien; \"\"quoted\"\", Ltd\","))
    #expect(text.contains(",\"Line\nbreak\","))
    #expect(text.contains(",EUR,"))
  }

  @Test("the journal declares and balances everything, one entry a document")
  func journal() throws {
    let bytes = try write(folder()).contents["ledger.journal"] ?? []
    let text = String(decoding: bytes, as: UTF8.self)
    for declaration in ["commodity 1000.00 EUR", "commodity 1000. JPY", "commodity 1000.000 KWD"] {
      #expect(text.contains(declaration))
    }
    #expect(text.contains("account assets:receivable:L-1  ; type: A"))
    #expect(text.contains("account income:2400 Sales 19 % home  ; type: R"))
    #expect(text.contains("(INV-2026-1) posting, of , INV-2026-1 next (line)"))
  }

  @Test("HTML escapes values and writes amounts as the locale does")
  func html() throws {
    let german = try String(
      decoding: write(folder()).contents["invoice-register.html"] ?? [],
      as: UTF8.self
    )
    #expect(german.contains("Müller &amp; Söhne &lt;GmbH&gt;"))
    #expect(german.contains("<html lang=\"de-DE\">"))
    #expect(german.contains("\u{A0}€"))
    #expect(!german.contains("<script"))
  }

  @Test("nothing is written when the totals do not tie")
  func untied() throws {
    var folder = folder()
    folder.books.entries.removeFirst()
    var isWritten = false
    let fault = #expect(throws: Fault.self) {
      _ = try folder.write { _, _ in isWritten = true }
    }
    #expect(fault?.exitCode == 5)
    #expect(!isWritten)
  }
}
