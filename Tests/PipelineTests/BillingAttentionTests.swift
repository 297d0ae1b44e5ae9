import CRMModel
import Pipeline
import Reporting
import TestSupport
import Testing

// What a person has to look at after a month was billed.
extension BillingStageTests {
  private static let subscriptionHeader =
    "subscription_id,customer_id,plan,interval,unit_price,start_date,end_date"

  private func texts(_ run: Run, _ kind: RunReport.Attention.Kind) -> [String] {
    run.outcome.attention.filter { $0.kind == kind }
      .map { $0.text.replacing("\(folder.path)/", with: "") }
  }

  @Test("months that no run billed are listed every night until they are billed")
  func missedMonths() throws {
    let sources = [
      try file(
        "subscriptions.csv",
        Self.subscriptionHeader,
        "S1,K1,Monthly,month,31.00,2026-01-15,",
        "S2,K1,Yearly,year,365.00,2024-03-31,",
        "S3,K1,Over,month,10.00,2025-01-01,2026-02-10",
        "S4,K1,Later,month,10.00,2026-05-01,"
      ),
      try file("charges.csv", Self.header, "A,K1,2026-03-05,Work,1,100.00"),
    ]
    #expect(try texts(run(2, sources), .unbilled).isEmpty, "the store begins with January")
    #expect(try texts(run(3, sources), .unbilled).isEmpty)
    let may = try run(5, sources)
    #expect(
      texts(may, .unbilled) == [
        "2026-03: never billed, 2 subscription periods "
          + "(subscription S1 from 2026-03-01 to 2026-03-31, subscriptions.csv:2; "
          + "subscription S2 from 2026-03-31 to 2027-03-30, subscriptions.csv:3), "
          + "1 charge (charges.csv:2, billed now as INV-2026-00003)"
      ]
    )
    #expect(may.outcome.attention.map(\.count) == [3])
    let again = try run(5, [])
    #expect(again.outcome.attention.map(\.count) == [2], "the charge is billed, the rest is not")
    let march = try run(5, [], period: "2026-03")
    #expect(march.outcome.invoiceCount == 1 && march.outcome.attention.isEmpty)
    #expect(try run(5, []).outcome.attention.isEmpty)
  }

  @Test("a subscription that comes late is listed for the months that were billed without it")
  func lateSubscription() throws {
    let charges = try file("charges.csv", Self.header, "A,K1,2026-09-05,Work,1,100.00")
    _ = try run(10, [charges])
    _ = try run(11, [charges])
    let late = try file(
      "subscriptions.csv",
      Self.subscriptionHeader,
      "S1,K1,Monthly,month,31.00,2026-01-15,"
    )
    let run = try run(12, [charges, late])
    #expect(
      texts(run, .unbilled).map { $0.prefix(50) } == [
        "2026-09: billed without 1 subscription period (sub",
        "2026-10: billed without 1 subscription period (sub",
      ]
    )
  }

  @Test("held charges are named one by one, every night; an e-mail address is not")
  func held() throws {
    let charges = try file(
      "charges.csv",
      Self.header + ",tax_category,tax_rate",
      "A,K9,2026-10-05,Work,1,100.00,S,19",
      "B,K1,2026-10-05,Work,1,100.00,AE,0",
      ",eve@mail.example,2026-10-05,Work,1,100.00,S,19",
      "C,K1,2026-11-05,Work,1,100.00,AE,0"
    )
    let unknown: Set = ["K9", "eve@mail.example"]
    for _ in 0..<2 {
      let run = try run(11, [charges], unknown: unknown)
      let held = texts(run, .held)
      #expect(held.count == 3 && run.outcome.attention.map(\.count) == [1, 1, 1])
      #expect(held[0].hasPrefix("charges.csv:2: charge A of customer K9 is held: the charge's"))
      #expect(held[1].hasPrefix("charges.csv:3: charge B of customer K1 is held: category AE"))
      #expect(held[2].hasPrefix("charges.csv:4: charge is held: "))
    }
  }

  @Test("a payment of nobody known is listed every night, and counts in the run that brings it")
  func unassigned() throws {
    let payments = try file(
      "payments.csv",
      "payment_id,customer_id,paid_on,amount,reference",
      "P1,,2026-10-20,20.00,Refund of taxes",
      "P2,,2026-11-20,30.00,Who knows"
    )
    #expect(try run(11, [payments]).outcome.attention.map(\.count) == [1])
    #expect(try run(11, [payments]).outcome.attention.map(\.count) == [0])
    // The second one is due with November.
    #expect(try run(12, [payments]).outcome.attention.map(\.count) == [0, 1])
    let last = try run(12, [payments])
    #expect(last.outcome.attention.map(\.count) == [0, 0])
    #expect(texts(last, .unassigned)[1].hasPrefix("payments.csv:3: payment P2 is held: "))
  }

  @Test("what falls into a month that was billed before is named, once")
  func changedMonths() throws {
    let charges = try file("charges.csv", Self.header, "A,K1,2026-09-05,Work,1,100.00")
    _ = try run(10, [charges])
    _ = try run(11, [charges])  // nothing to bill: October is billed all the same
    let late = [
      try file("charges-late.csv", Self.header, "B,K1,2026-10-30,Work,1,50.00"),
      try file(
        "payments.csv",
        "payment_id,customer_id,paid_on,amount",
        "P1,K1,2026-09-20,20.00",
        "P2,K1,2026-11-02,20.00"
      ),
    ]
    let run = try run(11, [charges] + late)
    #expect(
      texts(run, .changed) == [
        "2026-09 has changed since it was billed: payment P1 of 2026-09-20 (payments.csv:2)",
        "2026-10 has changed since it was billed: charge B of 2026-10-30 (charges-late.csv:2)"
          + " is on INV-2026-00002",
      ]
    )
    #expect(try self.run(11, [charges] + late).outcome.attention.isEmpty)
    let old = try file("charges-old.csv", Self.header, "C,K1,2026-09-30,Work,1,70.00")
    #expect(
      try texts(self.run(12, [old]), .changed) == [
        "2026-09 was billed without charge C of 2026-09-30 (charges-old.csv:2): "
          + "it is on INV-2026-00003 of 2026-11"
      ]
    )
  }

  @Test("a month that is billed while it lasts is not out until it is over")
  func currentMonth() throws {
    let first = try file("charges.csv", Self.header, "A,K1,2026-10-01,Work,1,100.00")
    _ = try run(10, [first], period: "2026-10")
    let second = try file("charges-2.csv", Self.header, "B,K1,2026-10-02,Work,1,100.00")
    #expect(try run(10, [second], period: "2026-10").outcome.attention.isEmpty)
    #expect(try run(11, []).versions.keys.contains("periods"), "October is over and billed")
    #expect(try run(11, []).versions.isEmpty)
    let third = try file("charges-3.csv", Self.header, "C,K1,2026-10-03,Work,1,100.00")
    #expect(try run(11, [third]).outcome.attention.map(\.kind) == [.changed])
  }
}
