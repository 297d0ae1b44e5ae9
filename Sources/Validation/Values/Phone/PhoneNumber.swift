/// A telephone number that exists.
package struct PhoneNumber: Hashable, Sendable {
  /// `+`, calling code, national number (ITU-T E.164).
  package let e164: String
  /// The territory, or `001` for a number of the whole world.
  package let region: String
  /// Every type whose ranges hold the number.
  package let types: Set<PhoneType>
  /// The type shown: the special kinds before the plain ones.
  package let type: PhoneType
  /// Digits to dial after the connection; empty for none.
  package let extensionDigits: String
  /// What was left out of the number; nil for nothing.
  package let note: ValueCode?
  /// As dialled inside its country.
  package let national: String
  /// As dialled from elsewhere (ITU-T E.123): `+`, calling code, groups.
  package let international: String

  /// Reads a number as dialled in `country`, unless it carries a calling code.
  package static func read(_ text: String, country: CountryCode?) -> Swift.Result<Self, Fault> {
    var reader = PhoneReader()
    let bytes = Array(text.utf8)
    switch reader.read(bytes.span, region: PhonePlans.all.territory(of: country)) {
    case .invalid(let code): return .failure(Fault(code: code))
    case .valid(let number):
      guard let type = PhoneType(tags: number.tags) else {
        return .failure(Fault(code: .phoneUnassigned))
      }
      return .success(PhoneNumber(number, type, reader))
    }
  }

  /// Why a text is no number.
  package struct Fault: Error, Hashable {
    package let code: ValueCode
  }

  private init(_ number: PhoneReader.Number, _ type: PhoneType, _ reader: PhoneReader) {
    var bytes: [UInt8] = []
    reader.appendE164(of: number, to: &bytes)
    e164 = String(decoding: bytes, as: UTF8.self)
    region = number.territory.id
    types = Set(PhoneType.allCases.filter { number.tags & $0.tag != 0 })
    self.type = type
    note = reader.note
    extensionDigits = String(decoding: reader.extensionDigits, as: UTF8.self)
    let territory = number.territory
    // Territories that share a calling code share the formats of the main one.
    let formats = PhonePlans.all.territories(ofCallingCode: territory.callingCode).first?.formats
    let digits = reader.national
    let format = formats?.first { $0.fits(digits) }
    let plain = String(decoding: digits, as: UTF8.self)
    national =
      format?.national(digits, prefix: territory.nationalPrefix)
      .map { String(decoding: $0, as: UTF8.self) } ?? plain
    let abroad = format?.international(digits).map { String(decoding: $0, as: UTF8.self) }
    international = "+\(territory.callingCode) \(abroad ?? plain)"
  }
}
