package import Age
package import CRMModel
package import Columns
package import Diagnostics

/// What to read and how: one file, as the pipeline says.
package struct SourceSpecification: Sendable {
  /// Path of the file.
  package var file: String
  /// Path as messages and provenance name it.
  package var displayName: String
  /// Name of the source system; nil takes the preset's, else the file's.
  package var system: String?
  /// A preset's name; nil finds one by the header.
  package var preset: String?
  /// Model field to column header (CSV) or field path (XML).
  package var fields: [String: String] = [:]
  /// A column's name in the preset to its name in the file.
  package var renamed: [String: String] = [:]
  /// XML record path; XML without one is refused with a proposal.
  package var recordPath: String?
  /// XML namespace prefix to URI.
  package var namespaces: [String: String] = [:]
  /// Overrides what is detected.
  package var delimiter: String?
  package var encoding: String?
  /// Keys that open the file if it is encrypted with age.
  package var identities: [AgeIdentity] = []
  /// Worker threads; the result does not depend on it.
  package var threads = 1

  package init(file: String) {
    self.file = file
    displayName = file
  }

  /// The name of a source system taken from a file's: no folder, no ending, and no digits, so that
  /// `leads-2026-10-31.csv` and the next night's file are the same source.
  package static func systemName(of file: String) -> String {
    let name = file.split(separator: "/").last ?? Substring(file)
    let stem = name.split(separator: ".").first ?? name
    let words = stem.split { !$0.isLetter }
    return words.isEmpty ? String(stem) : words.joined(separator: "-").lowercased()
  }
}

/// What the content of a file turned out to be.
package enum SourceFormat: String, Hashable, Sendable {
  case csv
  case vCard = "vcard"
  case xml
  case jsonLines = "jsonl"
}

/// What was found out about a source when it was opened.
package struct SourceDescription: Sendable {
  package var displayName: String
  package var format: SourceFormat
  /// What is around the text, the outermost first.
  package var layers: [InputLayer]
  /// `;`, `,`, `tab`, `|` for CSV.
  package var delimiter: String?
  package var encoding: String
  package var system: String
  package var preset: String?
  /// The headers or paths found.
  package var columns: [String]
  /// Model field and what it is read from.
  package var mapped: [(field: String, from: String)]
  package var dropped: [DroppedColumn]
  package var warnings: [Finding]
  /// How columns become fields, of CSV.
  package var mapping: LeadMapping?
}

extension SourceDescription {
  /// Adds what was noticed while the source was read, once.
  mutating func note(_ findings: [Finding]) {
    warnings += findings.filter { !warnings.contains($0) }
  }

  /// A source whose header was mapped.
  init(
    _ specification: SourceSpecification,
    _ stack: InputStack,
    encoding: String,
    header: [String],
    _ resolution: MappingResolver.Resolution
  ) {
    self.init(specification, stack, encoding: encoding, mapped: resolution.mapping.summary)
    if specification.system == nil, let known = resolution.preset?.system { system = known }
    preset = resolution.preset?.name
    columns = header
    dropped = resolution.dropped
    warnings = resolution.warnings
    mapping = resolution.mapping
  }

  /// A source without a header.
  init(
    _ specification: SourceSpecification,
    _ stack: InputStack,
    encoding: String,
    mapped: [(field: String, from: String)]
  ) {
    self.init(
      displayName: stack.displayName,
      format: stack.format,
      layers: stack.layers,
      delimiter: nil,
      encoding: encoding,
      system: specification.system ?? SourceSpecification.systemName(of: stack.displayName),
      preset: nil,
      columns: [],
      mapped: mapped,
      dropped: [],
      warnings: []
    )
  }
}

/// Rows of a source that are not leads: text columns under canonical names.
package struct RawTable: Sendable {
  package let batch: RecordBatch
  package let origins: RowOrigins
  package let originals: OriginalRecords

  package init(batch: RecordBatch, origins: RowOrigins, originals: OriginalRecords) {
    self.batch = batch
    self.origins = origins
    self.originals = originals
  }
}

/// A stretch of a source: what could be read, and what could not.
package struct SourceBatch<Rows: Sendable>: Sendable {
  package var rows: Rows
  package var quarantined: [QuarantinedRecord]
  /// Records that carry nothing to keep (blank lines do not count as records).
  package var skipped: [RowOrigin]
  /// What was noticed about records that could be read.
  package var findings: [Finding]

  package init(
    rows: Rows,
    quarantined: [QuarantinedRecord] = [],
    skipped: [RowOrigin] = [],
    findings: [Finding] = []
  ) {
    self.rows = rows
    self.quarantined = quarantined
    self.skipped = skipped
    self.findings = findings
  }
}
