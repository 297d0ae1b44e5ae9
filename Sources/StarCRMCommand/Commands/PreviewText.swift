import CRMModel
import CSV
import Diagnostics
import Ingest

/// A preview as text for people.
struct PreviewText {
  private let preview: Preview
  private let xml: XMLProposal?
  private let requirement: String

  init(_ preview: Preview, xml: XMLProposal?, requirement: String) {
    self.preview = preview
    self.xml = xml
    self.requirement = requirement
  }

  /// The whole text.
  var lines: String {
    var lines = facts + [""] + columns
    lines += dropped + verdict + ["", "to paste into a pipeline file:", ""] + block
    return lines.joined(separator: "\n") + "\n"
  }

  // MARK: - The file

  private var facts: [String] {
    let stack = preview.stack
    var lines = [stack.displayName]
    lines.append(
      "  format    \(stack.format.rawValue)\(stack.layers.map { ", \($0.rawValue)" }.joined())"
    )
    if let detection = preview.detection {
      let dialect = detection.dialect
      let quote = dialect.quote == nil ? "none" : "\(dialect.escape)"
      lines.append("  encoding  \(dialect.encoding.rawValue)\(mark(dialect.hasByteOrderMark))")
      lines.append("  fields    between \(dialect.delimiterName)s; quotes \(quote)")
      let header =
        detection.hasHeader
        ? "\(detection.layout.columnNames.count) columns, data from line \(detection.layout.dataLine)"
        : "none: the first record looks like data"
      lines.append("  header    \(header)")
      for line in detection.evidence { lines.append("            \(line)") }
    }
    if let xml {
      lines.append("  records   \(xml.recordPath) (\(xml.recordCount) in the part looked at)")
    }
    if let description = preview.description {
      let preset = description.preset.map { "preset \($0)" } ?? "by the names of its columns"
      if stack.format == .csv { lines.append("  mapped    \(preset)") }
      for warning in description.warnings {
        let kind = "\(warning.severity)".padded(to: 8)
        lines.append("  \(kind)  \(warning.message) (\(warning.code.rawValue))")
        if let hint = warning.hint { lines.append("            hint: \(hint)") }
      }
    }
    if let obstacle = preview.obstacle {
      lines += obstacle.rendered.split(separator: "\n").map { "  \($0)" }
    }
    return lines
  }

  private func mark(_ hasMark: Bool) -> String { hasMark ? ", with byte order mark" : "" }

  // MARK: - Columns

  private var columns: [String] {
    let profile = preview.profile
    var rows = [["column", "becomes", "type", "filled", "distinct", "most frequent"]]
    let shown = min(profile.records, ColumnProfile.shownRecords)
    rows[0] += (1...max(1, shown)).prefix(shown).map { "record \($0)" }
    for column in profile.columns where column.filled > 0 {
      let field = preview.field(of: column.name)
      let isOpen = field.map(Self.isOpen) ?? false
      let frequent = isOpen ? column.frequent.map { "\($0.value) \($0.count)" } : []
      rows.append(
        [
          column.name, field ?? "-", column.kind?.rawValue ?? "empty",
          share(column.filled, profile.records), String(column.distinct),
          frequent.joined(separator: ", "),
        ] + column.firstValues.map { $0.map { show($0, isOpen) } ?? "" }
      )
    }
    let empty = profile.columns.filter { $0.filled == 0 }.map(\.name)
    return ["\(profile.records) records looked at"] + TextTable.lines(rows, maximumWidth: 28)
      + (empty.isEmpty ? [] : ["empty: \(empty.joined(separator: ", "))"])
  }

  /// Whether a field's values say nothing about a person.
  private static func isOpen(_ field: String) -> Bool {
    LeadField(rawValue: field).map { $0.privacy == .technical } ?? false
  }

  private func show(_ value: String, _ isOpen: Bool) -> String {
    isOpen ? value : Mask.masked(value)
  }

  private func share(_ part: Int, _ whole: Int) -> String {
    whole == 0 ? "0 %" : "\(part * 100 / whole) %"
  }

  // MARK: - What an import would do

  private var dropped: [String] {
    guard let dropped = preview.description?.dropped, !dropped.isEmpty else { return [] }
    return ["", "dropped at the door:"]
      + TextTable.lines(dropped.map { ["  \($0.column)", $0.reason] }, maximumWidth: 72)
  }

