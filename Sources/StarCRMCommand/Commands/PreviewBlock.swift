import CRMModel
import Diagnostics
import Ingest

/// What to do with a file that was previewed: the command, and the block of a pipeline file.
struct PreviewBlock {
  private let preview: Preview
  private let xml: XMLProposal?
  private let conditions: PreviewText.Conditions

  init(_ text: PreviewText) {
    preview = text.preview
    xml = text.xml
    conditions = text.conditions
  }

  func print(on page: inout Page) {
    if let command {
      page.add()
      page.add("to import it once:", .heading)
      page.add()
      page.add("  " + command)
    }
    page.add()
    page.add("to paste into a pipeline file:", .heading)
    page.add()
    page.add("read: [")
    page.add("  {")
    page.add("    files: \(Self.quoted(preview.stack.displayName)),")
    if let entity = preview.entity {
      page.add("    as: \(Self.quoted(entity.rawValue)),")
    } else {
      printMapping(&page)
    }
    page.add("  },")
    page.add("],")
    guard preview.entity == nil else { return }
    let country = conditions.country.map { "country: \(Self.quoted($0)), " } ?? ""
    page.add("validate: { \(country)require: [\(Self.quoted(conditions.requirement))] },")
  }

  /// The command that does what was previewed; nil where it takes a pipeline file.
  private var command: String? {
    guard preview.verdict.accepted > 0, !preview.isGuess else { return nil }
    let path = preview.stack.displayName
    let file = path == InputStack.standardInputName ? "-" : Self.shellQuoted(path)
    var words = ["starcrm import", file, "--store output/store"]
    if let preset = preview.specification.preset { words.append("--preset \(preset)") }
    if let country = conditions.country { words.append("--country \(country)") }
    if conditions.requirement != "email or phone" {
      words.append("--require \(Self.shellQuoted(conditions.requirement))")
    }
    if preview.stack.layers.contains(.age) { words.append("--identity KEYFILE") }
    return words.joined(separator: " ")
  }

  private func printMapping(_ page: inout Page) {
    if let xml { page.add("    record: \(Self.quoted(xml.recordPath)),") }
    if let preset = preview.description?.preset {
      page.add("    preset: \(Self.quoted(preset)),")
    } else if preview.stack.format != .vCard {
      page.add("    fields: {")
      for (field, from) in fields { page.add("      \(field): \(Self.quoted(from)),") }
      if fields.isEmpty { page.add("      // email: \"..\", family_name: \"..\"") }
      page.add("    },")
    }
    for patch in patches { page.add("    // \(patch),") }
    guard preview.description?.preset == nil, !unread.isEmpty else { return }
    let names = Page.fitting(unread).map(Self.quoted)
    let more = unread.count - names.count
    let rest = more > 0 ? ", and \(more) more" : ""
    let list = names.joined(separator: ", ") + rest
    for line in list.wrapped(to: page.width, first: "    // not read: ", rest: "    //   ") {
      page.add(line)
    }
  }

  /// The first column or path of each field, in the order of the model.
  private var fields: [(String, String)] {
    let byColumn = preview.description?.mapping?.fieldByColumn ?? [:]
    let columns = preview.columnNames
    return MappableField.names.compactMap { name in
      let from = xml.map { $0.fields[name] } ?? columns.first { byColumn[$0] == name }
      return from.map { (name, $0) }
    }
  }

  /// Columns or paths without a field, as comments to choose from.
  private var unread: [String] {
    let taken = Set(fields.map(\.1)).union(preview.description?.mapping?.columns ?? [])
    return (xml?.paths ?? preview.columnNames).filter { !taken.contains($0) }
  }

  /// What to say about headers that are not what they were, as comments to choose from.
  private var patches: [String] {
    let warnings = preview.description?.warnings ?? []
    return warnings.filter { $0.severity > .note && $0.field != nil }.compactMap(\.hint)
      .filter { $0.hasPrefix("fields: ") || $0.hasPrefix("renamed: ") }
  }

  private static func quoted(_ text: String) -> String {
    String(decoding: JSONLine.quoted(text), as: UTF8.self)
  }

  /// A word of the shell (POSIX.1-2017, XCU 2.2.2).
  private static func shellQuoted(_ text: String) -> String {
    let isPlain = text.utf8.allSatisfy {
      ($0 | 0x20 >= 0x61 && $0 | 0x20 <= 0x7A) || (0x2B...0x3A).contains($0) || $0 == 0x5F
        || $0 >= 0x80
    }
    if isPlain, !text.isEmpty, !text.hasPrefix("-") { return text }
    let path = text.hasPrefix("-") ? "./" + text : text
    return "'\(path.replacing("'", with: "'\\''"))'"
  }
}
