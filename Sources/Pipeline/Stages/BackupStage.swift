import Age
import Backup
import ByteIO
import Diagnostics
package import Reporting
package import Store
package import Time

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

  /// Checks every byte of the store's tables, before anything is backed up or removed.
  ///
  /// A run reads only the tables that it needs, and a backup of a store that is damaged elsewhere
  /// would push the last good one out of the rotation.
  ///
  /// - Throws: A `Fault` that names the damaged table.
  package static func refuseDamage(of store: StoreSnapshot, threads: Int) throws {
    do {
      try store.verify(threads: threads)
    } catch let fault as Fault {
      throw fault.hinting("no backup was made of it, and no old backup was removed")
    }
  }

  /// Makes a backup unless nothing changed, checks it, and removes what `keep` does not want.
  package func run() throws -> Outcome {
    var keys = try BackupKeys(configuration.recipients, besides: configuration.to)
    try keys.makeMissing(now: now)
    var outcome = Outcome(notices: keys.notices)
    if let newest = try newestIfUnchanged(keys) {
      outcome.notices.append("the store is as it was in \(newest): no new backup was needed")
    } else {
      outcome.backup = try create(keys)
    }
    let decisions = try prune()
    outcome.removed = decisions.filter { !$0.isKept }.map(\.entry.path)
    if !outcome.removed.isEmpty {
      outcome.notices.append("old backups removed by keep: \(outcome.removed.count)")
    }
    outcome.notices += decisions.notices(now: now)
    if let backup = outcome.backup { try refuseMissing(backup) }
    return outcome
  }

  /// The name of the newest good backup when it holds the store as it is now, for the same keys.
  private func newestIfUnchanged(_ keys: BackupKeys) throws -> String? {
    guard let newest = try Backup.newest(configuration.to),
      newest.recipients ?? keys.names == keys.names,
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

  private func prune() throws -> [Backup.Decision] {
    let keep = Backup.Keep(
      daily: configuration.keepDaily,
      weekly: configuration.keepWeekly,
      monthly: configuration.keepMonthly
    )
    return try Backup.prune(configuration.to, keep, now: now)
  }

  /// The run's report says that the backup is there: so it is looked for at the very end.
  private func refuseMissing(_ backup: RunReport.Backup) throws {
    guard try Directory.status(backup.file.path)?.size != backup.file.bytes else { return }
    throw Fault(
      .integrity,
      "the backup that was made just now is not there any more",
      at: SourcePosition(file: backup.file.path),
      hints: ["look who else removes files in this folder"]
    )
  }
}

extension BackupKeys {
  /// The recipients as the folder of backups records them.
  fileprivate var names: [String] { recipients.map(\.description).sorted() }
}
