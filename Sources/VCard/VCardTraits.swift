/// What the parameters of TEL, EMAIL, ADR and URL say of where and how they are used, without a
/// String.
///
/// Agrees with `VCardProperty.types` and `preference`; parameters written in unusual ways are left
/// to those.
package struct VCardTraits: Hashable, Sendable {
  /// The values of TYPE that tell ways to reach somebody apart.
  package struct Types: OptionSet, Hashable, Sendable {
    package let rawValue: UInt8
    package init(rawValue: UInt8) { self.rawValue = rawValue }

    package static let cell = Types(rawValue: 1)
    /// Apple's word for a mobile telephone.
    package static let iphone = Types(rawValue: 2)
    package static let fax = Types(rawValue: 4)
    package static let pager = Types(rawValue: 8)
    package static let modem = Types(rawValue: 16)
    package static let work = Types(rawValue: 32)
    package static let home = Types(rawValue: 64)
    package static let pref = Types(rawValue: 128)
    package static let mobile = Types(rawValue: 1 | 2)
    /// Nobody answers there.
    package static let machine = Types(rawValue: 4 | 8 | 16)
    static let place = Types(rawValue: 32 | 64)

    init(_ word: Span<UInt8>) {
      guard (3...6).contains(word.count) else {
        self = []
        return
      }
      var letters: UInt64 = 0
      for index in word.indices { letters = letters << 8 | UInt64(ASCII.upper(word[index])) }
      self =
        switch letters {
        case 0x46_4158: .fax
        case 0x4345_4C4C: .cell
        case 0x484F_4D45: .home
        case 0x5052_4546: .pref
        case 0x574F_524B: .work
        case 0x50_4147_4552: .pager
        case 0x4D_4F44_454D: .modem
        case 0x4950_484F_4E45: .iphone
        default: []
        }
    }
  }

  package private(set) var types: Types = []
  /// Whether `home` was named before `work`.
  package private(set) var isHomeFirst = false
  /// As `VCardProperty.preference`; 0 for none.
  package private(set) var preference = 0

  package init(_ property: VCardProperty) {
    self = VCardTraits(property.bytes.span, property.entry) ?? VCardTraits(slowly: property)
  }

  /// Those of the property `entry`; nil when its parameters are written in an unusual way.
  package init?(_ bytes: Span<UInt8>, _ entry: VCard.Entry) {
    let end = entry.valueStart - 1
    if end > entry.nameEnd, !scan(bytes, (entry.nameEnd + 1)..<end) { return nil }
    if preference == 0, types.contains(.pref) { preference = 1 }
  }

  /// The same through the parameters' texts.
  package init(slowly property: VCardProperty) {
    for word in property.types {
      let utf8 = Array(word.utf8)
      add(Types(utf8.span))
    }
    preference = property.preference ?? 0
  }

  private mutating func add(_ type: Types) {
    if type == .home, types.isDisjoint(with: .place) { isHomeFirst = true }
    types.formUnion(type)
  }

  /// Returns false when something unusual stands among the parameters.
  private mutating func scan(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Bool {
    var start = range.lowerBound
    var equals = -1
    var isQuoted = false
    var isUnusual = false
    var index = start
    while index < range.upperBound {
      let byte = bytes[index]
      if byte == ASCII.semicolon, !isQuoted {
        guard take(bytes, start..<index, equals, isUnusual) else { return false }
        start = index + 1
        equals = -1
        isUnusual = false
      } else if byte == ASCII.quote {
        isQuoted.toggle()
      } else if byte == ASCII.equals, equals < 0 {
        equals = index
      } else if byte >= 0x80 || byte == ASCII.caret || byte == ASCII.tab {
        isUnusual = true
      }
      index += 1
    }
    return take(bytes, start..<range.upperBound, equals, isUnusual)
  }

  /// One parameter; `equals` is where its equals sign stands, negative for a bare word.
  private mutating func take(
    _ bytes: Span<UInt8>,
    _ range: Range<Int>,
    _ equals: Int,
    _ isUnusual: Bool
  ) -> Bool {
    guard equals >= 0 else { return !isUnusual && takeWords(bytes, range) }
    let name = bytes.extracting(ASCII.trimmed(bytes, range.lowerBound..<equals))
    let value = (equals + 1)..<range.upperBound
    if ASCII.equal(name, "TYPE") {
      guard !isUnusual else { return false }
      // TYPE="a,b" is a list as well, RFC 6350 section 5.6; other uses of quotes are rare.
      guard value.count >= 2, bytes[value.lowerBound] == ASCII.quote else {
        return takeWords(bytes, value)
      }
      guard bytes[value.upperBound - 1] == ASCII.quote else { return false }
      return takeWords(bytes, (value.lowerBound + 1)..<(value.upperBound - 1))
    }
    guard ASCII.equal(name, "PREF") else { return true }
    // A number as RFC 6350 section 5.3 has it, once.
    guard preference == 0, (1...3).contains(value.count) else { return false }
    var number = 0
    for index in value {
      guard ASCII.isDigit(bytes[index]) else { return false }
      number = number * 10 + Int(bytes[index] - 0x30)
    }
    guard (1...100).contains(number) else { return false }
    preference = number
    return true
  }

  private mutating func takeWords(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Bool {
    var start = range.lowerBound
    for index in range {
      if bytes[index] == ASCII.quote { return false }
      guard bytes[index] == ASCII.comma else { continue }
      add(Types(bytes.extracting(ASCII.trimmed(bytes, start..<index))))
      start = index + 1
    }
    add(Types(bytes.extracting(ASCII.trimmed(bytes, start..<range.upperBound))))
    return true
  }
}
