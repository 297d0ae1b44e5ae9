internal import CRMModel
internal import Columns

extension Books {
  /// Amounts of credit notes are negative, so that columns sum to what is owed.
  func invoiceRegister(_ period: BillingPeriod) -> Report {
    .byCurrency(
      .invoiceRegister,
      period: period.description,
      documents(of: period),
      in: self,
      currency: \.currency,
      columns: { currency in
        [
          .init("invoice_number", .text, width: 18),
          .init("document_type", .code),
          .init("issue_date", .date),
          .init("due_date", .date),
          .init("lead_id", .text, width: 22),
          .init("customer", .text, width: 32),
          .init("country", .text, width: 9),
          .init("vat_id", .text, width: 18),
          .init("currency", .text, width: 9),
          .init("net", .money(currency), isSummed: true),
          .init("tax", .money(currency), isSummed: true),
          .init("gross", .money(currency), isSummed: true),
        ]
      },
      cells: { invoice in
        let sign = invoice.type.sign
        return [
          .text(invoice.invoiceNumber),
          .text(invoice.type == .invoice ? "invoice" : "credit_note"),
          .date(invoice.issueDate),
          .date(invoice.dueDate),
          .text(invoice.leadID),
          .text(invoice.buyer.name),
          .optional(invoice.buyer.country),
          .optional(invoice.buyer.vatID),
          .text(invoice.currency.code),
          .number(sign * invoice.totals.netTotal.minorUnits),
          .number(sign * invoice.totals.taxTotal.minorUnits),
          .number(sign * invoice.totals.grossTotal.minorUnits),
        ]
      }
    )
  }

  private struct TaxGroup: Hashable {
    let currency: Currency
    let tax: Tax
    let country: String
  }

  private struct TaxSum {
    let group: TaxGroup
    var documents: Int64 = 0
    var taxable: Int128 = 0
    var tax: Int128 = 0
  }

  func vatSummary(_ period: BillingPeriod) -> Report {
    .byCurrency(
      .vatSummary,
      period: period.description,
      taxSums(documents(of: period)),
      in: self,
      currency: \.group.currency,
      columns: { currency in
        [
          .init("tax_category", .text, width: 14),
          .init("tax_rate", .percent(scale: TaxRate.scale)),
          .init("country", .text, width: 9),
          .init("documents", .integer, width: 12),
          .init("currency", .text, width: 9),
          .init("taxable_amount", .money(currency), width: 18, isSummed: true),
          .init("tax_amount", .money(currency), width: 18, isSummed: true),
        ]
      },
      cells: { sum in
        [
          .text(sum.group.tax.category.rawValue),
          .number(sum.group.tax.rate.unscaled),
          .text(sum.group.country),
          .number(sum.documents),
          .text(sum.group.currency.code),
          .number(Int64(clamping: sum.taxable)),
          .number(Int64(clamping: sum.tax)),
        ]
      }
    )
  }

  private func taxSums(_ documents: [Invoice]) -> [TaxSum] {
    let taxes = Dictionary(grouping: taxes, by: \.invoiceNumber)
    var sums: [TaxGroup: TaxSum] = [:]
    for document in documents {
      for tax in taxes[document.invoiceNumber] ?? [] {
        let group = TaxGroup(
          currency: document.currency,
          tax: tax.tax,
          country: document.buyer.country ?? ""
        )
        var sum = sums[group] ?? TaxSum(group: group)
        sum.documents += 1
        sum.taxable += Int128(document.type.sign * tax.taxableAmount.minorUnits)
        sum.tax += Int128(document.type.sign * tax.taxAmount.minorUnits)
        sums[group] = sum
      }
    }
    return sums.values.sorted { left, right in
      (left.group.tax, left.group.country) < (right.group.tax, right.group.country)
    }
  }
}
