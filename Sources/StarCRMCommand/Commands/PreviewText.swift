import CRMModel
import CSV
import Diagnostics
import Ingest
import Validation

/// A preview as text for people: what the file is, its columns, what an import would do, and what
/// to paste.
struct PreviewText {
  let preview: Preview
  let xml: XMLProposal?
  let conditions: Conditions

  /// What the import that is previewed asks of the records.
  struct Conditions {
    let requirement: String
    let country: String?
  }

  init(_ preview: Preview, xml: XMLProposal?, _ conditions: Conditions) {
    self.preview = preview
    self.xml = xml
    self.conditions = conditions
  }

  func print(on page: inout Page) {
    printFacts(&page)
    printColumns(&page)
    printDropped(&page)
    printVerdict(&page)
    PreviewBlock(self).print(on: &page)
  }

  // MARK: - The file

  private func printFacts(_ page: inout Page) {
    let stack = preview.stack
    page.add(stack.displayName, .heading)
    let layers = stack.layers.map { ", \($0.rawValue)" }.joined()
    page.add(Self.label("format"), stack.format.rawValue + layers)
    printResult(&page)
    if let xml {
      let part = stack.sampleIsWhole ? "" : " in the part looked at"
      page.add(Self.label("records"), "\(xml.recordPath) (\(xml.recordCount)\(part))")
    }
    if let detection = preview.detection { printEvidence(detection, &page) }
    printMapping(&page)
  }

  private static func label(_ name: String) -> String { "  " + name.padded(to: 11) }

  /// The answer to the first question, whether it will work.
  private func printResult(_ page: inout Page) {
    let verdict = preview.verdict
    let label = Self.label("result")
    if let entity = preview.entity {
      page.add(label, "\(entity.rawValue), not leads: for a pipeline that bills", .success)
    } else if preview.description == nil {
      page.add(label, "not to be imported yet, for the reason below", .failure)
    } else if verdict.records == 0 {
      page.add(label, "it holds no records", .warning)
    } else if verdict.accepted == 0 {
      page.add(label, "none of \(verdict.records.counting("record")) is fit for import", .failure)
    } else {
      let refused = verdict.refusedRecords > 0 ? ", \(verdict.refusedRecords) refused" : ""
      page.add(
        label,
        "\(verdict.accepted) of \(verdict.records.counting("record")) fit for import\(refused)",
        verdict.refusedRecords > 0 ? .warning : .success
      )
    }
  }

  private func printEvidence(_ detection: CSVDetection, _ page: inout Page) {
    for (phase, sentence) in zip(detection.phases, detection.evidence) {
      let name = phase.name.rawValue
      let words = sentence.dropFirst(name.count + 1)
      let line = phase.name == .header ? "; data from line \(detection.layout.dataLine)" : ""
      page.add(Self.label(name), words + line)
    }
  }

  private func printMapping(_ page: inout Page) {
    if let description = preview.description, preview.entity == nil {
      let means = preview.isGuess ? "by what their values look like" : "by the names of its columns"
      let preset = description.preset.map { "preset \($0)" } ?? means
      if preview.hasHeader { page.add(Self.label("mapped"), preset) }
      for warning in description.warnings {
        page.add(
          Self.label("\(warning.severity)"),
          "\(warning.message) (\(warning.code.rawValue))",
          warning.severity > .note ? .warning : nil
        )
        if let hint = warning.hint { page.add(Self.label("") + "hint: ", hint) }
      }
    }
    guard preview.entity == nil, !preview.isGuess, let obstacle = preview.obstacle else { return }
    let place = obstacle.position?.line.map { "line \($0): " } ?? ""
    page.add("  error: ", place + obstacle.message, indent: 4, .failure)
    for hint in obstacle.hints { page.add("  hint: ", hint, indent: 4) }
  }

  // MARK: - What an import would do

  private func printDropped(_ page: inout Page) {
    let empty = Set(preview.profile.columns.filter { $0.filled == 0 }.map(\.name))
    guard preview.entity == nil, let all = preview.description?.dropped else { return }
    let dropped = all.filter { !empty.contains($0.column) }
    guard !dropped.isEmpty else { return }
    // Of XML and vCard each name has a reason of its own, how often it occurs.
    var reasons: [String] = []
    var columns: [String: [String]] = [:]
    for drop in dropped {
      if columns[drop.reason] == nil { reasons.append(drop.reason) }
      columns[drop.reason, default: []].append(drop.column)
    }
    page.add()
    page.add("dropped at the door:", .heading)
    for reason in reasons { page.add("  \(reason): ", names: columns[reason] ?? [], indent: 4) }
    let others = all.count - dropped.count
    if others > 0 { page.add("  and \(others.counting("empty column"))") }
  }

