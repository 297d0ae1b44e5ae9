import CRMModel
import Columns

/// Why an invoice was made: its lines, and the input rows that they bill.
struct InvoiceExplanation {
  private let number: String
  private let invoice: RecordBatch
  private let items: RecordBatch
  /// `file:line` by the id of a charge or a subscription.
  private let places: [String: String]

  /// Nil when there is no such invoice.
  init?(_ rows: StoredRows, number: String) throws {
    self.number = number
    invoice = try rows.rows(of: .invoices, where: "invoice_number", isIn: [number])
    guard invoice.rowCount > 0 else { return nil }
    let items = try rows.rows(of: .invoiceLines, where: "invoice_number", isIn: [number])
    self.items = items
    let ids = Set((0..<items.rowCount).compactMap { items.text("source_id", $0) })
    var places: [String: String] = [:]
    for (table, key) in [(ModelTable.charges, "charge_id"), (.subscriptions, "subscription_id")] {
      let inputs = try rows.rows(of: table, where: key, isIn: ids)
      for row in 0..<inputs.rowCount {
        places[inputs.text(key, row) ?? ""] = ShowCommand.place(inputs, row)
      }
    }
    self.places = places
  }

  /// The explanation, for people.
  var lines: [String] {
    func head(_ name: String) -> String { invoice.text(name, 0) ?? "" }
    var lines = [
      "\(number) of \(head("issue_date")) for \(head("period")): "
        + "\(head("gross_total")) \(head("currency")), \(head("amount_due")) due \(head("due_date"))",
      "  to lead \(head("lead_id"))",
    ]
    let rows = (0..<items.rowCount).map { row -> [String] in
      func cell(_ name: String) -> String { items.text(name, row) ?? "" }
      let id = cell("source_id")
      let place = places[id].map { ", \($0)" } ?? ""
      return [
        "  \(cell("line_number"))", cell("description"), cell("net_amount"),
        "\(cell("source_kind")) \(id)\(place)",
        "\(cell("period_start")) to \(cell("period_end"))", cell("note"),
      ]
    }
    lines += TextTable.lines(rows, maximumWidth: 80)
    return lines
  }
}
