// The part of Thrift's compact protocol (thrift/doc/specs/thrift-compact-protocol.md) that Parquet
// metadata use: structs of integers, booleans, binaries, lists and structs.

/// Type numbers of field headers and list elements (clauses "Struct" and "List and Set").
enum ThriftType: UInt8 {
  case booleanTrue = 1
  case booleanFalse = 2
  case byte = 3
  case int16 = 4
  case int32 = 5
  case int64 = 6
  case double = 7
  case binary = 8
  case list = 9
  case set = 10
  case map = 11
  case structure = 12
}

/// Reads compact Thrift from bytes in memory; every length is checked against what is left.
struct ThriftReader {
  /// A field header.
  struct Field {
    let id: Int
    let type: ThriftType
  }

  private let bytes: [UInt8]
  /// Where the next byte is read, in `bytes`.
  private(set) var position: Int
  /// Offset of `bytes` in the file, for messages.
  private let base: Int
  private var depth = 0

  /// Structs and lists within each other; hostile metadata cannot exhaust the stack.
  static let maximumDepth = 40

  init(_ bytes: [UInt8], at position: Int = 0, base: Int = 0) {
    self.bytes = bytes
    self.position = position
    self.base = base
  }

  /// Reads a struct, calling `body` for each field; `body` must read or skip the field's value.
  mutating func structure(
    _ body: (inout ThriftReader, Field) throws(ParquetError) -> Void
  ) throws(ParquetError) {
    try descend()
    var last = 0
    while true {
      let header = try byte()
      if header == 0 { break }
      guard let type = ThriftType(rawValue: header & 0x0F) else { throw damaged("unknown type") }
      let delta = Int(header >> 4)
      let next = delta == 0 ? try zigzag() : Int64(last + delta)
      guard let id = Int16(exactly: next) else { throw damaged("field number out of range") }
      last = Int(id)
      try body(&self, Field(id: last, type: type))
    }
    depth -= 1
  }

  /// Reads a list, calling `body` for each element.
  mutating func list(
    _ field: Field,
    _ body: (inout ThriftReader, Field) throws(ParquetError) -> Void
  ) throws(ParquetError) {
    guard field.type == .list else { throw damaged("a list is missing") }
    try descend()
    let (count, type) = try listHeader()
    for _ in 0..<count { try body(&self, Field(id: 0, type: type)) }
    depth -= 1
  }

  mutating func integer(_ field: Field) throws(ParquetError) -> Int64 {
    switch field.type {
    case .byte: return Int64(Int8(bitPattern: try byte()))
    case .int16, .int32, .int64: return try zigzag()
    default: throw damaged("a number is missing")
    }
  }

  mutating func int32(_ field: Field) throws(ParquetError) -> Int32 {
    guard let value = Int32(exactly: try integer(field)) else {
      throw damaged("number out of range")
    }
    return value
  }

  /// A count, size or offset: never negative.
  mutating func size(_ field: Field) throws(ParquetError) -> Int {
    let value = try integer(field)
    guard value >= 0 else { throw damaged("negative size") }
    return Int(value)
  }

  /// The value of a boolean field stands in its header.
  func boolean(_ field: Field) throws(ParquetError) -> Bool {
    switch field.type {
    case .booleanTrue: return true
    case .booleanFalse: return false
    default: throw damaged("a boolean is missing")
    }
  }

  mutating func binary(_ field: Field) throws(ParquetError) -> [UInt8] {
    guard field.type == .binary else { throw damaged("a text is missing") }
    let count = try length()
    defer { position += count }
    return Array(bytes[position..<position + count])
  }

  mutating func string(_ field: Field) throws(ParquetError) -> String {
    String(decoding: try binary(field), as: UTF8.self)
  }

  /// Passes over a value that is not wanted.
  mutating func skip(_ field: Field) throws(ParquetError) {
    switch field.type {
    case .booleanTrue, .booleanFalse: break
    case .byte: try advance(1)
    case .int16, .int32, .int64: _ = try zigzag()
    case .double: try advance(8)
    case .binary: try advance(try length())
    case .structure: try structure { reader, field throws(ParquetError) in try reader.skip(field) }
    case .list, .set: try skipList()
    case .map: throw damaged("a map where none can be")
    }
  }

  private mutating func skipList() throws(ParquetError) {
    try descend()
    let (count, type) = try listHeader()
    let isBoolean = type == .booleanTrue || type == .booleanFalse
    // Elements of a list of booleans take a byte each, unlike boolean fields.
    let element = Field(id: 0, type: isBoolean ? .byte : type)
    for _ in 0..<count { try skip(element) }
    depth -= 1
  }

  private mutating func listHeader() throws(ParquetError) -> (count: Int, type: ThriftType) {
    let header = try byte()
    guard let type = ThriftType(rawValue: header & 0x0F) else { throw damaged("unknown type") }
    // Each element takes at least a byte, so a count beyond the rest is a lie.
    let count = header >> 4 == 15 ? try length() : Int(header >> 4)
    guard count <= bytes.count - position else { throw damaged("a list is too long") }
    return (count, type)
  }

