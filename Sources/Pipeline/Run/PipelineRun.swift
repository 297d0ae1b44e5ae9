import ByteIO
import CRMModel
import Diagnostics
import Foundation
package import Reporting
import Store
package import Time

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
    /// Bytes of validated rows that wait for their lead in memory; the others wait on the disk.
    package var waitingRowsLimit = 128 << 20
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
  /// What the run's log tells besides the report.
  private var log: [RunFolderLog.Entry] = []

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
    let faults = try RunConditions.faults(
      configuration,
      stages: options.stages,
      asOf: options.asOf
    )
    guard faults.isEmpty else { throw ConfigurationReader.Problems(faults: faults) }
    let files = try timed("files") { try InputFile.resolve(configuration.sources) }
    let store = try openStore()
    if let recovered = store.recovered { tell(recovered) }
    return try store.run(order(files)) { run in try carryOut(files, run) }
  }

  private func carryOut(_ files: [InputFile], _ run: consuming StoreRun) throws -> RunReport {
    let snapshot = run.snapshot
    report.runID = run.id
    report.purposes = configuration.purposes.map(\.rawValue)
    report.isDryRun = options.isDryRun
    var leads = try timed("load store") {
      try LeadStage(
        configuration,
        store: snapshot,
        threads: threads,
        asOf: options.asOf,
        waitingRowsLimit: options.waitingRowsLimit,
        loses: options.loses
      )
    }
    if options.stages.contains(.leads) {
      try readLeads(files, &leads)
      try resolve(&leads, snapshot)
    }
    var billing = try BillingStage(
      billed,
      asOf: options.asOf,
      snapshot: snapshot,
      threads: threads
    )
    if options.stages.contains(.bill) { try billing.read(files, of: configuration.sources) }
    let accounts = self.accounts(leads, billing)
    describe(leads, billing)
    try judge(accounts, leads.intake.refused + billing.refused)
    try judgeKeys(leads.intake)
    try judgePresence(leads.presence)
    let (outcome, committed) = try commit(leads, &billing, accounts, run)
    if !options.isDryRun { try finish(outcome, committed) }
    return report
  }

  /// The configuration without its `bill` block when the run leaves billing out.
  private var billed: PipelineConfiguration {
    var configuration = configuration
    if !options.stages.contains(.bill) { configuration.billing = nil }
    return configuration
  }

  private func openStore() throws -> Store {
    let policy = configuration.policyVersion
    if options.isDryRun { return try Store(configuration.store, .dryRun(policyVersion: policy)) }
    return try Store(
      configuration.store,
      .write(asOf: options.asOf, startedAt: options.startedAt, policyVersion: policy)
    )
  }

  /// Says what became of a run that had died in its commit.
  private func tell(_ recovered: RecoveredRun) {
    observer.notice(recovered.sentence)
    log.append(
      RunFolderLog.Entry(
        time: options.startedAt,
        stage: "store",
        code: "run.recovered",
        text: recovered.sentence
      )
    )
  }

  private func order(_ files: [InputFile]) -> StoreRun.Order {
    var order = StoreRun.Order(
      name: configuration.name,
      purpose: configuration.purposes.map(\.rawValue).joined(separator: ", "),
      operation: "RUN \(configuration.name)",
      inputs: [configuration.digest] + files.flatMap { [$0.path, $0.digest] },
      policyVersion: configuration.policyVersion,
      toolVersion: options.toolVersion,
      asOf: options.asOf
    )
    order.configurationHash = configuration.digest
    order.threads = threads
    order.isDryRun = options.isDryRun
    return order
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

  private func resolve(_ leads: inout LeadStage, _ snapshot: StoreSnapshot) throws {
    observer.progress("matching", nil)
    try timed("match") { try leads.resolve(store: snapshot, threads: threads) }
    countRows(leads.intake.newIDs.count)
    try checkpoint()
  }

  private func accounts(_ leads: LeadStage, _ billing: BillingStage) -> RecordAccounts {
    var accounts = RecordAccounts()
    accounts.accounts = leads.intake.accounts + billing.accounts
    return accounts
  }

  /// Writes leads and billing and publishes all of it at once; a dry run forgets it instead.
  private func commit(
    _ leads: LeadStage,
    _ billing: inout BillingStage,
    _ accounts: RecordAccounts,
    _ run: consuming StoreRun
  ) throws -> (BillingOutcome, CommittedRun) {
    observer.progress("writing", nil)
    try checkpoint()
    let outcome = try write(leads, &billing, run)
    try writeRefused(
      leads.intake.refused + billing.refused,
      into: run.transaction,
      snapshot: run.snapshot
    )
    try checkpoint()
    run.transaction.note(appID: "starcrm run", version: options.asOf.microseconds)
    var tally = StoreRun.Tally()
    for bucket in RecordBucket.allCases { tally.buckets[bucket] = accounts.total(bucket) }
    tally.input = accounts.input
    tally.invoices = Int64(outcome.invoiceCount)
    describe(outcome, accounts)
    let committed = try commit(run, tally, leads, billing)
    return (outcome, committed)
  }

  /// Commits the run together with the folder in which it tells what it did.
  private func commit(
    _ run: consuming StoreRun,
    _ tally: StoreRun.Tally,
    _ leads: LeadStage,
    _ billing: BillingStage
  ) throws -> CommittedRun {
    let start = ContinuousClock.now
    let notes = report.notes
    let committed = try run.commit(tally) { folder, appends in
      report.notes = notes + Self.notes(appends)
      report.finishedAt = Self.now
      try RunFolder(folder).write(
        report,
        refused: leads.intake.refused + billing.refused,
        sources: leads.intake.files.map { ($0.file, $0.description) } + billing.read,
        locale: configuration.locale,
        log: log
      )
    }
    report.notes = notes + Self.notes(committed.foreignAppends)
    time("commit", since: start)
    return committed
  }

  private func write(
    _ leads: LeadStage,
    _ billing: inout BillingStage,
    _ run: borrowing StoreRun
  ) throws -> BillingOutcome {
    let (snapshot, transaction) = (run.snapshot, run.transaction)
    var customers = try CustomerDirectory(
      billing.references,
      leads: leads,
      store: snapshot,
      threads: threads
    )
    let redirects = leads.resolution.redirects
    let known = billing.leadIDs.compactMap { RecordID($0) }.map { redirects[$0] ?? $0 }
    let found = customers.found(billing.references)
    let wanted = Set(found.leads.values).union(known)
    try timed("write") {
      try leads.write(
        into: transaction,
        store: snapshot,
        runID: report.runID,
        asOf: options.asOf,
        policyVersion: configuration.policyVersion,
        observe: { customers.observe($0, wanted: wanted) }
      )
    }
    return try timed("bill") {
      try snapshot.scan(.leads) { customers.observe($0, wanted: wanted) }
      return try billing.bill(
        leads: found.leads.mapValues(\.text),
        ambiguous: found.ambiguous,
        buyers: Dictionary(
          uniqueKeysWithValues: customers.buyers.map { ($0.key.text, $0.value) }
        ),
        redirects: Dictionary(
          uniqueKeysWithValues: redirects.map { ($0.key.text, $0.value.text) }
        ),
        into: options.isDryRun ? nil : transaction
      )
    }
  }

  // MARK: - After the commit

  /// Writes files for people and the backup, and tells of both in the run's folder.
  ///
  /// The store is committed by now; a fault here says so.
  private func finish(_ outcome: BillingOutcome, _ committed: CommittedRun) throws {
    do {
      if let files = configuration.report, options.stages.contains(.report) {
        observer.progress("writing reports", nil)
        report.files = try timed("report") {
          try ReportStage(files, locale: configuration.locale, asOf: options.asOf)
            .write(outcome.books, period: outcome.period)
        }
      }
      try countLeads(committed.snapshot())
      try complete(committed)
      if let backup = configuration.backup, options.stages.contains(.backup) {
        observer.progress("backing up", nil)
        try timed("back up") { try back(up: backup, committed) }
        try complete(committed)
      }
    } catch let fault as Fault {
      throw fault.hinting("the run itself is committed; run again for what comes after it")
    } catch let error as IOError {
      throw error.fault.hinting("the run itself is committed; run again for what comes after it")
    }
  }

  /// Writes the report as it is now over the one in the run's folder.
  private func complete(_ committed: CommittedRun) throws {
    report.finishedAt = Self.now
    try RunFolder(committed.folder).write(report, locale: configuration.locale, log: log)
  }

  private func back(
    up configuration: PipelineConfiguration.Backup,
    _ committed: CommittedRun
  ) throws {
    try BackupStage.refuseDamage(of: committed.snapshot(), threads: threads)
    let stage = BackupStage(
      configuration,
      store: self.configuration.store,
      now: options.asOf,
      tool: "starcrm \(options.toolVersion)",
      threads: threads,
      storeVersion: report.runID
    )
    let outcome = try stage.run()
    report.backup = outcome.backup
    for notice in outcome.notices { observer.notice(notice) }
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
    time(name, since: start)
    return result
  }

  /// Notes how long a stage took that has just ended.
  private func time(_ name: String, since start: ContinuousClock.Instant) {
    let elapsed = ContinuousClock.now - start
    let microseconds =
      elapsed.components.seconds * 1_000_000 + elapsed.components.attoseconds / 1_000_000_000_000
    report.stages.append(.init(name: name, rows: 0, microseconds: microseconds))
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
