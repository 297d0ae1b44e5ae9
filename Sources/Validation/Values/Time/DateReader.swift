import Columns

/// In which order a date of numbers alone gives day, month and year.
package enum DateOrder: String, Hashable, Sendable, CaseIterable {
  case dayMonthYear = "dmy"
  case monthDayYear = "mdy"
  case yearMonthDay = "ymd"
}

/// Reads dates in the notations of real exports; what can be read in two ways is refused.
struct DateReader {
  /// Which reading of 03/04/2026 is meant; nil refuses it.
  let order: DateOrder?

  /// A date and where the text after it begins.
  struct Found: Equatable {
    let date: CalendarDate
    /// `YYYY-MM-DD`.
    let isISO: Bool
    let hasTwoDigitYear: Bool
    let end: Int
  }

  enum Outcome: Equatable {
    case found(Found)
    case invalid(ValueCode)
  }

  /// Years outside are mistakes in a customer's file.
  static let years = 1800...2199

  /// Reads the date at the beginning of a value.
  func read(_ text: Span<UInt8>) -> Outcome {
    if let found = Self.readISO(text) { return found }
    if let found = Self.readBasic(text) { return found }
    return readOther(text)
  }

  // MARK: - YYYY-MM-DD

  private static func readISO(_ text: Span<UInt8>) -> Outcome? {
    guard text.count >= 10, text[4] == UInt8(ascii: "-"), text[7] == UInt8(ascii: "-"),
      let year = number(text, 0..<4), let month = number(text, 5..<7),
      let day = number(text, 8..<10)
    else { return nil }
    // Apple and vCard write a year-less birthday as of year 0 or 1604.
    if year == 0 || year == 1604 { return .invalid(.dateYearMissing) }
    return made(year, month, day, isISO: true, end: 10)
  }

  /// `YYYYMMDD` before a time, ISO 8601's basic format as vCards have it; alone it is one of the
  /// other notations.
  private static func readBasic(_ text: Span<UInt8>) -> Outcome? {
    guard text.count > 9, text[8] | 0x20 == UInt8(ascii: "t"), text[9] &- 0x30 < 10,
      let year = number(text, 0..<4), let month = number(text, 4..<6),
      let day = number(text, 6..<8)
    else { return nil }
    return made(year, month, day, end: 8)
  }

  private static func number(_ text: Span<UInt8>, _ range: Range<Int>) -> Int? {
    var value = 0
    for index in range {
      let digit = text[index] &- 0x30
      guard digit < 10 else { return nil }
      value = value * 10 + Int(digit)
    }
    return value
  }

  private static func made(
    _ year: Int,
    _ month: Int,
    _ day: Int,
    isISO: Bool = false,
    hasTwoDigitYear: Bool = false,
    end: Int
  ) -> Outcome {
    guard years.contains(year) else { return .invalid(.dateFuture) }
    guard let date = CalendarDate(year: year, month: month, day: day) else {
      return .invalid(.dateNoSuchDay)
    }
    return .found(Found(date: date, isISO: isISO, hasTwoDigitYear: hasTwoDigitYear, end: end))
  }

  // MARK: - Everything else

  private func readOther(_ text: Span<UInt8>) -> Outcome {
    if text.count >= 4, text[0] == UInt8(ascii: "-"), text[1] == UInt8(ascii: "-") {
      return .invalid(.dateYearMissing)
    }
    var scanner = DateScanner()
    guard scanner.scan(text) else { return .invalid(.dateSyntax) }
    if scanner.numbers.count == 1, scanner.month == nil { return Self.readBare(scanner) }
    if scanner.month != nil { return readNamed(scanner) }
    return readNumbers(scanner)
  }

  /// `20240312`, or a spreadsheet's day count.
  private static func readBare(_ scanner: DateScanner) -> Outcome {
    let only = scanner.numbers[0]
    guard only.length == 8 else {
      return .invalid(only.length == 5 ? .dateSerial : .dateSyntax)
    }
    return made(
      only.value / 10_000,
      only.value / 100 % 100,
      only.value % 100,
      end: scanner.end
    )
  }

  /// `12 Mar 2024`, `March 12, 2024`, `2024 Mar 12`.
  private func readNamed(_ scanner: DateScanner) -> Outcome {
    let numbers = scanner.numbers
    guard let month = scanner.month, let first = numbers.first else { return .invalid(.dateSyntax) }
    guard numbers.count == 2 else {
      return .invalid(first.length <= 2 ? .dateYearMissing : .dateSyntax)
    }
    if first.length == 4 {
      return Self.made(first.value, month, numbers[1].value, end: scanner.end)
    }
    return Self.made(year: numbers[1], month, first.value, end: scanner.end)
  }

