/// The check digits of VAT numbers, country by country.
///
/// Each takes text that fits the country's pattern.
enum VATCheck {
  private static func digit(_ byte: UInt8) -> Int { Int(byte) - 0x30 }

  /// The digits weighted and added.
  static func sum(_ text: some Sequence<UInt8>, _ weights: [Int]) -> Int {
    zip(text, weights).reduce(0) { $0 + digit($1.0) * $1.1 }
  }

  /// The value of some digits; at most 18 of them.
  static func number(_ text: ArraySlice<UInt8>) -> Int {
    text.reduce(0) { $0 * 10 + digit($1) }
  }

  /// Whether the weighted sum modulo `modulus` is the last digit.
  static func last(_ text: [UInt8], _ weights: [Int], by modulus: Int) -> Bool {
    sum(text, weights) % modulus == digit(text[text.count - 1])
  }

  /// Whether 11 less the weighted sum modulo 11 is the last digit, 11 being 0.
  static func eleven(_ text: [UInt8], _ weights: [Int]) -> Bool {
    let check = (11 - sum(text, weights) % 11) % 11
    return check == digit(text[text.count - 1])
  }

  /// ISO 7064 MOD 11,10 (Germany, Croatia).
  static func isMod11And10(_ text: [UInt8]) -> Bool {
    var product = 10
    for byte in text.dropLast() {
      let sum = (digit(byte) + product) % 10
      product = (sum == 0 ? 10 : sum) * 2 % 11
    }
    return (11 - product) % 10 == digit(text[text.count - 1])
  }

  /// Luhn's formula (ISO/IEC 7812-1 annex B).
  static func isLuhn(_ text: some BidirectionalCollection<UInt8>) -> Bool {
    var sum = 0
    for (index, byte) in text.reversed().enumerated() {
      let doubled = digit(byte) * (index % 2 == 0 ? 1 : 2)
      sum += doubled > 9 ? doubled - 9 : doubled
    }
    return sum % 10 == 0
  }

  static func austria(_ text: [UInt8]) -> Bool {
    let digits = Array(text.dropFirst())
    var sum = 4
    for (index, byte) in digits.prefix(7).enumerated() {
      let doubled = digit(byte) * (index % 2 == 0 ? 1 : 2)
      sum += doubled / 10 + doubled % 10
    }
    return (10 - sum % 10) % 10 == digit(digits[7])
  }

  static func belgium(_ text: [UInt8]) -> Bool {
    97 - number(text.prefix(8)) % 97 == number(text.suffix(2))
  }

  static func bulgaria(_ text: [UInt8]) -> Bool {
    if text.count == 9 {
      let first = sum(text, Array(1...8)) % 11
      let check = first < 10 ? first : sum(text, Array(3...10)) % 11 % 10
      return check == digit(text[8])
    }
    // A person's number begins with the day of birth; foreigners' and others' do not.
    let person = sum(text, [2, 4, 8, 5, 10, 9, 7, 3, 6]) % 11 % 10
    let isPerson = person == digit(text[9]) && BirthNumber.isBulgarian(text)
    let foreigner = sum(text, [21, 19, 17, 13, 11, 9, 7, 3, 1]) % 10
    let other = (11 - sum(text, [4, 3, 2, 7, 6, 5, 4, 3, 2]) % 11) % 11
    let check = digit(text[9])
    return isPerson || foreigner == check || other == check
  }

  static func cyprus(_ text: [UInt8]) -> Bool {
    let odd = [1, 0, 5, 7, 9, 13, 15, 17, 19, 21]
    guard !text.starts(with: [0x31, 0x32]) else { return false }
    var sum = 0
    for (index, byte) in text.prefix(8).enumerated() {
      sum += index % 2 == 0 ? odd[digit(byte)] : digit(byte)
    }
    return sum % 26 == Int(text[8]) - 0x41
  }

  static func czechia(_ text: [UInt8]) -> Bool {
    switch text.count {
    case 8:
      let rest = 11 - sum(text, [8, 7, 6, 5, 4, 3, 2]) % 11
      return text[0] < 0x39 && (rest == 10 ? 0 : rest == 11 ? 1 : rest) == digit(text[7])
    case 9 where text[0] == 0x36:
      // Traders without a birth number: counted from the second digit on.
      let rest = sum(text[1...], [8, 7, 6, 5, 4, 3, 2]) % 11
      return (18 - (10 - rest) % 11) % 10 == digit(text[8])
    default:
      return BirthNumber.isCzech(text)
    }
  }

  static func greece(_ text: [UInt8]) -> Bool {
    sum(text, [256, 128, 64, 32, 16, 8, 4, 2]) % 11 % 10 == digit(text[8])
  }

  static func spain(_ text: [UInt8]) -> Bool {
    let letters = Array("TRWAGMYFPDXBNJZSQVHLCKE".utf8)
    let first = text[0]
    if first < 0x41 { return letters[number(text.prefix(8)) % 23] == text[8] }
    // Foreigners: X, Y, Z stand for 0, 1, 2.
    if (0x58...0x5A).contains(first) {
      guard text[8] >= 0x41 else { return false }
      return letters[(Int(first - 0x58) * 10_000_000 + number(text[1..<8])) % 23] == text[8]
    }
    // Persons without an identity card.
    if "KLM".utf8.contains(first) { return letters[number(text[1..<8]) % 23] == text[8] }
    var sum = 0
    for (index, byte) in text[1..<8].enumerated() {
      let doubled = digit(byte) * (index % 2 == 0 ? 2 : 1)
      sum += doubled / 10 + doubled % 10
    }
    let check = (10 - sum % 10) % 10
    return text[8] < 0x41 ? digit(text[8]) == check : Array("JABCDEFGHI".utf8)[check] == text[8]
  }

