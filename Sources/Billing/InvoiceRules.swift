package import CRMModel

/// A rule that does not hold: the rule's id in EN 16931-1, or one of this program's own
/// (`ledger.balance`, `sequence.gap`).
package struct RuleViolation: Hashable, Sendable {
  package let rule: String
  /// Document or account that breaks it; never a person.
  package let subject: String
  package let message: String

  package init(_ rule: String, _ subject: String, _ message: String) {
    self.rule = rule
    self.subject = subject
    self.message = message
  }
}

/// The amounts of a document, whoever wrote it; what the arithmetic rules of EN 16931 look at.
package struct DocumentAmounts: Hashable, Sendable {
  /// A line (BG-25).
  package struct Line: Hashable, Sendable {
    /// BT-131.
    package let net: Int64
    package let category: TaxCategory
    /// BT-152, nil where the document gives none.
    package let rate: TaxRate?

    package init(net: Int64, category: TaxCategory, rate: TaxRate?) {
      self.net = net
      self.category = category
      self.rate = rate
    }
  }

  /// A group of the VAT breakdown (BG-23).
  package struct Breakdown: Hashable, Sendable {
    package let category: TaxCategory
    /// BT-119, nil where the document gives none.
    package let rate: TaxRate?
    /// BT-116.
    package let base: Int64
    /// BT-117.
    package let tax: Int64
    /// Whether BT-120 or BT-121 is given.
    package let hasExemptionReason: Bool

    package init(
      category: TaxCategory,
      rate: TaxRate?,
      base: Int64,
      tax: Int64,
      hasExemptionReason: Bool
    ) {
      self.category = category
      self.rate = rate
      self.base = base
      self.tax = tax
      self.hasExemptionReason = hasExemptionReason
    }
  }

  package var lines: [Line] = []
  package var breakdown: [Breakdown] = []
  /// Document level allowances (BT-92) as negative lines, charges (BT-99) as positive ones.
  package var adjustments: [Line] = []
  /// BT-106.
  package var lineTotal: Int64 = 0
  /// BT-107.
  package var allowanceTotal: Int64 = 0
  /// BT-108.
  package var chargeTotal: Int64 = 0
  /// BT-109.
  package var netTotal: Int64 = 0
  /// BT-110, nil where the document gives none.
  package var taxTotal: Int64?
  /// BT-112.
  package var grossTotal: Int64 = 0
  /// BT-113.
  package var paidAmount: Int64 = 0
  /// BT-114.
  package var rounding: Int64 = 0
  /// BT-115.
  package var amountDue: Int64 = 0

  package init() {}
}

extension DocumentAmounts {
  /// The rules that do not hold, by id and in the order of the norm.
  ///
  /// Equalities are exact in minor units: the tolerance of one unit that the official Schematron
  /// grants BR-CO-17 is not used.
  package var violatedRules: [String] {
    totalRules + breakdown.flatMap(Self.groupRules) + categoryRules
  }

  private var totalRules: [String] {
    let lineSum = lines.reduce(0) { $0 + $1.net }
    let taxSum = breakdown.reduce(0) { $0 + $1.tax }
    let checks: [(String, Bool)] = [
      ("BR-16", !lines.isEmpty),
      ("BR-CO-10", lineTotal == lineSum),
      ("BR-CO-13", netTotal == lineTotal - allowanceTotal + chargeTotal),
      ("BR-CO-14", taxTotal.map { $0 == taxSum } ?? (taxSum == 0)),
      ("BR-CO-15", grossTotal == netTotal + (taxTotal ?? 0)),
      ("BR-CO-16", amountDue == grossTotal - paidAmount + rounding),
      ("BR-CO-18", !breakdown.isEmpty),
    ]
    return checks.filter { !$0.1 }.map(\.0)
  }

  /// BR-CO-17 and the rules 05, 09 and 10 of the group's category.
  private static func groupRules(_ group: Breakdown) -> [String] {
    let prefix = "BR-\(rulePrefix(group.category))"
    let rate = group.rate ?? .zero
    let tax = Rounding.halfAwayFromZero(
      Int128(group.base) * Int128(rate.unscaled),
      over: 10_000
    )
    let isReasonRight = group.hasExemptionReason != (group.category.exemptionReason == nil)
    let checks: [(String, Bool)] = [
      ("BR-CO-17", Int128(group.tax) == tax),
      ("\(prefix)-09", group.category.isTaxed ? Int128(group.tax) == tax : group.tax == 0),
      ("\(prefix)-10", isReasonRight),
    ]
    return checks.filter { !$0.1 }.map(\.0)
  }

