package import CRMModel
package import Diagnostics
package import Time

/// What billing a period would do: documents without numbers, allocations, findings.
///
/// A payment may name an invoice that has no number before this plan is posted: plan again then,
/// until a plan is empty.
///
/// A pure function of its input: the order of charges, subscriptions, payments and books does not
/// matter. Numbers are given by `post`, in the committing step only.
package struct BillingPlan: Sendable {
  package let period: BillingPeriod
  package let issueDate: CalendarDate
  package let settings: BillingSettings
  /// By customer, currency and part: the order in which numbers are given.
  package let drafts: [DraftInvoice]
  /// Payments to enter into the ledger, by day and id, their lead resolved.
  package let payments: [Payment]
  package let allocations: [PlannedAllocation]
  package let counts: BillingCounts
  /// Charges, subscriptions and payments that are due and that nothing is posted for.
  package let held: [HeldInput]
  /// What else is worth knowing about the inputs.
  package let notices: [Finding]

  /// Everything found: why inputs are held, then the notices.
  package var findings: [Finding] { held.map(\.finding) + notices }

  /// Plans a period.
  package init(_ input: BillingInput) {
    var lines = LineDrafting(input)
    let documents = DocumentDrafting(input, lines: &lines)
    let receipts = Receipts(input)
    let allocating = Allocating(input, payments: receipts.known, drafts: documents.drafts)
    period = input.period
    issueDate = input.issueDate
    settings = input.settings
    drafts = documents.drafts
    payments = receipts.new
    allocations = allocating.allocations
    var counts = lines.counts
    counts.billed = documents.drafts.reduce(0) { $0 + $1.lines.count }
    counts.paymentsPosted = receipts.new.count
    counts.paymentsAlreadyPosted = receipts.posted
    counts.paymentsNotYetDue = receipts.later
    counts.paymentsHeld = receipts.held.count
    self.counts = counts
    held = lines.held + receipts.held
    notices = lines.findings + allocating.findings
  }

  /// Whether posting it would change nothing.
  package var isEmpty: Bool { drafts.isEmpty && payments.isEmpty && allocations.isEmpty }

  /// Whether no document would be issued.
  package var billsNothing: Bool { drafts.isEmpty }

  /// One sentence for the run's report.
  package var summary: String {
    guard !drafts.isEmpty else {
      let reason =
        counts.alreadyBilled > 0
        ? "all \(counts.alreadyBilled) charges and subscriptions due are billed already"
        : "no charge or subscription is due"
      let held = counts.held > 0 ? ", \(counts.held) held" : ""
      return "\(period): nothing to bill, \(reason)\(held)"
    }
    let notes = drafts.count { $0.type == .creditNote }
    var parts = [(drafts.count - notes).counting("invoice"), counts.billed.counting("line")]
    if notes > 0 { parts.insert(notes.counting("credit note"), at: 1) }
    if counts.held > 0 { parts.append("\(counts.held.counting("charge")) held") }
    return "\(period): " + parts.joined(separator: ", ")
  }
}

/// Payments sorted into new, posted, later and unknown.
private struct Receipts {
  /// Of known customers, up to the day of issue.
  private(set) var known: [Payment] = []
  private(set) var new: [Payment] = []
  private(set) var posted = 0
  private(set) var later = 0
  private(set) var held: [HeldInput] = []

  init(_ input: BillingInput) {
    let entered = Set(
      input.books.entries.lazy.filter { $0.documentKind == .payment }.map(\.document)
    )
    let invoices = input.books.invoices.filter { $0.issueDate <= input.issueDate }
    let numbers = ReferenceIndex(invoices.map(\.invoiceNumber))
    var seen: Set<String> = []
    for payment in input.payments.sorted(by: Self.isEarlier) {
      guard seen.insert(payment.paymentID).inserted else {
        hold(payment, .duplicateID, "another payment has the same id; only the first is posted")
        continue
      }
      guard payment.paidOn <= input.issueDate else {
        later += 1
        continue
      }
      guard let leadID = Self.payer(payment, input, invoices, numbers) else {
        holdUnknown(payment, input)
        continue
      }
      var resolved = payment
      resolved.leadID = leadID
      known.append(resolved)
      if entered.contains(payment.paymentID) { posted += 1 } else { new.append(resolved) }
    }
  }

