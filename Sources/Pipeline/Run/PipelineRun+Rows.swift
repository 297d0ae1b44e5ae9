import ByteIO
import CRMModel
import Columns
import DeltaTable
import Diagnostics
import Ingest
import Reporting
import Store
import Time

// What a run writes about itself: refused records and its report.
extension PipelineRun {
  /// Appends refused records to the table `rejects`.
  ///
  /// A record that was refused before, with the same bytes for the same reasons, is there already.
  func writeRefused(
    _ refused: [RefusedRecord],
    into transaction: StoreTransaction,
    snapshot: StoreSnapshot
  ) throws {
    guard !refused.isEmpty else { return }
    var known: Set<[String]> = []
    try snapshot.scan(.rejects, columns: ["file", "record", "codes", "raw"]) { batch in
      for row in 0..<batch.rowCount {
        known.insert(batch.columns.map { $0.string(row) ?? "\($0.integer(row) ?? 0)" })
      }
    }
    var builder = BatchBuilder(ModelTable.rejects.schema)
    for record in refused {
      let raw = RunFolderRejects.text(record.raw)
      let codes = record.codes.map(\.rawValue).joined(separator: " ")
      let key = [record.origin.file, String(record.origin.record), codes, raw]
      guard known.insert(key).inserted else { continue }
      builder.append([
        .text(report.runID), .text(record.origin.file), .integer(record.origin.record),
        .integer(record.origin.line), .integer(record.origin.byteOffset),
        .text(record.bucket.rawValue),
        .text(codes), .text(record.reasons.joined(separator: "; ")), .text(raw),
      ])
    }
    try transaction.append(.rejects, builder.finish())
  }

  // MARK: - The run report

  /// Fills the report's sources, rejects, repairs and leads.
  func describe(_ leads: LeadStage, _ billing: BillingStage) {
    let read = leads.intake.files + billing.read
    let accounts = leads.intake.accounts + billing.accounts
    let changes = leads.intake.changes
    report.sources = zip(read, accounts).enumerated().map { file, pair in
      let (read, account) = pair
      var source = RunReport.Source(
        name: read.description.system,
        file: read.file.path,
        format: read.description.format.rawValue
      )
      source.details = Self.details(read.description)
      source.bytes = read.file.size
      source.buckets = Self.buckets(account)
      source.changes = Self.counts((changes.counts[file] ?? [:]).mapValues(Int64.init))
      source.droppedColumns = read.description.dropped.map {
        .init(name: $0.column, reason: $0.reason, field: $0.content?.field)
      }
      return source
    }
    report.rejects = Self.reasons(leads.intake.refused + billing.refused)
    report.repairs = Self.repairs(leads.intake.findings)
    report.notes =
      Self.notes(read.map(\.description), leads.intake.noticed)
      + Self.notes(leads.presence)
      + Self.notes(each: leads.intake.reused, count: leads.intake.reused.count)
      + Self.notes(each: changes.renamed, count: changes.renamedCount)
    report.merging = Self.merging(leads)
  }

  /// Fills what billing did into the report, and the verdict of a run that gets committed.
  func describe(_ outcome: BillingOutcome, _ accounts: RecordAccounts) {
    report.billing = outcome.report
    report.notes += Self.notes(outcome, isBilling: configuration.billing != nil)
    report.take(outcome.attention, accepting: configuration.validation.warnAttention)
    report.outcome.isCommitted = !options.isDryRun
    let isRefused = accounts.refusedShare > configuration.validation.warnRejected
    report.outcome.exitCode = isRefused || report.attention.contains { !$0.isAccepted } ? 1 : 0
  }

  /// What other programs have added while the run was at work, a sentence each.
  static func notes(_ appends: [ForeignAppend]) -> [String] {
    appends.map {
      "\($0.engine) has added rows to the table \(Directory.name(of: $0.table)) meanwhile "
        + "(version \($0.version)); they are kept, and read by the next run"
    }
  }

  /// What a person should know about the files: how they differ from what was expected, and what was
  /// noticed about records that could be read all the same.
  static func notes(
    _ sources: [SourceDescription],
    _ noticed: [LeadIntake.Noticed]
  ) -> [String] {
    let warnings = sources.flatMap(\.warnings).filter { $0.severity > .note }
    return
      (warnings.map { LeadIntake.Noticed(first: $0, count: 1) } + noticed).flatMap { noticed in
        let finding = noticed.first
        let place = SourcePosition(finding.origin, column: finding.column)
        let others = noticed.count > 1 ? ", and \(noticed.count - 1) more like it" : ""
        let text = "\(place): \(finding.message) (\(finding.code.rawValue))\(others)"
        return [text] + (finding.hint.map { ["hint: \($0)"] } ?? [])
      }
  }

  /// What complete sources no longer hold, or hold again.
  static func notes(_ presence: SourcePresence) -> [String] {
    var notes = presence.counts.filter { $0.value.gone > 0 }.sorted { $0.key < $1.key }.map {
      "\($0): \($1.gone) of \($1.held) records are no longer in the delivery; they are kept, and "
        + "marked as gone (source.gone)"
    }
    if !presence.returned.isEmpty {
      notes.append("\(presence.returned.count) records that were gone are back (source.returned)")
    }
    return notes
  }

