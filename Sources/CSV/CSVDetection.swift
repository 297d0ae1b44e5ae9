/// What a file is, and why it was taken for that.
package struct CSVDetection: Sendable {
  package let layout: CSVLayout
  /// Whether the first record of the table names the columns.
  package let hasHeader: Bool
  /// Lines in front of the header that belong to no record.
  package let preamble: [String]
  /// How sure the delimiter is, 0 to 1.
  package let score: Double
  /// The next best delimiter, nil when none other cuts any record.
  package let runnerUp: (delimiter: UInt8, score: Double)?
  /// The facts that decided, a sentence each, for `preview` and `explain`.
  package let evidence: [String]

  /// The dialect of the layout.
  package var dialect: CSVDialect { layout.dialect }
}

/// What a pipeline file says about a file's form, so that it need not be guessed; nil is guessed.
package struct CSVHints: Hashable, Sendable {
  package var delimiter: UInt8?
  package var encoding: TextEncoding?
  package var hasHeader: Bool?
  /// Physical lines in front of the header.
  package var preambleLines: Int?

  package init(
    delimiter: UInt8? = nil,
    encoding: TextEncoding? = nil,
    hasHeader: Bool? = nil,
    preambleLines: Int? = nil
  ) {
    self.delimiter = delimiter
    self.encoding = encoding
    self.hasHeader = hasHeader
    self.preambleLines = preambleLines
  }
}
