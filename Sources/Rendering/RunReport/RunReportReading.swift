internal import CRMModel
package import Diagnostics
internal import Foundation
package import Reporting
internal import Time

extension RunReport {
  /// Reads the `run.json` that `writeJSON` has written; `file` is its name in messages.
  ///
  /// What a release before this one did not write is taken for absent.
  ///
  /// - Throws: A `Fault` when the text is not a report.
  package init(json: [UInt8], file: String) throws(Fault) {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    guard let written = try? decoder.decode(WrittenReport.self, from: Data(json)),
      written.format == RunReport.formatName, let report = written.report
    else {
      throw Fault(
        .integrity,
        "the report of the run cannot be read",
        at: SourcePosition(file: file),
        hints: ["report.html beside it tells the same; a backup may have it whole"]
      )
    }
    self = report
  }
}

/// The members of `run.json`, as far as a report is made of them again.
private struct WrittenReport: Decodable {
  let format: String
  let runId: String
  let pipeline: String
  let purpose: [String]
  let dryRun: Bool
  let asOf: String
  let startedAt: String
  let finishedAt: String
  let outcome: Outcome
  let sources: [Source]
  let rejects: [RejectReason]
  let repairs: [Repair]
  let stages: [Stage]
  let leads: Leads?
  let merging: Merging?
  let billing: [Billing]
  let attention: [Attention]?
  let reversal: Reversal?
  let files: [OutputFile]
  let backup: Backup?
  let laws: [LawCheck]
  let notes: [String]?

  /// Nil when a day, an instant, an amount or a kind has no form that is known.
  var report: RunReport? {
    guard let asOf = CalendarDate(iso: asOf), let startedAt = Self.instant(startedAt),
      let finishedAt = Self.instant(finishedAt)
    else { return nil }
    var report = RunReport(
      runID: runId,
      pipeline: pipeline,
      asOf: asOf,
      startedAt: startedAt,
      finishedAt: finishedAt
    )
    report.purposes = purpose
    report.isDryRun = dryRun
    report.outcome = outcome.outcome
    report.sources = sources.map(\.source)
    report.rejects = rejects.map(\.reason)
    report.repairs = repairs.map(\.repair)
    report.stages = stages.map(\.stage)
    report.leads = leads?.leads
    report.merging = merging?.merging
    report.billing = billing.compactMap(\.billing)
    report.attention = (attention ?? []).compactMap(\.attention)
    report.reversal = reversal?.reversal
    report.files = files.map(\.file)
    report.backup = backup?.backup
    report.laws = laws.map { .init(name: $0.name, holds: $0.holds, detail: $0.detail) }
    report.notes = notes ?? []
    let isWhole =
      report.billing.count == billing.count && report.attention.count == attention?.count ?? 0
    return isWhole ? report : nil
  }

  /// The instant that `Instant.rfc3339` has written: six decimals of a second, or none.
  private static func instant(_ text: String) -> Instant? {
    let parts = text.split(separator: ".")
    guard parts.count == 2, parts[1].utf8.count == 7, let fraction = Int64(parts[1].dropLast())
    else { return Instant(rfc3339: text) }
    return Instant(rfc3339: "\(parts[0])Z").map {
      Instant(microseconds: $0.microseconds + fraction)
    }
  }

  struct Outcome: Decodable {
    let exitCode: Int32
    let committed: Bool
    let message: String?
    let hints: [String]

    var outcome: RunReport.Outcome {
      var outcome = RunReport.Outcome()
      outcome.exitCode = exitCode
      outcome.isCommitted = committed
      outcome.message = message
      outcome.hints = hints
      return outcome
    }
  }

  struct Source: Decodable {
    let name: String
    let file: String
    let format: String
    let details: [String]
    let bytes: Int64
    let records: Records
    let changes: [Change]?
    let droppedColumns: [Column]

    struct Change: Decodable {
      let name: String
      let count: Int64
    }

    struct Column: Decodable {
      let name: String
      let reason: String
      let looksLike: String?
    }

    var source: RunReport.Source {
      var source = RunReport.Source(name: name, file: file, format: format)
      source.details = details
      source.bytes = bytes
      source.buckets = records.buckets
      source.changes = (changes ?? []).map { .init(name: $0.name, count: $0.count) }
      source.droppedColumns = droppedColumns.map {
        .init(name: $0.name, reason: $0.reason, field: $0.looksLike)
      }
      return source
    }
  }

  struct Records: Decodable {
    let read: Int64
    let created: Int64
    let updated: Int64
    let unchanged: Int64
    let merged: Int64
    let skipped: Int64
    let quarantined: Int64
    let rejected: Int64

