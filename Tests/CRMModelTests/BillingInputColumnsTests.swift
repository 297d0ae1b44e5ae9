import CRMModel
import Columns
import Testing

@Suite struct BillingInputColumnsTests {
  @Test("headers are found in any case, with any punctuation, in English and German")
  func mapping() {
    let headers = ["Kundennr.", "LEISTUNGSDATUM", "Beschreibung", "Menge", "Einzelpreis", "MwSt %"]
    #expect(
      BillingEntity.charges.mapping(of: headers) == [
        "customer", "service_date", "description", "quantity", "unit_price", "tax_rate",
      ]
    )
    #expect(
      BillingEntity.payments.mapping(of: ["Invoice No", "Value-Date", "AMOUNT", "Comment"])
        == ["reference", "paid_on", "amount", nil]
    )
  }

  @Test("of two headers with one meaning the first counts")
  func twice() {
    #expect(
      BillingEntity.charges.mapping(of: ["Customer ID", "Customer Email"]) == ["customer", nil]
    )
  }

  @Test("a file without a needed column is told which")
  func missing() {
    #expect(
      BillingEntity.charges.missing(in: ["customer", "description", "net_amount"])
        == [["service_date"]]
    )
    #expect(BillingEntity.payments.missing(in: ["reference", "paid_on", "amount"]).isEmpty)
  }

  @Test("canonical names are columns of the table", arguments: BillingEntity.allCases)
  func tables(entity: BillingEntity) throws {
    let table = try #require(ModelTable.billingTables.first { $0.name == entity.rawValue })
    for column in entity.columns { #expect(table.schema.index(of: column.name) != nil) }
    for name in entity.required.joined() {
      #expect(entity.columns.contains { $0.name == name })
    }
    let words = entity.columns.flatMap { [$0.name] + $0.aliases }
    let mapped = words.map { entity.mapping(of: [$0])[0] }
    let expected = entity.columns.flatMap { column in
      [String?](repeating: column.name, count: column.aliases.count + 1)
    }
    #expect(mapped == expected)
  }
}
