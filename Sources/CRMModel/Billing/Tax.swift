/// VAT category of a line (UNCL5305, the subset that EN 16931 allows and small companies use).
package enum TaxCategory: String, Hashable, Comparable, Sendable, CaseIterable {
  /// Standard or reduced rate, greater than zero.
  case standard = "S"
  /// Zero rated goods.
  case zeroRated = "Z"
  /// Exempt from tax.
  case exempt = "E"
  /// Reverse charge: the buyer owes the tax.
  case reverseCharge = "AE"
  /// Intra-community supply.
  case intraCommunity = "K"
  /// Export outside the EU.
  case export = "G"
  /// Outside the scope of VAT.
  case outsideScope = "O"

  /// Whether a rate above zero belongs to it (BR-S-05); the others have zero (BR-Z-05, BR-E-05,
  /// BR-AE-05, BR-IC-05, BR-G-05) or none at all (BR-O-05).
  package var isTaxed: Bool { self == .standard }

  /// Whether the invoice must name the buyer's VAT identifier (BR-AE-02, BR-IC-02).
  package var needsBuyerVATID: Bool { self == .reverseCharge || self == .intraCommunity }

  /// VAT exemption reason code (BT-121) by the CEF VATEX list; nil where there is no reason
  /// (BR-S-10, BR-Z-10) or only a text can say it.
  package var exemptionCode: String? {
    switch self {
    case .standard, .zeroRated, .exempt: nil
    case .reverseCharge: "VATEX-EU-AE"
    case .intraCommunity: "VATEX-EU-IC"
    case .export: "VATEX-EU-G"
    case .outsideScope: "VATEX-EU-O"
    }
  }

  /// VAT exemption reason text (BT-120), nil where there must be none.
  package var exemptionReason: String? {
    switch self {
    case .standard, .zeroRated: nil
    case .exempt: "Exempt from VAT"
    case .reverseCharge: "Reverse charge"
    case .intraCommunity: "Intra-community supply"
    case .export: "Export outside the EU"
    case .outsideScope: "Not subject to VAT"
    }
  }

  package static func < (left: TaxCategory, right: TaxCategory) -> Bool {
    left.rank < right.rank
  }

  private var rank: Int { Self.allCases.firstIndex(of: self) ?? 0 }
}

/// A VAT category with its rate: the group in which taxes are computed (BG-23).
package struct Tax: Hashable, Comparable, Sendable {
  package let category: TaxCategory
  package let rate: TaxRate

  /// Creates a tax, nil when the rate does not belong to the category or is above 100 %.
  package init?(_ category: TaxCategory, _ rate: TaxRate) {
    guard category.isTaxed ? rate > .zero : rate == .zero, rate.unscaled <= 10_000 else {
      return nil
    }
    self.category = category
    self.rate = rate
  }

  /// `S 19 %`; the rate is left out where it is zero.
  package var label: String {
    rate == .zero ? category.rawValue : "\(category.rawValue) \(rate.plain) %"
  }

  package static func < (left: Tax, right: Tax) -> Bool {
    (left.category, right.rate) < (right.category, left.rate)
  }
}
