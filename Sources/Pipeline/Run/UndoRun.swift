import ByteIO
import CRMModel
import Columns
import Diagnostics
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
    /// The run that was undone, its pipeline and clock.
    package let undone: String
    package let pipeline: String
    package let asOf: Instant
    package let tables: [RunUndo.TableUndo]
  }

  private let store: Store
  private let asOf: Instant
  private let toolVersion: String
  private let isDryRun: Bool

  /// The name that a run which undoes has in the list of runs.
  package static let pipelineName = "undo"

  /// `store` is open for writing, unless this is a dry run.
  package init(_ store: Store, asOf: Instant, toolVersion: String, isDryRun: Bool) {
    self.store = store
    self.asOf = asOf
    self.toolVersion = toolVersion
    self.isDryRun = isDryRun
  }

  /// Undoes the run called `name`, or whose name alone begins so; the newest that can be when nil.
  ///
  /// - Throws: `Fault` when there is no such run, or something depends on it.
  package func run(_ name: String?) throws -> Outcome {
    let snapshot = try store.snapshot()
    let runs = try snapshot.rows(.runs)
    let row = try self.row(name, of: runs)
    let undone = runs.text("run_id", row)
    let undo = try RunUndo(undone, in: snapshot)
    return try store.run(order(undone), on: snapshot) { (run: consuming StoreRun) in
      let outcome = Outcome(
        runID: run.id,
        undone: undone,
        pipeline: runs.text("pipeline", row),
        asOf: Instant(microseconds: runs.column("as_of")?.integer(row) ?? 0),
        tables: undo.tables
      )
      guard !isDryRun else { return outcome }
      try undo.carryOut(in: run.transaction)
      run.markUndone(undone)
      _ = try run.commit()
      return outcome
    }
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

  /// The row of the run in question.
  private func row(_ name: String?, of runs: RecordBatch) throws(Fault) -> Int {
    guard let name else {
      let last = (0..<runs.rowCount).last {
        runs.text("pipeline", $0) != Self.pipelineName && runs.text("outcome", $0) != "undone"
      }
      if let last { return last }
      let hint = "list them all: starcrm runs --store \(store.layout.root)"
      throw fault("there is no run to undo", hint)
    }
    let names = (0..<runs.rowCount).map { runs.text("run_id", $0) }
    let begun = names.indices.filter { names[$0].hasPrefix(name) }
    guard let row = names.firstIndex(of: name) ?? (begun.count == 1 ? begun[0] : nil) else {
      guard begun.count < 2 else {
        let list = begun.map { names[$0] }.joined(separator: ", ")
        throw fault("\(begun.count) runs begin with '\(name)'", "one of: \(list)")
      }
      let nearest = NearestName.of(name, among: names)
      throw fault(
        "there is no run '\(name)'",
        nearest.map { "did you mean '\($0)'?" }
          ?? "list them: starcrm runs --store \(store.layout.root)"
      )
    }
    if runs.text("outcome", row) == "undone" {
      throw fault("run \(names[row]) was undone before", "import its files again to have it back")
    }
    if runs.text("pipeline", row) == Self.pipelineName {
      throw fault(
        "run \(names[row]) undid another run itself",
        "to have that one back, import its files again"
      )
    }
    return row
  }

  private func fault(_ message: String, _ hint: String) -> Fault {
    Fault(.configuration, message, at: SourcePosition(file: store.layout.root), hints: [hint])
  }
}

extension RecordBatch {
  fileprivate func text(_ name: String, _ row: Int) -> String { column(name)?.string(row) ?? "" }
}
