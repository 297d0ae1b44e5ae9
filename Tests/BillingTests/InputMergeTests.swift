import Billing
import CRMModel
import Columns
import Diagnostics
import Testing

@Suite struct InputMergeTests {
  @Test("the same file again changes nothing, whatever line a row stands on")
  func again() {
    let stored = [charge("C-1", at: "10"), charge("C-2", at: "20")]
    var moved = stored
    moved.swapAt(0, 1)
    let merge = InputMerge(stored: stored, incoming: moved)
    #expect(merge.merged == stored)
    #expect(merge.unchangedCount == 2 && merge.created.isEmpty && merge.updated.isEmpty)
  }

  @Test("an open charge is updated, a billed one keeps its values and is reported")
  func changed() {
    var billed = charge("C-2", at: "20")
    billed.invoiceNumber = "INV-2026-00001"
    let merge = InputMerge(
      stored: [charge("C-1", at: "10"), billed],
      incoming: [charge("C-1", at: "11"), charge("C-2", at: "21"), charge("C-3", at: "30")]
    )
    #expect(merge.merged.map(\.unitPrice.plain) == ["11", "20", "30"])
    #expect(merge.merged.map(\.invoiceNumber) == [nil, "INV-2026-00001", nil])
    #expect(merge.created.map(\.chargeID) == ["C-3"] && merge.updated.map(\.chargeID) == ["C-1"])
    #expect(merge.findings.map(\.code.rawValue) == ["billing.changed-after-billing"])
    #expect(merge.created.count + merge.updated.count + merge.unchangedCount + merge.keptCount == 3)
  }

  @Test("a lead once found is kept, one found now is taken over")
  func leads() {
    let merge = InputMerge(
      stored: [charge("C-1", lead: nil, at: "10"), charge("C-2", at: "10")].map(renamed),
      incoming: [charge("C-1", lead: "L-2", at: "10"), charge("C-2", lead: nil, at: "10")]
        .map(renamed)
    )
    #expect(merge.merged.map(\.leadID) == ["L-2", "L-1"])
    #expect(merge.unchangedCount == 2)
  }

  /// The same charge for a customer of one name.
  private func renamed(_ charge: Charge) -> Charge {
    Charge(
      chargeID: charge.chargeID,
      leadID: charge.leadID,
      customer: "K-100",
      serviceDate: charge.serviceDate,
      description: charge.description,
      quantity: charge.quantity,
      unitPrice: charge.unitPrice,
      currency: charge.currency,
      tax: charge.tax,
      origin: charge.origin
    )
  }

  @Test("a payment in the ledger keeps its values; a subscription may always change")
  func others() {
    let payments = InputMerge(
      stored: [payment("P-1", 100, on: "2026-10-01"), payment("P-2", 100, on: "2026-10-01")],
      incoming: [payment("P-1", 200, on: "2026-10-01"), payment("P-2", 200, on: "2026-10-01")],
      entered: ["P-1"]
    )
    #expect(payments.merged.map(\.amount) == [euro(100), euro(200)])
    #expect(payments.findings.count == 1)
    let items = InputMerge(
      stored: [subscription("S-1", from: "2026-01-01")],
      incoming: [subscription("S-1", from: "2026-01-01", through: "2026-10-31")]
    )
    #expect(items.updated.map(\.endDate) == [day("2026-10-31")])
  }
}
