internal import Columns

/// A field to be read from each record.
package struct XMLField: Hashable, Sendable {
  /// What becomes of more than one value.
  package enum Repetition: Hashable, Sendable {
    /// The first that is not empty; the others are counted.
    case first
    /// All that are not empty, in the order of the document, with a text between them.
    case joined(String)
  }

  package let name: String
  /// See `XMLPath`.
  package let path: String
  package let repetition: Repetition

  package init(_ name: String, _ path: String, _ repetition: Repetition = .first) {
    self.name = name
    self.path = path
    self.repetition = repetition
  }
}

/// The text of the current record and, apart from it, the values of its attributes, so that an
/// element's text is one range whatever attributes stand within.
///
/// Positions from `attributeBase` on are attributes; both parts stay below it, as
/// `XMLLimits.maximumRecordBytes` is clamped to it.
struct RecordText: Sendable {
  static let attributeBase = 1 << 28

  var elements: [UInt8] = []
  var attributes: [UInt8] = []

  mutating func removeAll() {
    elements.removeAll(keepingCapacity: true)
    attributes.removeAll(keepingCapacity: true)
  }

  var count: Int { elements.count + attributes.count }

  /// Where the next attribute value will begin.
  var attributeEnd: Int { Self.attributeBase + attributes.count }

  /// `range` without white space at both ends.
  func trimmed(_ range: Range<Int>) -> Range<Int> {
    let base = range.lowerBound < Self.attributeBase ? 0 : Self.attributeBase
    let local = (range.lowerBound - base)..<(range.upperBound - base)
    let kept = base == 0 ? XMLText.trimmed(elements, local) : XMLText.trimmed(attributes, local)
    return (kept.lowerBound + base)..<(kept.upperBound + base)
  }

  subscript(range: Range<Int>) -> ArraySlice<UInt8> {
    if range.lowerBound < Self.attributeBase { return elements[range] }
    let base = Self.attributeBase
    return attributes[(range.lowerBound - base)..<(range.upperBound - base)]
  }

  func append(_ range: Range<Int>, to column: inout TextColumnBuilder) {
    if range.lowerBound < Self.attributeBase {
      column.appendPart(elements.span.extracting(range))
    } else {
      let base = Self.attributeBase
      let local = (range.lowerBound - base)..<(range.upperBound - base)
      column.appendPart(attributes.span.extracting(local))
    }
  }
}

/// The values of the current record, as ranges of its text.
struct FieldValues: Sendable {
  private let isJoined: [Bool]
  /// Negative where no value was seen.
  private var starts: [Int32]
  private var ends: [Int32]
  /// Values of joined fields, in order.
  private(set) var joined: [(field: Int, range: Range<Int>)] = []
  /// Bytes of those values; they can overlap in the record's text.
  private(set) var joinedBytes = 0
  /// Values left out because a field takes only the first, by field, over all records.
  private(set) var surplus: [Int]

  init(_ fields: [XMLField]) {
    isJoined = fields.map { $0.repetition != .first }
    starts = fields.map { _ in -1 }
    ends = starts
    surplus = fields.map { _ in 0 }
  }

  mutating func reset() {
    for field in starts.indices { starts[field] = -1 }
    joined.removeAll(keepingCapacity: true)
    joinedBytes = 0
  }

  /// Takes a range of the record's text, without white space around it, as a value of `field`.
  mutating func take(_ range: Range<Int>, for field: Int, _ text: borrowing RecordText) {
    let value = text.trimmed(range)
    if isJoined[field] {
      if !value.isEmpty {
        joined.append((field, value))
        joinedBytes += value.count
      }
      if starts[field] < 0 { set(field, value.lowerBound..<value.lowerBound) }
    } else if starts[field] < 0 || starts[field] == ends[field] {
      set(field, value)
    } else if !value.isEmpty {
      surplus[field] += 1
    }
  }

