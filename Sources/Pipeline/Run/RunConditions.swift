import Backup
import ByteIO
import Diagnostics
import Store
import Time

/// What must hold before a run reads its first file; `check` and `run` ask the same.
enum RunConditions {
  /// Everything that keeps the stages of a run from being carried out; changes nothing.
  static func faults(
    _ configuration: PipelineConfiguration,
    stages: Set<PipelineRun.Stage>,
    asOf: Instant
  ) throws -> [Fault] {
    var faults: [Fault] = []
    func check(_ body: () throws -> Void) throws {
      do {
        try body()
      } catch let fault as Fault {
        faults.append(fault)
      } catch let error as IOError {
        faults.append(error.fault)
      }
    }
    try check { try refuseUnusableStore(configuration) }
    try check { _ = try LeadStage(configuration, store: nil, threads: 1) { _ in false } }
    try check {
      var billed = configuration
      if !stages.contains(.bill) { billed.billing = nil }
      _ = try BillingRules(billed, asOf: asOf)
    }
    if let report = configuration.report, stages.contains(.report) {
      try check { try refuseUnusable(report, store: configuration.store) }
    }
    if let backup = configuration.backup, stages.contains(.backup) {
      try check {
        try Backup.refuseInside(backup.to, ofStore: configuration.store)
        try refuseFile(backup.to)
        _ = try BackupKeys(backup.recipients, besides: backup.to)
      }
    }
    return faults
  }

  /// Refuses a store that can neither be read nor made.
  private static func refuseUnusableStore(_ configuration: PipelineConfiguration) throws {
    try refuseFile(configuration.store)
    _ = try Store(configuration.store, .dryRun(policyVersion: configuration.policyVersion))
  }

  private static func refuseUnusable(
    _ report: PipelineConfiguration.Report,
    store: String
  ) throws {
    let folder = report.to.replacing("{period}", with: "0000-00")
    guard try !Directory.contains(store, folder) else {
      throw Fault(
        .configuration,
        "reports cannot lie inside the store",
        at: SourcePosition(file: report.to),
        hints: ["choose a folder outside \(store): report: { to: \"output/reports/{period}\" }"]
      )
    }
    // The first part that is the same for every month.
    let fixed = report.to.firstRange(of: "{period}").map { report.to[..<$0.lowerBound] }
    try refuseFile(fixed.map { Directory.parent(of: "\($0)x") } ?? report.to)
  }

  /// Refuses a folder that cannot be made because a file is in the way.
  private static func refuseFile(_ folder: String) throws {
    var path = folder
    while try Directory.status(path) == nil, Directory.parent(of: path) != path {
      path = Directory.parent(of: path)
    }
    guard try Directory.status(path)?.isDirectory == false else { return }
    throw Fault(
      .configuration,
      "not a folder",
      at: SourcePosition(file: path),
      hints: ["\(folder) is to be a folder: move the file away, or name another folder"]
    )
  }
}
