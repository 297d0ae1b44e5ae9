import CRMModel

/// Which sign marks the decimals of an amount.
package enum DecimalMark: String, Hashable, Sendable, CaseIterable {
  case point
  case comma
}

/// Reads amounts in the world's notations; what can be read in two ways is refused.
struct MoneyReader {
  /// Which reading of `1.234` is meant; nil refuses it unless the currency's sign tells.
  let mark: DecimalMark?

  /// An amount and what is known of its currency.
  struct Amount: Equatable {
    /// In units of 10^-`scale`.
    var unscaled: Int64
    var scale: Int
    /// The currency that the text names.
    var sign: CurrencySign?
    /// `1234.50`: digits and a point alone.
    var isPlain: Bool
  }

  enum Outcome: Equatable {
    case found(Amount)
    case invalid(ValueCode)
  }

  /// Reads a cleaned value.
  func read(_ text: Span<UInt8>) -> Outcome {
    if let amount = Self.readPlain(text) { return .found(amount) }
    var scanner = AmountScanner()
    guard scanner.scan(text) else { return .invalid(.moneySyntax) }
    return resolve(scanner)
  }

  /// Digits, at most one point, at most two decimals: most of what machines write.
  private static func readPlain(_ text: Span<UInt8>) -> Amount? {
    var value: Int64 = 0
    var point: Int?
    guard text.count <= 15 else { return nil }
    for index in text.indices {
      let digit = text[index] &- 0x30
      if digit < 10 {
        value = value * 10 + Int64(digit)
      } else if text[index] == UInt8(ascii: "."), point == nil, index > 0 {
        point = index
      } else {
        return nil
      }
    }
    guard let point else {
      return text.isEmpty ? nil : Amount(unscaled: value, scale: 0, sign: nil, isPlain: true)
    }
    let decimals = text.count - point - 1
    guard decimals == 1 || decimals == 2 else { return nil }
    return Amount(unscaled: value, scale: decimals, sign: nil, isPlain: true)
  }

  /// Decides which separator marks the decimals and checks the groups.
  private func resolve(_ scanner: AmountScanner) -> Outcome {
    let separators = scanner.separators
    let decimal: Int?
    switch decimalSeparator(scanner) {
    case .none: decimal = nil
    case .at(let index): decimal = index
    case .ambiguous: return .invalid(.moneyAmbiguous)
    case .wrong: return .invalid(.moneySyntax)
    }
    let whole = decimal.map { separators[$0].position } ?? scanner.digits.count
    let groups = separators.filter { $0.position < whole || decimal == nil }
    let isIndian = groups.allSatisfy { $0.byte == UInt8(ascii: ",") }
    guard Self.areGroups(groups.map(\.position), whole: whole, isIndian) else {
      return .invalid(.moneySyntax)
    }
    return Self.amount(scanner, whole: whole)
  }

  private enum Decimal {
    case none
    case at(Int)
    case ambiguous
    case wrong
  }

  private func decimalSeparator(_ scanner: AmountScanner) -> Decimal {
    let separators = scanner.separators
    guard let last = separators.last else { return .none }
    guard last.isMark else { return .none }
    let same = separators.filter { $0.byte == last.byte }.count
    if same > 1 { return same == separators.count ? .none : .wrong }
    // Another sign groups already, so this one marks the decimals.
    if separators.count > 1 { return .at(separators.count - 1) }
    let decimals = scanner.digits.count - last.position
    // The mark at the end (`1.899,-`) is that of the decimals, so the other one groups.
    if let ending = scanner.endingMark { return ending == last.byte ? .wrong : .none }
    // Three digits after one to three: thousands or decimals.
    guard decimals == 3, (1...3).contains(last.position), scanner.digits[0] != 0x30 else {
      return .at(0)
    }
    guard let mark else {
      // Nobody writes cents with three digits.
      return scanner.sign?.hasFewerThanThreeDecimals == true ? .none : .ambiguous
    }
    let isDecimal = (mark == .point) == (last.byte == UInt8(ascii: "."))
    return isDecimal ? .at(0) : .none
  }

  /// Groups of three; of two before the last three where commas group, as in India.
  private static func areGroups(_ positions: [Int], whole: Int, _ isIndian: Bool) -> Bool {
    guard let first = positions.first else { return true }
    guard (1...3).contains(first) else { return false }
    let ends = positions.dropFirst() + [whole]
    let lengths = zip(positions, ends).map { $1 - $0 }
    guard lengths.last == 3 else { return false }
    if lengths.allSatisfy({ $0 == 3 }) { return true }
    return isIndian && first <= 2 && lengths.dropLast().allSatisfy { $0 == 2 }
  }

  private static func amount(_ scanner: AmountScanner, whole: Int) -> Outcome {
    var digits = scanner.digits[...]
    // Decimals that are zero add nothing.
    while digits.count > whole, digits.last == 0x30 { digits = digits.dropLast() }
    let scale = digits.count - whole
    guard whole <= maximumWholeDigits else { return .invalid(.moneyTooLarge) }
    guard scale <= Money.storedScale else { return .invalid(.moneyTooFine) }
    let value = digits.reduce(Int64(0)) { $0 * 10 + Int64($1 - 0x30) }
    return .found(
      Amount(
        unscaled: scanner.isNegative ? -value : value,
        scale: scale,
        sign: scanner.sign,
        isPlain: scanner.isPlain
      )
    )
  }

  /// 18 digits in all, `Money.storedScale` of them decimals.
  private static let maximumWholeDigits = 15
}