  /// The payment's lead, else the lead of the invoice that its reference names.
  private static func payer(
    _ payment: Payment,
    _ input: BillingInput,
    _ invoices: [Invoice],
    _ numbers: ReferenceIndex
  ) -> String? {
    if let leadID = payment.leadID { return input.current(leadID) }
    guard let reference = payment.reference else { return nil }
    let leads = Set(numbers.named(in: reference).map { input.current(invoices[$0].leadID) })
    return leads.count == 1 ? leads.first : nil
  }

  private mutating func holdUnknown(_ payment: Payment, _ input: BillingInput) {
    if let sources = input.sourcesInDoubt(payment.customerReference) {
      let message = "the payment's customer is another lead in each of \(sources)"
      return hold(payment, .ambiguousCustomer, message, hint: LineDrafting.ownSource)
    }
    hold(
      payment,
      .unknownPayer,
      "the payment's customer is no lead of the store; it is kept and posted later",
      hint: "import the customer, or write the invoice number into the reference"
    )
  }

  private static func isEarlier(_ left: Payment, _ right: Payment) -> Bool {
    (left.paidOn, left.paymentID, left.origin.file, left.origin.record)
      < (right.paidOn, right.paymentID, right.origin.file, right.origin.record)
  }

  private mutating func hold(
    _ payment: Payment,
    _ code: FindingCode,
    _ message: String,
    hint: String? = nil
  ) {
    let finding = Finding(code, .warning, at: payment.origin, message: message, hint: hint)
    held.append(HeldInput(kind: "payment", id: payment.paymentID, finding: finding))
  }
}

extension BillingPlan {
  /// The plan as text, the same for the same plan and different for any other: what a plan hash is
  /// made of.
  ///
  /// It holds the buyers' names and addresses: hash it, keep it nowhere.
  package var canonicalText: String {
    var lines = ["plan 1", "period \(period)", "issued \(issueDate.iso)"]
    lines.append("series \(Self.quoted(settings.series.description))")
    for draft in drafts { lines += Self.canonical(draft) }
    for payment in payments {
      lines.append(
        "payment \(Self.quoted(payment.paymentID)) \(Self.quoted(payment.leadID ?? "")) "
          + "\(payment.paidOn.iso) \(Self.canonical(payment.amount))"
      )
    }
    for allocation in allocations {
      lines.append(
        "allocation \(Self.canonical(allocation.source)) \(Self.canonical(allocation.target)) "
          + "\(Self.canonical(allocation.amount)) \(allocation.allocatedOn.iso)"
      )
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private static func canonical(_ draft: DraftInvoice) -> [String] {
    let buyer = draft.buyer
    let parts = [
      buyer.name, buyer.street, buyer.locality, buyer.postalCode, buyer.region, buyer.country,
      buyer.email, buyer.vatID,
    ]
    let head =
      "document \(quoted(draft.key)) \(draft.type.rawValue) due \(draft.dueDate.iso) "
      + "net \(canonical(draft.netTotal)) tax \(canonical(draft.taxTotal)) "
      + parts.map { $0.map(quoted) ?? "-" }.joined(separator: " ")
    return [head]
      + draft.taxes.map {
        "tax \($0.tax.label) \(canonical($0.taxableAmount)) \(canonical($0.taxAmount))"
      }
      + draft.lines.map { line in
        "line \(line.source.kind) \(quoted(line.source.id)) \(quoted(line.description)) "
          + "\(line.quantity.plain) \(line.unitPrice.plain) \(canonical(line.netAmount)) "
          + "\(line.tax.label) \(line.periodStart.iso) \(line.periodEnd.iso) "
          + quoted(line.note ?? "")
      }
  }

  private static func canonical(_ money: Money) -> String { "\(money.plain) \(money.currency)" }

  private static func canonical(_ source: PlannedSource) -> String {
    switch source {
    case .issued(let source): "\(source.kind) \(quoted(source.id))"
    case .draft(let key): "draft \(quoted(key))"
    }
  }

  private static func canonical(_ target: AllocationTarget) -> String {
    switch target {
    case .issued(let number): "invoice \(quoted(number))"
    case .draft(let key): "draft \(quoted(key))"
    }
  }

  /// The text in quotes, its quotes, backslashes and line ends escaped.
  private static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\r": result += "\\r"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }
}
