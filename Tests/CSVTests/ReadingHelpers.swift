import ByteIO
import CSV
import Columns
import Diagnostics

/// Everything a reader said of a text, as plain values to compare.
struct Reading: Equatable {
  var columns: [String] = []
  var rows: [[String]] = []
  var origins: [RowOrigin] = []
  var quarantined: [QuarantinedRecord] = []
  var counts = CSVCounts()
  var footer: [String] = []
  /// Codes and lines of what was noticed about records that could be read.
  var findings: [String] = []

  /// Codes and lines of the quarantined records.
  var faults: [String] {
    quarantined.map { "\($0.finding.code.rawValue)@\($0.finding.origin.line)" }
  }
}

/// Detects and reads bytes in memory.
func read(
  _ bytes: [UInt8],
  hints: CSVHints = CSVHints(),
  columns: [Int]? = nil,
  options: CSVReadOptions = CSVReadOptions(),
  pieceSize: Int = .max
) throws -> Reading {
  let detection = try CSVSniffer.detect(bytes, isWhole: true, file: "test.csv", hints: hints)
  return try read(
    bytes,
    layout: detection.layout,
    columns: columns,
    options: options,
    pieceSize: pieceSize
  )
}

/// Reads bytes in memory by a layout.
func read(
  _ bytes: [UInt8],
  layout: CSVLayout,
  columns: [Int]? = nil,
  options: CSVReadOptions = CSVReadOptions(),
  pieceSize: Int = .max
) throws -> Reading {
  let source = MemorySource(bytes, pieceSize: pieceSize)
  let reader = try CSVReader(
    .source(source),
    name: "test.csv",
    layout: layout,
    columns: columns,
    options: options
  )
  return try reading(of: reader)
}

/// Reads all that a reader gives.
func reading(of reader: CSVReader) throws -> Reading {
  var result = Reading(columns: reader.layout.columnNames)
  while let batch = try reader.next() {
    for row in 0..<batch.batch.rowCount {
      result.rows.append(batch.batch.columns.map { $0.string(row) ?? "<null>" })
      result.origins.append(batch.origins[row])
    }
    result.quarantined += batch.quarantined
  }
  result.counts = reader.counts
  result.findings = reader.findings.map { "\($0.code.rawValue)@\($0.origin.line)" }
  result.footer = reader.footer.map { String(decoding: $0, as: UTF8.self) }
  return result
}

func read(_ text: String, hints: CSVHints = CSVHints()) throws -> Reading {
  try read(Array(text.utf8), hints: hints)
}
