package import CRMModel
package import Columns

/// The match features of one batch of clean leads.
///
/// Extraction is pure: batches may be extracted at the same time and handed to
/// `MatchTableBuilder` in their order.
package struct MatchFeatures: Sendable {
  var records: [MatchRecord]
  var text: [UInt8]

  /// Number of records.
  package var count: Int { records.count }

  /// The features of some rows, in their order.
  package func taking(_ rows: [Int]) -> MatchFeatures {
    // Texts of the other rows stay, unused: rows point into them.
    MatchFeatures(records: rows.map { records[$0] }, text: text)
  }

  /// The fields that are compared.
  package static let fields: [LeadField] = [
    .givenName, .familyName, .fullName, .organisation, .email, .phone, .street, .locality,
    .postalCode, .country, .birthDate,
  ]

  /// Extracts features from a batch with columns named by `LeadField`.
  ///
  /// The columns of `fields` are used; a missing one is all null.
  package static func extract(_ batch: RecordBatch) -> MatchFeatures {
    let count = batch.rowCount
    func fold(_ field: LeadField, _ kind: FoldedColumn.Kind) -> FoldedColumn {
      FoldedColumn(batch.column(field.name), kind, count: count)
    }
    // In the order of `TextField`.
    let folded = [
      fold(.givenName, .personName), fold(.familyName, .personName),
      fold(.organisation, .organisation), fold(.email, .email), fold(.street, .street),
      fold(.locality, .name),
    ]
    var records = [MatchRecord](repeating: MatchRecord(), count: count)
    var output = records.mutableSpan
    for (index, column) in folded.enumerated() { column.fillHashes(index, &output) }
    fillCodes(batch, &records)
    let text = joinTexts(folded, &records)
    return MatchFeatures(records: records, text: text)
  }

  /// The texts of all rows, each row's behind one another; sets what records say about them.
  private static func joinTexts(
    _ folded: [FoldedColumn],
    _ records: inout [MatchRecord]
  ) -> [UInt8] {
    var text = [UInt8](repeating: 0, count: folded.reduce(0) { $0 + $1.bytes.count })
    var starts = [UInt64](repeating: 0, count: records.count)
    var total = 0
    for row in starts.indices {
      starts[row] = UInt64(total)
      for column in folded { total += column.range(row).count }
    }
    var output = records.mutableSpan
    var textOutput = text.mutableSpan
    for row in starts.indices { output[row].textStart = starts[row] }
    for (index, column) in folded.enumerated() {
      column.fillText(index, &output, &starts, &textOutput)
    }
    let nicknames = Nicknames.standard
    for row in starts.indices { output[row].nickname = nicknames.number(output[row].given) }
    return text
  }

  private static func fillCodes(_ batch: RecordBatch, _ records: inout [MatchRecord]) {
    if let phone = batch.column(LeadField.phone.name)?.plainText {
      for row in records.indices { records[row].phone = CodeFolding.digits(phone, row) }
    }
    if let postalCode = batch.column(LeadField.postalCode.name)?.plainText {
      for row in records.indices { records[row].postalCode = CodeFolding.base37(postalCode, row) }
    }
    if let country = batch.column(LeadField.country.name)?.plainText {
      for row in records.indices { records[row].country = CodeFolding.country(country, row) }
    }
    if case .day(let birthDate) = batch.column(LeadField.birthDate.name) {
      for row in records.indices { records[row].birthDate = birthDate[row] ?? MatchRecord.noDay }
    }
    fillGenerations(batch, &records)
  }

  /// Looks for the generation suffix at the end of full names that do not end as the family name
  /// does: splitting a full name leaves it out.
  private static func fillGenerations(_ batch: RecordBatch, _ records: inout [MatchRecord]) {
    guard let full = batch.column(LeadField.fullName.name)?.plainText else { return }
    let family = batch.column(LeadField.familyName.name)?.plainText
    for row in records.indices where records[row].generation == 0 {
      let range = full.range(row)
      if range.isEmpty || family.map({ endAlike(full, $0, row) }) ?? false { continue }
      let name = full.bytes.span.extracting(range)
      records[row].generation = GenerationFolder.suffix(ofFullName: name)
    }
  }

  /// Whether the last three bytes of two values are the same.
  private static func endAlike(_ full: TextColumn, _ family: TextColumn, _ row: Int) -> Bool {
    let (long, short) = (full.range(row), family.range(row))
    let count = min(3, short.count)
    guard count > 0, long.count >= count else { return false }
    for place in 1...count
    where full.bytes[long.upperBound - place] != family.bytes[short.upperBound - place] {
      return false
    }
    return true
  }
}

