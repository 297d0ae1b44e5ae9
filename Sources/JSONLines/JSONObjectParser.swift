import Columns

/// Reads one flat JSON object (RFC 8259): names and values as text.
///
/// Texts come unescaped, everything else as it is written: numbers, truth values, lists and objects.
/// Null is nothing.
struct JSONObjectParser {
  /// Why a line is no such object, with the offset of the byte.
  enum Failure: Error, Hashable {
    case syntax(at: Int)
    case tooDeep(at: Int)

    var offset: Int {
      switch self {
      case .syntax(let offset), .tooDeep(let offset): offset
      }
    }
  }

  /// What stands under a name.
  enum Value: Hashable {
    /// A range of `text`.
    case text(Range<Int>)
    case null
  }

  /// Deeper values are refused.
  static let maximumDepth = 64

  /// Unescaped names and values of the last object.
  private(set) var text: [UInt8] = []
  /// Of the last object, in its order.
  private(set) var members: [(name: Range<Int>, value: Value)] = []
  private var offset = 0

  /// Parses the object that fills `line`.
  mutating func parse(_ line: Span<UInt8>) throws(Failure) {
    text.removeAll(keepingCapacity: true)
    members.removeAll(keepingCapacity: true)
    offset = 0
    skipBlanks(line)
    try take(UInt8(ascii: "{"), line)
    skipBlanks(line)
    if byte(line) == UInt8(ascii: "}") {
      offset += 1
    } else {
      try parseMembers(line)
    }
    skipBlanks(line)
    guard offset == line.count else { throw .syntax(at: offset) }
  }

  private mutating func parseMembers(_ line: Span<UInt8>) throws(Failure) {
    while true {
      skipBlanks(line)
      let name = try string(line)
      skipBlanks(line)
      try take(UInt8(ascii: ":"), line)
      skipBlanks(line)
      members.append((name, try value(line, depth: 0)))
      skipBlanks(line)
      switch byte(line) {
      case UInt8(ascii: ","): offset += 1
      case UInt8(ascii: "}"):
        offset += 1
        return
      default: throw .syntax(at: offset)
      }
    }
  }

  private mutating func value(_ line: Span<UInt8>, depth: Int) throws(Failure) -> Value {
    guard depth < Self.maximumDepth else { throw .tooDeep(at: offset) }
    switch byte(line) {
    case UInt8(ascii: "\""): return .text(try string(line))
    case UInt8(ascii: "{"), UInt8(ascii: "["):
      let (start, first) = (offset, text.count)
      try skipNested(line, depth: depth)
      // What was unescaped on the way is not wanted.
      text.removeSubrange(first...)
      text.append(line.extracting(start..<offset))
      return .text(first..<text.count)
    default: return try scalar(line)
    }
  }

  private mutating func skipNested(_ line: Span<UInt8>, depth: Int) throws(Failure) {
    let isObject = byte(line) == UInt8(ascii: "{")
    let end = isObject ? UInt8(ascii: "}") : UInt8(ascii: "]")
    offset += 1
    skipBlanks(line)
    if byte(line) == end {
      offset += 1
      return
    }
    while true {
      skipBlanks(line)
      if isObject {
        _ = try string(line)
        skipBlanks(line)
        try take(UInt8(ascii: ":"), line)
        skipBlanks(line)
      }
      _ = try value(line, depth: depth + 1)
      skipBlanks(line)
      let separator = byte(line)
      guard separator == UInt8(ascii: ",") || separator == end else { throw .syntax(at: offset) }
      offset += 1
      if separator == end { return }
    }
  }

  /// A number, `true`, `false` or `null`.
  private mutating func scalar(_ line: Span<UInt8>) throws(Failure) -> Value {
    let start = offset
    while let byte = byte(line), Self.isScalarByte(byte) { offset += 1 }
    let word = line.extracting(start..<offset)
    if Self.spells(word, "null") { return .null }
    guard Self.spells(word, "true") || Self.spells(word, "false") || Self.isNumber(word) else {
      offset = start
      throw .syntax(at: start)
    }
    let first = text.count
    text.append(word)
    return .text(first..<text.count)
  }

