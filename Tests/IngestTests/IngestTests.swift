import ByteIO
import CRMModel
import Columns
import Diagnostics
import Ingest
import TestSupport
import Testing

@Suite("reading sources as leads")
struct IngestTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func source(
    _ text: String,
    _ change: (inout SourceSpecification) -> Void = { _ in }
  ) throws -> LeadSource {
    let path = "\(folder.path)/export-2026-10-31.csv"
    try Publish.replacing(path) { try $0.write(text) }
    var specification = SourceSpecification(file: path)
    change(&specification)
    return try LeadSource(specification)
  }

  @Test("knows an export by its header and says what it drops and why")
  func preset() throws {
    let source = try source(
      """
      Record ID,First Name,Last Name,Email,Lead Status,Marketing contact status,Shoe Size
      1,Ada,Hoff,ada@firma.de,NEW,yes,38

      """
    )
    #expect(source.description.preset == "hubspot-contacts")
    #expect(source.description.system == "hubspot")
    #expect(
      source.description.dropped.map(\.column) == ["Marketing contact status", "Shoe Size"]
    )
    #expect(
      source.description.dropped.first?.reason
        == "says what HubSpot bills, not what was agreed to"
    )
    let batch = try #require(try source.next()).rows.batch
    #expect(batch.column("family_name")?.string(0) == "Hoff")
    #expect(batch.column("Shoe Size") == nil)
    #expect(try source.next() == nil || source.next()?.rows.batch.rowCount == 0)
  }

  @Test("an unknown header goes by its names, and the file's name names the source")
  func aliases() throws {
    let source = try source("Nachname;E-Mail;Telefon;PLZ\nHoff;ada@firma.de;030 1234;10115\n")
    #expect(source.description.preset == nil)
    #expect(source.description.system == "export")
    let batch = try #require(try source.next()).rows.batch
    #expect(batch.column("family_name")?.string(0) == "Hoff")
    #expect(batch.column("postal_code")?.string(0) == "10115")
  }

  @Test("the pipeline's fields win over what a header looks like")
  func fields() throws {
    let source = try source("Email,Work mail\nold@firma.de,new@firma.de\n") { specification in
      specification.fields = ["email": "Work mail"]
    }
    let rows = try #require(try source.next()).rows
    #expect(rows.batch.column("email")?.string(0) == "new@firma.de")
  }

  @Test("a field mapped to a column that is not there is refused with the nearest name")
  func missingColumn() {
    let fault = #expect(throws: Fault.self) {
      try source("Email,Name\na@firma.de,A\n") { $0.fields = ["email": "Emial"] }
    }
    #expect(fault?.exitCode == 3)
    #expect(fault?.hints.first?.contains("\"Email\"") == true)
  }

  @Test("a header in which nothing is known is refused and shown")
  func unknownHeader() {
    let fault = #expect(throws: Fault.self) { try source("foo,bar\n1,2\n3,4\n") }
    #expect(fault?.exitCode == 3)
    #expect(fault?.hints.first?.contains("foo, bar") == true)
  }
}