  private var verdict: [String] {
    let verdict = preview.verdict
    guard preview.description != nil else { return [] }
    let part = verdict.isWhole ? "" : " (of the first \(verdict.records))"
    let refused = verdict.records - verdict.accepted - verdict.skipped
    var lines = [
      "",
      "an import that requires \(requirement) would take \(verdict.accepted) of "
        + "\(verdict.records) records\(part)",
    ]
    if verdict.skipped > 0 { lines.append("\(verdict.skipped) are blank") }
    if refused > 0 {
      lines.append("\(refused) would be refused:")
      let sorted = verdict.refused.sorted {
        ($1.value.count, $0.key.rawValue) < ($0.value.count, $1.key.rawValue)
      }
      for (code, reason) in sorted {
        lines.append(
          "  \(reason.count)  \(code.rawValue): \(reason.reason), first "
            + "\(SourcePosition(reason.first))"
        )
      }
    }
    guard !verdict.repaired.isEmpty else { return lines }
    lines.append("values noticed:")
    let sorted = verdict.repaired.sorted { ($1.value.count, $0.key) < ($0.value.count, $1.key) }
    for (key, value) in sorted.prefix(20) {
      lines.append("  \(value.count)  \(key): \(value.reason)")
    }
    return lines
  }

  // MARK: - The block to paste

  private var block: [String] {
    let file = quoted(preview.stack.displayName)
    var lines = ["read: [", "  {", "    files: \(file),"]
    if let xml { lines.append("    record: \(quoted(xml.recordPath)),") }
    if let preset = preview.description?.preset {
      lines.append("    preset: \(quoted(preset)),")
    } else if preview.stack.format != .vCard {
      lines.append("    fields: {")
      let pairs = xml.map(xmlFields) ?? csvFields
      for (field, from) in pairs { lines.append("      \(field): \(quoted(from)),") }
      if pairs.isEmpty { lines.append("      // email: \"..\", family_name: \"..\"") }
      lines.append("    },")
    }
    lines += notes
    return lines + ["  },", "],"]
  }

  private func xmlFields(_ xml: XMLProposal) -> [(String, String)] {
    MappableField.names.compactMap { name in xml.fields[name].map { (name, $0) } }
  }

  /// The first column of each field, in the order of the model.
  private var csvFields: [(String, String)] {
    let fields = preview.description?.mapping?.fieldByColumn ?? [:]
    let columns = preview.detection?.layout.columnNames ?? []
    return MappableField.names.compactMap { name in
      columns.first { fields[$0] == name }.map { (name, $0) }
    }
  }

  /// Columns or paths without a field, as comments to choose from.
  private var notes: [String] {
    guard preview.description?.preset == nil else { return [] }
    let taken = Set(xml.map { Array($0.fields.values) } ?? csvFields.map(\.1))
    let all = xml?.paths ?? preview.detection?.layout.columnNames ?? []
    let read = Set(preview.description?.mapping?.columns ?? [])
    let free = all.filter { !taken.contains($0) && !read.contains($0) }
    return free.isEmpty ? [] : ["    // not read: \(free.map(quoted).joined(separator: ", "))"]
  }

  private func quoted(_ text: String) -> String {
    String(decoding: JSONLine.quoted(text), as: UTF8.self)
  }
}

/// Rows of cells under one another.
enum TextTable {
  /// The rows with their columns aligned; longer cells than `maximumWidth` are cut.
  static func lines(_ rows: [[String]], maximumWidth: Int) -> [String] {
    let cut = rows.map { row in row.map { shortened($0, maximumWidth) } }
    let count = cut.map(\.count).max() ?? 0
    let widths = (0..<count).map { column in
      cut.map { column < $0.count ? $0[column].count : 0 }.max() ?? 0
    }
    return cut.map { row in
      let padded = row.enumerated().map { $1.padded(to: widths[$0]) }
      var line = padded.joined(separator: "  ")
      while line.last == " " { line.removeLast() }
      return line
    }
  }

  private static func shortened(_ cell: String, _ width: Int) -> String {
    let line = cell.split(whereSeparator: \.isNewline).joined(separator: " ")
    return line.count <= width ? line : String(line.prefix(width - 2)) + ".."
  }
}
