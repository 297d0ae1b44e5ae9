/// Takes an amount apart: digits, separators between them, signs around them.
struct AmountScanner {
  struct Separator: Equatable {
    let byte: UInt8
    /// The number of digits before it.
    let position: Int
    /// Point and comma may mark decimals; blanks and apostrophes only group.
    var isMark: Bool { byte == UInt8(ascii: ".") || byte == UInt8(ascii: ",") }
  }

  private(set) var digits: [UInt8] = []
  private(set) var separators: [Separator] = []
  private(set) var isNegative = false
  private(set) var sign: CurrencySign?
  /// The mark after the last digit (`1.899,-`), nil for none.
  private(set) var endingMark: UInt8?
  /// Digits and one point alone.
  private(set) var isPlain = true
  private var hasMinus = false
  private var openParentheses = 0
  private var hasEnded = false

  /// More digits than any amount has.
  private static let maximumDigits = 40

  /// Reads a value; false when it is no amount.
  mutating func scan(_ text: Span<UInt8>) -> Bool {
    var position = 0
    while position < text.count {
      let byte = text[position]
      if byte &- 0x30 < 10 {
        guard !hasEnded, digits.count < Self.maximumDigits else { return false }
        digits.append(byte)
        position += 1
      } else if let length = separatorLength(text, position) {
        addSeparator(byte, text, position, length)
        position += length
      } else if let length = directionLength(text, position) {
        isPlain = false
        position += length
      } else {
        if byte != UInt8(ascii: "-") || position > 0 { isPlain = false }
        guard scanSign(text, &position) else { return false }
      }
    }
    guard openParentheses == 0, !digits.isEmpty else { return false }
    // `1200,-` and `1200.--`: the dash stands for no decimals.
    while let last = separators.last, last.position == digits.count {
      if last.isMark, separators.count > 1 { endingMark = last.byte }
      separators.removeLast()
    }
    isNegative = isNegative || hasMinus
    return true
  }

  /// The length of a point, comma, apostrophe or blank that stands between digits.
  private func separatorLength(_ text: Span<UInt8>, _ position: Int) -> Int? {
    let byte = text[position]
    let second = position + 1 < text.count ? text[position + 1] : 0
    let third = position + 2 < text.count ? text[position + 2] : 0
    switch (byte, second, third) {
    case (UInt8(ascii: "."), _, _), (UInt8(ascii: ","), _, _):
      // A point may also begin: `.50`.
      return hasEnded ? nil : 1
    case (UInt8(ascii: "'"), _, _), (UInt8(ascii: "_"), _, _): return digits.isEmpty ? nil : 1
    case (0x20, _, _): return 1
    case (0xC2, 0xA0, _): return 2
    case (0xE2, 0x80, 0x89), (0xE2, 0x80, 0xAF), (0xE2, 0x80, 0x99): return 3
    default: return nil
    }
  }

  /// The length of a mark of direction, which Hebrew, Persian and Arabic set beside their amounts.
  private func directionLength(_ text: Span<UInt8>, _ position: Int) -> Int? {
    let second = position + 1 < text.count ? text[position + 1] : 0
    let third = position + 2 < text.count ? text[position + 2] : 0
    switch (text[position], second, third) {
    case (0xE2, 0x80, 0x8E...0x8F): return 3
    case (0xD8, 0x9C, _): return 2
    default: return nil
    }
  }

  private mutating func addSeparator(
    _ byte: UInt8,
    _ text: Span<UInt8>,
    _ position: Int,
    _ length: Int
  ) {
    let isBlank = byte == 0x20 || byte >= 0x80
    if byte != UInt8(ascii: ".") { isPlain = false }
    let next = position + length
    let isBeforeDigit = next < text.count && text[next] &- 0x30 < 10
    if isBlank {
      // A blank groups only between digits; elsewhere it parts number and sign.
      guard !digits.isEmpty, isBeforeDigit, !hasEnded else {
        if !digits.isEmpty, !isBeforeDigit { hasEnded = true }
        return
      }
    }
    // Blanks and apostrophes of all kinds group alike.
    separators.append(Separator(byte: isBlank ? 0x20 : byte, position: digits.count))
  }

  /// Parentheses, plus, minus, currency.
  private mutating func scanSign(_ text: Span<UInt8>, _ position: inout Int) -> Bool {
    let byte = text[position]
    switch byte {
    case UInt8(ascii: "("):
      guard digits.isEmpty, openParentheses == 0 else { return false }
      openParentheses = 1
      isNegative = true
      position += 1
    case UInt8(ascii: ")"):
      guard openParentheses == 1, !digits.isEmpty else { return false }
      openParentheses = 0
      hasEnded = true
      position += 1
    case UInt8(ascii: "/"):
      // India: `1,00,000/-`.
      guard !digits.isEmpty, position + 1 < text.count, text[position + 1] == UInt8(ascii: "-")
      else { return false }
      hasEnded = true
      position += 2
    case UInt8(ascii: "+"):
      guard digits.isEmpty else { return false }
      position += 1
    case UInt8(ascii: "-"):
      return scanDash(text, &position, length: 1)
    case 0xE2:
      let isDash =
        position + 2 < text.count
        && (text[position + 1] == 0x80 && (0x90...0x95).contains(text[position + 2])
          || text[position + 1] == 0x88 && text[position + 2] == 0x92)
      return isDash ? scanDash(text, &position, length: 3) : scanCurrency(text, &position)
    default:
      return scanCurrency(text, &position)
    }
    return true
  }

  private mutating func scanDash(_ text: Span<UInt8>, _ position: inout Int, length: Int) -> Bool {
    position += length
    if let last = separators.last, last.position == digits.count, last.isMark {
      hasEnded = true
      return true
    }
    guard !hasMinus else { return false }
    hasMinus = true
    if !digits.isEmpty { hasEnded = true }
    return true
  }

  private mutating func scanCurrency(_ text: Span<UInt8>, _ position: inout Int) -> Bool {
    guard let (found, length) = CurrencySign.find(text, at: position) else { return false }
    if let known = sign {
      guard let both = known.agreeing(with: found) else { return false }
      sign = both
    } else {
      sign = found
    }
    if !digits.isEmpty { hasEnded = true }
    position += length
    return true
  }
}
