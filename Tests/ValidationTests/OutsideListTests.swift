import CRMModel
import Diagnostics
import Testing
import Time
import Validation

/// What comparing with others' libraries brought to light: idna and email-validator, CLDR's currency
/// and date formats as Babel writes them, Google's address data, vendors' words of consent.
@Suite("Values as other lists have them")
struct OutsideListTests {
  @Test(
    "domains keep the rules of context and direction",
    arguments: [
      // Characters of compatibility become the ones they stand for.
      ValueExample(.email, "anna@ｆｉｒｍａ.de", "anna@firma.de"),
      ValueExample(.email, "anna@firma。de", "anna@firma.de"),
      ValueExample(.email, "anna@cel·la.cat", "anna@cel·la.cat"),
      ValueExample(.email, "anna@·la.cat", "email.domain"),
      ValueExample(.email, "anna@a\u{200D}.org", "email.domain"),
      ValueExample(.email, "anna@クリック・テスト.jp", "anna@クリック・テスト.jp"),
      ValueExample(.email, "anna@a・b.jp", "email.domain"),
      ValueExample(.email, "anna@אב.org", "anna@אב.org"),
      ValueExample(.email, "anna@אa.org", "email.domain"),
      ValueExample(.email, "anna@١٢.org", "email.domain"),
      ValueExample(.email, "anna@אב.9com", "email.domain"),
      ValueExample(.email, "anna@a١.org", "email.domain"),
      ValueExample(.email, "anna@én--a.org", "email.domain"),
      // A quoted pair is of ASCII.
      ValueExample(.email, "\"test\\©\"@iana.org", "email.local-part"),
      ValueExample(.email, "test@c--n.com", "test@c--n.com"),
    ]
  )
  func domains(_ example: ValueExample) { example.check() }

  @Test(
    "amounts are read with the blanks and marks that CLDR's formats hold",
    arguments: [
      ValueExample(.money, "€\u{A0}1.234,56", "1234.56 EUR"),
      ValueExample(.money, "CHF\u{A0}100.00", "100.00 CHF"),
      ValueExample(.money, "R$\u{A0}999,99", "999.99 BRL"),
      ValueExample(.money, "-TRY\u{A0}1,234.56", "-1234.56 TRY"),
      ValueExample(.money, "£\u{A0}-1.234,56", "-1234.56 GBP"),
      ValueExample(.money, "\u{200F}-1,234.50\u{A0}\u{200F}₪", "-1234.50 ILS"),
      ValueExample(.money, "\u{200E}-\u{200E}€12.50", "-12.50 EUR"),
      ValueExample(.money, "12\u{202F}345,60\u{202F}€", "12345.60 EUR"),
      ValueExample(.money, "JP¥1,200", "1200 JPY"),
      ValueExample(.money, "KWD\u{A0}1.234", "money.ambiguous"),
    ]
  )
  func amounts(_ example: ValueExample) { example.check() }

  @Test(
    "dates may end with a full stop",
    arguments: [
      ValueExample(.date, "2026. 3. 4.", "2026-03-04"),
      ValueExample(.date, "2026. december 25.", "2026-12-25"),
      ValueExample(.date, "31. 1. 2026.", "2026-01-31"),
      ValueExample(.date, "4. 3. 2026.", "2026-03-04"),
      ValueExample(.date, "2026. 3. 4.x", "date.time"),
      // The year first in Korea, the day in Croatia.
      ValueExample(.date, "26. 12. 25.", "date.ambiguous"),
    ]
  )
  func dates(_ example: ValueExample) { example.check() }

  @Test(
    "dates name their months in the languages of Europe",
    arguments: [
      ValueExample(.date, "2 января 2024 г.", "2024-01-02"),
      ValueExample(.date, "вторник, 2\u{A0}января 2024\u{A0}г.", "2024-01-02"),
      ValueExample(.date, "2024 m. sausio 2 d., antradienis", "2024-01-02"),
      ValueExample(.date, "2024. gada 12. marts", "2024-03-12"),
      ValueExample(.date, "12 d’abril del 2024", "2024-04-12"),
      ValueExample(.date, "12 d'abril de 2024", "2024-04-12"),
      ValueExample(.date, "terça-feira, 2 de janeiro de 2024", "2024-01-02"),
      ValueExample(.date, "2 Ocak 2024 Salı", "2024-01-02"),
      ValueExample(.date, "12. helmikuuta 2024", "2024-02-12"),
      ValueExample(.date, "12 Φεβρουαρίου 2024", "2024-02-12"),
      ValueExample(.date, "12 pazdziernika 2024", "2024-10-12"),
      ValueExample(.date, "12 січня 2024 р.", "2024-01-12"),
      // October in Croatia, November in Poland.
      ValueExample(.date, "12. listopada 2024.", "date.month-name"),
      ValueExample(.date, "12. listopada 2024.", "2024-10-12", "HR"),
      ValueExample(.date, "12 listopada 2024", "2024-11-12", "PL"),
      ValueExample(.date, "2 lip 2024", "date.month-name"),
      ValueExample(.date, "2 lip 2024", "2024-07-02", "PL"),
    ]
  )
  func months(_ example: ValueExample) { example.check() }

