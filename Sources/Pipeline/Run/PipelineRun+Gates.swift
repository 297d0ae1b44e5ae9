import CRMModel
import Diagnostics
import Reporting

// The laws and the gates: what ends a run before anything is committed.
extension PipelineRun {
  /// The laws and the gates: what ends a run before anything is committed.
  func judge(_ accounts: RecordAccounts, _ refused: [RefusedRecord]) throws {
    try accounts.verify()
    report.laws.append(
      .init(
        name: "conservation",
        holds: true,
        detail: "\(accounts.input) records in, as many in the buckets"
      )
    )
    if let limit = configuration.validation.stopRejected, accounts.refusedShare > limit {
      throw Fault(
        .gate,
        "\(configuration.name): \(Self.percent(accounts.refusedShare)) of the records were refused, "
          + "the limit is \(Self.percent(limit)); nothing was committed",
        hints: Self.worst(refused)
          + ["correct the files, or raise validate.stop.rejected in the pipeline file"]
      )
    }
  }

  /// Records from which on a share of reused keys says something of the file.
  private static let fewestKeys: Int64 = 20

  /// Stops a file whose keys are no keys, before it gives leads to other people.
  func judgeKeys(_ intake: LeadIntake) throws(Fault) {
    let limit = configuration.validation.stopReusedKeys
    for (file, count) in intake.reusedKeys.sorted(by: { $0.key < $1.key }) {
      let account = intake.accounts[file]
      let share = Double(count) / Double(max(1, account.input))
      // One is a key that was given anew, not a file of row numbers.
      guard count > 1, account.input >= Self.fewestKeys, share > limit else { continue }
      let first = intake.reused.first { $0.origin.file == account.file }
      throw Fault(
        .gate,
        "\(Self.percent(share)) of the records have a key that named another person before, the "
          + "limit is \(Self.percent(limit)); nothing was committed",
        at: SourcePosition(file: account.file),
        hints: (first.map { ["first \(SourcePosition($0.origin)): \($0.message)"] } ?? [])
          + [
            "if the keys are row numbers, name a column that stays with the person",
            "if they are right, raise validate.stop.reused_keys (--reused-keys of import)",
          ]
      )
    }
  }

  /// Stops a complete source that holds much less than before: probably a part of an export.
  func judgePresence(_ presence: SourcePresence) throws(Fault) {
    let limit = configuration.validation.stopGone
    for (system, count) in presence.counts.sorted(by: { $0.key < $1.key }) {
      let share = Double(count.gone) / Double(max(1, count.held))
      let isMuch = count.held >= Int(Self.fewestKeys) || count.gone == count.held
      guard count.gone > 1, isMuch, share > limit else { continue }
      throw Fault(
        .gate,
        "\(system): \(count.gone) of \(count.held) records are no longer in the delivery, which is "
          + "declared complete; the limit is \(Self.percent(limit)); nothing was committed",
        hints: [
          "if the file is a part of the source, take complete: true away",
          "if they have gone, raise validate.stop.gone in the pipeline file",
        ]
      )
    }
  }
}
