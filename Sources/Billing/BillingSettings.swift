package import CRMModel
package import Time

/// How a company bills; every value has a default but the seller.
package struct BillingSettings: Hashable, Sendable {
  /// Shape of invoice numbers (BT-1).
  package var series: InvoiceSeries
  /// Days from issue to due date (BT-9).
  package var dueDays: Int
  /// BG-4, for the documents' readers; nothing is computed from it.
  package var seller: Seller?
  /// The tax of inputs that name none.
  package var defaultTax: Tax
  package var accounts: LedgerAccounts
  /// Why lines of category E are exempt (BT-120), which the law asks a document to say.
  package var exemptionReason: String?

  /// Defaults: `INV-{year}-{number:5}`, due in 14 days, accounts of the German chart SKR03.
  package init(
    series: InvoiceSeries = .standard,
    dueDays: Int = 14,
    seller: Seller? = nil,
    defaultTax: Tax,
    accounts: LedgerAccounts = LedgerAccounts(),
    exemptionReason: String? = nil
  ) {
    self.series = series
    self.dueDays = dueDays
    self.seller = seller
    self.defaultTax = defaultTax
    self.accounts = accounts
    self.exemptionReason = exemptionReason
  }

  /// BT-120 of a category.
  func exemptionReason(of category: TaxCategory) -> String? {
    category == .exempt ? exemptionReason ?? category.exemptionReason : category.exemptionReason
  }
}

/// Who sells (BG-4, BG-5).
package struct Seller: Hashable, Sendable {
  /// BT-27.
  package let name: String
  /// BT-35.
  package var street: String?
  /// BT-37.
  package var locality: String?
  /// BT-38.
  package var postalCode: String?
  /// BT-40, ISO 3166-1 alpha-2.
  package var country: String?
  /// BT-31.
  package var vatID: String?
  /// BT-43.
  package var email: String?
  /// BT-84.
  package var iban: String?

  package init(
    name: String,
    street: String? = nil,
    locality: String? = nil,
    postalCode: String? = nil,
    country: String? = nil,
    vatID: String? = nil,
    email: String? = nil,
    iban: String? = nil
  ) {
    self.name = name
    self.street = street
    self.locality = locality
    self.postalCode = postalCode
    self.country = country
    self.vatID = vatID
    self.email = email
    self.iban = iban
  }
}

/// An account of the ledger: number and name.
package struct LedgerAccount: Hashable, Sendable {
  package let number: String
  package let name: String

  package init(_ number: String, _ name: String) {
    self.number = number
    self.name = name
  }
}

/// The accounts that documents and payments are posted to.
package struct LedgerAccounts: Hashable, Sendable {
  package var receivable = LedgerAccount("1400", "Receivables")
  package var revenue = LedgerAccount("8400", "Revenue")
  package var tax = LedgerAccount("1776", "VAT payable")
  package var bank = LedgerAccount("1200", "Bank")
  /// Revenue accounts of single taxes, where they are kept apart.
  package var revenueByTax: [Tax: LedgerAccount] = [:]
  /// Tax accounts of single taxes, where they are kept apart.
  package var taxByTax: [Tax: LedgerAccount] = [:]

  package init() {}
}

/// The shape of invoice numbers: fixed text, `{year}` and `{month}` of the day of issue, and
/// `{number}` or `{number:DIGITS}` exactly once.
///
/// Numbers are gapless within what the rest of the shape makes the same: a series with `{year}`
/// begins again at 1 each year.
package struct InvoiceSeries: Hashable, Sendable, CustomStringConvertible {
  private enum Part: Hashable, Sendable {
    case text(String)
    case year
    case month
    case number(digits: Int)
  }

  private let parts: [Part]
  package let description: String

  /// `INV-{year}-{number:5}`.
  package static let standard = InvoiceSeries(
    description: "INV-{year}-{number:5}",
    parts: [.text("INV-"), .year, .text("-"), .number(digits: 5)]
  )

  /// Creates a series, nil when a placeholder is unknown or there is not one `{number}`.
  package init?(_ pattern: String) {
    var parts: [Part] = []
    var rest = pattern[...]
    while let open = rest.firstIndex(of: "{") {
      if open > rest.startIndex { parts.append(.text(String(rest[..<open]))) }
      guard let close = rest[open...].firstIndex(of: "}"),
        let part = Self.placeholder(rest[rest.index(after: open)..<close])
      else { return nil }
      parts.append(part)
      rest = rest[rest.index(after: close)...]
    }
    if !rest.isEmpty { parts.append(.text(String(rest))) }
    let numbers = parts.filter { if case .number = $0 { true } else { false } }
    guard numbers.count == 1, !rest.contains("}") else { return nil }
    self.init(description: pattern, parts: parts)
  }

  private init(description: String, parts: [Part]) {
    self.description = description
    self.parts = parts
  }

  private static func placeholder(_ name: Substring) -> Part? {
    switch name {
    case "year": return .year
    case "month": return .month
    case "number": return .number(digits: 1)
    default:
      guard name.hasPrefix("number:"), let digits = Int(name.dropFirst(7)),
        (1...12).contains(digits)
      else { return nil }
      return .number(digits: digits)
    }
  }

  /// The invoice number of a position in the series.
  package func number(_ position: Int, issued: CalendarDate) -> String {
    let (prefix, digits, suffix) = frame(issued)
    return prefix + Self.padded(position, digits) + suffix
  }

  /// The position of an invoice number, nil when it is not of the series on that day.
  package func position(of number: String, issued: CalendarDate) -> Int? {
    let (prefix, digits, suffix) = frame(issued)
    guard number.hasPrefix(prefix), number.hasSuffix(suffix),
      number.utf8.count >= prefix.utf8.count + suffix.utf8.count + digits
    else { return nil }
    let middle = number.dropFirst(prefix.count).dropLast(suffix.count)
    guard middle.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
    return Int(middle)
  }

  /// The position that follows the highest one issued; ask only while committing.
  package func nextPosition(after numbers: some Sequence<String>, issued: CalendarDate) -> Int {
    (numbers.compactMap { position(of: $0, issued: issued) }.max() ?? 0) + 1
  }

  private func frame(_ issued: CalendarDate) -> (prefix: String, digits: Int, suffix: String) {
    var prefix = ""
    var digits: Int?
    var suffix = ""
    for part in parts {
      let text: String
      switch part {
      case .text(let fixed): text = fixed
      case .year: text = Self.padded(issued.year, 4)
      case .month: text = Self.padded(issued.month, 2)
      case .number(let count):
        digits = count
        continue
      }
      if digits == nil { prefix += text } else { suffix += text }
    }
    return (prefix, digits ?? 1, suffix)
  }

  private static func padded(_ number: Int, _ digits: Int) -> String {
    let text = String(number)
    return String(repeating: "0", count: max(0, digits - text.count)) + text
  }
}
