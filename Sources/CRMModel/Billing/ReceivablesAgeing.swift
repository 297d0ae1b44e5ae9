package import Time

/// How long an open amount has been overdue.
package enum AgeingBucket: String, Hashable, Sendable, CaseIterable {
  case notDue = "not_due"
  case days1To30 = "1-30"
  case days31To60 = "31-60"
  case days61To90 = "61-90"
  case over90 = "90+"

  /// The bucket of an amount that is `days` past its due date; the due date itself is not overdue.
  package init(daysOverdue days: Int) {
    switch days {
    case ...0: self = .notDue
    case ...30: self = .days1To30
    case ...60: self = .days31To60
    case ...90: self = .days61To90
    default: self = .over90
    }
  }
}

/// An invoice that is not settled on a day.
package struct OpenItem: Hashable, Sendable {
  package let invoice: Invoice
  /// Greater than zero.
  package let open: Money
  package let daysOverdue: Int

  package var bucket: AgeingBucket { AgeingBucket(daysOverdue: daysOverdue) }
}

/// Money that a customer has paid or been credited and that settles no invoice yet.
package struct OpenCredit: Hashable, Sendable {
  package let source: AllocationSource
  package let leadID: String
  package let day: CalendarDate
  /// Greater than zero; below zero for money sent back that no surplus covers.
  package let open: Money
}

/// What customers owe as of a day: open items by age, less open credits.
package struct ReceivablesAgeing: Sendable {
  package let asOf: CalendarDate
  /// Oldest due first.
  package let items: [OpenItem]
  package let credits: [OpenCredit]

  /// Only documents issued, payments received and allocations made up to `asOf` count.
  package init(
    asOf: CalendarDate,
    invoices: [Invoice],
    payments: [Payment],
    allocations: [PaymentAllocation]
  ) {
    self.asOf = asOf
    var settled: [String: Int64] = [:]
    var used: [AllocationSource: Int64] = [:]
    for allocation in allocations where allocation.allocatedOn <= asOf {
      settled[allocation.invoiceNumber, default: 0] += allocation.amount.minorUnits
      used[allocation.source, default: 0] += allocation.amount.minorUnits
    }
    let issued = invoices.filter { $0.issueDate <= asOf }
    items = issued.compactMap { Self.openItem($0, settled: settled, asOf: asOf) }
      .sorted { Self.key($0) < Self.key($1) }
    let notes = issued.filter { $0.type == .creditNote }
    let credited = notes.map {
      OpenCredit(
        source: .creditNote(number: $0.invoiceNumber),
        leadID: $0.leadID,
        day: $0.issueDate,
        open: $0.totals.grossTotal
      )
    }
    let paid = payments.compactMap { payment -> OpenCredit? in
      guard let leadID = payment.leadID, payment.paidOn <= asOf else { return nil }
      let source = AllocationSource.payment(id: payment.paymentID)
      return OpenCredit(source: source, leadID: leadID, day: payment.paidOn, open: payment.amount)
    }
    credits = (credited + paid).compactMap { $0.reduced(by: used[$0.source] ?? 0) }
      .sorted { ($0.day, $0.source) < ($1.day, $1.source) }
  }

  /// The open amounts of one currency and bucket.
  package func total(_ bucket: AgeingBucket, in currency: Currency) -> Money {
    let open = items.filter { $0.bucket == bucket && $0.open.currency == currency }
    return Money(minorUnits: open.reduce(0) { $0 + $1.open.minorUnits }, currency)
  }

  /// Open items less open credits of one currency: the balance of the receivable account.
  package func balance(in currency: Currency) -> Money {
    let owed = items.reduce(0) { $0 + ($1.open.currency == currency ? $1.open.minorUnits : 0) }
    let credit = credits.reduce(0) { $0 + ($1.open.currency == currency ? $1.open.minorUnits : 0) }
    return Money(minorUnits: owed - credit, currency)
  }

  private static func openItem(
    _ invoice: Invoice,
    settled: [String: Int64],
    asOf: CalendarDate
  ) -> OpenItem? {
    let gross = invoice.totals.grossTotal
    let open = gross.minorUnits - (settled[invoice.invoiceNumber] ?? 0)
    guard invoice.type == .invoice, open > 0 else { return nil }
    return OpenItem(
      invoice: invoice,
      open: Money(minorUnits: open, gross.currency),
      daysOverdue: asOf.daysSinceEpoch - invoice.dueDate.daysSinceEpoch
    )
  }

  private static func key(_ item: OpenItem) -> (CalendarDate, String) {
    (item.invoice.dueDate, item.invoice.invoiceNumber)
  }
}

extension OpenCredit {
  fileprivate func reduced(by used: Int64) -> OpenCredit? {
    let rest = Money(minorUnits: open.minorUnits - used, open.currency)
    guard rest.minorUnits != 0 else { return nil }
    return OpenCredit(source: source, leadID: leadID, day: day, open: rest)
  }
}
