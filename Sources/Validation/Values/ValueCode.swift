package import Diagnostics

/// Everything that validation can say about a value: faults, notes and the rules of repairs.
///
/// The codes are stable; the order of cases is not.
package enum ValueCode: UInt8, Hashable, Sendable, CaseIterable {
  // Text.
  case textTrimmed, textControls, textComposed, textMojibake, textPlaceholder
  // E-mail.
  case emailNoAt, emailSeveralAt, emailBlankInside, emailLocalPart, emailLocalTooLong
  case emailDomain, emailDomainTooLong, emailNoTopLevel, emailDomainLiteral, emailTooLong
  case emailPlaceholder, emailReserved, emailUndeliverable
  // Telephone.
  case phoneCharacters, phoneNoDigits, phoneNoCountry, phoneCallingCode, phoneTooShort
  case phoneTooLong, phoneLength, phoneUnassigned, phonePlaceholder, phoneExtension
  case phoneWords
  // Address.
  case countryUnknown, countryName, postalSyntax, postalNotation, postalZeroLost, postalNoCountry
  case postalNoRule
  // Dates and times.
  case dateSyntax, dateNoSuchDay, dateAmbiguous, dateSerial, dateYearMissing, dateNotation
  case dateTwoDigitYear, dateMonthName, dateFuture, timeSyntax
  // Money.
  case moneySyntax, moneyAmbiguous, moneyTooLarge, moneyTooFine, moneyNoCurrency, moneyCurrency
  case moneyNotation, currencyUnknown, currencyNotation
  // Consent.
  case consentWord, consentTightened, consentFuture
  // URL.
  case urlSyntax, urlScheme, urlHost
  // Bank account and tax numbers.
  case ibanCharacters, ibanCountry, ibanLength, ibanStructure, ibanCheckDigits
  case vatCountry, vatSyntax, vatCheckDigits
  // Names, lists, words.
  case nameSplit, listNotation, wordNotation, pointPromoted
  // Rows.
  case keyFiller
  case requiredMissing

  /// The stable code.
  package var code: FindingCode { FindingCode(rawValue: text.code) }

  /// What is wrong or what was done: lower case, no full stop, no personal value.
  package var reason: String { text.reason }

  package var severity: Severity {
    switch self {
    case .requiredMissing, .consentWord: .error
    case .textTrimmed, .textControls, .textComposed, .textMojibake, .textPlaceholder,
      .emailReserved, .phoneExtension, .phoneWords, .countryName, .postalNotation, .postalNoCountry,
      .postalNoRule, .dateNotation, .moneyNoCurrency, .moneyNotation, .currencyNotation,
      .consentTightened, .nameSplit, .listNotation, .wordNotation, .pointPromoted,
      .emailUndeliverable, .dateTwoDigitYear, .phonePlaceholder, .emailPlaceholder:
      .note
    default: .warning
    }
  }

  /// What the pipeline can say so that such values are understood; nil when only the file can.
  package var hint: String? {
    switch self {
    case .dateAmbiguous:
      "03/04/2026 is 3 April with dates: \"dmy\" and 4 March with dates: \"mdy\" (--dates of import)"
    case .dateMonthName:
      "listopada is October with country: \"HR\" and November with country: \"PL\" or \"CZ\""
        + " (--country of import)"
    case .phoneNoCountry, .postalNoCountry:
      "name the country of records that name none, such as country: \"DE\" (--country of import)"
    case .keyFiller:
      "such records are recognised by their content; have the source export the whole id as text"
    case .moneyNoCurrency: "name the currency of amounts that name none, such as currency: \"EUR\""
    default: nil
    }
  }

  private var text: (code: String, reason: String) {
    switch self {
    case .textTrimmed: ("text.trim", "blanks or invisible characters around the value")
    case .textControls: ("text.controls", "control characters inside the value")
    case .textComposed: ("text.nfc", "characters written as letter and separate mark")
    case .textMojibake: ("text.mojibake", "UTF-8 that was read as Windows-1252")
    case .textPlaceholder: ("text.placeholder", "a filler that stands for nothing")
    default: valueText
    }
  }

  private var valueText: (code: String, reason: String) {
    switch self {
    case .emailNoAt: ("email.no-at", "no @ between name and domain")
    case .emailSeveralAt: ("email.several-at", "more than one @")
    case .emailBlankInside: ("email.blank-inside", "a blank inside the address")
    case .emailLocalPart: ("email.local-part", "the part before @ is not well formed")
    case .emailLocalTooLong: ("email.local-too-long", "more than 64 bytes before @")
    case .emailDomain: ("email.domain", "the part after @ is not a domain name")
    case .emailDomainTooLong: ("email.domain-too-long", "a domain or one of its labels is too long")
    case .emailNoTopLevel: ("email.no-top-level", "the domain has no top-level domain")
    case .emailDomainLiteral: ("email.domain-literal", "an IP address in place of a domain")
    case .emailTooLong: ("email.too-long", "more than 254 bytes")
    case .emailPlaceholder: ("email.placeholder", "a made-up address that stands for nothing")
    case .emailReserved: ("email.reserved-domain", "a domain reserved for examples and tests")
    case .emailUndeliverable: ("email.undeliverable", "the source says that mail does not arrive")
    case .phoneCharacters: ("phone.characters", "characters that no telephone number has")
    case .phoneNoDigits: ("phone.no-digits", "no digits")
    case .phoneNoCountry: ("phone.no-country", "neither + and calling code nor a known country")
    case .phoneCallingCode: ("phone.calling-code", "no such calling code")
    case .phoneTooShort: ("phone.too-short", "fewer digits than any number there")
    case .phoneTooLong: ("phone.too-long", "more digits than any number there")
    case .phoneLength: ("phone.length", "a number of digits that is not in use there")
    case .phoneUnassigned: ("phone.unassigned", "no numbers are given out in this range")
    case .phonePlaceholder: ("phone.placeholder", "a filler in place of a number")
    case .phoneExtension: ("phone.extension", "an extension, kept apart from the number")
    case .phoneWords: ("phone.words", "words behind the number, kept apart from it")
    default: addressText
    }
  }

  private var addressText: (code: String, reason: String) {
    switch self {
    case .countryUnknown: ("country.unknown", "neither a country's code nor a known name of one")
    case .countryName: ("country.name", "a country's name in place of its ISO 3166-1 code")
    case .postalSyntax: ("postal-code.syntax", "not how postal codes of the country are built")
    case .postalNotation: ("postal-code.notation", "written in another way than usual")
    case .postalZeroLost: ("postal-code.zero-lost", "too short, a leading zero was probably lost")
    case .postalNoCountry: ("postal-code.no-country", "cannot be checked without a country")
    case .postalNoRule: ("postal-code.no-rule", "no rule is known for the country")
    case .dateSyntax: ("date.syntax", "not a date in a known notation")
    case .dateNoSuchDay: ("date.no-such-day", "there is no such day")
    case .dateAmbiguous: ("date.ambiguous", "day and month can be read in two ways")
    case .dateSerial:
      ("date.serial", "a bare number, and day counts of spreadsheets are not guessed")
    case .dateYearMissing: ("date.no-year", "the year is missing")
    case .dateNotation: ("date.notation", "a date in another notation than YYYY-MM-DD")
    case .dateTwoDigitYear: ("date.two-digit-year", "a year of two digits, its century inferred")
    case .dateMonthName: ("date.month-name", "the month's name means another in another language")
    case .dateFuture: ("date.out-of-range", "a year outside 1800 to 2199")
    case .timeSyntax: ("date.time", "no such time of day or time zone")
    default: moneyText
    }
  }

  private var moneyText: (code: String, reason: String) {
    switch self {
    case .moneySyntax: ("money.syntax", "not an amount in a known notation")
    case .moneyAmbiguous: ("money.ambiguous", "one separator that may group or mark decimals")
    case .moneyTooLarge: ("money.too-large", "more than 15 digits before the decimals")
    case .moneyTooFine: ("money.too-fine", "more decimals than the currency has")
    case .moneyNoCurrency: ("money.no-currency", "an amount without a currency")
    case .moneyCurrency: ("money.currency", "the amount names another currency than its column")
    case .moneyNotation: ("money.notation", "an amount in another notation than 1234.50")
    case .currencyUnknown: ("currency.unknown", "not an ISO 4217 currency in use")
    case .currencyNotation: ("currency.notation", "a currency's name or sign in place of its code")
    case .consentWord: ("consent.word", "a consent that cannot be understood is never guessed")
    case .consentTightened: ("consent.tightened", "another column says that consent was withdrawn")
    case .consentFuture:
      ("consent.future", "a consent dated after the run's clock proves nothing")
    case .urlSyntax: ("url.syntax", "not a URL")
    case .urlScheme: ("url.scheme", "neither http nor https")
    case .urlHost: ("url.host", "no valid host name")
    default: numberText
    }
  }

  private var numberText: (code: String, reason: String) {
    switch self {
    case .ibanCharacters: ("iban.characters", "characters that no IBAN has")
    case .ibanCountry: ("iban.country", "a country without IBAN")
    case .ibanLength: ("iban.length", "not as long as IBANs of the country")
    case .ibanStructure: ("iban.structure", "letters and digits not where the country has them")
    case .ibanCheckDigits: ("iban.check-digits", "the check digits do not fit")
    case .vatCountry: ("vat.country", "no VAT number of a known country")
    case .vatSyntax: ("vat.syntax", "not how VAT numbers of the country are built")
    case .vatCheckDigits: ("vat.check-digits", "the check digit does not fit")
    case .nameSplit: ("name.split", "the full name split into its parts")
    case .listNotation: ("list.notation", "a list in another notation than `a; b`")
    case .wordNotation: ("word.notation", "a word written in another way than usual")
    case .pointPromoted:
      ("point.promoted", "a further one of the record took the place of an unusable one")
    case .keyFiller: ("key.filler", "no id but a filler or a rounded number, used as no key")
    default: ("required.missing", "a required field is empty or unusable")
    }
  }
}
