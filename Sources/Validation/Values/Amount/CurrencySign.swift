import CRMModel

/// What a text says about a currency: a code, or a sign that several currencies share.
enum CurrencySign: Hashable, Sendable {
  case currency(Currency)
  /// `$` alone.
  case dollar
  /// `kr` alone.
  case crown
  /// `¥` alone.
  case yuanOrYen

  /// The currency meant where the record's country and the pipeline's default are known.
  func currency(country: CountryCode?, default fallback: Currency?) -> Currency? {
    switch self {
    case .currency(let currency): currency
    case .dollar: Self.choose(Self.dollars, country, fallback) ?? Currency("USD")
    case .crown: Self.choose(Self.crowns, country, fallback)
    case .yuanOrYen: Self.choose(Self.yuan, country, fallback) ?? Currency("JPY")
    }
  }

  private static func choose(
    _ codes: [String: String],
    _ country: CountryCode?,
    _ fallback: Currency?
  ) -> Currency? {
    if let country, let code = codes[country.description] { return Currency(code) }
    if let fallback, codes.values.contains(fallback.code) { return fallback }
    return nil
  }

  private static let dollars = [
    "US": "USD", "CA": "CAD", "AU": "AUD", "NZ": "NZD", "HK": "HKD", "SG": "SGD", "TW": "TWD",
    "JM": "JMD", "TT": "TTD", "BB": "BBD", "BS": "BSD", "BZ": "BZD", "FJ": "FJD", "GY": "GYD",
    "NA": "NAD", "SR": "SRD", "MX": "MXN", "CL": "CLP", "CO": "COP", "AR": "ARS", "UY": "UYU",
  ]
  private static let crowns = ["SE": "SEK", "NO": "NOK", "DK": "DKK", "IS": "ISK"]
  private static let yuan = ["JP": "JPY", "CN": "CNY"]

  /// The one currency that two signs of an amount mean (`NZD $`, `£ GBP`), nil when they contradict.
  func agreeing(with other: CurrencySign) -> CurrencySign? {
    if self == other { return self }
    switch (self, other) {
    case (.currency(let currency), .dollar), (.dollar, .currency(let currency)):
      return Self.dollars.values.contains(currency.code) ? .currency(currency) : nil
    case (.currency(let currency), .crown), (.crown, .currency(let currency)):
      return Self.crowns.values.contains(currency.code) ? .currency(currency) : nil
    case (.currency(let currency), .yuanOrYen), (.yuanOrYen, .currency(let currency)):
      return Self.yuan.values.contains(currency.code) ? .currency(currency) : nil
    default: return nil
    }
  }

  /// Whether three digits after a separator cannot be decimals of the currency (ISO 4217 minor
  /// units).
  var hasFewerThanThreeDecimals: Bool {
    if case .currency(let currency) = self { currency.digits < 3 } else { true }
  }

  /// The sign, code or word at a place of a text, and its length.
  static func find(_ text: Span<UInt8>, at start: Int) -> (CurrencySign, length: Int)? {
    var word: [UInt8] = []
    var end = start
    while end < text.count, isPart(text[end]), !isBlank(text, end) {
      word.append(text[end])
      end += 1
    }
    // The point before a digit belongs to the amount: `$.75`.
    if word.last == UInt8(ascii: "."), end < text.count, text[end] &- 0x30 < 10 {
      word.removeLast()
    }
    let name = String(decoding: word, as: UTF8.self).lowercased()
    if let sign = signs[name] { return (sign, word.count) }
    if name.utf8.count == 3, let currency = Currency(name) {
      return (.currency(currency), word.count)
    }
    guard name.hasSuffix("."), let sign = signs[String(name.dropLast())] else { return nil }
    return (sign, word.count)
  }

  /// Whether a blank beyond ASCII begins there: no-break, thin, narrow, or a mark of direction.
  private static func isBlank(_ text: Span<UInt8>, _ index: Int) -> Bool {
    guard index + 1 < text.count else { return false }
    switch (text[index], text[index + 1]) {
    case (0xC2, 0xA0), (0xE2, 0x80), (0xD8, 0x9C): return true
    default: return false
    }
  }

