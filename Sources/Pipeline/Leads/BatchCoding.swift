import ByteIO
import Columns

// Batches as bytes, for the run's own eyes: as they lie in memory, without any compression.
// Counts are Int, in the order of the machine; nothing of this outlives the process.

extension RecordBatch {
  /// Length of `encoded()`.
  var encodedSize: Int {
    columns.reduce(MemoryLayout<Int>.size) { $0 + $1.encodedSize }
  }

  /// The rows as bytes.
  func encoded() -> [UInt8] {
    var encoder = BatchEncoder(capacity: encodedSize)
    encoder.append(rowCount)
    for column in columns { encoder.append(column) }
    return encoder.bytes
  }

  /// The rows that `encoded()` made of a batch of this schema.
  init(decoding bytes: [UInt8], schema: Schema) {
    var decoder = BatchDecoder(bytes: bytes)
    let rowCount = decoder.count()
    let columns = schema.fields.map { decoder.column($0.type, rowCount) }
    self.init(schema: schema, rowCount: rowCount, columns: columns)
  }
}

extension Column {
  /// A kind byte, the validity, the values.
  fileprivate var encodedSize: Int {
    let word = MemoryLayout<Int>.size
    let valid = word + (validity.map { ($0.count + 63) / 64 * word } ?? 0)
    switch self {
    case .bool(let column): return word + valid + word + column.count
    case .int32(let column), .day(let column): return word + valid + word + column.count * 4
    case .int64(let column), .timestamp(let column), .decimal(let column, _, _):
      return word + valid + word + column.count * 8
    case .text(let column): return word + valid + column.encodedSize
    case .dictionary(let column):
      let values = Column.text(column.values).encodedSize
      return word + valid + word + column.codes.count * 4 + values
    }
  }
}

extension TextColumn {
  fileprivate var encodedSize: Int {
    MemoryLayout<Int>.size * 2 + offsets.count * MemoryLayout<Int32>.size + bytes.count
  }
}

private struct BatchEncoder {
  private(set) var bytes: [UInt8] = []

  init(capacity: Int) { bytes.reserveCapacity(capacity) }

  mutating func append(_ count: Int) {
    unsafe withUnsafeBytes(of: count) { unsafe bytes.append(contentsOf: $0) }
  }

  private mutating func append<Value: BitwiseCopyable>(_ values: [Value]) {
    append(values.count)
    unsafe bytes.append(values.span.bytes)
  }

  mutating func append(_ column: Column) {
    if case .dictionary = column { append(1) } else { append(0) }
    append(column.validity?.words ?? [])
    switch column {
    case .bool(let column): append(column.values)
    case .int32(let column), .day(let column): append(column.values)
    case .int64(let column), .timestamp(let column), .decimal(let column, _, _):
      append(column.values)
    case .text(let column):
      append(column.offsets)
      append(column.bytes)
    case .dictionary(let column):
      append(column.codes)
      append(.text(column.values))
    }
  }
}

private struct BatchDecoder {
  let bytes: [UInt8]
  private var position = 0

  init(bytes: [UInt8]) { self.bytes = bytes }

  mutating func count() -> Int {
    let end = position + MemoryLayout<Int>.size
    precondition(end <= bytes.count, "a batch set aside is cut off")
    defer { position = end }
    // Safe: the bounds are checked, and every bit pattern is an Int.
    return unsafe bytes.withUnsafeBytes {
      unsafe $0.loadUnaligned(fromByteOffset: position, as: Int.self)
    }
  }

  private mutating func array<Value: BitwiseCopyable>(of type: Value.Type) -> [Value] {
    let count = count()
    let size = count * MemoryLayout<Value>.stride
    precondition(count >= 0 && size <= bytes.count - position, "a batch set aside is cut off")
    defer { position += size }
    // Safe: `size` bytes are there and go where `size` bytes were reserved; they were written from
    // values of this type.
    return unsafe [Value](unsafeUninitializedCapacity: count) { target, filled in
      unsafe bytes.withUnsafeBytes { source in
        let piece = unsafe UnsafeRawBufferPointer(rebasing: source[position..<position + size])
        unsafe UnsafeMutableRawBufferPointer(target).copyMemory(from: piece)
      }
      filled = count
    }
  }

  private mutating func validity(_ count: Int) -> Bitmap? {
    let words = array(of: UInt64.self)
    return words.isEmpty ? nil : Bitmap(words: words, count: count)
  }

  private mutating func fixed<Value: BitwiseCopyable & Sendable>(
    _ type: Value.Type,
    _ validity: Bitmap?
  ) -> FixedColumn<Value> {
    FixedColumn(array(of: type), validity: validity)
  }

  mutating func column(_ type: ColumnType, _ rowCount: Int) -> Column {
    let isDictionary = count() == 1
    let validity = validity(rowCount)
    switch type {
    case .bool: return .bool(fixed(Bool.self, validity))
    case .int32: return .int32(fixed(Int32.self, validity))
    case .day: return .day(fixed(Int32.self, validity))
    case .int64: return .int64(fixed(Int64.self, validity))
    case .timestamp: return .timestamp(fixed(Int64.self, validity))
    case .decimal(let precision, let scale):
      return .decimal(fixed(Int64.self, validity), precision: precision, scale: scale)
    case .utf8 where isDictionary:
      let codes = array(of: Int32.self)
      return .dictionary(DictionaryColumn(codes: codes, values: values(), validity: validity))
    case .utf8: return .text(text(validity))
    }
  }

  private mutating func text(_ validity: Bitmap?) -> TextColumn {
    let offsets = array(of: Int32.self)
    return TextColumn(bytes: array(of: UInt8.self), offsets: offsets, validity: validity)
  }

  /// The values of a dictionary: a text column of its own.
  private mutating func values() -> TextColumn {
    _ = count()
    let words = array(of: UInt64.self)
    let offsets = array(of: Int32.self)
    let validity = words.isEmpty ? nil : Bitmap(words: words, count: offsets.count - 1)
    return TextColumn(bytes: array(of: UInt8.self), offsets: offsets, validity: validity)
  }
}
