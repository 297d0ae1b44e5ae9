import Age
import Backup
import ByteIO
package import Columns
package import Reporting

/// The last stage of a run: the store into an encrypted backup, old backups away.
package struct BackupStage: Sendable {
  /// What the stage did.
  package struct Outcome: Sendable {
    /// Nil when the store is as it was in the newest backup.
    package var backup: RunReport.Backup?
    /// For the person: a key that was made, a backup that was not needed, backups removed.
    package var notices: [String] = []
    /// Paths of the old backups that were removed.
    package var removed: [String] = []
  }

  package var configuration: PipelineConfiguration.Backup
  /// The store's folder; the run holds its lock.
  package var store: String
  package var now: Instant
  /// The program and its version.
  package var tool: String
  package var threads: Int
  /// What the manifest calls the state of the store: the run's id.
  package var storeVersion: String?

  package init(
    _ configuration: PipelineConfiguration.Backup,
    store: String,
    now: Instant,
    tool: String,
    threads: Int,
    storeVersion: String? = nil
  ) {
    self.configuration = configuration
    self.store = store
    self.now = now
    self.tool = tool
    self.threads = threads
    self.storeVersion = storeVersion
  }

  /// Makes a backup unless nothing changed, checks it, and removes what `keep` does not want.
  package func run() throws -> Outcome {
    let keys = try BackupKeys(configuration.recipients, besides: configuration.to, now: now)
    var outcome = Outcome(notices: keys.notices)
    if let newest = try newestIfUnchanged() {
      outcome.notices.append("the store is as it was in \(newest): no new backup was needed")
    } else {
      outcome.backup = try create(keys)
    }
    outcome.removed = try prune()
    if !outcome.removed.isEmpty {
      outcome.notices.append("old backups removed by keep: \(outcome.removed.count)")
    }
    return outcome
  }

  /// The name of the newest backup when it holds the store as it is now.
  private func newestIfUnchanged() throws -> String? {
    guard try Directory.status(configuration.to) != nil,
      let newest = try Backup.list(configuration.to).last,
      newest.name.holds(content: try Backup.content(ofStore: store))
    else { return nil }
    return newest.name.description
  }

  private func create(_ keys: BackupKeys) throws -> RunReport.Backup {
    var order = Backup.Order(
      store: store,
      folder: configuration.to,
      recipients: keys.recipients,
      createdAt: now,
      tool: tool,
      storeVersion: storeVersion
    )
    order.threads = threads
    let report = try Backup.create(order, checkingWith: keys.identities)
    return RunReport.Backup(
      file: .init(path: report.path, bytes: report.size, sha256: report.sha256),
      members: Int64(report.manifest.members.count),
      recipients: Int64(keys.recipients.count),
      isVerified: report.check == .complete
    )
  }

  private func prune() throws -> [String] {
    let keep = Backup.Keep(
      daily: configuration.keepDaily,
      weekly: configuration.keepWeekly,
      monthly: configuration.keepMonthly
    )
    return try Backup.prune(configuration.to, keep).filter { !$0.isKept }.map(\.entry.path)
  }
}
