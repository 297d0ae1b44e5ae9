import Time

/// Reads an instant: a date, then perhaps a time of day and a zone.
struct TimeReader {
  let dates: DateReader
  /// Where times without zone were written.
  let zone: TimeZoneRule

  enum Outcome: Equatable {
    /// Microseconds since 1970-01-01T00:00:00Z; whether it was written as ISO 8601.
    case found(microseconds: Int64, isISO: Bool)
    case invalid(ValueCode)
  }

  /// Reads a value of somebody in a country; a date alone means its midnight.
  func read(_ text: Span<UInt8>, country: CountryCode?) -> Outcome {
    if let local = Self.readPlain(text) {
      let utc = text.count == 20 ? local : zone.utc(fromLocal: local)
      return .found(microseconds: utc * 1_000_000, isISO: true)
    }
    return readOther(text, country)
  }

  /// Seconds since 1970 of `YYYY-MM-DD HH:MM:SS`, with or without `T` and `Z`; nil for all else.
  private static func readPlain(_ text: Span<UInt8>) -> Int64? {
    guard text.count == 19 || (text.count == 20 && text[19] == UInt8(ascii: "Z")),
      text[4] == UInt8(ascii: "-"), text[7] == UInt8(ascii: "-"),
      text[10] == 0x20 || text[10] == UInt8(ascii: "T"),
      text[13] == UInt8(ascii: ":"), text[16] == UInt8(ascii: ":")
    else { return nil }
    let century = pair(text, 0)
    let decade = pair(text, 2)
    let (month, day) = (pair(text, 5), pair(text, 8))
    let (hour, minute, second) = (pair(text, 11), pair(text, 14), pair(text, 17))
    // A pair with anything but digits is 100 or more.
    guard century < 100, decade < 100, hour < 24, minute < 60, second < 60,
      DateReader.years.contains(century * 100 + decade),
      let date = CalendarDate(year: century * 100 + decade, month: month, day: day)
    else { return nil }
    return Int64(date.daysSinceEpoch) * 86_400 + Int64(hour * 3600 + minute * 60 + second)
  }

  private static func pair(_ text: Span<UInt8>, _ index: Int) -> Int {
    let (tens, ones) = (text[index] &- 0x30, text[index + 1] &- 0x30)
    return tens < 10 && ones < 10 ? Int(tens) * 10 + Int(ones) : 100
  }

  private func readOther(_ text: Span<UInt8>, _ country: CountryCode?) -> Outcome {
    switch dates.read(text, country: country) {
    case .invalid(let code): return .invalid(code)
    case .found(let found):
      let midnight = Int64(found.date.daysSinceEpoch) * 86_400
      var clock = ClockScanner()
      guard clock.scan(text, from: found.end) else { return .invalid(.timeSyntax) }
      let local = midnight + Int64(clock.seconds)
      let utc = clock.offset.map { local - Int64($0) } ?? zone.utc(fromLocal: local)
      return .found(
        microseconds: utc * 1_000_000 + Int64(clock.microseconds),
        isISO: found.isISO && !clock.hasHalfDays
      )
    }
  }
}

/// The time of day and the zone after a date.
private struct ClockScanner {
  private(set) var seconds = 0
  private(set) var microseconds = 0
  /// Seconds east of UTC; nil without a zone.
  private(set) var offset: Int?
  /// Written with AM or PM.
  private(set) var hasHalfDays = false

  /// Reads the rest of a value; false when it is not a time of day.
  mutating func scan(_ text: Span<UInt8>, from start: Int) -> Bool {
    var position = start
    skipBlanks(text, &position)
    // The digits of ISO 8601's basic format may follow those of the date.
    let isRunOn =
      position == start && start == DateReader.basicLength && start < text.count
      && text[start] &- 0x30 < 10
    let isMarked = position < text.count && text[position] | 0x20 == UInt8(ascii: "t")
    if isMarked { position += 1 }
    skipBlanks(text, &position)
    if position == text.count { return position == start || text[position - 1] == 0x20 }
    guard let hour = number(text, &position, digits: 1...2) else { return false }
    // ISO 8601's basic format has no colons.
    let isDigit = position < text.count && text[position] &- 0x30 < 10
    let isColon = position < text.count && text[position] == UInt8(ascii: ":")
    let isRead =
      if (isMarked || isRunOn) && isDigit {
        scanBasicMinutes(text, &position, hour: hour)
      } else if isMarked && !isColon {
        // `T10`: ISO 8601 allows the hour alone.
        scanHour(hour)
      } else {
        scanMinutes(text, &position, hour: hour)
      }
    guard isRead else { return false }
    skipBlanks(text, &position)
    guard scanHalfDay(text, &position) else { return false }
    skipBlanks(text, &position)
    return scanZone(text, &position) && position == text.count
  }

