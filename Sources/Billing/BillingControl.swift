package import CRMModel
import Time

/// What a period's documents come to in one currency, computed four times from different tables.
package struct BillingControlTotal: Hashable, Sendable {
  package let currency: Currency
  /// Documents of the period, credit notes included.
  package let documentCount: Int
  /// Invoices less credit notes, by their heads: without VAT, VAT, with VAT.
  package let registerNet: Money
  package let registerTax: Money
  package let registerGross: Money
  /// The VAT breakdown: taxable amounts and taxes.
  package let vatBase: Money
  package let vatTax: Money
  /// The journal's revenue, VAT and receivables from these documents.
  package let journalRevenue: Money
  package let journalTax: Money
  package let journalReceivable: Money
  /// What the documents add to the balance of the ageing report.
  package let ageingMovement: Money
}

/// The checks that tie documents, VAT, journal and ageing together.
package struct BillingControl: Sendable {
  package let period: BillingPeriod
  /// By currency code.
  package let totals: [BillingControlTotal]
  /// Empty in sound books; anything else must stop a commit.
  package let violations: [RuleViolation]

  /// Computes the totals of a period and checks the books as a whole.
  ///
  /// `payments` are all payments of the store; those not in the ledger yet do not count.
  package init(
    _ books: PostedBooks,
    payments: [Payment],
    period: BillingPeriod,
    series: InvoiceSeries
  ) {
    self.period = period
    let check = BooksCheck(books, payments)
    let currencies = Set(books.invoices.map(\.currency)).union(payments.map(\.amount.currency))
      .sorted { $0.code < $1.code }
    totals = currencies.map { check.total(of: period, in: $0) }
      .filter { $0.documentCount > 0 || $0.journalReceivable.minorUnits != 0 }
    violations =
      totals.flatMap(\.violations) + check.documents + check.entries
      + check.sequence(series) + check.allocations + check.sources
      + currencies.compactMap(check.balance)
  }
}

extension BillingControlTotal {
  /// The equalities of one currency.
  fileprivate var violations: [RuleViolation] {
    let code = currency.code
    let checks: [(String, String, Money, Money)] = [
      ("control.net", "register and VAT base", registerNet, vatBase),
      ("control.tax", "register and VAT", registerTax, vatTax),
      ("control.revenue", "register and revenue in the journal", registerNet, journalRevenue),
      ("control.vat", "register and VAT in the journal", registerTax, journalTax),
      (
        "control.receivable", "register and receivables in the journal", registerGross,
        journalReceivable
      ),
      ("control.ageing", "register and ageing movement", registerGross, ageingMovement),
    ]
    return checks.filter { $0.2 != $0.3 }.map {
      RuleViolation($0.0, code, "\($0.1) differ: \($0.2.plain) and \($0.3.plain)")
    }
  }
}

private struct BooksCheck {
  private let books: PostedBooks
  private let posted: [Payment]
  private let lines: [String: [InvoiceLine]]
  private let taxes: [String: [InvoiceTax]]
  private let entriesByDocument: [String: [LedgerEntry]]
  private let lastDay: CalendarDate

  init(_ books: PostedBooks, _ payments: [Payment]) {
    self.books = books
    let entered = Set(books.entries.filter { $0.documentKind == .payment }.map(\.document))
    posted = payments.filter { entered.contains($0.paymentID) }
    lines = Dictionary(grouping: books.lines, by: \.invoiceNumber)
    taxes = Dictionary(grouping: books.taxes, by: \.invoiceNumber)
    let ofInvoices = books.entries.filter { $0.documentKind == .invoice }
    entriesByDocument = Dictionary(grouping: ofInvoices, by: \.document)
    let days =
      books.invoices.map(\.issueDate) + posted.map(\.paidOn)
      + books.allocations.map(\.allocatedOn)
    lastDay = days.max() ?? CalendarDate(daysSinceEpoch: 0)
  }

  // MARK: - Totals of a period

