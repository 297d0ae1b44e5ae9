internal import CRMModel
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

  /// Extracts features from a batch with columns named by `LeadField`.
  ///
  /// `given_name`, `family_name`, `organisation`, `email`, `phone`, `street`, `locality`,
  /// `postal_code`, `country` and `birth_date` are used; a missing column is all null.
  package static func extract(_ batch: RecordBatch) -> MatchFeatures {
    let count = batch.rowCount
    func fold(_ field: LeadField, _ kind: FoldedColumn.Kind) -> FoldedColumn {
      FoldedColumn(batch.column(field.name), kind, count: count)
    }
    // In the order of `TextField`.
    let folded = [
      fold(.givenName, .name), fold(.familyName, .name), fold(.organisation, .organisation),
      fold(.email, .email), fold(.street, .street), fold(.locality, .name),
    ]
    var records = [MatchRecord](repeating: MatchRecord(), count: count)
    var text: [UInt8] = []
    text.reserveCapacity(folded.reduce(0) { $0 + $1.bytes.count })
    for (index, column) in folded.enumerated() { column.fillHashes(index, &records) }
    fillCodes(batch, &records)
    let nicknames = Nicknames.standard
    for row in 0..<count {
      records[row].textStart = UInt64(text.count)
      for index in folded.indices {
        let range = folded[index].range(row)
        records[row].lengths[index] = UInt8(range.count)
        let bytes = folded[index].bytes
        text.append(bytes.span.extracting(range))
      }
      records[row].givenPrefix = prefix(folded[0], row)
      records[row].familyPrefix = prefix(folded[1], row)
      records[row].nickname = nicknames.number(records[row].given)
    }
    return MatchFeatures(records: records, text: text)
  }

  /// The first three bytes of a folded value.
  private static func prefix(_ column: FoldedColumn, _ row: Int) -> UInt32 {
    column.range(row).prefix(3).reduce(0) { $0 << 8 | UInt32(column.bytes[$1]) }
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
  }
}

extension FoldedColumn {
  fileprivate func fillHashes(_ field: Int, _ records: inout [MatchRecord]) {
    for row in records.indices {
      switch TextField(rawValue: field) {
      case .given: records[row].given = hashes[row]
      case .family: records[row].family = hashes[row]
      case .organisation: records[row].organisation = hashes[row]
      case .email:
        records[row].email = hashes[row]
        records[row].emailLocal = extras[row]
      case .street:
        records[row].street = hashes[row]
        records[row].houseNumber = extras[row]
      case .locality: records[row].locality = hashes[row]
      case nil: break
      }
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
