/// Takes a telephone number out of the signs around it: digits, whether + stands first, extension.
struct PhoneText {
  private(set) var digits: [UInt8] = []
  private(set) var extensionDigits: [UInt8] = []
  private(set) var hasPlus = false
  /// Whether words stand behind the number.
  private(set) var hasWords = false

  /// ITU-T E.164 clause 6.2.1 allows 15 digits after the prefix; with international prefix, carrier
  /// code and national prefix no dialled number has more.
  static let maximumDigits = 30

  /// Words that introduce an extension, lower case, the longest first.
  private static let extensionWords = [
    "extension", "durchwahl", "interno", "anexo", "extn", "доб", "poste", "app.", "ext", "int",
    "dw", "x", "#", "~",
  ].map { Array($0.utf8) }

  /// Reads a value; returns what is wrong with it, nil when it may be a number.
  mutating func scan(_ value: Span<UInt8>) -> ValueCode? {
    digits.removeAll(keepingCapacity: true)
    extensionDigits.removeAll(keepingCapacity: true)
    hasPlus = false
    hasWords = false
    var position = 0
    while position < value.count {
      let byte = value[position]
      if byte &- 0x30 < 10 {
        digits.append(byte)
        position += 1
      } else if Self.isSeparator(byte) {
        position += 1
      } else if byte == UInt8(ascii: "+") {
        guard digits.isEmpty, !hasPlus else { return .phoneCharacters }
        hasPlus = true
        position += 1
      } else if let fault = scanRare(value, &position) {
        return fault
      }
    }
    if digits.isEmpty { return .phoneNoDigits }
    return digits.count > Self.maximumDigits ? .phoneTooLong : nil
  }

  /// Whether one digit is repeated throughout: a filler even where such a number could exist.
  var isOneDigit: Bool {
    guard digits.count >= 5, let first = digits.first else { return false }
    for digit in digits where digit != first { return false }
    return true
  }

  /// Whether the digits stand in their order: a filler where no such number exists.
  var isSequence: Bool {
    guard digits.count >= 5 else { return false }
    return ["0123456789", "1234567890", "9876543210"].contains { sequence in
      sequence.utf8.starts(with: digits) || sequence.utf8.dropFirst().starts(with: digits)
    }
  }

