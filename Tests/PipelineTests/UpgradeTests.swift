import ByteIO
import CRMModel
import Columns
import Foundation
import Pipeline
import Reporting
import Store
import TestSupport
import Testing
import Time

/// A store of the release before goes on: Fixtures/store-2026-11/README.md says what it holds.
@Suite("the first night after an upgrade")
struct UpgradeTests {
  private final class Watch: RunObserver {
    let isCancelled = false

    func progress(_ text: String, _ share: Double?) {}

    func notice(_ text: String) {}
  }

  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    let fixture = try #require(
      Bundle.module.url(forResource: "Fixtures/store-2026-11", withExtension: nil)
    )
    for name in ["store", "input", "pipeline.json5"] {
      try FileManager.default.copyItem(
        at: fixture.appending(path: name),
        to: URL(filePath: "\(folder.path)/\(name)")
      )
    }
  }

  private func text(_ name: String) throws -> String {
    try String(contentsOfFile: "\(folder.path)/\(name)", encoding: .utf8)
  }

  private func write(_ text: String, to name: String) throws {
    try Publish.replacing("\(folder.path)/\(name)") { try $0.write(text) }
  }

  private func run(_ day: Int) throws -> RunReport {
    let pipeline = try text("pipeline.json5")
      .replacing("\"input/", with: "\"\(folder.path)/input/")
      .replacing("\"store\"", with: "\"\(folder.path)/store\"")
    let configuration = try ConfigurationReader.read(Array(pipeline.utf8), file: "pipeline.json5")
    let date = try #require(CalendarDate(year: 2026, month: 11, day: day))
    let asOf = Instant(date, hour: 3)
    let options = PipelineRun.Options(asOf: asOf, startedAt: asOf, toolVersion: "test")
    return try PipelineRun(configuration, options, observer: Watch()).run()
  }

  /// Columns that the release before did not have; the first night fills them.
  private static let newColumns = ["source_system", "external_id", "hold", "hold_of"]

  /// The rows of the tables of billing but for the months' records, without `newColumns`.
  private func books() throws -> [String] {
    let store = try Store("\(folder.path)/store", .read).snapshot()
    var lines: [String] = []
    for table in ModelTable.billingTables where table.name != "periods" {
      try store.scan(table) { batch in
        for row in 0..<batch.rowCount {
          let known = zip(batch.schema.fields, batch.columns).filter {
            !Self.newColumns.contains($0.0.name)
          }
          let values = known.map { _, column in
            column.string(row) ?? column.integer(row).map { String($0) } ?? "null"
          }
          lines.append("\(table.name) \(values.joined(separator: "|"))")
        }
      }
    }
    return lines.sorted()
  }

  /// How many rows of charges, subscriptions and payments a run took as new or changed.
  private func changes(_ report: RunReport) -> Int64 {
    report.sources.filter { !["crm", "list", "phones"].contains($0.name) }
      .reduce(0) { $0 + $1.buckets.created + $1.buckets.updated }
  }

  @Test("the same files post nothing again")
  func same() throws {
    let before = try books()
    #expect(before.count > 40)
    let report = try run(3)
    #expect(changes(report) == 0)
    #expect(try books() == before)
    #expect(report.attention.map(\.kind) == [.held, .unassigned], "both were held before")
  }

  @Test("files in another order, under other names, the same rows in two of them: nothing again")
  func moved() throws {
    let before = try books()
    let bank = try text("input/payments-bank.csv").split(separator: "\n").map(String.init)
    let shop = try text("input/charges-shop.csv").split(separator: "\n").map(String.init)
    func file(_ header: String, _ rows: [String]) -> String {
      ([header] + rows).joined(separator: "\n") + "\n"
    }
    for name in ["payments-bank", "charges-shop"] {
      try FileManager.default.removeItem(atPath: "\(folder.path)/input/\(name).csv")
    }
    let payments = Array(bank.dropFirst().reversed())
    try write(file(bank[0], payments), to: "input/payments-umsatz.csv")
    try write(file(bank[0], Array(payments.suffix(3))), to: "input/payments-oktober.csv")
    try write(file(shop[0], shop.dropFirst().reversed()), to: "input/charges-a.csv")
    #expect(changes(try run(3)) == 0)
    #expect(try books() == before)
  }

  @Test("rows on top are the only ones that are new, and only once")
  func grown() throws {
    let before = try books()
    var bank = try text("input/payments-bank.csv").split(separator: "\n").map(String.init)
    bank.insert("02.11.2026;C5;10,00;EUR;Abschlag", at: 1)
    bank.insert("28.10.2026;C2;50,00;EUR;Rate 1", at: 1)
    try write(bank.joined(separator: "\n") + "\n", to: "input/payments-bank.csv")
    let report = try run(3)
    #expect(changes(report) == 2)
    #expect(report.attention.filter { $0.kind == .changed }.count == 1, "the one of October")
    let after = try books()
    #expect(Set(before).isSubset(of: after), "no row of before changes")
    let new = after.filter { !before.contains($0) }
    #expect(new.count { $0.hasPrefix("payments ") } == 2)
    #expect(changes(try run(4)) == 0)
    #expect(try books() == after)
  }

  // MARK: - Leads

  /// Every lead with its values and ways to reach it, apart from when a run wrote it.
  private func leads() throws -> [String] {
    let store = try Store("\(folder.path)/store", .read).snapshot()
    var lines: [String] = []
    for table in [ModelTable.leads, .contactPoints, .leadRedirects] {
      try store.scan(table) { batch in
        for row in 0..<batch.rowCount {
          let values = zip(batch.schema.fields, batch.columns).map { field, column in
            if field.name == "updated_at" || field.name == "run_id" { return "" }
            return column.string(row) ?? column.integer(row).map { String($0) } ?? "null"
          }
          lines.append("\(table.name) \(values.joined(separator: "|"))")
        }
      }
    }
    return lines.sorted()
  }

  /// What a run made of the records of the three sources of leads.
  private func outcome(_ report: RunReport) -> (news: Int64, unchanged: Int64) {
    let buckets = report.sources.filter { ["crm", "list", "phones"].contains($0.name) }
      .map(\.buckets)
    return (
      buckets.reduce(0) { $0 + $1.created + $1.updated + $1.merged },
      buckets.reduce(0) { $0 + $1.unchanged }
    )
  }

  @Test("the same files make no lead again and change none, fillers in place of ids among them")
  func sameLeads() throws {
    let before = try leads()
    #expect(before.count > 20)
    #expect(outcome(try run(3)) == (0, 15))
    #expect(try leads() == before)
  }

  @Test("lists in another order and with a row on top bring that row alone")
  func grownLeads() throws {
    let before = try leads()
    for (name, row) in [
      ("list", "Nora;Feld;;nora.feld@mail.example;;28195;Bremen;nein"),
      ("crm", "C9,Nora,Feld,,nora.feld@mail.example,,,28195,Bremen,DE,no,2026-10-01"),
    ] {
      var lines = try text("input/\(name).csv").split(separator: "\n").map(String.init)
      lines = [lines[0], row] + lines.dropFirst().reversed()
      try write(lines.joined(separator: "\n") + "\n", to: "input/\(name).csv")
    }
    let report = try run(3)
    #expect(outcome(report) == (2, 15))
    #expect(report.total.created == 1, "both are one person")
    let after = try leads()
    #expect(Set(before).isSubset(of: after))
    #expect(outcome(try run(4)) == (0, 17))
    #expect(try leads() == after)
  }

  @Test("a version that says less, and a key that names somebody else, harm no stored lead")
  func changedLeads() throws {
    let before = try leads()
    try write(
      """
      id,first name,last name,email,consent email
      C1,Marta,Lindner,marta@lindner.example,
      C2,,,,yes
      C5,Henrik,Sander,henrik@sander.example,yes

      """,
      to: "input/crm.csv"
    )
    let report = try run(3)
    #expect(report.notes.contains { $0.contains("the key C5 named another person") })
    let after = try leads()
    #expect(Set(before).isSubset(of: after), "values stay, C2 stays opted out, C5 keeps its lead")
    #expect(after.count { $0.hasPrefix("leads ") } == before.count { $0.hasPrefix("leads ") } + 1)
  }
}
