/// A reason to compare two records: they agree on a few values at once.
package struct BlockingRule: Sendable, Hashable {
  /// The name in match edges and reports, `email` or `family_name+postal_code`.
  package let name: String
  /// What both must have and agree on.
  let parts: KeyParts
  /// What a block that is too large is split by in addition; empty for none.
  let refinement: KeyParts

  /// The rules in the order in which a pair is attributed to them.
  package static let standard: [BlockingRule] = [
    BlockingRule("email", [.email], refinement: .family),
    BlockingRule("phone", [.phone], refinement: .givenPrefix),
    BlockingRule("birth_date+family_name", [.birthDate, .family], refinement: .givenPrefix),
    BlockingRule("birth_date+given_name", [.birthDate, .given], refinement: .familyPrefix),
    BlockingRule("birth_date+names", [.birthDate, .names], refinement: .locality),
    BlockingRule("birth_date+postal_code", [.birthDate, .postalCode], refinement: .street),
    BlockingRule("family_name+postal_code", [.family, .postalCode], refinement: .givenPrefix),
    BlockingRule("street+postal_code", [.street, .postalCode], refinement: .familyPrefix),
    BlockingRule("given_name+postal_code", [.given, .postalCode], refinement: .familyPrefix),
    BlockingRule("names+locality", [.names, .locality], refinement: .organisation),
    BlockingRule("family_name+organisation", [.family, .organisation], refinement: .givenPrefix),
    BlockingRule("given_name+organisation", [.given, .organisation], refinement: .familyPrefix),
    BlockingRule("given_name+street", [.given, .street], refinement: .locality),
    BlockingRule("email_local+given_name", [.emailLocal, .given], refinement: .locality),
    BlockingRule("names+organisation", [.names, .organisation], refinement: .locality),
    BlockingRule(
      "name_prefixes+postal_code",
      [.familyPrefix, .givenPrefix, .postalCode],
      refinement: .street
    ),
    BlockingRule("organisation", [.organisationAlone], refinement: .street),
    // A typing error in the day or month, or in the year.
    BlockingRule("names+birth_year", [.names, .birthYear], refinement: .locality),
    BlockingRule("names+birth_day", [.names, .birthDay], refinement: .locality),
  ]

  private init(_ name: String, _ parts: KeyParts, refinement: KeyParts) {
    self.name = name
    self.parts = parts
    self.refinement = refinement
  }

  /// The block a record belongs to, 0 for none.
  func key(_ record: MatchRecord) -> UInt64 { Self.key(parts, record) }

  /// The block after splitting, 0 for none.
  func refinedKey(_ record: MatchRecord) -> UInt64 {
    Self.key(parts.union(refinement), record)
  }

  private static func key(_ parts: KeyParts, _ record: MatchRecord) -> UInt64 {
    var hash: UInt64 = 0
    var rest = parts.rawValue
    while rest != 0 {
      let value = KeyParts(rawValue: rest & (~rest &+ 1)).value(record)
      if value == 0 { return 0 }
      hash = MatchHash.combined(hash, value)
      rest &= rest - 1
    }
    return hash
  }
}

/// Values of a record that blocking keys are made of.
struct KeyParts: OptionSet, Sendable, Hashable {
  let rawValue: UInt32

  static let email = KeyParts(rawValue: 1 << 0)
  static let phone = KeyParts(rawValue: 1 << 1)
  static let birthDate = KeyParts(rawValue: 1 << 2)
  static let family = KeyParts(rawValue: 1 << 3)
  static let given = KeyParts(rawValue: 1 << 4)
  static let postalCode = KeyParts(rawValue: 1 << 5)
  static let locality = KeyParts(rawValue: 1 << 6)
  static let street = KeyParts(rawValue: 1 << 7)
  static let organisation = KeyParts(rawValue: 1 << 8)
  /// Given and family name in either order.
  static let names = KeyParts(rawValue: 1 << 9)
  static let givenPrefix = KeyParts(rawValue: 1 << 10)
  static let familyPrefix = KeyParts(rawValue: 1 << 11)
  static let emailLocal = KeyParts(rawValue: 1 << 12)
  /// The organisation of a record without a person.
  static let organisationAlone = KeyParts(rawValue: 1 << 13)
  static let birthYear = KeyParts(rawValue: 1 << 14)
  /// Day and month of birth.
  static let birthDay = KeyParts(rawValue: 1 << 15)

  /// The value of a single part, 0 for missing.
  func value(_ record: MatchRecord) -> UInt64 {
    switch self {
    case .email: record.email
    case .phone: record.phone
    case .birthDate:
      record.birthDate == MatchRecord.noDay
        ? 0 : UInt64(bitPattern: Int64(record.birthDate)) | 1 << 63
    case .family: record.family
    case .given: record.given
    case .postalCode: record.postalCode
    case .locality: record.locality
    case .street: record.street
    case .organisation: record.organisation
    case .names:
      record.given == 0 || record.family == 0
        ? 0
        : MatchHash.combined(
          min(record.given, record.family),
          max(record.given, record.family)
        )
    case .givenPrefix: UInt64(record.givenPrefix)
    case .familyPrefix: UInt64(record.familyPrefix)
    case .emailLocal: UInt64(record.emailLocal)
    case .organisationAlone: record.given | record.family == 0 ? record.organisation : 0
    case .birthYear: UInt64(BirthDates.year(record))
    case .birthDay: UInt64(BirthDates.dayOfYear(record))
    default: 0
    }
  }

  /// The parts that some record has.
  static func present(_ records: [MatchRecord]) -> KeyParts {
    var present: KeyParts = []
    let source = records.span
    for row in source.indices {
      present.formUnion(agreeing(source[row], source[row]))
    }
    return present
  }

  /// The parts on which two records, both with a value, agree.
  static func agreeing(
    _ left: MatchRecord,
    _ right: MatchRecord
  ) -> KeyParts {
    var bits: UInt32 = 0
    func add(_ part: KeyParts, _ agrees: Bool) { if agrees { bits |= part.rawValue } }
    add(.email, left.email == right.email && left.email != 0)
    add(.phone, left.phone == right.phone && left.phone != 0)
    add(.birthDate, left.birthDate == right.birthDate && left.birthDate != MatchRecord.noDay)
    add(.family, left.family == right.family && left.family != 0)
    add(.given, left.given == right.given && left.given != 0)
    add(.postalCode, left.postalCode == right.postalCode && left.postalCode != 0)
    add(.locality, left.locality == right.locality && left.locality != 0)
    add(.street, left.street == right.street && left.street != 0)
    add(.organisation, left.organisation == right.organisation && left.organisation != 0)
    let isSame = left.given == right.given && left.family == right.family
    let isSwapped = left.given == right.family && left.family == right.given
    add(.names, (isSame || isSwapped) && left.given != 0 && left.family != 0)
    add(.givenPrefix, left.givenPrefix == right.givenPrefix && left.givenPrefix != 0)
    add(.familyPrefix, left.familyPrefix == right.familyPrefix && left.familyPrefix != 0)
    add(.emailLocal, left.emailLocal == right.emailLocal && left.emailLocal != 0)
    if left.given | left.family | right.given | right.family == 0 {
      add(.organisationAlone, left.organisation == right.organisation && left.organisation != 0)
    }
    if left.birthDate != MatchRecord.noDay, right.birthDate != MatchRecord.noDay {
      add(.birthYear, BirthDates.year(left) == BirthDates.year(right))
      add(.birthDay, BirthDates.dayOfYear(left) == BirthDates.dayOfYear(right))
    }
    return KeyParts(rawValue: bits)
  }
}
