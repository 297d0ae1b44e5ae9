import Billing
import CRMModel
import Diagnostics
import TestSupport
import Testing
import Time

@Suite struct InputMergeTests {
  // MARK: - Rows with an id

  @Test("the same file again changes nothing, whatever line a row stands on")
  func again() {
    let stored = [charge("C-1", at: "10"), charge("C-2", at: "20")]
    var merge = InputMerge(charges: stored, standardTax: nineteen)
    let outcome = merge.take(ParsedInputs(accepted: stored.reversed()))
    #expect(merge.merged == stored)
    #expect(outcome.unchangedCount == 2 && merge.created.isEmpty && outcome.updatedCount == 0)
  }

  @Test("an open charge is updated, a billed one keeps its values and is reported")
  func changed() {
    var billed = charge("C-2", at: "20")
    billed.invoiceNumber = "INV-2026-00001"
    var merge = InputMerge(charges: [charge("C-1", at: "10"), billed], standardTax: nineteen)
    let incoming = [charge("C-1", at: "11"), charge("C-2", at: "21"), charge("C-3", at: "30")]
    let outcome = merge.take(ParsedInputs(accepted: incoming))
    #expect(merge.merged.map(\.unitPrice.plain) == ["11", "20", "30"])
    #expect(merge.merged.map(\.invoiceNumber) == [nil, "INV-2026-00001", nil])
    #expect(merge.created.map(\.chargeID) == ["C-3"] && outcome.updatedCount == 1)
    #expect(outcome.findings.map(\.code.rawValue) == ["billing.changed-after-billing"])
    let count = outcome.createdCount + outcome.updatedCount + outcome.unchangedCount
    #expect(count + outcome.keptCount == 3)
  }

  @Test("a lead once found is kept as long as the customer is the same")
  func leads() {
    let stored = [unnamed("a", id: "C-1", customer: "K1"), unnamed("b", id: "C-2", customer: "K2")]
    var merge = InputMerge(
      charges: stored.map { with(lead: "L-1", $0) },
      standardTax: nineteen
    )
    let incoming = [
      unnamed("a", id: "C-1", customer: "K1"), unnamed("b", id: "C-2", customer: "K3"),
    ]
    let outcome = merge.take(ParsedInputs(accepted: incoming))
    #expect(merge.merged.map(\.customer) == ["K1", "K2", "K3"])
    #expect(merge.merged.map(\.leadID) == ["L-1", "L-1", nil])
    #expect(outcome.unchangedCount == 1 && outcome.createdCount == 1)
  }

  private func with(lead: String, _ charge: Charge) -> Charge {
    var charge = charge
    charge.leadID = lead
    return charge
  }

  @Test("a payment in the ledger keeps its values; a subscription may always change")
  func others() {
    let stored = [payment("P-1", 100, on: "2026-10-01"), payment("P-2", 100, on: "2026-10-01")]
    var payments = InputMerge(payments: stored, entered: ["P-1"])
    let incoming = [payment("P-1", 200, on: "2026-10-01"), payment("P-2", 200, on: "2026-10-01")]
    let outcome = payments.take(ParsedInputs(accepted: incoming))
    #expect(payments.merged.map(\.amount) == [euro(100), euro(200)])
    #expect(outcome.findings.count == 1)
    var items = InputMerge(
      subscriptions: [subscription("S-1", from: "2026-01-01")],
      standardTax: nineteen
    )
    let ended = subscription("S-1", from: "2026-01-01", through: "2026-10-31")
    #expect(items.take(ParsedInputs(accepted: [ended])).updatedCount == 1)
    #expect(items.merged.map(\.endDate) == [day("2026-10-31")])
  }

  // MARK: - Rows without an id

  /// A delivery: files, each with the source's name and the texts of its rows.
  private typealias Delivery = [(source: String?, rows: [String])]

