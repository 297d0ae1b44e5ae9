import CRMModel
import Time

/// Double entries of documents and payments; each document is one entry that balances.
struct Journal {
  private struct Side {
    let account: LedgerAccount
    let role: LedgerAccountRole
    /// Above zero on the debit side, below zero on the credit side.
    let amount: Int64
    let text: String
  }

  private(set) var entries: [LedgerEntry] = []
  private let accounts: LedgerAccounts
  private var nextEntry: Int64

  init(_ accounts: LedgerAccounts, nextEntry: Int64) {
    self.accounts = accounts
    self.nextEntry = nextEntry
  }

  /// Receivable against revenue and VAT, one pair a tax; reversed for a credit note.
  mutating func post(
    _ draft: DraftInvoice,
    _ number: String,
    _ date: CalendarDate,
    _ period: BillingPeriod
  ) {
    let sign = draft.type.sign
    let text = "\(draft.type == .invoice ? "invoice" : "credit note") \(number)"
    var sides = [
      Side(
        account: accounts.receivable,
        role: .receivable,
        amount: sign * draft.grossTotal.minorUnits,
        text: text
      )
    ]
    for group in draft.taxes {
      sides.append(
        Side(
          account: accounts.revenueByTax[group.tax] ?? accounts.revenue,
          role: .revenue,
          amount: -sign * group.taxableAmount.minorUnits,
          text: "\(text), net \(group.tax.label)"
        )
      )
      sides.append(
        Side(
          account: accounts.taxByTax[group.tax] ?? accounts.tax,
          role: .tax,
          amount: -sign * group.taxAmount.minorUnits,
          text: "\(text), VAT \(group.tax.label)"
        )
      )
    }
    append(sides, draft.currency, date, draft.leadID, .invoice, number, period)
  }

  /// Bank against receivable; reversed for money sent back.
  mutating func post(_ payment: Payment) {
    let amount = payment.amount.minorUnits
    let text = "payment \(payment.paymentID)"
    let sides = [
      Side(account: accounts.bank, role: .bank, amount: amount, text: text),
      Side(account: accounts.receivable, role: .receivable, amount: -amount, text: text),
    ]
    append(
      sides,
      payment.amount.currency,
      payment.paidOn,
      payment.leadID,
      .payment,
      payment.paymentID,
      BillingPeriod(payment.paidOn)
    )
  }

  /// Numbers the entry; sides of zero are left out, and an entry without sides takes no number.
  private mutating func append(
    _ sides: [Side],
    _ currency: Currency,
    _ date: CalendarDate,
    _ leadID: String?,
    _ kind: LedgerDocumentKind,
    _ document: String,
    _ period: BillingPeriod
  ) {
    let moved = sides.filter { $0.amount != 0 }
    guard !moved.isEmpty else { return }
    for (index, side) in moved.enumerated() {
      entries.append(
        LedgerEntry(
          entryNumber: nextEntry,
          entryLine: Int32(clamping: index + 1),
          date: date,
          account: side.account.number,
          accountName: side.account.name,
          role: side.role,
          leadID: leadID,
          documentKind: kind,
          document: document,
          debit: Money(minorUnits: max(0, side.amount), currency),
          credit: Money(minorUnits: max(0, -side.amount), currency),
          text: side.text,
          period: period
        )
      )
    }
    nextEntry += 1
  }
}
