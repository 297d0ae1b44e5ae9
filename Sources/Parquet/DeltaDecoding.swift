// The delta encodings (Encodings.md, DELTA_BINARY_PACKED = 5, DELTA_LENGTH_BYTE_ARRAY = 6,
// DELTA_BYTE_ARRAY = 7), read only: other programs write them.

/// Texts decoded from a page, one after the other.
struct DecodedTexts {
  var bytes: [UInt8] = []
  /// Where each text ends in `bytes`.
  var ends: [Int32] = []

  /// Adds the end of a text; false when it does not fit a column.
  mutating func end() -> Bool {
    guard let end = Int32(exactly: bytes.count) else { return false }
    ends.append(end)
    return true
  }
}

/// Reads delta-encoded values from part of a page.
struct DeltaDecoder {
  private var position: Int
  private let end: Int
  private let base: Int

  /// `range` is where the values stand in the bytes given to each call.
  init(_ range: Range<Int>, base: Int) {
    position = range.lowerBound
    end = range.upperBound
    self.base = base
  }

  /// Exactly `count` numbers.
  mutating func integers(
    _ count: Int,
    from bytes: Span<UInt8>
  ) throws(ParquetError) -> [Int64] {
    let blockSize = try size(bytes)
    let miniblocks = try size(bytes)
    let total = try size(bytes)
    var value = try zigzag(bytes)
    guard miniblocks > 0, blockSize > 0, blockSize % miniblocks == 0 else {
      throw damaged("delta blocks of no size")
    }
    guard total == count else { throw damaged("another number of values than announced") }
    var values: [Int64] = []
    values.reserveCapacity(count)
    if count > 0 { values.append(value) }
    while values.count < count {
      let least = try zigzag(bytes)
      let widths = position
      try advance(miniblocks)
      for index in 0..<miniblocks where values.count < count {
        let width = Int(bytes[widths + index])
        guard width <= 64 else { throw damaged("bit width out of range") }
        let present = min(blockSize / miniblocks, count - values.count)
        guard (present * width + 7) / 8 <= end - position else {
          throw damaged("delta values end too early")
        }
        for item in 0..<present {
          let delta = Self.bits(bytes, position * 8 + item * width, width)
          value = value &+ least &+ Int64(bitPattern: delta)
          values.append(value)
        }
        let (bits, overflow) = (blockSize / miniblocks).multipliedReportingOverflow(by: width)
        position += overflow ? end - position : min((bits + 7) / 8, end - position)
      }
    }
    return values
  }

  /// Exactly `count` texts of DELTA_LENGTH_BYTE_ARRAY.
  mutating func texts(
    _ count: Int,
    from bytes: Span<UInt8>
  ) throws(ParquetError) -> DecodedTexts {
    let lengths = try integers(count, from: bytes)
    var texts = DecodedTexts()
    for length in lengths {
      guard length >= 0, length <= end - position else { throw damaged("a text ends too early") }
      texts.bytes.append(contentsOf: bytes, position..<position + Int(length))
      position += Int(length)
      guard texts.end() else { throw .unsupported("more than 2 GiB of text in a row group") }
    }
    return texts
  }

  /// Exactly `count` texts of DELTA_BYTE_ARRAY: each begins like the one before.
  mutating func prefixedTexts(
    _ count: Int,
    from bytes: Span<UInt8>
  ) throws(ParquetError) -> DecodedTexts {
    let prefixes = try integers(count, from: bytes)
    let suffixes = try texts(count, from: bytes)
    var texts = DecodedTexts()
    var previous = 0..<0
    for (index, prefix) in prefixes.enumerated() {
      guard prefix >= 0, prefix <= previous.count else { throw damaged("a prefix is too long") }
      let start = texts.bytes.count
      let lower = previous.lowerBound
      texts.bytes.append(contentsOf: Array(texts.bytes[lower..<lower + Int(prefix)]))
      let suffixStart = index == 0 ? 0 : Int(suffixes.ends[index - 1])
      texts.bytes.append(contentsOf: suffixes.bytes[suffixStart..<Int(suffixes.ends[index])])
      previous = start..<texts.bytes.count
      guard texts.end() else { throw .unsupported("more than 2 GiB of text in a row group") }
    }
    return texts
  }

  /// The `width` bits from bit `start` on, least significant first.
  private static func bits(_ bytes: Span<UInt8>, _ start: Int, _ width: Int) -> UInt64 {
    var value: UInt64 = 0
    var done = 0
    while done < width {
      let offset = (start + done) & 7
      let count = min(8 - offset, width - done)
      let byte = UInt64(bytes[(start + done) >> 3]) >> UInt64(offset)
      value |= (byte & ((1 << UInt64(count)) - 1)) << UInt64(done)
      done += count
    }
    return value
  }

  private mutating func advance(_ count: Int) throws(ParquetError) {
    guard count <= end - position else { throw damaged("delta values end too early") }
    position += count
  }

  /// A ULEB128 number of at most 31 bits.
  private mutating func size(_ bytes: Span<UInt8>) throws(ParquetError) -> Int {
    guard let size = Int32(exactly: try varint(bytes)) else { throw damaged("size out of range") }
    return Int(size)
  }

  private mutating func zigzag(_ bytes: Span<UInt8>) throws(ParquetError) -> Int64 {
    let value = try varint(bytes)
    return Int64(bitPattern: (value >> 1) ^ (0 &- (value & 1)))
  }

  private mutating func varint(_ bytes: Span<UInt8>) throws(ParquetError) -> UInt64 {
    var value: UInt64 = 0
    for shift in stride(from: UInt64(0), through: 63, by: 7) {
      guard position < end else { throw damaged("delta values end too early") }
      let byte = bytes[position]
      position += 1
      value |= UInt64(byte & 0x7F) << shift
      if byte & 0x80 == 0 { return value }
    }
    throw damaged("a number is too long")
  }

  private func damaged(_ reason: String) -> ParquetError { .damaged(reason, at: base + position) }
}

extension [UInt8] {
  fileprivate mutating func append(contentsOf bytes: Span<UInt8>, _ range: Range<Int>) {
    append(addingCapacity: range.count) { output in
      for index in range { output.append(bytes[index]) }
    }
  }
}
