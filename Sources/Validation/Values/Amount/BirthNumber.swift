import Time

/// Numbers of persons that begin with a day of birth, as far as states let persons use them as VAT
/// numbers.
enum BirthNumber {
  /// Czech and Slovak `YYMMDD/SSSC` (act 133/2000 Sb., section 13): women's months count from 51,
  /// months of busy days from 21; nine digits and no check digit before 1954.
  static func isCzech(_ text: [UInt8]) -> Bool {
    guard text.count == 9 || text.count == 10 else { return false }
    let short = VATCheck.number(text.prefix(2))
    let isOld = text.count == 9
    if isOld, short > 53, short < 80 { return false }
    let year = isOld ? (short > 53 ? 1800 : 1900) + short : (short < 54 ? 2000 : 1900) + short
    var month = VATCheck.number(text[2..<4])
    if month > 50 { month -= 50 }
    if month > 20, year > 2003 { month -= 20 }
    guard isDay(year, month, VATCheck.number(text[4..<6])) else { return false }
    // Until 1984 a rest of 10 was written as 0.
    let rest = VATCheck.number(text.prefix(9)) % 11
    return isOld || (year < 1985 ? rest % 10 : rest) == Int(text[9]) - 0x30
  }

  /// Bulgarian `YYMMDDSSSC`: months count from 21 before 1900, from 41 since 2000.
  static func isBulgarian(_ text: [UInt8]) -> Bool {
    let month = VATCheck.number(text[2..<4])
    let (century, first) = month > 40 ? (2000, 40) : month > 20 ? (1800, 20) : (1900, 0)
    return isDay(
      century + VATCheck.number(text.prefix(2)),
      month - first,
      VATCheck.number(text[4..<6])
    )
  }

  /// Latvian `DDMMYYCSSSC`; the seventh digit is the century, 0 for the nineteenth.
  static func isLatvian(_ text: [UInt8]) -> Bool {
    let year = 1800 + VATCheck.number(text[6..<7]) * 100 + VATCheck.number(text[4..<6])
    let sum = 1 + VATCheck.sum(text, [10, 5, 8, 4, 2, 1, 6, 3, 7, 9])
    return isDay(year, VATCheck.number(text[2..<4]), VATCheck.number(text.prefix(2)))
      && sum % 11 % 10 == Int(text[10]) - 0x30
  }

  /// Romanian `SYYMMDDJJNNNC`: sex and century, day, county, check digit.
  static func isRomanian(_ text: [UInt8]) -> Bool {
    let centuries = [1: 1900, 2: 1900, 3: 1800, 4: 1800, 5: 2000, 6: 2000]
    let year = (centuries[Int(text[0]) - 0x30] ?? 1900) + VATCheck.number(text[1..<3])
    let county = VATCheck.number(text[7..<9])
    let rest = VATCheck.sum(text, [2, 7, 9, 1, 4, 6, 3, 5, 8, 2, 7, 9]) % 11
    return isDay(year, VATCheck.number(text[3..<5]), VATCheck.number(text[5..<7]))
      && ((1...48).contains(county) || county == 51 || county == 52)
      && (rest == 10 ? 1 : rest) == Int(text[12]) - 0x30
  }

  private static func isDay(_ year: Int, _ month: Int, _ day: Int) -> Bool {
    CalendarDate(year: year, month: month, day: day) != nil
  }
}
