import CRMModel
import Columns

/// Country, then postal codes and telephone numbers as the country has them.
struct PlaceColumns {
  let country: TextColumn
  let postalCode: TextColumn
  let phone: PointColumn
  /// The country of each row: its own, else the rules'; nil where it names an unknown one.
  let countries: [CountryCode?]

  init(_ walk: inout FieldWalk, _ rules: ValidationRules) {
    var countries = [CountryCode?](repeating: rules.country, count: walk.rowCount)
    country = Self.countries(&walk, &countries)
    self.countries = countries
    postalCode = Self.postalCodes(&walk, countries)
    phone = Self.phones(&walk, countries)
  }

  private static func countries(
    _ walk: inout FieldWalk,
    _ countries: inout [CountryCode?]
  ) -> TextColumn {
    var memo = ByteMemo()
    let assigned = (0..<CountryCode.count).map { CountryName.isAssigned(CountryCode(index: $0)) }
    // A country as a number; -1 for none.
    let compute = { (text: Span<UInt8>) -> Int32 in
      CountryName.country(text).map { Int32($0.index) } ?? -1
    }
    let walked = walk.walk(InputField(.country), placeholders: .code) { text, row, output, _ in
      if text.count == 2, let code = CountryCode(text[0], text[1]), assigned[code.index] {
        countries[row] = code
        let letters = code.letters
        if text[0] == letters.0, text[1] == letters.1 { return .keep }
      }
      let number = memo.value(text, compute)
      guard number >= 0 else {
        countries[row] = nil
        return .drop(.countryUnknown)
      }
      let code = CountryCode(index: Int(number))
      countries[row] = code
      let letters = code.letters
      if text.count == 2, text[0] == letters.0, text[1] == letters.1 { return .keep }
      output.append(letters.0)
      output.append(letters.1)
      return .replace(.countryName)
    }
    return walked ?? .empty(count: walk.rowCount)
  }

  private static func postalCodes(
    _ walk: inout FieldWalk,
    _ countries: [CountryCode?]
  ) -> TextColumn {
    let field = InputField(.postalCode)
    var codes = PostalCode()
    let walked = walk.walk(field, placeholders: .text) { text, row, output, log in
      if codes.isUsual(text, country: countries[row]) { return .keep }
      switch codes.normalise(text, country: countries[row], into: &output) {
      case .invalid(let code): return .drop(code)
      case .valid(let note):
        if let note { log.note(row, field, note) }
        return output.isEqual(to: text) ? .keep : .replace(.postalNotation)
      }
    }
    return walked ?? .empty(count: walk.rowCount)
  }

  private static func phones(_ walk: inout FieldWalk, _ countries: [CountryCode?]) -> PointColumn {
    let plans = PhonePlans.all
    let territories = (0..<CountryCode.count).map { plans.index(of: CountryCode(index: $0)) }
    var reader = PhoneReader()
    var quick = QuickPhoneReader()
    return walk.points(.phone) { text, row, output, _ in
      let territory = countries[row].map { territories[$0.index] } ?? -1
      if quick.appendE164(of: text, territory: territory, to: &output) {
        return .replace(quick.note)
      }
      if quick.isUnassigned { return .drop(.phoneUnassigned) }
      switch reader.read(text, region: plans.territory(of: countries[row])) {
      case .invalid(let code): return .drop(code)
      case .valid(let number):
        reader.appendE164(of: number, to: &output)
        // The contact point keeps the number as given; only what it lost is a repair.
        return .replace(reader.note)
      }
    }
  }
}

extension [UInt8] {
  /// Whether the bytes are those of a span.
  func isEqual(to span: Span<UInt8>) -> Bool {
    guard count == span.count else { return false }
    for index in indices where self[index] != span[index] { return false }
    return true
  }
}
