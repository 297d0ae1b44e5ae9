import Time

/// Reads dates in the notations of real exports; what can be read in two ways is refused.
struct DateReader {
  /// Which reading of 03/04/2026 is meant; nil refuses it.
  let order: DateOrder?
  /// Which month is meant by a name of several, by its place among them; nil refuses it.
  var namedMonth: Int?

  init(order: DateOrder?, namedMonth: Int? = nil) {
    self.order = order
    self.namedMonth = namedMonth
  }

  /// A date and where the text after it begins.
  struct Found: Equatable {
    let date: CalendarDate
    /// `YYYY-MM-DD`.
    let isISO: Bool
    let hasTwoDigitYear: Bool
    let end: Int

    /// Whether nothing stands behind the date but what may be a time: after a blank or T, or, in
    /// the basic format, further digits.
    func endsBeforeTime(_ text: Span<UInt8>) -> Bool {
      end == text.count || text[end] == 0x20 || text[end] | 0x20 == UInt8(ascii: "t")
        || (end == DateReader.basicLength && text[end] &- 0x30 < 10)
    }
  }

  enum Outcome: Equatable {
    case found(Found)
    case invalid(ValueCode)
  }

  /// The length of `YYYYMMDD`.
  static let basicLength = 8

  /// Years outside are mistakes in a customer's file.
  static let years = 1800...2199

  /// Reads the date at the beginning of a value of somebody in a country.
  func read(_ text: Span<UInt8>, country: CountryCode?) -> Outcome {
    let outcome = read(text)
    guard case .invalid(.dateMonthName) = outcome, let month = MonthName.meant(in: country) else {
      return outcome
    }
    return DateReader(order: order, namedMonth: month).read(text)
  }

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

  /// `YYYYMMDD` before a time, ISO 8601's basic format as vCards have it, or with the time's digits
  /// behind it, as directories write it (LDAP's generalized time, RFC 4517 clause 3.3.13); alone it
  /// is one of the other notations.
  ///
  /// The month and the day of a year from 1800 on are no year, so that no other order of twelve or
  /// fourteen digits makes a date.
  private static func readBasic(_ text: Span<UInt8>) -> Outcome? {
    let isMarked = text.count > 9 && text[8] | 0x20 == UInt8(ascii: "t") && text[9] &- 0x30 < 10
    guard isMarked || hasDigitsOfTime(text), let year = number(text, 0..<4),
      let month = number(text, 4..<6),
      let day = number(text, 6..<8)
    else { return nil }
    return made(year, month, day, end: 8)
  }

  /// Whether a value begins with exactly twelve or fourteen digits.
  private static func hasDigitsOfTime(_ text: Span<UInt8>) -> Bool {
    var count = 0
    while count < text.count, text[count] &- 0x30 < 10 { count += 1 }
    return count == 12 || count == 14
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
    if scanner.numbers.count == 1, scanner.months.isEmpty { return Self.readBare(scanner) }
    if !scanner.months.isEmpty { return readNamed(scanner) }
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
    guard let first = numbers.first else { return .invalid(.dateSyntax) }
    guard numbers.count == 2 else {
      return .invalid(first.length <= 2 ? .dateYearMissing : .dateSyntax)
    }
    let months = scanner.months
    guard let month = months.count == 1 ? months[0] : namedMonth.map({ months[$0] }) else {
      return .invalid(.dateMonthName)
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
  /// The months that the name of the month may mean; empty without a name.
  private(set) var months: [Int] = []
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
      } else if case let gap = Self.gapLength(text, position), gap > 0 {
        position += gap
      } else if Self.isLetter(byte) {
        guard scanWord(text, &position) else { return false }
      } else if byte == UInt8(ascii: "/") || byte == UInt8(ascii: "-") || byte == UInt8(ascii: ".")
      {
        // `terça-feira, 2 de janeiro`
        if numbers.isEmpty, position == 0 { return false }
        if separator == 0, !numbers.isEmpty { separator = byte }
        position += 1
      } else {
        return false
      }
    }
    if !months.isEmpty, end < position { end = max(end, position) }
    // `2026. 3. 4.` as Korean, Hungarian and Serbian have it.
    if isComplete, separator == UInt8(ascii: "."), end < text.count,
      text[end] == UInt8(ascii: "."), end + 1 == text.count || text[end + 1] == 0x20
    {
      end += 1
      endsWithStop = true
    }
    if isComplete, !months.isEmpty { skipEnding(text) }
    return !numbers.isEmpty
  }

  private var isComplete: Bool { numbers.count == (months.isEmpty ? 3 : 2) }

  /// Passes over words behind the date that mean day or year or name the weekday, with their full
  /// stops.
  private mutating func skipEnding(_ text: Span<UInt8>) {
    while true {
      var position = end
      while position < text.count {
        let length = Self.gapLength(text, position)
        if length == 0 { break }
        position += length
      }
      let word = Self.word(text, &position)
      guard MonthName.endings.contains(word) || MonthName.weekdays.contains(word) else { return }
      if position < text.count, text[position] == UInt8(ascii: ".") { position += 1 }
      end = position
    }
  }

  /// The length of a comma or a blank, the ones that do not break included; 0 for anything else.
  private static func gapLength(_ text: Span<UInt8>, _ position: Int) -> Int {
    let second = position + 1 < text.count ? text[position + 1] : 0
    let third = position + 2 < text.count ? text[position + 2] : 0
    switch (text[position], second, third) {
    case (0x20, _, _), (UInt8(ascii: ","), _, _): return 1
    case (0xC2, 0xA0, _): return 2
    case (0xE2, 0x80, 0xAF): return 3
    default: return 0
    }
  }

  /// The word that begins at `position`, in lower case; empty for none.
  private static func word(_ text: Span<UInt8>, _ position: inout Int) -> String {
    var word: [UInt8] = []
    while position < text.count, isLetter(text[position]) || text[position] == UInt8(ascii: "'"),
      gapLength(text, position) == 0
    {
      word.append(text[position])
      position += 1
    }
    return String(decoding: word, as: UTF8.self).lowercased()
  }

  private static func isLetter(_ byte: UInt8) -> Bool {
    byte >= 0x80 || (byte | 0x20) &- 0x61 < 26
  }

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
    var name = Self.word(text, &position)
    if let article = MonthName.elided.first(where: { name.hasPrefix($0) }) {
      name.removeFirst(article.count)
    }
    if let named = MonthName.months[name] {
      guard months.isEmpty else { return false }
      months = named
      return true
    }
    // `1st`, `12. de marzo de`, `Tue,` before the date.
    return MonthName.others.contains(name) || (numbers.isEmpty && MonthName.weekdays.contains(name))
  }
}