  static func france(_ text: [UInt8]) -> Bool {
    let siren = number(text.suffix(9))
    // Numbers of Monaco stand where the register of companies has none.
    guard isLuhn(text.suffix(9)) || number(text[2..<5]) == 0 else { return false }
    if text[0] < 0x41, text[1] < 0x41 {
      return number(text.prefix(2)) == (siren * 100 + 12) % 97
    }
    let alphabet = Array("0123456789ABCDEFGHJKLMNPQRSTUVWXYZ".utf8)
    guard let first = alphabet.firstIndex(of: text[0]),
      let second = alphabet.firstIndex(of: text[1])
    else { return false }
    let key = first < 10 ? first * 24 + second - 10 : first * 34 + second - 100
    return (siren + key / 11 + 1) % 11 == key % 11
  }

  static func britain(_ text: [UInt8]) -> Bool {
    guard text[0] < 0x41 else { return true }
    let total = sum(text, [8, 7, 6, 5, 4, 3, 2]) + number(text[7..<9])
    // Numbers given out since 2010, from 100 0000 on, are counted on by 55.
    let serial = number(text.prefix(7))
    return serial > 0 && (total % 97 == 0 || (serial >= 1_000_000 && (total + 55) % 97 == 0))
  }

  static func ireland(_ text: [UInt8]) -> Bool {
    let letters = Array("WABCDEFGHIJKLMNOPQRSTUV".utf8)
    if !(0x30...0x39).contains(text[1]) {
      // Numbers of before 2013 with a letter or a sign in second place.
      let digits = [0x30] + text[2..<7] + [text[0]]
      return letters[sum(digits, [8, 7, 6, 5, 4, 3, 2]) % 23] == text[7]
    }
    let extra = text.count == 9 && text[8] != UInt8(ascii: "W") ? (Int(text[8]) - 0x40) * 9 : 0
    return letters[(sum(text.prefix(7), [8, 7, 6, 5, 4, 3, 2]) + extra) % 23] == text[7]
  }

  static func italy(_ text: [UInt8]) -> Bool {
    let office = number(text[7..<10])
    guard number(text.prefix(7)) > 0, (1...201).contains(office) || [999, 888].contains(office)
    else { return false }
    return isLuhn(text)
  }

  static func lithuania(_ text: [UInt8]) -> Bool {
    let count = text.count - 1
    guard text[count - 1] == 0x31 else { return false }
    let first = sum(text, (0..<count).map { $0 % 9 + 1 }) % 11
    let check = first < 10 ? first : sum(text, (0..<count).map { ($0 + 2) % 9 + 1 }) % 11 % 10
    return check == digit(text[count])
  }

  static func latvia(_ text: [UInt8]) -> Bool {
    // A person's number begins with the day of birth, since 2017 with 32 and says nothing.
    if text[0] == 0x33, text[1] >= 0x32 { return true }
    if text[0] <= 0x33 { return BirthNumber.isLatvian(text) }
    let rest = 3 - sum(text, [9, 1, 4, 8, 3, 10, 2, 5, 7, 6]) % 11
    let check = rest < -1 ? rest + 11 : rest
    return check == digit(text[10])
  }

  static func malta(_ text: [UInt8]) -> Bool {
    37 - sum(text, [3, 4, 6, 7, 8, 9]) % 37 == number(text.suffix(2))
  }

  static func netherlands(_ text: [UInt8]) -> Bool {
    guard number(text.suffix(2)) > 0 else { return false }
    if sum(text, [9, 8, 7, 6, 5, 4, 3, 2]) % 11 == digit(text[8]) { return true }
    // Sole traders since 2020: MOD 97-10 over the number with its prefix.
    let rest = (Array("NL".utf8) + text).reduce(0) { rest, byte in
      byte < 0x41 ? (rest * 10 + digit(byte)) % 97 : (rest * 100 + Int(byte) - 0x37) % 97
    }
    return rest == 1
  }

  static func portugal(_ text: [UInt8]) -> Bool {
    let rest = 11 - sum(text, [9, 8, 7, 6, 5, 4, 3, 2]) % 11
    return (rest > 9 ? 0 : rest) == digit(text[8])
  }

  static func romania(_ text: [UInt8]) -> Bool {
    if text.count == 13 { return BirthNumber.isRomanian(text) }
    let weights = [7, 5, 3, 2, 1, 7, 5, 3, 2].suffix(text.count - 1)
    return sum(text, Array(weights)) * 10 % 11 % 10 == digit(text[text.count - 1])
  }

  static func sweden(_ text: [UInt8]) -> Bool {
    number(text.suffix(2)) >= 1 && isLuhn(text.prefix(10))
  }

  static func slovenia(_ text: [UInt8]) -> Bool {
    let rest = 11 - sum(text, [8, 7, 6, 5, 4, 3, 2]) % 11
    return rest != 11 && (rest == 10 ? 0 : rest) == digit(text[7])
  }

  static func slovakia(_ text: [UInt8]) -> Bool {
    let isCompany = text[0] > 0x30 && ![0x30, 0x31, 0x35, 0x36].contains(text[2])
    return isCompany ? number(text[...]) % 11 == 0 : BirthNumber.isCzech(text)
  }

  /// Three digits for the state of identification, six for the seller (ISO 3166-1 numeric codes;
  /// 900 stands for Northern Ireland).
  static func oneStopShop(_ text: [UInt8]) -> Bool {
    let states = [
      40, 56, 100, 191, 196, 203, 208, 233, 246, 250, 276, 300, 348, 372, 380, 428, 440, 442, 470,
      528, 616, 620, 642, 703, 705, 724, 752, 900,
    ]
    return states.contains(number(text.prefix(3)))
  }
}