  private mutating func set(_ field: Int, _ range: Range<Int>) {
    // Positions of a record's text are below 2^31, see RecordText.
    starts[field] = Int32(truncatingIfNeeded: range.lowerBound)
    ends[field] = Int32(truncatingIfNeeded: range.upperBound)
  }

  /// The value of a field that takes one; nil when the record has none.
  func range(_ field: Int) -> Range<Int>? {
    starts[field] < 0 ? nil : Int(starts[field])..<Int(ends[field])
  }
}

/// The rows of the current batch.
struct RecordRows: Sendable {
  private let fields: [XMLField]
  private var columns: [TextColumnBuilder]
  private var numbers: [Int64] = []
  private var lines: [Int64] = []
  private var parents: [Int] = []
  private var byteOffsets: [Int64] = []
  /// Records begun so far, in all batches.
  var record: Int64 = 0
  private(set) var surplus: [Int]
  /// Bytes of text in the current batch, about.
  private(set) var byteCount = 0

  init(_ fields: [XMLField]) {
    self.fields = fields
    columns = fields.map { _ in TextColumnBuilder() }
    surplus = fields.map { _ in 0 }
  }

  var count: Int { numbers.count }

  func isFull(_ maximum: Int, _ maximumBytes: Int) -> Bool {
    count >= maximum || byteCount >= maximumBytes
  }

  var surplusByName: [String: Int] {
    var result: [String: Int] = [:]
    for (field, count) in zip(fields, surplus) where count > 0 { result[field.name] = count }
    return result
  }

  mutating func append(
    _ values: FieldValues,
    _ text: borrowing RecordText,
    _ origin: RecordWalker.Origin
  ) {
    for field in fields.indices {
      guard let range = values.range(field) else {
        columns[field].appendNull()
        continue
      }
      guard case .joined(let separator) = fields[field].repetition else {
        text.append(range, to: &columns[field])
        columns[field].endValue()
        continue
      }
      appendJoined(values, field, Array(separator.utf8), text)
    }
    surplus = values.surplus
    byteCount += text.count + values.joinedBytes
    numbers.append(record)
    lines.append(origin.line)
    parents.append(origin.parent)
    byteOffsets.append(origin.byteOffset)
  }

  private mutating func appendJoined(
    _ values: FieldValues,
    _ field: Int,
    _ separator: [UInt8],
    _ text: borrowing RecordText
  ) {
    var isFirst = true
    for value in values.joined where value.field == field {
      if !isFirst { columns[field].appendPart(separator.span) }
      isFirst = false
      text.append(value.range, to: &columns[field])
    }
    columns[field].endValue()
  }

  /// The rows so far as a batch; the next rows begin a new one.
  mutating func finish() -> XMLRecordBatch {
    let schema = Schema(fields.map { Field($0.name, .utf8) })
    let finished = columns.map { Column.text($0.finish()) }
    let batch = XMLRecordBatch(
      batch: RecordBatch(schema: schema, rowCount: count, columns: finished),
      records: numbers,
      lines: lines,
      parents: parents,
      byteOffsets: byteOffsets
    )
    columns = fields.map { _ in TextColumnBuilder() }
    numbers = []
    lines = []
    parents = []
    byteOffsets = []
    byteCount = 0
    return batch
  }
}

/// White space of XML 1.0, production 3.
enum XMLText {
  static func isBlank(_ byte: UInt8) -> Bool {
    byte == 0x20 || byte == 0x0A || byte == 0x09 || byte == 0x0D
  }

  /// `range` without white space at both ends.
  static func trimmed(_ bytes: [UInt8], _ range: Range<Int>) -> Range<Int> {
    var lower = range.lowerBound
    var upper = range.upperBound
    while lower < upper, isBlank(bytes[lower]) { lower += 1 }
    while upper > lower, isBlank(bytes[upper - 1]) { upper -= 1 }
    return lower..<upper
  }
}
