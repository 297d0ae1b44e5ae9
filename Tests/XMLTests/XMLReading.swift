import ByteIO
import Columns
import Diagnostics
import XML

/// What reading a whole document gave.
struct ReadDocument: Equatable {
  var rows: [[String?]] = []
  var records: [Int64] = []
  var lines: [Int64] = []
  var offsets: [Int64] = []
  var quarantined: [QuarantinedRecord] = []
  var findings: [Finding] = []
  var fault: Fault?
  var report: XMLReadReport?
}

/// Reads `bytes` to the end, faults included, in pieces of `pieceSize`.
func readDocument(
  _ bytes: [UInt8],
  record: String,
  fields: [XMLField],
  prefixes: [String: String] = [:],
  pieceSize: Int = .max,
  limits: XMLLimits = .standard
) throws -> ReadDocument {
  let reader = try XMLRecordReader(
    MemorySource(bytes, pieceSize: pieceSize),
    file: "test.xml",
    record: record,
    fields: fields,
    prefixes: prefixes,
    limits: limits
  )
  var result = ReadDocument()
  do {
    while let batch = try reader.next(maximum: 2) {
      for row in 0..<batch.batch.rowCount {
        result.rows.append(batch.batch.columns.map { $0.string(row) })
      }
      result.records += batch.records
      result.lines += batch.lines
      result.offsets += batch.byteOffsets
      result.quarantined += batch.quarantined
      result.findings += batch.findings
    }
  } catch let fault as Fault {
    result.fault = fault
  }
  result.report = reader.report
  return result
}

/// The values of one path, for documents whose records are called `r`.
func values(
  _ path: String,
  in xml: String,
  _ repetition: XMLField.Repetition = .first,
  prefixes: [String: String] = [:]
) throws -> [String?] {
  let document = try readDocument(
    Array(xml.utf8),
    record: "//r",
    fields: [XMLField("x", path, repetition)],
    prefixes: prefixes
  )
  if let fault = document.fault { throw fault }
  return document.rows.map { $0[0] }
}
