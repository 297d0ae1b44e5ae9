/// Bytes to be read in order.
///
/// Decoders stack by taking one and being one.
///
/// A border is crossed once a chunk, never once a byte.
package protocol ByteSource: AnyObject {
  /// Appends at most `maximum` (> 0) bytes to `buffer` and returns how many; 0 only at the end.
  ///
  /// - Throws: `IOError`, or the decoder's error for damaged data.
  func read(_ maximum: Int, appendingTo buffer: inout [UInt8]) throws -> Int
}

/// Somewhere to write bytes in order.
///
/// Encoders stack by taking one and being one; `finish()` of the outermost finishes those below it.
package protocol ByteSink: AnyObject {
  /// Writes all of `bytes`.
  func write(_ bytes: RawSpan) throws

  /// Writes what is buffered and closes the stack; nothing may be written afterwards.
  func finish() throws
}

extension ByteSink {
  /// Writes all of an array.
  package func write(_ bytes: [UInt8]) throws { unsafe try write(bytes.span.bytes) }

  /// Writes the UTF-8 bytes of a text.
  package func write(_ text: String) throws { try write(Array(text.utf8)) }
}

extension ByteSource {
  /// Reads up to the end, in memory.
  ///
  /// For small inputs; throws `ByteLimitExceeded` above `limit`.
  package func readToEnd(limit: Int) throws -> [UInt8] {
    var bytes: [UInt8] = []
    while try read(64 * 1024, appendingTo: &bytes) > 0 {
      if bytes.count > limit { throw ByteLimitExceeded(limit: limit) }
    }
    return bytes
  }
}

/// An input is larger than its reader allows.
package struct ByteLimitExceeded: Error, Hashable, Sendable {
  /// In bytes.
  package let limit: Int
}

/// A source over bytes in memory, optionally handing out small pieces (for tests of chunk splits).
package final class MemorySource: ByteSource {
  private let bytes: [UInt8]
  private let pieceSize: Int
  private var position = 0

  package init(_ bytes: [UInt8], pieceSize: Int = .max) {
    self.bytes = bytes
    self.pieceSize = pieceSize
  }

  package func read(_ maximum: Int, appendingTo buffer: inout [UInt8]) -> Int {
    let count = min(maximum, pieceSize, bytes.count - position)
    buffer.append(contentsOf: bytes[position..<position + count])
    position += count
    return count
  }
}

/// A sink that keeps what is written in memory.
package final class MemorySink: ByteSink {
  /// All bytes written so far.
  package private(set) var bytes: [UInt8] = []
  /// Whether `finish()` was called.
  package private(set) var isFinished = false

  package init() {}

  package func write(_ bytes: RawSpan) {
    self.bytes.append(bytes)
  }

  package func finish() { isFinished = true }
}
