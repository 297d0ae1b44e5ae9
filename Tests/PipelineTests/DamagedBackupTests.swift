import Backup
import ByteIO
import CRMModel
import DeltaTable
import Diagnostics
import Foundation
import Pipeline
import Store
import TestSupport
import Testing
import Time

/// Nightly runs over a store in which a table is damaged that they do not read.
@Suite("a damaged store is not backed up")
struct DamagedBackupTests {
  private final class Watch: RunObserver {
    let isCancelled = false
    func progress(_ text: String, _ share: Double?) {}
    func notice(_ text: String) {}
  }

  enum Harm: CaseIterable {
    case dataPage
    case footer
    case missingFile
  }

  private let folder: TemporaryFolder
  private var store: String { "\(folder.path)/store" }
  private var backups: String { "\(folder.path)/backups" }

  init() throws { folder = try TemporaryFolder() }

  /// Carries out the nightly run of a day of November 2026; it keeps one backup.
  private func run(
    day: Int,
    stages: Set<PipelineRun.Stage> = Set(PipelineRun.Stage.allCases)
  ) throws {
    let pipeline = """
      {
        name: "nightly", purpose: ["lead management"], store: "\(store)", timezone: "UTC",
        read: [{ files: "\(folder.path)/leads.csv", source: "shop" }], validate: { country: "DE" },
        backup: { to: "\(backups)", keep: { daily: 1, weekly: 0, monthly: 0 } },
      }
      """
    try Publish.replacing("\(folder.path)/p.json5") { try $0.write(pipeline) }
    var rows = ["id,first name,last name,email,phone"]
    for row in 0..<40 {
      rows.append("K\(row),Anna,Muster\(row),p\(row)@muster\(row).example,0431 55\(1000 + row)")
    }
    try Publish.replacing("\(folder.path)/leads.csv") { try $0.write(rows.joined(separator: "\n")) }
    let clock = Instant(CalendarDate(daysSinceEpoch: 20_758 + day), hour: 3)
    var options = PipelineRun.Options(asOf: clock, startedAt: clock, toolVersion: "test")
    options.threads = 2
    options.stages = stages
    let configuration = try ConfigurationReader.read("\(folder.path)/p.json5")
    _ = try PipelineRun(configuration, options, observer: Watch()).run()
  }

  private func harm(_ table: ModelTable, _ harm: Harm) throws {
    let files = try #require(try Store(store, .read).snapshot().table(table)).snapshot.files
    let path = "\(store)/tables/\(table.name)/\(try #require(files.first).path)"
    if harm == .missingFile { return try Directory.removeFile(path) }
    var bytes = try FileSource(path: path).readToEnd(limit: 1 << 24)
    bytes[harm == .dataPage ? 100 : bytes.count - 40] ^= 0x10
    try Data(bytes).write(to: URL(filePath: path))
  }

  @Test(
    "a run says which table it is, that the run is committed, and leaves the backups alone",
    arguments: [ModelTable.contactPoints, .runs],
    Harm.allCases
  )
  func nightlyRun(table: ModelTable, harm: Harm) throws {
    try run(day: 1)
    try run(day: 2)
    let good = try Backup.list(backups).map(\.path)
    #expect(good.count == 1)
    try self.harm(table, harm)
    for day in 3...5 {
      let fault = #expect(throws: Fault.self) {
        try run(day: day, stages: day == 5 ? [.backup] : Set(PipelineRun.Stage.allCases))
      }
      #expect(fault?.exitCode == 6)
      #expect(fault?.message.hasPrefix("the table \(table.name) is damaged: ") == true)
      #expect(fault?.hints.contains { $0.hasPrefix("the run itself is committed") } == true)
      #expect(fault?.hints.contains { $0.hasPrefix("no backup was made") } == true)
      #expect(try Backup.list(backups).map(\.path) == good)
    }
  }
}
