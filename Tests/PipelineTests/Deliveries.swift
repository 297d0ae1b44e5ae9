import ByteIO
import CRMModel
import Columns
import Diagnostics
import Foundation
import Pipeline
import Reporting
import Store
import TestSupport
import Testing
import Time

/// A store to which a source delivers one file after the other, a night each.
struct Deliveries {
  private let folder: TemporaryFolder
  private var night = 0
  /// What the pipeline requires of a lead.
  private let require: String

  /// A lead as the tests look at it: the fields that have a value, and every way to reach it.
  struct Lead: Hashable {
    var fields: [String: String]
    /// `kind value`, sorted.
    var points: [String]

    subscript(field: LeadField) -> String? { fields[field.name] }
  }

  init(require: String = "") throws {
    self.require = require
    folder = try TemporaryFolder()
  }

  /// Where the store is.
  var storePath: String { "\(folder.path)/store" }

  private final class Silence: RunObserver {
    let isCancelled = false

    func progress(_ text: String, _ share: Double?) {}

    func notice(_ text: String) {}
  }

  /// Delivers files, by name, in one run.
  ///
  /// - Parameters:
  ///   - files: content by file name.
  ///   - source: the source's name in the pipeline.
  ///   - settings: further settings of the source.
  ///   - threads: of the run.
  /// - Returns: what the run reports.
  /// - Throws: `Fault` as the run does.
  @discardableResult
  mutating func deliver(
    _ files: [String: String],
    source: String = "crm",
    saying settings: String = "",
    threads: Int = 2
  ) throws -> RunReport {
    night += 1
    let inputs = "\(folder.path)/night-\(night)"
    try Directory.create(inputs)
    for (name, content) in files {
      try Data(content.utf8).write(to: URL(filePath: "\(inputs)/\(name)"))
    }
    let sources = files.keys.sorted().map {
      "{ files: \"\(inputs)/\($0)\", source: \"\(source)\", \(settings) }"
    }
    let pipeline = """
      {
        name: "deliveries", purpose: ["lead management"], store: "\(storePath)",
        timezone: "UTC", currency: "EUR", read: [\(sources.joined(separator: ", "))],
        validate: { country: "DE", require: [\(require)], warn: { rejected: "100 %" } },
      }
      """
    let path = "\(folder.path)/pipeline.json5"
    try Data(pipeline.utf8).write(to: URL(filePath: path))
    let asOf = Instant(CalendarDate(daysSinceEpoch: 20_758 + night), hour: 3)
    var options = PipelineRun.Options(asOf: asOf, startedAt: asOf, toolVersion: "test")
    options.threads = threads
    return try PipelineRun(try ConfigurationReader.read(path), options, observer: Silence()).run()
  }

  /// Delivers one file called `crm.csv`.
  @discardableResult
  mutating func deliver(_ content: String, saying settings: String = "") throws -> RunReport {
    try deliver(["crm.csv": content], saying: settings)
  }

  /// All leads of the store, by full name, organisation or e-mail address.
  func leads() throws -> [Lead] {
    let store = try Store(storePath, .read).snapshot()
    var leads: [RecordID: Lead] = [:]
    try store.scan(.leads) { batch in
      for (row, id) in batch.ids("lead_id").enumerated() {
        var lead = Lead(fields: [:], points: [])
        for field in LeadField.allCases {
          guard let column = batch.column(field.name) else { continue }
          lead.fields[field.name] = column.string(row) ?? column.integer(row).map { String($0) }
        }
        leads[id] = lead
      }
    }
    try store.scan(.contactPoints, columns: ["lead_id", "kind", "value"]) { batch in
      for (row, id) in batch.ids("lead_id").enumerated() {
        let point = batch.columns.dropFirst().compactMap { $0.string(row) }
        leads[id]?.points.append(point.joined(separator: " "))
      }
    }
    return leads.values.map { lead in
      var lead = lead
      lead.points.sort()
      return lead
    }.sorted { $0.name < $1.name }
  }

  /// The only lead of the store.
  func lead() throws -> Lead {
    let leads = try leads()
    #expect(leads.count == 1)
    return try #require(leads.first)
  }

  /// The names of all leads.
  func names() throws -> [String] { try leads().map(\.name) }
}

extension Deliveries.Lead {
  /// What the lead is called in the tests.
  var name: String { self[.fullName] ?? self[.organisation] ?? self[.email] ?? "" }
}
