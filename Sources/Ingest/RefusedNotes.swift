package import CSV
import Columns
import Diagnostics

/// The notes behind the records of a CSV reject file, where a person corrects them.
///
/// A record is taken as soon as it is sound, whatever its notes say: nobody has to empty them. Two
/// kinds stay refused, which a spreadsheet program makes look sound by giving every row as many
/// cells as the header has: a record whose notes stand in its own fields, because it had fewer, and
/// a line that is no record at all, as long as its notes say so.
package struct RefusedNotes: Sendable {
  /// The columns behind those of the input: the line on which the record began, the codes of what
  /// was wrong, parted by blanks, and the reasons.
  package static let columns = ["_row", "_codes", "_reasons"]
  static let codesColumn = columns[1]

  /// Faults that leave a record with another number of fields than its header, and thereby its
  /// notes in other columns than theirs.
  private static let displacing = ["csv.too-few-fields", "csv.unclosed-quote", "csv.stray-quote"]
    .map { Array($0.utf8) }
  /// Faults of lines that are no records.
  private static let noRecords: Set<String> = [
    "csv.total-row", "csv.footnote", "csv.repeated-header",
  ]

  /// The position of the codes among the columns that are read.
  private let codes: Int
  private let encoding: TextEncoding

  /// The notes of a file in which the column at `codes` of those that are read holds the codes.
  init(codes: Int, encoding: TextEncoding) {
    self.codes = codes
    self.encoding = encoding
  }

  /// The batch without the records that nobody corrected; those are quarantined.
  func uncorrectedSetAside(_ batch: CSVBatch) -> CSVBatch {
    guard let codes = batch.batch.columns[codes].plainText, let bytes = batch.recordBytes else {
      return batch
    }
    let refused = (0..<batch.batch.rowCount).compactMap { row in
      finding(codes[row] ?? "", bytes[row], batch.origins[row]).map { (row: row, finding: $0) }
    }
    guard !refused.isEmpty else { return batch }
    let rows = Set(0..<batch.batch.rowCount).subtracting(refused.map(\.row)).sorted()
    let quarantined = refused.map {
      let raw = Array(bytes[$0.row])
      return QuarantinedRecord(
        finding: $0.finding,
        raw: encoding.isUTF16 ? encoding.encoded(utf8: raw) : raw
      )
    }
    return CSVBatch(
      batch: batch.batch.taking(rows),
      origins: batch.origins.taking(rows),
      quarantined: (batch.quarantined + quarantined).sorted {
        $0.finding.origin.byteOffset < $1.finding.origin.byteOffset
      },
      recordBytes: RecordBytes(bytes: bytes.bytes, ranges: rows.map { bytes.ranges[$0] })
    )
  }

  /// A record of a reject file without the notes at its end, when they are there.
  package static func dropping(from record: [UInt8], _ layout: CSVLayout) -> [UInt8] {
    guard let cut = layout.dialect.cutting(last: columns.count, of: record) else { return record }
    let areEmptied = cut.last.allSatisfy(\.isEmpty) && cut.fieldCount == layout.header.count
    let areNotes = Int64(cut.last[0]) != nil && cut.last[1].contains(".")
    return areEmptied || areNotes ? cut.kept : record
  }

  /// What is still wrong with a record, nil when it was corrected.
  private func finding(
    _ codes: String,
    _ record: ArraySlice<UInt8>,
    _ origin: RowOrigin
  ) -> Finding? {
    let words = Set(codes.split(separator: " ").map(String.init))
    if let code = words.intersection(Self.noRecords).min() {
      return Finding(
        FindingCode(rawValue: code),
        .error,
        at: origin,
        message: "its \(Self.codesColumn) says that it is no record",
        hint: "delete the line; if it is a record after all, empty its \(Self.codesColumn)"
      )
    }
    let displaced = Self.displacing.contains { code in
      !words.contains(String(decoding: code, as: UTF8.self)) && !record.ranges(of: code).isEmpty
    }
    guard displaced else { return nil }
    return Finding(
      "csv.not-corrected",
      .error,
      at: origin,
      message: "the notes on the record stand in its own fields",
      hint: "put each value under its header; \(Self.columns.joined(separator: ", ")) may be empty"
    )
  }
}

/// The rows of a CSV file; those of a reject file that nobody corrected stay refused.
final class CSVRows {
  private let reader: CSVReader
  private let notes: RefusedNotes?
  /// Columns that were asked for; those of the notes stand behind them.
  private let count: Int

  /// Reads the columns called `names` from where `open` opens the file for the positions of some
  /// columns.
  init(_ names: [String], of layout: CSVLayout, open: ([Int]) throws -> CSVReader) throws {
    let positions = names.compactMap { layout.columnNames.firstIndex(of: $0) }
    count = positions.count
    let codes = layout.columnNames.firstIndex(of: RefusedNotes.codesColumn)
    notes = codes.map { _ in RefusedNotes(codes: positions.count, encoding: layout.dialect.encoding)
    }
    reader = try open(positions + (codes.map { [$0] } ?? []))
  }

  /// What was noticed about records that could be read; complete after the last of them.
  var findings: [Finding] { reader.findings }

  /// The next rows in the order of the file; nil after the last.
  func next() throws -> CSVBatch? {
    let batch = try reader.next()
    guard let notes else { return batch }
    return batch.map { notes.uncorrectedSetAside($0).keeping(count).withoutGuards }
  }
}

extension CSVLayout {
  /// Whether the columns of a reject file's notes are there.
  var hasRefusedNotes: Bool { columnNames.contains(RefusedNotes.codesColumn) }

  /// The layout of a reject file with the names of columns as its input has them.
  var withoutGuards: CSVLayout {
    CSVLayout(
      dialect: dialect,
      header: header.map(FormulaGuard.unguarded),
      headerBytes: headerBytes,
      dataOffset: dataOffset,
      dataLine: dataLine,
      leadsWithValues: leadsWithValues
    )
  }
}

extension CSVBatch {
  /// The cells of a reject file as they were before a guard made them inert.
  fileprivate var withoutGuards: CSVBatch {
    CSVBatch(
      batch: RecordBatch(
        schema: batch.schema,
        rowCount: batch.rowCount,
        columns: batch.columns.map { $0.plainText.map { .text(Self.withoutGuards($0)) } ?? $0 }
      ),
      origins: origins,
      quarantined: quarantined,
      recordBytes: recordBytes
    )
  }

  private static func withoutGuards(_ column: TextColumn) -> TextColumn {
    let bytes = column.bytes.span
    var builder = TextColumnBuilder(capacity: column.count, byteCapacity: bytes.count)
    for row in 0..<column.count {
      let value = bytes.extracting(column.range(row))
      builder.append(value.extracting(FormulaGuard.length(value)..<value.count))
    }
    return builder.finish()
  }

  /// The first columns of the batch alone.
  fileprivate func keeping(_ count: Int) -> CSVBatch {
    CSVBatch(
      batch: RecordBatch(
        schema: Schema(Array(batch.schema.fields.prefix(count))),
        rowCount: batch.rowCount,
        columns: Array(batch.columns.prefix(count))
      ),
      origins: origins,
      quarantined: quarantined,
      recordBytes: recordBytes
    )
  }
}
