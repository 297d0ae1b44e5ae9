import Columns

/// Reads the telephone numbers that are most of a file without allocating: fixed prefixes, the main
/// territory of a calling code, numbers that exist.
///
/// Anything else it leaves to `PhoneReader`, which is the judge: where this one answers, both give
/// the same number.
struct QuickPhoneReader {
  /// What the fast way needs of a territory: nothing that is counted or shared.
  private struct Plan {
    var automaton: AutomatonBank.Handle?
    var callingCode = 0
    var lengths: UInt32 = 0
    /// Where the possible lengths of each type begin.
    var lengthsByType = 0
    /// Where the prefixes begin: each its length, then its digits; a length of 0 ends them.
    var prefixes = 0
    var internationalPrefix = 0
    var isLoaded = false
    /// Has prefixes of fixed digits and no leading digits.
    var isSimple = false
    /// The other territories of the calling code, as a run of `sharers`.
    var sharers = 0..<0
    /// Whether it speaks for its calling code, so that all territories of the code are looked at.
    var isMain = false
    var hasFixedInternationalPrefix = false
  }

  /// A territory that shares its calling code with the one that speaks for it.
  private struct Sharer {
    var automaton: AutomatonBank.Handle?
    /// How the numbers begin that belong to it; nil where that does not tell.
    var leadingDigits: AutomatonBank.Handle?
    var lengths: UInt32 = 0
    var lengthsByType = 0
  }

  private var plans: [Plan]
  private var sharers: [Sharer] = []
  private var bank = AutomatonBank()
  private var lengths: [UInt32] = []
  private var prefixes: [UInt8] = []
  private let mainByCallingCode: [Int16]
  private var text = PhoneText()

  /// What was left out of the number read last; nil for nothing.
  private(set) var note: ValueCode?
  /// Whether the number that was not read is certain to be `ValueCode.phoneUnassigned`.
  private(set) var isUnassigned = false
  /// Whether the number that was not read is none of its territory's for certain.
  private var isNowhere = false

  init() {
    let all = PhonePlans.all
    plans = Array(repeating: Plan(), count: all.territories.count)
    mainByCallingCode = all.mainByCallingCode
  }

  /// Appends the E.164 form of a number dialled in a territory; false when it leaves the value to
  /// the slow way.
  mutating func appendE164(
    of value: Span<UInt8>,
    territory: Int,
    to output: inout [UInt8]
  ) -> Bool {
    note = nil
    isUnassigned = false
    var plain = PlainDigits()
    if plain.scan(value) {
      guard !plain.isOneDigit else { return false }
      let digits = plain.digits
      return read(digits.span.extracting(0..<plain.count), plain.hasPlus, territory, &output)
    }
    guard text.scan(value) == nil, !text.isOneDigit else { return false }
    note = text.hasWords ? .phoneWords : text.extensionDigits.isEmpty ? nil : .phoneExtension
    let digits = text.digits
    return read(digits.span, text.hasPlus, territory, &output)
  }

  /// Digits, plain separators and a plus in front: what most numbers are written with.
  private struct PlainDigits {
    var digits = InlineArray<32, UInt8>(repeating: 0)
    var count = 0
    var hasPlus = false
    /// Whether one digit is repeated throughout.
    var isOneDigit = true

    /// Takes the digits out; false when there is more to the value than that.
    mutating func scan(_ value: Span<UInt8>) -> Bool {
      for index in value.indices {
        let byte = value[index]
        if byte &- 0x30 < 10 {
          guard count < PhoneText.maximumDigits else { return false }
          digits[count] = byte
          if byte != digits[0] { isOneDigit = false }
          count += 1
        } else if byte == UInt8(ascii: "+") {
          guard count == 0, !hasPlus else { return false }
          hasPlus = true
        } else if !PhoneText.isSeparator(byte) {
          return false
        }
      }
      if count < 5 { isOneDigit = false }
      return count > 0
    }
  }

