package import Time

/// Where the money of an allocation comes from.
package enum AllocationSource: Hashable, Comparable, Sendable {
  /// A payment, by its id.
  case payment(id: String)
  /// A credit note, by its number.
  case creditNote(number: String)

  /// `payment` or `credit_note`.
  package var kind: String {
    switch self {
    case .payment: "payment"
    case .creditNote: "credit_note"
    }
  }

  package var id: String {
    switch self {
    case .payment(let id): id
    case .creditNote(let number): number
    }
  }
}

/// A part of a payment or a credit note that settles a part of an invoice.
package struct PaymentAllocation: Hashable, Sendable {
  package let source: AllocationSource
  package let invoiceNumber: String
  /// Greater than zero.
  package let amount: Money
  /// The later of the source's day and the invoice's day of issue.
  package let allocatedOn: CalendarDate

  package init(
    source: AllocationSource,
    invoiceNumber: String,
    amount: Money,
    allocatedOn: CalendarDate
  ) {
    self.source = source
    self.invoiceNumber = invoiceNumber
    self.amount = amount
    self.allocatedOn = allocatedOn
  }
}

/// What an entry was posted for.
package enum LedgerDocumentKind: String, Hashable, Sendable, CaseIterable {
  /// An invoice or a credit note, by its number.
  case invoice
  /// A payment, by its id.
  case payment
}

/// What an account is for; tells renderers its type without knowing the chart of accounts.
package enum LedgerAccountRole: String, Hashable, Sendable, CaseIterable {
  /// Asset: what customers owe.
  case receivable
  /// Income.
  case revenue
  /// Liability: VAT to be paid.
  case tax
  /// Asset: money that arrived.
  case bank
}

/// One side of a double entry; the rows of one entry number balance.
package struct LedgerEntry: Hashable, Sendable {
  /// Gapless from 1; shared by the rows of one document.
  package let entryNumber: Int64
  /// From 1 within the entry.
  package let entryLine: Int32
  package let date: CalendarDate
  package let account: String
  package let accountName: String
  package let role: LedgerAccountRole
  package let leadID: String?
  package let documentKind: LedgerDocumentKind
  /// Invoice number or payment id.
  package let document: String
  /// Zero where `credit` is not.
  package let debit: Money
  package let credit: Money
  package let text: String
  package let period: BillingPeriod

  package init(
    entryNumber: Int64,
    entryLine: Int32,
    date: CalendarDate,
    account: String,
    accountName: String,
    role: LedgerAccountRole,
    leadID: String?,
    documentKind: LedgerDocumentKind,
    document: String,
    debit: Money,
    credit: Money,
    text: String,
    period: BillingPeriod
  ) {
    self.entryNumber = entryNumber
    self.entryLine = entryLine
    self.date = date
    self.account = account
    self.accountName = accountName
    self.role = role
    self.leadID = leadID
    self.documentKind = documentKind
    self.document = document
    self.debit = debit
    self.credit = credit
    self.text = text
    self.period = period
  }

  package var currency: Currency { debit.currency }
}

/// Whether a period may still be billed.
package enum PeriodState: String, Hashable, Sendable, CaseIterable {
  /// Nothing was billed yet.
  case open
  /// Its documents are issued; late charges may still follow.
  case billed
  /// Nothing more is posted to it.
  case closed
}

/// A billing period and the plan that was posted for it last.
package struct PeriodRecord: Hashable, Sendable {
  package let period: BillingPeriod
  package let state: PeriodState
  package let billedAt: Instant?
  /// Hash of the posted plan's canonical text.
  package let planHash: String?
  /// Documents issued for it so far.
  package let documentCount: Int64

  package init(
    period: BillingPeriod,
    state: PeriodState,
    billedAt: Instant? = nil,
    planHash: String? = nil,
    documentCount: Int64 = 0
  ) {
    self.period = period
    self.state = state
    self.billedAt = billedAt
    self.planHash = planHash
    self.documentCount = documentCount
  }
}