  private static func isPart(_ byte: UInt8) -> Bool {
    byte >= 0x80 || (byte | 0x20) &- 0x61 < 26 || byte == UInt8(ascii: "$")
      || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "/")
  }

  /// The sign that a whole text is.
  static func named(_ text: Span<UInt8>) -> CurrencySign? {
    guard let (sign, length) = find(text, at: 0), length == text.count else { return nil }
    return sign
  }

  private static let signs: [String: CurrencySign] = {
    let codes = [
      "€": "EUR", "jp¥": "JPY", "cn¥": "CNY", "euro": "EUR", "euros": "EUR", "eur": "EUR",
      "£": "GBP", "pound": "GBP",
      "pounds": "GBP", "us$": "USD", "usd$": "USD", "$us": "USD", "a$": "AUD", "au$": "AUD",
      "c$": "CAD", "ca$": "CAD", "cad$": "CAD", "nz$": "NZD", "hk$": "HKD", "s$": "SGD",
      "sg$": "SGD", "nt$": "TWD", "r$": "BRL", "mx$": "MXN", "zł": "PLN", "zl": "PLN",
      "złoty": "PLN", "złotych": "PLN", "kč": "CZK", "kc": "CZK", "ft": "HUF", "lei": "RON",
      "лв": "BGN", "₹": "INR", "rs": "INR", "₽": "RUB", "руб": "RUB", "₺": "TRY", "tl": "TRY",
      "₪": "ILS", "₩": "KRW", "₴": "UAH", "грн": "UAH", "฿": "THB", "₫": "VND", "₦": "NGN",
      "₱": "PHP", "₸": "KZT", "₾": "GEL", "fr": "CHF", "sfr": "CHF", "franken": "CHF",
      "rm": "MYR", "rp": "IDR", "rmb": "CNY", "元": "CNY", "円": "JPY", "skr": "SEK",
      "nkr": "NOK", "dkr": "DKK", "r": "ZAR", "ksh": "KES", "din": "RSD", "дин": "RSD",
      "dinara": "RSD", "р": "RUB", "рублей": "RUB", "рубля": "RUB", "рубль": "RUB", "원": "KRW",
      "人民币": "CNY", "؋": "AFN", "lek": "ALL", "lekë": "ALL", "֏": "AMD",
      "₼": "AZN", "km": "BAM", "৳": "BDT", "bz$": "BZD", "br": "BYN", "៛": "KHR", "fcfa": "XAF",
      "cfa": "XOF", "₡": "CRC", "₲": "PYG", "₵": "GHS", "gh₵": "GHS", "gh¢": "GHS",
      "₭": "LAK", "₮": "MNT", "s/": "PEN", "s/.": "PEN", "b/.": "PAB", "rd$": "DOP", "j$": "JMD",
      "tt$": "TTD", "bds$": "BBD", "fj$": "FJD", "n$": "NAD", "$u": "UYU", "clp$": "CLP",
      "col$": "COP", "ar$": "ARS", "kd": "KWD", "bd": "BHD", "dt": "TND", "tsh": "TZS",
      "ush": "UGX", "zk": "ZMW", "mk": "MWK", "den": "MKD", "ден": "MKD", "лев": "BGN",
      "лева": "BGN", "ron": "RON", "leu": "RON", "złote": "PLN", "koruna": "CZK",
      "korun": "CZK", "forint": "HUF", "kronur": "ISK", "krónur": "ISK", "lira": "TRY",
      "درهم": "AED", "جنيه": "EGP", "bs": "BOB", "q": "GTQ",
    ]
    var table: [String: CurrencySign] = [
      "$": .dollar, "dollar": .dollar, "dollars": .dollar, "kr": .crown, "kronor": .crown,
      "kroner": .crown, "¥": .yuanOrYen, "￥": .yuanOrYen,
    ]
    for (sign, code) in codes {
      if let currency = Currency(code) { table[sign] = .currency(currency) }
    }
    return table
  }()
}
