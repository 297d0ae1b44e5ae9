import CRMModel
import Diagnostics

/// Finds what changed in an export since its preset was written, and says how to follow it.
struct HeaderDrift {
  private let file: String
  private let header: [String]
  private let mapping: LeadMapping
  private let named: Set<String>

  init(_ specification: SourceSpecification, _ header: [String], _ mapping: LeadMapping) {
    file = specification.displayName
    self.header = header
    self.mapping = mapping
    named = Set(specification.fields.values)
  }

  /// What is worth knowing about a header that is read by a preset, or by none.
  func findings(_ preset: Preset?) -> [Finding] {
    guard let preset else { return [nearMiss].compactMap { $0 } }
    let known = preset.known(of: header)
    var strangers = header.filter { !$0.isEmpty && !known.contains($0) && !named.contains($0) }
    var findings: [Finding] = []
    let fields = preset.mapping.fieldByColumn
    let missing = preset.mapping.columns.filter { !header.contains($0) }
    let others = preset.otherNames.filter { missing.contains($0.column) }
    let columns = Dictionary(others.map { ($0.other, $0.column) }) { first, _ in first }
    for column in strangers {
      guard let like = NearestName.of(column, among: missing + others.map(\.other)) else {
        continue
      }
      let old = columns[like] ?? like
      guard let field = fields[old] else { continue }
      strangers.removeAll { $0 == column }
      findings.append(
        finding(
          "mapping.renamed-header",
          .warning,
          "'\(column)' is not read; it is probably what \(preset.name) calls '\(like)'",
          hint: patch(preset, old, column, field),
          field: field
        )
      )
    }
    if !preset.matches(Set(header)) { findings += unlike(preset) }
    if !strangers.isEmpty { findings.append(newColumns(strangers, preset)) }
    let names = preset.fileNames
    if !names.isEmpty, mapping.constants.isEmpty { findings.append(silentName(names)) }
    return findings
  }

  /// What a pipeline says so that a renamed column is read: its field or, where others are read
  /// for that too, its old name.
  private func patch(_ preset: Preset, _ old: String, _ new: String, _ field: String) -> String {
    preset.mapping.isAlone(old)
      ? "fields: { \(field): \"\(new)\" }" : "renamed: { \"\(old)\": \"\(new)\" }"
  }

  private func newColumns(_ columns: [String], _ preset: Preset) -> Finding {
    let names = columns.map { "'\($0)'" }.joined(separator: ", ")
    let patches = columns.compactMap { column in
      HeaderAliases.field(for: column).map { "\($0): \"\(column)\"" }
    }
    let patch = patches.isEmpty ? "notes: \"\(columns[0])\"" : patches.joined(separator: ", ")
    return finding(
      "mapping.new-column",
      .note,
      "\(preset.name) does not know \(names); \(columns.count == 1 ? "it is" : "they are") not read",
      hint: "to read one: fields: { \(patch) }"
    )
  }

  /// The preset that the pipeline names although the file looks otherwise.
  private func unlike(_ preset: Preset) -> [Finding] {
    let missing = preset.signature.filter { !header.contains($0) }
    guard !missing.isEmpty else { return [] }
    let names = missing.map { "'\($0)'" }.joined(separator: ", ")
    let others = Preset.all.first { $0.matches(Set(header)) }
    return [
      finding(
        "mapping.other-preset",
        .warning,
        "an export of \(preset.name) has \(names), this file has not",
        hint: others.map { "preset: \"\($0.name)\" fits" } ?? "is it the right file?"
      )
    ]
  }

  /// No export has more; comparing every name with every other takes long then.
  private static let maximumColumns = 1000

  /// A preset that would fit but for one header.
  private var nearMiss: Finding? {
    guard header.count <= Self.maximumColumns else { return nil }
    var best: (preset: Preset, old: String, new: String, known: Int)?
    for preset in Preset.all {
      guard let (old, new) = lack(of: preset) else { continue }
      let known = preset.known(of: header).count
      if known > best?.known ?? 0 { best = (preset, old, new, known) }
    }
    return best.map { preset, old, new, _ in
      finding(
        "mapping.renamed-header",
        .warning,
        "this is an export of \(preset.name) but that '\(new)' stands for '\(old)'",
        hint: "preset: \"\(preset.name)\", renamed: { \"\(old)\": \"\(new)\" }"
      )
    }
  }

  /// The one header that a preset misses, and what stands for it.
  private func lack(of preset: Preset) -> (old: String, new: String)? {
    let names = Set(header)
    var missing = preset.signature.filter { !names.contains($0) }
    if !preset.signatureAny.isEmpty, names.isDisjoint(with: preset.signatureAny) {
      // One of several is missing: that which something resembles.
      missing.append(preset.signatureAny.first { nearest($0, preset) != nil } ?? "")
    }
    guard missing.count == 1, let new = nearest(missing[0], preset) else { return nil }
    // A short signature may fit by chance; the other columns are to be known too.
    let known = preset.known(of: header).count
    guard preset.signature.count > 2 || known >= 3 && known * 2 > header.count else { return nil }
    return (missing[0], new)
  }

  private func nearest(_ column: String, _ preset: Preset) -> String? {
    let known = preset.known(of: header).union(named)
    return NearestName.of(column, among: header.filter { !known.contains($0) })
  }

  private func silentName(_ names: [Preset.FileName]) -> Finding {
    let beginnings = names.map { "\($0.beginning)..." }.joined(separator: ", ")
    return finding(
      "mapping.file-name",
      .warning,
      "the name of this file carries the consent of everybody in it, and was changed",
      hint: "give it back its beginning, one of \(beginnings); until then nobody counts as agreed",
      field: LeadField.consentEmail.name
    )
  }

  private func finding(
    _ code: FindingCode,
    _ severity: Severity,
    _ message: String,
    hint: String,
    field: String? = nil
  ) -> Finding {
    Finding(
      code,
      severity,
      at: RowOrigin(file: file, record: 0, line: 1, byteOffset: 0),
      field: field,
      message: message,
      hint: hint
    )
  }
}
