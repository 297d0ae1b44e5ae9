import CSV
import Columns
import Concurrency
import Diagnostics
import Foundation

/// Prints the rows of a table: worked out on all cores a batch each, written in their order.
struct RowPrinter {
  /// How a row becomes a line.
  let lines: RowLines
  let output: StandardOutput
  let findings: FindingPrinter

  /// Threads that read and work out lines; what is printed does not depend on it.
  static var threads: Int { ProcessInfo.processInfo.activeProcessorCount }

  func print(_ reader: CSVReader) throws {
    let lines = lines
    while true {
      var read: [CSVBatch] = []
      while read.count < Self.threads, let batch = try reader.next() { read.append(batch) }
      guard !read.isEmpty else { return }
      let batches = read
      let pieces = try Concurrent.map(batches.count, threads: Self.threads) { index in
        var bytes: [UInt8] = []
        lines.append(try batches[index].batch.texts(), to: &bytes)
        return bytes
      }
      try output.write(pieces)
      for batch in batches { findings.print(batch.quarantined) }
    }
  }
}

extension RecordBatch {
  /// The columns, all of which are text, as readers of text give them.
  ///
  /// - Throws: `Fault` for another column, which is never left out in silence.
  func texts() throws(Fault) -> [TextColumn] {
    let texts = columns.compactMap(\.plainText)
    guard texts.count == columns.count else {
      throw Fault(.bug, "a column that is no text was read from a text")
    }
    return texts
  }
}
