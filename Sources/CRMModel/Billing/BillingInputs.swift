package import Diagnostics
package import Time

/// Something sold to a customer once: a row of a charges file.
package struct Charge: Hashable, Sendable {
  /// The id in the table: the source's, else a name that the merge made.
  package var chargeID: String
  /// The lead that `customer` resolved to; nil keeps the charge unbilled until it resolves.
  package var leadID: String?
  /// The customer as the file names it: an id of the source system or an e-mail address.
  package let customer: String
  /// The buyer's VAT identifier (BT-48), where the file has one.
  package var customerVATID: String?
  /// The day of the supply; decides the period that bills it.
  package let serviceDate: CalendarDate
  package let description: String
  /// Negative for a refund.
  package let quantity: Quantity
  package let unitPrice: UnitPrice
  /// The net amount as the file states it; must equal quantity x price, rounded.
  package var netAmount: Money?
  package let currency: Currency
  /// Category and rate; nil takes the pipeline's default.
  package var tax: Tax?
  /// The invoice that billed it, nil while open.
  package var invoiceNumber: String?
  package var origin: RowOrigin
  package var identity: InputIdentity

  package init(
    chargeID: String,
    leadID: String? = nil,
    customer: String,
    customerVATID: String? = nil,
    serviceDate: CalendarDate,
    description: String,
    quantity: Quantity,
    unitPrice: UnitPrice,
    netAmount: Money? = nil,
    currency: Currency,
    tax: Tax?,
    invoiceNumber: String? = nil,
    origin: RowOrigin,
    identity: InputIdentity = InputIdentity()
  ) {
    self.chargeID = chargeID
    self.leadID = leadID
    self.customer = customer
    self.customerVATID = customerVATID
    self.serviceDate = serviceDate
    self.description = description
    self.quantity = quantity
    self.unitPrice = unitPrice
    self.netAmount = netAmount
    self.currency = currency
    self.tax = tax
    self.invoiceNumber = invoiceNumber
    self.origin = origin
    self.identity = identity
  }
}

/// How often a subscription is billed.
package enum SubscriptionInterval: String, Hashable, Sendable, CaseIterable {
  /// Each calendar month, prorated by day where it starts or ends within one.
  case month
  /// Each anniversary of the start, for the whole year in advance.
  case year
}

/// A service sold again and again until it ends: a row of a subscriptions file.
package struct Subscription: Hashable, Sendable {
  package var subscriptionID: String
  /// The lead that `customer` resolved to; nil keeps it unbilled until it resolves.
  package var leadID: String?
  /// The customer as the file names it: an id of the source system or an e-mail address.
  package let customer: String
  /// The buyer's VAT identifier (BT-48), where the file has one.
  package var customerVATID: String?
  package let plan: String
  package let interval: SubscriptionInterval
  package let quantity: Quantity
  /// The net price of one unit for a whole interval.
  package let unitPrice: UnitPrice
  package let currency: Currency
  /// Category and rate; nil takes the pipeline's default.
  package var tax: Tax?
  package let startDate: CalendarDate
  /// The last day of service, nil while it goes on.
  package var endDate: CalendarDate?
  package var origin: RowOrigin
  package var identity: InputIdentity

  package init(
    subscriptionID: String,
    leadID: String? = nil,
    customer: String,
    customerVATID: String? = nil,
    plan: String,
    interval: SubscriptionInterval,
    quantity: Quantity,
    unitPrice: UnitPrice,
    currency: Currency,
    tax: Tax?,
    startDate: CalendarDate,
    endDate: CalendarDate? = nil,
    origin: RowOrigin,
    identity: InputIdentity = InputIdentity()
  ) {
    self.subscriptionID = subscriptionID
    self.leadID = leadID
    self.customer = customer
    self.customerVATID = customerVATID
    self.plan = plan
    self.interval = interval
    self.quantity = quantity
    self.unitPrice = unitPrice
    self.currency = currency
    self.tax = tax
    self.startDate = startDate
    self.endDate = endDate
    self.origin = origin
    self.identity = identity
  }
}

/// Money that arrived: a row of a payments file.
package struct Payment: Hashable, Sendable {
  /// The id in the table: the source's, else a name that the merge made.
  package var paymentID: String
  /// The lead that `customer` or the reference resolved to; nil leaves the payment unallocated.
  package var leadID: String?
  /// The customer as the file names it: an id of the source system or an e-mail address.
  package let customer: String
  package let paidOn: CalendarDate
  /// Greater than zero; a negative one is money sent back.
  package let amount: Money
  /// What the payer wrote; an invoice number in it is settled first.
  package var reference: String?
  package var method: String?
  package var origin: RowOrigin
  package var identity: InputIdentity

  package init(
    paymentID: String,
    leadID: String? = nil,
    customer: String,
    paidOn: CalendarDate,
    amount: Money,
    reference: String? = nil,
    method: String? = nil,
    origin: RowOrigin,
    identity: InputIdentity = InputIdentity()
  ) {
    self.paymentID = paymentID
    self.leadID = leadID
    self.customer = customer
    self.paidOn = paidOn
    self.amount = amount
    self.reference = reference
    self.method = method
    self.origin = origin
    self.identity = identity
  }
}
