import CRMModel
package import Diagnostics
import Ingest
package import Time

/// Opens everything that a run would read, without changing anything.
package enum PipelineCheck {
  /// What was found.
  package struct Result: Sendable {
    /// A line for each source that is fine.
    package var lines: [String] = []
    package var faults: [Fault] = []
  }

  /// Checks the sources, rules and folders of a pipeline as a run with the clock `asOf` would.
  package static func run(
    _ configuration: PipelineConfiguration,
    asOf: Instant
  ) throws -> Result {
    var result = Result()
    result.faults = try RunConditions.faults(
      configuration,
      stages: Set(PipelineRun.Stage.allCases),
      asOf: asOf
    )
    for source in configuration.sources {
      do {
        for file in try InputFile.resolve([source]) { result.lines.append(try line(file)) }
      } catch let fault as Fault {
        result.faults.append(fault)
      }
    }
    return result
  }

  private static func line(_ file: InputFile) throws -> String {
    let specification = try file.specification(threads: 1)
    let description =
      if let entity = BillingEntity(rawValue: file.source.kind.rawValue) {
        try TableSource(specification, entity).description
      } else {
        try LeadSource(specification).description
      }
    let details = PipelineRun.details(description).joined(separator: ", ")
    return "\(file.path): \(file.source.kind.rawValue) from \(description.system) (\(details)), "
      + "\(description.mapped.count) fields, \(description.dropped.count) columns dropped"
  }
}
