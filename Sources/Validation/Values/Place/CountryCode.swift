/// An ISO 3166-1 alpha-2 code, assigned or not, in two bytes.
package struct CountryCode: Hashable, Sendable, CustomStringConvertible {
  /// First and second letter, 0 for `A`.
  private let first: UInt8
  private let second: UInt8

  /// Two ASCII letters in either case, nil for anything else.
  package init?(_ text: some StringProtocol) {
    let bytes = Array(text.utf8)
    guard bytes.count == 2 else { return nil }
    self.init(bytes[0], bytes[1])
  }

  /// Two ASCII letters in either case, nil for anything else.
  init?(_ first: UInt8, _ second: UInt8) {
    let letters = (first | 0x20) &- 0x61
    let others = (second | 0x20) &- 0x61
    guard letters < 26, others < 26 else { return nil }
    self.first = letters
    self.second = others
  }

  /// The code with a number below `count`.
  init(index: Int) {
    first = UInt8(index / 26)
    second = UInt8(index % 26)
  }

  /// The code as upper-case letters.
  var letters: (UInt8, UInt8) { (first + 0x41, second + 0x41) }

  /// A number below `CountryCode.count` for tables.
  var index: Int { Int(first) * 26 + Int(second) }

  /// The number of combinations of two letters.
  static let count = 26 * 26

  package var description: String {
    String(decoding: [letters.0, letters.1], as: UTF8.self)
  }
}
