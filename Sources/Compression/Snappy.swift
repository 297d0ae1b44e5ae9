internal import ByteIO

/// The Snappy raw format (google/snappy, format_description.txt), decompression only: other
/// programs' Parquet pages use it.
package enum Snappy {
  /// Decompresses `bytes`, at most `limit` bytes.
  package static func decompress(
    _ bytes: Span<UInt8>,
    limit: Int
  ) throws(DecompressionError) -> [UInt8] {
    var cursor = 0
    let size = try length(bytes, &cursor)
    guard size <= limit else { throw .tooLong(limit: limit) }
    var output: [UInt8] = []
    output.reserveCapacity(size)
    while cursor < bytes.count {
      let tag = bytes[cursor]
      cursor += 1
      if tag & 3 == 0 {
        try literal(tag, bytes, &cursor, &output, size)
      } else {
        try copy(tag, bytes, &cursor, &output, size)
      }
    }
    guard output.count == size else { throw .truncated }
    return output
  }

  /// The uncompressed length, a little-endian varint of at most 32 bits (clause 1).
  private static func length(
    _ bytes: Span<UInt8>,
    _ cursor: inout Int
  ) throws(DecompressionError) -> Int {
    var value = 0
    for shift in stride(from: 0, through: 28, by: 7) {
      guard cursor < bytes.count else { throw .truncated }
      let byte = bytes[cursor]
      cursor += 1
      value |= Int(byte & 0x7F) << shift
      if byte & 0x80 == 0 { return value }
    }
    throw .damaged(offset: cursor)
  }

  /// Clause 2.1: lengths up to 60 in the tag, longer ones in 1 to 4 bytes behind it.
  private static func literal(
    _ tag: UInt8,
    _ bytes: Span<UInt8>,
    _ cursor: inout Int,
    _ output: inout [UInt8],
    _ size: Int
  ) throws(DecompressionError) {
    var count = Int(tag >> 2) + 1
    if count > 60 {
      count = try number(count - 60, bytes, &cursor) + 1
    }
    guard count <= bytes.count - cursor else { throw .truncated }
    guard count <= size - output.count else { throw .damaged(offset: cursor) }
    unsafe output.append(bytes.extracting(cursor..<cursor + count).bytes)
    cursor += count
  }

  /// Clause 2.2: copies with offsets of 1 (11 bits), 2 or 4 bytes; they may overlap their result.
  private static func copy(
    _ tag: UInt8,
    _ bytes: Span<UInt8>,
    _ cursor: inout Int,
    _ output: inout [UInt8],
    _ size: Int
  ) throws(DecompressionError) {
    var count = Int(tag >> 2) + 1
    let distance: Int
    switch tag & 3 {
    case 1:
      count = Int(tag >> 2) & 7 + 4
      distance = Int(tag >> 5) << 8 | (try number(1, bytes, &cursor))
    case 2: distance = try number(2, bytes, &cursor)
    default: distance = try number(4, bytes, &cursor)
    }
    guard distance > 0, distance <= output.count, count <= size - output.count else {
      throw .damaged(offset: cursor)
    }
    let start = output.count - distance
    for index in start..<start + count { output.append(output[index]) }
  }

  private static func number(
    _ width: Int,
    _ bytes: Span<UInt8>,
    _ cursor: inout Int
  ) throws(DecompressionError) -> Int {
    guard width <= bytes.count - cursor else { throw .truncated }
    var value = 0
    for index in 0..<width { value |= Int(bytes[cursor + index]) << (8 * index) }
    cursor += width
    return value
  }
}
