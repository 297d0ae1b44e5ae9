package import CRMModel
internal import Columns

extension Books {
  /// The entries of a period in their order.
  package func entries(of period: BillingPeriod) -> [LedgerEntry] {
    entries.filter { $0.period == period }
      .sorted { ($0.entryNumber, $0.entryLine) < ($1.entryNumber, $1.entryLine) }
  }

  func journal(_ period: BillingPeriod) -> Report {
    .byCurrency(
      .journal,
      period: period.description,
      entries(of: period),
      in: self,
      currency: \.currency,
      columns: { currency in
        [
          .init("entry_number", .integer),
          .init("entry_line", .integer, width: 8),
          .init("date", .date),
          .init("account", .text, width: 12),
          .init("account_name", .text, width: 28),
          .init("lead_id", .text, width: 22),
          .init("document_type", .code),
          .init("document", .text, width: 18),
          .init("text", .text, width: 40),
          .init("currency", .text, width: 9),
          .init("debit", .money(currency), isSummed: true),
          .init("credit", .money(currency), isSummed: true),
        ]
      },
      cells: { entry in
        [
          .number(entry.entryNumber),
          .number(Int64(entry.entryLine)),
          .date(entry.date),
          .text(entry.account),
          .text(entry.accountName),
          .optional(entry.leadID),
          .text(entry.documentKind.rawValue),
          .text(entry.document),
          .text(entry.text),
          .text(entry.currency.code),
          Self.side(entry.debit),
          Self.side(entry.credit),
        ]
      }
    )
  }

  /// The side of an entry that has no amount stays empty.
  private static func side(_ money: Money) -> ReportTable.Cell {
    money.minorUnits == 0 ? .empty : .number(money.minorUnits)
  }

  func paymentsReceived(_ period: BillingPeriod) -> Report {
    var allocated: [AllocationSource: Int64] = [:]
    for allocation in allocations {
      allocated[allocation.source, default: 0] += allocation.amount.minorUnits
    }
    return .byCurrency(
      .payments,
      period: period.description,
      payments.filter { period.contains($0.paidOn) }
        .sorted { ($0.paidOn, $0.paymentID) < ($1.paidOn, $1.paymentID) },
      in: self,
      currency: \.amount.currency,
      columns: { currency in
        [
          .init("payment_id", .text, width: 18),
          .init("paid_on", .date),
          .init("lead_id", .text, width: 22),
          .init("method", .text, width: 16),
          .init("reference", .text, width: 28),
          .init("currency", .text, width: 9),
          .init("amount", .money(currency), isSummed: true),
          .init("allocated", .money(currency), isSummed: true),
          .init("unallocated", .money(currency), isSummed: true),
        ]
      },
      cells: { payment in
        let done = allocated[.payment(id: payment.paymentID)] ?? 0
        return [
          .text(payment.paymentID),
          .date(payment.paidOn),
          .optional(payment.leadID),
          .optional(payment.method),
          .optional(payment.reference),
          .text(payment.amount.currency.code),
          .number(payment.amount.minorUnits),
          .number(done),
          .number(payment.amount.minorUnits - done),
        ]
      }
    )
  }
}