  func total(of period: BillingPeriod, in currency: Currency) -> BillingControlTotal {
    let documents = books.invoices.filter { $0.period == period && $0.currency == currency }
    func register(_ amount: (InvoiceTotals) -> Money) -> Money {
      let units = documents.reduce(0) { $0 + $1.type.sign * amount($1.totals).minorUnits }
      return Money(minorUnits: units, currency)
    }
    func breakdown(_ amount: (InvoiceTax) -> Money) -> Money {
      let units = documents.reduce(Int64(0)) { sum, document in
        let parts = (taxes[document.invoiceNumber] ?? []).reduce(0) { $0 + amount($1).minorUnits }
        return sum + document.type.sign * parts
      }
      return Money(minorUnits: units, currency)
    }
    return BillingControlTotal(
      currency: currency,
      documentCount: documents.count,
      registerNet: register(\.netTotal),
      registerTax: register(\.taxTotal),
      registerGross: register(\.grossTotal),
      vatBase: breakdown(\.taxableAmount),
      vatTax: breakdown(\.taxAmount),
      journalRevenue: journal(.revenue, period, currency).negated,
      journalTax: journal(.tax, period, currency).negated,
      journalReceivable: journal(.receivable, period, currency),
      ageingMovement: ageingMovement(of: period, in: currency)
    )
  }

  /// Debits less credits of a role in the entries of the period's documents.
  private func journal(
    _ role: LedgerAccountRole,
    _ period: BillingPeriod,
    _ currency: Currency
  ) -> Money {
    let units = books.entries.reduce(Int64(0)) { sum, entry in
      guard entry.documentKind == .invoice, entry.role == role, entry.period == period,
        entry.currency == currency
      else { return sum }
      return sum + entry.debit.minorUnits - entry.credit.minorUnits
    }
    return Money(minorUnits: units, currency)
  }

  /// The ageing balance with the period's documents less the one without them.
  private func ageingMovement(of period: BillingPeriod, in currency: Currency) -> Money {
    let others = books.invoices.filter { $0.period != period }
    let numbers = Set(others.map(\.invoiceNumber))
    let allocations = books.allocations.filter { allocation in
      guard numbers.contains(allocation.invoiceNumber) else { return false }
      guard case .creditNote(let number) = allocation.source else { return true }
      return numbers.contains(number)
    }
    let before = ReceivablesAgeing(
      asOf: lastDay,
      invoices: others,
      payments: posted,
      allocations: allocations
    )
    let after = ageing
    let units = after.balance(in: currency).minorUnits - before.balance(in: currency).minorUnits
    return Money(minorUnits: units, currency)
  }

  private var ageing: ReceivablesAgeing {
    ReceivablesAgeing(
      asOf: lastDay,
      invoices: books.invoices,
      payments: posted,
      allocations: books.allocations
    )
  }

  /// The ageing balance is the balance of the receivable accounts.
  func balance(in currency: Currency) -> RuleViolation? {
    let ledger = books.entries.reduce(Int64(0)) { sum, entry in
      guard entry.role == .receivable, entry.currency == currency else { return sum }
      return sum + entry.debit.minorUnits - entry.credit.minorUnits
    }
    let open = ageing.balance(in: currency)
    guard ledger != open.minorUnits else { return nil }
    let balance = Money(minorUnits: ledger, currency)
    let message = "receivables differ: ledger \(balance.plain), ageing \(open.plain)"
    return RuleViolation("control.balance", currency.code, message)
  }

  // MARK: - Documents, entries, numbers

  var documents: [RuleViolation] {
    books.invoices.flatMap {
      InvoiceRules.violations(
        $0,
        lines: lines[$0.invoiceNumber] ?? [],
        taxes: taxes[$0.invoiceNumber] ?? []
      )
    }
  }