  private static func isScalarByte(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "+"), UInt8(ascii: "-"),
      UInt8(ascii: "."):
      true
    default: false
    }
  }

  private static func spells(_ word: Span<UInt8>, _ literal: StaticString) -> Bool {
    guard word.count == literal.utf8CodeUnitCount else { return false }
    for index in word.indices where unsafe word[index] != literal.utf8Start[index] { return false }
    return true
  }

  /// RFC 8259, section 6: minus, digits without a leading zero, fraction, exponent.
  private static func isNumber(_ word: Span<UInt8>) -> Bool {
    var place = 0
    func byte() -> UInt8? { place < word.count ? word[place] : nil }
    func digits() -> Int {
      let start = place
      while let byte = byte(), (0x30...0x39).contains(byte) { place += 1 }
      return place - start
    }
    if byte() == UInt8(ascii: "-") { place += 1 }
    let startsWithZero = byte() == 0x30
    let whole = digits()
    guard whole > 0, !startsWithZero || whole == 1 else { return false }
    if byte() == UInt8(ascii: ".") {
      place += 1
      guard digits() > 0 else { return false }
    }
    if byte() == UInt8(ascii: "e") || byte() == UInt8(ascii: "E") {
      place += 1
      if byte() == UInt8(ascii: "+") || byte() == UInt8(ascii: "-") { place += 1 }
      guard digits() > 0 else { return false }
    }
    return place == word.count
  }

  // MARK: - Texts

  /// A text in quotes, unescaped at the end of `text` (RFC 8259, section 7).
  private mutating func string(_ line: Span<UInt8>) throws(Failure) -> Range<Int> {
    try take(UInt8(ascii: "\""), line)
    let first = text.count
    while true {
      let start = offset
      while let byte = byte(line), byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\"),
        byte >= 0x20
      {
        offset += 1
      }
      text.append(line.extracting(start..<offset))
      switch byte(line) {
      case UInt8(ascii: "\""):
        offset += 1
        return first..<text.count
      case UInt8(ascii: "\\"):
        offset += 1
        try unescape(line)
      default: throw .syntax(at: offset)
      }
    }
  }

  private mutating func unescape(_ line: Span<UInt8>) throws(Failure) {
    guard let escaped = byte(line) else { throw .syntax(at: offset) }
    offset += 1
    switch escaped {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(escaped)
    case UInt8(ascii: "b"): text.append(0x08)
    case UInt8(ascii: "f"): text.append(0x0C)
    case UInt8(ascii: "n"): text.append(0x0A)
    case UInt8(ascii: "r"): text.append(0x0D)
    case UInt8(ascii: "t"): text.append(0x09)
    case UInt8(ascii: "u"): try unescapeUnicode(line)
    default: throw .syntax(at: offset - 1)
    }
  }

  /// Four hexadecimal digits, or two times four as a surrogate pair.
  private mutating func unescapeUnicode(_ line: Span<UInt8>) throws(Failure) {
    var code = try hexadecimal(line)
    if (0xD800...0xDBFF).contains(code), byte(line) == UInt8(ascii: "\\") {
      let high = code
      offset += 1
      try take(UInt8(ascii: "u"), line)
      let low = try hexadecimal(line)
      guard (0xDC00...0xDFFF).contains(low) else { throw .syntax(at: offset) }
      code = 0x10000 + (high - 0xD800) << 10 + (low - 0xDC00)
    }
    guard let scalar = Unicode.Scalar(code) else { throw .syntax(at: offset) }
    text.append(contentsOf: Array(String(Character(scalar)).utf8))
  }

  private mutating func hexadecimal(_ line: Span<UInt8>) throws(Failure) -> UInt32 {
    var code: UInt32 = 0
    for _ in 0..<4 {
      guard let byte = byte(line), let digit = Character(Unicode.Scalar(byte)).hexDigitValue else {
        throw .syntax(at: offset)
      }
      code = code << 4 | UInt32(digit)
      offset += 1
    }
    return code
  }

  // MARK: - Bytes

  private func byte(_ line: Span<UInt8>) -> UInt8? { offset < line.count ? line[offset] : nil }

  private mutating func take(_ expected: UInt8, _ line: Span<UInt8>) throws(Failure) {
    guard byte(line) == expected else { throw .syntax(at: offset) }
    offset += 1
  }

  /// RFC 8259, section 2: space, tab, line feed, carriage return.
  private mutating func skipBlanks(_ line: Span<UInt8>) {
    while let byte = byte(line), byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D {
      offset += 1
    }
  }
}
