import ByteIO
import Columns
import Diagnostics
package import Ingest
import Rendering
package import Reporting

/// What a run leaves of itself in the store, `runs/<run id>/`.
///
/// `run.json` for programs, `report.html` for people, `metrics.prom` for monitoring, `log.jsonl`,
/// and the records that were refused, a file an input. A run prepares the folder before its commit
/// and publishes it with that; what comes after the commit changes only the report.
package struct RunFolder: Sendable {
  /// The folder.
  package let path: String

  package init(_ path: String) { self.path = path }

  /// Writes a report and the records that were refused; equal ones give equal files.
  package func write(
    _ report: RunReport,
    refused: [RefusedRecord],
    sources: [(file: InputFile, description: SourceDescription)],
    locale: String,
    log: [RunFolderLog.Entry] = []
  ) throws {
    do {
      try Directory.create(path)
      try writeRejects(refused, sources)
    } catch let error as IOError {
      throw error.fault
    }
    try write(report, locale: locale, log: log)
  }

  /// Writes a report over the one that is there; `run.json` last, so that a folder with one is
  /// complete.
  package func write(
    _ report: RunReport,
    locale: String,
    log: [RunFolderLog.Entry] = []
  ) throws {
    do {
      try Directory.create(path)
      try write("log.jsonl") { try RunFolderLog(report, further: log).write(to: $0) }
      try write("metrics.prom") { try report.writeMetrics(to: $0) }
      try write("report.html") { try report.writePage(to: $0, locale: DisplayLocale(locale)) }
      try write("run.json") { try report.writeJSON(to: $0) }
    } catch let error as IOError {
      throw error.fault
    }
  }

  private func write(_ name: String, _ body: (any ByteSink) throws -> Void) throws {
    try Publish.replacing("\(path)/\(name)", body)
  }

  private func writeRejects(
    _ refused: [RefusedRecord],
    _ sources: [(file: InputFile, description: SourceDescription)]
  ) throws {
    guard !refused.isEmpty else { return }
    try Directory.create("\(path)/rejects")
    let records = Dictionary(grouping: refused, by: \.origin.file)
    let inputs = Dictionary(sources.map { ($0.file.path, $0) }) { first, _ in first }
    let names = RunFolderRejects.names(of: sources.map(\.file.path) + records.keys.sorted())
    for (file, records) in records.sorted(by: { $0.key < $1.key }) {
      guard let name = names[file] else { continue }
      let rejects = RunFolderRejects(records)
      let form = try inputs[file].map {
        try RunFolderRejects.Form(try $0.file.specification(threads: 1))
      }
      try write("rejects/\(name).\(form?.fileExtension ?? "csv")") {
        try rejects.write(to: $0, as: form ?? .unknown)
      }
    }
  }
}
