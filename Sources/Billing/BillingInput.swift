package import CRMModel
package import Time

/// Documents, allocations and entries issued so far.
package struct PostedBooks: Sendable {
  package var invoices: [Invoice]
  package var lines: [InvoiceLine]
  package var taxes: [InvoiceTax]
  package var allocations: [PaymentAllocation]
  package var entries: [LedgerEntry]

  package init(
    invoices: [Invoice] = [],
    lines: [InvoiceLine] = [],
    taxes: [InvoiceTax] = [],
    allocations: [PaymentAllocation] = [],
    entries: [LedgerEntry] = []
  ) {
    self.invoices = invoices
    self.lines = lines
    self.taxes = taxes
    self.allocations = allocations
    self.entries = entries
  }

  /// The books after another month's documents.
  package func appending(_ more: PostedBooks) -> PostedBooks {
    PostedBooks(
      invoices: invoices + more.invoices,
      lines: lines + more.lines,
      taxes: taxes + more.taxes,
      allocations: allocations + more.allocations,
      entries: entries + more.entries
    )
  }

  /// The entry number that follows the highest one; ask only while committing.
  package var nextEntryNumber: Int64 { (entries.map(\.entryNumber).max() ?? 0) + 1 }
}

/// Everything a plan depends on.
package struct BillingInput: Sendable {
  package let period: BillingPeriod
  /// BT-2 of the documents; payments of later days wait for the next plan.
  package let issueDate: CalendarDate
  package let settings: BillingSettings
  /// All charges, billed ones included.
  package let charges: [Charge]
  package let subscriptions: [Subscription]
  /// All payments, posted ones included.
  package let payments: [Payment]
  /// Buyers by current lead id.
  package let customers: [String: Buyer]
  /// Former lead ids to current ones.
  package let redirects: [String: String]
  package let books: PostedBooks
  /// Customers whose name is that of different leads in several sources, with the sources' names.
  package let ambiguous: [CustomerReference: [String]]

  package init(
    period: BillingPeriod,
    issueDate: CalendarDate,
    settings: BillingSettings,
    charges: [Charge],
    subscriptions: [Subscription],
    payments: [Payment],
    customers: [String: Buyer],
    redirects: [String: String] = [:],
    books: PostedBooks = PostedBooks(),
    ambiguous: [CustomerReference: [String]] = [:]
  ) {
    self.period = period
    self.issueDate = issueDate
    self.settings = settings
    self.charges = charges
    self.subscriptions = subscriptions
    self.payments = payments
    self.customers = customers
    self.redirects = redirects
    self.books = books
    self.ambiguous = ambiguous
  }

  /// The sources that know a customer as different leads, for a message; nil when there are not
  /// several.
  func sourcesInDoubt(_ customer: CustomerReference) -> String? {
    ambiguous[customer].map { $0.joined(separator: ", ") }
  }

  /// The current id of a lead, through all redirects.
  func current(_ leadID: String) -> String {
    var id = leadID
    var seen: Set<String> = [id]
    while let next = redirects[id], seen.insert(next).inserted { id = next }
    return id
  }
}
