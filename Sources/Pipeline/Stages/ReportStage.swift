import Billing
import ByteIO
package import CRMModel
import Diagnostics
import Rendering
package import Reporting
package import Store
package import Time

/// The report files of a period, into the folder that the pipeline names.
package struct ReportStage: Sendable {
  /// `{period}` stands for the month.
  package var to: String
  /// Names of `Question`s.
  package var files: [String]
  /// Names of `ReportFormat`s.
  package var formats: [String]
  /// BCP 47.
  package var locale: String
  package var asOf: Instant

  package init(
    to: String,
    files: [String],
    formats: [String],
    locale: String,
    asOf: Instant
  ) {
    self.to = to
    self.files = files
    self.formats = formats
    self.locale = locale
    self.asOf = asOf
  }

  package init(_ configuration: PipelineConfiguration.Report, locale: String, asOf: Instant) {
    self.init(
      to: configuration.to,
      files: configuration.files,
      formats: configuration.formats,
      locale: locale,
      asOf: asOf
    )
  }

  /// All reports there are.
  package static var fileNames: [String] { Question.allCases.map(\.rawValue) }

  /// All formats there are.
  package static var formatNames: [String] { ReportFormat.allCases.map(\.rawValue) }

  /// Writes the files of a period; one that lies there with the same content is not touched.
  ///
  /// - Returns: all files of the period, touched or not, with paths as the pipeline writes them.
  /// - Throws: `Fault` of kind `law`, and writes nothing, when the control totals do not tie.
  package func write(_ books: Books, period: BillingPeriod) throws -> [RunReport.OutputFile] {
    let report = ReportFolder(
      books: books,
      period: period,
      questions: try files.map {
        try Self.known("report", $0, among: Self.fileNames, Question.init)
      },
      formats: try formats.map {
        try Self.known("format", $0, among: Self.formatNames, ReportFormat.init)
      },
      locale: DisplayLocale(locale),
      created: created(period)
    )
    let folder = to.replacing("{period}", with: period.description)
    do {
      for folder in try folders() { try Publish.sweep(folder) }
      let written = try report.write { name, body in
        let content = MemorySink()
        try body(content)
        try Self.publish(content.bytes, at: "\(folder)/\(name)")
      }
      return written.map { file in
        var file = file
        file.path = "\(folder)/\(file.path)"
        return file
      }
    } catch let error as IOError {
      throw error.fault
    }
  }

  /// The folders of all months that have one: where a run that died may have been writing.
  private func folders() throws(IOError) -> [String] {
    guard let place = to.firstRange(of: "{period}") else { return [to] }
    let before = to[..<place.lowerBound]
    let folder = Directory.parent(of: "\(before)x")
    let start = before.split(separator: "/", omittingEmptySubsequences: false).last ?? ""
    guard try Directory.status(folder)?.isDirectory == true else { return [] }
    return try Directory.names(in: folder).filter { $0.hasPrefix(start) }.compactMap { name in
      let month = name.dropFirst(start.count).prefix("YYYY-MM".count)
      return BillingPeriod(month).map { to.replacing("{period}", with: $0.description) }
    }
  }

  /// What workbooks say that they were made at: the run's clock, but the end of the period once
  /// that is over, so that a later run over the same books writes the same bytes.
  private func created(_ period: BillingPeriod) -> Instant {
    min(asOf, Instant(period.next.firstDay))
  }

  private static func publish(_ content: [UInt8], at path: String) throws {
    if let status = try Directory.status(path), status.isRegularFile,
      status.size == Int64(content.count),
      try FileSource(path: path).readToEnd(limit: content.count) == content
    {
      return
    }
    try Directory.create(Directory.parent(of: path))
    try Publish.replacing(path) { try $0.write(content) }
  }

  private static func known<Value>(
    _ what: String,
    _ name: String,
    among names: [String],
    _ value: (String) -> Value?
  ) throws(Fault) -> Value {
    if let value = value(name) { return value }
    let nearest = NearestName.of(name, among: names).map { "did you mean '\($0)'?" }
    throw Fault(
      .configuration,
      "there is no \(what) '\(name)'",
      hints: [nearest ?? "one of: \(names.joined(separator: ", "))"]
    )
  }
}

extension Books {
  /// Everything that a store's runs posted.
  ///
  /// `currency` is that of reports without a row.
  package init(_ snapshot: StoreSnapshot, currency: Currency = .euro) throws {
    let tables = try BillingTables(snapshot)
    self.init(tables.books, payments: tables.payments, currency: currency)
  }
}
