import ByteIO
import Foundation
import StarCRMCommand
import TestSupport
import Testing

/// `check` and `run` agree on what a pipeline may ask for.
@Suite("check finds what run refuses")
struct CheckTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    try write("leads.csv", "external_id,family_name,email\n1,A,a@firma.de\n")
    try write("file", "not a folder\n")
    try write(
      "p.json5",
      """
      {
        name: "t", purpose: ["lead management", "billing"], store: "\(folder.path)/store",
        read: [{ files: "\(folder.path)/leads.csv" }],
        validate: {}, deduplicate: {}, bill: { seller: { name: "S" } },
        report: { to: "\(folder.path)/reports/{period}" },
        backup: { to: "\(folder.path)/backups" },
      }
      """
    )
  }

  private func write(_ name: String, _ text: String) throws {
    try Publish.replacing("\(folder.path)/\(name)") { try $0.write(text) }
  }

  private func answers(_ settings: [String]) -> (check: Int32, run: Int32) {
    let words =
      ["\(folder.path)/p.json5", "--as-of", "2026-11-01T03:00:00Z", "--quiet"]
      + settings.flatMap { ["--set", $0.replacing("@", with: folder.path)] }
    return (StarCRM.main(["check"] + words), StarCRM.main(["run"] + words))
  }

  @Test(
    "a setting that cannot be carried out: 2 from both, and nothing is written",
    arguments: [
      // Series.
      "bill.series=INV-{year}-{number:0}", "bill.series=INV-{Year}-{number:5}",
      "bill.series=INV-{number:13}", "bill.series=INV-{year}", "bill.series={number}{number}",
      "bill.series=INV-{number:5", "bill.series=INV-number}", "bill.series={number:x}",
      // Other rules of billing.
      "bill.period=2026-13", "bill.period=2026-12", "bill.tax.category=Q", "bill.tax.rate=0",
      "currency=EURO", "timezone=Europe/Berlinn",
      // Folders.
      "backup.to=@/store", "backup.to=@/store/tables/x", "backup.to=@/x/../store/b",
      "report.to=@/store/reports/{period}", "report.to=@/store", "report.to=@/file/{period}",
      "backup.to=@/file", "backup.to=@/file/b", "store=@/file", "store=@/file/store",
      // Recipients.
      "backup.recipients=age1notakey", "backup.recipients=AGE1", "backup.recipients=credential:",
      "backup.recipients=credential:../x", "backup.recipients=credential:ofice-safe",
      // Rules of leads.
      "validate.require=emial", "validate.country=Germany", "deduplicate.survive.email=newest",
      "report.files=ageign", "report.formats=xls",
    ]
  )
  func refused(setting: String) throws {
    let answers = answers([setting])
    #expect(answers.check == 2)
    #expect(answers.run == 2)
    #expect(try Set(Directory.names(in: folder.path)) == ["file", "leads.csv", "p.json5"])
  }

  @Test("a store that cannot be read: 6 from both")
  func damagedStore() throws {
    try Directory.create("\(folder.path)/store")
    try write("store/store.json", "{")
    let answers = answers([])
    #expect(answers.check == 6)
    #expect(answers.run == 6)
  }

  @Test("the same pipeline as it stands: 0 from both, before and after the first run")
  func accepted() throws {
    for _ in 0..<2 {
      let answers = answers([])
      #expect(answers.check == 0)
      #expect(answers.run == 0)
    }
  }

  @Test("backups whose key is gone: 2 from both")
  func keysGone() throws {
    #expect(answers([]).run == 0)
    try Directory.removeTree("\(folder.path)/keys")
    let answers = answers([])
    #expect(answers.check == 2)
    #expect(answers.run == 2)
    #expect(try Directory.status("\(folder.path)/keys") == nil)
  }
}
