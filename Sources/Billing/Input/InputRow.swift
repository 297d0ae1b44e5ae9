import CRMModel
import Columns
import Diagnostics
import Time

/// Reads the values of one row and collects why it cannot be accepted.
struct InputRow {
  private let batch: RecordBatch
  private let row: Int
  let origin: RowOrigin
  private let forms: InputForms
  let parser: InputParser
  private(set) var findings: [Finding] = []
  /// The day as the row writes it, where an instant lies on another one in the pipeline's zone.
  private(set) var writtenDay: CalendarDate?

  init(
    _ batch: RecordBatch,
    _ row: Int,
    _ origin: RowOrigin,
    _ forms: InputForms,
    _ parser: InputParser
  ) {
    self.batch = batch
    self.row = row
    self.origin = origin
    self.forms = forms
    self.parser = parser
  }

  mutating func refuse(
    _ code: FindingCode,
    _ field: String,
    _ message: String,
    hint: String? = nil
  ) {
    findings.append(
      Finding(code, .error, at: origin, field: field, message: message, hint: hint)
    )
  }

  // MARK: - Text

  /// The value without white space around it, nil when there is none.
  func text(_ name: String) -> String? {
    guard let value = batch.column(name)?.string(row).map(Self.trimmed), !value.isEmpty else {
      return nil
    }
    return value
  }

  mutating func requiredText(_ name: String) -> String? {
    let value = text(name)
    if value == nil { refuse("input.missing", name, "\(name) is empty") }
    return value
  }

  static func trimmed(_ text: String) -> String {
    let scalars = text.unicodeScalars
    let isSpace: (Unicode.Scalar) -> Bool = { $0.properties.isWhitespace || $0 == "\u{FEFF}" }
    guard let first = scalars.firstIndex(where: { !isSpace($0) }),
      let last = scalars.lastIndex(where: { !isSpace($0) })
    else { return "" }
    return String(scalars[first...last])
  }

  // MARK: - Numbers

  /// A number with at most `scale` decimals, unscaled; nil when it is empty or refused.
  mutating func number(_ name: String, scale: Int) -> Int64? {
    guard let text = text(name) else { return nil }
    return number(Self.withoutUnits(text).number, name, scale: scale)
  }

  private mutating func number(_ text: String, _ name: String, scale: Int) -> Int64? {
    switch InputNumber.read(text, mark: forms.decimalMark) {
    case .ambiguous:
      let hint = "write decimals in a row of the file, or without a thousands separator"
      refuse("number.ambiguous", name, "\(name) could be two different numbers", hint: hint)
    case .invalid: refuse("number.syntax", name, "\(name) is no number")
    case .number(let decimal):
      guard let value = decimal.unscaled(scale: scale) else {
        refuse("number.range", name, "\(name) has more than \(scale) decimals or is too large")
        return nil
      }
      // Below a million million, as amounts of documents are.
      let limit = Money.power(of10: 12) * Money.power(of10: scale)
      guard value.magnitude < limit.magnitude else {
        refuse("number.range", name, "\(name) exceeds 12 digits before the point")
        return nil
      }
      return value
    }
    return nil
  }

  /// An amount in a currency; one written beside the number must be the same.
  mutating func money(_ name: String, _ currency: Currency) -> Money? {
    guard let text = text(name) else { return nil }
    let (number, unit) = Self.withoutUnits(text)
    if let unit, unit != currency.code {
      refuse("currency.mismatch", name, "\(name) is in another currency than the row")
      return nil
    }
    return self.number(number, name, scale: currency.digits).map {
      Money(minorUnits: $0, currency)
    }
  }

  /// A number apart from the currency before or after it and from a percent sign; spaces that are
  /// not plain ones become plain.
  static func withoutUnits(_ text: String) -> (number: String, currency: String?) {
    let plain = String(text.map { $0.isWhitespace ? " " : $0 == "’" ? "'" : $0 })
    let signs: Set<Character> = ["€", "£", "%"]
    let isUnit: (Character) -> Bool = { $0.isLetter || signs.contains($0) }
    let before = plain.prefix(while: isUnit)
    let after = plain.dropFirst(before.count).reversed().prefix(while: isUnit)
    let number = plain.dropFirst(before.count).dropLast(after.count)
    let unit = before.isEmpty ? String(after.reversed()) : String(before)
    let codes = ["€": "EUR", "£": "GBP", "%": nil, "": nil]
    return (trimmed(String(number)), codes[unit] ?? unit.uppercased())
  }

  // MARK: - Dates

  mutating func date(_ name: String) -> CalendarDate? {
    guard let text = text(name) else { return nil }
    switch InputDate.read(text, order: forms.dateOrder) {
    case .date(let date): return date
    case .instant(let instant, let date):
      let day = parser.localDay(instant)
      if day != date { writtenDay = date }
      return day
    case .ambiguous:
      refuse("date.ambiguous", name, "\(name) could be two dates", hint: "write YYYY-MM-DD")
    case .invalid: refuse("date.syntax", name, "\(name) is no date", hint: "write YYYY-MM-DD")
    }
    return nil
  }

  mutating func requiredDate(_ name: String) -> CalendarDate? {
    guard requiredText(name) != nil else { return nil }
    return date(name)
  }

  // MARK: - Currency and tax

  /// The currency column, else the one written beside an amount, else the default.
  mutating func currency(amounts: [String]) -> Currency? {
    let beside = amounts.compactMap { text($0) }.compactMap { Self.withoutUnits($0).currency }.first
    guard let written = text("currency") ?? beside else { return parser.currency }
    let codes = ["€": "EUR", "£": "GBP"]
    guard let currency = Currency(codes[written] ?? written) else {
      refuse("currency.unknown", "currency", "no currency of ISO 4217 in use")
      return nil
    }
    return currency
  }

  /// Category and rate; `.some(nil)` when the row gives neither, nil when it is refused.
  mutating func tax() -> Tax?? {
    let categoryText = text("tax_category")
    let given = number("tax_rate", scale: TaxRate.scale)
    if given == nil, text("tax_rate") != nil { return nil }
    if categoryText == nil, given == nil { return .some(nil) }
    let rate = given.map { TaxRate(unscaled: $0) }
    guard let category = category(categoryText, rate) else { return nil }
    if category.isTaxed, let rate, rate > .zero, rate.unscaled < 100 {
      refuse(
        "tax.rate",
        "tax_rate",
        "the rate is below 1 %",
        hint: "write percent: 19, not 0.19"
      )
      return nil
    }
    let known = category == parser.defaultTax?.category ? parser.defaultTax?.rate : nil
    guard let tax = Tax(category, rate ?? known ?? .zero) else {
      refuse("tax.rate", "tax_rate", "the rate does not belong to category \(category.rawValue)")
      return nil
    }
    return tax
  }

  private mutating func category(_ text: String?, _ rate: TaxRate?) -> TaxCategory? {
    guard let text else {
      if let rate, rate > .zero { return .standard }
      let hint = "UNCL 5305: Z, E, AE, K, G or O"
      refuse("tax.category", "tax_category", "a rate of zero needs a category", hint: hint)
      return nil
    }
    guard let category = TaxCategory(rawValue: text.uppercased()) else {
      let hint = "UNCL 5305: S, Z, E, AE, K, G or O"
      refuse("tax.category", "tax_category", "no VAT category", hint: hint)
      return nil
    }
    return category
  }
}