  /// Three numbers: by the length of the year, else by the separator, else by what is possible.
  private func readNumbers(_ scanner: DateScanner) -> Outcome {
    let numbers = scanner.numbers
    guard numbers.count == 3 else {
      let isShort = numbers.count == 2 && numbers.allSatisfy { $0.length <= 2 }
      return .invalid(isShort ? .dateYearMissing : .dateSyntax)
    }
    guard numbers.filter({ $0.length > 2 }).count <= 1, numbers[1].length <= 2 else {
      return .invalid(.dateSyntax)
    }
    let (first, second, third) = (numbers[0], numbers[1], numbers[2])
    if first.length == 4 {
      return Self.made(first.value, second.value, third.value, end: scanner.end)
    }
    if third.length < 4, order == .yearMonthDay {
      return Self.made(year: first, second.value, third.value, end: scanner.end)
    }
    guard first.length <= 2 else { return .invalid(.dateSyntax) }
    // `26. 12. 25.`: Korea begins with the year, Croatia with the day.
    if scanner.endsWithStop, third.length < 4, order == nil { return .invalid(.dateAmbiguous) }
    let isDayFirst: Bool
    if scanner.separator == UInt8(ascii: ".") || order == .dayMonthYear {
      isDayFirst = true
    } else if order == .monthDayYear {
      isDayFirst = false
    } else if third.length < 4 {
      return .invalid(.dateAmbiguous)
    } else if first.value > 12 || first.value == second.value {
      isDayFirst = true
    } else if second.value > 12 {
      isDayFirst = false
    } else {
      return .invalid(.dateAmbiguous)
    }
    let (day, month) = isDayFirst ? (first.value, second.value) : (second.value, first.value)
    return Self.made(year: third, month, day, end: scanner.end)
  }

  private static func made(
    year: DateScanner.Number,
    _ month: Int,
    _ day: Int,
    end: Int
  ) -> Outcome {
    switch year.length {
    case 4: made(year.value, month, day, end: end)
    case 2:
      // POSIX strptime %y: 69 to 99 are of the 20th century.
      made(
        year.value + (year.value < 69 ? 2000 : 1900),
        month,
        day,
        hasTwoDigitYear: true,
        end: end
      )
    default: .invalid(.dateSyntax)
    }
  }
}

/// The parts of a date in the order in which they stand.
private struct DateScanner {
  struct Number {
    let value: Int
    let length: Int
  }

  private(set) var numbers: [Number] = []
  private(set) var month: Int?
  private(set) var separator: UInt8 = 0
  /// Where the date ends.
  private(set) var end = 0
  /// Whether a full stop stands behind the last number too.
  private(set) var endsWithStop = false

  /// Takes at most three numbers, or two and a month's name; false when something else stands there.
  mutating func scan(_ text: Span<UInt8>) -> Bool {
    var position = 0
    while position < text.count, !isComplete {
      let byte = text[position]
      if byte &- 0x30 < 10 {
        guard let number = Self.number(text, &position) else { return false }
        numbers.append(number)
        end = position
      } else if byte >= 0x80 || (byte | 0x20) &- 0x61 < 26 {
        guard scanWord(text, &position) else { return false }
      } else if byte == 0x20 || byte == UInt8(ascii: ",") {
        position += 1
      } else if byte == UInt8(ascii: "/") || byte == UInt8(ascii: "-") || byte == UInt8(ascii: ".")
      {
        if numbers.isEmpty { return false }
        if separator == 0 { separator = byte }
        position += 1
      } else {
        return false
      }
    }
    if month != nil, end < position { end = max(end, position) }
    // `2026. 3. 4.` as Korean, Hungarian and Serbian have it.
    if isComplete, separator == UInt8(ascii: "."), end < text.count,
      text[end] == UInt8(ascii: "."), end + 1 == text.count || text[end + 1] == 0x20
    {
      end += 1
      endsWithStop = true
    }
    return !numbers.isEmpty
  }

  private var isComplete: Bool { numbers.count == (month == nil ? 3 : 2) }

  private static func number(_ text: Span<UInt8>, _ position: inout Int) -> Number? {
    let start = position
    var value = 0
    while position < text.count, text[position] &- 0x30 < 10, position - start < 9 {
      value = value * 10 + Int(text[position] - 0x30)
      position += 1
    }
    let length = position - start
    return length <= 8 ? Number(value: value, length: length) : nil
  }

  private mutating func scanWord(_ text: Span<UInt8>, _ position: inout Int) -> Bool {
    var word: [UInt8] = []
    while position < text.count, text[position] >= 0x80 || (text[position] | 0x20) &- 0x61 < 26 {
      word.append(text[position])
      position += 1
    }
    let name = String(decoding: word, as: UTF8.self).lowercased()
    if let number = MonthName.months[name] {
      guard month == nil else { return false }
      month = number
      return true
    }
    // `1st`, `12. de marzo de`, `Tue,` before the date.
    return MonthName.others.contains(name) || (numbers.isEmpty && MonthName.weekdays.contains(name))
  }
}
