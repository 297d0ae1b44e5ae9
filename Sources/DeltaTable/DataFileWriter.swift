internal import ByteIO
package import Columns
internal import Diagnostics
internal import JSONText
package import Parquet
package import Time

/// A hash over the bytes of a file, from which its name is made; SHA-256 in practice.
///
/// Given by the caller, which decides how names are made.
package protocol ContentHash {
  mutating func update(_ bytes: RawSpan)
  /// At least 16 bytes.
  mutating func digest() -> [UInt8]
}

/// Writes a data file of a table: durable before it gets its name, and named by its content
/// (`part-<label>-<32 hex digits>.parquet`), so that equal rows give equal files.
package final class DataFileWriter {
  private let table: String
  private let temporaryPath: String
  private let sink: HashingSink
  private let writer: ParquetWriter
  private let schema: Schema
  private let label: String

  /// `label`, for example the version and a counter, becomes part of the name: it tells files of
  /// equal rows apart, which would otherwise be one file and so lose rows.
  package init(
    table: String,
    schema: Schema,
    options: ParquetOptions,
    hash: any ContentHash,
    label: String
  ) throws {
    self.table = table
    self.schema = schema
    self.label = label
    try Directory.create(table)
    temporaryPath = "\(table)/\(Publish.temporaryPrefix)\(label).parquet"
    let file = FileSink(try File.open(temporaryPath, .createOrTruncate))
    sink = HashingSink(file, hash)
    writer = try ParquetWriter(sink, schema: schema, options: options)
  }

  /// Adds rows.
  package func write(_ batch: RecordBatch) throws { try writer.write(batch) }

  /// Makes the file durable, gives it its name and describes it; the commit's `prepare` makes the
  /// name durable.
  package func finish(at instant: Instant) throws -> DataFile {
    let summary = try writer.finish()
    let digits = Array("0123456789abcdef")
    let name = sink.digest().prefix(16).flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
    let path = "part-\(label)-\(String(name)).parquet"
    // A file of that name has these bytes, so replacing it changes nothing.
    try Publish.rename(temporaryPath, to: "\(table)/\(path)")
    return DataFile(
      path: path,
      size: Int64(summary.byteCount),
      modifiedAt: instant,
      rowCount: summary.rowCount,
      statistics: Self.statistics(summary, schema),
      tags: [DataFile.footerTag: summary.footerChecksum.hexadecimal]
    )
  }

  /// Whether a name is one that this writer gives: other programs' data files are called otherwise.
  static func makes(_ name: String) -> Bool {
    guard name.hasPrefix("part-"), name.hasSuffix(".parquet") else { return false }
    let digits = name.dropLast(8).split(separator: "-").last ?? ""
    return digits.utf8.count == 32
      && digits.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
  }

  /// PROTOCOL.md, "Per-file Statistics": counts for all columns, bounds for the allowed ones.
  private static func statistics(_ summary: ParquetSummary, _ schema: Schema) -> String {
    var minimum: [JSON.Member] = []
    var maximum: [JSON.Member] = []
    for (column, field) in zip(summary.columns, schema.fields) {
      if let value = column.minimum { minimum.append(.init(field.name, value.json(field.type))) }
      if let value = column.maximum { maximum.append(.init(field.name, value.json(field.type))) }
    }
    let nulls = summary.columns.map { JSON.Member($0.name, .integer(Int64($0.nullCount))) }
    let statistics: JSON = [
      "numRecords": .integer(Int64(summary.rowCount)),
      "minValues": .object(minimum),
      "maxValues": .object(maximum),
      "nullCount": .object(nulls),
    ]
    return statistics.text
  }
}

extension StatisticValue {
  fileprivate func json(_ type: ColumnType) -> JSON {
    switch (self, type) {
    case (.bool(let value), _): .bool(value)
    case (.text(let text), _): .string(text)
    case (.integer(let value), .day): .string(CalendarDate(daysSinceEpoch: Int(value)).iso)
    case (.integer(let value), .timestamp): .string(Instant(microseconds: value).rfc3339)
    case (.integer(let value), .decimal(_, let scale)): .number(Self.decimal(value, scale))
    case (.integer(let value), _): .integer(value)
    }
  }

  private static func decimal(_ unscaled: Int64, _ scale: Int) -> String {
    guard scale > 0 else { return String(unscaled) }
    let digits = String(unscaled.magnitude)
    let padded = String(repeating: "0", count: max(scale + 1 - digits.count, 0)) + digits
    return "\(unscaled < 0 ? "-" : "")\(padded.dropLast(scale)).\(padded.suffix(scale))"
  }
}

/// Passes bytes on and hashes them.
private final class HashingSink: ByteSink {
  private let sink: any ByteSink
  private var hash: any ContentHash

  init(_ sink: any ByteSink, _ hash: any ContentHash) {
    self.sink = sink
    self.hash = hash
  }

  func write(_ bytes: RawSpan) throws {
    hash.update(bytes)
    try sink.write(bytes)
  }

  func finish() throws { try sink.finish() }

  func digest() -> [UInt8] { hash.digest() }
}
