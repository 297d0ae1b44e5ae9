package import CRMModel
package import Diagnostics

/// What became of a batch: every row is accepted, rejected or skipped.
package struct ValidatedLeads: Sendable {
  /// The accepted rows, in their order.
  package let clean: CleanLeads
  /// Row of the raw batch for each row of `clean`.
  package let acceptedRows: [Int]
  /// Ascending by row.
  package let rejected: [RejectedRow]
  /// Rows of `clean` that lack something required, ascending; empty unless they were admitted.
  package let incomplete: [IncompleteRow]
  /// Rows of the raw batch that are blank throughout, ascending.
  package let skippedRows: [Int]
  /// Everything noticed, by row of the raw batch, then in the order of the checks.
  package let findings: [FieldFinding]

  /// How often each code was found in each field, by field, then by code.
  package var counts: [FindingCount] {
    var table: [FieldFinding.Kind: Int] = [:]
    for finding in findings { table[finding.kind, default: 0] += 1 }
    return table.map { FindingCount(kind: $0.key, count: $0.value) }
      .sorted { ($0.field, $0.code.rawValue) < ($1.field, $1.code.rawValue) }
  }
}

/// A row that a rule refused.
package struct RejectedRow: Hashable, Sendable {
  /// Row of the raw batch.
  package let row: Int
  /// The reasons for the refusal first, then what else was wrong with the row.
  package let codes: [FindingCode]
  /// A sentence for each code.
  package let reasons: [String]
}

/// A row with an id of its source that lacks something required: it can be a new version of a stored
/// record, which has what it lacks, but no record of its own.
package struct IncompleteRow: Hashable, Sendable {
  /// Row of the clean batch.
  package let row: Int
  /// The requirements that the row does not meet by itself.
  package let unmet: [Requirement]
  /// What to say of the row when no stored record completes it.
  package let refusal: RejectedRow
}

/// Something noticed about one value, in eight bytes.
package struct FieldFinding: Hashable, Sendable {
  /// Row of the raw batch.
  package let row: Int32
  let kind: Kind

  /// Field and code, what findings are counted by.
  struct Kind: Hashable {
    let field: InputField
    let code: ValueCode
  }

  /// The column's name.
  package var field: String { kind.field.name }
  package var code: FindingCode { kind.code.code }
  package var severity: Severity { kind.code.severity }
  package var reason: String { kind.code.reason }
}

/// How often a code was found in a field.
package struct FindingCount: Hashable, Sendable {
  package let field: String
  package let code: FindingCode
  package let severity: Severity
  package let reason: String
  /// What the pipeline can say so that such values are understood.
  package let hint: String?
  package let count: Int

  init(kind: FieldFinding.Kind, count: Int) {
    field = kind.field.name
    code = kind.code.code
    severity = kind.code.severity
    reason = kind.code.reason
    hint = kind.code.hint
    self.count = count
  }
}

/// A column of a raw batch as a small number: its place in `MappableField.names`.
struct InputField: Hashable, Sendable {
  let index: UInt8

  init(_ field: LeadField) { index = Self.index(of: field.name) }

  init(_ field: SourceField) { index = Self.index(of: field.name) }

  var name: String { MappableField.names[Int(index)] }

  private static func index(of name: String) -> UInt8 {
    UInt8(MappableField.names.firstIndex(of: name) ?? 0)
  }
}
