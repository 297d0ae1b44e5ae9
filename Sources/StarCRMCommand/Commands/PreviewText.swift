import CRMModel
import CSV
import Diagnostics
import Ingest

/// A preview as text for people.
struct PreviewText {
  private let preview: Preview
  private let xml: XMLProposal?
  private let conditions: Conditions
  private let width: Int

  /// What the import that is previewed asks of the records.
  struct Conditions {
    let requirement: String
    let country: String?
  }

  init(_ preview: Preview, xml: XMLProposal?, _ conditions: Conditions, width: Int) {
    self.preview = preview
    self.xml = xml
    self.conditions = conditions
    self.width = width
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
      let isGuess = stack.format == .csv && !preview.specification.fields.isEmpty
      let means = isGuess ? "by what their values look like" : "by the names of its columns"
      let preset = description.preset.map { "preset \($0)" } ?? means
      if stack.format == .csv { lines.append("  mapped    \(preset)") }
      for warning in description.warnings {
        let kind = "\(warning.severity)".padded(to: 8)
        lines.append("  \(kind)  \(warning.message) (\(warning.code.rawValue))")
        if let hint = warning.hint { lines.append("            hint: \(hint)") }
      }
    }
    if preview.specification.fields.isEmpty || xml != nil, let obstacle = preview.obstacle {
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
      let frequent = column.frequent.map { "\(show($0.value, isOpen)) \($0.count)" }
      rows.append(
        [
          xml?.fields[column.name] ?? column.name, field ?? "-", column.kind?.rawValue ?? "empty",
          share(column.filled, profile.records), String(column.distinct),
          frequent.joined(separator: ", "),
        ] + column.firstValues.map { $0.map { show($0, isOpen) } ?? "" }
      )
    }
    let empty = profile.columns.filter { $0.filled == 0 }.map(\.name)
    return ["\(profile.records.counting("record")) looked at"]
      + TextTable.lines(rows, maximumWidth: width < 100 ? 22 : 28, fitting: width)
      + (empty.isEmpty ? [] : wrapped("empty: ", empty))
  }

  /// Names behind a heading, on as many lines as the page needs.
  private func wrapped(
    _ heading: String,
    _ names: [String],
    indent: String = "    "
  ) -> [String] {
    var lines: [String] = []
    var line = heading
    for (index, name) in names.enumerated() {
      let piece = name + (index == names.count - 1 ? "" : ",")
      if index > 0, line.count + piece.count + 1 > width {
        lines.append(line)
        line = indent
      }
      line += (line.hasSuffix(" ") ? "" : " ") + piece
    }
    return lines + [line]
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
    // Of XML and vCard each name has a reason of its own, how often it occurs.
    var reasons: [String] = []
    var columns: [String: [String]] = [:]
    for drop in dropped {
      if columns[drop.reason] == nil { reasons.append(drop.reason) }
      columns[drop.reason, default: []].append(drop.column)
    }
    return ["", "dropped at the door:"]
      + reasons.flatMap { wrapped("  \($0): ", columns[$0] ?? []) }
  }

  private var verdict: [String] {
    let verdict = preview.verdict
    guard preview.description != nil else { return [] }
    let part = verdict.isWhole ? "" : " (of the first \(verdict.records))"
    let refused = verdict.records - verdict.accepted - verdict.skipped
    var lines = [
      "",
      "an import that requires \(conditions.requirement) would take \(verdict.accepted) of "
        + "\(verdict.records.counting("record"))\(part)",
    ]
    if verdict.skipped > 0 {
      lines.append("\(verdict.skipped.counting("record")) left out: blank, or a group of people")
    }
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
    } else if preview.stack.format != .vCard, xml != nil || !csvFields.isEmpty || isUnread {
      lines.append("    fields: {")
      let pairs = xml.map(xmlFields) ?? csvFields
      for (field, from) in pairs { lines.append("      \(field): \(quoted(from)),") }
      if pairs.isEmpty { lines.append("      // email: \"..\", family_name: \"..\"") }
      lines.append("    },")
    }
    lines += patches + notes
    let country = conditions.country.map { "country: \(quoted($0)), " } ?? ""
    let rules = "validate: { \(country)require: [\(quoted(conditions.requirement))] },"
    return lines + ["  },", "],", rules]
  }

  /// Whether nobody knows what the columns mean.
  private var isUnread: Bool { preview.description == nil }

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
    guard !free.isEmpty else { return [] }
    return wrapped("    // not read: ", free.map(quoted), indent: "    //   ")
  }

  /// What to say about headers that are not what they were, as comments to choose from.
  private var patches: [String] {
    let warnings = preview.description?.warnings ?? []
    return warnings.filter { $0.severity > .note && $0.field != nil }.compactMap(\.hint)
      .filter { $0.hasPrefix("fields: ") }.map { "    // \($0)," }
  }

  private func quoted(_ text: String) -> String {
    String(decoding: JSONLine.quoted(text), as: UTF8.self)
  }
}

/// Rows of cells under one another.
enum TextTable {
  /// The rows with their columns aligned; longer cells than `maximumWidth` are cut.
  ///
  /// Columns that do not fit a page of the width `fitting` are left out, the last ones first.
  static func lines(
    _ rows: [[String]],
    maximumWidth: Int,
    fitting page: Int = .max
  ) -> [String] {
    let cut = rows.map { row in row.map { shortened($0, maximumWidth) } }
    let count = cut.map(\.count).max() ?? 0
    var widths = (0..<count).map { column in
      cut.map { column < $0.count ? $0[column].count : 0 }.max() ?? 0
    }
    var (shown, total) = (0, 0)
    while shown < count, total < page {
      // The last one is cut when enough of it can be seen.
      let room = page - total
      guard widths[shown] <= room || room >= leastWidth else { break }
      widths[shown] = min(widths[shown], room)
      total += widths[shown] + 2
      shown += 1
    }
    return cut.map { row in
      let padded = row.prefix(shown).enumerated().map {
        shortened($1, widths[$0]).padded(to: widths[$0])
      }
      var line = padded.joined(separator: "  ")
      while line.last == " " { line.removeLast() }
      return line
    }
  }

  /// A narrower column says nothing.
  private static let leastWidth = 14

  private static func shortened(_ cell: String, _ width: Int) -> String {
    let line = cell.split(whereSeparator: \.isNewline).joined(separator: " ")
    return line.count <= width ? line : String(line.prefix(max(0, width - 2))) + ".."
  }
}
