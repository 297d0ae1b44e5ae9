import CRMModel
import Columns

/// Walks the columns of a batch value by value: cleans each, hands it to a rule, and records what
/// became of it.
struct FieldWalk {
  let rowCount: Int
  /// Whether anything stands in a row.
  private(set) var hasContent: [Bool]
  var log = BatchLog()
  private var cleaner = TextCleaner()
  private let placeholder = Placeholder()
  private let batch: RecordBatch

  /// What a rule says about a cleaned value.
  enum Step {
    /// It stays.
    case keep
    /// The bytes in the scratch buffer take its place; recorded as a repair when a rule is named.
    case replace(ValueCode?)
    /// It is left out; the value as given stays in the repairs.
    case drop(ValueCode)
  }

  /// A column after the walk.
  struct Result {
    /// What the rule made of each value.
    let clean: TextColumn
    /// Each value as given, cleaned as text only.
    let given: TextColumn
  }

  /// Looks at a value in its row; may write to the scratch buffer and note findings.
  typealias Rule = (Span<UInt8>, Int, inout [UInt8], inout BatchLog) -> Step

  init(_ batch: RecordBatch) {
    self.batch = batch
    rowCount = batch.rowCount
    hasContent = Array(repeating: false, count: batch.rowCount)
  }

  /// Walks a column; nil when the source lacks it.
  mutating func walk(
    _ field: InputField,
    _ style: TextCleaner.Style = .line,
    placeholders: Placeholder.Context? = .text,
    _ rule: Rule
  ) -> Result? {
    guard let source = batch.column(field.name)?.plainText else { return nil }
    var columns = Columns(source)
    let bytes = source.bytes
    let span = bytes.span
    for row in 0..<rowCount where !source.isBlank(row) {
      let old = span.extracting(source.range(row))
      switch cleaner.clean(old, style) {
      case .unchanged:
        visit(old, Place(field, row, nil), old: old, placeholders, &columns, rule)
      case .changed(let code):
        let cleaned = cleaner.output
        visit(cleaned.span, Place(field, row, code), old: old, placeholders, &columns, rule)
      }
    }
    return Result(clean: columns.clean.finish(), given: columns.given.finish())
  }

  /// The columns that a walk writes.
  private struct Columns {
    var clean: ColumnRewriter
    var given: ColumnRewriter
    var scratch: [UInt8] = []

    init(_ source: TextColumn) {
      clean = ColumnRewriter(source)
      given = ColumnRewriter(source)
    }
  }

  /// Where a value stands and how it was cleaned.
  private struct Place {
    let field: InputField
    let row: Int
    let cleaning: ValueCode?

    init(_ field: InputField, _ row: Int, _ cleaning: ValueCode?) {
      self.field = field
      self.row = row
      self.cleaning = cleaning
    }
  }

  private mutating func visit(
    _ value: Span<UInt8>,
    _ place: Place,
    old: Span<UInt8>,
    _ placeholders: Placeholder.Context?,
    _ columns: inout Columns,
    _ rule: Rule
  ) {
    let row = place.row
    if let filler = filler(value, placeholders) {
      columns.clean.clear(row)
      columns.given.clear(row)
      log.dropped(row, place.field, filler, old: old)
      return
    }
    hasContent[row] = true
    if place.cleaning != nil { columns.given.replace(row, value) }
    columns.scratch.removeAll(keepingCapacity: true)
    switch rule(value, row, &columns.scratch, &log) {
    case .keep:
      guard let cleaning = place.cleaning else { return }
      columns.clean.replace(row, value)
      log.repaired(row, place.field, cleaning, old: old, new: value)
    case .replace(let code):
      let changed = columns.scratch
      columns.clean.replace(row, changed.span)
      if let code = code ?? place.cleaning {
        log.repaired(row, place.field, code, old: old, new: changed.span)
      }
    case .drop(let code):
      columns.clean.clear(row)
      log.dropped(row, place.field, code, old: old)
    }
  }

  /// The code of a value that says nothing, nil for one that says something.
  private func filler(_ value: Span<UInt8>, _ words: Placeholder.Context?) -> ValueCode? {
    if value.isEmpty { return .textTrimmed }
    guard let words, placeholder.matches(value, words) else { return nil }
    return .textPlaceholder
  }

  /// Walks a column of plain text; all null when the source lacks it.
  mutating func text(
    _ field: LeadField,
    _ style: TextCleaner.Style = .line,
    placeholders: Placeholder.Context? = .text
  ) -> TextColumn {
    let walked = walk(InputField(field), style, placeholders: placeholders) { _, _, _, _ in .keep }
    return walked?.clean ?? .empty(count: rowCount)
  }

  /// Marks rows as having something in them that stands outside the columns.
  mutating func markContent(_ rows: [Int32]) {
    for row in rows { hasContent[Int(row)] = true }
  }
}
