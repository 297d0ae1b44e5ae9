import Billing
import CRMModel
import Diagnostics
import TestSupport
import Testing
import Time

/// Which row of an earlier delivery a row is: the same rules for charges and payments.
@Suite struct InputIdentityTests {
  /// A night's files: each a source and its rows, `id customer day text`, `-` for no id.
  private typealias Delivery = [(source: String, rows: [String])]

  private struct Case: CustomTestStringConvertible {
    let testDescription: String
    let nights: [Delivery]
    /// The rows at the end: `customer day text`, with why one waits.
    let rows: [String]

    init(_ description: String, _ nights: [Delivery], _ rows: [String]) {
      (testDescription, self.nights, self.rows) = (description, nights, rows)
    }
  }

  private static let cases = [
    // Ids count for each source.
    Case("two sources", [[("x", ["1 A 02 a"]), ("y", ["1 B 12 b"])]], ["A 02 a", "B 12 b"]),
    Case("two nights", [[("x", ["1 A 02 a"])], [("y", ["1 B 12 b"])]], ["A 02 a", "B 12 b"]),
    Case(
      "a later version in each of two sources",
      [[("x", ["1 A 02 a"]), ("y", ["1 A 02 a"])], [("y", ["1 A 02 b"]), ("x", ["1 A 02 c"])]],
      ["A 02 b", "A 02 c"]
    ),
    // Another row under an old id.
    Case(
      "another customer in one delivery",
      [[("x", ["1 A 02 a"]), ("x", ["1 B 02 a"])]],
      ["A 02 a", "B 02 a reused_id"]
    ),
    Case(
      "another day",
      [[("x", ["1 A 02 a"])], [("x", ["1 A 03 a"])]],
      ["A 02 a", "A 03 a reused_id"]
    ),
    Case(
      "another text in one file",
      [[("x", ["1 A 02 a", "1 A 02 b"])]],
      ["A 02 a", "A 02 b reused_id"]
    ),
    Case(
      "the same file again, turned round",
      [[("x", ["1 A 02 a", "1 A 02 b"])], [("x", ["1 A 02 b", "1 A 02 a"])]],
      ["A 02 a", "A 02 b reused_id"]
    ),
    Case("one row twice", [[("x", ["1 A 02 a", "1 A 02 a"]), ("x", ["1 A 02 a"])]], ["A 02 a"]),
    Case("a new version", [[("x", ["1 A 02 a"])], [("x", ["1 A 02 b"])]], ["A 02 b"]),
    Case(
      "the held row has a new version",
      [[("x", ["1 A 02 a", "1 B 02 a"])], [("x", ["1 A 02 a", "1 B 02 b"])]],
      ["A 02 a", "B 02 b reused_id"]
    ),
    // What settles it.
    Case(
      "an id of its own",
      [[("x", ["1 A 02 a", "1 B 02 a"])], [("x", ["1 A 02 a", "2 B 02 a"])]],
      ["A 02 a", "B 02 a"]
    ),
    Case(
      "no id at all, and then again the old one",
      [
        [("x", ["1 A 02 a"])], [("x", ["1 B 02 b"])], [("x", ["- B 02 b"])], [("x", ["1 B 02 b"])],
      ],
      ["A 02 a", "B 02 b"]
    ),
    Case(
      "the row is gone",
      [[("x", ["1 A 02 a", "1 B 02 a"])], [("x", ["1 A 02 a"])]],
      ["A 02 a"]
    ),
    // The id column comes and goes.
    Case(
      "it goes",
      [[("x", ["1 A 02 a", "2 A 02 a"])], [("x", ["- A 02 a", "- A 02 a"])]],
      ["A 02 a", "A 02 a"]
    ),
    Case(
      "one more",
      [[("x", ["1 A 02 a"])], [("x", ["- A 02 a", "- A 02 a"])]],
      ["A 02 a", "A 02 a"]
    ),
    Case(
      "it comes",
      [[("x", ["- A 02 a"])], [("x", ["1 A 02 a"])], [("x", ["1 A 02 b"])]],
      ["A 02 b"]
    ),
    Case("in two files", [[("x", ["- A 02 a"]), ("x", ["1 A 02 a"])]], ["A 02 a"]),
    Case(
      "in one file",
      [[("x", ["- A 02 a", "1 A 02 a"])], [("x", ["1 A 02 a", "- A 02 a"])]],
      ["A 02 a", "A 02 a"]
    ),
    Case(
      "of another source",
      [[("x", ["1 A 02 a"])], [("x", []), ("y", ["- A 02 a"])]],
      ["A 02 a", "A 02 a"]
    ),
    // Corrections.
    Case(
      "another text",
      [[("x", ["- A 02 a"])], [("x", ["- A 02 b"])]],
      ["A 02 a", "A 02 b correction"]
    ),
    Case(
      "an id came too",
      [[("x", ["- A 02 a"])], [("x", ["1 A 02 b"])]],
      ["A 02 a", "A 02 b correction"]
    ),
    Case(
      "the id went too",
      [[("x", ["1 A 02 a"])], [("x", ["- A 02 b"])]],
      ["A 02 a", "A 02 b correction"]
    ),
    Case(
      "of another source",
      [[("x", ["- A 02 a"])], [("x", []), ("y", ["- A 02 b"])]],
      ["A 02 a", "A 02 b"]
    ),
    Case(
      "of another customer",
      [[("x", ["- A 02 a"])], [("x", ["- B 02 b"])]],
      ["A 02 a", "B 02 b"]
    ),
    Case(
      "beside it",
      [[("x", ["- A 02 a"])], [("x", ["- A 02 a", "- A 02 b"])]],
      ["A 02 a", "A 02 b"]
    ),
    Case(
      "it is there again",
      [[("x", ["- A 02 a"])], [("x", ["- A 02 b"])], [("x", ["- A 02 a", "- A 02 b"])]],
      ["A 02 a", "A 02 b"]
    ),
    Case(
      "taken back",
      [[("x", ["- A 02 a"])], [("x", ["- A 02 b"])], [("x", ["- A 02 a"])]],
      ["A 02 a"]
    ),
    Case(
      "corrected twice",
      [[("x", ["- A 02 a"])], [("x", ["- A 02 b"])], [("x", ["- A 02 c"])]],
      ["A 02 a", "A 02 c correction"]
    ),
    Case(
      "row numbers, and a row on top",
      [[("x", ["1 A 02 a", "2 B 02 b"])], [("x", ["1 C 02 c", "2 A 02 a", "3 B 02 b"])]],
      ["A 02 a", "A 02 a reused_id", "B 02 b", "B 02 b correction", "C 02 c reused_id"]
    ),
    Case(
      "other ids",
      [[("x", ["1 A 02 a"])], [("x", ["9 A 02 a"])]],
      ["A 02 a", "A 02 a correction"]
    ),
    Case(
      "other ids, and the first is there again",
      [[("x", ["1 A 02 a"])], [("x", ["9 A 02 a"])], [("x", ["1 A 02 a", "9 A 02 a"])]],
      ["A 02 a", "A 02 a"]
    ),
    Case(
      "it has an id of its own",
      [[("x", ["- A 02 a"])], [("x", ["- A 02 b"])], [("x", ["7 A 02 b"])]],
      ["A 02 a", "A 02 b"]
    ),
  ]

