import ByteIO
import CRMModel
import Columns
import Diagnostics
import Foundation
import Ingest
import TestSupport
import Testing

@Suite("XML documents known by their root element")
struct XMLDialectTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func specification(_ text: String) throws -> SourceSpecification {
    let path = "\(folder.path)/input.xml"
    try Publish.replacing(path) { try $0.write(text) }
    return SourceSpecification(file: path)
  }

  /// What the proposal of `preview` says, put into the pipeline.
  private func proposed(_ specification: SourceSpecification) throws -> SourceSpecification {
    let proposal = try XMLProposal(try InputStack.probe(specification.file))
    var specification = specification
    specification.recordPath = proposal.recordPath
    specification.fields = proposal.fields
    return specification
  }

  private func rows(
    _ specification: SourceSpecification
  ) throws -> (values: [[String: String]], points: [String], skipped: Int, places: [Int64]) {
    let source = try LeadSource(specification)
    var result: (values: [[String: String]], points: [String], skipped: Int, places: [Int64]) =
      ([], [], 0, [])
    while let batch = try source.next() {
      #expect(batch.quarantined.isEmpty)
      result.skipped += batch.skipped.count
      result.places += batch.rows.origins.record
      let table = batch.rows.batch
      for row in 0..<table.rowCount {
        let pairs = zip(table.schema.fields, table.columns).map { ($0.name, $1.string(row) ?? "") }
        result.values.append(Dictionary(pairs.filter { !$0.1.isEmpty }) { first, _ in first })
      }
      let points = batch.rows.points
      result.points += (0..<points.count).map {
        "\(points.rows[$0]) \(points.kinds[$0]) \(points.values[$0]) \(points.labels[$0] ?? "-")"
      }
    }
    return result
  }

  // MARK: - xCard

  private static let cards = """
    <?xml version="1.0"?>
    <vcards xmlns="urn:ietf:params:xml:ns:vcard-4.0">
      <vcard>
        <uid><uri>urn:uuid:1</uri></uid>
        <fn><text>Zo\u{EB} Weiss, jr.</text></fn>
        <n><surname>Weiss</surname><given>Zo\u{EB}</given><additional>A</additional>
          <additional>B</additional><prefix/><suffix>jr.</suffix></n>
        <org><text>Nordwind; GmbH</text><text>Sales</text></org>
        <email><parameters><pref><integer>2</integer></pref></parameters><text>b@x.example</text></email>
        <email><parameters><pref><integer>1</integer></pref></parameters><text>a@x.example</text></email>
        <tel><parameters><type><text>work</text><text>voice</text></type></parameters>
          <uri>tel:+49-221-1</uri></tel>
        <group name="item1">
          <tel><parameters><type><text>cell</text></type></parameters><uri>tel:+49-171-1</uri></tel>
        </group>
        <adr><parameters><label><text>Weg "1"; K\u{F6}ln</text></label></parameters>
          <pobox/><ext/><street>Weg 1</street><locality>K\u{F6}ln</locality><region/>
          <code>50667</code><country>Germany</country></adr>
        <categories><text>fair</text><text>2026</text></categories>
        <note><text>one
    two \\ three</text></note>
        <bday><date>19800203</date></bday>
        <other:extra xmlns:other="urn:other">1</other:extra>
      </vcard>
      <vcard><kind><text>group</text></kind><fn><text>all</text></fn></vcard>
      <vcard><fn><text>Second</text></fn></vcard>
    </vcards>
    """

  @Test("xCard is read as the vCards that it stands for", arguments: [false, true])
  func xCard(_ isProposed: Bool) throws {
    var specification = try specification(Self.cards)
    if isProposed { specification = try proposed(specification) }
    let read = try rows(specification)
    #expect(
      read.values == [
        [
          "external_id": "urn:uuid:1", "full_name": "Zo\u{EB} Weiss, jr.", "family_name": "Weiss",
          "given_name": "Zo\u{EB} A,B", "organisation": "Nordwind; GmbH", "email": "a@x.example",
          "phone": "+49-171-1", "street": "Weg 1", "locality": "K\u{F6}ln",
          "postal_code": "50667", "country": "Germany", "tags": "fair; 2026",
          "notes": "one\ntwo \\ three", "birth_date": "19800203",
        ],
        ["full_name": "Second"],
      ]
    )
    #expect(read.points == ["0 email b@x.example -", "0 phone +49-221-1 work"])
    #expect(read.skipped == 1)
    #expect(read.places == [1, 3])
  }

  // MARK: - SpreadsheetML

  private static let workbook = """
    <?xml version="1.0" encoding="UTF-8"?>
    <?mso-application progid="Excel.Sheet"?>
    <Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"
      xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"
      xmlns:html="http://www.w3.org/TR/REC-html40">
      <Styles><Style ss:ID="Default"/></Styles>
      <Worksheet ss:Name="Kunden"><Table ss:ExpandedColumnCount="7">
        <Row ss:Height="12"/>
        <Row><Cell><Data ss:Type="String">First Name</Data></Cell>
          <Cell><Data ss:Type="String">Last Name</Data></Cell>
          <Cell ss:Index="4"><Data ss:Type="String">Phone</Data></Cell>
          <Cell><Data ss:Type="String">Birthday</Data></Cell>
          <Cell><Data ss:Type="String">Email</Data></Cell></Row>
        <Row ss:Index="5"><Cell><Data ss:Type="String">Zo\u{EB}</Data></Cell>
          <Cell><ss:Data ss:Type="String"><html:B>We</html:B>iss</ss:Data></Cell>
          <Cell ss:Index="4"><Data ss:Type="Number">4.91711234567E+11</Data></Cell>
          <Cell><Data ss:Type="DateTime">1980-02-03T00:00:00.000</Data></Cell>
          <Cell><Data ss:Type="String">zoe@x.example</Data></Cell></Row>
        <Row><Cell ss:MergeAcross="1"><Data ss:Type="String">Ida</Data></Cell>
          <Cell ss:Index="6"><Data ss:Type="String">ida at x</Data></Cell></Row>
        <Row><Cell><Data ss:Type="String"></Data></Cell></Row>
        <Row><Cell ss:Index="4"><Data ss:Type="Error">#N/A</Data></Cell></Row>
      </Table></Worksheet>
      <Worksheet ss:Name="Notes"><Table><Row><Cell><Data ss:Type="String">other</Data></Cell></Row>
      </Table></Worksheet>
    </Workbook>
    """

  @Test("the first sheet of a workbook is read by its header", arguments: [false, true])
  func workbook(_ isProposed: Bool) throws {
    var specification = try specification(Self.workbook)
    if isProposed { specification = try proposed(specification) }
    let read = try rows(specification)
    #expect(
      read.values == [
        [
          "given_name": "Zo\u{EB}", "family_name": "Weiss", "phone": "491711234567",
          "birth_date": "1980-02-03", "email": "zoe@x.example",
        ],
        ["given_name": "Ida", "email": "ida at x"],
      ]
    )
    #expect(read.places == [1, 2])
    #expect(read.skipped == 3)
  }

  @Test("refused rows of a workbook are a workbook with its header")
  func refusedRows() throws {
    let specification = try specification(Self.workbook)
    let source = try LeadSource(specification)
    let batch = try #require(try source.next())
    let record = RefusedOriginal(
      line: 1,
      codes: ["email.syntax"],
      reasons: ["no '@'"],
      raw: batch.rows.originals[1]
    )
    let form = try #require(try RefusedForm(specification))
    var rejects = specification
    rejects.file = "\(folder.path)/rejects.xml"
    try Publish.replacing(rejects.file) { try form.write([record], to: $0) }
    #expect(try rows(rejects).values == [["given_name": "Ida", "email": "ida at x"]])
  }

  @Test("a workbook without rows is refused")
  func empty() throws {
    let text =
      "<Workbook xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\"><Worksheet/></Workbook>"
    let specification = try specification(text)
    #expect(throws: Fault.self) { try LeadSource(specification) }
  }

  // MARK: - UBL

  private static let invoice = """
    <?xml version="1.0" encoding="UTF-8"?>
    <Invoice xmlns="urn:oasis:names:specification:ubl:schema:xsd:Invoice-2"
      xmlns:cac="urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2"
      xmlns:cbc="urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2">
      <cbc:ID>INV-1</cbc:ID>
      <cac:AccountingSupplierParty><cac:Party><cac:PartyName><cbc:Name>We</cbc:Name>
        </cac:PartyName></cac:Party></cac:AccountingSupplierParty>
      <cac:AccountingCustomerParty>
        <cbc:SupplierAssignedAccountID>K-7</cbc:SupplierAssignedAccountID>
        <cac:Party>
          <cac:PartyName><cbc:Name>Nordwind</cbc:Name></cac:PartyName>
          <cac:PostalAddress><cbc:StreetName>Weg 1</cbc:StreetName><cbc:CityName>K\u{F6}ln</cbc:CityName>
            <cbc:PostalZone>50667</cbc:PostalZone>
            <cac:Country><cbc:IdentificationCode>DE</cbc:IdentificationCode></cac:Country>
          </cac:PostalAddress>
          <cac:PartyLegalEntity><cbc:RegistrationName>Nordwind GmbH</cbc:RegistrationName>
          </cac:PartyLegalEntity>
          <cac:Contact><cbc:Name>Zo\u{EB} Weiss</cbc:Name><cbc:Telephone>0221 1</cbc:Telephone>
            <cbc:ElectronicMail>zoe@x.example</cbc:ElectronicMail></cac:Contact>
        </cac:Party>
      </cac:AccountingCustomerParty>
    </Invoice>
    """

  @Test("the customer of a UBL invoice is a lead", arguments: [false, true])
  func invoice(_ isProposed: Bool) throws {
    var specification = try specification(Self.invoice)
    if isProposed { specification = try proposed(specification) }
    #expect(
      try rows(specification).values == [
        [
          "external_id": "K-7", "organisation": "Nordwind", "street": "Weg 1",
          "locality": "K\u{F6}ln", "postal_code": "50667", "country": "DE",
          "full_name": "Zo\u{EB} Weiss", "phone": "0221 1", "email": "zoe@x.example",
        ]
      ]
    )
  }

  // MARK: - Foreign exports

  @Test("five exports of other systems are imported as preview proposes")
  func corpus() throws {
    guard let url = Corpora.item("xml") else { return }
    let names = try FileManager.default.contentsOfDirectory(atPath: url.path).sorted()
    #expect(names.count == 5)
    for name in names {
      let specification = SourceSpecification(file: url.appending(path: name).path)
      let values = try rows(try proposed(specification)).values
      #expect(!values.isEmpty, "\(name)")
      for row in values {
        #expect(row.count >= 2, "\(name): \(row.keys.sorted())")
      }
    }
  }

  @Test(
    "an id is the record's own, never that of an element in it",
    arguments: [
      ("<phone id=\"1\">030 1234567</phone>", nil),
      ("<company id=\"1\"><title>x</title></company>", nil),
      ("<groups><group><id>1</id></group></groups>", nil), ("<account><id>1</id></account>", nil),
      ("<phone id=\"1\">030 1234567</phone><id>7</id>", "id"),
      ("<identification><id>7</id></identification>", "identification/id"),
      ("<ids><uid>7</uid></ids><company id=\"1\"><title>x</title></company>", "ids/uid"),
    ] as [(String, String?)]
  )
  func ownID(_ inner: String, _ path: String?) throws {
    let contacts = ["Anton Eich", "Berta Linde"].map { name in
      "<contact><name>\(name)</name>\(inner)</contact>"
    }
    let proposed = try proposed(
      specification("<contacts>\(contacts.joined())</contacts>")
    )
    #expect(proposed.fields[SourceField.externalID.name] == path)
    #expect(proposed.fields[LeadField.fullName.name] == "name")
  }
}
