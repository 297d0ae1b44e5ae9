import ByteIO
import CRMModel
import Columns
import Diagnostics
import Ingest
import TestSupport
import Testing

@Suite("headers that are not as expected")
struct HeaderDriftTests {
  private static let hubSpot = "Record ID,First Name,Last Name,Email,Contact owner,Lead Status"

  private func open(
    _ header: String,
    _ row: String,
    _ change: (inout SourceSpecification) -> Void = { _ in }
  ) throws -> LeadSource {
    let folder = try TemporaryFolder()
    let path = "\(folder.path)/leads.csv"
    try Publish.replacing(path) { try $0.write("\(header)\n\(row)\n") }
    var specification = SourceSpecification(file: path)
    specification.displayName = "leads.csv"
    change(&specification)
    return try LeadSource(specification)
  }

  @Test("a renamed header is named with the patch that follows it")
  func renamed() throws {
    let header = Self.hubSpot.replacing("Last Name", with: "Lastname")
    let source = try open(header, "1,Ada,Lund,a@lund.example,t,NEW")
    let warning = try #require(source.description.warnings.first)
    #expect(warning.code == "mapping.renamed-header")
    #expect(warning.hint == "fields: { family_name: \"Lastname\" }")
    let patched = try open(header, "1,Ada,Lund,a@lund.example,t,NEW") {
      $0.fields = ["family_name": "Lastname"]
    }
    #expect(patched.description.warnings.isEmpty)
    #expect(try patched.next()?.rows.batch.column("family_name")?.string(0) == "Lund")
  }

  @Test("a new column is named, and how it could be read")
  func newColumn() throws {
    let source = try open(
      Self.hubSpot + ",Shoe size,Remarks",
      "1,Ada,Lund,a@lund.example,t,NEW,42,none"
    )
    let finding = try #require(source.description.warnings.first)
    #expect(finding.code == "mapping.new-column")
    #expect(finding.severity == .note)
    #expect(finding.message.contains("'Shoe size', 'Remarks'"))
    #expect(finding.hint == "to read one: fields: { notes: \"Remarks\" }")
  }

  @Test("an export that fits a preset but for one header is recognised")
  func nearMiss() throws {
    let source = try open(
      "First Name,Last Name,URL,Email Address,Company,Position,Connected on",
      "Ada,Lund,https://x.example/ada,,Lund AB,CEO,12 Mar 2024"
    )
    #expect(source.description.preset == nil)
    let hints = source.description.warnings.compactMap(\.hint)
    #expect(
      hints.contains(
        "preset: \"linkedin-connections\", renamed: { \"Connected On\": \"Connected on\" }"
      )
    )
  }

  @Test("a preset that the file does not fit is said so")
  func otherPreset() throws {
    let source = try open(Self.hubSpot, "1,Ada,Lund,a@lund.example,t,NEW") {
      $0.preset = "linkedin-connections"
    }
    let warning = source.description.warnings.first { $0.code == "mapping.other-preset" }
    #expect(warning?.hint == "preset: \"hubspot-contacts\" fits")
  }

  @Test("a mailing list without its file name counts nobody as agreed, and says so")
  func fileName() throws {
    let source = try open(
      "Email Address,First Name,Last Name,OPTIN_TIME,LEID,EUID",
      "a@lund.example,Ada,Lund,2024-05-06 07:08:09,1,2"
    )
    #expect(source.description.warnings.map(\.code.rawValue) == ["mapping.file-name"])
    #expect(try source.next()?.rows.batch.column("consent_email") == nil)
  }

  @Test("two columns of one name are refused until the pipeline says which")
  func repeatedHeader() throws {
    let header = "id,name,email,email"
    let row = "1,Ada Lund,a@lund.example,b@lund.example"
    let fault = #expect(throws: Fault.self) { try open(header, row) }
    #expect(fault?.message == "2 columns are called 'email', and email is read from it")
    #expect(fault?.hints.last == "the second is meant? fields: { email: \"email (2)\" }")
    let source = try open(header, row) { $0.fields = ["email": "email (2)"] }
    #expect(try source.next()?.rows.batch.column("email")?.string(0) == "b@lund.example")
  }

  @Test("one column for two fields is refused, but an id may be a value too")
  func sharedColumn() throws {
    let fault = #expect(throws: Fault.self) {
      try open("id,mail", "1,a@lund.example") { $0.fields = ["email": "mail", "notes": "mail"] }
    }
    #expect(fault?.message == "the column 'mail' is named for two fields, email and notes")
    let source = try open("id,mail", "1,a@lund.example") { $0.fields = ["external_id": "mail"] }
    let batch = try #require(try source.next()).rows.batch
    #expect(batch.column("external_id")?.string(0) == "a@lund.example")
    #expect(batch.column("email")?.string(0) == "a@lund.example")
  }

  @Test("ids of Salesforce's reports are made those of its exports")
  func salesforceIDs() throws {
    let source = try open(
      "Lead ID,Lead Owner,Last Name,Company / Account",
      "001A0000006Vm9r,Ek,Lund,Lund AB"
    )
    let batch = try #require(try source.next()).rows.batch
    #expect(batch.column("external_id")?.string(0) == "001A0000006Vm9rIAC")
  }
}
