/// The property names of vCard 2.1, RFC 2426, RFC 6350 and their registered extensions.
///
/// Names outside this list are kept as they stand under `.other`.
package enum VCardName: String, Hashable, Sendable, CaseIterable {
  case adr = "ADR"
  case agent = "AGENT"
  case anniversary = "ANNIVERSARY"
  case bday = "BDAY"
  case begin = "BEGIN"
  case birthPlace = "BIRTHPLACE"
  case calendarUserAddress = "CALADRURI"
  case calendar = "CALURI"
  case categories = "CATEGORIES"
  case classification = "CLASS"
  case clientPIDMap = "CLIENTPIDMAP"
  case deathDate = "DEATHDATE"
  case deathPlace = "DEATHPLACE"
  case email = "EMAIL"
  case end = "END"
  case freeBusy = "FBURL"
  case fn = "FN"
  case gender = "GENDER"
  case geo = "GEO"
  case impp = "IMPP"
  case key = "KEY"
  case kind = "KIND"
  case label = "LABEL"
  case lang = "LANG"
  case logo = "LOGO"
  case mailer = "MAILER"
  case member = "MEMBER"
  case n = "N"
  case name = "NAME"
  case nickname = "NICKNAME"
  case note = "NOTE"
  case org = "ORG"
  case photo = "PHOTO"
  case prodid = "PRODID"
  case profile = "PROFILE"
  case related = "RELATED"
  case rev = "REV"
  case role = "ROLE"
  case sortString = "SORT-STRING"
  case sound = "SOUND"
  case source = "SOURCE"
  case tel = "TEL"
  case title = "TITLE"
  case tz = "TZ"
  case uid = "UID"
  case url = "URL"
  case version = "VERSION"
  case xml = "XML"
  /// Apple's label of the properties in the same group.
  case appleLabel = "X-ABLABEL"
  /// Outlook's telephone numbers beyond those that TEL knows, such as of the company or to call back.
  case outlookTel = "X-MS-TEL"
  case other = ""
}

/// Finds a `VCardName` by its bytes in any case, without a String: the first 16 bytes in two words,
/// then an open-addressing table.
struct VCardNameTable: Sendable {
  struct Slot {
    fileprivate var low: UInt64 = 0
    fileprivate var high: UInt64 = 0
    fileprivate var name = VCardName.other
  }

  /// The longest name above (CLIENTPIDMAP) fits twice eight bytes.
  fileprivate static let longestName = 16
  private static let mask = 255

  static let shared = VCardNameTable()

  private(set) var slots = [Slot](repeating: Slot(), count: Self.mask + 1)

  private init() {
    for name in VCardName.allCases where name != .other {
      let bytes = Array(name.rawValue.utf8)
      let word = Word(bytes.span, bytes.indices)
      var index = Self.hash(word.low, word.high)
      while slots[index].name != .other { index = (index + 1) & Self.mask }
      slots[index] = Slot(low: word.low, high: word.high, name: name)
    }
  }

  /// A name of at most 16 bytes in capital letters, two words of eight bytes.
  struct Word {
    fileprivate var low: UInt64 = 0
    fileprivate var high: UInt64 = 0
    fileprivate let count: Int

    /// Bit 5 tells small letters from capital ones; without it a hyphen becomes a control character
    /// that no name has, so that none is taken for another.
    private static let capitals: UInt64 = 0xDFDF_DFDF_DFDF_DFDF

    init(_ bytes: Span<UInt8>, _ range: Range<Int>) {
      count = range.count
      guard count <= VCardNameTable.longestName else { return }
      let rest = bytes.extracting(range.lowerBound..<bytes.count)
      guard rest.count >= VCardNameTable.longestName else {
        pack(bytes, range)
        return
      }
      // Safe: there are 16 bytes.
      (low, high) = unsafe rest.withUnsafeBytes { raw in
        unsafe (
          raw.loadUnaligned(as: UInt64.self), raw.loadUnaligned(fromByteOffset: 8, as: UInt64.self)
        )
      }
      low = UInt64(littleEndian: low) & Self.capitals & Self.mask(count)
      high = UInt64(littleEndian: high) & Self.capitals & Self.mask(count - 8)
    }

    private mutating func pack(_ bytes: Span<UInt8>, _ range: Range<Int>) {
      for index in range.reversed() {
        high = high << 8 | low >> 56
        low = low << 8 | UInt64(bytes[index])
      }
      low &= Self.capitals
      high &= Self.capitals
    }

    /// Ones in the first `count` bytes of a word.
    private static func mask(_ count: Int) -> UInt64 {
      count <= 0 ? 0 : ~0 >> UInt64(max(0, 64 - 8 * count))
    }
  }

  /// The name that `bytes` spells, `.other` when it is none of the list.
  func name(_ bytes: Span<UInt8>) -> VCardName {
    Self.name(Word(bytes, 0..<bytes.count), slots.span)
  }

  /// The same by the table's slots, which loops look up once.
  static func name(_ word: Word, _ slots: Span<Slot>) -> VCardName {
    guard word.count <= longestName else { return .other }
    var index = hash(word.low, word.high)
    while slots[index].name != .other {
      if slots[index].low == word.low, slots[index].high == word.high { return slots[index].name }
      index = (index + 1) & mask
    }
    return .other
  }

  private static func hash(_ low: UInt64, _ high: UInt64) -> Int {
    let mixed = (low ^ (high &* 0x9E37_79B9_7F4A_7C15)) &* 0xBF58_476D_1CE4_E5B9
    return Int(truncatingIfNeeded: mixed >> 40) & mask
  }
}
