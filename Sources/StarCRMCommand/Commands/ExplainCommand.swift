import CRMModel
import Columns
import Diagnostics
import Foundation
import Pipeline

/// `starcrm explain`: where a lead, a refused record or an invoice comes from, and what became of a
/// charge, a subscription or a payment.
enum ExplainCommand: Command {
  static let name = "explain"
  static let summary = "say why a lead is what it is, why a record was refused, why it was billed"
  static let operands = "ID | FILE:LINE | INVOICE"
  static let options = [StoreOption.option]
  static let examples = [
    "starcrm explain 1y14mtr1hs5y4fe3m2wdc4dkqh   why its records are one, where each value is from",
    "starcrm explain leads.csv:17                 what became of the record on line 17",
    "starcrm explain charges.csv:4                which invoice bills the charge, or why none does",
    "starcrm explain INV-2026-00012               what was billed and why",
  ]

  static func run(_ arguments: Arguments, _ terminal: Terminal) throws -> Int32 {
    let subject = try arguments.operand("ID", command: name)
    let rows = try StoredRows(arguments)
    let lines: [String]
    if let place = Place(subject) {
      lines = try explain(place, rows)
    } else if RecordID(subject) != nil {
      lines = try LeadExplanation(rows, rows.resolve(subject)).lines
    } else if let invoice = try InvoiceExplanation(rows, number: subject) {
      lines = invoice.lines
    } else {
      throw Fault(
        .configuration,
        "'\(subject)' is neither a lead, nor a place in a file, nor an invoice",
        hints: ["a lead's id of 26 characters, FILE:LINE, or an invoice number"]
      )
    }
    terminal.output(lines.joined(separator: "\n") + "\n")
    return 0
  }

  /// `file:number`, the number being a line or a record.
  struct Place {
    let file: String
    let number: Int64

    init?(_ text: String) {
      guard let colon = text.lastIndex(of: ":"),
        let number = Int64(text[text.index(after: colon)...])
      else { return nil }
      file = String(text[..<colon])
      self.number = number
    }

    /// The rows of a batch that stand there, as a line or as a record.
    func rows(in batch: RecordBatch) -> [Int] {
      guard let files = batch.column("file"), let line = batch.column("line"),
        let record = batch.column("record")
      else { return [] }
      return (0..<batch.rowCount).filter { row in
        (line.integer(row) == number || record.integer(row) == number) && isFile(files.string(row))
      }
    }

    /// The rows that begin on the line.
    func onLine(_ batch: RecordBatch) -> [Int] {
      (0..<batch.rowCount).filter { batch.column("line")?.integer($0) == number }
    }

    /// A file is named as the run named it, or by its last part alone.
    func isFile(_ name: String?) -> Bool {
      guard let name else { return false }
      return name == file || name.hasSuffix("/\(file)")
    }
  }

  private static func explain(_ place: Place, _ rows: StoredRows) throws -> [String] {
    var rejects = try rows.rows(of: .rejects, choosing: place.rows)
    var records = try rows.rows(of: .sourceRecords, choosing: place.rows)
    // A number is a line where a record begins on that line, else the number of a record.
    let linesOfRejects = place.onLine(rejects)
    let linesOfRecords = place.onLine(records)
    var inputs = try BillingInquiry(rows.store)
      .answers(at: place.number, of: place.file, isFile: place.isFile)
    let inputsOnLine = inputs.filter { $0.origin.line == place.number }
    if !(linesOfRejects.isEmpty && linesOfRecords.isEmpty && inputsOnLine.isEmpty) {
      rejects = rejects.taking(linesOfRejects)
      records = records.taking(linesOfRecords)
      inputs = inputsOnLine
    }
    var lines: [String] = []
    for row in 0..<rejects.rowCount { lines += refusal(rejects, row) }
    for row in 0..<records.rowCount {
      let lead = records.text("lead_id", row) ?? ""
      if !lines.isEmpty { lines.append("") }
      lines.append("\(ShowCommand.place(records, row)) became part of a lead")
      lines += try LeadExplanation(rows, rows.resolve(lead)).lines
    }
    for input in inputs {
      if !lines.isEmpty { lines.append("") }
      lines += input.lines
    }
    guard lines.isEmpty else { return lines }
    throw Fault(
      .input,
      "no record of the store stands there",
      at: SourcePosition(file: place.file, line: Int(place.number)),
      hints: ["name the file as the run named it, and the line on which the record begins"]
    )
  }

  private static func refusal(_ rejects: RecordBatch, _ row: Int) -> [String] {
    let codes = (rejects.text("codes", row) ?? "").split(separator: " ").map(String.init)
    let reasons = (rejects.text("reasons", row) ?? "").components(separatedBy: "; ")
    var lines = [
      "\(ShowCommand.place(rejects, row)) was \(rejects.text("bucket", row) ?? "refused")"
        + " in run \(rejects.text("run_id", row) ?? "")"
    ]
    for (index, code) in codes.enumerated() {
      let reason = index < reasons.count ? ": \(reasons[index])" : ""
      lines.append("  \(code)\(reason)")
    }
    let raw = rejects.text("raw", row) ?? ""
    lines.append("  as it stands in the file:")
    lines += raw.split(separator: "\n", omittingEmptySubsequences: false).prefix(12)
      .map { "    " + $0.filter { $0 != "\r" } }
    return lines
  }
}