  /// Each entry balances, entry numbers have no gap, and each document with amounts has one entry.
  var entries: [RuleViolation] {
    var found: [RuleViolation] = []
    let byNumber = Dictionary(grouping: books.entries, by: \.entryNumber)
    for (number, sides) in byNumber.sorted(by: { $0.key < $1.key }) {
      let sum = sides.reduce(0) { $0 + $1.debit.minorUnits - $1.credit.minorUnits }
      if sum != 0 || Set(sides.map(\.currency)).count != 1 {
        found.append(RuleViolation("ledger.balance", "entry \(number)", "it does not balance"))
      }
    }
    if let last = byNumber.keys.max(), Int(last) != byNumber.count {
      let message = "\(byNumber.count) entries, the last has number \(last)"
      found.append(RuleViolation("ledger.gap", "ledger", message))
    }
    for invoice in books.invoices {
      let numbers = Set((entriesByDocument[invoice.invoiceNumber] ?? []).map(\.entryNumber))
      let hasAmounts = (taxes[invoice.invoiceNumber] ?? []).contains {
        $0.taxableAmount.minorUnits != 0
      }
      if hasAmounts ? numbers.count != 1 : numbers.count > 1 {
        let message = "it has \(numbers.count) ledger entries"
        found.append(RuleViolation("ledger.document", invoice.invoiceNumber, message))
      }
    }
    return found
  }

  /// Numbers of one series begin at 1 and have no gap; none occurs twice.
  func sequence(_ series: InvoiceSeries) -> [RuleViolation] {
    var found: [RuleViolation] = []
    var positions: [String: [Int]] = [:]
    for invoice in books.invoices {
      let issued = invoice.issueDate
      guard let position = series.position(of: invoice.invoiceNumber, issued: issued) else {
        continue
      }
      positions[series.number(0, issued: issued), default: []].append(position)
    }
    for (start, numbers) in positions.sorted(by: { $0.key < $1.key }) {
      if numbers.sorted() != Array(1...numbers.count) {
        found.append(RuleViolation("sequence.gap", start, "its numbers have gaps or repeat"))
      }
    }
    if Set(books.invoices.map(\.invoiceNumber)).count != books.invoices.count {
      found.append(RuleViolation("sequence.repeat", "invoices", "a number occurs twice"))
    }
    return found
  }

  /// No invoice is settled beyond its total, no payment or credit note given away beyond its own.
  var allocations: [RuleViolation] {
    var limits: [String: Int64] = [:]
    var sources: [AllocationSource: Int64] = [:]
    for payment in posted {
      sources[.payment(id: payment.paymentID)] = payment.amount.minorUnits
    }
    for invoice in books.invoices {
      let gross = invoice.totals.grossTotal.minorUnits
      switch invoice.type {
      case .invoice: limits[invoice.invoiceNumber] = gross
      case .creditNote: sources[.creditNote(number: invoice.invoiceNumber)] = gross
      }
    }
    for allocation in books.allocations {
      limits[allocation.invoiceNumber, default: 0] -= allocation.amount.minorUnits
      sources[allocation.source, default: 0] -= allocation.amount.minorUnits
    }
    let refunded = Set(posted.filter { $0.amount.minorUnits < 0 }.map(\.paymentID))
    let overSettled = limits.filter { $0.value < 0 }.keys.sorted().map {
      RuleViolation("allocation.invoice", $0, "more is allocated than it comes to")
    }
    let overUsed = sources.filter { $0.value < 0 && !refunded.contains($0.key.id) }.keys.sorted()
    return overSettled
      + overUsed.map {
        RuleViolation("allocation.source", $0.id, "more is allocated than it comes to")
      }
  }

  /// No charge stands on two lines, no subscription on two lines of overlapping days.
  var sources: [RuleViolation] {
    let bySource = Dictionary(grouping: books.lines, by: \.source)
    return bySource.sorted { $0.key < $1.key }.compactMap { source, lines in
      let ordered = lines.sorted { $0.periodStart < $1.periodStart }
      let overlaps = zip(ordered, ordered.dropFirst()).contains { $0.periodEnd >= $1.periodStart }
      guard overlaps || (source.kind == "charge" && lines.count > 1) else { return nil }
      return RuleViolation("billed.twice", "\(source.kind) \(source.id)", "it is billed twice")
    }
  }
}