    var buckets: Buckets {
      var buckets = Buckets()
      buckets.read = read
      buckets.created = created
      buckets.updated = updated
      buckets.unchanged = unchanged
      buckets.merged = merged
      buckets.skipped = skipped
      buckets.quarantined = quarantined
      buckets.rejected = rejected
      return buckets
    }
  }

  struct RejectReason: Decodable {
    let code: String
    let count: Int64
    let quarantine: Bool
    let explanation: String?

    var reason: RunReport.RejectReason {
      .init(code: code, count: count, isQuarantine: quarantine, explanation: explanation)
    }
  }

  struct Repair: Decodable {
    let rule: String
    let field: String?
    let count: Int64
    let meaning: String?
    let leftOut: Bool?
    let hint: String?

    var repair: RunReport.Repair {
      .init(
        rule: rule,
        field: field,
        count: count,
        meaning: meaning,
        isLeftOut: leftOut ?? false,
        hint: hint
      )
    }
  }

  struct Stage: Decodable {
    let name: String
    let rows: Int64
    let microseconds: Int64

    var stage: RunReport.Stage { .init(name: name, rows: rows, microseconds: microseconds) }
  }

  struct Leads: Decodable {
    let total: Int64
    let bySource: [String: Int64]
    let byConsent: [String: Int64]

    var leads: RunReport.Leads {
      var leads = RunReport.Leads()
      leads.total = total
      leads.bySource = Self.counts(bySource)
      leads.byConsent = Self.counts(byConsent)
      return leads
    }

    private static func counts(_ table: [String: Int64]) -> [RunReport.Count] {
      table.map { RunReport.Count(name: $0.key, count: $0.value) }
        .sorted { ($1.count, $0.name) < ($0.count, $1.name) }
    }
  }

  struct Merging: Decodable {
    let comparisons: Int64
    let clusters: Int64
    let clusteredRecords: Int64
    let largestCluster: Int64
    let reviewPairs: Int64

    var merging: RunReport.Merging {
      var merging = RunReport.Merging()
      merging.comparisons = comparisons
      merging.clusters = clusters
      merging.clusteredRecords = clusteredRecords
      merging.largestCluster = largestCluster
      merging.reviewPairs = reviewPairs
      return merging
    }
  }

  struct Billing: Decodable {
    let period: String
    let currency: String
    let invoices: Int64
    let creditNotes: Int64
    let net: String
    let tax: String
    let gross: String
    let paid: String
    let outstanding: String

    var billing: RunReport.Billing? {
      guard let currency = Currency(currency) else { return nil }
      let amounts = [net, tax, gross, paid, outstanding].compactMap {
        DecimalText(plain: $0)?.unscaled(scale: currency.digits)
      }
      guard amounts.count == 5 else { return nil }
      var billing = RunReport.Billing(period: period, currency: currency)
      billing.invoices = invoices
      billing.creditNotes = creditNotes
      billing.net = amounts[0]
      billing.tax = amounts[1]
      billing.gross = amounts[2]
      billing.paid = amounts[3]
      billing.outstanding = amounts[4]
      return billing
    }
  }

  struct Attention: Decodable {
    let kind: String
    let text: String
    let hint: String?
    let count: Int64
    let accepted: Bool

    var attention: RunReport.Attention? {
      guard let kind = RunReport.Attention.Kind(rawValue: kind) else { return nil }
      var attention = RunReport.Attention(kind, text, hint: hint, count: count)
      attention.isAccepted = accepted
      return attention
    }
  }

  struct Reversal: Decodable {
    let run: String
    let pipeline: String
    let asOf: String
    let tables: [Table]

    struct Table: Decodable {
      let name: String
      let takenOut: Int64
      let asBefore: Int64
    }

    var reversal: RunReport.Reversal? {
      CalendarDate(iso: asOf).map { day in
        RunReport.Reversal(
          runID: run,
          pipeline: pipeline,
          asOf: day,
          tables: tables.map { .init(name: $0.name, removed: $0.takenOut, restored: $0.asBefore) }
        )
      }
    }
  }

  struct OutputFile: Decodable {
    let path: String
    let bytes: Int64
    let sha256: String

    var file: RunReport.OutputFile { .init(path: path, bytes: bytes, sha256: sha256) }
  }

  struct Backup: Decodable {
    let file: OutputFile
    let members: Int64
    let recipients: Int64
    let verified: Bool

    var backup: RunReport.Backup {
      .init(file: file.file, members: members, recipients: recipients, isVerified: verified)
    }
  }

  struct LawCheck: Decodable {
    let name: String
    let holds: Bool
    let detail: String
  }
}
