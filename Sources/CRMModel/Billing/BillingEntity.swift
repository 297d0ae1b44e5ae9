/// A column of a billing input: its canonical name and the headers that mean it.
package struct InputColumn: Hashable, Sendable {
  /// Name in the raw batch.
  package let name: String
  /// Headers in English and German as exports write them; letter case, spaces and punctuation do
  /// not matter.
  package let aliases: [String]

  init(_ name: String, _ aliases: String...) {
    self.name = name
    self.aliases = aliases
  }
}

/// The kinds of billing inputs; the raw value stands in a source's `as`.
package enum BillingEntity: String, Hashable, Sendable, CaseIterable {
  case charges
  case subscriptions
  case payments

  /// All columns that a file may have.
  package var columns: [InputColumn] {
    switch self {
    case .charges: Self.chargeColumns
    case .subscriptions: Self.subscriptionColumns
    case .payments: Self.paymentColumns
    }
  }

  /// Groups of columns of which a file needs at least one each.
  package var required: [[String]] {
    switch self {
    case .charges:
      [["customer"], ["service_date"], ["description"], ["unit_price", "net_amount"]]
    case .subscriptions:
      [["subscription_id"], ["customer"], ["plan"], ["unit_price"], ["start_date"]]
    case .payments: [["customer", "reference"], ["paid_on"], ["amount"]]
    }
  }

  /// The canonical name of each header, nil for a column to drop; of two headers with the same
  /// meaning the first counts.
  package func mapping(of headers: [String]) -> [String?] {
    var taken: Set<String> = []
    return headers.map { header in
      let folded = Self.folded(header)
      let column = columns.first { column in
        Self.folded(column.name) == folded || column.aliases.contains { Self.folded($0) == folded }
      }
      guard let column, taken.insert(column.name).inserted else { return nil }
      return column.name
    }
  }

  /// The groups of `required` that none of the mapped names satisfies.
  package func missing(in names: some Sequence<String>) -> [[String]] {
    let present = Set(names)
    return required.filter { present.isDisjoint(with: $0) }
  }

  /// Letters and digits in lower case.
  private static func folded(_ header: String) -> String {
    String(header.lowercased().unicodeScalars.filter(\.properties.isAlphaOrDigit))
  }

  private static let customer = InputColumn(
    "customer",
    "Customer ID",
    "Customer No",
    "Customer Number",
    "Customer Email",
    "Email",
    "E-mail",
    "Client",
    "Client ID",
    "Account",
    "Account ID",
    "Contact ID",
    "Kunde",
    "Kundennr",
    "Kundennummer",
    "Kunden-ID",
    "Debitor"
  )
  private static let vatID = InputColumn(
    "customer_vat_id",
    "VAT ID",
    "VAT Number",
    "VAT No",
    "VAT Reg No",
    "USt-IdNr",
    "USt-ID",
    "Umsatzsteuer-ID"
  )
  private static let quantity = InputColumn(
    "quantity",
    "Qty",
    "Units",
    "Seats",
    "Menge",
    "Anzahl"
  )
  private static let unitPrice = InputColumn(
    "unit_price",
    "Price",
    "Unit Amount",
    "Rate",
    "Price per unit",
    "Einzelpreis",
    "Preis",
    "Stückpreis"
  )
  private static let currency = InputColumn("currency", "Currency Code", "Währung", "Waehrung")
  private static let taxCategory = InputColumn(
    "tax_category",
    "VAT Category",
    "Tax Code",
    "VAT Code",
    "Steuerkategorie",
    "Steuerschlüssel"
  )
  private static let taxRate = InputColumn(
    "tax_rate",
    "VAT Rate",
    "VAT",
    "VAT %",
    "Tax",
    "Tax %",
    "Tax Percent",
    "MwSt",
    "MwSt-Satz",
    "USt",
    "USt-Satz",
    "Steuersatz"
  )

  private static let chargeColumns = [
    InputColumn(
      "charge_id",
      "ID",
      "Charge",
      "Item ID",
      "Transaction ID",
      "Position ID",
      "Posten",
      "Belegnr"
    ),
    customer, vatID,
    InputColumn(
      "service_date",
      "Date",
      "Service Period",
      "Delivery Date",
      "Performed On",
      "Charge Date",
      "Datum",
      "Leistungsdatum",
      "Lieferdatum"
    ),
    InputColumn(
      "description",
      "Item",
      "Product",
      "Service",
      "Text",
      "Details",
      "Memo",
      "Beschreibung",
      "Bezeichnung",
      "Leistung",
      "Artikel"
    ),
    quantity, unitPrice,
    InputColumn(
      "net_amount",
      "Amount",
      "Net",
      "Net Total",
      "Line Total",
      "Total",
      "Betrag",
      "Nettobetrag",
      "Netto",
      "Summe"
    ),
    currency, taxCategory, taxRate,
  ]

  private static let subscriptionColumns = [
    InputColumn(
      "subscription_id",
      "ID",
      "Subscription",
      "Contract",
      "Contract ID",
      "Abo",
      "Abo-Nr",
      "Vertrag",
      "Vertragsnr",
      "Vertragsnummer"
    ),
    customer, vatID,
    InputColumn("plan", "Product", "Plan Name", "Description", "Tarif", "Produkt", "Beschreibung"),
    InputColumn(
      "interval",
      "Billing Interval",
      "Billing Cycle",
      "Frequency",
      "Period",
      "Intervall",
      "Abrechnung",
      "Zeitraum",
      "Turnus"
    ),
    quantity,
    InputColumn(
      "unit_price",
      "Price",
      "Amount",
      "Unit Amount",
      "Rate",
      "Preis",
      "Einzelpreis",
      "Betrag"
    ),
    currency, taxCategory, taxRate,
    InputColumn("start_date", "Start", "Started", "Begin", "From", "Valid From", "Beginn", "Von"),
    InputColumn(
      "end_date",
      "End",
      "Ended",
      "Ends",
      "To",
      "Until",
      "Cancelled On",
      "Valid To",
      "Ende",
      "Bis",
      "Gekündigt zum"
    ),
  ]

  private static let paymentColumns = [
    InputColumn(
      "payment_id",
      "ID",
      "Payment",
      "Transaction ID",
      "Transaction",
      "Zahlung",
      "Zahlungsnr",
      "Umsatz-ID"
    ),
    customer,
    InputColumn(
      "paid_on",
      "Date",
      "Payment Date",
      "Paid At",
      "Value Date",
      "Received",
      "Booking Date",
      "Datum",
      "Zahlungsdatum",
      "Valuta",
      "Buchungstag",
      "Wertstellung"
    ),
    InputColumn(
      "amount",
      "Paid",
      "Payment Amount",
      "Total",
      "Betrag",
      "Zahlbetrag",
      "Summe"
    ),
    currency,
    InputColumn(
      "reference",
      "Invoice",
      "Invoice Number",
      "Invoice No",
      "Ref",
      "Remittance",
      "Memo",
      "Verwendungszweck",
      "Rechnung",
      "Rechnungsnr",
      "Rechnungsnummer",
      "Referenz"
    ),
    InputColumn("method", "Payment Method", "Type", "Zahlungsart", "Zahlart"),
  ]
}

extension Unicode.Scalar.Properties {
  fileprivate var isAlphaOrDigit: Bool { isAlphabetic || numericType == .decimal }
}
