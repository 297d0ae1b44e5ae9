package import Time

/// A calendar month that is billed as a whole, written `2026-10` (ISO 8601, reduced precision).
package struct BillingPeriod: Hashable, Comparable, Sendable, CustomStringConvertible {
  package let year: Int
  /// 1 to 12.
  package let month: Int
  package let firstDay: CalendarDate
  package let lastDay: CalendarDate

  /// Reads `2026-10`, nil for anything else.
  package init?(_ text: some StringProtocol) {
    guard let date = CalendarDate(iso: "\(text)-01"), date.year >= 1 else { return nil }
    self.init(date)
  }

  /// The period a date lies in.
  package init(_ date: CalendarDate) {
    year = date.year
    month = date.month
    firstDay = date.adding(days: 1 - date.day)
    lastDay = firstDay.adding(months: 1).adding(days: -1)
  }

  package var next: BillingPeriod { BillingPeriod(lastDay.adding(days: 1)) }

  package var previous: BillingPeriod { BillingPeriod(firstDay.adding(days: -1)) }

  /// Whether a date lies in the period.
  package func contains(_ date: CalendarDate) -> Bool { firstDay <= date && date <= lastDay }

  /// `2026-10`.
  package var description: String { String(firstDay.iso.dropLast(3)) }

  package static func < (left: BillingPeriod, right: BillingPeriod) -> Bool {
    left.firstDay < right.firstDay
  }
}
