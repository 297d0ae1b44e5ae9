package import CRMModel
package import Time

/// What is known besides a value when it is checked on its own.
package struct ValueContext: Sendable {
  package var country: CountryCode?
  package var currency: Currency?
  package var zone: TimeZoneRule = .utc
  package var dateOrder: DateOrder?
  package var decimalMark: DecimalMark?

  package init(country: CountryCode? = nil, currency: Currency? = nil) {
    self.country = country
    self.currency = currency
  }
}

extension ValueKind {
  /// Checks one value, cleaned of outer blanks first.
  package func check(_ input: String, _ context: ValueContext) -> ValueResult {
    var cleaner = TextCleaner()
    let given = Array(input.utf8)
    let bytes = cleaner.clean(given.span, .line) == .unchanged ? given : cleaner.output
    return switch self {
    case .email:
      Self.result(input) { EmailAddress().normalise(bytes.span, into: &$0) }
    case .postalCode:
      Self.result(input) { output in
        var codes = PostalCode()
        return codes.normalise(bytes.span, country: context.country, into: &output)
      }
    case .url:
      Self.result(input) { WebAddress.normalise(bytes.span, into: &$0) }
    case .country: Self.country(input, bytes)
    case .phone: Self.phone(input, bytes, context)
    case .date: Self.date(input, bytes, context)
    case .money: Self.money(input, bytes, context)
    case .iban: Self.result(input) { IBAN.normalise(bytes.span, into: &$0) }
    case .vat: Self.result(input) { VATNumber.normalise(bytes.span, context.country, into: &$0) }
    }
  }

  private static func result(
    _ input: String,
    _ normalise: (inout [UInt8]) -> Verdict
  ) -> ValueResult {
    var output: [UInt8] = []
    switch normalise(&output) {
    case .invalid(let code): return .invalid(input, code)
    case .valid(let note):
      return .valid(input, String(decoding: output, as: UTF8.self), code: note)
    }
  }

  private static func country(_ input: String, _ bytes: [UInt8]) -> ValueResult {
    guard let code = CountryName.country(bytes.span) else {
      return .invalid(input, .countryUnknown)
    }
    return .valid(input, code.description)
  }

  private static func phone(
    _ input: String,
    _ bytes: [UInt8],
    _ context: ValueContext
  ) -> ValueResult {
    let text = String(decoding: bytes, as: UTF8.self)
    switch PhoneNumber.read(text, country: context.country) {
    case .failure(let fault): return .invalid(input, fault.code)
    case .success(let number):
      var details = [
        ValueResult.Detail("region", number.region), .init("type", "\(number.type)"),
        .init("national", number.national), .init("international", number.international),
      ]
      if !number.extensionDigits.isEmpty {
        details.append(.init("extension", number.extensionDigits))
      }
      return .valid(input, number.e164, code: number.note, details: details)
    }
  }

  private static func date(
    _ input: String,
    _ bytes: [UInt8],
    _ context: ValueContext
  ) -> ValueResult {
    let reader = DateReader(order: context.dateOrder)
    switch reader.read(bytes.span, country: context.country) {
    case .invalid(.dateAmbiguous): return .invalid(input, .dateAmbiguous, reason: readings(bytes))
    case .invalid(.dateMonthName):
      return .invalid(input, .dateMonthName, reason: monthReadings(bytes))
    case .invalid(let code): return .invalid(input, code)
    case .found(let found):
      if found.end == bytes.count {
        return .valid(input, found.date.iso, code: found.hasTwoDigitYear ? .dateTwoDigitYear : nil)
      }
      switch TimeReader(dates: reader, zone: context.zone)
        .read(bytes.span, country: context.country)
      {
      case .invalid(let code): return .invalid(input, code)
      case .found(let microseconds, _):
        return .valid(input, Instant(microseconds: microseconds).rfc3339)
      }
    }
  }

  /// Both readings of an ambiguous date.
  private static func readings(_ bytes: [UInt8]) -> String {
    var known: Set<String> = []
    let dates = [DateOrder.dayMonthYear, .monthDayYear, .yearMonthDay].compactMap { order in
      guard case .found(let found) = DateReader(order: order).read(bytes.span), known.count < 2,
        known.insert(found.date.iso).inserted
      else { return String?.none }
      return "\(found.date.iso) (\(order.rawValue))"
    }
    return "\(ValueCode.dateAmbiguous.reason): \(dates.joined(separator: " or "))"
  }

  /// What a date may mean whose month's name is that of two months.
  private static func monthReadings(_ bytes: [UInt8]) -> String {
    let dates = [0, 1].compactMap { month in
      guard case .found(let found) = DateReader(order: nil, namedMonth: month).read(bytes.span)
      else { return String?.none }
      return found.date.iso
    }
    return "\(ValueCode.dateMonthName.reason): \(dates.joined(separator: " or "))"
  }

  private static func money(
    _ input: String,
    _ bytes: [UInt8],
    _ context: ValueContext
  ) -> ValueResult {
    switch MoneyReader(mark: context.decimalMark).read(bytes.span) {
    case .invalid(let code): return .invalid(input, code)
    case .found(let amount):
      let named = amount.sign.map {
        $0.currency(country: context.country, default: context.currency)
      }
      guard let currency = named ?? context.currency else {
        return .invalid(input, .moneyNoCurrency)
      }
      guard amount.scale <= currency.digits else { return .invalid(input, .moneyTooFine) }
      let factor = Money.power(of10: currency.digits - amount.scale)
      let (minor, overflow) = amount.unscaled.multipliedReportingOverflow(by: factor)
      if overflow { return .invalid(input, .moneyTooLarge) }
      return .valid(input, "\(Money(minorUnits: minor, currency).plain) \(currency.code)")
    }
  }
}