  private mutating func descend() throws(ParquetError) {
    depth += 1
    guard depth <= Self.maximumDepth else { throw damaged("metadata are nested too deeply") }
  }

  private mutating func advance(_ count: Int) throws(ParquetError) {
    guard count <= bytes.count - position else { throw damaged("metadata end too early") }
    position += count
  }

  private mutating func byte() throws(ParquetError) -> UInt8 {
    guard position < bytes.count else { throw damaged("metadata end too early") }
    defer { position += 1 }
    return bytes[position]
  }

  private mutating func length() throws(ParquetError) -> Int {
    let value = try varint()
    guard value <= UInt64(bytes.count - position) else { throw damaged("a length is too large") }
    return Int(value)
  }

  private mutating func zigzag() throws(ParquetError) -> Int64 {
    let value = try varint()
    return Int64(bitPattern: (value >> 1) ^ (0 &- (value & 1)))
  }

  /// ULEB128 of at most 64 bits.
  private mutating func varint() throws(ParquetError) -> UInt64 {
    var value: UInt64 = 0
    for shift in stride(from: UInt64(0), through: 63, by: 7) {
      let next = try byte()
      value |= UInt64(next & 0x7F) << shift
      if next & 0x80 == 0 { return value }
    }
    throw damaged("a number is too long")
  }

  private func damaged(_ reason: String) -> ParquetError { .damaged(reason, at: base + position) }
}

/// Writes compact Thrift; fields in ascending order of their numbers.
struct ThriftWriter {
  private(set) var bytes: [UInt8] = []
  private var last = 0

  /// Writes a struct that is no field: the outermost, or an element of a list.
  mutating func structure(_ body: (inout ThriftWriter) -> Void) {
    let outer = last
    last = 0
    body(&self)
    bytes.append(0)
    last = outer
  }

  mutating func structure(_ id: Int, _ body: (inout ThriftWriter) -> Void) {
    header(id, .structure)
    structure(body)
  }

  /// Writes a list of structs.
  mutating func list<Element>(
    _ id: Int,
    _ elements: [Element],
    _ body: (inout ThriftWriter, Element) -> Void
  ) {
    listHeader(id, .structure, count: elements.count)
    for element in elements { structure { body(&$0, element) } }
  }

  mutating func list(_ id: Int, _ numbers: [Int32]) {
    listHeader(id, .int32, count: numbers.count)
    for number in numbers { zigzag(Int64(number)) }
  }

  mutating func list(_ id: Int, _ texts: [String]) {
    listHeader(id, .binary, count: texts.count)
    for text in texts { append(Array(text.utf8)) }
  }

  mutating func byte(_ id: Int, _ value: Int8) {
    header(id, .byte)
    bytes.append(UInt8(bitPattern: value))
  }

  mutating func int16(_ id: Int, _ value: Int16) {
    header(id, .int16)
    zigzag(Int64(value))
  }

  mutating func int32(_ id: Int, _ value: Int32) {
    header(id, .int32)
    zigzag(Int64(value))
  }

  mutating func int64(_ id: Int, _ value: Int) {
    header(id, .int64)
    zigzag(Int64(value))
  }

  mutating func boolean(_ id: Int, _ value: Bool) {
    header(id, value ? .booleanTrue : .booleanFalse)
  }

  mutating func binary(_ id: Int, _ value: [UInt8]) {
    header(id, .binary)
    append(value)
  }

  mutating func string(_ id: Int, _ value: String) { binary(id, Array(value.utf8)) }

  private mutating func header(_ id: Int, _ type: ThriftType) {
    let delta = id - last
    last = id
    if (1...15).contains(delta) {
      bytes.append(UInt8(delta) << 4 | type.rawValue)
    } else {
      bytes.append(type.rawValue)
      zigzag(Int64(id))
    }
  }

  private mutating func listHeader(_ id: Int, _ type: ThriftType, count: Int) {
    header(id, .list)
    if count < 15 {
      bytes.append(UInt8(count) << 4 | type.rawValue)
    } else {
      bytes.append(0xF0 | type.rawValue)
      bytes.appendVarint(UInt64(count))
    }
  }

  private mutating func append(_ value: [UInt8]) {
    bytes.appendVarint(UInt64(value.count))
    bytes.append(contentsOf: value)
  }

  private mutating func zigzag(_ value: Int64) {
    bytes.appendVarint(UInt64(bitPattern: (value << 1) ^ (value >> 63)))
  }
}

extension [UInt8] {
  /// Appends a number as ULEB128.
  mutating func appendVarint(_ value: UInt64) {
    var rest = value
    while rest >= 0x80 {
      append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    append(UInt8(truncatingIfNeeded: rest))
  }

  /// Appends a number as four bytes, little-endian.
  mutating func appendLittleEndian(_ value: UInt32) {
    for shift in stride(from: UInt32(0), to: 32, by: 8) {
      append(UInt8(truncatingIfNeeded: value >> shift))
    }
  }
}
