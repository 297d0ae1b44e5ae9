package import CRMModel
package import Diagnostics
package import Time

/// A plan with numbers: the rows to commit.
package struct Posting: Sendable {
  /// New documents, lines, taxes, allocations and ledger entries.
  package let additions: PostedBooks
  /// The invoice number of each charge billed, by charge id.
  package let invoiceNumbers: [String: String]
  /// Payments entered into the ledger; their lead may have been found by their reference.
  package let payments: [Payment]
}

/// A line of a new document, with the input that it bills.
package struct PostedLine: Hashable, Sendable {
  /// The document's number.
  package let number: String
  package let source: InvoiceLineSource
  package let periodStart: CalendarDate
  package let origin: RowOrigin
}

extension Posting {
  /// The lines of the new documents, in their order; `plan` is the one that was posted.
  package func lines(of plan: BillingPlan) -> [PostedLine] {
    zip(additions.invoices, plan.drafts).flatMap { invoice, draft in
      draft.lines.map {
        PostedLine(
          number: invoice.invoiceNumber,
          source: $0.source,
          periodStart: $0.periodStart,
          origin: $0.origin
        )
      }
    }
  }
}

extension BillingPlan {
  /// Numbers the documents without gaps and makes the rows to commit.
  ///
  /// Call it only while the store is locked for the commit, with the next position of the series
  /// (`InvoiceSeries.nextPosition`) and of the ledger (`PostedBooks.nextEntryNumber`).
  package func post(nextNumber: Int, nextEntry: Int64) -> Posting {
    var numbers: [String: String] = [:]
    for (index, draft) in drafts.enumerated() {
      numbers[draft.key] = settings.series.number(nextNumber + index, issued: issueDate)
    }
    let allocations = allocations.compactMap { $0.numbered(numbers) }
    var books = PostedBooks(allocations: allocations)
    var paid: [String: Int64] = [:]
    for allocation in allocations {
      paid[allocation.invoiceNumber, default: 0] += allocation.amount.minorUnits
    }
    for draft in drafts {
      guard let number = numbers[draft.key] else { continue }
      books.invoices.append(head(of: draft, number, paid: paid[number] ?? 0))
      books.lines += Self.lines(of: draft, number)
      books.taxes += taxes(of: draft, number)
    }
    var journal = Journal(settings.accounts, nextEntry: nextEntry)
    for draft in drafts { journal.post(draft, numbers[draft.key] ?? "", issueDate, period) }
    for payment in payments { journal.post(payment) }
    books.entries = journal.entries
    return Posting(additions: books, invoiceNumbers: billedCharges(numbers), payments: payments)
  }

  private func billedCharges(_ numbers: [String: String]) -> [String: String] {
    var result: [String: String] = [:]
    for draft in drafts {
      for line in draft.lines {
        if case .charge(let id) = line.source { result[id] = numbers[draft.key] }
      }
    }
    return result
  }

  private func head(of draft: DraftInvoice, _ number: String, paid: Int64) -> Invoice {
    let currency = draft.currency
    return Invoice(
      invoiceNumber: number,
      invoiceID: draft.key,
      type: draft.type,
      leadID: draft.leadID,
      buyer: draft.buyer,
      issueDate: issueDate,
      dueDate: draft.dueDate,
      period: period,
      totals: InvoiceTotals(
        lineTotal: draft.netTotal,
        netTotal: draft.netTotal,
        taxTotal: draft.taxTotal,
        grossTotal: draft.grossTotal,
        paidAmount: Money(minorUnits: paid, currency),
        amountDue: Money(minorUnits: draft.grossTotal.minorUnits - paid, currency)
      )
    )
  }

  private static func lines(of draft: DraftInvoice, _ number: String) -> [InvoiceLine] {
    draft.lines.enumerated().map { index, line in
      InvoiceLine(
        invoiceNumber: number,
        lineNumber: Int32(clamping: index + 1),
        source: line.source,
        description: line.description,
        quantity: line.quantity,
        unitPrice: line.unitPrice,
        netAmount: line.netAmount,
        tax: line.tax,
        periodStart: line.periodStart,
        periodEnd: line.periodEnd,
        note: line.note
      )
    }
  }

  private func taxes(of draft: DraftInvoice, _ number: String) -> [InvoiceTax] {
    draft.taxes.map {
      InvoiceTax(
        invoiceNumber: number,
        tax: $0.tax,
        taxableAmount: $0.taxableAmount,
        taxAmount: $0.taxAmount,
        exemptionReason: settings.exemptionReason(of: $0.tax.category),
        exemptionCode: $0.tax.category.exemptionCode
      )
    }
  }
}

extension PlannedAllocation {
  fileprivate func numbered(_ numbers: [String: String]) -> PaymentAllocation? {
    let invoice: String? =
      switch target {
      case .issued(let number): number
      case .draft(let key): numbers[key]
      }
    let origin: AllocationSource? =
      switch source {
      case .issued(let source): source
      case .draft(let key): numbers[key].map(AllocationSource.creditNote)
      }
    guard let invoice, let origin else { return nil }
    return PaymentAllocation(
      source: origin,
      invoiceNumber: invoice,
      amount: amount,
      allocatedOn: allocatedOn
    )
  }
}

extension Posting {
  /// The row of the period after this posting.
  package func periodRecord(
    _ period: BillingPeriod,
    after earlier: PeriodRecord?,
    billedAt: Instant,
    planHash: String
  ) -> PeriodRecord {
    PeriodRecord(
      period: period,
      state: .billed,
      billedAt: billedAt,
      planHash: planHash,
      documentCount: (earlier?.documentCount ?? 0) + Int64(additions.invoices.count)
    )
  }
}