  private func unnamed(
    _ text: String,
    id: String = "",
    customer: String = "K1",
    file: String = "shop.csv",
    record: Int = 1,
    on date: String = "2026-10-10",
    tax: Tax? = nineteen
  ) -> Charge {
    Charge(
      chargeID: id,
      customer: customer,
      serviceDate: day(date),
      description: text,
      quantity: .one,
      unitPrice: UnitPrice(unscaled: 1),
      currency: .euro,
      tax: tax,
      origin: RowOrigin(
        file: file,
        record: Int64(record),
        line: Int64(record + 1),
        byteOffset: 0
      )
    )
  }

  private func inputs(_ texts: [String], file: String = "shop.csv") -> ParsedInputs<Charge> {
    ParsedInputs(
      accepted: texts.enumerated().map { unnamed($1, file: file, record: $0 + 1) }
    )
  }

  /// How many rows each delivery creates, one after the other.
  private func created(_ deliveries: [Delivery]) -> [Int] {
    var stored: [Charge] = []
    return deliveries.map { delivery in
      let systems = Set(delivery.compactMap(\.source))
      var merge = InputMerge(charges: stored, systems: systems, standardTax: nineteen)
      for (index, file) in delivery.enumerated() {
        let parsed = inputs(file.rows, file: "\(index)-\(stored.count).csv")
        let outcome = merge.take(parsed, source: file.source)
        #expect(
          outcome.createdCount + outcome.unchangedCount == file.rows.count,
          "each row is in one bucket"
        )
      }
      stored = merge.merged
      #expect(Set(stored.map(\.chargeID)).count == stored.count, "no two rows share a name")
      return merge.created.count
    }
  }

  private struct Case: CustomTestStringConvertible {
    let testDescription: String
    let deliveries: [Delivery]
    let created: [Int]

    init(_ description: String, _ deliveries: [Delivery], creates created: [Int]) {
      (testDescription, self.deliveries, self.created) = (description, deliveries, created)
    }
  }

  private static let cases = [
    Case("a row on top", [[(nil, ["a"])], [(nil, ["b", "a"])]], creates: [1, 1]),
    Case("another order", [[(nil, ["a", "b"])], [(nil, ["b", "a"])]], creates: [2, 0]),
    Case("a rolling window", [[(nil, ["a", "b"])], [(nil, ["b", "c"])]], creates: [2, 1]),
    Case("a row gone for a night", [[(nil, ["a"])], [], [(nil, ["a"])]], creates: [1, 0, 0]),
    Case("two equal rows", [[(nil, ["a", "a"])], [(nil, ["a", "a"])]], creates: [2, 0]),
    Case("one of two equal rows", [[(nil, ["a", "a"])], [(nil, ["a"])]], creates: [2, 0]),
    Case("another equal row", [[(nil, ["a", "a"])], [(nil, ["a", "a", "a"])]], creates: [2, 1]),
    Case("a month in two files", [[(nil, ["a", "b"]), (nil, ["b", "a"])]], creates: [2]),
    Case("overlapping files", [[(nil, ["a", "b", "b"]), (nil, ["b", "b", "c"])]], creates: [4]),
    Case("split in two", [[(nil, ["a", "b"])], [(nil, ["a"]), (nil, ["b"])]], creates: [2, 0]),
    Case("two sources", [[("x", ["a"]), ("y", ["a"])], [("y", ["a"])]], creates: [2, 0]),
    Case(
      "files of two sources by turns",
      [[("x", ["a"]), ("y", ["a", "a"]), ("x", ["a", "a"])]],
      creates: [4]
    ),
    Case("a source renamed", [[("x", ["a", "b"])], [("y", ["a", "b"])]], creates: [2, 0]),
  ]

  @Test("rows without an id are told by content and count", arguments: cases)
  private func occurrences(example: Case) {
    #expect(created(example.deliveries) == example.created)
  }

  @Test("whatever order deliveries come in and however often, as many rows of a content remain")
  func property() {
    var random = SeededGenerator(seed: 9)
    for _ in 0..<50 {
      let deliveries = (0..<4).map { _ in
        [[String]](repeating: [], count: Int.random(in: 1...3, using: &random)).map { _ in
          (0..<Int.random(in: 0...6, using: &random)).map { _ in
            ["a", "b", "c"].randomElement(using: &random) ?? "a"
          }
        }
      }
      var wanted: [String: Int] = [:]
      for text in ["a", "b", "c"] {
        let counts = deliveries.flatMap { $0.map { file in file.count { $0 == text } } }
        wanted[text] = counts.max() ?? 0
      }
      let runs = deliveries.map { files in files.map { (source: String?.none, rows: $0) } }
      let total = created(runs + runs.reversed()).reduce(0, +)
      #expect(total == wanted.values.reduce(0, +))
    }
  }

  @Test("rows that the release before stored by place are known by their content")
  func upgrade() {
    var billed = unnamed("a", id: "shop.csv:2026-10-10:1")
    billed.invoiceNumber = "INV-2026-00001"
    let stored = [
      billed, unnamed("a", id: "shop.csv:2026-10-10:2", record: 2, tax: nil),
      unnamed("b", id: "n/a", record: 3), unnamed("c", id: "C-7", record: 4),
    ]
    var merge = InputMerge(charges: stored, standardTax: nineteen)
    let outcome = merge.take(inputs(["c", "b", "a", "a"], file: "renamed.csv"))
    #expect(outcome.unchangedCount == 4, "the last has an id, which this file lacks")
    #expect(merge.created.isEmpty)
    #expect(merge.merged.count { $0.invoiceNumber != nil } == 1)
  }

  @Test("a name that is taken gets a counter")
  func names() {
    var merge = InputMerge(charges: [], standardTax: nil)
    _ = merge.take(inputs(["a"]))
    _ = merge.take(inputs(["b"]))
    _ = merge.take(inputs(["c"]))
    let name = "shop.csv:2026-10-10:1"
    #expect(merge.created.map(\.chargeID) == [name, "\(name):2", "\(name):3"])
    #expect(merge.created.allSatisfy { !$0.hasKey })
  }

  @Test("a row of an instant is known by the day that the release before stored")
  func writtenDays() {
    let stored = [unnamed("a", id: "shop.csv:2026-10-31:1", on: "2026-10-31")]
    var merge = InputMerge(charges: stored, standardTax: nineteen)
    let row = unnamed("a", on: "2026-11-01")
    let parsed = ParsedInputs(accepted: [row, row], writtenDays: [0: day("2026-10-31")])
    #expect(merge.take(parsed).unchangedCount == 1)
    #expect(merge.created.map(\.serviceDate.iso) == ["2026-11-01"])
  }

  @Test("e-mail addresses do not differ by letter case, a named tax is the standard one")
  func notation() {
    var merge = InputMerge(
      charges: [unnamed("a", id: "shop.csv:2026-10-10:1", customer: "Ann@Example.org", tax: nil)],
      standardTax: nineteen
    )
    let parsed = ParsedInputs(accepted: [unnamed("a", customer: "ann@example.org")])
    #expect(merge.take(parsed).unchangedCount == 1)
  }

  @Test(
    "the time for equal rows and for rows of one id grows with their number, not its square",
    arguments: [("", true), ("X", false), ("n", true)]
  )
  func many(id: String, areEqual: Bool) {
    func time(_ count: Int) -> Duration {
      let rows = ParsedInputs(
        accepted: (0..<count).map { record in
          let own = id == "n" ? "n\(record)" : id
          return unnamed(areEqual ? "a" : "a\(record)", id: own, record: record)
        }
      )
      return ContinuousClock().measure {
        var merge = InputMerge(charges: [], standardTax: nil)
        _ = merge.take(rows)
        merge.settle()
        var again = InputMerge(charges: merge.merged, standardTax: nil)
        #expect(again.take(rows).unchangedCount == count)
        #expect(again.take(rows).unchangedCount == count)
        again.settle()
        #expect(again.merged.count == count)
      }
    }
    // Sixteen times the rows: a square would take 256 times as long.
    #expect(time(16_000) < time(1_000) * 100 + .seconds(1))
  }
}
