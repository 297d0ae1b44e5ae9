package import CRMModel

/// The totals by which one file of a period is tied to another, in one currency.
package struct ControlTotals: Hashable, Sendable {
  package let currency: Currency
  /// Documents in the invoice register.
  package let documents: Int
  /// Totals of the invoice register, in minor units as all amounts here.
  package let net: Int64
  package let tax: Int64
  package let gross: Int64
  /// Totals of the VAT summary.
  package let vatTaxable: Int64
  package let vatTax: Int64
  /// Totals of the journal.
  package let debit: Int64
  package let credit: Int64
  /// Movements of the journal's revenue and tax accounts by invoices and credit notes, credits
  /// positive.
  package let revenuePosted: Int64
  package let taxPosted: Int64
  /// The total of the ageing.
  package let open: Int64
  /// The ledger's receivables on the day of the ageing.
  package let receivables: Int64

  /// Two totals that must be the same.
  package struct Tie: Hashable, Sendable {
    /// Stable: which total equals which.
    package let name: String
    package let left: Int64
    package let right: Int64

    package var holds: Bool { left == right }
  }

  /// All ties; a run whose files do not tie must not publish them.
  package var ties: [Tie] {
    [
      Tie(name: "invoice-register.net = vat-summary.taxable_amount", left: net, right: vatTaxable),
      Tie(name: "invoice-register.tax = vat-summary.tax_amount", left: tax, right: vatTax),
      Tie(name: "invoice-register.net + tax = gross", left: net &+ tax, right: gross),
      Tie(name: "invoice-register.net = journal revenue", left: net, right: revenuePosted),
      Tie(name: "invoice-register.tax = journal tax", left: tax, right: taxPosted),
      Tie(name: "journal.debit = journal.credit", left: debit, right: credit),
      Tie(name: "ageing.open_amount = ledger receivables", left: open, right: receivables),
    ]
  }
}

extension Books {
  /// The control totals of a period, one for each currency, ordered by its code.
  package func controlTotals(for period: BillingPeriod) -> [ControlTotals] {
    let register = answer(.invoiceRegister, for: period)
    let vat = answer(.vatSummary, for: period)
    let journal = answer(.journal, for: period)
    let ageing = answer(.ageing, for: period)
    let posted = entries(of: period).filter { $0.documentKind == .invoice }
    let past = entries.filter { $0.date <= period.lastDay && $0.role == .receivable }
    let currencies = Set(
      documents(of: period).map(\.currency) + entries(of: period).map(\.currency)
        + past.map(\.currency)
    )
    return currencies.sorted { $0.code < $1.code }.map { currency in
      func total(_ report: Report, _ column: String) -> Int64 {
        report.tables.first { $0.name == currency.code }?.total(of: column) ?? 0
      }
      func balance(_ rows: [LedgerEntry], _ role: LedgerAccountRole) -> Int64 {
        let sum = rows.reduce(0 as Int128) { sum, entry in
          guard entry.currency == currency, entry.role == role else { return sum }
          return sum + Int128(entry.debit.minorUnits) - Int128(entry.credit.minorUnits)
        }
        return Int64(clamping: sum)
      }
      return ControlTotals(
        currency: currency,
        documents: register.tables.first { $0.name == currency.code }?.rows.count ?? 0,
        net: total(register, "net"),
        tax: total(register, "tax"),
        gross: total(register, "gross"),
        vatTaxable: total(vat, "taxable_amount"),
        vatTax: total(vat, "tax_amount"),
        debit: total(journal, "debit"),
        credit: total(journal, "credit"),
        revenuePosted: -balance(posted, .revenue),
        taxPosted: -balance(posted, .tax),
        open: total(ageing, "open_amount"),
        receivables: balance(past, .receivable)
      )
    }
  }
}
