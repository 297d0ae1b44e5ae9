import Backup
import ByteIO
import Diagnostics
import Store
import Time

/// `starcrm status`: how a store is.
enum StatusCommand: Command {
  static let name = "status"
  static let summary = "show a store's tables, its last run, its newest backup and its lock"
  static let options = [
    StoreOption.option,
    Option("backups", "DIR", "where backups lie, \(KeyOptions.standardBackups) by default"),
    Option("format", "F", "text or json for everything, jsonl or csv for the tables"),
  ]
  static let examples = [
    "starcrm status",
    "starcrm status --store /srv/crm --backups /mnt/backups --format json",
  ]

  /// What there is to say.
  private struct Status {
    let snapshot: StoreSnapshot
    let summary: StoreSummary
    let backup: Backup.Entry?

    init(_ arguments: Arguments) throws {
      snapshot = try Store(StoreOption.path(arguments), .read).snapshot()
      summary = try StoreSummary(snapshot.layout)
      let folder = arguments["backups"] ?? KeyOptions.standardBackups
      guard try Directory.status(folder) != nil else {
        guard arguments.has("backups") else {
          backup = nil
          return
        }
        throw Fault(.input, "no such folder", at: SourcePosition(file: folder))
      }
      backup = try Backup.newest(folder)
    }

    var tables: Listing {
      var listing = Listing(["table", "version", "rows", "bytes", "files"])
      listing.rows = summary.tables.map { table in
        [
          .text(table.name), .number(table.version), .number(table.rowCount),
          .number(table.byteCount), .number(table.fileCount),
        ]
      }
      return listing
    }
  }

  static func run(_ arguments: Arguments, _ terminal: Terminal) throws -> Int32 {
    try arguments.refuseOperands(command: name)
    let format = try OutputFormat(arguments)
    let status = try Status(arguments)
    switch format {
    case .text: terminal.output(try text(status))
    case .json: terminal.output(try json(status))
    case .jsonl, .csv: terminal.output(status.tables.rendered(format))
    }
    return 0
  }

  private static func text(_ status: Status) throws -> String {
    let identity = status.snapshot.identity
    let run = try RunsCommand.listing(status.snapshot, .json, last: 1)
    var lines = [
      "store     \(status.snapshot.layout.root)",
      "id        \(identity.id), format \(identity.formatVersion), policy \(identity.policyVersion)",
      "lock      \(lock(status.summary))",
      "last run  \(run["run_id"].map { "\($0) of \(run["pipeline"] ?? "")" } ?? "none")",
    ]
    let backup = status.backup.map { "\($0.path), \($0.size) bytes" }
    lines.append("backup    \(backup ?? "none")")
    guard !status.tables.rows.isEmpty else {
      return lines.joined(separator: "\n") + "\n"
    }
    return lines.joined(separator: "\n") + "\n\n" + status.tables.rendered(.text)
  }

  private static func lock(_ summary: StoreSummary) -> String {
    guard summary.isLocked else {
      return summary.needsRecovery
        ? "free; a run died while it committed, the next one puts that right" : "free"
    }
    let writer = summary.writer
    return "held by \(writer.map { "process \($0.process) since \($0.startedAt)" } ?? "a run")"
  }

  private static func json(_ status: Status) throws -> String {
    var line = JSONLine()
    line.beginObject()
    line.key("store")
    line.value(status.snapshot.layout.root)
    line.key("id")
    line.value(status.snapshot.identity.id)
    line.key("format_version")
    line.literal(String(status.snapshot.identity.formatVersion))
    line.key("policy_version")
    line.value(status.snapshot.identity.policyVersion)
    appendLock(status.summary, to: &line)
    line.key("last_runs")
    try RunsCommand.listing(status.snapshot, .json, last: 1).append(to: &line)
    appendBackup(status.backup, to: &line)
    line.key("tables")
    status.tables.append(to: &line)
    line.endObject()
    line.endLine()
    return String(decoding: line.bytes, as: UTF8.self)
  }

  private static func appendLock(_ summary: StoreSummary, to line: inout JSONLine) {
    line.key("locked")
    line.literal(summary.isLocked ? "true" : "false")
    line.key("locked_by_process")
    line.literal(summary.writer.map { String($0.process) } ?? "null")
    line.key("locked_since")
    line.value(summary.writer?.startedAt)
    line.key("needs_recovery")
    line.literal(summary.needsRecovery ? "true" : "false")
  }

  private static func appendBackup(_ backup: Backup.Entry?, to line: inout JSONLine) {
    line.key("newest_backup")
    guard let backup else { return line.literal("null") }
    line.beginObject()
    line.key("path")
    line.value(backup.path)
    line.key("created_at")
    line.value(backup.name.createdAt.rfc3339)
    line.key("bytes")
    line.literal(String(backup.size))
    line.endObject()
  }
}

extension Listing {
  /// The text of a column in the first row.
  fileprivate subscript(column: String) -> String? {
    guard let index = columns.firstIndex(of: column), let row = rows.first,
      case .text(let text) = row[index]
    else { return nil }
    return text
  }
}
