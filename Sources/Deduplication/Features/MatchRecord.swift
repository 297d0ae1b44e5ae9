/// What a record is compared by: two cache lines, its text aside.
///
/// Hashes are of folded text and 0 where the value is missing.
struct MatchRecord: Sendable {
  var given: UInt64 = 0
  var family: UInt64 = 0
  var organisation: UInt64 = 0
  var email: UInt64 = 0
  /// With the house number.
  var street: UInt64 = 0
  var locality: UInt64 = 0
  /// The digits of the E.164 number as a number, 0 for none.
  var phone: UInt64 = 0
  /// Letters and digits in base 37, 0 for none.
  var postalCode: UInt64 = 0
  /// Where the texts stand, one after the other in the order of `lengths`.
  var textStart: UInt64 = 0
  /// Days since 1970-01-01; `noDay` for none.
  var birthDate: Int32 = Self.noDay
  /// Hash of the e-mail address before the @.
  var emailLocal: UInt32 = 0
  /// The first three bytes of a name, 0 for none.
  var givenPrefix: UInt32 = 0
  var familyPrefix: UInt32 = 0
  var houseNumber: UInt32 = 0
  /// Number in `Nicknames`, 0 for none.
  var nickname: UInt16 = 0
  /// Two letters, 0 for none.
  var country: UInt16 = 0
  /// Length of each text, by `TextField`.
  var lengths: InlineArray<6, UInt8> = .init(repeating: 0)
  /// How rare the value is, by `FrequencyField`: `-log2` of its frequency in eighths of a bit.
  var rarity: InlineArray<8, UInt8> = .init(repeating: 0)

  /// `GenerationSuffix.rawValue`, 0 for none.
  var generation: UInt8 = 0
  /// The legal forms of the organisation (`LegalForm`), a bit each.
  var legalForms: UInt32 = 0

  static let noDay = Int32.min

  /// Whether the record says nothing but an e-mail address, as the lists of newsletters do.
  var isBareMailbox: Bool {
    email != 0 && given | family | organisation | phone | street == 0
      && birthDate == Self.noDay
  }

  /// Where a text stands in the table's text.
  func range(_ field: TextField) -> Range<Int> {
    var start = Int(textStart)
    for index in 0..<field.rawValue { start += Int(lengths[index]) }
    return start..<start + Int(lengths[field.rawValue])
  }
}

/// Texts kept for near comparison, in the order in which they are stored.
enum TextField: Int {
  case given
  case family
  case organisation
  case email
  case street
  case locality
}

/// Values whose frequency weighs: an agreement on a rare one says more.
enum FrequencyField: Int, CaseIterable {
  case given
  case family
  case organisation
  case email
  case phone
  case street
  case postalCode
  case locality
}

extension MatchRecord {
  /// The value that is counted, 0 for none.
  func counted(_ field: FrequencyField) -> UInt64 {
    switch field {
    case .given: given
    case .family: family
    case .organisation: organisation
    case .email: email
    case .phone: phone
    case .street: street
    case .postalCode: postalCode
    case .locality: locality
    }
  }

  /// A hash of everything compared: the same for records of the same content, wherever they stand.
  var contentHash: UInt64 {
    var hash = MatchHash.combined(given, family)
    for value in [organisation, email, street, locality, phone, postalCode] {
      hash = MatchHash.combined(hash, value)
    }
    hash = MatchHash.combined(hash, UInt64(bitPattern: Int64(birthDate)))
    if legalForms != 0 { hash = MatchHash.combined(hash, UInt64(legalForms)) }
    return generation == 0 ? hash : MatchHash.combined(hash, UInt64(generation))
  }
}
