internal import Diagnostics

/// Why Parquet bytes could not be read; becomes a `Fault` where the path is known.
struct ParquetError: Error, Hashable {
  enum Kind: Hashable {
    /// The bytes contradict the format.
    case damaged
    /// The bytes may be right, but use what this reader does not know.
    case unsupported
  }

  let kind: Kind
  let reason: String
  /// Offset in the file.
  let offset: Int?

  @inline(never)
  static func damaged(_ reason: String, at offset: Int) -> ParquetError {
    ParquetError(kind: .damaged, reason: reason, offset: offset)
  }

  @inline(never)
  static func unsupported(_ reason: String) -> ParquetError {
    ParquetError(kind: .unsupported, reason: reason, offset: nil)
  }

  /// The error as a person should read it.
  func fault(in file: String, column: String? = nil) -> Fault {
    let place = offset.map { " at byte \($0)" } ?? ""
    let subject = column.map { "column \($0): " } ?? ""
    let position = SourcePosition(file: file)
    switch kind {
    case .damaged:
      let hint = "the file is damaged; restore it from a backup or write it again"
      return Fault(.integrity, "\(subject)\(reason)\(place)", at: position, hints: [hint])
    case .unsupported:
      let hint = "write it flat, with snappy, gzip or no compression"
      return Fault(.input, "\(subject)\(reason)\(place)", at: position, hints: [hint])
    }
  }
}
