import CRMModel
import Diagnostics
import Testing
import Validation

/// A line of a table of values: what is given, and the normalised value or the code of the fault.
struct ValueExample: Sendable, CustomTestStringConvertible {
  let kind: ValueKind
  let given: String
  let expected: String
  let country: String?

  init(_ kind: ValueKind, _ given: String, _ expected: String, _ country: String? = nil) {
    self.kind = kind
    self.given = given
    self.expected = expected
    self.country = country
  }

  var testDescription: String { "\(kind.rawValue) \(given.prefix(40))" }

  /// Checks the value; `context` gives what the example does not say.
  func check(_ context: ValueContext = ValueContext()) {
    var context = context
    if let country { context.country = CountryCode(country) }
    let result = kind.check(given, context)
    #expect((result.normalised ?? result.code?.code.rawValue) == expected)
    #expect(result.isValid == (result.normalised != nil))
  }
}
