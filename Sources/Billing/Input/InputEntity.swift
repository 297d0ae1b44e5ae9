package import CRMModel
package import Diagnostics
package import Time

/// What a source says of a row, not where it says it; two contents are of one row when all is equal.
package protocol InputContent: Hashable, Sendable {
  var customer: String { get set }
}

/// A charge, a subscription or a payment, as the merge of a run's files with the store sees it.
package protocol InputEntity: Sendable {
  /// The values that tell two rows apart, normalised: what a source says, not where it says it.
  associatedtype Content: InputContent

  /// The id in the table; empty while a row without an id has no name yet.
  var id: String { get set }
  /// The customer as the file names it.
  var customer: String { get }
  /// The day that the row is about.
  var day: CalendarDate { get }
  var origin: RowOrigin { get set }
  var leadID: String? { get set }
  var identity: InputIdentity { get set }
  /// What a message calls such a row.
  static var kind: String { get }

  /// The content as if the row were of `day`, with `standardTax` where the row names no tax.
  func content(on day: CalendarDate, standardTax: Tax?) -> Content

  /// The row as a new version of a stored one: with what only the store knows of it.
  func replacing(_ stored: Self) -> Self

  /// Whether the row cannot be a new version of `stored`, which has the same id.
  ///
  /// `writtenDay` is the day as the row writes it, where the pipeline's time zone has another.
  func contradicts(_ stored: Self, writtenOn writtenDay: CalendarDate?) -> Bool

  /// What the row is about, apart from what a correction changes; never empty.
  var occasions: [InputOccasion] { get }
}

/// A customer and a day, and for a row that names no customer its amount or its reference.
package struct InputOccasion: Hashable, Sendable {
  let customer: String
  let day: CalendarDate
  var detail = ""
}

extension InputEntity {
  /// Whether the source gave the row an id that tells it from others.
  ///
  /// A row of a release before December 2026 shows it by its id in the table: rows without one have
  /// a made name, and the release of November kept placeholders (`n/a`, `0`) as ids.
  package var hasKey: Bool { key != nil }

  /// The id that the source gave the row.
  package var key: String? {
    if let key = identity.key { return key }
    guard identity.system == nil, SourceKey.isKey(id), !RowName.isMade(id, on: day) else {
      return nil
    }
    return id
  }

  /// Whether the row is known by its content alone: its id is missing or in doubt.
  var isLoose: Bool { !hasKey || identity.hold?.reason == .reusedID }

  /// The customer whom the row names.
  package var customerReference: CustomerReference {
    CustomerReference(system: identity.system, name: customer)
  }

  package func contradicts(_ stored: Self, writtenOn writtenDay: CalendarDate?) -> Bool {
    namesAnotherCustomer(than: stored) || (day != stored.day && writtenDay != stored.day)
  }

  package var occasions: [InputOccasion] { [InputOccasion(customer: foldedCustomer, day: day)] }

  fileprivate func namesAnotherCustomer(than stored: Self) -> Bool {
    !customer.isEmpty && !stored.customer.isEmpty && foldedCustomer != stored.foldedCustomer
  }

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
  package static var kind: String { "charge" }

  /// What a charge is about; the net amount follows from quantity and price.
  package struct Content: InputContent {
    package var customer: String
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
  package static var kind: String { "subscription" }

  /// What a subscription is about.
  package struct Content: InputContent {
    package var customer: String
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

  /// A subscription lasts: its start may be corrected, its customer is another's.
  package func contradicts(_ stored: Subscription, writtenOn writtenDay: CalendarDate?) -> Bool {
    namesAnotherCustomer(than: stored)
  }

  package func replacing(_ stored: Subscription) -> Subscription {
    var next = self
    next.leadID = lead(of: stored)
    return next
  }
}

extension Payment: InputEntity {
  package static var kind: String { "payment" }

  /// What a payment is about.
  package struct Content: InputContent {
    package var customer: String
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

  package var occasions: [InputOccasion] {
    guard customer.isEmpty else {
      return [InputOccasion(customer: foldedCustomer, day: paidOn)]
    }
    let details = ["\(amount.plain) \(amount.currency.code)"] + (reference.map { [$0] } ?? [])
    return details.map { InputOccasion(customer: "", day: paidOn, detail: $0) }
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
