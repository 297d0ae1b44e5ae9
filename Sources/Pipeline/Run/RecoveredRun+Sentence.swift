import DeltaTable
import Diagnostics
package import Store

extension RecoveredRun {
  /// What a person should know of the run, in one line.
  package var sentence: String {
    if let conflict {
      return "run \(id) was killed while it committed, and nothing of it is left: "
        + conflict.fault.message
    }
    let report = folder.map { "its report is \($0)/report.html" } ?? "it has left no report"
    return "run \(id) was killed while it committed, and is finished now: \(report)"
  }
}
