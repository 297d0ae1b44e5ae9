import ByteIO
import CRMModel
import Columns
import Diagnostics
package import Reporting
package import Store
package import Time

/// Undoes a run: a run of its own that takes out what the other made and puts back what it changed.
///
/// Nothing is lost: the undone run stays in the list of runs, marked so, and its files can be
/// imported again.
package struct UndoRun {
  /// What came of it.
  package struct Outcome {
    /// The run that undid.
    package let runID: String
    /// What it has taken back.
    package let reversal: RunReport.Reversal
  }

  private let store: Store
  private let asOf: Instant
  private let startedAt: Instant
  private let toolVersion: String
  private let isDryRun: Bool

  /// The name that a run which undoes has in the list of runs.
  package static let pipelineName = "undo"

  /// `store` is open for writing, unless this is a dry run.
  package init(
    _ store: Store,
    asOf: Instant,
    startedAt: Instant,
    toolVersion: String,
    isDryRun: Bool
  ) {
    self.store = store
    self.asOf = asOf
    self.startedAt = startedAt
    self.toolVersion = toolVersion
    self.isDryRun = isDryRun
  }

  /// Undoes the run called `name`, or whose name alone begins so; the newest that can be when nil.
  ///
  /// - Throws: `Fault` when there is no such run, or something depends on it.
  package func run(_ name: String?) throws -> Outcome {
    let snapshot = try store.snapshot()
    let runs = try snapshot.rows(.runs)
    let row = try name.map { try RunNames(runs, of: store.layout).row($0) } ?? newest(of: runs)
    try refuseUndoing(row, of: runs)
    let undo = try RunUndo(runs.text("run_id", row), in: snapshot)
    let reversal = Self.reversal(undo, runs, row)
    return try store.run(order(undo.runID), on: snapshot) { (run: consuming StoreRun) in
      let outcome = Outcome(runID: run.id, reversal: reversal)
      guard !isDryRun else { return outcome }
      try undo.carryOut(in: run.transaction)
      run.markUndone(undo.runID)
      _ = try run.commit { folder, appends in
        let report = report(of: outcome, notes: PipelineRun.notes(appends))
        try RunFolder(folder).write(report, locale: Self.locale)
      }
      return outcome
    }
  }

  /// The locale of the page that an undo leaves; no pipeline file names one.
  private static let locale = "en-GB"

  private static func reversal(
    _ undo: RunUndo,
    _ runs: RecordBatch,
    _ row: Int
  ) -> RunReport.Reversal {
    RunReport.Reversal(
      runID: undo.runID,
      pipeline: runs.text("pipeline", row),
      asOf: Instant(microseconds: runs.column("as_of")?.integer(row) ?? 0).date,
      tables: undo.tables.filter { $0.removed + $0.restored > 0 }.map {
        .init(name: $0.table.name, removed: Int64($0.removed), restored: Int64($0.restored))
      }
    )
  }

  private func report(of outcome: Outcome, notes: [String]) -> RunReport {
    var report = RunReport(
      runID: outcome.runID,
      pipeline: Self.pipelineName,
      asOf: asOf.date,
      startedAt: startedAt,
      finishedAt: PipelineRun.now
    )
    report.purposes = ["undo \(outcome.reversal.runID)"]
    report.outcome.isCommitted = true
    report.reversal = outcome.reversal
    report.notes = notes
    return report
  }

  private func order(_ undone: String) -> StoreRun.Order {
    var order = StoreRun.Order(
      name: Self.pipelineName,
      purpose: "undo \(undone)",
      operation: "UNDO",
      inputs: ["undo", undone],
      policyVersion: store.identity.policyVersion,
      toolVersion: toolVersion,
      asOf: asOf
    )
    order.isDryRun = isDryRun
    return order
  }

  /// The newest run that can be undone.
  private func newest(of runs: RecordBatch) throws(Fault) -> Int {
    let last = (0..<runs.rowCount).last {
      runs.text("pipeline", $0) != Self.pipelineName && runs.text("outcome", $0) != "undone"
    }
    if let last { return last }
    let hint = "list them all: starcrm runs --store \(store.layout.root)"
    throw fault("there is no run to undo", hint)
  }

  /// Refuses a run that was undone before, and one that undid another.
  private func refuseUndoing(_ row: Int, of runs: RecordBatch) throws(Fault) {
    let name = runs.text("run_id", row)
    if runs.text("outcome", row) == "undone" {
      throw fault("run \(name) was undone before", "import its files again to have it back")
    }
    if runs.text("pipeline", row) == Self.pipelineName {
      throw fault(
        "run \(name) undid another run itself",
        "to have that one back, import its files again"
      )
    }
  }

  private func fault(_ message: String, _ hint: String) -> Fault {
    Fault(.configuration, message, at: SourcePosition(file: store.layout.root), hints: [hint])
  }
}

extension RecordBatch {
  fileprivate func text(_ name: String, _ row: Int) -> String { column(name)?.string(row) ?? "" }
}
