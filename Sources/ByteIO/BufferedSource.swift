/// A source that can look ahead: for formats whose parts are lines or blocks of known size.
package final class BufferedSource: ByteSource {
  private let source: any ByteSource
  private var buffer: [UInt8] = []
  private var position = 0

  /// Bytes asked of the source below at a time.
  private static let pieceSize = 1 << 16

  package init(_ source: any ByteSource) { self.source = source }

  /// Bytes that are buffered and not yet taken.
  private var available: Int { buffer.count - position }

  /// Buffers until `count` bytes are at hand or the source ends.
  private func fill(_ count: Int) throws {
    while available < count {
      if position > 0 {
        buffer.removeSubrange(0..<position)
        position = 0
      }
      guard try source.read(Self.pieceSize, appendingTo: &buffer) > 0 else { return }
    }
  }

  /// The next `count` bytes, fewer only at the end; they stay to be read.
  package func peek(_ count: Int) throws -> [UInt8] {
    try fill(count)
    return Array(buffer[position..<position + min(count, available)])
  }

  /// The next `count` bytes, fewer only at the end.
  package func take(_ count: Int) throws -> [UInt8] {
    let bytes = try peek(count)
    position += bytes.count
    return bytes
  }

  /// The bytes up to and with the next line feed; without one at the end of the source.
  ///
  /// Empty only at the end. Throws `ByteLimitExceeded` when no line feed comes in `limit` bytes.
  package func line(limit: Int) throws -> [UInt8] {
    var searched = 0
    while true {
      if let end = buffer[(position + searched)...].firstIndex(of: 0x0A) {
        guard end + 1 - position <= limit else { throw ByteLimitExceeded(limit: limit) }
        return try take(end + 1 - position)
      }
      searched = available
      guard searched <= limit else { throw ByteLimitExceeded(limit: limit) }
      try fill(searched + 1)
      if available == searched { return try take(searched) }
    }
  }

  package func read(_ maximum: Int, appendingTo buffer: inout [UInt8]) throws -> Int {
    guard available > 0 else { return try source.read(maximum, appendingTo: &buffer) }
    let count = min(maximum, available)
    buffer.append(contentsOf: self.buffer[position..<position + count])
    position += count
    return count
  }
}
