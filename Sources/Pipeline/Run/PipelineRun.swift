import ByteIO
import CRMModel
package import Columns
import Cryptography
import Diagnostics
import Foundation
package import Reporting
import Store

/// Whoever watches a run: shows progress, prints notices, asks it to stop.
package protocol RunObserver: AnyObject {
  /// What is being done, and how far it is, 0 to 1, where that is known.
  func progress(_ text: String, _ share: Double?)

  /// Something that a person should read now.
  func notice(_ text: String)

  /// Whether the run should stop; asked between batches.
  var isCancelled: Bool { get }
}

/// One run of a pipeline, from its files to the backup.
///
/// The stages in the order of the data: files, leads (read, validate, match), billing, gates and
/// laws, the commit, report files, backup, run report. Everything before the commit changes
/// nothing that others see.
package final class PipelineRun {
  /// The parts of a run that `--only` names.
  package enum Stage: String, Sendable, CaseIterable {
    case leads
    case bill
    case report
    case backup
  }

  /// How a run is carried out.
  package struct Options: Sendable {
    /// The clock of everything that is stored (law 7).
    package var asOf: Instant
    /// When the run began, for the lock and the run report.
    package var startedAt: Instant
    package var isDryRun = false
    package var stages = Set(Stage.allCases)
    package var toolVersion: String
    /// Nil for one a core.
    package var threads: Int?
    /// Rows that vanish after validation, by number: for the test that law 1 notices.
    package var loses: @Sendable (Int) -> Bool = { _ in false }

    package init(asOf: Instant, startedAt: Instant, toolVersion: String) {
      self.asOf = asOf
      self.startedAt = startedAt
      self.toolVersion = toolVersion
    }
  }

  let configuration: PipelineConfiguration
  let options: Options
  let observer: any RunObserver
  let threads: Int
  var report: RunReport
  private var clock = ContinuousClock.now

  package init(
    _ configuration: PipelineConfiguration,
    _ options: Options,
    observer: any RunObserver
  ) {
    self.configuration = configuration
    self.options = options
    self.observer = observer
    threads =
      options.threads ?? configuration.threads ?? ProcessInfo.processInfo.activeProcessorCount
    report = RunReport(
      runID: "",
      pipeline: configuration.name,
      asOf: options.asOf.date,
      startedAt: options.startedAt,
      finishedAt: options.startedAt
    )
  }

  /// Carries the run out.
  ///
  /// - Returns: what happened; `outcome.exitCode` is 0 or 1.
  /// - Throws: `Fault` for everything that ends a run early; then nothing was committed, unless the
  ///   fault came after the commit and says so.
  package func run() throws -> RunReport {
    let files = try timed("files") { try InputFile.resolve(configuration.sources) }
    let store = try openStore()
    report.runID = try runID(files, store)
    report.purposes = configuration.purposes.map(\.rawValue)
    report.isDryRun = options.isDryRun
    var leads = try timed("load store") {
      try LeadStage(configuration, store: store, threads: threads, loses: options.loses)
    }
    if options.stages.contains(.leads) {
      try readLeads(files, &leads)
      try resolve(&leads, store)
    }
    let accounts = self.accounts(leads)
    describe(leads, accounts)
    try judge(accounts)
    if let store, !options.isDryRun { try commit(leads, accounts, store) }
    report.outcome.exitCode = exitCode(accounts)
    report.finishedAt = Self.now
    return report
  }

  private func openStore() throws -> Store? {
    let path = configuration.store
    if options.isDryRun {
      guard try Directory.status(StoreLayout(root: path).identity) != nil else { return nil }
      return try Store(path, .read)
    }
    return try Store(
      path,
      .write(startedAt: options.startedAt, policyVersion: configuration.policyVersion)
    )
  }

  /// `20261101T030000Z-1a2b3c4d`: the clock, then a hash of everything that decides the result.
  private func runID(_ files: [InputFile], _ store: Store?) throws -> String {
    var text = "\(configuration.digest) \(options.toolVersion) \(options.asOf.rfc3339)"
    for file in files { text += " \(file.path) \(file.digest)" }
    if let version = try store?.version(of: .runs) { text += " \(version)" }
    let compact = options.asOf.rfc3339.filter { $0 != "-" && $0 != ":" }
    return "\(compact)-\(SHA256.hash(Array(text.utf8)).hex.prefix(8))"
  }

  // MARK: - Stages

  private func readLeads(_ files: [InputFile], _ leads: inout LeadStage) throws {
    let sources = files.filter { $0.source.kind == .leads }
    let total = max(1, sources.reduce(0) { $0 + $1.size })
    var done: Int64 = 0
    try timed("read and validate") {
      for file in sources {
        try leads.read(file) { rows in
          try checkpoint()
          observer.progress("reading \(file.path): \(rows) records", Double(done) / Double(total))
        }
        done += file.size
      }
    }
    countRows(leads.intake.rowCount)
  }

  private func resolve(_ leads: inout LeadStage, _ store: Store?) throws {
    observer.progress("matching", nil)
    try timed("match") { try leads.resolve(store: store, threads: threads) }
    countRows(leads.intake.newIDs.count)
    try checkpoint()
  }

  private func accounts(_ leads: LeadStage) -> RecordAccounts {
    var accounts = RecordAccounts()
    accounts.accounts = leads.intake.accounts
    return accounts
  }

  /// The laws and the gates: what ends a run before anything is committed.
  private func judge(_ accounts: RecordAccounts) throws {
    try accounts.verify()
    report.laws.append(
      .init(
        name: "conservation",
        holds: true,
        detail: "\(accounts.input) records in, as many in the buckets"
      )
    )
    if let limit = configuration.validation.stopRejected, accounts.refusedShare > limit {
      throw Fault(
        .gate,
        "\(Self.percent(accounts.refusedShare)) of the records were rejected or quarantined, the "
          + "limit is \(Self.percent(limit))",
        hints: [
          "nothing was committed; see what is wrong: starcrm run --dry-run",
          "or raise validate.stop.rejected",
        ]
      )
    }
  }

  private func exitCode(_ accounts: RecordAccounts) -> Int32 {
    accounts.refusedShare > configuration.validation.warnRejected ? 1 : 0
  }

  private func commit(
    _ leads: LeadStage,
    _ accounts: RecordAccounts,
    _ store: Store
  ) throws {
    observer.progress("writing", nil)
    try checkpoint()
    let transaction = StoreTransaction(
      store,
      .init(
        runID: report.runID,
        operation: "RUN \(configuration.name)",
        toolVersion: options.toolVersion,
        asOf: options.asOf,
        threads: threads
      )
    )
    do {
      try timed("write") {
        try leads.write(
          into: transaction,
          store: store,
          runID: report.runID,
          asOf: options.asOf,
          policyVersion: configuration.policyVersion
        ) { _ in }
        try writeRefused(leads.intake.refused, into: transaction, store: store)
      }
      try checkpoint()
      try timed("commit") {
        try transaction.append(.runs, runRow(accounts, invoiceCount: 0))
        transaction.note(appID: "starcrm run", version: options.asOf.microseconds)
        try transaction.commit()
      }
    } catch {
      try? transaction.abandon()
      throw error
    }
    report.outcome.isCommitted = true
  }

  // MARK: - Small things

  /// Ends the run when somebody asked for it.
  func checkpoint() throws {
    guard observer.isCancelled else { return }
    throw Fault(
      .interrupted,
      "interrupted",
      hints: ["nothing of this run was committed; run again"]
    )
  }

  /// Times a stage.
  func timed<Result>(
    _ name: String,
    _ body: () throws -> Result
  ) rethrows -> Result {
    let start = ContinuousClock.now
    let result = try body()
    let elapsed = ContinuousClock.now - start
    let microseconds =
      elapsed.components.seconds * 1_000_000 + elapsed.components.attoseconds / 1_000_000_000_000
    report.stages.append(.init(name: name, rows: 0, microseconds: microseconds))
    return result
  }

  /// Says how many rows the stage timed last has handled.
  func countRows(_ count: Int) {
    guard !report.stages.isEmpty else { return }
    report.stages[report.stages.count - 1].rows = Int64(count)
  }

  /// The system's clock.
  package static var now: Instant {
    Instant(microseconds: Int64(Date().timeIntervalSince1970 * 1_000_000))
  }

  static func percent(_ share: Double) -> String {
    let tenths = Int((share * 1000).rounded())
    return "\(tenths / 10).\(tenths % 10) %"
  }
}
