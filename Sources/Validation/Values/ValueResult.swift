/// Kinds of values that can be checked one by one.
package enum ValueKind: String, Hashable, Sendable, CaseIterable {
  case email
  case phone
  case postalCode = "postal-code"
  case date
  case money
  case country
  case iban
  case vat
  case url
}

/// What became of one value.
package struct ValueResult: Hashable, Sendable {
  package let input: String
  package let isValid: Bool
  /// The one form that equal values share, nil for a value that is not valid.
  package let normalised: String?
  /// Why it is not valid, or what to know about it although it is.
  package let code: ValueCode?
  /// The code's reason with its particulars.
  package let reason: String?
  /// What else is known, in display order: type and region of a phone number, its formats.
  package let details: [Detail]

  /// One more thing known about a value.
  package struct Detail: Hashable, Sendable {
    package let name: String
    package let value: String

    package init(_ name: String, _ value: String) {
      self.name = name
      self.value = value
    }
  }

  static func valid(
    _ input: String,
    _ normalised: String,
    code: ValueCode? = nil,
    reason: String? = nil,
    details: [Detail] = []
  ) -> ValueResult {
    ValueResult(
      input: input,
      isValid: true,
      normalised: normalised,
      code: code,
      reason: reason ?? code?.reason,
      details: details
    )
  }

  static func invalid(_ input: String, _ code: ValueCode, reason: String? = nil) -> ValueResult {
    ValueResult(
      input: input,
      isValid: false,
      normalised: nil,
      code: code,
      reason: reason ?? code.reason,
      details: []
    )
  }
}

/// What a parser on bytes says; the normalised bytes lie in its output.
enum Verdict: Hashable {
  /// Valid, perhaps with a note.
  case valid(note: ValueCode?)
  case invalid(ValueCode)
}
