import Backup
import Diagnostics
import Foundation
import Time

/// Backups as a list, for people or programs.
enum BackupListing {
  /// One line of the list.
  struct Row: Encodable {
    let path: String
    let createdAt: String
    let bytes: Int64
    /// Equal for backups of an equal store.
    let content: String
    /// `good`, or why the file does not count as a backup.
    let condition: String
    /// `keep`, `remove` or `ignore`; only where that was the question.
    var decision: String?
    /// The rules that keep it.
    var reasons: [String]?

    private enum CodingKeys: String, CodingKey {
      case path
      case createdAt = "created_at"
      case bytes
      case content
      case condition
      case decision
      case reasons
    }

    init(_ entry: Backup.Entry) {
      path = entry.path
      createdAt = entry.name.createdAt.rfc3339
      bytes = entry.size
      content = entry.name.content
      condition = entry.condition.rawValue
    }

    init(_ decision: Backup.Decision) {
      self.init(decision.entry)
      self.decision = decision.verdict.rawValue
      reasons = decision.reasons
    }

    /// In the order of the CSV's columns.
    var cells: [String] {
      var cells = [path, createdAt, String(bytes), content]
      if let decision, let reasons { cells += [decision, reasons.joined(separator: " ")] }
      return cells + [condition]
    }
  }

  /// Prints in the `--format` that was asked for.
  static func print(_ rows: [Row], _ arguments: Arguments, _ terminal: Terminal) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    switch arguments["format"] ?? "text" {
    case "text":
      for row in rows {
        let flaw = row.condition == Backup.Condition.good.rawValue ? "" : "  \(row.condition)"
        let decision = row.decision.map { "  \($0)  \(row.reasons?.joined(separator: ", ") ?? "")" }
        terminal.output("\(row.createdAt)  \(row.bytes)  \(row.path)\(decision ?? flaw)\n")
      }
      if rows.isEmpty { terminal.say("no backups") }
    case "json":
      encoder.outputFormatting.insert(.prettyPrinted)
      terminal.output(String(decoding: try encoder.encode(rows), as: UTF8.self) + "\n")
    case "jsonl":
      for row in rows {
        terminal.output(String(decoding: try encoder.encode(row), as: UTF8.self) + "\n")
      }
    case "csv":
      let header = ["path", "created_at", "bytes", "content"]
      let more = rows.contains { $0.decision != nil } ? ["decision", "reasons"] : []
      for cells in [header + more + ["condition"]] + rows.map(\.cells) {
        terminal.output(cells.map(quoted).joined(separator: ",") + "\r\n")
      }
    case let other:
      throw Fault(
        .configuration,
        "'\(other)' is not a format",
        hints: ["one of text, json, jsonl, csv"]
      )
    }
  }

  /// A field of RFC 4180.
  private static func quoted(_ cell: String) -> String {
    guard cell.contains(where: { ",\"\r\n".contains($0) }) else { return cell }
    return "\"\(cell.replacing("\"", with: "\"\""))\""
  }
}
