import CRMModel
import Columns
import Time
import Validation

/// What the columns of a file hold, counted over the records looked at.
struct FileProfile {
  private(set) var records = 0
  private(set) var columns: [ColumnProfile] = []
  /// Values that mean "nothing" in this file.
  var emptyWords: Set<String> = []

  /// Adds the rows of a batch; all batches have the same columns.
  mutating func add(_ batch: RecordBatch) {
    if columns.isEmpty { columns = batch.schema.fields.map { ColumnProfile(name: $0.name) } }
    for (index, column) in batch.columns.enumerated() where index < columns.count {
      guard let text = column.plainText else { continue }
      columns[index].add(text, firstRecord: records, emptyWords: emptyWords)
    }
    records += batch.rowCount
  }
}

extension FileProfile {
  /// Fields that the columns' values speak for by themselves: the first of each kind.
  var fieldsByKind: [String: String] {
    var fields: [String: String] = [:]
    for column in columns {
      let field: LeadField? =
        switch column.kind {
        case .email: .email
        case .phone: .phone
        case .url: .website
        default: nil
        }
      if let field, fields[field.name] == nil { fields[field.name] = column.name }
    }
    return fields
  }
}

/// What one column holds.
struct ColumnProfile {
  let name: String
  private(set) var filled = 0
  /// The values of the first records, nil where blank.
  private(set) var firstValues: [String?] = []
  private var seen: Set<UInt64> = []
  private var kinds: [Kind: Int] = [:]
  private var judged = 0
  /// Of columns with few distinct values.
  private var frequencies: [String: Int] = [:]

  /// Records whose values are kept for showing.
  static let shownRecords = 3
  /// Values of a column that are enough to say what they are.
  private static let judgedValues = 1000
  /// Columns with more distinct values have no frequent ones worth naming.
  private static let maximumFrequencies = 64

  /// What a value looks like.
  enum Kind: String, CaseIterable {
    case wholeNumber = "number"
    case number = "decimal"
    case yesNo = "yes/no"
    case date
    case email = "e-mail"
    case url
    case phone
    case text
  }

  init(name: String) { self.name = name }

  /// Different values.
  var distinct: Int { seen.count }

  /// What nearly all values look like; nil for an empty column.
  var kind: Kind? {
    guard judged > 0 else { return nil }
    if let one = Kind.allCases.first(where: { kinds[$0, default: 0] * 10 >= judged * 9 }) {
      return one
    }
    let numbers = kinds[.wholeNumber, default: 0] + kinds[.number, default: 0]
    return numbers * 10 >= judged * 9 ? .number : .text
  }

  /// The most frequent values of a column that repeats few.
  var frequent: [(value: String, count: Int)] {
    guard seen.count <= Self.maximumFrequencies, seen.count * 2 <= filled else { return [] }
    return frequencies.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.prefix(3)
      .map { ($0.key, $0.value) }
  }

  mutating func add(_ column: TextColumn, firstRecord: Int, emptyWords: Set<String>) {
    let bytes = column.bytes.span
    for row in 0..<column.count {
      let isWord = !emptyWords.isEmpty && column[row].map(emptyWords.contains) == true
      let isBlank = column.isBlank(row) || isWord
      if firstRecord + row < Self.shownRecords { firstValues.append(isBlank ? nil : column[row]) }
      if isBlank { continue }
      filled += 1
      seen.insert(Self.hash(bytes.extracting(column.range(row))))
      if judged < Self.judgedValues, let value = column[row] {
        judged += 1
        kinds[Self.kind(of: value), default: 0] += 1
      }
      if seen.count <= Self.maximumFrequencies, let value = column[row] {
        frequencies[value, default: 0] += 1
      }
    }
  }

  /// FNV-1a, 64 bits: the same in every process.
  private static func hash(_ bytes: Span<UInt8>) -> UInt64 {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for index in bytes.indices { hash = (hash ^ UInt64(bytes[index])) &* 0x100_0000_01b3 }
    return hash
  }

  private static func kind(of value: String) -> Kind {
    let context = ValueContext()
    let word = value.lowercased()
    if ["true", "false", "yes", "no", "ja", "nein", "y", "n"].contains(word) { return .yesNo }
    if ValueKind.email.check(value, context).isValid { return .email }
    if word.hasPrefix("http://") || word.hasPrefix("https://") || word.hasPrefix("www.") {
      return .url
    }
    let digits = value.utf8.count { (0x30...0x39).contains($0) }
    guard digits > 0 else { return .text }
    let date = ValueKind.date.check(value, ValueContext(dates: .dayMonthYear))
    let isDate =
      date.isValid || ValueKind.date.check(value, ValueContext(dates: .monthDayYear)).isValid
    if isDate, value.utf8.count > digits || digits == 8 { return .date }
    if digits == value.utf8.count {
      return value.hasPrefix("0") && digits > 5 ? .phone : .wholeNumber
    }
    if Double(value) != nil, !value.hasPrefix("+") { return .number }
    let isPhone =
      digits >= 6 && value.utf8.allSatisfy { Array("0123456789+()-/. ".utf8).contains($0) }
    return isPhone ? .phone : .text
  }
}

extension ValueContext {
  fileprivate init(dates: DateOrder) {
    self.init()
    dateOrder = dates
  }
}

/// Values as they may be shown of a person: the shape without the content.
enum Mask {
  /// The first character of each word, stars for the others: `A*** B***`, `a***@e***.o***`.
  static func masked(_ value: String) -> String {
    var result = ""
    var isInside = false
    for character in value {
      let isWord = character.isLetter || character.isNumber
      if !isWord {
        result.append(character.isNewline ? " " : character)
      } else if !isInside {
        result.append(character)
        result += "***"
      }
      isInside = isWord
    }
    return result
  }
}
