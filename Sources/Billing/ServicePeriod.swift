package import CRMModel
package import Time

/// What a subscription is billed for in one period: the days of service and the price of one unit.
package struct ServicePeriod: Hashable, Sendable {
  package let start: CalendarDate
  package let end: CalendarDate
  /// The price for these days.
  package let unitPrice: UnitPrice
  /// `18/31 x 40.00`, nil for a whole interval.
  package let note: String?
}

extension Subscription {
  /// What a period bills, nil for nothing.
  ///
  /// A monthly subscription is billed for the days of the period in which it runs: price x days /
  /// days of the month. A yearly one is billed in the period that holds its anniversary, for the
  /// year that begins there, in advance; when its end is known to lie within that year, price x
  /// days / days of the year. Both counts include the first and the last day. A start on 29
  /// February has its anniversary on 28 February in other years.
  package func servicePeriod(in period: BillingPeriod) -> ServicePeriod? {
    switch interval {
    case .month: service(from: period.firstDay, through: period.lastDay)
    case .year: yearlyService(in: period)
    }
  }

  private func yearlyService(in period: BillingPeriod) -> ServicePeriod? {
    let years = period.year - startDate.year
    guard years >= 0, period.month == startDate.month else { return nil }
    let first = startDate.adding(months: 12 * years)
    let next = startDate.adding(months: 12 * (years + 1))
    return service(from: first, through: next.adding(days: -1))
  }

  private func service(
    from first: CalendarDate,
    through last: CalendarDate
  ) -> ServicePeriod? {
    let start = max(first, startDate)
    let end = min(last, endDate ?? last)
    guard start <= end else { return nil }
    let days = end.daysSinceEpoch - start.daysSinceEpoch + 1
    let whole = last.daysSinceEpoch - first.daysSinceEpoch + 1
    guard days < whole else {
      return ServicePeriod(start: start, end: end, unitPrice: unitPrice, note: nil)
    }
    return ServicePeriod(
      start: start,
      end: end,
      unitPrice: Rounding.share(unitPrice, days: days, of: whole),
      note: "\(days)/\(whole) x \(unitPrice.text(atLeast: currency.digits))"
    )
  }
}

extension UnitPrice {
  /// The price with at least `decimals` decimals: `40.00`.
  package func text(atLeast decimals: Int) -> String {
    let text = plain
    let given = text.split(separator: ".").dropFirst().first?.count ?? 0
    guard given < decimals else { return text }
    let zeros = String(repeating: "0", count: decimals - given)
    return text + (given == 0 ? "." : "") + zeros
  }
}
