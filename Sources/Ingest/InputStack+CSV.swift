import ByteIO
package import CSV

extension InputStack {
  /// Finds out how a CSV file is written, by samples from all of it; a compressed or encrypted one is read
  /// through once for them.
  ///
  /// - Throws: `Fault` when it is no text, or cannot be read.
  package func detectCSV(_ hints: CSVHints = CSVHints()) throws -> CSVDetection {
    try CSVSniffer.detect(
      sample,
      isWhole: sampleIsWhole,
      file: displayName,
      hints: hints,
      further: sampleIsWhole ? [] : try furtherSamples()
    )
  }

  private func furtherSamples() throws -> [[UInt8]] {
    guard !isPlain else {
      return try CSVSniffer.furtherSamples(of: try File.open(path, .read))
    }
    let text = try open()
    var skipped: [UInt8] = []
    while skipped.count < sample.count {
      guard try text.read(sample.count - skipped.count, appendingTo: &skipped) > 0 else { break }
    }
    return try CSVSniffer.furtherSamples(of: text)
  }
}