  private func charge(_ text: String, _ file: String, _ record: Int) -> Charge {
    let parts = text.split(separator: " ").map(String.init)
    return Charge(
      chargeID: parts[0] == "-" ? "" : parts[0],
      customer: parts[1],
      serviceDate: day("2026-10-\(parts[2])"),
      description: parts[3],
      quantity: .one,
      unitPrice: UnitPrice(unscaled: 1),
      currency: .euro,
      tax: nineteen,
      origin: RowOrigin(
        file: file,
        record: Int64(record + 1),
        line: Int64(record + 2),
        byteOffset: 0
      )
    )
  }

  private func merged(_ nights: [Delivery], repeated: Int = 1) -> [Charge] {
    var stored: [Charge] = []
    for (night, delivery) in nights.enumerated() {
      for _ in 0..<repeated {
        var merge = InputMerge(charges: stored, systems: ["x", "y"], standardTax: nineteen)
        for (number, file) in delivery.enumerated() {
          let rows = file.rows.enumerated().map { charge($1, "\(night)-\(number).csv", $0) }
          let outcome = merge.take(ParsedInputs(accepted: rows), source: file.source)
          let count = outcome.createdCount + outcome.updatedCount + outcome.unchangedCount
          #expect(count + outcome.keptCount == rows.count, "each row is in one bucket")
        }
        merge.settle()
        stored = merge.merged
        #expect(Set(stored.map(\.chargeID)).count == stored.count, "no two rows share an id")
      }
    }
    return stored
  }

