package import CRMModel
package import Diagnostics
package import Time

/// A charge, a subscription or a payment, as the merge of a run's files with the store sees it.
package protocol InputEntity: Sendable {
  /// The values that tell two rows apart, normalised: what a source says, not where it says it.
  associatedtype Content: Hashable, Sendable

  /// The id in the table; empty while a row without an id has no name yet.
  var id: String { get set }
  /// The customer as the file names it.
  var customer: String { get }
  /// The day that the row is about.
  var day: CalendarDate { get }
  var origin: RowOrigin { get set }
  var leadID: String? { get set }

  /// The content as if the row were of `day`, with `standardTax` where the row names no tax.
  func content(on day: CalendarDate, standardTax: Tax?) -> Content

  /// The row as a new version of a stored one: with what only the store knows of it.
  func replacing(_ stored: Self) -> Self
}

extension InputEntity {
  /// Whether the source gave the row an id that tells it from others.
  ///
  /// A stored row shows it by its id: rows without one have a made name, and the release of
  /// November 2026 kept placeholders (`n/a`, `0`) as ids.
  package var hasKey: Bool { SourceKey.isKey(id) && !RowName.isMade(id, on: day) }

  /// The lead that a stored version has, as long as the customer is the same.
  fileprivate func lead(of stored: Self) -> String? {
    leadID ?? (customer == stored.customer ? stored.leadID : nil)
  }

  /// The customer in one notation: e-mail addresses do not differ by letter case.
  fileprivate var foldedCustomer: String {
    customer.contains("@") ? customer.lowercased() : customer
  }
}

extension Charge: InputEntity {
  /// What a charge is about; the net amount follows from quantity and price.
  package struct Content: Hashable, Sendable {
    fileprivate let customer: String
    fileprivate let customerVATID: String?
    fileprivate let day: CalendarDate
    fileprivate let description: String
    fileprivate let quantity: Quantity
    fileprivate let unitPrice: UnitPrice
    fileprivate let currency: Currency
    fileprivate let tax: Tax?
  }

  package var id: String {
    get { chargeID }
    set { chargeID = newValue }
  }
  package var day: CalendarDate { serviceDate }

  package func content(on day: CalendarDate, standardTax: Tax?) -> Content {
    Content(
      customer: foldedCustomer,
      customerVATID: customerVATID,
      day: day,
      description: description,
      quantity: quantity,
      unitPrice: unitPrice,
      currency: currency,
      tax: tax ?? standardTax
    )
  }

  package func replacing(_ stored: Charge) -> Charge {
    var next = self
    next.leadID = lead(of: stored)
    next.invoiceNumber = stored.invoiceNumber
    return next
  }
}

extension Subscription: InputEntity {
  /// What a subscription is about.
  package struct Content: Hashable, Sendable {
    fileprivate let customer: String
    fileprivate let customerVATID: String?
    fileprivate let plan: String
    fileprivate let interval: SubscriptionInterval
    fileprivate let quantity: Quantity
    fileprivate let unitPrice: UnitPrice
    fileprivate let currency: Currency
    fileprivate let tax: Tax?
    fileprivate let startDate: CalendarDate
    fileprivate let endDate: CalendarDate?
  }

  package var id: String {
    get { subscriptionID }
    set { subscriptionID = newValue }
  }
  package var day: CalendarDate { startDate }

  package func content(on day: CalendarDate, standardTax: Tax?) -> Content {
    Content(
      customer: foldedCustomer,
      customerVATID: customerVATID,
      plan: plan,
      interval: interval,
      quantity: quantity,
      unitPrice: unitPrice,
      currency: currency,
      tax: tax ?? standardTax,
      startDate: day,
      endDate: endDate
    )
  }

  package func replacing(_ stored: Subscription) -> Subscription {
    var next = self
    next.leadID = lead(of: stored)
    return next
  }
}

extension Payment: InputEntity {
  /// What a payment is about.
  package struct Content: Hashable, Sendable {
    fileprivate let customer: String
    fileprivate let day: CalendarDate
    fileprivate let amount: Money
    fileprivate let reference: String?
    fileprivate let method: String?
  }

  package var id: String {
    get { paymentID }
    set { paymentID = newValue }
  }
  package var day: CalendarDate { paidOn }

  package func content(on day: CalendarDate, standardTax: Tax?) -> Content {
    Content(
      customer: foldedCustomer,
      day: day,
      amount: amount,
      reference: reference,
      method: method
    )
  }

  package func replacing(_ stored: Payment) -> Payment {
    var next = self
    next.leadID = lead(of: stored)
    return next
  }
}

/// The name of a row without an id: `payments.csv:2026-10-31:7`, the file, the day and the record
/// where the row was seen first.
///
/// The name identifies the row in the store's tables. It never decides whether a row of a later
/// delivery is the same: its content does.
enum RowName {
  /// A name for a row first seen at `origin`; a counter follows where `isTaken` knows the name.
  static func make(
    _ origin: RowOrigin,
    on day: CalendarDate,
    isTaken: (String) -> Bool
  ) -> String {
    let file = origin.file.split(separator: "/").last ?? ""
    let name = "\(file):\(day.iso):\(origin.record)"
    guard isTaken(name) else { return name }
    var count = 2
    while isTaken("\(name):\(count)") { count += 1 }
    return "\(name):\(count)"
  }

  /// Whether an id has the form of a made name of a row of `day`.
  static func isMade(_ id: String, on day: CalendarDate) -> Bool {
    var parts = id.split(separator: ":", omittingEmptySubsequences: false)[...]
    var numbers = 0
    while numbers < 2, let last = parts.last, !last.isEmpty,
      last.utf8.allSatisfy({ (0x30...0x39).contains($0) })
    {
      parts.removeLast()
      numbers += 1
    }
    return numbers > 0 && parts.count > 1 && parts.last.map { $0 == day.iso } == true
  }
}
