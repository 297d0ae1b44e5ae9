package import ByteIO
package import CRMModel
internal import Diagnostics
package import Reporting
package import Time

/// A format that reports can be written in; the raw value names it in pipeline files and is the
/// files' extension.
package enum ReportFormat: String, Hashable, Sendable, CaseIterable {
  case csv, xlsx, html
}

/// The files of one period for accountants: every report in every format, the journal for hledger,
/// and a manifest that ties them together.
///
/// ```swift
/// let folder = ReportFolder(books: books, period: october, questions: Question.allCases,
///   formats: [.xlsx, .csv], locale: DisplayLocale("de-DE"))
/// let files = try folder.write { name, body in
///   try Publish.replacing("\(path)/\(name)", body)
/// }
/// ```
package struct ReportFolder: Sendable {
  package var books: Books
  package var period: BillingPeriod
  /// In the order of the pipeline file.
  package var questions: [Question]
  package var formats: [ReportFormat]
  package var locale: DisplayLocale
  /// Stands in the properties of workbooks; nil for none.
  package var created: Instant?

  package init(
    books: Books,
    period: BillingPeriod,
    questions: [Question],
    formats: [ReportFormat],
    locale: DisplayLocale,
    created: Instant? = nil
  ) {
    self.books = books
    self.period = period
    self.questions = questions
    self.formats = formats
    self.locale = locale
    self.created = created
  }

  /// The name of the manifest, written last.
  package static let manifestName = "manifest.json"

  /// The name of the journal for hledger, written when the journal is asked for.
  package static let journalName = "ledger.journal"

  /// Writes all files; `publish` opens the file of a name, hands its sink to the body and then
  /// finishes it.
  ///
  /// Returns what was written, the manifest last. Throws a `Fault` and writes nothing when the
  /// control totals do not tie.
  package func write(
    publish: (_ name: String, _ body: (any ByteSink) throws -> Void) throws -> Void
  ) throws -> [RunReport.OutputFile] {
    let totals = books.controlTotals(for: period)
    try Self.checkTies(totals)
    var files: [ManifestFile] = []
    func write(
      _ name: String,
      _ mediaType: String,
      _ tables: [ReportTable],
      _ body: @escaping (any ByteSink) throws -> Void
    ) throws {
      var written: RunReport.OutputFile?
      try publish(name) { sink in
        let hashing = HashingSink(sink)
        try body(hashing)
        written = .init(path: name, bytes: hashing.count, sha256: hashing.sha256)
      }
      guard let written else { throw Fault(.bug, "file \(name) was not written") }
      files.append(ManifestFile(file: written, mediaType: mediaType, tables: tables))
    }
    for question in questions {
      let report = books.answer(question, for: period)
      for format in formats {
        try write("\(report.name).\(format.rawValue)", format.mediaType, report.tables) { sink in
          try self.write(report, as: format, to: sink)
        }
      }
      if question == .journal {
        try write(Self.journalName, "text/plain", report.tables) { sink in
          try LedgerJournal(title: "journal \(period)", entries: books.entries(of: period))
            .write(to: sink)
        }
      }
    }
    let manifest = Manifest(period: period, totals: totals, files: files)
    try write(Self.manifestName, "application/json", []) { try $0.write(manifest.document) }
    return files.map(\.file)
  }

  private func write(_ report: Report, as format: ReportFormat, to sink: any ByteSink) throws {
    switch format {
    case .csv: try report.writeCSV(to: sink)
    case .xlsx: _ = try report.writeWorkbook(to: sink, locale: locale, created: created)
    case .html: try report.writePage(to: sink, locale: locale)
    }
  }

  private static func checkTies(_ totals: [ControlTotals]) throws {
    for total in totals {
      for tie in total.ties where !tie.holds {
        let left = PlainNumber.text(tie.left, total.currency)
        let right = PlainNumber.text(tie.right, total.currency)
        throw Fault(
          .law,
          "control totals differ in \(total.currency): \(tie.name), but \(left) is not \(right)",
          hints: ["no report was written; the books in the store contradict each other"]
        )
      }
    }
  }
}

extension ReportFormat {
  var mediaType: String {
    switch self {
    case .csv: "text/csv"
    case .xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    case .html: "text/html"
    }
  }
}
