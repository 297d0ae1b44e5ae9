import CRMModel
import Diagnostics

/// Which rows go on, which are refused and why, which are blank.
struct RowVerdicts {
  private(set) var accepted: [Int] = []
  private(set) var rejected: [RejectedRow] = []
  private(set) var skipped: [Int] = []
  let findings: [FieldFinding]

  init(_ draft: LeadDraft, _ rules: ValidationRules, _ walk: FieldWalk) {
    findings = walk.log.findingsByRow(rowCount: walk.rowCount)
    accepted.reserveCapacity(walk.rowCount)
    var refused = draft.consent.refused[...]
    var next = 0
    for row in 0..<walk.rowCount {
      let start = next
      while next < findings.count, findings[next].row == Int32(row) { next += 1 }
      var hasUnreadableConsent = false
      while let first = refused.first, first.row == row {
        hasUnreadableConsent = true
        refused = refused.dropFirst()
      }
      guard walk.hasContent[row] else {
        skipped.append(row)
        continue
      }
      let unmet = rules.required.filter { requirement in
        !requirement.anyOf.contains { draft.has($0, row) }
      }
      if unmet.isEmpty, !hasUnreadableConsent {
        accepted.append(row)
      } else {
        rejected.append(RejectedRow(row: row, unmet: unmet, findings: findings[start..<next]))
      }
    }
  }
}

extension RejectedRow {
  /// The unmet requirements, then every fault of the row: errors before warnings.
  fileprivate init(row: Int, unmet: [Requirement], findings: ArraySlice<FieldFinding>) {
    var codes: [FindingCode] = []
    var reasons: [String] = []
    for requirement in unmet {
      codes.append(ValueCode.requiredMissing.code)
      reasons.append("needs a usable \(requirement)")
    }
    let faults = findings.filter { $0.severity > .note }
    for finding in faults.filter({ $0.severity == .error })
      + faults.filter({ $0.severity < .error })
    {
      codes.append(finding.code)
      reasons.append("\(finding.field): \(finding.reason)")
    }
    self.init(row: row, codes: codes, reasons: reasons)
  }
}
