import CRMModel
import Columns

/// The value of a lead and its currency.
struct AmountColumns {
  /// Unscaled, `Money.storedScale` decimals.
  let value: FixedColumn<Int64>
  let currency: TextColumn

  init(_ walk: inout FieldWalk, _ rules: ValidationRules, _ countries: [CountryCode?]) {
    var currencies = RowCurrencies(rowCount: walk.rowCount, default: rules.currency)
    currencies.read(&walk, rules, countries)
    var values = FixedDraft<Int64>(count: walk.rowCount, placeholder: 0)
    let reader = MoneyReader(mark: rules.decimalMark)
    let field = InputField(.value)
    let fallback = rules.currency
    _ = walk.walk(field) { text, row, output, log in
      switch reader.read(text) {
      case .invalid(let code): return .drop(code)
      case .found(let amount):
        if let code = currencies.settle(row, amount, fallback, countries[row]) {
          return .drop(code)
        }
        if currencies.isUnknown(row) { log.note(row, field, .moneyNoCurrency) }
        let factor = Money.power(of10: Money.storedScale - amount.scale)
        let (stored, overflow) = amount.unscaled.multipliedReportingOverflow(by: factor)
        if overflow || stored.magnitude > Self.maximum { return .drop(.moneyTooLarge) }
        values.set(row, stored)
        guard !amount.isPlain else { return .keep }
        output += Array(Self.plain(amount).utf8)
        return .replace(.moneyNotation)
      }
    }
    value = values.finish()
    currency = currencies.finish()
  }

  /// 18 digits (`Money.storedType`).
  private static let maximum: UInt64 = 999_999_999_999_999_999

  private static func plain(_ amount: MoneyReader.Amount) -> String {
    let digits = String(amount.unscaled.magnitude)
    let sign = amount.unscaled < 0 ? "-" : ""
    guard amount.scale > 0 else { return sign + digits }
    let padded = String(repeating: "0", count: max(0, amount.scale + 1 - digits.count)) + digits
    return "\(sign)\(padded.dropLast(amount.scale)).\(padded.suffix(amount.scale))"
  }
}

/// The currency of each row, as a number in a small table.
private struct RowCurrencies {
  private var numbers: [Int16]
  private var table: [Currency]
  /// The number of the rules' currency, -1 without one.
  private let fallback: Int16

  init(rowCount: Int, default currency: Currency?) {
    numbers = Array(repeating: -1, count: rowCount)
    var table: [Currency] = []
    fallback = currency.map { Self.number(of: $0, in: &table) } ?? -1
    self.table = table
  }

  /// Reads the column of currencies.
  mutating func read(
    _ walk: inout FieldWalk,
    _ rules: ValidationRules,
    _ countries: [CountryCode?]
  ) {
    var memo = ByteMemo()
    var table = table
    var numbers = numbers
    _ = walk.walk(InputField(.currency), placeholders: .code) { text, row, output, _ in
      // A code means the same in every row; a sign depends on the row's country.
      var number = memo.value(text) { text in
        guard case .currency(let currency) = CurrencySign.named(text) else { return -1 }
        return Int32(Self.number(of: currency, in: &table))
      }
      if number < 0, let sign = CurrencySign.named(text),
        let currency = sign.currency(country: countries[row], default: rules.currency)
      {
        number = Int32(Self.number(of: currency, in: &table))
      }
      guard number >= 0 else { return .drop(.currencyUnknown) }
      numbers[row] = Int16(number)
      output += Array(table[Int(number)].code.utf8)
      return output.isEqual(to: text) ? .keep : .replace(.currencyNotation)
    }
    self.table = table
    self.numbers = numbers
  }

  /// Finds the currency of an amount; returns what is wrong with it.
  mutating func settle(
    _ row: Int,
    _ amount: MoneyReader.Amount,
    _ default: Currency?,
    _ country: CountryCode?
  ) -> ValueCode? {
    guard let sign = amount.sign else {
      if numbers[row] < 0 { numbers[row] = fallback }
      return checkScale(row, amount)
    }
    if numbers[row] >= 0 {
      let column = table[Int(numbers[row])]
      // `$` fits every dollar that the column names.
      if sign.agreeing(with: .currency(column)) == nil { return .moneyCurrency }
    } else if let currency = sign.currency(country: country, default: `default`) {
      numbers[row] = Self.number(of: currency, in: &table)
    }
    return checkScale(row, amount)
  }

  private func checkScale(_ row: Int, _ amount: MoneyReader.Amount) -> ValueCode? {
    guard numbers[row] >= 0 else { return nil }
    return amount.scale > table[Int(numbers[row])].digits ? .moneyTooFine : nil
  }

  /// Whether a row's currency is not known.
  func isUnknown(_ row: Int) -> Bool { numbers[row] < 0 }

  func finish() -> TextColumn {
    // ISO 4217: a code has three letters.
    let codes = table.flatMap { Array($0.code.utf8) }
    let letters = codes.span
    var bytes = Draft<UInt8>(capacity: numbers.count * 3)
    var offsets = Draft<Int32>(capacity: numbers.count + 1)
    offsets.append(0)
    for number in numbers {
      if number >= 0 { bytes.append(letters.extracting(Int(number) * 3..<Int(number) * 3 + 3)) }
      offsets.append(Int32(bytes.count))
    }
    return TextColumn(bytes: bytes.finish(), offsets: offsets.finish())
  }

  private static func number(of currency: Currency, in table: inout [Currency]) -> Int16 {
    if let index = table.firstIndex(of: currency) { return Int16(index) }
    table.append(currency)
    return Int16(table.count - 1)
  }
}