  private func printVerdict(_ page: inout Page) {
    let verdict = preview.verdict
    guard preview.description != nil, preview.entity == nil else { return }
    let part = verdict.isWhole ? "" : " (of the first \(verdict.records))"
    page.add()
    page.add(
      "",
      "an import that requires \(conditions.requirement) would take \(verdict.accepted) of "
        + "\(verdict.records.counting("record"))\(part)",
      .heading
    )
    if verdict.skipped > 0 {
      page.add("", "\(verdict.skipped.counting("record")) left out: blank, or a group of people")
    }
    if verdict.refusedRecords > 0 { printRefused(verdict, &page) }
    printValues("values left out of records that are taken:", .warning, &page)
    printValues("also noticed, nothing is lost by it:", .note, &page)
  }

  private func printRefused(_ verdict: Preview.Verdict, _ page: inout Page) {
    page.add("\(verdict.refusedRecords) would be refused:")
    let sorted = verdict.refused.sorted {
      ($1.value.count, $0.key.rawValue) < ($0.value.count, $1.key.rawValue)
    }
    for (code, reason) in sorted {
      page.add(
        Self.count(reason.count),
        "\(reason.reason), first in line \(reason.first.line) (\(code.rawValue))",
        .warning
      )
    }
  }

  /// Kinds of values that a page names at most.
  private static let maximumKinds = 20

  private func printValues(_ heading: String, _ severity: Severity, _ page: inout Page) {
    let found = preview.verdict.values.filter { $0.value.finding.severity == severity }
      .sorted { ($1.value.count, $0.key) < ($0.value.count, $1.key) }
    guard !found.isEmpty else { return }
    page.add(heading)
    var hinted: Set<String> = []
    for (_, value) in found.prefix(Self.maximumKinds) {
      let finding = value.finding
      page.add(
        Self.count(value.count),
        "\(finding.field): \(finding.reason) (\(finding.code.rawValue))"
      )
      if let hint = value.finding.hint, hinted.insert(hint).inserted {
        page.add("          hint: ", hint)
      }
    }
    let others = found.count - Self.maximumKinds
    if others > 0 { page.add("          and \(others.counting("further kind"))") }
  }

  private static func count(_ number: Int) -> String { String(number).indented(to: 8) + "  " }
}

// MARK: - Columns

extension PreviewText {
  /// Rows of the table at most; columns that become something come first where there are more.
  private static let maximumRows = 100

  private func printColumns(_ page: inout Page) {
    let profile = preview.profile
    page.add()
    page.add("\(profile.records.counting("record")) looked at", .heading)
    let filled = profile.columns.filter { $0.filled > 0 }
    var shown = filled
    if filled.count > Self.maximumRows {
      let mapped = filled.filter { preview.field(of: $0.name) != nil }
      let others = filled.filter { preview.field(of: $0.name) == nil }
      shown = Array((mapped + others).prefix(Self.maximumRows))
    }
    if !shown.isEmpty {
      for line in table(shown, narrow: page.width < 100).lines(fitting: page.width) {
        page.add(line)
      }
    }
    if shown.count < filled.count {
      page.add("and \((filled.count - shown.count).counting("more column"))")
    }
    let empty = profile.columns.filter { $0.filled == 0 }.map(\.name)
    if !empty.isEmpty, profile.records > 0 { page.add("empty: ", names: empty, indent: 4) }
  }

  private func table(_ columns: [ColumnProfile], narrow: Bool) -> TextTable {
    let records = preview.profile.records
    let examples = min(records, ColumnProfile.shownRecords)
    let headings =
      [
        TextTable.Column(heading: "column", keepsEnd: xml != nil), .init(heading: "becomes"),
        .init(heading: "type"), .init(heading: "filled", isNumeric: true),
        .init(heading: "distinct", isNumeric: true), .init(heading: "most frequent"),
      ] + (0..<examples).map { .init(heading: "record \($0 + 1)") }
    let rows = columns.map { column -> [String] in
      let field = preview.field(of: column.name)
      let isOpen = field.map(Self.isOpen) ?? false
      let frequent = column.frequent.map { "\(show($0.value, isOpen)) \($0.count)" }
      return [
        xml?.fields[column.name] ?? column.name, field ?? "-", column.kind?.rawValue ?? "",
        share(column.filled, records), String(column.distinct), frequent.joined(separator: ", "),
      ] + column.firstValues.map { $0.map { show($0, isOpen) } ?? "" }
    }
    return TextTable(headings, rows, maximumWidth: narrow ? 20 : 28)
  }

  /// Whether a field's values may be shown: they say little or nothing about a person.
  private static func isOpen(_ field: String) -> Bool {
    LeadField(rawValue: field).map { [.technical, .freeText].contains($0.privacy) } ?? false
  }

  private func show(_ value: String, _ isOpen: Bool) -> String {
    isOpen ? value : Mask.masked(value)
  }

  private func share(_ part: Int, _ whole: Int) -> String {
    let percent = whole == 0 ? 0 : part * 100 / whole
    return percent == 0 && part > 0 ? "< 1 %" : "\(percent) %"
  }
}
