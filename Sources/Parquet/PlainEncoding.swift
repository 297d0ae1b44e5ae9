internal import Columns

/// PLAIN encoding (Encodings.md, "Plain (PLAIN = 0)") of the rows that are not null.
enum PlainEncoder {
  /// Appends the values of a slice.
  static func append(
    _ slice: ColumnRows.Slice,
    as physical: PhysicalType,
    to output: inout [UInt8]
  ) {
    switch slice.column {
    case .int32(let column), .day(let column): append(column, slice.rows, to: &output)
    case .int64(let column), .timestamp(let column): append(column, slice.rows, to: &output)
    case .decimal(let column, _, _): append(column, slice.rows, to: &output)
    case .text(let column): append(column, slice.rows, to: &output)
    case .dictionary(let column): append(column, slice.rows, to: &output)
    case .bool: preconditionFailure("booleans are packed over a whole page")
    }
  }

  /// Fixed width, little-endian.
  private static func append<Value: FixedWidthInteger>(
    _ column: FixedColumn<Value>,
    _ rows: Range<Int>,
    to output: inout [UInt8]
  ) {
    let width = Value.bitWidth / 8
    let values = column.values
    output.append(addingCapacity: rows.count * width) { free in
      // Safe: at most `rows.count` values are stored, each below the capacity just reserved.
      unsafe free.withUnsafeMutableBufferPointer { buffer, initialized in
        let raw = UnsafeMutableRawBufferPointer(buffer)
        rows.forEachPresent(column.validity) { row in
          let value = values[row].littleEndian
          unsafe raw.storeBytes(of: value, toByteOffset: initialized, as: Value.self)
          initialized += width
        }
      }
    }
  }

  /// Length in four bytes, then the bytes.
  private static func append(
    _ column: TextColumn,
    _ rows: Range<Int>,
    to output: inout [UInt8]
  ) {
    guard let first = rows.first, let last = rows.last else { return }
    let size = column.range(last).upperBound - column.range(first).lowerBound
    let offsets = column.offsets
    let validity = column.validity
    // Eight bytes more than needed, because short texts are copied as whole words.
    output.append(addingCapacity: size + 4 * rows.count + 16) { free in
      unsafe column.bytes.withUnsafeBufferPointer { source in
        unsafe free.withUnsafeMutableBufferPointer { buffer, initialized in
          var writer = unsafe TextWriter(buffer, from: source, at: initialized)
          rows.forEachPresent(validity) { row in
            writer.append(Int(offsets[row]), Int(offsets[row + 1]))
          }
          initialized = writer.position
        }
      }
    }
  }

  private static func append(
    _ column: DictionaryColumn,
    _ rows: Range<Int>,
    to output: inout [UInt8]
  ) {
    let values = column.values
    let bytes = values.bytes
    for row in rows where column.validity?[row] ?? true {
      let range = values.range(Int(column.codes[row]))
      output.appendLittleEndian(UInt32(range.count))
      output.append(bytes.span.extracting(range))
    }
  }

  /// One bit a value, least significant first.
  static func appendBooleans(_ slices: [ColumnRows.Slice], to output: inout [UInt8]) {
    var byte: UInt8 = 0
    var filled: UInt8 = 0
    for slice in slices {
      guard case .bool(let column) = slice.column else { continue }
      for row in slice.rows where column.validity?[row] ?? true {
        if column.values[row] { byte |= 1 << filled }
        filled += 1
        if filled == 8 {
          output.append(byte)
          (byte, filled) = (0, 0)
        }
      }
    }
    if filled > 0 { output.append(byte) }
  }

  /// The entries of a dictionary page.
  static func append(_ dictionary: TextDictionary, to output: inout [UInt8]) {
    let bytes = dictionary.bytes
    output.reserveCapacity(output.count + dictionary.plainSize)
    for entry in 0..<dictionary.count {
      let range = dictionary.offsets[entry]..<dictionary.offsets[entry + 1]
      output.appendLittleEndian(UInt32(range.count))
      output.append(bytes.span.extracting(range))
    }
  }

  /// The entries of a dictionary page.
  static func append(
    _ dictionary: IntegerDictionary,
    as physical: PhysicalType,
    to output: inout [UInt8]
  ) {
    for value in dictionary.values {
      output.appendLittleEndian(UInt32(truncatingIfNeeded: value))
      if physical == .int64 { output.appendLittleEndian(UInt32(truncatingIfNeeded: value >> 32)) }
    }
  }
}

/// Copies texts with their lengths; the inner loop of plain text pages.
///
/// Unsafe island: the caller reserves `length + 4` for each text and 16 bytes beyond the last.
@safe private struct TextWriter {
  private let target: UnsafeMutableRawBufferPointer
  private let source: UnsafeRawBufferPointer
  private(set) var position: Int

  init(
    _ target: UnsafeMutableBufferPointer<UInt8>,
    from source: UnsafeBufferPointer<UInt8>,
    at position: Int
  ) {
    unsafe self.target = UnsafeMutableRawBufferPointer(target)
    unsafe self.source = UnsafeRawBufferPointer(source)
    self.position = position
  }

  mutating func append(_ start: Int, _ end: Int) {
    let count = end - start
    let isInside = unsafe end <= source.count && position + count + 20 <= target.count
    precondition(count >= 0 && isInside)
    let length = UInt32(truncatingIfNeeded: count).littleEndian
    unsafe target.storeBytes(of: length, toByteOffset: position, as: UInt32.self)
    position += 4
    if count <= 16, unsafe start + 16 <= source.count {
      let low = unsafe source.loadUnaligned(fromByteOffset: start, as: UInt64.self)
      let high = unsafe source.loadUnaligned(fromByteOffset: start + 8, as: UInt64.self)
      unsafe target.storeBytes(of: low, toByteOffset: position, as: UInt64.self)
      unsafe target.storeBytes(of: high, toByteOffset: position + 8, as: UInt64.self)
    } else {
      let bytes = unsafe UnsafeRawBufferPointer(rebasing: source[start..<end])
      unsafe UnsafeMutableRawBufferPointer(rebasing: target[position...]).copyMemory(from: bytes)
    }
    position += count
  }
}
