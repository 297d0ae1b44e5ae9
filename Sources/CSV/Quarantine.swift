package import Diagnostics

extension FaultyRecord {
  /// The record as the rest of the program sees it.
  func quarantined(file: String, _ dialect: CSVDialect, _ limits: CSVLimits) -> QuarantinedRecord {
    let finding = Finding(
      fault.code,
      .error,
      at: RowOrigin(file: file, record: record, line: line, byteOffset: byteOffset),
      column: column.map { $0 + 1 },
      message: fault.message(dialect, limits),
      hint: fault.hint(dialect)
    )
    let original = dialect.encoding.isUTF16 ? dialect.encoding.encoded(utf8: raw) : raw
    return QuarantinedRecord(finding: finding, raw: original)
  }
}

extension RecordFault {
  /// The stable code of the finding.
  package var code: FindingCode {
    switch self {
    case .tooFewFields: "csv.too-few-fields"
    case .tooManyFields: "csv.too-many-fields"
    case .strayQuote: "csv.stray-quote"
    case .unclosedQuote: "csv.unclosed-quote"
    case .tooLong: "csv.record-too-long"
    case .invalidBytes: "csv.invalid-bytes"
    case .nulByte: "csv.nul-byte"
    case .byteOrderMark: "csv.byte-order-mark"
    case .repeatedHeader: "csv.repeated-header"
    case .totalRow: "csv.total-row"
    case .footnote: "csv.footnote"
    }
  }

  func message(_ dialect: CSVDialect, _ limits: CSVLimits) -> String {
    switch self {
    case .tooFewFields(let found, let expected), .tooManyFields(let found, let expected):
      "\(found) \(found == 1 ? "field" : "fields") where the header has \(expected)"
    case .strayQuote: "text after a closing quote"
    case .unclosedQuote: "a quote opens a field and does not close it"
    case .tooLong: "the record is longer than \(limits.recordBytes) bytes"
    case .invalidBytes: "bytes that are not \(dialect.encoding.rawValue)"
    case .nulByte: "a zero byte, which no text holds"
    case .byteOrderMark: "a byte order mark inside the file"
    case .repeatedHeader: "the header once more"
    case .totalRow: "a row of totals under the table"
    case .footnote: "a note under the table, with empty cells behind it"
    }
  }

  func hint(_ dialect: CSVDialect) -> String? {
    switch self {
    case .tooFewFields: "a field may be missing, or its line may have been broken in two"
    case .tooManyFields: "a field that holds a \(dialect.delimiterName) must stand in quotes"
    case .strayQuote: "write a quote inside a quoted field twice"
    case .unclosedQuote: "only this line is set aside; reading went on with the next"
    case .tooLong: "is this really the line end of the file?"
    case .invalidBytes: "a part of the file may come from a program with another encoding"
    case .nulByte: "was the file damaged, or cut off by a full disk?"
    case .totalRow, .footnote: "if it is a record, move it away from the end of the file"
    case .byteOrderMark, .repeatedHeader: "files were joined here; only this line is set aside"
    }
  }
}
