import Billing
import CRMModel
import Columns
import Testing

/// The checks must find what they are there for: each test breaks sound books in one place.
@Suite struct BillingControlTests {
  private func company() throws -> Company {
    var company = try Company()
    company.charges = [
      charge("C-1", at: "100"), charge("C-2", lead: "L-3", at: "33.33", tax: seven),
      charge("C-3", lead: "L-2", "-1", at: "10", tax: reverseCharge),
    ]
    company.payments = [payment("P-1", 5_000, on: "2026-10-20")]
    company.bill("2026-10")
    return company
  }

  private func broken(_ change: (inout PostedBooks) -> Void) throws -> Set<String> {
    var company = try company()
    change(&company.books)
    return Set(company.control("2026-10").violations.map(\.rule))
  }

  @Test("sound books tie: register, VAT, journal and ageing come to the same")
  func sound() throws {
    let company = try company()
    let control = company.control("2026-10")
    let total = try #require(control.totals.first)
    #expect(control.violations == [] && control.totals.count == 1)
    #expect(total.documentCount == 3)
    #expect(total.registerNet == euro(10_000 + 3_333 - 1_000))
    #expect(total.registerTax == euro(1_900 + 233))
    #expect(total.journalReceivable == total.registerGross)
    #expect(total.ageingMovement == total.registerGross)
  }

  @Test("a lost line, tax, entry or document is found")
  func losses() throws {
    #expect(try broken { $0.lines.removeFirst() }.isSuperset(of: ["BR-16", "BR-CO-10", "BR-S-01"]))
    #expect(try broken { $0.taxes.removeFirst() }.isSuperset(of: ["BR-CO-14", "control.net"]))
    #expect(try broken { $0.entries.removeFirst() }.contains("ledger.balance"))
    #expect(
      try broken { $0.entries.removeLast(2) }
        == ["allocation.source", "control.ageing", "control.balance"]
    )
    #expect(
      try broken { $0.invoices.removeFirst() }
        .isSuperset(of: ["sequence.gap", "control.receivable", "control.balance"])
    )
    #expect(try broken { $0.entries.removeAll { $0.entryNumber == 2 } }.contains("ledger.gap"))
  }

  @Test("a document counted twice is found")
  func repeats() throws {
    #expect(
      try broken { $0.invoices.append($0.invoices[0]) }
        .isSuperset(of: ["sequence.gap", "sequence.repeat", "control.revenue"])
    )
    #expect(
      try broken { books in
        let line = books.lines[0]
        books.lines.append(
          InvoiceLine(
            invoiceNumber: "INV-2026-00002",
            lineNumber: 2,
            source: line.source,
            description: line.description,
            quantity: line.quantity,
            unitPrice: line.unitPrice,
            netAmount: line.netAmount,
            tax: line.tax,
            periodStart: line.periodStart,
            periodEnd: line.periodEnd
          )
        )
      }.contains("billed.twice")
    )
  }

  @Test("money given away twice is found")
  func allocations() throws {
    let found = try broken { books in
      let number = books.invoices[0].invoiceNumber
      let extra = PaymentAllocation(
        source: .payment(id: "P-1"),
        invoiceNumber: number,
        amount: euro(9_000),
        allocatedOn: day("2026-10-31")
      )
      books.allocations.append(extra)
    }
    #expect(found.isSuperset(of: ["allocation.invoice", "allocation.source"]))
  }

  @Test("a cent moved from one side to the other is found")
  func cent() throws {
    let found = try broken { books in
      let tax = books.taxes[0]
      books.taxes[0] = InvoiceTax(
        invoiceNumber: tax.invoiceNumber,
        tax: tax.tax,
        taxableAmount: tax.taxableAmount,
        taxAmount: euro(tax.taxAmount.minorUnits + 1)
      )
    }
    #expect(found.isSuperset(of: ["BR-CO-14", "BR-CO-17", "BR-S-09", "control.tax"]))
  }
}
