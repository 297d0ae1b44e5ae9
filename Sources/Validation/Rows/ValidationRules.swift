package import CRMModel
package import Diagnostics
package import Time

/// What a pipeline asks of its leads.
package struct ValidationRules: Sendable {
  /// Assumed where a record names no country.
  package var country: CountryCode?
  /// Assumed where an amount names no currency.
  package var currency: Currency?
  /// Where times without zone were written.
  package var zone: TimeZoneRule
  /// Which reading of 03/04/2026 is meant; nil refuses it.
  package var dateOrder: DateOrder?
  /// Which reading of 1.234 is meant; nil refuses it.
  package var decimalMark: DecimalMark?
  /// The run's clock in microseconds since 1970; nil takes any time of consent.
  package var now: Int64?
  /// All of these must hold, or the record is rejected.
  package var required: [Requirement]

  package init(
    country: CountryCode? = nil,
    currency: Currency? = nil,
    zone: TimeZoneRule = .utc,
    dateOrder: DateOrder? = nil,
    decimalMark: DecimalMark? = nil,
    now: Int64? = nil,
    required: [Requirement] = []
  ) {
    self.country = country
    self.currency = currency
    self.zone = zone
    self.dateOrder = dateOrder
    self.decimalMark = decimalMark
    self.now = now
    self.required = required
  }
}

/// At least one of some fields must be there and usable.
package struct Requirement: Hashable, Sendable, CustomStringConvertible {
  package let anyOf: [LeadField]

  package init(anyOf fields: [LeadField]) { anyOf = fields }

  /// Reads `email or phone`.
  package init(parsing text: String) throws(Fault) {
    var fields: [LeadField] = []
    for name in text.split(separator: " ").map(String.init) where name != "or" {
      guard let field = LeadField(rawValue: name) else {
        let nearest = NearestName.of(name, among: LeadField.allCases.map(\.name))
        throw Fault(
          .configuration,
          "unknown field '\(name)' in the requirement '\(text)'",
          hints: [nearest.map { "did you mean '\($0)'?" } ?? "write it like 'email or phone'"]
        )
      }
      fields.append(field)
    }
    guard !fields.isEmpty else {
      throw Fault(
        .configuration,
        "a requirement without fields",
        hints: ["write it like 'email or phone'"]
      )
    }
    anyOf = fields
  }

  package var description: String { anyOf.map(\.name).joined(separator: " or ") }
}
