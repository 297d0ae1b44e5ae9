import CRMModel
import Columns
import Diagnostics
import Foundation
import Pipeline
import Store
import Testing
import Time

/// People of one household over several deliveries into one store.
@Suite("families over several deliveries")
struct FamilyDeliveryTests {
  private final class Watch: RunObserver {
    var isCancelled = false
    func progress(_ text: String, _ share: Double?) {}
    func notice(_ text: String) {}
  }

  private static let header = "Vorname,Nachname,E-Mail,Telefon,Strasse,PLZ,Ort,Geburtsdatum"

  private static func row(_ given: String, _ family: String = "Kern", born: String = "") -> String {
    "\(given),\(family),kern@kern.example,0341 888888,Weg 9,04109,Leipzig,\(born)"
  }

  /// Three records each, of which the first two are two people.
  private static let households: [String: [String]] = [
    "an initial": [row("Andreas"), row("Anja"), row("A.")],
    "no given name": [row("Andrea"), row("Andreas"), row("")],
    "no birth date": [
      row("Emil", born: "01.02.1950"), row("Emil", born: "03.04.1980"), row("Emil"),
    ],
    "no generation": [row("Hans", "Kern sen."), row("Hans", "Kern jun."), row("Hans")],
  ]

  private static let orders = [
    [0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0],
  ]

  @Test(
    "no third record brings two people into one lead, however the deliveries are cut",
    arguments: households.keys.sorted()
  )
  func deliveries(name: String) throws {
    let rows = try #require(Self.households[name])
    for order in Self.orders {
      for cuts in [[3], [1, 2], [2, 1], [1, 1, 1]] {
        let leads = try deliver(order.map { rows[$0] }, cuts)
        let first = try #require(order.firstIndex(of: 0))
        let second = try #require(order.firstIndex(of: 1))
        #expect(leads[first + 1] != leads[second + 1], "\(order) \(cuts)")
      }
    }
  }

  @Test("the pair of two people waits for review, over two deliveries as in one")
  func review() throws {
    let rows = [Self.row("Andrea"), Self.row("Andreas")]
    for cuts in [[2], [1, 1]] {
      #expect(try decisions(rows, cuts) == ["review"])
    }
  }

  /// Delivers rows in files of these sizes and returns the lead of each row by its number from 1.
  private func deliver(_ rows: [String], _ sizes: [Int]) throws -> [Int: String] {
    var leads: [Int: String] = [:]
    try play(rows, sizes) { store in
      try store.scan(.sourceRecords) { batch in
        for row in 0..<batch.rowCount {
          guard let id = batch.column("external_id")?.string(row), let number = Int(id) else {
            continue
          }
          leads[number] = batch.column("lead_id")?.string(row)
        }
      }
    }
    return leads
  }

  private func decisions(_ rows: [String], _ sizes: [Int]) throws -> [String] {
    var decisions: [String] = []
    try play(rows, sizes) { store in
      try store.scan(.matchEdges) { batch in
        decisions += (0..<batch.rowCount).compactMap { batch.column("decision")?.string($0) }
      }
    }
    return decisions
  }

  private func play(_ rows: [String], _ sizes: [Int], _ look: (StoreSnapshot) throws -> Void) throws
  {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString).path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let pipeline = """
      {
        name: "families", purpose: ["lead management"], store: "\(folder)/store", timezone: "Europe/Berlin",
        locale: "de-DE", currency: "EUR", read: [{ files: "\(folder)/people.csv", source: "crm" }],
        validate: { country: "DE" },
      }
      """
    try pipeline.write(toFile: "\(folder)/p.json5", atomically: true, encoding: .utf8)
    var next = 0
    for (delivery, size) in sizes.enumerated() {
      let lines = (next..<next + size).map { "\($0 + 1),\(rows[$0])" }
      next += size
      try (["ID," + Self.header] + lines).joined(separator: "\n")
        .write(toFile: "\(folder)/people.csv", atomically: true, encoding: .utf8)
      let asOf = Instant(CalendarDate(daysSinceEpoch: 20_758 + delivery), hour: 3)
      let options = PipelineRun.Options(asOf: asOf, startedAt: asOf, toolVersion: "test")
      _ = try PipelineRun(
        try ConfigurationReader.read("\(folder)/p.json5"),
        options,
        observer: Watch()
      ).run()
    }
    try look(try Store("\(folder)/store", .read).snapshot())
  }
}
