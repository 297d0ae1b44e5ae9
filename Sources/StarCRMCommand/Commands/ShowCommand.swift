import CRMModel
import Columns
import Diagnostics

/// `starcrm show`: one lead, with how it is reached and the records that it was made of.
enum ShowCommand: Command {
  static let name = "show"
  static let summary = "show one lead, its contact points and its records"
  static let operands = "ID"
  static let options = [
    StoreOption.option, Option("format", "text|json", "how it is printed"),
  ]
  static let examples = ["starcrm show 1y14mtr1hs5y4fe3m2wdc4dkqh"]

  static func run(_ arguments: Arguments, _ terminal: Terminal) throws -> Int32 {
    let id = try arguments.operand("ID", command: name)
    let format = try OutputFormat(arguments, allowed: [.text, .json])
    let rows = try StoredRows(arguments)
    let resolution = try rows.resolve(id)
    let lead = try rows.lead(resolution.id)
    let points = try rows.rows(of: .contactPoints, where: "lead_id", isIn: [resolution.id])
    let records = try rows.rows(of: .sourceRecords, where: "lead_id", isIn: [resolution.id])
    switch format {
    case .json: terminal.output(json(lead, points, records))
    default:
      let lines = head(resolution) + fields(lead) + contacts(points) + sources(records)
      terminal.output(lines.joined(separator: "\n") + "\n")
    }
    return 0
  }

  private static func json(
    _ lead: RecordBatch,
    _ points: RecordBatch,
    _ records: RecordBatch
  ) -> String {
    var json = JSONLine()
    json.beginObject()
    json.key("lead")
    json.object(lead, 0, keys: lead.schema.fields.map { JSONLine.quoted($0.name) })
    json.key("contact_points")
    json.objects(points)
    json.key("source_records")
    json.objects(records)
    json.endObject()
    json.endLine()
    return String(decoding: json.bytes, as: UTF8.self)
  }

  /// The lead's id, and how a former one led there.
  static func head(_ resolution: StoredRows.Resolution) -> [String] {
    var lines = ["lead \(resolution.id)"]
    for step in resolution.steps {
      lines.append("  was \(step.from) until run \(step.run): \(step.reason)")
    }
    return lines
  }

  private static func fields(_ lead: RecordBatch) -> [String] {
    let rows = lead.schema.fields.dropFirst().compactMap { field in
      lead.text(field.name, 0).map { ["  \(field.name)", $0] }
    }
    return TextTable.lines(rows, maximumWidth: 160)
  }

  private static func contacts(_ points: RecordBatch) -> [String] {
    guard points.rowCount > 0 else { return [] }
    let rows = (0..<points.rowCount).map { row in
      let isPreferred = points.text("preferred", row) == "true"
      return [
        "  \(points.text("kind", row) ?? "")", points.text("value", row) ?? "",
        points.text("label", row) ?? "", isPreferred ? "preferred" : "",
      ]
    }
    return ["", "contact points"] + TextTable.lines(rows, maximumWidth: 100)
  }

  private static func sources(_ records: RecordBatch) -> [String] {
    let rows = (0..<records.rowCount).map { row in
      [
        "  " + place(records, row), origin(records, row),
        "run \(records.text("run_id", row) ?? "")",
      ]
    }
    return ["", "records"] + TextTable.lines(rows, maximumWidth: 120)
  }

  /// `file:line` of a record.
  static func place(_ records: RecordBatch, _ row: Int) -> String {
    "\(records.text("file", row) ?? ""):\(records.text("line", row) ?? "")"
  }

  /// The number of a record in its file, and its system and id there.
  static func origin(_ records: RecordBatch, _ row: Int) -> String {
    let external = records.text("external_id", row).map { ", id \($0)" } ?? ""
    return "record \(records.text("record", row) ?? "") of "
      + "\(records.text("source_system", row) ?? "")\(external)"
  }
}
