package import Columns

/// A currency: ISO 4217 alphabetic code and the number of decimals its amounts have.
package struct Currency: Hashable, Sendable, CustomStringConvertible {
  /// Three capital letters.
  package let code: String
  /// Decimals of the minor unit: 2 for EUR, 0 for JPY, 3 for KWD (ISO 4217 table A.1).
  package let digits: Int

  /// The currency of an ISO 4217 code in any letter case, nil when it is not in use.
  package init?(_ code: String) {
    let upper = code.uppercased()
    guard let digits = Self.digitsByCode[upper] else { return nil }
    self.code = upper
    self.digits = digits
  }

  package static let euro = Currency(known: "EUR", digits: 2)

  private init(known code: String, digits: Int) {
    self.code = code
    self.digits = digits
  }

  package var description: String { code }

  /// ISO 4217 codes in use (list one, 2024) without funds and metals, with their minor units.
  private static let digitsByCode: [String: Int] = {
    let two = """
      AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BRL BSD BTN BWP BYN BZD \
      CAD CDF CHF CNY COP CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD \
      GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD \
      MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP \
      PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS \
      TMT TOP TRY TTD TWD TZS UAH USD UYU UZS VED VES WST XCD YER ZAR ZMW ZWG
      """
    let zero = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF"
    let three = "BHD IQD JOD KWD LYD OMR TND"
    var table: [String: Int] = [:]
    for (codes, digits) in [(two, 2), (zero, 0), (three, 3)] {
      for code in codes.split(separator: " ") { table[String(code)] = digits }
    }
    return table
  }()
}

/// An amount of money: an integer in minor units of its currency.
package struct Money: Hashable, Sendable {
  package let minorUnits: Int64
  package let currency: Currency

  package init(minorUnits: Int64, _ currency: Currency) {
    self.minorUnits = minorUnits
    self.currency = currency
  }

  /// Decimals of money columns in stored tables: enough for every ISO 4217 currency in use, so
  /// that one column holds amounts of several currencies exactly.
  package static let storedScale = 3

  /// The type of money columns in stored tables.
  package static let storedType = ColumnType.decimal(precision: 18, scale: storedScale)

  /// The unscaled value of a stored money column, nil when it overflows.
  package var stored: Int64? {
    let (value, overflow) = minorUnits.multipliedReportingOverflow(
      by: Self.power(of10: Self.storedScale - currency.digits)
    )
    return overflow ? nil : value
  }

  /// The amount in a stored money column, nil when it is finer than the currency's minor unit.
  package init?(stored: Int64, _ currency: Currency) {
    let divisor = Self.power(of10: Self.storedScale - currency.digits)
    guard stored % divisor == 0 else { return nil }
    self.init(minorUnits: stored / divisor, currency)
  }

  /// `1234.50`: a decimal point, no grouping, the currency's decimals.
  package var plain: String {
    guard currency.digits > 0 else { return String(minorUnits) }
    let digits = String(minorUnits.magnitude)
    let padded = String(repeating: "0", count: max(0, currency.digits + 1 - digits.count)) + digits
    let point = padded.index(padded.endIndex, offsetBy: -currency.digits)
    return (minorUnits < 0 ? "-" : "") + padded[..<point] + "." + padded[point...]
  }

  /// 10 to the power of a small exponent.
  package static func power(of10 exponent: Int) -> Int64 {
    (0..<max(0, exponent)).reduce(1) { result, _ in result * 10 }
  }
}
