import CRMModel
import Columns

/// Walks the columns of a batch value by value: cleans each, hands it to a rule, and records what
/// became of it.
struct FieldWalk {
  let rowCount: Int
  /// In how many columns something stands, by row.
  private var contents: [Int32]
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

  /// Looks at a value in its row; may write to the scratch buffer and note findings.
  typealias Rule = (Span<UInt8>, Int, inout [UInt8], inout BatchLog) -> Step

  init(_ batch: RecordBatch) {
    self.batch = batch
    rowCount = batch.rowCount
    contents = Array(repeating: 0, count: batch.rowCount)
  }

  /// Walks a column; nil when the source lacks it.
  mutating func walk(
    _ field: InputField,
    _ style: TextCleaner.Style = .line,
    placeholders: Placeholder.Context? = .text,
    _ rule: Rule
  ) -> TextColumn? {
    walk(field, Options(style, placeholders), rule)?.clean
  }

  /// Walks a column of addresses, which are kept as given too; all null when the source lacks it.
  mutating func points(_ field: LeadField, _ rule: Rule) -> PointColumn {
    let columns = walk(InputField(field), Options(.line, .text, keepsGiven: true), rule)
    let empty = TextColumn.empty(count: rowCount)
    return PointColumn(clean: columns?.clean ?? empty, given: columns?.given ?? empty)
  }

  /// Walks a column of plain text; all null when the source lacks it.
  mutating func text(
    _ field: LeadField,
    _ style: TextCleaner.Style = .line,
    placeholders: Placeholder.Context? = .text
  ) -> TextColumn {
    let options = Options(style, placeholders, hasRule: false)
    let columns = walk(InputField(field), options) { _, _, _, _ in .keep }
    return columns?.clean ?? .empty(count: rowCount)
  }

  /// How a column is walked.
  private struct Options {
    let style: TextCleaner.Style
    let placeholders: Placeholder.Context?
    let keepsGiven: Bool
    /// False where every cleaned value stays.
    let hasRule: Bool

    init(
      _ style: TextCleaner.Style,
      _ placeholders: Placeholder.Context?,
      keepsGiven: Bool = false,
      hasRule: Bool = true
    ) {
      self.style = style
      self.placeholders = placeholders
      self.keepsGiven = keepsGiven
      self.hasRule = hasRule
    }
  }

  private mutating func walk(
    _ field: InputField,
    _ options: Options,
    _ rule: Rule
  ) -> (clean: TextColumn, given: TextColumn?)? {
    guard let source = batch.column(field.name)?.plainText else { return nil }
    var columns = Columns(source, keepsGiven: options.keepsGiven)
    let fillers = placeholder.lengths
    // Safe: the buffers are only read, inside the closure. Spans of the arrays themselves would
    // count a reference for each value.
    unsafe source.bytes.withUnsafeBufferPointer { (bytes: UnsafeBufferPointer<UInt8>) in
      unsafe source.offsets.withUnsafeBufferPointer { (offsets: UnsafeBufferPointer<Int32>) in
        unsafe fillers.withUnsafeBufferPointer { (lengths: UnsafeBufferPointer<UInt16>) in
          let values = unsafe Span(_unsafeElements: bytes)
          let ends = unsafe Span(_unsafeElements: offsets)
          let fillers = unsafe Span(_unsafeElements: lengths)
          walk(values, ends, fillers, field, options, &columns, rule)
        }
      }
    }
    return (columns.clean.finish(), columns.given?.finish())
  }

