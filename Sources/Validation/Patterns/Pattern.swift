/// A pattern in the subset of regular expressions that numbering plans and postal rules are
/// written in: literals, `\d`, classes, groups, `|`, `?`, `{n}`, `{n,m}` and `$`.
indirect enum Pattern: Sendable {
  /// One byte out of a set.
  case byte(ByteSet)
  case sequence([Pattern])
  case choice([Pattern])
  case repeated(Pattern, atLeast: Int, atMost: Int)
  /// A numbered group, counted from 1 by its opening parenthesis.
  case group(Int, Pattern)
  /// Nothing may follow.
  case end

  /// Reads a pattern, nil when it uses anything beyond the subset.
  init?(_ text: some Sequence<UInt8>) {
    var reader = PatternReader(bytes: Array(text))
    guard let pattern = reader.readChoice(), reader.isAtEnd else { return nil }
    self = pattern
  }

  /// The number of capturing groups.
  var groupCount: Int {
    switch self {
    case .byte, .end: 0
    case .sequence(let parts), .choice(let parts): parts.reduce(0) { $0 + $1.groupCount }
    case .repeated(let part, _, _): part.groupCount
    case .group(_, let part): 1 + part.groupCount
    }
  }
}

/// A set of ASCII characters.
struct ByteSet: Hashable, Sendable {
  private var low: UInt64 = 0
  private var high: UInt64 = 0

  init() {}

  init(_ range: ClosedRange<UInt8>) {
    for byte in range { insert(byte) }
  }

  mutating func insert(_ byte: UInt8) {
    if byte < 64 { low |= 1 << UInt64(byte) } else { high |= 1 << UInt64(byte & 63) }
  }

  mutating func formUnion(_ other: ByteSet) {
    low |= other.low
    high |= other.high
  }

  func contains(_ byte: UInt8) -> Bool {
    guard byte < 128 else { return false }
    return (byte < 64 ? low >> UInt64(byte) : high >> UInt64(byte & 63)) & 1 == 1
  }
}

/// Recursive descent over a pattern's text.
private struct PatternReader {
  let bytes: [UInt8]
  var position = 0
  var groups = 0

  var isAtEnd: Bool { position == bytes.count }
  private var next: UInt8? { isAtEnd ? nil : bytes[position] }

  private mutating func take(_ character: Character) -> Bool {
    guard next == character.asciiValue else { return false }
    position += 1
    return true
  }

  mutating func readChoice() -> Pattern? {
    var branches: [Pattern] = []
    repeat {
      guard let branch = readSequence() else { return nil }
      branches.append(branch)
    } while take("|")
    return branches.count == 1 ? branches[0] : .choice(branches)
  }

  private mutating func readSequence() -> Pattern? {
    var parts: [Pattern] = []
    while let byte = next, byte != UInt8(ascii: "|"), byte != UInt8(ascii: ")") {
      guard let atom = readAtom(), let part = readRepetition(of: atom) else { return nil }
      parts.append(part)
    }
    return parts.count == 1 ? parts[0] : .sequence(parts)
  }

  private mutating func readAtom() -> Pattern? {
    if take("(") { return readGroup() }
    if take("[") { return readClass().map(Pattern.byte) }
    if take("$") { return .end }
    if take("\\") { return readEscape().map(Pattern.byte) }
    guard let byte = next, byte < 128, !"?{}]*+.^".utf8.contains(byte) else { return nil }
    position += 1
    return .byte(ByteSet(byte...byte))
  }

  private mutating func readGroup() -> Pattern? {
    if take("?") {
      guard take(":"), let inner = readChoice(), take(")") else { return nil }
      return inner
    }
    groups += 1
    let number = groups
    guard let inner = readChoice(), take(")") else { return nil }
    return .group(number, inner)
  }

  private mutating func readEscape() -> ByteSet? {
    guard let byte = next else { return nil }
    position += 1
    if byte == UInt8(ascii: "d") { return ByteSet(UInt8(ascii: "0")...UInt8(ascii: "9")) }
    guard byte == UInt8(ascii: "-") || byte == UInt8(ascii: ".") else { return nil }
    return ByteSet(byte...byte)
  }

  private mutating func readClass() -> ByteSet? {
    var set = ByteSet()
    while let byte = next, byte != UInt8(ascii: "]") {
      position += 1
      if byte == UInt8(ascii: "\\") {
        guard let escaped = readEscape() else { return nil }
        set.formUnion(escaped)
      } else if take("-") {
        guard let last = next, last >= byte, last < 128 else { return nil }
        position += 1
        set.formUnion(ByteSet(byte...last))
      } else {
        set.formUnion(ByteSet(byte...byte))
      }
    }
    return take("]") ? set : nil
  }

  private mutating func readRepetition(of atom: Pattern) -> Pattern? {
    if take("?") { return .repeated(atom, atLeast: 0, atMost: 1) }
    guard take("{") else { return atom }
    guard let least = readNumber() else { return nil }
    var most = least
    if take(",") {
      guard let number = readNumber() else { return nil }
      most = number
    }
    guard most >= least, take("}") else { return nil }
    return .repeated(atom, atLeast: least, atMost: most)
  }

  /// At most two digits: repetitions in the tables stay below 20.
  private mutating func readNumber() -> Int? {
    var value: Int?
    while let byte = next, (0x30...0x39).contains(byte), (value ?? 0) < 10 {
      value = (value ?? 0) * 10 + Int(byte - 0x30)
      position += 1
    }
    return value
  }
}
