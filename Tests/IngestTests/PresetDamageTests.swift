import ByteIO
import CRMModel
import CSV
import Columns
import Diagnostics
import Foundation
import Ingest
import TestSupport
import Testing

/// Each sample of a preset, its header damaged: nothing that was read before is lost in silence.
@Suite("presets whose header changes")
struct PresetDamageTests {
  private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "Fixtures")

  static let files: [String] = {
    let names = try? FileManager.default.contentsOfDirectory(atPath: folder.path)
    return (names ?? []).filter { $0.hasSuffix(".csv") }.sorted()
  }()

  /// A sample, its header and its first lines apart.
  private struct Sample {
    let file: String
    let layout: CSVLayout
    let rows: [[String?]]
    let description: SourceDescription
    let values: [String: String]

    init(_ file: String) throws {
      self.file = file
      let path = PresetDamageTests.folder.appending(path: file).path
      let stack = try InputStack.probe(path)
      layout = try stack.detectCSV().layout
      let reader = try CSVReader(.source(try stack.open()), name: file, layout: layout)
      var rows: [[String?]] = []
      while let read = try reader.next() {
        for row in 0..<read.batch.rowCount {
          rows.append(read.batch.columns.map { $0.plainText?[row] })
        }
      }
      self.rows = rows
      let source = try LeadSource(SourceSpecification(file: path))
      description = source.description
      values = try PresetDamageTests.firstValues(source)
    }

    /// The sample under another header, further cells behind its own.
    func opened(
      _ header: [String],
      _ change: (inout SourceSpecification) -> Void = { _ in }
    ) throws -> LeadSource {
      let folder = try TemporaryFolder()
      let path = "\(folder.path)/\(file)"
      try Publish.replacing(path) { sink in
        let writer = CSVWriter(sink)
        try writer.write(header)
        for row in rows { try writer.write(row + header.dropFirst(row.count).map { _ in "x" }) }
        try writer.flush()
      }
      var specification = SourceSpecification(file: path)
      change(&specification)
      return try LeadSource(specification)
    }
  }

  /// What the first record gives, by field.
  private static func firstValues(_ source: LeadSource) throws -> [String: String] {
    guard let batch = try source.next()?.rows.batch else { return [:] }
    var values: [String: String] = [:]
    for (field, column) in zip(batch.schema.fields, batch.columns) {
      if let value = column.plainText?[0], !value.isEmpty { values[field.name] = value }
    }
    return values
  }

  @Test("a renamed header is refused or named, and its patch reads what was read", arguments: files)
  func renamed(_ file: String) throws {
    let sample = try Sample(file)
    let read = Set(sample.description.mapping?.columns ?? [])
    for (index, column) in sample.layout.columnNames.enumerated() where read.contains(column) {
      var header = sample.layout.columnNames
      header[index] = column + "x"
      do {
        let changed = try sample.opened(header).description
        let warnings = changed.warnings.filter { $0.severity > .note }
        let named = warnings.first { $0.message.contains("'\(column)x'") }
        let hint = try #require(named?.hint, "\(column) of \(file) is lost in silence")
        let values = try Self.firstValues(
          try sample.opened(header) { Self.apply(hint, to: &$0) }
        )
        for field in sample.values.keys.sorted() {
          #expect(values[field] == sample.values[field], "\(column): \(hint)")
        }
      } catch let fault as Fault {
        #expect(!fault.hints.isEmpty, "\(column) of \(file): \(fault.message)")
      }
    }
  }

  /// Does what a hint says: `preset: "a", fields: { b: "c" }`.
  private static func apply(_ hint: String, to specification: inout SourceSpecification) {
    if let preset = hint.firstMatch(of: /preset: "([^"]+)"/) {
      specification.preset = String(preset.1)
    }
    if let names = hint.firstMatch(of: /renamed: \{ "([^"]+)": "([^"]+)" \}/) {
      specification.renamed[String(names.1)] = String(names.2)
    }
    if let field = hint.firstMatch(of: /fields: \{ ([a-z_]+): "([^"]+)" \}/) {
      specification.fields[String(field.1)] = String(field.2)
    }
  }

  @Test("a new column is named, and nothing else changes", arguments: files)
  func new(_ file: String) throws {
    let sample = try Sample(file)
    let source = try sample.opened(sample.layout.columnNames + ["Shoe size"])
    #expect(source.description.preset == sample.description.preset)
    let note = source.description.warnings.first { $0.code == "mapping.new-column" }
    #expect(note?.message.contains("'Shoe size'") == true)
    #expect(try Self.firstValues(source) == sample.values)
  }

  @Test("a second column of a name that is read is refused with the patch", arguments: files)
  func repeated(_ file: String) throws {
    let sample = try Sample(file)
    let read = Set(sample.description.mapping?.columns ?? [])
    for column in sample.layout.columnNames where read.contains(column) {
      let fault = #expect(throws: Fault.self, "\(column) of \(file)") {
        try sample.opened(sample.layout.columnNames + [column])
      }
      #expect(
        fault?.hints.first?.contains("fields: { ") == true,
        "\(column): \(fault?.hints ?? [])"
      )
    }
  }
}