  private mutating func scanHour(_ hour: Int) -> Bool {
    seconds = hour * 3600
    return hour < 24
  }

  private mutating func scanMinutes(_ text: Span<UInt8>, _ position: inout Int, hour: Int) -> Bool {
    guard take(":", text, &position) || take(".", text, &position),
      let minute = number(text, &position, digits: 2...2), minute < 60, hour < 24
    else { return false }
    seconds = hour * 3600 + minute * 60
    guard take(":", text, &position) || take(".", text, &position) else { return true }
    // A leap second counts as the last second of its minute.
    guard let second = number(text, &position, digits: 2...2), second <= 60 else { return false }
    seconds += min(second, 59)
    guard take(".", text, &position) || take(",", text, &position) else { return true }
    return scanFraction(text, &position)
  }

  /// `MMSS` or `MM` after the hour.
  private mutating func scanBasicMinutes(
    _ text: Span<UInt8>,
    _ position: inout Int,
    hour: Int
  ) -> Bool {
    guard let minute = number(text, &position, digits: 2...2), minute < 60, hour < 24 else {
      return false
    }
    seconds = hour * 3600 + minute * 60
    guard position < text.count, text[position] &- 0x30 < 10 else { return true }
    guard let second = number(text, &position, digits: 2...2), second <= 60 else { return false }
    seconds += min(second, 59)
    guard take(".", text, &position) || take(",", text, &position) else { return true }
    return scanFraction(text, &position)
  }

  private mutating func scanFraction(_ text: Span<UInt8>, _ position: inout Int) -> Bool {
    var weight = 100_000
    let start = position
    while position < text.count, text[position] &- 0x30 < 10 {
      microseconds += Int(text[position] - 0x30) * weight
      weight /= 10
      position += 1
    }
    return position > start
  }

  private mutating func scanHalfDay(_ text: Span<UInt8>, _ position: inout Int) -> Bool {
    guard position + 1 < text.count, text[position + 1] | 0x20 == UInt8(ascii: "m") else {
      return true
    }
    let half = text[position] | 0x20
    guard half == UInt8(ascii: "a") || half == UInt8(ascii: "p") else { return true }
    let hour = seconds / 3600
    guard (1...12).contains(hour) else { return false }
    seconds += (half == UInt8(ascii: "p") ? 12 : 0) * 3600 - (hour == 12 ? 12 * 3600 : 0)
    hasHalfDays = true
    position += 2
    return true
  }

  /// `Z`, `UTC`, `GMT`, `+02`, `+0200`, `+02:00`.
  private mutating func scanZone(_ text: Span<UInt8>, _ position: inout Int) -> Bool {
    guard position < text.count else { return true }
    for name in ["utc", "gmt", "z"] where matches(name, text, position) {
      offset = 0
      position += name.utf8.count
      if position == text.count { return true }
    }
    let sign: Int
    if take("+", text, &position) {
      sign = 1
    } else if take("-", text, &position) {
      sign = -1
    } else {
      return false
    }
    guard let hours = number(text, &position, digits: 2...2), hours <= 14 else { return false }
    _ = take(":", text, &position)
    let minutes = number(text, &position, digits: 2...2) ?? 0
    guard minutes < 60 else { return false }
    offset = sign * (hours * 3600 + minutes * 60)
    return true
  }

  private func matches(_ name: String, _ text: Span<UInt8>, _ position: Int) -> Bool {
    guard position + name.utf8.count <= text.count else { return false }
    for (index, byte) in name.utf8.enumerated() where text[position + index] | 0x20 != byte {
      return false
    }
    return true
  }

  private func skipBlanks(_ text: Span<UInt8>, _ position: inout Int) {
    while position < text.count, text[position] == 0x20 || text[position] == UInt8(ascii: ",") {
      position += 1
    }
  }

  private func take(_ character: Character, _ text: Span<UInt8>, _ position: inout Int) -> Bool {
    guard position < text.count, text[position] == character.asciiValue else { return false }
    position += 1
    return true
  }

  private func number(
    _ text: Span<UInt8>,
    _ position: inout Int,
    digits: ClosedRange<Int>
  ) -> Int? {
    let start = position
    var value = 0
    while position < text.count, position - start < digits.upperBound, text[position] &- 0x30 < 10 {
      value = value * 10 + Int(text[position] - 0x30)
      position += 1
    }
    return position - start >= digits.lowerBound ? value : nil
  }
}
