package import Billing
package import CRMModel
package import Reporting

extension Books {
  /// What billing posted, with all payments of the store, for a company that keeps its books in
  /// `currency`.
  package init(_ posted: PostedBooks, payments: [Payment], currency: Currency = .euro) {
    self.init(
      invoices: posted.invoices,
      taxes: posted.taxes,
      payments: payments,
      allocations: posted.allocations,
      entries: posted.entries
    )
    self.currency = currency
  }
}
