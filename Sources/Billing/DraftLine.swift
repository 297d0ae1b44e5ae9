package import CRMModel
package import Diagnostics
package import Time

/// A line that is not on a document yet.
package struct DraftLine: Hashable, Sendable {
  package let source: InvoiceLineSource
  package let description: String
  package let quantity: Quantity
  package let unitPrice: UnitPrice
  package let netAmount: Money
  package let tax: Tax
  package let periodStart: CalendarDate
  package let periodEnd: CalendarDate
  package let note: String?
  /// Current id.
  let leadID: String
  let vatID: String?
  let origin: RowOrigin

  /// The order of lines on a document.
  var key: (CalendarDate, InvoiceLineSource, CalendarDate) { (periodStart, source, periodEnd) }
}

/// Turns charges and subscriptions into lines, and says why when it does not.
struct LineDrafting {
  private let input: BillingInput
  private let billed: [InvoiceLineSource: [InvoiceLine]]
  private var seen: Set<InvoiceLineSource> = []
  private(set) var lines: [DraftLine] = []
  private(set) var findings: [Finding] = []
  private(set) var held: [HeldInput] = []
  private(set) var counts = BillingCounts()

  init(_ input: BillingInput) {
    self.input = input
    billed = Dictionary(grouping: input.books.lines, by: \.source)
    for charge in input.charges.sorted(by: { Self.key($0) < Self.key($1) }) { draft(charge) }
    for item in input.subscriptions.sorted(by: { Self.key($0) < Self.key($1) }) { draft(item) }
  }

  private static func key(_ charge: Charge) -> (String, String, Int64) {
    (charge.chargeID, charge.origin.file, charge.origin.record)
  }

  private static func key(_ item: Subscription) -> (String, String, Int64) {
    (item.subscriptionID, item.origin.file, item.origin.record)
  }

  private mutating func draft(_ charge: Charge) {
    let source = InvoiceLineSource.charge(id: charge.chargeID)
    guard isFirst(source, charge.origin) else { return }
    if charge.invoiceNumber != nil || billed[source] != nil {
      counts.alreadyBilled += 1
      return
    }
    if charge.serviceDate > input.period.lastDay {
      counts.notYetDue += 1
      return
    }
    guard let leadID = customer(charge, of: source) else { return }
    let tax = charge.tax ?? input.settings.defaultTax
    add(
      DraftLine(
        source: source,
        description: charge.description,
        quantity: charge.quantity,
        unitPrice: charge.unitPrice,
        netAmount: Money(minorUnits: 0, charge.currency),
        tax: tax,
        periodStart: charge.serviceDate,
        periodEnd: charge.serviceDate,
        note: nil,
        leadID: leadID,
        vatID: charge.customerVATID,
        origin: charge.origin
      )
    )
  }

  private mutating func draft(_ subscription: Subscription) {
    let source = InvoiceLineSource.subscription(id: subscription.subscriptionID)
    guard isFirst(source, subscription.origin) else { return }
    noteEndAfterBilling(subscription, billed[source] ?? [])
    guard let service = subscription.servicePeriod(in: input.period) else {
      counts.notYetDue += 1
      return
    }
    let overlapping = (billed[source] ?? []).filter {
      $0.periodStart <= service.end && service.start <= $0.periodEnd
    }
    if let first = overlapping.first {
      counts.alreadyBilled += 1
      if first.periodStart != service.start { noteOverlap(subscription, first) }
      return
    }
    guard let leadID = customer(subscription, of: source) else { return }
    add(
      DraftLine(
        source: source,
        description: subscription.plan,
        quantity: subscription.quantity,
        unitPrice: service.unitPrice,
        netAmount: Money(minorUnits: 0, subscription.currency),
        tax: subscription.tax ?? input.settings.defaultTax,
        periodStart: service.start,
        periodEnd: service.end,
        note: service.note,
        leadID: leadID,
        vatID: subscription.customerVATID,
        origin: subscription.origin
      )
    )
  }

  /// Two inputs of one id would be billed as two, or one of them never: only the first is.
  private mutating func isFirst(_ source: InvoiceLineSource, _ origin: RowOrigin) -> Bool {
    guard !seen.insert(source).inserted else { return true }
    let message = "another \(source.kind) has the same id; only the first is billed"
    hold(.duplicateID, source, origin, message)
    return false
  }

  /// Puts the net amount in and keeps the line, unless the amount is beyond all bounds.
  private mutating func add(_ line: DraftLine) {
    let currency = line.netAmount.currency
    guard let net = Rounding.net(line.quantity, line.unitPrice, currency) else {
      let message = "quantity x price exceeds 12 digits before the point"
      hold(.amountRange, line.source, line.origin, message)
      return
    }
    lines.append(line.with(netAmount: net))
  }

