import ByteIO
import CSV
import Columns
import Ingest
import JSONLines

/// Prints the records of a JSON Lines file.
struct JSONLinesPrinter {
  let stack: InputStack
  let findings: FindingPrinter

  func print(as form: ReadCommand.Form, to output: StandardOutput) throws {
    let names = try JSONLinesReader.names(try stack.open(), file: stack.displayName)
    var reader = JSONLinesReader(try stack.open(), file: stack.displayName, columns: names)
    let keys = names.map(JSONLine.quoted)
    let writer = CSVWriter(output)
    if form == .csv { try writer.write(names) }
    while let read = try reader.next() {
      switch form {
      case .csv: try writer.write(read.batch)
      case .jsonl: try output.write(lines(read.batch) { $0.object(read.batch, $1, keys: keys) })
      case .arrays: try output.write(lines(read.batch) { $0.array(read.batch, $1) })
      case .jcard: throw ReadCommand.unfit(form, stack, [.jsonl, .arrays, .csv])
      }
      findings.print(read.quarantined)
    }
    if form == .csv { try writer.finish() } else { try output.finish() }
  }

  private func lines(_ batch: RecordBatch, _ row: (inout JSONLine, Int) -> Void) -> [UInt8] {
    var json = JSONLine()
    for number in 0..<batch.rowCount {
      row(&json, number)
      json.endLine()
    }
    return json.bytes
  }
}

extension JSONLine {
  /// A row as an array.
  fileprivate mutating func array(_ batch: RecordBatch, _ row: Int) {
    beginArray()
    for column in batch.columns { value(column, row) }
    endArray()
  }
}
