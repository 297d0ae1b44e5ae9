import Synchronization

/// Kinds of telephone numbers, in the order of `PhoneTable`.
package enum PhoneType: Int, Hashable, Sendable, CaseIterable {
  case fixedLine
  case mobile
  case pager
  case tollFree
  case premiumRate
  case sharedCost
  case personalNumber
  case voip
  case uan
  case voicemail

  var tag: PatternAutomaton.Tags { 1 << PatternAutomaton.Tags(rawValue) }

  /// The type that a number with these tags has: the special kinds before the plain ones, as the
  /// plans overlap.
  init?(tags: PatternAutomaton.Tags) {
    let order: [PhoneType] = [
      .premiumRate, .tollFree, .sharedCost, .voip, .personalNumber, .pager, .uan, .voicemail,
      .fixedLine, .mobile,
    ]
    guard let first = order.first(where: { tags & $0.tag != 0 }) else { return nil }
    self = first
  }
}

/// One numbering plan: how numbers of a territory are dialled, how long they are, which exist.
///
/// Patterns are compiled when the first number asks for them: most runs meet a few territories.
final class PhoneTerritory: Sendable {
  /// Region code; `001` for codes that belong to no country.
  let id: String
  let callingCode: Int
  /// Speaks for a calling code that several territories share.
  let isMain: Bool
  /// Dialled before a number inside the country, where one is.
  let nationalPrefix: [UInt8]
  /// One bit for each length that a national number may have.
  let lengths: UInt32
  /// How numbers are written, in the order to try.
  let formats: [PhoneFormat]
  let lengthsByType: [UInt32]
  private let source: Source
  private let compiledPatterns = AtomicLazyReference<Compiled>()

  /// The texts of the patterns.
  struct Source: Sendable {
    var internationalPrefix: ArraySlice<UInt8>?
    var prefixForParsing: ArraySlice<UInt8>?
    var transform: ArraySlice<UInt8> = []
    var leadingDigits: ArraySlice<UInt8>?
    var general: ArraySlice<UInt8>?
    var types: [(type: PhoneType, pattern: ArraySlice<UInt8>)] = []
  }

  /// The patterns, ready to run.
  final class Compiled: Sendable {
    /// All types and the general pattern in one.
    let numbers: PatternAutomaton
    let leadingDigits: PatternAutomaton
    let internationalPrefix: Pattern?
    let nationalPrefix: Pattern?
    /// What takes the place of a matched national prefix: digits and `$1`; empty for nothing.
    let transform: [UInt8]

    init(_ source: Source, nationalPrefix plain: [UInt8]) {
      let patterns =
        source.types.map { ($0.pattern, $0.type.tag) }
        + [(source.general ?? [], PhoneTerritory.generalTag)]
      numbers =
        PatternAutomaton(
          patterns.compactMap { text, tag in Pattern(text).map { (pattern: $0, tag: tag) } }
        ) ?? .none
      leadingDigits =
        source.leadingDigits.flatMap { Pattern($0) }
        .flatMap { PatternAutomaton([(pattern: $0, tag: 1)]) } ?? .none
      internationalPrefix = source.internationalPrefix.flatMap { Pattern($0) }
      nationalPrefix =
        source.prefixForParsing.map { Pattern($0) }
        ?? (plain.isEmpty ? nil : Pattern(plain))
      transform = Array(source.transform)
    }
  }

  /// Marks a number that fits the territory at all.
  static let generalTag: PatternAutomaton.Tags = 1 << 15

  init(
    id: String,
    callingCode: Int,
    isMain: Bool,
    nationalPrefix: [UInt8],
    lengthsByType: [UInt32],
    formats: [PhoneFormat],
    source: Source
  ) {
    self.id = id
    self.callingCode = callingCode
    self.isMain = isMain
    self.nationalPrefix = nationalPrefix
    self.lengthsByType = lengthsByType
    self.formats = formats
    self.source = source
    lengths = lengthsByType.reduce(0, |)
  }

  var compiled: Compiled {
    compiledPatterns.load()
      ?? compiledPatterns.storeIfNil(Compiled(source, nationalPrefix: nationalPrefix))
  }

  /// The national prefix as alternatives of fixed digits, in the order to try; nil where it is more
  /// than that.
  var fixedPrefixes: [[UInt8]]? {
    guard let pattern = source.prefixForParsing else {
      return nationalPrefix.isEmpty ? [] : [nationalPrefix]
    }
    let alternatives = pattern.split(separator: UInt8(ascii: "|")).map(Array.init)
    return alternatives.allSatisfy { $0.allSatisfy { $0 &- 0x30 < 10 } } ? alternatives : nil
  }

  /// The international prefix where it is nothing but fixed digits.
  var fixedInternationalPrefix: [UInt8]? {
    guard let prefix = source.internationalPrefix, prefix.allSatisfy({ $0 &- 0x30 < 10 }) else {
      return nil
    }
    return Array(prefix)
  }

  /// Whether the territory is told from others of its calling code by how its numbers begin.
  var hasLeadingDigits: Bool { source.leadingDigits != nil }

  /// Whether the national prefix is nothing but fixed digits: no pattern to match, no transform.
  var hasPlainPrefix: Bool { source.prefixForParsing == nil }

  /// Which types a national number is of; 0 when it does not exist.
  func tags(_ number: Span<UInt8>) -> PatternAutomaton.Tags {
    guard number.count < 32, lengths & (1 << UInt32(number.count)) != 0 else { return 0 }
    let tags = compiled.numbers.tags(number)
    guard tags & Self.generalTag != 0 else { return 0 }
    var rest = tags & ~Self.generalTag
    var found: PatternAutomaton.Tags = 0
    while rest != 0 {
      let bit = rest.trailingZeroBitCount
      if lengthsByType[bit] & (1 << UInt32(number.count)) != 0 { found |= 1 << UInt16(bit) }
      rest &= rest - 1
    }
    return found
  }

  /// Whether a national number fits the general pattern.
  func isPlausible(_ number: Span<UInt8>) -> Bool {
    compiled.numbers.tags(number) & Self.generalTag != 0
  }

  /// Whether a national number of the calling code belongs here and is of some type.
  func owns(_ number: Span<UInt8>) -> Bool {
    if source.leadingDigits != nil {
      return compiled.leadingDigits.prefixTags(number) != 0
    }
    return tags(number) != 0
  }

  /// How a length relates to the possible ones.
  func fit(ofLength length: Int) -> LengthFit {
    if length < 32, lengths & (1 << UInt32(length)) != 0 { return .possible }
    if lengths == 0 { return .possible }
    if length < lengths.trailingZeroBitCount { return .tooShort }
    return length > 31 - lengths.leadingZeroBitCount ? .tooLong : .between
  }

  enum LengthFit: Hashable {
    case possible
    case tooShort
    case tooLong
    /// Neither the shortest nor the longest, yet none of those in use.
    case between
  }
}
