import CRMModel
import Diagnostics

/// Which rows go on, which are refused and why, which are blank.
struct RowVerdicts {
  private(set) var accepted: [Int] = []
  private(set) var rejected: [RejectedRow] = []
  private(set) var skipped: [Int] = []
  /// Accepted rows that lack something required, by their place among the accepted ones.
  private(set) var incomplete: [IncompleteRow] = []
  let findings: [FieldFinding]

  init(
    _ draft: LeadDraft,
    _ rules: ValidationRules,
    _ walk: FieldWalk,
    admitsIncomplete: Bool
  ) {
    findings = walk.log.findingsByRow(rowCount: walk.rowCount)
    accepted.reserveCapacity(walk.rowCount)
    let met = rules.required.map { draft.meets($0) }
    var isIncomplete = [Bool](repeating: false, count: walk.rowCount)
    for rows in met { for row in rows.indices where !rows[row] { isIncomplete[row] = true } }
    let refusedConsents = Set(draft.consent.refused.map(\.row))
    var next = 0
    for row in 0..<walk.rowCount {
      let start = next
      while next < findings.count, findings[next].row == Int32(row) { next += 1 }
      let isRefused = refusedConsents.contains(row)
      if !walk.hasContent(row) {
        skipped.append(row)
      } else if isRefused || isIncomplete[row] {
        let unmet = rules.required.indices.filter { !met[$0][row] }.map { rules.required[$0] }
        let refusal = RejectedRow(row: row, unmet: unmet, findings: findings[start..<next])
        if admitsIncomplete, !isRefused, draft.hasKey(row) {
          incomplete.append(IncompleteRow(row: accepted.count, unmet: unmet, refusal: refusal))
          accepted.append(row)
        } else {
          rejected.append(refusal)
        }
      } else {
        accepted.append(row)
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
    let errors = faults.filter { $0.severity == .error }
    for finding in errors + faults.filter({ $0.severity < .error }) {
      codes.append(finding.code)
      reasons.append("\(finding.field): \(finding.reason)")
    }
    self.init(row: row, codes: codes, reasons: reasons)
  }
}