  /// Findings of one kind, each with its line; of a file full of them the first.
  static func notes(each findings: [Finding], count: Int, listed: Int = 20) -> [String] {
    guard let hint = findings.first?.hint else { return [] }
    let lines = findings.prefix(listed).map { finding in
      "\(SourcePosition(finding.origin)): \(finding.message) (\(finding.code.rawValue))"
    }
    let others = count > listed ? ["and \(count - listed) more like them"] : []
    return lines + others + ["hint: \(hint)"]
  }

  /// What billing did, and what it noticed besides what a person has to look at, by kind.
  static func notes(_ outcome: BillingOutcome, isBilling: Bool) -> [String] {
    let kinds = Dictionary(grouping: outcome.notices) { $0.code }
    let notices = kinds.sorted { $0.key.rawValue < $1.key.rawValue }.flatMap { _, findings in
      notes([], [LeadIntake.Noticed(first: findings[0], count: findings.count)])
    }
    return (isBilling ? ["billing \(outcome.summary)"] : []) + outcome.renamings + notices
  }

  static func details(_ description: SourceDescription) -> [String] {
    var details: [String] = []
    if let preset = description.preset { details.append("preset \(preset)") }
    if let delimiter = description.delimiter { details.append("delimiter \(delimiter)") }
    details.append(description.encoding)
    details += description.layers.map(\.rawValue)
    return details
  }

  static func buckets(_ account: RecordAccounts.Account) -> Buckets {
    var buckets = Buckets()
    buckets.read = account.input
    buckets.created = account[.created]
    buckets.updated = account[.updated]
    buckets.unchanged = account[.unchanged]
    buckets.merged = account[.merged]
    buckets.skipped = account[.skipped]
    buckets.quarantined = account[.quarantined]
    buckets.rejected = account[.rejected]
    return buckets
  }

  /// How many records each code kept out, the most frequent first; a record counts under its first
  /// code.
  static func reasons(_ refused: [RefusedRecord]) -> [RunReport.RejectReason] {
    var counts: [String: RunReport.RejectReason] = [:]
    for record in refused {
      let code = record.codes.first?.rawValue ?? "unknown"
      var reason =
        counts[code]
        ?? .init(
          code: code,
          count: 0,
          isQuarantine: record.bucket == .quarantined,
          explanation: record.reasons.first
        )
      reason.count += 1
      counts[code] = reason
    }
    return counts.values.sorted { ($1.count, $0.code) < ($0.count, $1.code) }
  }

  /// The most frequent reasons in words, each with the first record that it kept out.
  static func worst(_ refused: [RefusedRecord], count: Int = 3) -> [String] {
    reasons(refused).prefix(count).map { reason in
      let first = refused.first { $0.codes.first?.rawValue == reason.code }
      let place = first.map { ", first \(SourcePosition($0.origin))" } ?? ""
      let explanation = reason.explanation.map { ": \($0)" } ?? ""
      return "\(reason.count) of \(reason.code)\(explanation)\(place)"
    }
  }

  private static func repairs(
    _ findings: [LeadIntake.FieldFinding: Int]
  ) -> [RunReport.Repair] {
    var repairs: [String: RunReport.Repair] = [:]
    // An error refused its record, and is told with the reasons for that.
    for (finding, count) in findings where finding.severity < .error {
      let rule = finding.code.rawValue
      let empty = RunReport.Repair(
        rule: rule,
        field: finding.field,
        count: 0,
        meaning: finding.reason,
        isLeftOut: finding.severity == .warning,
        hint: finding.hint
      )
      repairs["\(rule) \(finding.field)", default: empty].count += Int64(count)
    }
    return repairs.values
      .sorted { ($1.count, $0.rule, $0.field ?? "") < ($0.count, $1.rule, $1.field ?? "") }
  }

  private static func merging(_ leads: LeadStage) -> RunReport.Merging {
    var merging = RunReport.Merging()
    let statistics = leads.resolution.statistics
    merging.comparisons = Int64(statistics.comparedPairs)
    merging.reviewPairs = Int64(statistics.reviewPairs)
    let sizes = zip(leads.resolution.newMembers, leads.resolution.isFounder)
      .filter { $1 && $0 > 1 }.map { Int64($0.0) }
    merging.clusters = Int64(sizes.count)
    merging.clusteredRecords = sizes.reduce(0, +)
    merging.largestCluster = sizes.max() ?? 0
    return merging
  }

  /// Counts the store's leads by the source that they were first seen in, and by consent.
  func countLeads(_ snapshot: StoreSnapshot) throws {
    var bySource: [String: Int64] = [:]
    var seen = RecordIndex()
    var total = 0
    try snapshot.scan(.sourceRecords, columns: ["lead_id", "source_system"]) { batch in
      for (row, lead) in batch.leadIDs.enumerated() where seen[lead] == nil {
        seen.insert(lead, total)
        total += 1
        bySource[batch.columns[1].string(row) ?? "", default: 0] += 1
      }
    }
    var byConsent: [String: Int64] = [:]
    try snapshot.scan(.leads, columns: [LeadField.consentEmail.name]) { batch in
      for row in 0..<batch.rowCount {
        byConsent[batch.columns[0].string(row) ?? Consent.unknown.rawValue, default: 0] += 1
      }
    }
    var leads = RunReport.Leads()
    leads.total = Int64(total)
    leads.bySource = Self.counts(bySource)
    leads.byConsent = Self.counts(byConsent)
    report.leads = leads
  }

  private static func counts(_ table: [String: Int64]) -> [RunReport.Count] {
    table.map { RunReport.Count(name: $0.key, count: $0.value) }
      .sorted { ($1.count, $0.name) < ($0.count, $1.name) }
  }
}
