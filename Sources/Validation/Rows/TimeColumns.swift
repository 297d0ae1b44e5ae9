import CRMModel
import Columns
import Time

/// Days and instants.
struct TimeColumns {
  let birthDate: FixedColumn<Int32>
  let consentAt: FixedColumn<Int64>
  let modifiedAt: FixedColumn<Int64>

  init(_ walk: inout FieldWalk, _ rules: ValidationRules, _ countries: [CountryCode?]) {
    let dates = DateReader(order: rules.dateOrder)
    birthDate = Self.days(&walk, InputField(.birthDate), dates, countries)
    let times = TimeReader(dates: dates, zone: rules.zone)
    // A day's grace, for the zones ahead of the clock's.
    let latest = rules.now.map { $0 + 86_400_000_000 }
    consentAt = Self.instants(&walk, InputField(.consentAt), times, countries, latest: latest)
    let modified = Self.instants(&walk, InputField(.modifiedAt), times, countries)
    let created = Self.instants(&walk, InputField(.createdAt), times, countries)
    modifiedAt = Self.filling(modified, from: created)
  }

  private static func days(
    _ walk: inout FieldWalk,
    _ field: InputField,
    _ reader: DateReader,
    _ countries: [CountryCode?]
  ) -> FixedColumn<Int32> {
    var days = FixedDraft<Int32>(count: walk.rowCount, placeholder: 0)
    _ = walk.walk(field) { text, row, output, log in
      switch reader.read(text, country: countries[row]) {
      case .invalid(let code): return .drop(code)
      case .found(let found):
        // A time after the date says nothing about a day.
        guard found.endsBeforeTime(text) else { return .drop(.dateSyntax) }
        days.set(row, Int32(found.date.daysSinceEpoch))
        if found.hasTwoDigitYear { log.note(row, field, .dateTwoDigitYear) }
        guard !found.isISO else { return .keep }
        DateNotation.append(day: found.date.daysSinceEpoch, to: &output)
        return .replace(.dateNotation)
      }
    }
    return days.finish()
  }

  private static func instants(
    _ walk: inout FieldWalk,
    _ field: InputField,
    _ reader: TimeReader,
    _ countries: [CountryCode?],
    latest: Int64? = nil
  ) -> FixedColumn<Int64> {
    var instants = FixedDraft<Int64>(count: walk.rowCount, placeholder: 0)
    _ = walk.walk(field) { text, row, output, _ in
      switch reader.read(text, country: countries[row]) {
      case .invalid(let code): return .drop(code)
      case .found(let microseconds, let isISO):
        if let latest, microseconds > latest { return .drop(.consentFuture) }
        instants.set(row, microseconds)
        guard !isISO else { return .keep }
        DateNotation.append(microseconds: microseconds, to: &output)
        return .replace(.dateNotation)
      }
    }
    return instants.finish()
  }

  /// A source that only says when it first had a record says that it is at least that old: the
  /// creation stands in for a missing change.
  private static func filling(
    _ modified: FixedColumn<Int64>,
    from created: FixedColumn<Int64>
  ) -> FixedColumn<Int64> {
    guard modified.validity != nil else { return modified }
    var filled = FixedDraft<Int64>(count: modified.count, placeholder: 0)
    for row in 0..<modified.count {
      if let value = modified[row] ?? created[row] { filled.set(row, value) }
    }
    return filled.finish()
  }
}

/// A column of fixed width that is filled row by row in any order; rows not set are null.
struct FixedDraft<Value: Sendable> {
  private var values: [Value]
  private var isSet: [Bool]

  init(count: Int, placeholder: Value) {
    values = Array(repeating: placeholder, count: count)
    isSet = Array(repeating: false, count: count)
  }

  mutating func set(_ row: Int, _ value: Value) {
    values[row] = value
    isSet[row] = true
  }

  consuming func finish() -> FixedColumn<Value> {
    guard isSet.contains(false) else { return FixedColumn(values) }
    var words = [UInt64](repeating: 0, count: (isSet.count + 63) / 64)
    for row in isSet.indices where isSet[row] { words[row / 64] |= 1 << UInt64(row % 64) }
    return FixedColumn(values, validity: Bitmap(words: words, count: isSet.count))
  }
}