extension FoldedColumn {
  fileprivate func fillHashes(_ field: Int, _ records: inout MutableSpan<MatchRecord>) {
    switch TextField(rawValue: field) {
    case .given:
      for row in hashes.indices {
        records[row].given = hashes[row]
        records[row].generation = UInt8(extras[row])
      }
    case .family:
      for row in hashes.indices {
        records[row].family = hashes[row]
        if extras[row] != 0 { records[row].generation = UInt8(extras[row]) }
      }
    case .organisation:
      for row in hashes.indices {
        records[row].organisation = hashes[row]
        records[row].legalForms = extras[row]
      }
    case .email:
      for row in hashes.indices {
        records[row].email = hashes[row]
        records[row].emailLocal = extras[row]
      }
    case .street:
      for row in hashes.indices {
        records[row].street = hashes[row]
        records[row].houseNumber = extras[row]
      }
    case .locality: for row in hashes.indices { records[row].locality = hashes[row] }
    case nil: break
    }
  }

  /// Copies each row's value to `starts[row]`, which moves behind it.
  fileprivate func fillText(
    _ field: Int,
    _ records: inout MutableSpan<MatchRecord>,
    _ starts: inout [UInt64],
    _ text: inout MutableSpan<UInt8>
  ) {
    let source = bytes.span
    var next = starts.mutableSpan
    for row in next.indices {
      let range = range(row)
      var prefix: UInt32 = 0
      var write = Int(next[row])
      for index in range {
        if index < range.lowerBound + 3 { prefix = prefix << 8 | UInt32(source[index]) }
        text[write] = source[index]
        write += 1
      }
      next[row] = UInt64(write)
      records[row].lengths[field] = UInt8(range.count)
      if field == TextField.given.rawValue { records[row].givenPrefix = prefix }
      if field == TextField.family.rawValue { records[row].familyPrefix = prefix }
    }
  }
}

/// Short codes as numbers.
enum CodeFolding {
  /// The digits of a phone number, at most 18 of them (E.164 has 15), as a number.
  static func digits(_ column: TextColumn, _ row: Int) -> UInt64 {
    var number: UInt64 = 0
    for index in column.range(row).prefix(24) {
      let byte = column.bytes[index]
      guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { continue }
      if number >= 100_000_000_000_000_000 { break }
      number = number * 10 + UInt64(byte - UInt8(ascii: "0"))
    }
    return number
  }

  /// Letters and digits of a postal code, at most 12 (37^12 < 2^64), in base 37.
  static func base37(_ column: TextColumn, _ row: Int) -> UInt64 {
    var number: UInt64 = 0
    var length = 0
    for index in column.range(row) where length < 12 {
      let byte = column.bytes[index]
      let digit: UInt8
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"): digit = byte - UInt8(ascii: "0") + 1
      case UInt8(ascii: "A")...UInt8(ascii: "Z"): digit = byte - UInt8(ascii: "A") + 11
      case UInt8(ascii: "a")...UInt8(ascii: "z"): digit = byte - UInt8(ascii: "a") + 11
      default: continue
      }
      number = number * 37 + UInt64(digit)
      length += 1
    }
    return number
  }

  /// A two-letter country code.
  static func country(_ column: TextColumn, _ row: Int) -> UInt16 {
    let range = column.range(row)
    guard range.count == 2 else { return 0 }
    return UInt16(column.bytes[range.lowerBound] & 0xDF) << 8
      | UInt16(column.bytes[range.lowerBound + 1] & 0xDF)
  }
}