  private mutating func customer(
    _ row: some InputEntity,
    of source: InvoiceLineSource
  ) -> String? {
    if let current = row.leadID.map(input.current), input.customers[current] != nil {
      return current
    }
    if let sources = input.sourcesInDoubt(row.customerReference) {
      let message = "the \(source.kind)'s customer is another lead in each of \(sources)"
      hold(.ambiguousCustomer, source, row.origin, message, hint: Self.ownSource)
      return nil
    }
    let message =
      "the \(source.kind)'s customer is no lead of the store; "
      + "it is kept and billed once the lead exists"
    let hint = "import the customer, or correct the customer column"
    hold(.unknownCustomer, source, row.origin, message, hint: hint)
    return nil
  }

  /// How a file says whose customers it means.
  static let ownSource =
    "give the file the source name of its customers (source: in the pipeline file), or write their "
    + "e-mail addresses"

  mutating func hold(
    _ code: FindingCode,
    _ source: InvoiceLineSource,
    _ origin: RowOrigin,
    _ message: String,
    hint: String? = nil
  ) {
    counts.held += 1
    let finding = Finding(code, .warning, at: origin, message: message, hint: hint)
    held.append(HeldInput(kind: source.kind, id: source.id, finding: finding))
  }

  private mutating func noteOverlap(_ subscription: Subscription, _ line: InvoiceLine) {
    let message =
      "invoice \(line.invoiceNumber) bills days of this period for subscription "
      + "\(subscription.subscriptionID) in another rhythm; nothing is billed here"
    findings.append(
      Finding(.overlappingService, .warning, at: subscription.origin, message: message)
    )
  }

  private mutating func noteEndAfterBilling(_ subscription: Subscription, _ lines: [InvoiceLine]) {
    guard let end = subscription.endDate else { return }
    for line in lines where line.periodEnd > end {
      let message =
        "subscription \(subscription.subscriptionID) ended \(end.iso), invoice "
        + "\(line.invoiceNumber) bills it through \(line.periodEnd.iso)"
      findings.append(
        Finding(
          .billedBeyondEnd,
          .note,
          at: subscription.origin,
          message: message,
          hint: "enter a negative charge if the customer is to be credited"
        )
      )
    }
  }
}

extension DraftLine {
  func with(netAmount: Money? = nil, quantity: Quantity? = nil) -> DraftLine {
    DraftLine(
      source: source,
      description: description,
      quantity: quantity ?? self.quantity,
      unitPrice: unitPrice,
      netAmount: netAmount ?? self.netAmount,
      tax: tax,
      periodStart: periodStart,
      periodEnd: periodEnd,
      note: note,
      leadID: leadID,
      vatID: vatID,
      origin: origin
    )
  }
}

extension FindingCode {
  static let unknownCustomer: FindingCode = "billing.unknown-customer"
  static let ambiguousCustomer: FindingCode = "billing.ambiguous-customer"
  static let duplicateID: FindingCode = "billing.duplicate-id"
  static let unknownPayer: FindingCode = "billing.unknown-payer"
  static let amountRange: FindingCode = "billing.amount-range"
  static let buyerVATID: FindingCode = "billing.buyer-vat-id"
  static let overlappingService: FindingCode = "billing.overlapping-service"
  static let billedBeyondEnd: FindingCode = "billing.billed-beyond-end"
  static let referenceOfOther: FindingCode = "billing.reference-of-other-customer"
}

/// A charge, a subscription or a payment that a plan leaves out although it is due, with why.
package struct HeldInput: Hashable, Sendable {
  /// `charge`, `subscription` or `payment`.
  package let kind: String
  package let id: String
  package let finding: Finding
}

/// What became of the inputs of a plan.
package struct BillingCounts: Hashable, Sendable {
  /// Charges and subscription periods that stand on the plan's documents.
  package var billed = 0
  /// Billed by an earlier document.
  package var alreadyBilled = 0
  /// Of a later period, or nothing to bill in this one.
  package var notYetDue = 0
  /// Not billed, with a finding that says why.
  package var held = 0
  /// Payments that the plan enters into the ledger.
  package var paymentsPosted = 0
  package var paymentsAlreadyPosted = 0
  /// Dated after the day of issue.
  package var paymentsNotYetDue = 0
  /// Payments of no known customer, with a finding.
  package var paymentsHeld = 0

  package init() {}
}