  private mutating func read(
    _ span: Span<UInt8>,
    _ hasPlus: Bool,
    _ territory: Int,
    _ output: inout [UInt8]
  ) -> Bool {
    if hasPlus { return readInternational(span, from: 0, &output) }
    guard territory >= 0 else { return false }
    load(territory)
    let plan = plans[territory]
    guard plan.isSimple, plan.hasFixedInternationalPrefix else { return false }
    if let rest = afterPrefix(span, from: 0, prefixesAt: plan.internationalPrefix) {
      // No calling code begins with 0.
      guard span.count - rest >= 5, span[rest] != 0x30 else { return false }
      return readInternational(span, from: rest, &output)
    }
    if begins(span, withCallingCode: plan.callingCode) { return false }
    if readNational(span, from: 0, plan, &output) { return true }
    guard span.count > 2, span[0] == 0x30, span[1] == 0x30 else { return false }
    // 00 is dialled in most of the world: as in `PhoneReader`, where the number is none of the
    // territory's.
    let isRead = isNowhere && readInternational(span, from: 2, &output)
    isUnassigned = false
    return isRead
  }

  private mutating func readInternational(
    _ digits: Span<UInt8>,
    from start: Int,
    _ output: inout [UInt8]
  ) -> Bool {
    var code = 0
    for index in start..<min(start + 3, digits.count) {
      code = code * 10 + Int(digits[index]) - 0x30
      if code == 0 { return false }
      let main = Int(mainByCallingCode[code])
      guard main >= 0 else { continue }
      load(main)
      let plan = plans[main]
      return plan.isSimple && readNational(digits, from: index + 1, plan, &output)
    }
    return false
  }

  private mutating func readNational(
    _ digits: Span<UInt8>,
    from start: Int,
    _ plan: Plan,
    _ output: inout [UInt8]
  ) -> Bool {
    isNowhere = false
    guard digits.count - start >= 2, let automaton = plan.automaton else { return false }
    var begin = start
    if let rest = afterPrefix(digits, from: start, prefixesAt: plan.prefixes) {
      let general = PhoneTerritory.generalTag
      let isPlausible = bank.tags(automaton, digits, start..<digits.count) & general != 0
      let isStillPlausible = bank.tags(automaton, digits, rest..<digits.count) & general != 0
      if isStillPlausible || !isPlausible { begin = rest }
      let length = digits.count - begin
      // Left too short, the number was not dialled with a prefix; too long is no number at all.
      guard length < 32, plan.lengths & (1 << UInt32(length)) != 0 else { return false }
    }
    let range = begin..<digits.count
    guard
      isNumber(digits, range, automaton, plan.lengthsByType) || isSharers(digits, range, plan)
    else {
      isNowhere = plan.isMain
      isUnassigned = isNowhere && isPossible(range.count, plan) && !mayBeSequence(digits)
      return false
    }
    append(plan.callingCode, digits.extracting(range), &output)
    return true
  }

  /// Whether a number that is none of the main territory's is one of the first other that claims it.
  private func isSharers(_ digits: Span<UInt8>, _ range: Range<Int>, _ plan: Plan) -> Bool {
    for index in plan.sharers {
      let sharer = sharers[index]
      guard let automaton = sharer.automaton else { return false }
      if let leading = sharer.leadingDigits {
        guard bank.prefixTags(leading, digits, range) != 0 else { continue }
        return isPossible(range.count, sharer)
          && isNumber(digits, range, automaton, sharer.lengthsByType)
      }
      if isPossible(range.count, sharer),
        isNumber(digits, range, automaton, sharer.lengthsByType)
      {
        return true
      }
    }
    return false
  }

  /// Whether numbers of the main territory have this length.
  private func isPossible(_ length: Int, _ plan: Plan) -> Bool {
    length < 32 && plan.lengths & (1 << UInt32(length)) != 0
  }

  /// Whether the digits begin like a row of digits in their order.
  private func mayBeSequence(_ digits: Span<UInt8>) -> Bool {
    guard digits.count > 2 else { return true }
    let step = (Int(digits[1]) - Int(digits[0]) + 10) % 10
    return (step == 1 || step == 9) && (Int(digits[2]) - Int(digits[1]) + 10) % 10 == step
  }

  private func isPossible(_ length: Int, _ sharer: Sharer) -> Bool {
    length < 32 && sharer.lengths & (1 << UInt32(length)) != 0
  }

