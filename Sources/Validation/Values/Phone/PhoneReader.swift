/// Reads telephone numbers as people write them.
///
/// Holds the buffers for one number, so that a batch allocates them once. The order of steps is
/// that of ITU-T E.123 notation: sign, calling code, national prefix, number, extension.
struct PhoneReader {
  /// A number that exists.
  struct Number {
    let territory: PhoneTerritory
    let tags: PatternAutomaton.Tags
  }

  /// The number without calling code and national prefix, after a successful `read`.
  private(set) var national: [UInt8] = []
  /// Digits of the extension, empty for none.
  private(set) var extensionDigits: [UInt8] = []
  /// What was left out of the number; nil for nothing.
  var note: ValueCode? {
    if !extensionDigits.isEmpty { return .phoneExtension }
    return text.hasWords ? .phoneWords : nil
  }
  private var text = PhoneText()
  private let plans = PhonePlans.all

  /// Reads a number, as dialled in `region` unless it carries a calling code.
  mutating func read(_ value: Span<UInt8>, region: PhoneTerritory?) -> Result {
    if let fault = text.scan(value) { return .invalid(fault) }
    extensionDigits = text.extensionDigits
    if text.isOneDigit { return .invalid(.phonePlaceholder) }
    let result = readDigits(region)
    if case .invalid = result, text.isSequence { return .invalid(.phonePlaceholder) }
    return result
  }

  private mutating func readDigits(_ region: PhoneTerritory?) -> Result {
    if text.hasPlus { return readInternational(text.digits[...]) }
    guard let region else {
      guard text.digits.starts(with: [0x30, 0x30]) else { return .invalid(.phoneNoCountry) }
      return readInternational(text.digits.dropFirst(2))
    }
    return readDialled(in: region)
  }

  enum Result {
    case valid(Number)
    case invalid(ValueCode)
  }

  /// Appends `+`, calling code and national number (E.164).
  func appendE164(of number: Number, to output: inout [UInt8]) {
    output.append(UInt8(ascii: "+"))
    let code = number.territory.callingCode
    if code >= 100 { output.append(UInt8(code / 100) + 0x30) }
    if code >= 10 { output.append(UInt8(code / 10 % 10) + 0x30) }
    output.append(UInt8(code % 10) + 0x30)
    output += national
  }

  // MARK: - With a calling code

  private mutating func readInternational(_ digits: ArraySlice<UInt8>) -> Result {
    var code = 0
    for (index, digit) in digits.prefix(3).enumerated() {
      code = code * 10 + Int(digit) - 0x30
      if index == 0, code == 0 { break }
      let territories = plans.territories(ofCallingCode: code)
      guard let main = territories.first else { continue }
      return readNational(digits.dropFirst(index + 1), main: main, among: territories)
    }
    return .invalid(digits.count < 4 ? .phoneTooShort : .phoneCallingCode)
  }

  // MARK: - As dialled in a territory

  private mutating func readDialled(in region: PhoneTerritory) -> Result {
    let digits = text.digits
    if let rest = afterInternationalPrefix(digits, region) { return readInternational(rest) }
    let code = Array(String(region.callingCode).utf8)
    let territories = plans.territories(ofCallingCode: region.callingCode)
    if digits.starts(with: code) {
      // The calling code without its sign, when the number makes no sense otherwise.
      let stripped = strippingPrefix(digits.dropFirst(code.count), region)
      let isPlausible = region.isPlausible(digits.span)
      if (!isPlausible && region.isPlausible(stripped.span))
        || region.fit(ofLength: digits.count) == .tooLong
      {
        return readNational(digits.dropFirst(code.count), main: region, among: territories)
      }
    }
    let result = readNational(digits[...], main: region, among: territories)
    if case .invalid = result, digits.starts(with: [0x30, 0x30]) {
      // 00 is dialled in most of the world; taken where the number is none of the country's.
      if case .valid(let number) = readInternational(digits.dropFirst(2)) { return .valid(number) }
    }
    return result
  }

  private func afterInternationalPrefix(
    _ digits: [UInt8],
    _ region: PhoneTerritory
  ) -> ArraySlice<UInt8>? {
    guard let pattern = region.compiled.internationalPrefix,
      let match = PatternMatcher.prefix(of: digits, pattern)
    else { return nil }
    let rest = digits[match.end...]
    // No calling code begins with 0: the prefix was part of a national number.
    return rest.first == 0x30 || rest.count < 5 ? nil : rest
  }

  // MARK: - The national number

  private mutating func readNational(
    _ digits: ArraySlice<UInt8>,
    main: PhoneTerritory,
    among territories: [PhoneTerritory]
  ) -> Result {
    guard digits.count >= 2 else { return .invalid(.phoneTooShort) }
    let stripped = strippingPrefix(digits, main)
    switch main.fit(ofLength: stripped.count) {
    case .possible, .tooLong: national = stripped
    case .tooShort, .between: national = Array(digits)
    }
    let number = national
    let span = number.span
    for territory in territories {
      // A number that no type holds is none wherever it belongs.
      let tags = territory.tags(span)
      if territory.hasLeadingDigits {
        guard territory.owns(span) else { continue }
      } else if tags == 0 {
        continue
      }
      return tags == 0
        ? .invalid(.phoneUnassigned) : .valid(Number(territory: territory, tags: tags))
    }
    return .invalid(Self.fault(territories, length: number.count))
  }

  private static func fault(_ territories: [PhoneTerritory], length: Int) -> ValueCode {
    let fits = territories.map { $0.fit(ofLength: length) }
    if fits.contains(.possible) { return .phoneUnassigned }
    if fits.allSatisfy({ $0 == .tooShort }) { return .phoneTooShort }
    return fits.allSatisfy { $0 == .tooLong } ? .phoneTooLong : .phoneLength
  }

  /// The number without national prefix and carrier code, changed as the territory's transform
  /// says; unchanged when it would no longer make sense.
  private func strippingPrefix(_ digits: ArraySlice<UInt8>, _ territory: PhoneTerritory) -> [UInt8]
  {
    let number = Array(digits)
    if territory.hasPlainPrefix {
      let prefix = territory.nationalPrefix
      guard !prefix.isEmpty, number.starts(with: prefix) else { return number }
      return keeping(number, unless: Array(number.dropFirst(prefix.count)), territory)
    }
    let compiled = territory.compiled
    guard let pattern = compiled.nationalPrefix,
      let match = PatternMatcher.prefix(of: number, pattern), match.end > 0
    else { return number }
    let rest = number[match.end...]
    guard match.groups.count > 1, let last = match.groups[match.groups.count - 1],
      !compiled.transform.isEmpty
    else { return keeping(number, unless: Array(rest), territory) }
    let group = compiled.transform.last == UInt8(ascii: "2") ? last : match.groups[1] ?? last
    var changed = Array(compiled.transform.prefix { $0 != UInt8(ascii: "$") })
    changed += number[group]
    changed += rest
    return keeping(number, unless: changed, territory)
  }

  private func keeping(
    _ number: [UInt8],
    unless changed: [UInt8],
    _ territory: PhoneTerritory
  ) -> [UInt8] {
    territory.isPlausible(number.span) && !territory.isPlausible(changed.span) ? number : changed
  }
}
