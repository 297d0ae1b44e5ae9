internal import ByteIO
internal import Diagnostics
package import Time

extension Backup {
  /// How many backups stay: the newest of each of the last so many days, weeks, months and years
  /// that have one.
  ///
  /// The rules add up: a backup stays when any rule wants it. While a rule has not found as many
  /// as it asks for, the oldest backup stays too. Days begin at midnight UTC, weeks on Monday
  /// (ISO 8601). Without any rule all stay.
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

  /// What happens to a file with the name of a backup, and why.
  package struct Decision: Hashable, Sendable {
    package enum Verdict: String, Hashable, Sendable {
      case keep
      case remove
      /// The file is no good backup: it takes no place from one, and is left to a person.
      case ignore
    }

    package let entry: Entry
    package let verdict: Verdict
    /// For a backup that stays: `newest`, `last`, `daily`, `weekly`, `monthly`, `yearly`,
    /// `future`, or `no rule`; for one that is ignored its condition.
    package let reasons: [String]

    package var isKept: Bool { verdict != .remove }
  }

  /// Decides for each of `entries`, the newest name first; changes nothing.
  ///
  /// The rules count good backups up to `now`, the clock of whoever asks. One that is dated later,
  /// by a clock that was wrong, stays without being counted; the good backup that was made last
  /// always stays.
  package static func plan(_ entries: [Entry], _ keep: Keep, now: Instant) -> [Decision] {
    let counted = entries.filter { $0.isGood && !$0.isFuture(now) }.sorted { $1.isOlderByName($0) }
    var rules = Rule.all(keep)
    var reasons: [String: [String]] = [:]
    for (index, entry) in counted.enumerated() {
      let isOldest = index == counted.count - 1
      for rule in rules.indices where rules[rule].keeps(entry, isOldest: isOldest) {
        reasons[entry.path, default: []].append(rules[rule].name)
      }
      if keep == Keep() { reasons[entry.path, default: []].append("no rule") }
    }
    let newest = newest(of: entries)?.path
    return entries.sorted { $1.isOlderByName($0) }.map { entry in
      guard entry.isGood else {
        return Decision(entry: entry, verdict: .ignore, reasons: [entry.condition.rawValue])
      }
      let reasons =
        (entry.path == newest ? ["newest"] : []) + (entry.isFuture(now) ? ["future"] : [])
        + reasons[entry.path, default: []]
      return Decision(entry: entry, verdict: reasons.isEmpty ? .remove : .keep, reasons: reasons)
    }
  }

  /// Removes the backups in `folder` that `keep` does not want, the oldest first, and returns the
  /// decisions, the newest name first.
  package static func prune(
    _ folder: String,
    _ keep: Keep,
    now: Instant,
    dryRun: Bool = false
  ) throws -> [Decision] {
    guard !dryRun else { return plan(try list(folder), keep, now: now) }
    return try translatingErrors(folder) {
      // Only a backup makes the folder.
      _ = try Directory.names(in: folder)
      let lock = try BackupFolder.lock(folder)
      return try withExtendedLifetime(lock) {
        let (entries, catalogue) = try BackupFolder.survey(folder)
        let decisions = plan(entries, keep, now: now)
        let removed = decisions.filter { !$0.isKept }.reversed()
        for decision in removed { try Directory.removeFile(decision.entry.path) }
        if !removed.isEmpty { try Directory.sync(folder) }
        let left = decisions.filter(\.isKept).map(\.entry).sorted { $0.name < $1.name }
        let current = BackupCatalogue(catalogue, left)
        // A folder without one gets its catalogue with the next backup.
        if let catalogue, catalogue != current { try current.write(folder) }
        return decisions
      }
    }
  }
}

extension Backup.Entry {
  /// Whether the backup is dated after `now`: the clock was wrong then, or is wrong now.
  package func isFuture(_ now: Instant) -> Bool { now < name.createdAt }

  /// Whether the name tells of an earlier instant; the order of making decides within a second.
  fileprivate func isOlderByName(_ other: Self) -> Bool {
    if name.createdAt != other.name.createdAt { return name.createdAt < other.name.createdAt }
    return isOlder(than: other)
  }
}

extension [Backup.Decision] {
  /// What a person should know of a folder's backups: files that are no good ones, and backups that
  /// are dated after `now`.
  package func notices(now: Instant) -> [String] {
    let faults = filter { $0.verdict == .ignore }.map { decision in
      "\(decision.entry.path) \(decision.entry.condition.fault ?? ""): it counts for nothing, and "
        + "stays until somebody removes it"
    }
    let future = filter { $0.entry.isGood && $0.entry.isFuture(now) }.map(\.entry.name.description)
    guard !future.isEmpty else { return faults }
    let named = future.prefix(5).joined(separator: ", ")
    let rest = future.count > 5 ? ", and \(future.count - 5) more" : ""
    return faults + [
      "dated after the clock, \(now.rfc3339), so kept and not counted: \(named)\(rest)"
    ]
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
