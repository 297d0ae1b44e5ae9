import CRMModel
import Diagnostics
import Testing
import Validation

/// What comparing with others' libraries brought to light: idna and email-validator, CLDR's currency
/// and date formats as Babel writes them, Google's address data, vendors' words of consent.
@Suite("Values as other lists have them")
struct OutsideListTests {
  struct Example: Sendable, CustomTestStringConvertible {
    let kind: ValueKind
    let given: String
    let expected: String
    var country: String?

    init(_ kind: ValueKind, _ given: String, _ expected: String, _ country: String? = nil) {
      self.kind = kind
      self.given = given
      self.expected = expected
      self.country = country
    }

    var testDescription: String { "\(kind) \(given)" }
  }

  private func check(_ example: Example) {
    let context = ValueContext(country: example.country.flatMap { CountryCode($0) })
    let result = example.kind.check(example.given, context)
    let answer = result.isValid ? result.normalised : result.code?.code.rawValue
    #expect(answer == example.expected)
  }

  @Test(
    "domains keep the rules of context and direction",
    arguments: [
      // Characters of compatibility become the ones they stand for.
      Example(.email, "anna@ｆｉｒｍａ.de", "anna@firma.de"),
      Example(.email, "anna@firma。de", "anna@firma.de"),
      Example(.email, "anna@cel·la.cat", "anna@cel·la.cat"),
      Example(.email, "anna@·la.cat", "email.domain"),
      Example(.email, "anna@a\u{200D}.org", "email.domain"),
      Example(.email, "anna@クリック・テスト.jp", "anna@クリック・テスト.jp"),
      Example(.email, "anna@a・b.jp", "email.domain"),
      Example(.email, "anna@אב.org", "anna@אב.org"),
      Example(.email, "anna@אa.org", "email.domain"),
      Example(.email, "anna@١٢.org", "email.domain"),
      Example(.email, "anna@אב.9com", "email.domain"),
      Example(.email, "anna@a١.org", "email.domain"),
      Example(.email, "anna@én--a.org", "email.domain"),
    ]
  )
  func domains(_ example: Example) { check(example) }

  @Test(
    "amounts are read with the blanks and marks that CLDR's formats hold",
    arguments: [
      Example(.money, "€\u{A0}1.234,56", "1234.56 EUR"),
      Example(.money, "CHF\u{A0}100.00", "100.00 CHF"),
      Example(.money, "R$\u{A0}999,99", "999.99 BRL"),
      Example(.money, "-TRY\u{A0}1,234.56", "-1234.56 TRY"),
      Example(.money, "£\u{A0}-1.234,56", "-1234.56 GBP"),
      Example(.money, "\u{200F}-1,234.50\u{A0}\u{200F}₪", "-1234.50 ILS"),
      Example(.money, "\u{200E}-\u{200E}€12.50", "-12.50 EUR"),
      Example(.money, "12\u{202F}345,60\u{202F}€", "12345.60 EUR"),
      Example(.money, "JP¥1,200", "1200 JPY"),
      Example(.money, "KWD\u{A0}1.234", "money.ambiguous"),
    ]
  )
  func amounts(_ example: Example) { check(example) }

  @Test(
    "dates may end with a full stop",
    arguments: [
      Example(.date, "2026. 3. 4.", "2026-03-04"),
      Example(.date, "2026. december 25.", "2026-12-25"),
      Example(.date, "31. 1. 2026.", "2026-01-31"),
      Example(.date, "4. 3. 2026.", "2026-03-04"),
      Example(.date, "2026. 3. 4.x", "date.time"),
      // The year first in Korea, the day in Croatia.
      Example(.date, "26. 12. 25.", "date.ambiguous"),
    ]
  )
  func dates(_ example: Example) { check(example) }

  @Test("a date of two digits each that ends with a full stop shows both its readings")
  func readings() {
    let reason = ValueKind.date.check("26. 12. 25.", ValueContext()).reason ?? ""
    #expect(reason.contains("2025-12-26 (dmy) or 2026-12-25 (ymd)"))
  }

  @Test(
    "postal codes of countries that changed theirs",
    arguments: [
      Example(.postalCode, "120101", "120101", "KH"), Example(.postalCode, "12000", "12000", "KH"),
      Example(.postalCode, "60106", "60106", "TZ"),
      Example(.postalCode, "JH 09010", "JH 09010", "SO"),
      Example(.postalCode, "Lima 4", "LIMA 4", "PE"),
      Example(.postalCode, "10-1", "postal-code.syntax", "NA"),
      Example(.postalCode, "10005", "10005", "NA"), Example(.postalCode, "10700", "10700", "CU"),
    ]
  )
  func postalCodes(_ example: Example) { check(example) }

  /// A word, whether its column holds consent or objection, and what it means.
  @Test(
    "vendors' words of consent mean what their vendors say",
    arguments: [
      ("opt_out_email", "Do Not Allow", "opted_out"), ("opt_out_email", "Allow", nil),
      ("opt_out_email", "true", "opted_out"), ("opt_out_email", "false", nil),
      ("opt_out_email", "1", "opted_out"), ("opt_out_email", "0", nil),
      ("consent_email", "archived", "unknown"), ("consent_email", "no_consent", "opted_out"),
      ("consent_email", "Unsubscribed", "opted_out"), ("consent_email", "subscribed", "opted_in"),
      ("consent_email", "nonsubscribed", "unknown"), ("consent_email", "Allow", "unknown"),
    ] as [(String, String, String?)]
  )
  func consent(column: String, word: String, meaning: String?) {
    let result = Batches.validate([("external_id", ["1"]), (column, [word])])
    #expect(result.acceptedRows == [0])
    #expect(result.text("consent_email") == meaning)
  }

  @Test("a word of consent that nobody explains refuses the row and says why")
  func unknownWord() {
    for column in ["consent_email", "opt_out_email"] {
      let result = Batches.validate([("external_id", ["1"]), (column, ["maybe later"])])
      #expect(result.rejected.first?.codes.map(\.rawValue) == ["consent.word"])
    }
  }
}
