import ByteIO
import StarCRMCommand
import TestSupport
import Testing

@Suite("a signal while a command reads an input")
struct InterruptionTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func file(_ name: String, _ text: String) throws -> String {
    let path = "\(folder.path)/\(name)"
    try Publish.replacing(path) { try $0.write(text) }
    return path
  }

  /// Runs a command once for each I/O call on a file, with a signal there, and expects the exit code
  /// of a signal each time.
  private func interrupt(reading path: String, _ words: [String]) {
    var call = 1
    while true {
      FaultInjection.arm(.interrupt, at: call, under: path)
      let code = StarCRM.main(words)
      let calls = FaultInjection.disarm(under: path)
      guard calls >= call else {
        #expect(code == 0)
        break
      }
      #expect(code == 130, "call \(call)")
      call += 1
    }
    #expect(call > 2)
  }

  @Test("ends a preview, also of what a file may be")
  func preview() throws {
    // Known by its values alone, so the file is opened once more with what they look like.
    let rows = (0..<20).map { "x\($0),n\($0)@firma.de\n" }.joined()
    let table = try file("table.csv", "Foo,Bar\n" + rows)
    interrupt(reading: table, ["preview", table])
    let cards = try file("cards.vcf", "BEGIN:VCARD\nVERSION:4.0\nFN:Ada\nEND:VCARD\n")
    interrupt(reading: cards, ["preview", cards])
  }

  @Test("ends the explanation of a row of a file of charges")
  func explain() throws {
    let charges = try file(
      "charges.csv",
      "charge_id,customer_id,service_date,description,quantity,unit_price\nA,K1,2026-10-05,W,1,9.00\n"
    )
    let store = "\(folder.path)/store"
    let pipeline = try file(
      "p.json5",
      """
      { name: "t", purpose: ["billing"], store: "\(store)",
        read: [ { files: "\(charges)", as: "charges" } ] }
      """
    )
    #expect(StarCRM.main(["run", pipeline, "--quiet"]) <= 1)
    interrupt(reading: charges, ["explain", "\(charges):2", "--store", store])
  }
}
