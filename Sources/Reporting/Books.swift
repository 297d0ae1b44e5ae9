package import CRMModel

/// What billing left behind: the rows that accountants' questions are asked of.
package struct Books: Sendable {
  package var invoices: [Invoice] = []
  package var taxes: [InvoiceTax] = []
  package var payments: [Payment] = []
  package var allocations: [PaymentAllocation] = []
  package var entries: [LedgerEntry] = []
  /// The currency of reports that have no rows.
  package var currency = Currency.euro

  package init() {}

  package init(
    invoices: [Invoice],
    taxes: [InvoiceTax],
    payments: [Payment],
    allocations: [PaymentAllocation],
    entries: [LedgerEntry]
  ) {
    self.invoices = invoices
    self.taxes = taxes
    self.payments = payments
    self.allocations = allocations
    self.entries = entries
  }
}

/// A question that `Books` can answer; the raw value names it in pipeline files and file names.
package enum Question: String, Hashable, Sendable, CaseIterable {
  /// The documents of the period with their amounts.
  case invoiceRegister = "invoice-register"
  /// Taxable amounts and taxes of the period by category, rate and country.
  case vatSummary = "vat-summary"
  /// What is owed at the end of the period, by days overdue.
  case ageing = "ageing"
  /// The ledger entries of the period.
  case journal = "journal"
  /// The money received in the period and how much of it is allocated.
  case payments = "payments"
}

extension Books {
  /// The answer for a period, one table a currency.
  package func answer(_ question: Question, for period: BillingPeriod) -> Report {
    switch question {
    case .invoiceRegister: invoiceRegister(period)
    case .vatSummary: vatSummary(period)
    case .ageing: ageing(asOf: period.lastDay)
    case .journal: journal(period)
    case .payments: paymentsReceived(period)
    }
  }

  /// The documents of a period, in order of issue.
  func documents(of period: BillingPeriod) -> [Invoice] {
    invoices.filter { $0.period == period }
      .sorted { ($0.issueDate, $0.invoiceNumber) < ($1.issueDate, $1.invoiceNumber) }
  }
}

extension Report {
  /// A report with one table for each currency among `rows`; without rows one of `currency`, so
  /// that its files have their headings.
  static func byCurrency<Row>(
    _ name: Question,
    period: String,
    _ rows: [Row],
    in books: Books,
    currency: (Row) -> Currency,
    columns: (Currency) -> [ReportTable.Column],
    cells: (Row) -> [ReportTable.Cell]
  ) -> Report {
    var groups = Dictionary(grouping: rows, by: currency)
    if groups.isEmpty { groups[books.currency] = [] }
    let tables = groups.map { currency, rows in
      var table = ReportTable(name: currency.code, columns: columns(currency))
      for row in rows { table.append(cells(row)) }
      return table
    }
    return Report(name: name.rawValue, period: period, tables: tables)
  }
}
