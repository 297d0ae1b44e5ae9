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
  case other = ""
}

/// Finds a `VCardName` by its bytes in any case, without a String: the first 16 bytes in two words,
/// then an open-addressing table.
struct VCardNameTable: Sendable {
  private struct Slot {
    var low: UInt64 = 0
    var high: UInt64 = 0
    var name = VCardName.other
  }

  /// The longest name above (CLIENTPIDMAP) fits twice eight bytes.
  private static let longestName = 16
  private static let mask = 255

  static let shared = VCardNameTable()

  private var slots = [Slot](repeating: Slot(), count: Self.mask + 1)

  private init() {
    for name in VCardName.allCases where name != .other {
      let bytes = Array(name.rawValue.utf8)
      let (low, high) = Self.pack(bytes.span)
      var index = Self.hash(low, high)
      while slots[index].name != .other { index = (index + 1) & Self.mask }
      slots[index] = Slot(low: low, high: high, name: name)
    }
  }

  /// The name that `bytes` spells, `.other` when it is none of the list.
  func name(_ bytes: Span<UInt8>) -> VCardName {
    guard bytes.count <= Self.longestName else { return .other }
    let (low, high) = Self.pack(bytes)
    var index = Self.hash(low, high)
    while slots[index].name != .other {
      if slots[index].low == low, slots[index].high == high { return slots[index].name }
      index = (index + 1) & Self.mask
    }
    return .other
  }

  private static func pack(_ bytes: Span<UInt8>) -> (low: UInt64, high: UInt64) {
    var low: UInt64 = 0
    var high: UInt64 = 0
    for index in bytes.indices {
      let byte = UInt64(ASCII.upper(bytes[index]))
      // Safe: at most 16 bytes, so each word takes at most eight.
      if index < 8 { low = low &<< 8 | byte } else { high = high &<< 8 | byte }
    }
    return (low, high)
  }

  private static func hash(_ low: UInt64, _ high: UInt64) -> Int {
    let mixed = (low ^ (high &* 0x9E37_79B9_7F4A_7C15)) &* 0xBF58_476D_1CE4_E5B9
    return Int(truncatingIfNeeded: mixed >> 40) & mask
  }
}