  private mutating func walk(
    _ values: Span<UInt8>,
    _ ends: Span<Int32>,
    _ fillerLengths: Span<UInt16>,
    _ field: InputField,
    _ options: Options,
    _ columns: inout Columns,
    _ rule: Rule
  ) {
    countContents(ends)
    var stretchEnd = 0
    var isHarmless = false
    for row in 0..<rowCount {
      if row == stretchEnd {
        stretchEnd = min(row + Self.stretch, rowCount)
        isHarmless = PlainText.isHarmless(values, Int(ends[row])..<Int(ends[stretchEnd]))
      }
      let (start, end) = (Int(ends[row]), Int(ends[row + 1]))
      if start == end { continue }
      let old = values.extracting(start..<end)
      switch isHarmless
        ? cleaner.cleanHarmless(old, options.style) : cleaner.clean(old, options.style)
      {
      case .unchanged:
        if let words = options.placeholders, Placeholder.mayMatch(old, fillerLengths),
          Placeholder.matches(old, words, fillerLengths)
        {
          drop(.textPlaceholder, Place(field, row, nil), old: old, &columns)
        } else if options.hasRule {
          visit(old, Place(field, row, nil), old: old, &columns, rule)
        }
      case .changed(let code):
        let cleaned = cleaner.output
        let place = Place(field, row, code)
        if let filler = filler(cleaned.span, options.placeholders) {
          drop(filler, place, old: old, &columns)
        } else {
          visit(cleaned.span, place, old: old, &columns, rule)
        }
      }
    }
  }

  /// How many values are looked at together before each is cleaned.
  private static let stretch = 16

  /// Counts the values of a column, apart from the loop that looks at them.
  private mutating func countContents(_ ends: Span<Int32>) {
    var counts: [Int32] = []
    swap(&counts, &contents)
    var span = counts.mutableSpan
    for row in 0..<rowCount { span[row] &+= ends[row] == ends[row + 1] ? 0 : 1 }
    swap(&counts, &contents)
  }

  /// The columns that a walk writes.
  private struct Columns: ~Copyable {
    var clean: ColumnRewriter
    var given: ColumnRewriter?
    var scratch: [UInt8] = []

    init(_ source: TextColumn, keepsGiven: Bool) {
      clean = ColumnRewriter(source)
      given = keepsGiven ? ColumnRewriter(source) : nil
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

  /// Leaves out a value that says nothing.
  private mutating func drop(
    _ code: ValueCode,
    _ place: Place,
    old: Span<UInt8>,
    _ columns: inout Columns
  ) {
    columns.clean.clear(place.row)
    columns.given?.clear(place.row)
    contents[place.row] -= 1
    log.dropped(place.row, place.field, code, old: old)
  }

  private mutating func visit(
    _ value: Span<UInt8>,
    _ place: Place,
    old: Span<UInt8>,
    _ columns: inout Columns,
    _ rule: Rule
  ) {
    let row = place.row
    if place.cleaning != nil { columns.given?.replace(row, value) }
    if !columns.scratch.isEmpty { columns.scratch.removeAll(keepingCapacity: true) }
    switch rule(value, row, &columns.scratch, &log) {
    case .keep:
      guard let cleaning = place.cleaning else { return }
      columns.clean.replace(row, value)
      log.repaired(row, place.field, cleaning, old: old, new: value)
    case .replace(let code):
      // Lent and given back: nothing is counted, nothing copied.
      var changed: [UInt8] = []
      swap(&changed, &columns.scratch)
      columns.clean.replace(row, changed.span)
      if let code = code ?? place.cleaning {
        log.repaired(row, place.field, code, old: old, new: changed.span)
      }
      swap(&changed, &columns.scratch)
    case .drop(let code):
      columns.clean.clear(row)
      log.dropped(row, place.field, code, old: old)
    }
  }

  /// The code of a value that says nothing, nil for one that says something.
  private func filler(_ value: Span<UInt8>, _ words: Placeholder.Context?) -> ValueCode? {
    if value.isEmpty { return .textTrimmed }
    guard let words else { return nil }
    return placeholder.matches(value, words) ? .textPlaceholder : nil
  }

  /// Whether anything stands in a row.
  func hasContent(_ row: Int) -> Bool { contents[row] > 0 }

  /// Marks rows as having something in them that stands outside the columns.
  mutating func markContent(_ rows: [Int32]) {
    for row in rows { contents[Int(row)] += 1 }
  }
}

/// Addresses of one kind after the walk.
struct PointColumn {
  /// Normalised; null where they are not usable.
  let clean: TextColumn
  /// As given, cleaned as text only.
  let given: TextColumn
}
