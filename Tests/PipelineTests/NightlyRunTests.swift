import ByteIO
import CRMModel
import Columns
import Diagnostics
import Foundation
import Pipeline
import Reporting
import Store
import TestSupport
import Testing
import Time

/// The nightly pipeline on the sample data, into a temporary folder.
@Suite("the nightly run")
struct NightlyRunTests {
  private final class Watch: RunObserver {
    var notices: [String] = []
    var isCancelled = false

    func progress(_ text: String, _ share: Double?) {}

    func notice(_ text: String) { notices.append(text) }
  }

  private static let root = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().path

  private static let asOf = Instant(CalendarDate(daysSinceEpoch: 20_758), hour: 3)

  /// `Pipelines/nightly.json5` with its paths below `folder` and the package's root.
  private func configuration(_ folder: String) throws -> PipelineConfiguration {
    var read = try ConfigurationReader.read("\(Self.root)/Pipelines/nightly.json5")
    for index in read.sources.indices {
      read.sources[index].files = read.sources[index].files.map { "\(Self.root)/\($0)" }
    }
    read.store = "\(folder)/store"
    read.report?.to = "\(folder)/reports/{period}"
    read.backup?.to = "\(folder)/backups"
    return read
  }

  private func run(
    _ folder: String,
    change: (inout PipelineRun.Options) -> Void = { _ in }
  ) throws -> RunReport {
    var options = PipelineRun.Options(
      asOf: Self.asOf,
      startedAt: Self.asOf,
      toolVersion: "test"
    )
    change(&options)
    return try PipelineRun(try configuration(folder), options, observer: Watch()).run()
  }

  /// Rows of every table as text, sorted.
  private func content(_ folder: String, except left: Set<String> = []) throws -> [String] {
    let store = try Store("\(folder)/store", .read).snapshot()
    var lines: [String] = []
    for table in ModelTable.leadTables + ModelTable.billingTables where !left.contains(table.name) {
      try store.scan(table) { batch in
        for row in 0..<batch.rowCount {
          let values = batch.columns.map { column in
            column.string(row) ?? column.integer(row).map { String($0) }
              ?? column.bool(row).map { String($0) } ?? "null"
          }
          lines.append("\(table.name) \(values.joined(separator: "|"))")
        }
      }
    }
    return lines.sorted()
  }

  private func files(_ folder: String, _ isWanted: (String) -> Bool) throws -> [String: [UInt8]] {
    let all = FileManager.default.enumerator(atPath: folder)?.allObjects as? [String] ?? []
    var contents: [String: [UInt8]] = [:]
    for path in all.filter(isWanted) {
      contents[path] = try FileSource(path: "\(folder)/\(path)").readToEnd(limit: 1 << 26)
    }
    return contents
  }

  @Test("reads, matches, bills, reports and backs up; a second run changes nothing")
  func twice() throws {
    let folder = try TemporaryFolder()
    let first = try run(folder.path)
    #expect(first.outcome.exitCode == 0)
    #expect(first.total.read == 1677)
    #expect(first.total.isConserved)
    #expect(first.sources.count { !$0.buckets.isConserved } == 0)
    #expect(first.total.created > 500)
    #expect(first.total.merged > 500)
    #expect(first.total.quarantined == 3)
    #expect((first.billing.first?.invoices ?? 0) > 50)
    #expect(first.backup?.isVerified == true)
    let before = try content(folder.path, except: ["runs"])

    let second = try run(folder.path) { options in
      options.asOf = Instant(microseconds: Self.asOf.microseconds + 60_000_000)
    }
    #expect(second.total.created + second.total.updated + second.total.merged == 0)
    let refused = first.total.rejected + first.total.quarantined + first.total.skipped
    #expect(second.total.unchanged == first.total.read - refused)
    #expect(second.notes.contains { $0.contains("nothing to bill") })
    #expect(try content(folder.path, except: ["runs"]) == before)
  }

  @Test(
    "the same inputs and clock give the same bytes, with one thread and with two, whether rows wait in memory or on the disk"
  )
  func deterministic() throws {
    let folders = [try TemporaryFolder(), try TemporaryFolder()]
    for (index, folder) in folders.enumerated() {
      _ = try run(folder.path) { options in
        options.threads = index + 1
        options.waitingRowsLimit = index == 0 ? 1 << 16 : 1 << 30
        options.stages = [.leads, .bill, .report]
      }
    }
    // The lock names the process; a run's folder has its timings.
    let isData: (String) -> Bool = { path in
      path.contains(".") && !path.hasPrefix("store/runs/") && !path.hasSuffix("lock")
    }
    let contents = try folders.map { try files($0.path, isData) }
    #expect(contents[0].count > 20)
    #expect(contents[0].keys.sorted() == contents[1].keys.sorted())
    for (path, bytes) in contents[0] { #expect(contents[1][path] == bytes, "\(path)") }
  }

  @Test("a stage that loses a record is noticed: exit code 5, nothing committed")
  func conservation() throws {
    let folder = try TemporaryFolder()
    let fault = #expect(throws: Fault.self) {
      try run(folder.path) { $0.loses = { $0 == 700 } }
    }
    #expect(fault?.exitCode == 5)
    #expect(fault?.message.contains("conservation") == true)
    #expect(try Directory.names(in: folder.path).isEmpty)
    #expect(try run(folder.path).outcome.exitCode == 0)
  }

  @Test("a gate stops the run before anything is committed: exit code 4")
  func gate() throws {
    let folder = try TemporaryFolder()
    var strict = try configuration(folder.path)
    strict.validation.stopRejected = 0.001
    let options = PipelineRun.Options(
      asOf: Self.asOf,
      startedAt: Self.asOf,
      toolVersion: "test"
    )
    let run = PipelineRun(strict, options, observer: Watch())
    let fault = #expect(throws: Fault.self) { try run.run() }
    #expect(fault?.exitCode == 4)
    #expect(try Directory.names(in: folder.path).isEmpty)
  }

  @Test("a dry run says the same and changes nothing")
  func dryRun() throws {
    let folder = try TemporaryFolder()
    let dry = try run(folder.path) { $0.isDryRun = true }
    #expect(try Directory.names(in: folder.path).isEmpty)
    let real = try run(folder.path)
    #expect(dry.total == real.total)
    #expect(dry.billing == real.billing)
    let before = try files(folder.path) { $0.contains(".") }.keys.sorted()
    _ = try run(folder.path) { $0.isDryRun = true }
    #expect(try files(folder.path) { $0.contains(".") }.keys.sorted() == before)
  }

  @Test("asked to stop, a run commits nothing: exit code 130")
  func interrupted() throws {
    let folder = try TemporaryFolder()
    let watch = Watch()
    watch.isCancelled = true
    let options = PipelineRun.Options(
      asOf: Self.asOf,
      startedAt: Self.asOf,
      toolVersion: "test"
    )
    let run = PipelineRun(try configuration(folder.path), options, observer: watch)
    let fault = #expect(throws: Fault.self) { try run.run() }
    #expect(fault?.exitCode == 130)
    #expect(try Directory.names(in: folder.path).isEmpty)
  }
}
