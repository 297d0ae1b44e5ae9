package import Time

/// What a document is (UNTDID 1001, the codes this program writes).
package enum InvoiceType: Int32, Hashable, Sendable, CaseIterable {
  /// Commercial invoice.
  case invoice = 380
  /// Credit note: amounts are positive and owed to the buyer.
  case creditNote = 381

  /// +1 where the buyer owes the amounts, -1 where they are owed to the buyer.
  package var sign: Int64 { self == .invoice ? 1 : -1 }
}

/// The buyer as the document names them (BG-7, BG-8), kept as of the day of issue.
package struct Buyer: Hashable, Sendable {
  /// BT-44.
  package let name: String
  /// BT-50.
  package var street: String?
  /// BT-52.
  package var locality: String?
  /// BT-53.
  package var postalCode: String?
  /// BT-54.
  package var region: String?
  /// BT-55, ISO 3166-1 alpha-2.
  package var country: String?
  /// BT-58.
  package var email: String?
  /// BT-48.
  package var vatID: String?

  package init(
    name: String,
    street: String? = nil,
    locality: String? = nil,
    postalCode: String? = nil,
    region: String? = nil,
    country: String? = nil,
    email: String? = nil,
    vatID: String? = nil
  ) {
    self.name = name
    self.street = street
    self.locality = locality
    self.postalCode = postalCode
    self.region = region
    self.country = country
    self.email = email
    self.vatID = vatID
  }
}

/// The totals of a document (BG-22); all in its currency.
package struct InvoiceTotals: Hashable, Sendable {
  /// Sum of line net amounts (BT-106).
  ///
  /// There are no document level allowances or charges, so it equals BT-109 (BR-CO-13).
  package let lineTotal: Money
  /// Total without VAT (BT-109).
  package let netTotal: Money
  /// Total VAT (BT-110).
  package let taxTotal: Money
  /// Total with VAT (BT-112).
  package let grossTotal: Money
  /// What was paid before issue (BT-113).
  package let paidAmount: Money
  /// What remains to be paid (BT-115).
  package let amountDue: Money

  package init(
    lineTotal: Money,
    netTotal: Money,
    taxTotal: Money,
    grossTotal: Money,
    paidAmount: Money,
    amountDue: Money
  ) {
    self.lineTotal = lineTotal
    self.netTotal = netTotal
    self.taxTotal = taxTotal
    self.grossTotal = grossTotal
    self.paidAmount = paidAmount
    self.amountDue = amountDue
  }
}

/// The head of an issued document; it never changes after issue, payments stand in
/// `payment_allocations`.
package struct Invoice: Hashable, Sendable {
  /// BT-1.
  package let invoiceNumber: String
  /// Key of the draft it was issued from: period, customer, currency and part.
  package let invoiceID: String
  /// BT-3.
  package let type: InvoiceType
  package let leadID: String
  package let buyer: Buyer
  /// BT-2.
  package let issueDate: CalendarDate
  /// BT-9.
  package let dueDate: CalendarDate
  /// BT-73 and BT-74 are its first and last day.
  package let period: BillingPeriod
  package let totals: InvoiceTotals

  package init(
    invoiceNumber: String,
    invoiceID: String,
    type: InvoiceType,
    leadID: String,
    buyer: Buyer,
    issueDate: CalendarDate,
    dueDate: CalendarDate,
    period: BillingPeriod,
    totals: InvoiceTotals
  ) {
    self.invoiceNumber = invoiceNumber
    self.invoiceID = invoiceID
    self.type = type
    self.leadID = leadID
    self.buyer = buyer
    self.issueDate = issueDate
    self.dueDate = dueDate
    self.period = period
    self.totals = totals
  }

  /// BT-5.
  package var currency: Currency { totals.grossTotal.currency }
}

/// What a line bills.
package enum InvoiceLineSource: Hashable, Comparable, Sendable {
  case charge(id: String)
  case subscription(id: String)

  /// `charge` or `subscription`.
  package var kind: String {
    switch self {
    case .charge: "charge"
    case .subscription: "subscription"
    }
  }

  package var id: String {
    switch self {
    case .charge(let id), .subscription(let id): id
    }
  }
}

/// A line of a document (BG-25).
package struct InvoiceLine: Hashable, Sendable {
  package let invoiceNumber: String
  /// BT-126, from 1.
  package let lineNumber: Int32
  package let source: InvoiceLineSource
  /// BT-153.
  package let description: String
  /// BT-129; negative for a refund on an invoice.
  package let quantity: Quantity
  /// BT-146, never negative (BR-27).
  package let unitPrice: UnitPrice
  /// BT-131: quantity x unit price, rounded half away from zero.
  package let netAmount: Money
  /// BT-151 and BT-152.
  package let tax: Tax
  /// BT-134.
  package let periodStart: CalendarDate
  /// BT-135.
  package let periodEnd: CalendarDate
  /// How the price came about: `18/31 x 40.00`; nil where it is the price of the source.
  package let note: String?

  package init(
    invoiceNumber: String,
    lineNumber: Int32,
    source: InvoiceLineSource,
    description: String,
    quantity: Quantity,
    unitPrice: UnitPrice,
    netAmount: Money,
    tax: Tax,
    periodStart: CalendarDate,
    periodEnd: CalendarDate,
    note: String? = nil
  ) {
    self.invoiceNumber = invoiceNumber
    self.lineNumber = lineNumber
    self.source = source
    self.description = description
    self.quantity = quantity
    self.unitPrice = unitPrice
    self.netAmount = netAmount
    self.tax = tax
    self.periodStart = periodStart
    self.periodEnd = periodEnd
    self.note = note
  }
}

/// The VAT of one category and rate of a document (BG-23).
package struct InvoiceTax: Hashable, Sendable {
  package let invoiceNumber: String
  /// BT-118 and BT-119.
  package let tax: Tax
  /// BT-116.
  package let taxableAmount: Money
  /// BT-117: taxable amount x rate, rounded half away from zero (BR-CO-17).
  package let taxAmount: Money
  /// BT-120.
  package let exemptionReason: String?
  /// BT-121, VATEX list.
  package let exemptionCode: String?

  package init(
    invoiceNumber: String,
    tax: Tax,
    taxableAmount: Money,
    taxAmount: Money,
    exemptionReason: String? = nil,
    exemptionCode: String? = nil
  ) {
    self.invoiceNumber = invoiceNumber
    self.tax = tax
    self.taxableAmount = taxableAmount
    self.taxAmount = taxAmount
    self.exemptionReason = exemptionReason
    self.exemptionCode = exemptionCode
  }
}
