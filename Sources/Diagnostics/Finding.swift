/// Where a record came from; travels with each row so that a fault found three stages later still
/// points at the line of the file.
package struct RowOrigin: Hashable, Sendable {
  /// Path of the file as the pipeline names it.
  package let file: String
  /// 1 for the first record after the header.
  package let record: Int64
  /// 1-based line of the file on which the record starts.
  package let line: Int64
  /// 0-based offset of the record's first byte (in the decoded stream when compressed).
  package let byteOffset: Int64

  package init(file: String, record: Int64, line: Int64, byteOffset: Int64) {
    self.file = file
    self.record = record
    self.line = line
    self.byteOffset = byteOffset
  }
}

/// How much a finding weighs.
package enum Severity: String, Hashable, Comparable, Sendable, CaseIterable {
  /// Worth knowing; nothing was changed.
  case note
  /// A value was changed or left out; the record goes on.
  case warning
  /// The record does not go on.
  case error

  package static func < (left: Severity, right: Severity) -> Bool {
    left.rank < right.rank
  }

  private var rank: Int {
    switch self {
    case .note: 0
    case .warning: 1
    case .error: 2
    }
  }
}

/// A stable name for a kind of finding: dotted, lower case, the subject first (`email.syntax`,
/// `csv.unclosed-quote`).
///
/// Programs match on it; it never changes.
package struct FindingCode: Hashable, Sendable, RawRepresentable, ExpressibleByStringLiteral {
  package let rawValue: String

  package init(rawValue: String) { self.rawValue = rawValue }

  package init(stringLiteral value: StaticString) { rawValue = "\(value)" }
}

/// Something noticed about a record: a value, collected and reported, never thrown.
///
/// Its texts hold no personal value.
package struct Finding: Hashable, Sendable {
  package let code: FindingCode
  package let severity: Severity
  package let origin: RowOrigin
  /// 1-based column in the line, in bytes, where known.
  package let column: Int?
  /// The field's name, where the finding concerns one.
  package let field: String?
  /// What is wrong: lower case, no full stop.
  package let message: String
  /// What to do about it, where something can be done.
  package let hint: String?

  package init(
    _ code: FindingCode,
    _ severity: Severity,
    at origin: RowOrigin,
    column: Int? = nil,
    field: String? = nil,
    message: String,
    hint: String? = nil
  ) {
    self.code = code
    self.severity = severity
    self.origin = origin
    self.column = column
    self.field = field
    self.message = message
    self.hint = hint
  }
}

/// A record that could not be read as fields: kept with its bytes and the reason, never absorbed
/// into its neighbours and never lost.
package struct QuarantinedRecord: Hashable, Sendable {
  package let finding: Finding
  /// The record's bytes as they stand in the file, at most `maximumRawBytes` of them.
  package let raw: [UInt8]

  /// Longer records keep their beginning; the origin tells where the rest is.
  package static let maximumRawBytes = 4 << 20

  package init(finding: Finding, raw: [UInt8]) {
    self.finding = finding
    self.raw = Array(raw.prefix(Self.maximumRawBytes))
  }
}
