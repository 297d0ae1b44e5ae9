import CRMModel
import Columns
import Deduplication
import Foundation

/// Why a lead is what it is: its records, what joined them, and where each value comes from.
struct LeadExplanation {
  private let resolution: StoredRows.Resolution
  private let lead: RecordBatch
  private let records: RecordBatch
  private let edges: RecordBatch
  private let rows: StoredRows
  /// `file:line` of each record by its id, other leads' records in edges included.
  private let places: [String: String]
  /// What keeps the records of an edge apart, by row of `edges`; none for nothing.
  private let reasons: [String]

  init(_ rows: StoredRows, _ resolution: StoredRows.Resolution) throws {
    self.rows = rows
    self.resolution = resolution
    lead = try rows.lead(resolution.id)
    let records = try rows.rows(of: .sourceRecords, where: "lead_id", isIn: [resolution.id])
    self.records = records
    let ids = Set((0..<records.rowCount).compactMap { records.text("source_id", $0) })
    let edges = try rows.rows(of: .matchEdges) { batch in
      let left = batch.column("left_id")
      let right = batch.column("right_id")
      return (0..<batch.rowCount).filter { row in
        ids.contains(left?.string(row) ?? "") || ids.contains(right?.string(row) ?? "")
      }
    }
    self.edges = edges
    var places = Self.places(records)
    let others = Set(
      (0..<edges.rowCount).flatMap { row in
        ["left_id", "right_id"].compactMap { edges.text($0, row) }
      }
    ).subtracting(ids)
    var compared = [records]
    if !others.isEmpty {
      let found = try rows.rows(of: .sourceRecords, where: "source_id", isIn: others)
      places.merge(Self.places(found)) { first, _ in first }
      compared.append(found)
    }
    self.places = places
    reasons = Self.reasons(edges, compared)
  }

  /// Compares the records of each pair that waits for review once more.
  private static func reasons(_ edges: RecordBatch, _ batches: [RecordBatch]) -> [String] {
    var builder = MatchTableBuilder()
    var rowOfID: [String: Int] = [:]
    for batch in batches {
      for row in 0..<batch.rowCount {
        rowOfID[batch.text("source_id", row) ?? ""] = builder.count + row
      }
      builder.append(MatchFeatures.extract(batch))
    }
    let table = builder.finish()
    return (0..<edges.rowCount).map { row in
      guard edges.text("decision", row) == MatchDecision.review.rawValue,
        let left = rowOfID[edges.text("left_id", row) ?? ""],
        let right = rowOfID[edges.text("right_id", row) ?? ""]
      else { return "" }
      return table.contradiction(left, right)?.label ?? ""
    }
  }

  private static func places(_ records: RecordBatch) -> [String: String] {
    var places: [String: String] = [:]
    for row in 0..<records.rowCount {
      places[records.text("source_id", row) ?? ""] = ShowCommand.place(records, row)
    }
    return places
  }

  /// The explanation, for people.
  var lines: [String] {
    get throws {
      try ShowCommand.head(resolution) + values + recordLines + edgeLines + invoiceLines
    }
  }

  // MARK: - Values

  private var values: [String] {
    let fields = LeadField.allCases.compactMap { field -> [String]? in
      guard let value = lead.text(field.name, 0) else { return nil }
      return ["  \(field.name)", value, source(of: field, value)]
    }
    return ["", "values and the records that have them"]
      + TextTable.lines(fields, maximumWidth: 200)
  }

  private func source(of field: LeadField, _ value: String) -> String {
    let holders = (0..<records.rowCount).filter { records.text(field.name, $0) == value }
    if holders.isEmpty { return "put together from several records" }
    let all = holders.prefix(3).map { ShowCommand.place(records, $0) }
    let more = holders.count > 3 ? " and \(holders.count - 3) more" : ""
    let rivals = (0..<records.rowCount).filter { row in
      records.text(field.name, row).map { $0 != value } ?? false
    }
    let say = rivals.count == 1 ? "1 record says" : "\(rivals.count) records say"
    let rest = rivals.isEmpty ? "" : "; \(say) otherwise"
    return all.joined(separator: ", ") + more + rest
  }

  // MARK: - Records

  private var recordLines: [String] {
    var lines = ["", "records"]
    for row in 0..<records.rowCount {
      lines.append("  \(ShowCommand.place(records, row))  \(ShowCommand.origin(records, row))")
      let trust = records.text("trust", row) ?? ""
      lines.append("    run \(records.text("run_id", row) ?? ""), trust \(trust)")
      lines += repairs(row)
    }
    return lines
  }

  private struct Repair: Decodable {
    let field: String
    let old: String?
    let new: String?
    let rule: String
  }

  private func repairs(_ row: Int) -> [String] {
    guard let json = records.text("repairs", row),
      let repairs = try? JSONDecoder().decode([Repair].self, from: Data(json.utf8))
    else { return [] }
    return repairs.map { repair in
      let old = repair.old.map { "'\($0)'" } ?? "nothing"
      let new = repair.new.map { "'\($0)'" } ?? "nothing"
      return "    \(repair.field): \(old) -> \(new) (\(repair.rule))"
    }
  }

  // MARK: - Edges

  private var edgeLines: [String] {
    guard edges.rowCount > 0 else {
      return records.rowCount > 1
        ? ["", "its records were found to be one by their source key"] : []
    }
    let lines = (0..<edges.rowCount).map { row -> [String] in
      let weight = edges.text("weight", row) ?? ""
      let probability = edges.text("probability", row) ?? ""
      return [
        "  \(place("left_id", row))", place("right_id", row), "weight \(weight)",
        "probability \(probability)", "found by \(edges.text("rule", row) ?? "")",
        edges.text("decision", row) ?? "",
      ] + (reasons[row].isEmpty ? [] : [reasons[row]])
    }
    return ["", "pairs found alike (weight: bits of evidence)"]
      + TextTable.lines(lines, maximumWidth: 80)
  }

  private func place(_ column: String, _ row: Int) -> String {
    let id = edges.text(column, row) ?? ""
    return places[id] ?? id
  }

  // MARK: - Invoices

  private var invoiceLines: [String] {
    get throws {
      let invoices = try rows.rows(of: .invoices, where: "lead_id", isIn: [resolution.id])
      guard invoices.rowCount > 0 else { return [] }
      var lines = ["", "invoices"]
      for row in 0..<invoices.rowCount {
        guard let number = invoices.text("invoice_number", row) else { continue }
        if let invoice = try InvoiceExplanation(rows, number: number) {
          lines += invoice.lines.map { "  \($0)" }
        }
      }
      return lines
    }
  }
}
