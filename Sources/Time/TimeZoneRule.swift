internal import Foundation

/// How local times of a place relate to UTC: a table of offsets, so that no system call stands
/// between a text and its instant.
package struct TimeZoneRule: Hashable, Sendable {
  /// From when, in seconds since 1970-01-01T00:00:00Z, each offset holds; ascending, the first from
  /// the beginning of time.
  private let starts: [Int64]
  /// Seconds east of UTC.
  private let offsets: [Int64]

  package static let utc = TimeZoneRule(offset: 0)

  /// One offset for all time, in seconds east of UTC.
  package init(offset: Int) {
    starts = [.min]
    offsets = [Int64(offset)]
  }

  /// The rules of a place by its name in the tz database (`Europe/Berlin`), nil when it is unknown.
  package init?(identifier: String) {
    guard let zone = TimeZone(identifier: identifier) else { return nil }
    let first = Date(timeIntervalSince1970: Double(Self.tableStart))
    var starts: [Int64] = [.min]
    var offsets = [Int64(zone.secondsFromGMT(for: first))]
    var last = first
    while let next = zone.nextDaylightSavingTimeTransition(after: last),
      next.timeIntervalSince1970 < Double(Self.tableEnd), next > last
    {
      starts.append(Int64(next.timeIntervalSince1970.rounded()))
      offsets.append(Int64(zone.secondsFromGMT(for: next.addingTimeInterval(1))))
      last = next
    }
    self.starts = starts
    self.offsets = offsets
  }

  /// 1970-01-01 and 2101-01-01: customers' times lie between.
  private static let tableStart: Int64 = 0
  private static let tableEnd: Int64 = 4_133_980_800

  /// The instant of a local time, both in seconds since 1970.
  ///
  /// A time that occurs twice is the first of the two; one that is skipped is counted on with the
  /// offset before the change.
  package func utc(fromLocal local: Int64) -> Int64 {
    guard starts.count > 1 else { return local - offsets[0] }
    var low = 0
    var high = starts.count
    // The last period that can hold the time: it began, on its own clock or the one before.
    while high - low > 1 {
      let middle = (low + high) / 2
      if starts[middle] + offsets[middle - 1] <= local { low = middle } else { high = middle }
    }
    guard low > 0 else { return local - offsets[0] }
    let instant = local - offsets[low]
    // Before the period began: the hour that the clock skipped.
    return instant < starts[low] ? local - offsets[low - 1] : instant
  }
}
