package import ByteIO
internal import CRMModel
internal import JSONText
package import Reporting
internal import Time

extension RunReport {
  /// Writes `run.json`: everything in the report, for programs; does not finish the sink.
  package func writeJSON(to sink: any ByteSink) throws { try sink.write(json.document) }

  /// The value of `format` in every `run.json`.
  static let formatName = "starcrm-run"

  private var json: JSON {
    [
      "format": .string(Self.formatName),
      "version": .integer(1),
      "run_id": .string(runID),
      "pipeline": .string(pipeline),
      "purpose": .array(purposes.map(JSON.string)),
      "dry_run": .bool(isDryRun),
      "as_of": .string(asOf.iso),
      "started_at": .string(startedAt.rfc3339),
      "finished_at": .string(finishedAt.rfc3339),
      "outcome": [
        "exit_code": .integer(Int64(outcome.exitCode)),
        "committed": .bool(outcome.isCommitted),
        "message": .optional(outcome.message),
        "hints": .array(outcome.hints.map(JSON.string)),
      ],
      "total": total.json,
      "sources": .array(sources.map(\.json)),
      "rejects": .array(rejects.map(\.json)),
      "repairs": .array(repairs.map(\.json)),
      "stages": .array(stages.map(\.json)),
      "leads": leads?.json ?? .null,
      "merging": merging?.json ?? .null,
      "billing": .array(billing.map(\.json)),
      "attention": .array(attention.map(\.json)),
      "reversal": reversal?.json ?? .null,
      "files": .array(files.map(\.json)),
      "backup": backup?.json ?? .null,
      "laws": .array(laws.map(\.json)), "notes": .array(notes.map { .string($0) }),
    ]
  }
}

extension Buckets {
  fileprivate var json: JSON {
    [
      "read": .integer(read), "sound": .integer(sound), "accepted": .integer(accepted),
      "created": .integer(created), "updated": .integer(updated),
      "unchanged": .integer(unchanged), "merged": .integer(merged), "skipped": .integer(skipped),
      "quarantined": .integer(quarantined), "rejected": .integer(rejected),
    ]
  }
}

extension RunReport.Source {
  fileprivate var json: JSON {
    [
      "name": .string(name), "file": .string(file), "format": .string(format),
      "details": .array(details.map(JSON.string)), "bytes": .integer(bytes),
      "records": buckets.json,
      "changes": .array(changes.map { ["name": .string($0.name), "count": .integer($0.count)] }),
      "dropped_columns": .array(
        droppedColumns.map { column in
          [
            "name": .string(column.name), "reason": .string(column.reason),
            "looks_like": .optional(column.field),
          ]
        }
      ),
    ]
  }
}

extension RunReport.RejectReason {
  fileprivate var json: JSON {
    [
      "code": .string(code), "count": .integer(count), "quarantine": .bool(isQuarantine),
      "explanation": .optional(explanation),
    ]
  }
}

extension RunReport.Repair {
  fileprivate var json: JSON {
    [
      "rule": .string(rule), "field": .optional(field), "count": .integer(count),
      "meaning": .optional(meaning), "left_out": .bool(isLeftOut), "hint": .optional(hint),
    ]
  }
}

extension RunReport.Stage {
  fileprivate var json: JSON {
    [
      "name": .string(name), "rows": .integer(rows), "microseconds": .integer(microseconds),
      "rows_per_second": rowsPerSecond.map(JSON.integer) ?? .null,
    ]
  }
}

extension RunReport.Leads {
  fileprivate var json: JSON {
    [
      "total": .integer(total),
      "by_source": .object(bySource.map { .init($0.name, .integer($0.count)) }),
      "by_consent": .object(byConsent.map { .init($0.name, .integer($0.count)) }),
    ]
  }
}

extension RunReport.Merging {
  fileprivate var json: JSON {
    [
      "comparisons": .integer(comparisons), "clusters": .integer(clusters),
      "clustered_records": .integer(clusteredRecords), "largest_cluster": .integer(largestCluster),
      "review_pairs": .integer(reviewPairs),
    ]
  }
}

extension RunReport.Billing {
  fileprivate var json: JSON {
    func amount(_ minorUnits: Int64) -> JSON {
      .string(PlainNumber.text(minorUnits, currency))
    }
    return [
      "period": .string(period), "currency": .string(currency.code),
      "invoices": .integer(invoices), "credit_notes": .integer(creditNotes),
      "net": amount(net), "tax": amount(tax), "gross": amount(gross), "paid": amount(paid),
      "outstanding": amount(outstanding),
    ]
  }
}

extension RunReport.Attention {
  fileprivate var json: JSON {
    [
      "kind": .string(kind.rawValue), "text": .string(text), "hint": .optional(hint),
      "count": .integer(count), "accepted": .bool(isAccepted),
    ]
  }
}

extension RunReport.Reversal {
  fileprivate var json: JSON {
    [
      "run": .string(runID), "pipeline": .string(pipeline), "as_of": .string(asOf.iso),
      "tables": .array(
        tables.map { table in
          [
            "name": .string(table.name), "taken_out": .integer(table.removed),
            "as_before": .integer(table.restored),
          ]
        }
      ),
    ]
  }
}

extension RunReport.OutputFile {
  fileprivate var json: JSON {
    ["path": .string(path), "bytes": .integer(bytes), "sha256": .string(sha256)]
  }
}

extension RunReport.Backup {
  fileprivate var json: JSON {
    [
      "file": file.json, "members": .integer(members), "recipients": .integer(recipients),
      "verified": .bool(isVerified),
    ]
  }
}

extension RunReport.LawCheck {
  fileprivate var json: JSON {
    ["name": .string(name), "holds": .bool(holds), "detail": .string(detail)]
  }
}
