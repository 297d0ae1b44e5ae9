package import Diagnostics

/// What a file is, and why it was taken for that.
package struct CSVDetection: Sendable {
  package let layout: CSVLayout
  /// Whether the first record of the table names the columns.
  package let hasHeader: Bool
  /// Lines in front of the header that belong to no record.
  package let preamble: [String]
  /// The 1-based lines of the preamble.
  package let preambleLines: [Int64]
  /// Whether the lines of the preamble look like records of another table.
  package let preambleIsTable: Bool
  /// The line that is probably a damaged header: it has not as many names as records have fields.
  package let misfitLine: Int64?
  /// The line on which the header begins, or the first record when there is none.
  package let headerLine: Int64
  /// How a damaged header was read after all, nil when it is sound.
  package let headerRepair: String?
  /// How a header on several rows was read, nil when it stands on one.
  package let headerStack: String?
  /// How sure the delimiter is, 0 to 1.
  package let score: Double
  /// Whether fewer than half of the records are cut alike by the best delimiter.
  package let isDoubtful: Bool
  /// The delimiter that cuts the records as well as the one that was taken, nil when none does.
  package let rival: String?
  /// The next best delimiter, nil when none other cuts any record.
  package let runnerUp: (delimiter: String, score: Double)?
  /// The decisions in their order, each with its score, its runner-up and the lines that decided.
  package let phases: [CSVPhase]

  /// The dialect of the layout.
  package var dialect: CSVDialect { layout.dialect }

  /// What of the file was passed over above its table.
  ///
  /// And that nothing cuts its records alike, when that is so.
  package func findings(file: String) -> [Finding] {
    let origin: (Int64) -> RowOrigin = { RowOrigin(file: file, record: 0, line: $0, byteOffset: 0) }
    let repaired = headerRepair.map { repair in
      Finding(
        "csv.header-misfit",
        .warning,
        at: origin(headerLine),
        message: repair,
        hint: "are the columns named as they should be?"
      )
    }
    let stacked = headerStack.map { stack in
      Finding(
        "csv.header-rows",
        .warning,
        at: origin(headerLine),
        message: stack,
        hint: "if a record is among them, name the columns on one row"
      )
    }
    let misfit = misfitLine.map { line in
      Finding(
        "csv.header-misfit",
        .warning,
        at: origin(line),
        message: "the header does not have as many names as the records have fields",
        hint: "is a delimiter missing in it? until then columns are numbered"
      )
    }
    let above = preambleLines.filter { $0 != misfitLine }.map { line in
      Finding(
        "csv.preamble",
        preambleIsTable ? .warning : .note,
        at: origin(line),
        message: preambleIsTable
          ? "a line above the table that looks like a record of another one"
          : "a line above the table",
        hint: preambleIsTable ? "split the file where its delimiter or its columns change" : nil
      )
    }
    return above + [misfit, repaired, stacked, doubt(origin(layout.dataLine))].compactMap { $0 }
  }

  /// Whether several words stand between delimiters in the name of a column.
  private func isCut(_ name: String) -> Bool {
    DialectSurvey.delimiters.contains { delimiter in
      let parts = name.utf8.split(separator: delimiter, omittingEmptySubsequences: false)
      return parts.count > 2 && parts.allSatisfy { !$0.isEmpty && $0.first != ASCII.space }
    }
  }

  private func doubt(_ origin: RowOrigin) -> Finding? {
    if let name = layout.header.first, layout.header.count == 1, hasHeader, isCut(name) {
      return Finding(
        "csv.delimiter-doubtful",
        .warning,
        at: origin,
        message: "the file has one column, whose name looks like several",
        hint: "does each line stand in quotes as a whole? then take them off"
      )
    }
    guard isDoubtful || rival != nil else { return nil }
    let name = dialect.delimiterName
    return Finding(
      "csv.delimiter-doubtful",
      .warning,
      at: origin,
      message: rival.map { "\($0) cuts the records as well as \(name), which was taken" }
        ?? "no delimiter cuts the records alike; \(name) does best",
      hint: "name the delimiter, or export the data with quotes around its fields"
    )
  }

  /// The facts that decided, a sentence each, for `preview` and `explain`.
  package var evidence: [String] { phases.map(\.sentence) }
}

/// What a pipeline file says about a file's form, so that it need not be guessed; nil is guessed.
package struct CSVHints: Hashable, Sendable {
  /// One character, or several that stand between fields together.
  package var delimiter: String?
  package var encoding: TextEncoding?
  package var hasHeader: Bool?
  /// Physical lines in front of the header.
  package var preambleLines: Int?

  package init(
    delimiter: String? = nil,
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
