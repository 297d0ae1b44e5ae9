import CRMModel
package import Diagnostics

extension InputEntity {
  /// Why the row waits for a person, with the places of both rows; nil when it counts.
  ///
  /// `stored` finds a row by its id in the table.
  package func doubt(_ stored: (String) -> Self?) -> Finding? {
    guard let hold = identity.hold else { return nil }
    let other = stored(hold.other).map { "read at \(SourcePosition($0.origin))" } ?? "known before"
    switch hold.reason {
    case .reusedID:
      return Finding(
        "billing.reused-id",
        .warning,
        at: origin,
        message: "its id is that of another \(Self.kind), \(other), with another customer, day or "
          + "content; that one counts, this one waits",
        hint:
          "give the row an id of its own, or none; to correct the other one, add a row with the "
          + "difference"
      )
    case .correction:
      return Finding(
        "billing.perhaps-a-correction",
        .warning,
        at: origin,
        message:
          "it is new, and another \(Self.kind) of the same customer and day, \(other), is in "
          + "no file any more; that one counts, this one waits",
        hint: "to have both, put the other one back beside it; to correct the other one, put it "
          + "back and add a row with the difference"
      )
    }
  }
}
