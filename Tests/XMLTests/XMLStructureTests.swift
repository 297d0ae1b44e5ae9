import ByteIO
import Columns
import Foundation
import TestSupport
import Testing
import XML

@Suite("Proposing records")
struct XMLStructureTests {
  private func survey(_ xml: String) throws -> XMLStructure {
    try XMLStructure.survey(MemorySource(Array(xml.utf8)), file: "test.xml")
  }

  @Test("proposes the outermost repeated element, not what repeats within it")
  func repeated() throws {
    let customer =
      "<customer id='1'><phones><phone t='a'>1</phone><phone t='b'>2</phone></phones></customer>"
    let structure = try survey(
      "<export><at>now</at><customers>\(customer)\(customer)</customers></export>"
    )
    let proposal = try #require(structure.proposals.first)
    #expect(proposal.recordPath == "/export/customers/customer")
    #expect(proposal.count == 2)
    #expect(proposal.fields.map(\.path) == ["@id", "phones/phone", "phones/phone/@t"])
    #expect(proposal.fields.map(\.isRepeated) == [false, true, true])
    #expect(structure.fault == nil)
  }

  @Test("proposes the list's only element even when it has repeated parts")
  func single() throws {
    let structure = try survey(
      "<list><c><a>1</a><b>2</b><d>3</d><tags><tag k='1'>x</tag><tag k='2'>y</tag></tags><e>5</e><f>6</f></c></list>"
    )
    #expect(structure.proposals.first?.recordPath == "/list/c")
  }

  @Test("proposes from a document that ends in a fault")
  func damaged() throws {
    let structure = try survey("<l><r><a>1</a></r><r><a>2</a></r><r><a>3</l>")
    #expect(structure.proposals.first?.recordPath == "/l/r")
    #expect(structure.fault != nil)
    #expect(try survey("").proposals.isEmpty)
  }

  @Test(
    "its proposals read the exports of other systems",
    arguments: [
      ("Kashflow-Connector-Export-Customers-0", "/ArrayOfCustomer/Customer"),
      ("Kashflow-Connector-Export-Invoices-0", "/ArrayOfInvoice/Invoice"),
      ("Magento-V2-Connector-Downloading-Customers-From-Magento-V2-0", "/ArrayOfCustomer/Customer"),
      (
        "Quickbooks-Online-Connector-Exporting-Customers-From-QuickBooks-Online-0",
        "/ArrayOfCustomer/RecordOfCustomer"
      ),
      ("Sage-50-US-Connector-Exporting-Customers-from-Sage-50-US-0", "/ArrayOfCustomer/Customer"),
    ]
  )
  func exports(_ name: String, _ record: String) throws {
    guard let url = Corpora.item("xml/\(name).xml") else { return }
    let bytes = Array(try Data(contentsOf: url))
    let structure = try XMLStructure.survey(MemorySource(bytes), file: name)
    #expect(structure.fault == nil)
    let proposal = try #require(structure.proposals.first)
    #expect(proposal.recordPath == record)
    let fields = proposal.fields.map { XMLField($0.path, $0.path, .joined("\n")) }
    let document = try readDocument(bytes, record: proposal.recordPath, fields: fields)
    #expect(document.fault == nil)
    #expect(document.rows.count == proposal.count)
    #expect(document.report?.dropped == [])
    for (field, column) in proposal.fields.enumerated() where column.hasText {
      #expect(document.rows.contains { $0[field]?.isEmpty == false }, "\(column.path)")
    }
  }
}
