internal import CRMModel
internal import JSONText
internal import Reporting
internal import Time

/// A file in the manifest, with the tables that it shows.
struct ManifestFile {
  let file: RunReport.OutputFile
  let mediaType: String
  let tables: [ReportTable]
}

/// `manifest.json`: size, hash, row counts and totals of each file of a period, and the control
/// totals that tie them.
struct Manifest {
  let period: BillingPeriod
  let totals: [ControlTotals]
  let files: [ManifestFile]

  var document: String {
    let manifest: JSON = [
      "format": .string("starcrm-report-manifest"),
      "version": .integer(1),
      "period": .string(period.description),
      "period_start": .string(period.firstDay.iso),
      "period_end": .string(period.lastDay.iso),
      "control_totals": .array(totals.map(Self.json)),
      "files": .array(files.map(Self.json)),
    ]
    return manifest.document
  }

  private static func json(_ totals: ControlTotals) -> JSON {
    func amount(_ minorUnits: Int64) -> JSON {
      .string(PlainNumber.text(minorUnits, totals.currency))
    }
    return [
      "currency": .string(totals.currency.code),
      "documents": .integer(Int64(totals.documents)),
      "net": amount(totals.net),
      "tax": amount(totals.tax),
      "gross": amount(totals.gross),
      "journal_debit": amount(totals.debit),
      "journal_credit": amount(totals.credit),
      "open_amount": amount(totals.open),
      "ties": .array(
        totals.ties.map { tie in
          [
            "name": .string(tie.name), "left": amount(tie.left), "right": amount(tie.right),
            "holds": .bool(tie.holds),
          ]
        }
      ),
    ]
  }

  private static func json(_ file: ManifestFile) -> JSON {
    [
      "path": .string(file.file.path),
      "media_type": .string(file.mediaType),
      "bytes": .integer(file.file.bytes),
      "sha256": .string(file.file.sha256),
      "tables": .array(file.tables.map(json)),
    ]
  }

  private static func json(_ table: ReportTable) -> JSON {
    let sums = table.columns.indices.compactMap { index -> JSON.Member? in
      guard let sum = table.total(ofColumn: index) else { return nil }
      let column = table.columns[index]
      return .init(column.name, .string(PlainNumber.text(sum, scale: column.kind.scale)))
    }
    return [
      "name": .string(table.name), "rows": .integer(Int64(table.rows.count)),
      "totals": .object(sums),
    ]
  }
}
