import JSONText
import Reporting

/// What a run left at the door, in words: columns that nothing reads, by name and with the reason.
struct DroppedColumns {
  /// Lines of text; none when everything was read.
  let lines: [String]

  /// Names told of one file and one reason; the run's report has all of them.
  private static let maximumNames = 200

  init(_ report: RunReport) {
    var groups: [[RunReport.DroppedColumn]] = []
    var files: [[RunReport.DroppedColumn]: [String]] = [:]
    for source in report.sources where !source.droppedColumns.isEmpty {
      if files[source.droppedColumns] == nil { groups.append(source.droppedColumns) }
      files[source.droppedColumns, default: []].append(source.file)
    }
    var lines: [String] = []
    for columns in groups {
      guard let names = files[columns], let first = names.first else { continue }
      let more = names.count > 1 ? " and \(names.count - 1) more" : ""
      lines += columns.flatMap { Self.contact($0, first) }
      lines.append("not read of \(first)\(more): \(Self.text(columns))")
    }
    self.lines = lines.isEmpty ? [] : [""] + lines
  }

  /// A column by which people can be reached, and how it is read.
  private static func contact(_ column: RunReport.DroppedColumn, _ file: String) -> [String] {
    guard let field = column.field else { return [] }
    let content = field == "phone" ? "phone numbers" : "e-mail addresses"
    let name = JSON.string(column.name).text
    return [
      "\(file): the column '\(column.name)' looks like \(content), and is not read",
      "hint: to read it, say in a pipeline file: fields: { \(field): \(name) }"
        + " (starcrm preview \(file) prints the block)",
    ]
  }

  /// The columns by reason, in the order of the file.
  private static func text(_ columns: [RunReport.DroppedColumn]) -> String {
    var reasons: [String] = []
    var names: [String: [String]] = [:]
    for column in columns {
      if names[column.reason] == nil { reasons.append(column.reason) }
      names[column.reason, default: []].append(column.name)
    }
    return reasons.map { reason in
      let all = names[reason] ?? []
      let more = all.count - maximumNames
      let shown = all.prefix(maximumNames).joined(separator: ", ")
      return "\(shown)\(more > 0 ? " and \(more) more" : "") (\(reason))"
    }.joined(separator: "; ")
  }
}