  private func isNumber(
    _ digits: Span<UInt8>,
    _ range: Range<Int>,
    _ automaton: AutomatonBank.Handle,
    _ lengthsByType: Int
  ) -> Bool {
    guard range.count < 32 else { return false }
    var tags = bank.tags(automaton, digits, range)
    guard tags & PhoneTerritory.generalTag != 0 else { return false }
    tags &= ~PhoneTerritory.generalTag
    let length: UInt32 = 1 << UInt32(range.count)
    while tags != 0 {
      if lengths[lengthsByType + tags.trailingZeroBitCount] & length != 0 { return true }
      tags &= tags - 1
    }
    return false
  }

  private func append(_ code: Int, _ national: Span<UInt8>, _ output: inout [UInt8]) {
    var number = InlineArray<40, UInt8>(repeating: UInt8(ascii: "+"))
    var length = 1
    if code >= 100 {
      number[length] = UInt8(code / 100) + 0x30
      length += 1
    }
    if code >= 10 {
      number[length] = UInt8(code / 10 % 10) + 0x30
      length += 1
    }
    number[length] = UInt8(code % 10) + 0x30
    // At most `PhoneText.maximumDigits` behind at most four.
    for index in national.indices {
      length += 1
      number[length] = national[index]
    }
    output.append(number.span.extracting(0...length))
  }

  private func begins(_ digits: Span<UInt8>, withCallingCode code: Int) -> Bool {
    let length = code >= 100 ? 3 : code >= 10 ? 2 : 1
    guard digits.count >= length else { return false }
    var value = 0
    for index in 0..<length { value = value * 10 + Int(digits[index]) - 0x30 }
    return value == code
  }

  /// Where the number goes on after the first of some prefixes that it begins with.
  private func afterPrefix(_ digits: Span<UInt8>, from start: Int, prefixesAt first: Int) -> Int? {
    var position = first
    while prefixes[position] > 0 {
      let length = Int(prefixes[position])
      var isEqual = digits.count - start > length
      if isEqual {
        for index in 0..<length where digits[start + index] != prefixes[position + 1 + index] {
          isEqual = false
        }
      }
      if isEqual { return start + length }
      position += 1 + length
    }
    return nil
  }

  /// Copies what a territory's numbers need, once.
  private mutating func load(_ index: Int) {
    guard !plans[index].isLoaded else { return }
    let territory = PhonePlans.all.territories[index]
    var plan = Plan()
    plan.isLoaded = true
    plan.callingCode = territory.callingCode
    plan.lengths = territory.lengths
    plan.lengthsByType = lengths.count
    lengths += territory.lengthsByType
    plan.automaton = bank.add(territory.compiled.numbers)
    plan.isSimple = territory.fixedPrefixes != nil && !territory.hasLeadingDigits
    plan.prefixes = add(territory.fixedPrefixes ?? [])
    plan.hasFixedInternationalPrefix = territory.fixedInternationalPrefix != nil
    plan.internationalPrefix = add(territory.fixedInternationalPrefix.map { [$0] } ?? [])
    plan.isMain =
      PhonePlans.all.territories(ofCallingCode: territory.callingCode).first === territory
    if plan.isMain { plan.sharers = loadSharers(of: territory) }
    plans[index] = plan
  }

  private mutating func loadSharers(of main: PhoneTerritory) -> Range<Int> {
    let start = sharers.count
    let all = PhonePlans.all.territories(ofCallingCode: main.callingCode)
    for territory in all.dropFirst() {
      var sharer = Sharer()
      sharer.automaton = bank.add(territory.compiled.numbers)
      if territory.hasLeadingDigits {
        sharer.leadingDigits = bank.add(territory.compiled.leadingDigits)
      }
      sharer.lengths = territory.lengths
      sharer.lengthsByType = lengths.count
      lengths += territory.lengthsByType
      sharers.append(sharer)
    }
    return start..<sharers.count
  }

  private mutating func add(_ alternatives: [[UInt8]]) -> Int {
    let start = prefixes.count
    for digits in alternatives {
      prefixes.append(UInt8(digits.count))
      prefixes += digits
    }
    prefixes.append(0)
    return start
  }
}
