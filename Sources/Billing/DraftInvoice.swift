package import CRMModel
import Diagnostics
package import Time

/// The VAT of one category and rate on a draft.
package struct DraftTax: Hashable, Sendable {
  package let tax: Tax
  package let taxableAmount: Money
  package let taxAmount: Money
}

/// A document before it has a number.
package struct DraftInvoice: Hashable, Sendable {
  /// `period/lead/currency/part`, unique among all documents.
  package let key: String
  package let type: InvoiceType
  package let leadID: String
  package let buyer: Buyer
  package let dueDate: CalendarDate
  /// On a credit note the quantities have the opposite sign of their sources.
  package let lines: [DraftLine]
  /// Category by category, highest rate first.
  package let taxes: [DraftTax]
  package let netTotal: Money
  package let taxTotal: Money
  package let grossTotal: Money

  package var currency: Currency { grossTotal.currency }
}

/// Groups lines into documents: one a customer and currency, and one more for lines outside the
/// scope of VAT, which may not stand beside others (BR-O-11 to BR-O-14).
struct DocumentDrafting {
  private struct Group: Hashable, Comparable {
    let leadID: String
    let currency: String
    let isOutsideScope: Bool

    static func < (left: Group, right: Group) -> Bool {
      (left.leadID, left.currency, left.rank) < (right.leadID, right.currency, right.rank)
    }

    private var rank: Int { isOutsideScope ? 1 : 0 }
  }

  private(set) var drafts: [DraftInvoice] = []
  private let input: BillingInput
  private var parts: [String: Int]

  /// Drafts what `lines` hold; lines that no document may carry are held there.
  init(_ input: BillingInput, lines: inout LineDrafting) {
    self.input = input
    parts = Dictionary(grouping: input.books.invoices) { Self.stem(of: $0.invoiceID) }
      .mapValues(\.count)
    let buyers = Self.buyers(input, lines.lines)
    let groups = Dictionary(grouping: lines.lines) {
      Group(
        leadID: $0.leadID,
        currency: $0.netAmount.currency.code,
        isOutsideScope: $0.tax.category == .outsideScope
      )
    }
    for (_, members) in groups.sorted(by: { $0.key < $1.key }) {
      guard let leadID = members.first?.leadID, let buyer = buyers[leadID] else { continue }
      let billable = members.filter { Self.isBillable($0, to: buyer, &lines) }
      if !billable.isEmpty { draft(billable, buyer, &lines) }
    }
  }

  /// Buyers with the VAT identifier of the inputs where the lead has none and they agree.
  private static func buyers(_ input: BillingInput, _ lines: [DraftLine]) -> [String: Buyer] {
    var given: [String: Set<String>] = [:]
    for line in lines { if let id = line.vatID { given[line.leadID, default: []].insert(id) } }
    var buyers = input.customers
    for (leadID, ids) in given where ids.count == 1 && buyers[leadID]?.vatID == nil {
      buyers[leadID]?.vatID = ids.first
    }
    return buyers
  }

  private static func isBillable(
    _ line: DraftLine,
    to buyer: Buyer,
    _ lines: inout LineDrafting
  ) -> Bool {
    let category = line.tax.category
    if category.needsBuyerVATID, buyer.vatID == nil {
      let rule = category == .reverseCharge ? "BR-AE-02" : "BR-IC-02"
      let message = "category \(category.rawValue) needs one VAT id of the buyer (\(rule))"
      let hint = "add a column customer_vat_id with one value a customer"
      lines.hold(.buyerVATID, line.source, line.origin, message, hint: hint)
      return false
    }
    if category == .intraCommunity, buyer.country == nil {
      let message = "category K needs the buyer's country (BR-IC-12)"
      let hint = "add the country to the lead"
      lines.hold(.buyerVATID, line.source, line.origin, message, hint: hint)
      return false
    }
    return true
  }

  private mutating func draft(_ lines: [DraftLine], _ buyer: Buyer, _ all: inout LineDrafting) {
    let currency = lines[0].netAmount.currency
    guard let taxes = Self.taxes(lines, currency),
      let net = Rounding.sum(taxes.map(\.taxableAmount), currency),
      let tax = Rounding.sum(taxes.map(\.taxAmount), currency),
      let gross = Rounding.sum([net, tax], currency)
    else {
      for line in lines {
        let message = "the document's total exceeds 12 digits before the point"
        all.hold(.amountRange, line.source, line.origin, message)
      }
      return
    }
    let isCredit = gross.minorUnits < 0
    let stem = "\(input.period)/\(lines[0].leadID)/\(currency.code)"
    parts[stem, default: 0] += 1
    drafts.append(
      DraftInvoice(
        key: "\(stem)/\(parts[stem, default: 1])",
        type: isCredit ? .creditNote : .invoice,
        leadID: lines[0].leadID,
        buyer: buyer,
        dueDate: input.issueDate.adding(days: input.settings.dueDays),
        lines: lines.sorted { $0.key < $1.key }.map { isCredit ? $0.negated : $0 },
        taxes: isCredit ? taxes.map(\.negated) : taxes,
        netTotal: isCredit ? net.negated : net,
        taxTotal: isCredit ? tax.negated : tax,
        grossTotal: isCredit ? gross.negated : gross
      )
    )
  }

  private static func taxes(_ lines: [DraftLine], _ currency: Currency) -> [DraftTax]? {
    let groups = Dictionary(grouping: lines, by: \.tax).sorted { $0.key < $1.key }
    let taxes = groups.compactMap { tax, members -> DraftTax? in
      guard let base = Rounding.sum(members.map(\.netAmount), currency),
        let amount = Rounding.tax(on: base, tax.rate)
      else { return nil }
      return DraftTax(tax: tax, taxableAmount: base, taxAmount: amount)
    }
    return taxes.count == groups.count ? taxes : nil
  }

  private static func stem(of key: String) -> String {
    key.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
  }
}

extension Money {
  /// The amount with the opposite sign.
  var negated: Money { Money(minorUnits: -minorUnits, currency) }
}

extension DraftTax {
  fileprivate var negated: DraftTax {
    DraftTax(tax: tax, taxableAmount: taxableAmount.negated, taxAmount: taxAmount.negated)
  }
}

extension DraftLine {
  fileprivate var negated: DraftLine {
    with(netAmount: netAmount.negated, quantity: Quantity(unscaled: -quantity.unscaled))
  }
}
