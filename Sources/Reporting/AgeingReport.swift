package import CRMModel
package import Time

extension Books {
  /// Receivables as of the end of a day; payments that are not in the ledger yet do not count.
  package func receivables(asOf day: CalendarDate) -> ReceivablesAgeing {
    let entered = Set(entries.filter { $0.documentKind == .payment }.map(\.document))
    return ReceivablesAgeing(
      asOf: day,
      invoices: invoices,
      payments: payments.filter { entered.contains($0.paymentID) },
      allocations: allocations
    )
  }

  /// What is open, by days overdue.
  ///
  /// Credit notes and payments that settle nothing yet stand in a column of their own, negative,
  /// so that the total equals the ledger's receivables.
  func ageing(asOf day: CalendarDate) -> Report {
    .byCurrency(
      .ageing,
      period: day.iso,
      ageingLines(asOf: day),
      in: self,
      currency: \.open.currency,
      columns: { currency in
        [
          .init("lead_id", .text, width: 22),
          .init("customer", .text, width: 32),
          .init("document", .text, width: 18),
          .init("document_type", .code),
          .init("document_date", .date),
          .init("due_date", .date),
          .init("days_overdue", .integer, width: 10),
          .init("currency", .text, width: 9),
        ]
          + AgeingBucket.allCases.map {
            .init(Self.columnName($0), .money(currency), width: 14, isSummed: true)
          } + [
            .init("credits", .money(currency), width: 14, isSummed: true),
            .init("open_amount", .money(currency), isSummed: true),
          ]
      },
      cells: \.cells
    )
  }

  private static func columnName(_ bucket: AgeingBucket) -> String {
    switch bucket {
    case .notDue: "not_due"
    case .days1To30: "overdue_1_30"
    case .days31To60: "overdue_31_60"
    case .days61To90: "overdue_61_90"
    case .over90: "overdue_over_90"
    }
  }

  /// One row of the report.
  private struct AgeingLine {
    let leadID: String
    let customer: String?
    let document: String
    let kind: String
    let date: CalendarDate
    var due: CalendarDate?
    var overdue: Int64?
    /// Nil for credits.
    var bucket: AgeingBucket?
    /// Negative for credits.
    let open: Money

    var cells: [ReportTable.Cell] {
      let amount = ReportTable.Cell.number(open.minorUnits)
      return [
        .text(leadID),
        .optional(customer),
        .text(document),
        .text(kind),
        .date(date),
        .optional(due),
        .optional(overdue),
        .text(open.currency.code),
      ]
        + AgeingBucket.allCases.map { $0 == bucket ? amount : .empty }
        + [bucket == nil ? amount : .empty, amount]
    }
  }

  /// By customer, the oldest first, credits last.
  private func ageingLines(asOf day: CalendarDate) -> [AgeingLine] {
    let ageing = receivables(asOf: day)
    let names = Dictionary(invoices.map { ($0.leadID, $0.buyer.name) }) { _, last in last }
    let items = ageing.items.map { item in
      AgeingLine(
        leadID: item.invoice.leadID,
        customer: item.invoice.buyer.name,
        document: item.invoice.invoiceNumber,
        kind: "invoice",
        date: item.invoice.issueDate,
        due: item.invoice.dueDate,
        overdue: Int64(max(item.daysOverdue, 0)),
        bucket: item.bucket,
        open: item.open
      )
    }
    let credits = ageing.credits.map { credit in
      AgeingLine(
        leadID: credit.leadID,
        customer: names[credit.leadID],
        document: credit.source.id,
        kind: credit.source.kind,
        date: credit.day,
        open: Money(minorUnits: -credit.open.minorUnits, credit.open.currency)
      )
    }
    return (items + credits).sorted { left, right in
      (left.leadID, left.bucket == nil ? 1 : 0, left.due ?? left.date, left.document)
        < (right.leadID, right.bucket == nil ? 1 : 0, right.due ?? right.date, right.document)
    }
  }
}