  @Test("a month's name of two languages shows both its readings")
  func monthReadings() {
    let reason = ValueKind.date.check("12. listopada 2024.", ValueContext()).reason ?? ""
    #expect(reason.hasSuffix(": 2024-10-12 or 2024-11-12"))
  }

  @Test(
    "times may be of the hour alone or follow their date without a sign",
    arguments: [
      ValueExample(.date, "2024-03-12T10", "2024-03-12T10:00:00Z"),
      ValueExample(.date, "2024-03-12T10+02", "2024-03-12T08:00:00Z"),
      ValueExample(.date, "20240312T10", "2024-03-12T10:00:00Z"),
      ValueExample(.date, "20240312101530", "2024-03-12T10:15:30Z"),
      ValueExample(.date, "20240312101530.0Z", "2024-03-12T10:15:30Z"),
      ValueExample(.date, "202403121015", "2024-03-12T10:15:00Z"),
      ValueExample(.date, "20240312251530", "date.time"),
      ValueExample(.date, "12032024101530", "date.out-of-range"),
      ValueExample(.date, "1710238530000", "date.syntax"),
      ValueExample(.date, "2024-03-121", "date.time"),
      ValueExample(.date, "2024-03-12 10", "date.time"),
    ]
  )
  func times(_ example: ValueExample) { example.check() }

  @Test(
    "telephone numbers with the parameters of RFC 3966, and what people set before extensions",
    arguments: [
      ValueExample(.phone, "tel:03-331-6005;phone-context=+64", "+6433316005", "DE"),
      ValueExample(.phone, "tel:331-6005;phone-context=+64-3", "+6433316005", "DE"),
      ValueExample(.phone, "tel:030123456;phone-context=example.com", "+4930123456", "DE"),
      ValueExample(.phone, "+49 30 123456;phone-context=+64", "+4930123456"),
      ValueExample(.phone, "020 7031 3000, ext 345", "+442070313000", "GB"),
      ValueExample(.phone, "(800) 901-3355 ,extension 7246433", "+18009013355", "US"),
      ValueExample(.phone, "020 7031 3000, 345", "phone.characters", "GB"),
    ]
  )
  func phones(_ example: ValueExample) { example.check() }

  @Test("a date is read as its person's country has it")
  func rows() {
    let dates = ["12. listopada 1984.", "12 listopada 1984", "12 listopada 1984"]
    let result = Batches.validate(
      [("birth_date", dates), ("country", ["HR", "PL", "DE"]), ("external_id", ["1", "2", "3"])]
    )
    let days = (0..<3).map { row in
      result.integer("birth_date", row).map { CalendarDate(daysSinceEpoch: Int($0)).iso }
    }
    #expect(days == ["1984-10-12", "1984-11-12", nil])
  }

  @Test("a date of two digits each that ends with a full stop shows both its readings")
  func readings() {
    let reason = ValueKind.date.check("26. 12. 25.", ValueContext()).reason ?? ""
    #expect(reason.contains("2025-12-26 (dmy) or 2026-12-25 (ymd)"))
  }

  @Test(
    "postal codes of countries that changed theirs",
    arguments: [
      ValueExample(.postalCode, "120101", "120101", "KH"),
      ValueExample(.postalCode, "12000", "12000", "KH"),
      ValueExample(.postalCode, "60106", "60106", "TZ"),
      ValueExample(.postalCode, "JH 09010", "JH 09010", "SO"),
      ValueExample(.postalCode, "Lima 4", "LIMA 4", "PE"),
      ValueExample(.postalCode, "10-1", "postal-code.syntax", "NA"),
      ValueExample(.postalCode, "10005", "10005", "NA"),
      ValueExample(.postalCode, "10700", "10700", "CU"),
    ]
  )
  func postalCodes(_ example: ValueExample) { example.check() }

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
