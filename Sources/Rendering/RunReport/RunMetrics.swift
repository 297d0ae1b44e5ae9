package import ByteIO
internal import CRMModel
package import Reporting
internal import Time

extension RunReport {
  /// Writes `metrics.prom` (OpenMetrics 1.0 text), for node_exporter's textfile collector; does not
  /// finish the sink.
  package func writeMetrics(to sink: any ByteSink) throws {
    var text = MetricsText(pipeline: pipeline)
    runMetrics(&text)
    recordMetrics(&text)
    leadMetrics(&text)
    billingMetrics(&text)
    checkMetrics(&text)
    try sink.write(text.finished)
  }

  private func runMetrics(_ text: inout MetricsText) {
    text.family("starcrm_run_exit_code", help: "Exit code of the last run.")
    text.sample(Int64(outcome.exitCode))
    text.family(
      "starcrm_run_start_timestamp_seconds",
      unit: "seconds",
      help: "When the last run began."
    )
    text.sample(startedAt.microseconds, scale: 6)
    text.family(
      "starcrm_run_finish_timestamp_seconds",
      unit: "seconds",
      help: "When the last run ended."
    )
    text.sample(finishedAt.microseconds, scale: 6)
    text.family("starcrm_stage_seconds", unit: "seconds", help: "Time that a stage took.")
    for stage in stages { text.sample(stage.microseconds, scale: 6, ["stage": stage.name]) }
    text.family("starcrm_stage_rows", help: "Rows that went through a stage.")
    for stage in stages { text.sample(stage.rows, ["stage": stage.name]) }
  }

  private func recordMetrics(_ text: inout MetricsText) {
    // Several files may belong to one source; a series may stand in the text once only.
    let sources = Dictionary(grouping: sources, by: \.name).sorted { $0.key < $1.key }
    let buckets = sources.map { ($0.key, $0.value.reduce(Buckets()) { $0 + $1.buckets }) }
    text.family("starcrm_records_read", help: "Records read from a source.")
    for (source, bucket) in buckets { text.sample(bucket.read, ["source": source]) }
    text.family("starcrm_records", help: "Records of a source by where they ended.")
    for (source, bucket) in buckets {
      for (outcome, count) in bucket.named {
        text.sample(count, ["source": source, "outcome": outcome])
      }
    }
    text.family("starcrm_rejects", help: "Records kept out, by reason.")
    for reason in rejects { text.sample(reason.count, ["code": reason.code]) }
    text.family("starcrm_repairs", help: "Values changed, by rule and field.")
    for repair in repairs {
      text.sample(repair.count, ["rule": repair.rule, "field": repair.field ?? ""])
    }
    text.family("starcrm_dropped_columns", help: "Columns of a source that were not taken.")
    for (name, files) in sources {
      let columns = Set(files.flatMap(\.droppedColumns).map(\.name))
      text.sample(Int64(columns.count), ["source": name])
    }
  }

  private func leadMetrics(_ text: inout MetricsText) {
    if let leads {
      text.family("starcrm_leads", help: "Leads in the store.")
      text.sample(leads.total)
      text.family("starcrm_leads_by_source", help: "Leads by the source that they came from first.")
      for count in leads.bySource { text.sample(count.count, ["source": count.name]) }
    }
    guard let merging else { return }
    text.family("starcrm_match_comparisons", help: "Pairs compared.")
    text.sample(merging.comparisons)
    text.family("starcrm_match_clusters", help: "Groups of duplicates.")
    text.sample(merging.clusters)
    text.family("starcrm_match_review_pairs", help: "Pairs that wait for a decision.")
    text.sample(merging.reviewPairs)
  }

  private func billingMetrics(_ text: inout MetricsText) {
    attentionMetrics(&text)
    guard !billing.isEmpty else { return }
    text.family("starcrm_billed_documents", help: "Documents issued, by currency and kind.")
    for bill in billing {
      for (kind, count) in [("invoice", bill.invoices), ("credit_note", bill.creditNotes)] {
        text.sample(count, ["currency": bill.currency.code, "kind": kind])
      }
    }
    text.family("starcrm_billed_amount", help: "Amounts billed, in units of the currency.")
    for bill in billing {
      let amounts = [
        ("net", bill.net), ("tax", bill.tax), ("gross", bill.gross), ("paid", bill.paid),
        ("outstanding", bill.outstanding),
      ]
      for (kind, amount) in amounts {
        let labels = ["currency": bill.currency.code, "kind": kind] as KeyValuePairs
        text.sample(amount, scale: bill.currency.digits, labels)
      }
    }
  }

  private func attentionMetrics(_ text: inout MetricsText) {
    guard !attention.isEmpty else { return }
    text.family("starcrm_attention", help: "Things about money that a person has to look at.")
    for kind in RunReport.Attention.Kind.allCases {
      let count = attention.count { $0.kind == kind }
      text.sample(Int64(count), ["kind": kind.rawValue])
    }
  }

  private func checkMetrics(_ text: inout MetricsText) {
    text.family("starcrm_law_holds", help: "Whether a law of the store held (1) or not (0).")
    for law in laws { text.sample(law.holds ? 1 : 0, ["law": law.name]) }
    guard let backup else { return }
    text.family("starcrm_backup_bytes", unit: "bytes", help: "Size of the backup.")
    text.sample(backup.file.bytes)
    text.family("starcrm_backup_verified", help: "Whether the backup was read back (1) or not (0).")
    text.sample(backup.isVerified ? 1 : 0)
  }
}

extension Buckets {
  /// Outcomes by their names.
  fileprivate var named: [(String, Int64)] {
    [
      ("created", created), ("updated", updated), ("unchanged", unchanged), ("merged", merged),
      ("skipped", skipped), ("quarantined", quarantined), ("rejected", rejected),
    ]
  }
}

/// OpenMetrics text: families of gauges with one label for the pipeline.
private struct MetricsText {
  let pipeline: String
  private var text = ""
  private var name = ""

  init(pipeline: String) { self.pipeline = pipeline }

  mutating func family(_ name: String, unit: String? = nil, help: String) {
    self.name = name
    text += "# TYPE \(name) gauge\n"
    if let unit { text += "# UNIT \(name) \(unit)\n" }
    text += "# HELP \(name) \(help)\n"
  }

  mutating func sample(
    _ value: Int64,
    scale: Int = 0,
    _ labels: KeyValuePairs<String, String> = [:]
  ) {
    let pairs = [("pipeline", pipeline)] + labels.map { ($0, $1) }
    let written = pairs.map { "\($0)=\"\(Self.escaped($1))\"" }.joined(separator: ",")
    text += "\(name){\(written)} \(PlainNumber.text(value, scale: scale))\n"
  }

  var finished: String { text + "# EOF\n" }

  private static func escaped(_ value: String) -> String {
    var text = ""
    for scalar in value.unicodeScalars {
      switch scalar {
      case "\\": text += "\\\\"
      case "\"": text += "\\\""
      case "\n": text += "\\n"
      default: text.unicodeScalars.append(scalar)
      }
    }
    return text
  }
}