  /// Each category used has its groups (01), rates that belong to it (05), and a base that is the
  /// sum of its lines (08).
  private var categoryRules: [String] {
    TaxCategory.allCases.flatMap { category -> [String] in
      let prefix = "BR-\(Self.rulePrefix(category))"
      let members = (lines + adjustments).filter { $0.category == category }
      let groups = breakdown.filter { $0.category == category }
      var broken: [String] = []
      let needsOne = !category.isTaxed && !members.isEmpty
      if needsOne ? groups.count != 1 : groups.isEmpty != members.isEmpty {
        broken.append("\(prefix)-01")
      }
      let hasWrongRate = lines.contains { line in
        line.category == category
          && (category.isTaxed ? line.rate ?? .zero <= .zero : line.rate ?? .zero != .zero)
      }
      if hasWrongRate { broken.append("\(prefix)-05") }
      let isBaseRight = groups.allSatisfy { group in
        let same = members.filter { !category.isTaxed || $0.rate == group.rate }
        return group.base == same.reduce(0) { $0 + $1.net }
      }
      if !isBaseRight { broken.append("\(prefix)-08") }
      if category == .outsideScope, !groups.isEmpty, breakdown.count > 1 {
        broken.append("BR-O-11")
      }
      return broken
    }
  }

  /// The norm names the rules of category K `IC`.
  private static func rulePrefix(_ category: TaxCategory) -> String {
    category == .intraCommunity ? "IC" : category.rawValue
  }
}

extension DocumentAmounts {
  /// The amounts of one of our documents.
  package init(_ invoice: Invoice, lines: [InvoiceLine], taxes: [InvoiceTax]) {
    let totals = invoice.totals
    self.lines = lines.map {
      Line(net: $0.netAmount.minorUnits, category: $0.tax.category, rate: $0.tax.rate)
    }
    breakdown = taxes.map {
      Breakdown(
        category: $0.tax.category,
        rate: $0.tax.rate,
        base: $0.taxableAmount.minorUnits,
        tax: $0.taxAmount.minorUnits,
        hasExemptionReason: $0.exemptionReason != nil || $0.exemptionCode != nil
      )
    }
    lineTotal = totals.lineTotal.minorUnits
    netTotal = totals.netTotal.minorUnits
    taxTotal = totals.taxTotal.minorUnits
    grossTotal = totals.grossTotal.minorUnits
    paidAmount = totals.paidAmount.minorUnits
    amountDue = totals.amountDue.minorUnits
  }
}

/// All rules of one of our documents.
package enum InvoiceRules {
  /// The rules that a document breaks: the arithmetic of EN 16931, line net = quantity x price
  /// (PEPPOL-EN16931-R120), prices not below zero (BR-27), one currency, the buyer's VAT id where
  /// the category needs it, a credit note's total not below zero.
  package static func violations(
    _ invoice: Invoice,
    lines: [InvoiceLine],
    taxes: [InvoiceTax]
  ) -> [RuleViolation] {
    let number = invoice.invoiceNumber
    let amounts = DocumentAmounts(invoice, lines: lines, taxes: taxes)
    var found = amounts.violatedRules.map {
      RuleViolation($0, number, "the rule does not hold")
    }
    for line in lines {
      let net = Rounding.net(line.quantity, line.unitPrice, invoice.currency)
      if net != line.netAmount {
        let message = "line \(line.lineNumber): net is not quantity x price"
        found.append(RuleViolation("PEPPOL-EN16931-R120", number, message))
      }
      if line.unitPrice.unscaled < 0 {
        let message = "line \(line.lineNumber): the price is below zero"
        found.append(RuleViolation("BR-27", number, message))
      }
    }
    let categories = Set(lines.map(\.tax.category))
    if invoice.buyer.vatID == nil, categories.contains(where: \.needsBuyerVATID) {
      found.append(RuleViolation("BR-AE-02", number, "the buyer has no VAT id"))
    }
    if invoice.totals.grossTotal.minorUnits < 0 {
      found.append(RuleViolation("document.sign", number, "the total is below zero"))
    }
    return found
  }
}
