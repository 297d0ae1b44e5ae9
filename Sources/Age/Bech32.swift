/// Bech32 (BIP 173) without its limit of length, as age writes keys.
enum Bech32 {
  /// BIP 173, "Bech32": the 32 letters of the data part.
  private static let alphabet = Array("qpzry9x8gf2tvdw0s3jn54khce6mua7l".utf8)
  /// Generator of the checksum's code (BIP 173, "Checksum").
  private static let generator: [UInt32] = [
    0x3b6a_57b2, 0x2650_8e6d, 0x1ea1_19fa, 0x3d42_33dd, 0x2a14_62b3,
  ]
  /// Letters of the checksum.
  private static let checksumCount = 6

  /// `prefix`, 1, and `bytes`, all in the case of `prefix`.
  static func encode(_ bytes: [UInt8], prefix: String) -> String {
    let isUpper = prefix.uppercased() == prefix
    let lower = prefix.lowercased()
    guard let groups = regroup(bytes, from: 8, to: 5, padding: true) else { return "" }
    let letters = (groups + checksum(of: groups, prefix: Array(lower.utf8))).map {
      alphabet[Int($0)]
    }
    let text = lower + "1" + String(decoding: letters, as: UTF8.self)
    return isUpper ? text.uppercased() : text
  }

  /// Prefix as written and bytes; nil for mixed case, a foreign letter, a wrong checksum, or bits
  /// left over that are not zero.
  static func decode(_ text: String) -> (prefix: String, bytes: [UInt8])? {
    let written = Array(text.utf8)
    guard text == text.lowercased() || text == text.uppercased(),
      written.allSatisfy({ (33...126).contains($0) }),
      let separator = written.lastIndex(of: UInt8(ascii: "1")), separator > 0,
      written.count - separator - 1 >= checksumCount
    else { return nil }
    let lower = Array(text.lowercased().utf8)
    var groups: [UInt8] = []
    for letter in lower[(separator + 1)...] {
      guard let value = alphabet.firstIndex(of: letter) else { return nil }
      groups.append(UInt8(value))
    }
    guard remainder(expanded(Array(lower[..<separator])) + groups) == 1,
      let bytes = regroup(groups.dropLast(checksumCount), from: 5, to: 8, padding: false)
    else { return nil }
    return (String(decoding: written[..<separator], as: UTF8.self), bytes)
  }

  private static func checksum(of groups: [UInt8], prefix: [UInt8]) -> [UInt8] {
    let zeros = [UInt8](repeating: 0, count: checksumCount)
    let code = remainder(expanded(prefix) + groups + zeros) ^ 1
    return (0..<checksumCount).map { UInt8(code >> UInt32(5 * (5 - $0)) & 31) }
  }

  private static func expanded(_ prefix: [UInt8]) -> [UInt8] {
    prefix.map { $0 >> 5 } + [0] + prefix.map { $0 & 31 }
  }

  private static func remainder(_ values: [UInt8]) -> UInt32 {
    values.reduce(1) { code, value in
      let top = code >> 25
      let shifted = (code & 0x1ff_ffff) << 5 ^ UInt32(value)
      return generator.enumerated().reduce(shifted) {
        top >> UInt32($1.offset) & 1 == 1 ? $0 ^ $1.element : $0
      }
    }
  }

  /// Cuts the bits of `values` into groups of another size; without `padding`, what is left over
  /// must be fewer bits than a group came with, and zero.
  private static func regroup(
    _ values: some Sequence<UInt8>,
    from: UInt32,
    to: UInt32,
    padding: Bool
  ) -> [UInt8]? {
    var groups: [UInt8] = []
    var (bits, count): (UInt32, UInt32) = (0, 0)
    for value in values {
      bits = (bits << from | UInt32(value)) & 0xFFF
      count += from
      while count >= to {
        count -= to
        groups.append(UInt8(bits >> count & ((1 << to) - 1)))
      }
    }
    let rest = bits & ((1 << count) - 1)
    if padding {
      if count > 0 { groups.append(UInt8(rest << (to - count))) }
    } else if count >= from || rest != 0 {
      return nil
    }
    return groups
  }
}
