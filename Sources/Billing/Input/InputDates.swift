import Time

/// Dates as exports write them: `2026-10-31`, `2026/10/31`, `20261031`, `31.10.2026`, and
/// `31/10/2026` or `10/31/2026` where the file shows which it means.
///
/// A time of day after the date is left out: the date counts as written. A time that says its zone
/// (`2026-10-31T23:30:00Z`) makes it an instant, whose day depends on where the reader is.
struct InputDate {
  enum Reading: Hashable {
    case date(CalendarDate)
    /// An instant, and the day that is written for it.
    case instant(Instant, written: CalendarDate)
    /// `04/05/2026`: April or May.
    case ambiguous
    case invalid
  }

  static func read(_ text: String, order: DateOrder?) -> Reading {
    let reading = readDay(text, order: order)
    guard case .date(let date) = reading, let seconds = secondsInUTC(text) else { return reading }
    let start = Instant(date).microseconds
    return .instant(Instant(microseconds: start + seconds * 1_000_000), written: date)
  }

  /// The seconds from the written day's beginning in UTC, nil for a time without a zone.
  ///
  /// `T23:30:00Z`, ` 23:30:00.000+02:00`, `T2330-0500`: ISO 8601, time of day with its difference
  /// from UTC.
  private static func secondsInUTC(_ text: String) -> Int64? {
    let clock = text.drop { $0 != "T" && $0 != " " }.dropFirst().filter { $0 != " " }
    guard let sign = clock.lastIndex(where: { "Z+-".contains($0) }),
      let seconds = seconds(clock[..<sign])
    else { return nil }
    let zone = clock[clock.index(after: sign)...]
    if clock[sign] == "Z" { return zone.isEmpty ? seconds : nil }
    // The difference from UTC is nowhere larger than 14 hours.
    guard let difference = self.seconds(zone), difference <= 14 * 3600 else { return nil }
    return clock[sign] == "+" ? seconds - difference : seconds + difference
  }

  /// Seconds of `HH`, `HH:MM`, `HH:MM:SS` and the same without colons; a fraction is left out.
  private static func seconds(_ clock: Substring) -> Int64? {
    let digits = clock.prefix { $0 != "." }.filter { $0 != ":" }
    guard [2, 4, 6].contains(digits.count), digits.allSatisfy(\.isASCIIDigit) else { return nil }
    let numbers = stride(from: 0, to: digits.count, by: 2).compactMap {
      Int64(digits.dropFirst($0).prefix(2))
    }
    let padded = numbers + Array(repeating: 0, count: 3 - numbers.count)
    guard padded[0] <= 24, padded[1] < 60, padded[2] <= 60 else { return nil }
    return padded[0] * 3600 + padded[1] * 60 + padded[2]
  }

  private static func readDay(_ text: String, order: DateOrder?) -> Reading {
    guard let (numbers, separator) = parts(text) else { return .invalid }
    if separator == "-" || numbers[0] > 31 || separator == nil {
      return reading(numbers[0], numbers[1], numbers[2])
    }
    if separator == "." { return reading(numbers[2], numbers[1], numbers[0]) }
    switch order ?? evidence(text) {
    case .dayMonthYear: return reading(numbers[2], numbers[1], numbers[0])
    case .monthDayYear: return reading(numbers[2], numbers[0], numbers[1])
    case .yearMonthDay, nil:
      return numbers[0] == numbers[1] && numbers[0] <= 12
        ? reading(numbers[2], numbers[0], numbers[1]) : .ambiguous
    }
  }

  /// The order that a date with slashes shows beyond doubt, nil when it shows none.
  static func evidence(_ text: String) -> DateOrder? {
    guard let (numbers, separator) = parts(text), separator == "/", numbers[0] <= 31 else {
      return nil
    }
    if numbers[0] > 12, numbers[1] <= 12 { return .dayMonthYear }
    if numbers[1] > 12, numbers[0] <= 12 { return .monthDayYear }
    return nil
  }

  private static func reading(_ year: Int, _ month: Int, _ day: Int) -> Reading {
    guard (1900...2199).contains(year), let date = CalendarDate(year: year, month: month, day: day)
    else { return .invalid }
    return .date(date)
  }

  /// Three numbers and what stands between them, nil between for eight digits in a row.
  private static func parts(_ text: String) -> (numbers: [Int], separator: Character?)? {
    let date = text.prefix { $0 != "T" && $0 != " " }
    let time = text.dropFirst(date.count)
    guard time.isEmpty || time.dropFirst().allSatisfy({ "0123456789:.Z+- ".contains($0) }) else {
      return nil
    }
    guard let separator = date.first(where: { !$0.isASCIIDigit }) else {
      guard date.count == 8, let number = Int(date) else { return nil }
      return ([number / 10_000, number / 100 % 100, number % 100], nil)
    }
    let fields = date.split(separator: separator, omittingEmptySubsequences: false)
    let lengths = fields.map(\.count)
    guard "-/.".contains(separator), fields.count == 3, fields.allSatisfy(isDigits),
      lengths[0] == 4 || lengths[2] == 4, lengths.filter({ $0 == 1 || $0 == 2 }).count == 2,
      separator != "-" || lengths[0] == 4
    else { return nil }
    return (fields.compactMap { Int($0) }, separator)
  }

  private static func isDigits(_ text: Substring) -> Bool { text.allSatisfy(\.isASCIIDigit) }
}

extension Character {
  fileprivate var isASCIIDigit: Bool { isASCII && isWholeNumber }
}
