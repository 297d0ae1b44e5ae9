/// UTF-8 text of all rows in one run of bytes: value `row` is `bytes[offsets[row] ..< offsets[row +
/// 1]]`.
///
/// A null row is empty.
///
/// In loops, bind `bytes.span` to a name and cut it with `range(row)`; make a String only for
/// what is shown (a String a field costs ten times the parsing).
package struct TextColumn: Sendable {
  package let bytes: [UInt8]
  /// Ascending, one more than there are rows, the first 0.
  package let offsets: [Int32]
  package let validity: Bitmap?

  package init(bytes: [UInt8], offsets: [Int32], validity: Bitmap? = nil) {
    precondition(offsets.last.map(Int.init) == bytes.count, "offsets do not cover the bytes")
    precondition(validity == nil || validity?.count == offsets.count - 1, "validity length")
    self.bytes = bytes
    self.offsets = offsets
    self.validity = validity
  }

  /// Creates a column from strings, nil for null.
  package init(_ values: [String?]) {
    var builder = TextColumnBuilder(capacity: values.count)
    for value in values {
      if let value { builder.append(value) } else { builder.appendNull() }
    }
    self = builder.finish()
  }

  /// Number of rows.
  @inlinable package var count: Int { offsets.count - 1 }

  /// Where the value of `row` stands in `bytes`.
  @inlinable
  package func range(_ row: Int) -> Range<Int> { Int(offsets[row])..<Int(offsets[row + 1]) }

  /// Whether `row` is null.
  @inlinable
  package func isNull(_ row: Int) -> Bool {
    guard let validity else { return false }
    return !validity[row]
  }

  /// Whether `row` is null or empty.
  @inlinable
  package func isBlank(_ row: Int) -> Bool { offsets[row] == offsets[row + 1] }

  /// The value at `row` as a String, nil for null.
  ///
  /// For display.
  package subscript(row: Int) -> String? {
    isNull(row) ? nil : String(decoding: bytes[range(row)], as: UTF8.self)
  }

  package func taking(_ rows: [Int]) -> TextColumn {
    var taken: [Int32] = []
    taken.reserveCapacity(rows.count + 1)
    taken.append(0)
    var end: Int32 = 0
    for row in rows {
      end += offsets[row + 1] - offsets[row]
      taken.append(end)
    }
    return TextColumn(
      bytes: copied(rows, count: Int(end)),
      offsets: taken,
      validity: validity?.taking(rows)
    )
  }

  /// The bytes of the values at `rows`, `count` in all.
  private func copied(_ rows: [Int], count: Int) -> [UInt8] {
    unsafe [UInt8](unsafeUninitializedCapacity: count) { target, initialized in
      // Safe: `offsets` lies within `bytes`, and the lengths add up to `count`.
      unsafe bytes.withUnsafeBufferPointer { source in
        for row in rows {
          let range = range(row)
          guard let from = source.baseAddress, let to = target.baseAddress, !range.isEmpty else {
            continue
          }
          unsafe (to + initialized).initialize(from: from + range.lowerBound, count: range.count)
          initialized += range.count
        }
      }
    }
  }
}

/// Text with repeating values: `values` holds each distinct one, `codes` the index for each row.
package struct DictionaryColumn: Sendable {
  package let codes: [Int32]
  package let values: TextColumn
  package let validity: Bitmap?

  package init(codes: [Int32], values: TextColumn, validity: Bitmap? = nil) {
    precondition(validity == nil || validity?.count == codes.count, "validity length")
    self.codes = codes
    self.values = values
    self.validity = validity
  }

  /// Number of rows.
  package var count: Int { codes.count }

  /// The value at `row` as a String, nil for null.
  package subscript(row: Int) -> String? {
    if let validity, !validity[row] { return nil }
    return values[Int(codes[row])]
  }

  package func taking(_ rows: [Int]) -> DictionaryColumn {
    DictionaryColumn(
      codes: rows.map { codes[$0] },
      values: values,
      validity: validity?.taking(rows)
    )
  }

  /// The same values, written out row by row.
  package var plain: TextColumn {
    var builder = TextColumnBuilder(capacity: count)
    let source = values.bytes.span
    for row in codes.indices {
      if let validity, !validity[row] {
        builder.appendNull()
      } else {
        builder.append(source.extracting(values.range(Int(codes[row]))))
      }
    }
    return builder.finish()
  }
}

extension Column {
  /// The column as plain text, nil when it is of another type.
  package var plainText: TextColumn? {
    switch self {
    case .text(let column): column
    case .dictionary(let column): column.plain
    default: nil
    }
  }
}

/// Grows a `TextColumn` value by value.
///
/// A column holds at most 2^31 - 1 bytes; batches are cut long before that, so overflow traps.
package struct TextColumnBuilder: Sendable {
  package private(set) var bytes: [UInt8] = []
  private var offsets: [Int32] = [0]
  private var validity: BitmapBuilder

  package init(capacity: Int = 0, byteCapacity: Int = 0) {
    offsets.reserveCapacity(capacity + 1)
    bytes.reserveCapacity(byteCapacity)
    validity = BitmapBuilder(capacity: capacity)
  }

  /// Number of values appended.
  package var count: Int { offsets.count - 1 }

  /// Appends one value.
  package mutating func append(_ value: Span<UInt8>) {
    bytes.append(value)
    endValue()
  }

  /// Appends one value.
  package mutating func append(_ value: [UInt8]) {
    bytes.append(contentsOf: value)
    endValue()
  }

  /// Appends one value.
  package mutating func append(_ value: String) {
    bytes.append(contentsOf: value.utf8)
    endValue()
  }

  /// Appends one value, or null.
  package mutating func append(_ value: String?) {
    if let value { append(value) } else { appendNull() }
  }

  /// Appends null.
  package mutating func appendNull() {
    offsets.append(Int32(bytes.count))
    validity.append(false)
  }

  /// Appends part of a value; `endValue()` completes it.
  package mutating func appendPart(_ part: Span<UInt8>) { bytes.append(part) }

  /// Completes the value made of the parts appended since the last one.
  package mutating func endValue() {
    offsets.append(Int32(bytes.count))
    validity.append(true)
  }

  package consuming func finish() -> TextColumn {
    TextColumn(bytes: bytes, offsets: offsets, validity: validity.finish())
  }
}

extension [UInt8] {
  /// Appends the elements of a span.
  package mutating func append(_ span: Span<UInt8>) {
    // Safe: the buffer is only read, inside the closure.
    unsafe span.withUnsafeBufferPointer { (buffer: UnsafeBufferPointer<UInt8>) in
      unsafe self.append(contentsOf: buffer)
    }
  }
}