  static func isSeparator(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: " "), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "("),
      UInt8(ascii: ")"), UInt8(ascii: "/"), UInt8(ascii: "["), UInt8(ascii: "]"),
      UInt8(ascii: "'"), UInt8(ascii: "_"), UInt8(ascii: "\t"), UInt8(ascii: "\\"):
      true
    default: false
    }
  }

  /// What is neither digit nor plain separator: signs of other scripts, words, extensions.
  private mutating func scanRare(_ value: Span<UInt8>, _ position: inout Int) -> ValueCode? {
    if value[position] >= 0x80, scanSign(value, &position) { return nil }
    if scanExtension(value, &position) { return nil }
    let byte = value[position]
    if byte == UInt8(ascii: ";"), scanParameters(value, &position) { return nil }
    if byte == UInt8(ascii: ","), scanExtensionBehindComma(value, &position) { return nil }
    guard digits.isEmpty else {
      if let fault = scanLabel(value, position) { return fault }
      hasWords = true
      position = value.count
      return nil
    }
    guard !hasPlus else { return .phoneCharacters }
    guard Self.isLetter(byte) else {
      // A label such as `Tel.:` before the number.
      guard byte == UInt8(ascii: ":") else { return .phoneCharacters }
      position += 1
      return nil
    }
    while position < value.count, Self.isLetter(value[position]) { position += 1 }
    return nil
  }

  /// Digits and dashes beyond ASCII: full width, Arabic-Indic; no-break blanks, dashes, invisible
  /// marks that copying leaves behind.
  private mutating func scanSign(_ value: Span<UInt8>, _ position: inout Int) -> Bool {
    let first = value[position]
    let second = position + 1 < value.count ? value[position + 1] : 0
    let third = position + 2 < value.count ? value[position + 2] : 0
    switch (first, second, third) {
    case (0xEF, 0xBC, 0x90...0x99):
      digits.append(third - 0x90 + 0x30)
      position += 3
    case (0xEF, 0xBC, 0x8B) where digits.isEmpty && !hasPlus:
      hasPlus = true
      position += 3
    case (0xD9, 0xA0...0xA9, _):
      digits.append(second - 0xA0 + 0x30)
      position += 2
    case (0xDB, 0xB0...0xB9, _):
      digits.append(second - 0xB0 + 0x30)
      position += 2
    case (0xC2, 0xA0, _), (0xC2, 0xAD, _), (0xC2, 0xB7, _):
      position += 2
    case (0xE2, 0x80, 0x80...0x95), (0xE2, 0x80, 0xA0...0xAF), (0xE2, 0x81, 0xA0),
      (0xE2, 0x88, 0x92), (0xE3, 0x80, 0x80), (0xEF, 0xBB, 0xBF), (0xEF, 0xBC, 0x88),
      (0xEF, 0xBC, 0x89), (0xEF, 0xBC, 0x8D), (0xE2, 0x80, 0x99):
      position += 3
    default:
      return false
    }
    return true
  }

  /// `ext. 12`, `x12`, `#12` up to the end.
  private mutating func scanExtension(_ value: Span<UInt8>, _ position: inout Int) -> Bool {
    guard digits.count >= 3 else { return false }
    for word in Self.extensionWords where Self.matches(word, value, position) {
      var next = position + word.count
      while next < value.count, Self.isFillerBeforeExtension(value[next]) { next += 1 }
      let start = next
      while next < value.count, value[next] &- 0x30 < 10 { next += 1 }
      var end = next
      while end < value.count,
        value[end] == 0x20 || value[end] == UInt8(ascii: "#")
          || value[end] == UInt8(ascii: ")")
      { end += 1 }
      guard end == value.count, next > start, next - start <= 9 else { continue }
      for index in start..<next { extensionDigits.append(value[index]) }
      position = end
      return true
    }
    return false
  }

  /// Reads an extension behind a comma: `, ext. 12`.
  private mutating func scanExtensionBehindComma(
    _ value: Span<UInt8>,
    _ position: inout Int
  ) -> Bool {
    var next = position + 1
    while next < value.count, value[next] == 0x20 { next += 1 }
    guard scanExtension(value, &next) else { return false }
    position = next
    return true
  }

  /// Reads `;phone-context=+49` (RFC 3966 clause 5.1.5).
  ///
  /// Its digits belong before a local number; a domain in place of them says nothing about it.
  private mutating func scanContext(_ value: Span<UInt8>, _ position: inout Int) -> Bool {
    let mark = Array(";phone-context=".utf8)
    guard Self.matches(mark, value, position) else { return false }
    position += mark.count
    let isGlobal = position < value.count && value[position] == UInt8(ascii: "+")
    var context: [UInt8] = []
    while position < value.count, value[position] != UInt8(ascii: ";") {
      if value[position] &- 0x30 < 10 { context.append(value[position]) }
      position += 1
    }
    if isGlobal, !hasPlus {
      digits = context + digits
      hasPlus = true
    }
    return true
  }

  /// `;ext=12` and other parameters of RFC 3966.
  private mutating func scanParameters(_ value: Span<UInt8>, _ position: inout Int) -> Bool {
    let mark = Array(";ext=".utf8)
    if Self.matches(mark, value, position) {
      position += mark.count
      while position < value.count, value[position] != UInt8(ascii: ";") {
        if value[position] &- 0x30 < 10 { extensionDigits.append(value[position]) }
        position += 1
      }
      return true
    }
    if scanContext(value, &position) { return true }
    for mark in [";isub=", ";npdi", ";type="]
    where Self.matches(Array(mark.utf8), value, position) {
      position += 1
      while position < value.count, value[position] != UInt8(ascii: ";") { position += 1 }
      return true
    }
    return false
  }

  /// Reads words to the end of the value that are set apart from the number: `privat`, `(home)`.
  ///
  /// No letter becomes a digit of a keypad (ITU-T E.161): nothing tells `0800 FLOWERS` from a number
  /// with a word behind it. A word in capitals may stand for digits that the number lacks, and so
  /// may one letter written again and again; such values are no numbers.
  private mutating func scanLabel(_ value: Span<UInt8>, _ position: Int) -> ValueCode? {
    let first = value[position]
    guard !Self.isLetter(first) || position > 0 && Self.isSeparator(value[position - 1]) else {
      return .phoneCharacters
    }
    var isInBrackets = false
    for index in 0..<position where value[index] == UInt8(ascii: "(") { isInBrackets = true }
    var letter: UInt8?
    var (isWord, hasSmall) = (false, false)
    for index in position..<value.count {
      let byte = value[index]
      guard Self.mayBeInLabel(value, index) else { return .phoneCharacters }
      guard Self.isLetter(byte) || byte >= 0x80 else { continue }
      hasSmall = hasSmall || byte >= 0x61
      isWord = isWord || letter.map { $0 != byte } ?? false
      letter = byte
    }
    return isWord && (hasSmall || isInBrackets) ? nil : .phoneCharacters
  }

  /// Whether a byte may stand in words beside a number: anything but digits of any script, and signs
  /// that mean something.
  private static func mayBeInLabel(_ value: Span<UInt8>, _ index: Int) -> Bool {
    let byte = value[index]
    if isLetter(byte) || isSeparator(byte) { return true }
    guard byte >= 0x80 else { return ",;:!?&\"".utf8.contains(byte) }
    let second = index + 1 < value.count ? value[index + 1] : 0
    let third = index + 2 < value.count ? value[index + 2] : 0
    switch (byte, second, third) {
    case (0xEF, 0xBC, 0x90...0x99), (0xD9, 0xA0...0xA9, _), (0xDB, 0xB0...0xB9, _): return false
    default: return true
    }
  }

  private static func isFillerBeforeExtension(_ byte: UInt8) -> Bool {
    byte == 0x20 || byte == UInt8(ascii: ".") || byte == UInt8(ascii: ":")
      || byte == UInt8(ascii: "=") || byte == UInt8(ascii: "-")
  }

  private static func isLetter(_ byte: UInt8) -> Bool { (byte | 0x20) &- 0x61 < 26 }

  private static func matches(_ word: [UInt8], _ value: Span<UInt8>, _ position: Int) -> Bool {
    guard position + word.count <= value.count else { return false }
    for (index, byte) in word.enumerated() {
      let other = value[position + index]
      guard (other &- 0x41 < 26 ? other | 0x20 : other) == byte else { return false }
    }
    return true
  }
}
