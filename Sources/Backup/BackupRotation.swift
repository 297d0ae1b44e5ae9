internal import ByteIO
internal import Columns
internal import Diagnostics

extension Backup {
  /// How many backups stay: the newest of each of the last so many days, weeks, months and years
  /// that have one.
  ///
  /// The rules add up: a backup stays when any rule wants it. While a rule has not found as many
  /// as it asks for, the oldest backup stays too. Days begin at midnight UTC, weeks on Monday
  /// (ISO 8601). The newest backup always stays; without any rule all do.
  package struct Keep: Hashable, Sendable {
    package var last = 0
    package var daily = 0
    package var weekly = 0
    package var monthly = 0
    package var yearly = 0

    package init(
      last: Int = 0,
      daily: Int = 0,
      weekly: Int = 0,
      monthly: Int = 0,
      yearly: Int = 0
    ) {
      self.last = last
      self.daily = daily
      self.weekly = weekly
      self.monthly = monthly
      self.yearly = yearly
    }
  }

  /// What happens to a backup and why.
  package struct Decision: Hashable, Sendable {
    package let entry: Entry
    /// `newest`, `last`, `daily`, `weekly`, `monthly`, `yearly`, or `no rule`; none: it goes.
    package let reasons: [String]

    package var isKept: Bool { !reasons.isEmpty }
  }

  /// Decides for each of `entries`, the newest first; changes nothing.
  package static func plan(_ entries: [Entry], _ keep: Keep) -> [Decision] {
    let newestFirst = entries.sorted { $1.name < $0.name }
    var rules = Rule.all(keep)
    return newestFirst.enumerated().map { index, entry in
      var reasons = index == 0 ? ["newest"] : []
      let isOldest = index == newestFirst.count - 1
      for rule in rules.indices where rules[rule].keeps(entry, isOldest: isOldest) {
        reasons.append(rules[rule].name)
      }
      if keep == Keep() { reasons.append("no rule") }
      return Decision(entry: entry, reasons: reasons)
    }
  }

  /// Removes the backups in `folder` that `keep` does not want, the oldest first, and returns the
  /// decisions, the newest first.
  package static func prune(
    _ folder: String,
    _ keep: Keep,
    dryRun: Bool = false
  ) throws -> [Decision] {
    guard !dryRun else { return plan(try list(folder), keep) }
    return try translatingErrors(folder) {
      let lock = try BackupFolder.lock(folder)
      return try withExtendedLifetime(lock) {
        let decisions = plan(try list(folder), keep)
        let removed = decisions.filter { !$0.isKept }.reversed()
        for decision in removed { try Directory.removeFile(decision.entry.path) }
        if !removed.isEmpty { try Directory.sync(folder) }
        return decisions
      }
    }
  }
}

/// One rule on its way from the newest backup to the oldest.
private struct Rule {
  let name: String
  private var wanted: Int
  /// A backup's period; one backup a period stays.
  private let period: (BackupName) -> Int
  private var lastPeriod: Int?

  static func all(_ keep: Backup.Keep) -> [Rule] {
    var position = 0
    return [
      Rule("last", keep.last) { _ in
        position += 1
        return position
      },
      Rule("daily", keep.daily) { $0.createdAt.date.daysSinceEpoch },
      // 1970-01-01 was a Thursday: three days after a Monday.
      Rule("weekly", keep.weekly) { ($0.createdAt.date.daysSinceEpoch + 3) / 7 },
      Rule("monthly", keep.monthly) { $0.createdAt.date.year * 12 + $0.createdAt.date.month },
      Rule("yearly", keep.yearly) { $0.createdAt.date.year },
    ]
  }

  private init(_ name: String, _ wanted: Int, period: @escaping (BackupName) -> Int) {
    self.name = name
    self.wanted = wanted
    self.period = period
  }

  mutating func keeps(_ entry: Backup.Entry, isOldest: Bool) -> Bool {
    guard wanted > 0 else { return false }
    let period = period(entry.name)
    guard period != lastPeriod || isOldest else { return false }
    lastPeriod = period
    wanted -= 1
    return true
  }
}
