package import CRMModel
package import Diagnostics
package import Time

/// A month before the one that is billed, and what of it no document bills.
package struct UnbilledMonth: Hashable, Sendable {
  /// Days of service of a subscription.
  package struct Service: Hashable, Sendable {
    package let subscriptionID: String
    package let start: CalendarDate
    package let end: CalendarDate
    package let origin: RowOrigin
  }

  package let period: BillingPeriod
  /// Services in the order of their subscriptions; a later month's plan does not bill them.
  package fileprivate(set) var services: [Service] = []
  /// Charges in the order of their ids, of a month that no run has billed; this month's plan bills
  /// or holds them.
  package fileprivate(set) var charges: [Charge] = []

  /// How many things were never billed.
  package var count: Int { services.count + charges.count }

  /// The months from `first` to the one before `input.period` that hold something, in their order.
  ///
  /// `first` is the first month that the store ever billed: what was before is another's business.
  /// `billed` are the months that a run has billed; charges of such a month that come late are the
  /// plan's, and no reason to speak of the month.
  package static func all(
    in input: BillingInput,
    from first: BillingPeriod,
    billed: Set<BillingPeriod>
  ) -> [UnbilledMonth] {
    guard first < input.period else { return [] }
    var months: [BillingPeriod: UnbilledMonth] = [:]
    let periods = Array(sequence(first: first, next: \.next).prefix { $0 < input.period })
    let lines = Dictionary(grouping: input.books.lines, by: \.source)
    for item in input.subscriptions.sorted(by: { $0.subscriptionID < $1.subscriptionID }) {
      let billedLines = lines[.subscription(id: item.subscriptionID)] ?? []
      for (period, service) in unbilled(item, periods, billedLines) {
        months[period, default: UnbilledMonth(period: period)].services.append(service)
      }
    }
    for charge in input.charges.sorted(by: { $0.chargeID < $1.chargeID })
    where charge.invoiceNumber == nil {
      let period = BillingPeriod(charge.serviceDate)
      guard first <= period, period < input.period, !billed.contains(period) else { continue }
      months[period, default: UnbilledMonth(period: period)].charges.append(charge)
    }
    return months.values.sorted { $0.period < $1.period }
  }

  /// The services of a subscription that no line bills; both lists run in the order of days.
  private static func unbilled(
    _ item: Subscription,
    _ periods: [BillingPeriod],
    _ lines: [InvoiceLine]
  ) -> [(BillingPeriod, Service)] {
    let lines = lines.sorted { $0.periodStart < $1.periodStart }
    var next = 0
    return periods.compactMap { period in
      guard let service = item.servicePeriod(in: period) else { return nil }
      while next < lines.count, lines[next].periodEnd < service.start { next += 1 }
      if next < lines.count, lines[next].periodStart <= service.end { return nil }
      return (
        period,
        Service(
          subscriptionID: item.subscriptionID,
          start: service.start,
          end: service.end,
          origin: item.origin
        )
      )
    }
  }
}