  private func text(_ charge: Charge) -> String {
    let hold = charge.identity.hold.map { " \($0.reason.rawValue)" } ?? ""
    return "\(charge.customer) \(charge.serviceDate.iso.suffix(2)) \(charge.description)\(hold)"
  }

  @Test("rows are known again by id and content, within their source", arguments: cases)
  private func identity(example: Case) {
    #expect(merged(example.nights).map(text).sorted() == example.rows.sorted())
    #expect(
      merged(example.nights, repeated: 2).map(text).sorted() == example.rows.sorted(),
      "each night twice"
    )
  }

  @Test("two rows of one id say where both are, without what may be a person's")
  func places() throws {
    let rows = merged([[("x", ["1 A 02 a", "1 B 02 a"])]])
    let held = try #require(rows.first { $0.identity.hold != nil })
    let finding = try #require(held.doubt { id in rows.first { $0.id == id } })
    #expect(finding.code == "billing.reused-id" && finding.origin.line == 3)
    #expect(finding.message.contains("0-0.csv:2"))
  }

  @Test("payments without a customer are about a day and an amount or a reference")
  func payments() {
    func paid(_ cents: Int64, _ reference: String) -> Payment {
      payment("", lead: nil, cents, on: "2026-10-02", reference: reference)
    }
    func holds(_ before: Payment, _ after: Payment) -> Bool {
      var first = InputMerge(payments: [], entered: [])
      _ = first.take(ParsedInputs(accepted: [before]), source: "bank")
      var second = InputMerge(payments: first.merged, entered: [])
      _ = second.take(ParsedInputs(accepted: [after]), source: "bank")
      second.settle()
      return second.created.contains { $0.identity.hold != nil }
    }
    #expect(holds(paid(100, "a"), paid(100, "b")))
    #expect(holds(paid(100, "a"), paid(200, "a")))
    #expect(!holds(paid(100, "a"), paid(200, "b")))
  }

  @Test("a subscription of another customer under an old id is held; its start may be corrected")
  func subscriptions() {
    let stored = [subscription("S1", lead: "A", from: "2026-01-01")]
    var merge = InputMerge(subscriptions: stored, standardTax: nineteen)
    let rows = [
      subscription("S1", lead: "A", from: "2026-02-01"),
      subscription("S1", lead: "B", from: "2026-01-01"),
    ]
    let outcome = merge.take(ParsedInputs(accepted: rows), source: "shop")
    #expect(outcome.updatedCount == 1 && outcome.createdCount == 1)
    #expect(merge.created.map(\.identity.hold) == [InputHold(.reusedID, other: "S1")])
  }

  @Test(
    "the customer of a charge may be corrected as long as it is nobody's, and nothing else with it"
  )
  func correctedCustomer() {
    func hold(_ lead: String?, _ corrected: String) -> InputHold.Reason? {
      var stored = charge("1 A 02 a", "x.csv", 0)
      stored.leadID = lead
      var merge = InputMerge(charges: [stored], systems: ["x"], standardTax: nineteen)
      let rows = [charge(corrected, "x.csv", 0)]
      let outcome = merge.take(ParsedInputs(accepted: rows), source: "x")
      #expect(outcome.createdCount + outcome.updatedCount == 1)
      return merge.merged.compactMap(\.identity.hold?.reason).first
    }
    #expect(hold(nil, "1 B 02 a") == nil)
    #expect(hold("lead", "1 B 02 a") == .reusedID)
    #expect(hold(nil, "1 B 02 b") == .reusedID)
  }

  @Test("rows of a source that the pipeline reads no more are the one's that delivers them")
  func renaming() {
    var first = InputMerge(charges: [], systems: ["x"], standardTax: nineteen)
    let rows = [charge("1 A 02 a", "x.csv", 0), charge("- A 03 a", "x.csv", 1)]
    _ = first.take(ParsedInputs(accepted: rows), source: "x")
    var second = InputMerge(charges: first.merged, systems: ["y"], standardTax: nineteen)
    #expect(second.take(ParsedInputs(accepted: rows), source: "y").unchangedCount == 2)
    #expect(second.renamings.map { "\($0.from) \($0.to) \($1)" } == ["x y 2"])
    #expect(second.merged.allSatisfy { $0.identity.system == "y" })
  }
}
