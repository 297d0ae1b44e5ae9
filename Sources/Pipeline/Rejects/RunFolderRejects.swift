import ByteIO
import CRMModel
import CSV
import Columns
import Diagnostics
import Ingest

/// The refused records of one input, as a file that a person corrects and imports again.
///
/// For CSV it has the dialect, encoding, header and very bytes of the input, and behind them the
/// columns `_row` (the line on which the record begins), `_codes` and `_reasons`; an import drops
/// those as it drops every column that means nothing to it. Cells that a spreadsheet program would
/// take for formulas get a guard, which an import takes off again, see `FormulaGuard`. For an input
/// that is itself a reject file, the columns replace the notes that were there. A record that has
/// too few or too many fields stays so, lest it be taken for a sound one before it was corrected.
/// For vCard, XML and JSON Lines it is a file of that format with the very records, see
/// `RefusedForm`.
struct RunFolderRejects {
  /// What the file looks like.
  enum Form {
    case table(CSVLayout)
    case refused(RefusedForm)
    /// Of an input that is not at hand any more: the records stand in a fourth column, `raw`.
    case unknown

    /// The form for an input.
    init(_ specification: SourceSpecification) throws {
      if let form = try RefusedForm(specification) {
        self = .refused(form)
      } else {
        let stack = try InputStack.probe(specification)
        guard stack.format == .csv else {
          self = .unknown
          return
        }
        self = .table(try CSVOpening(specification, stack).layout)
      }
    }

    /// The ending of the file's name.
    var fileExtension: String {
      if case .refused(let form) = self { return form.fileExtension }
      return "csv"
    }
  }

  /// In the order of the input, but those last whose open quote would swallow the others in the
  /// spreadsheet program where a person corrects them.
  private let records: [RefusedRecord]

  init(_ records: [RefusedRecord]) {
    let sorted = records.sorted {
      ($0.origin.byteOffset, $0.origin.record) < ($1.origin.byteOffset, $1.origin.record)
    }
    self.records = sorted.filter { !Self.isOpen($0) } + sorted.filter(Self.isOpen)
  }

  private static func isOpen(_ record: RefusedRecord) -> Bool {
    record.codes.contains("csv.unclosed-quote")
  }

  func write(to sink: any ByteSink, as form: Form) throws {
    switch form {
    case .table(let layout): try writeTable(to: sink, layout)
    case .refused(let form):
      try form.write(records.map(Self.original), to: sink)
      try sink.finish()
    case .unknown: try writeRaw(to: sink)
    }
  }

  private static func original(_ record: RefusedRecord) -> RefusedOriginal {
    RefusedOriginal(
      line: record.origin.line,
      codes: record.codes.map(\.rawValue),
      reasons: record.reasons,
      raw: record.raw
    )
  }

  private func writeTable(to sink: any ByteSink, _ layout: CSVLayout) throws {
    let writer = CSVWriter(sink, dialect: layout.dialect)
    let notes = RefusedNotes.columns
    let hasNotes = layout.header.suffix(notes.count) == notes[...]
    let header = hasNotes ? layout.header.dropLast(notes.count) : layout.header
    try writer.write(header.map(FormulaGuard.guarded) + notes)
    for record in records {
      let original = try Self.original(record, layout.dialect) { bytes in
        guard hasNotes else { return layout.dialect.guardingFormulas(of: bytes) }
        let input = layout.dialect.unguardingFormulas(of: bytes)
        return layout.dialect.guardingFormulas(of: RefusedNotes.dropping(from: input, layout))
      }
      try writer.write(original: original, adding: Self.cells(record))
    }
    try writer.finish()
  }

  private func writeRaw(to sink: any ByteSink) throws {
    let writer = CSVWriter(sink)
    try writer.write(RefusedNotes.columns + ["raw"])
    for record in records {
      try writer.write(Self.cells(record) + [FormulaGuard.guarded(Self.text(record.raw))])
    }
    try writer.finish()
  }

  private static func cells(_ record: RefusedRecord) -> [String?] {
    [
      String(record.origin.line), record.codes.map(\.rawValue).joined(separator: " "),
      record.reasons.joined(separator: "; "),
    ]
  }

  /// The record in the input's encoding, after `change`, which sees UTF-8 in place of UTF-16.
  ///
  /// The reader cuts UTF-16 into rows only after it has become UTF-8; records that it could not cut
  /// it gives back as they were.
  private static func original(
    _ record: RefusedRecord,
    _ dialect: CSVDialect,
    _ change: ([UInt8]) -> [UInt8]
  ) throws -> [UInt8] {
    let encoding = dialect.encoding
    guard encoding.isUTF16 else { return change(record.raw) }
    guard record.bucket == .quarantined else { return encoding.encoded(utf8: change(record.raw)) }
    let text = UTF16Source(MemorySource(record.raw), encoding: encoding)
    return encoding.encoded(utf8: change(try text.readToEnd(limit: 2 * record.raw.count)))
  }

  /// UTF-8 or, where it is not that, windows-1252, in which no byte is lost.
  static func text(_ raw: [UInt8]) -> String {
    if let text = String(validating: raw, as: UTF8.self) { return text }
    var utf8: [UInt8] = []
    let bytes = raw.span
    TextEncoding.windows1252.appendUTF8(of: bytes, 0..<bytes.count, to: &utf8)
    return String(decoding: utf8, as: UTF8.self)
  }

  // MARK: - Names

  /// The longest name; file systems allow 255 bytes, and a temporary name is longer.
  private static let maximumNameBytes = 200

  /// A file name for each input, without the ending that its form gives: its own, or its whole path
  /// where several have the same.
  static func names(of paths: [String]) -> [String: String] {
    var names: [String: String] = [:]
    var taken: Set<String> = []
    let uses = Dictionary(grouping: Set(paths), by: Directory.name(of:))
    for path in paths where names[path] == nil {
      let own = Directory.name(of: path)
      let parts = path.split(separator: "/").filter { $0 != "." && $0 != ".." }
      let stem = uses[own]?.count == 1 ? own : parts.joined(separator: "-")
      var name = fitting(stem)
      var number = 2
      while !taken.insert(name.lowercased()).inserted {
        name = fitting("\(number)-\(stem)")
        number += 1
      }
      names[path] = "\(name).rejects"
    }
    return names
  }

  /// The end of a name that is too long.
  private static func fitting(_ name: String) -> String {
    var name = Substring(name)
    while name.utf8.count > maximumNameBytes { name.removeFirst() }
    return String(name)
  }
}
