package import ByteIO
internal import Cryptography

/// Passes bytes on and remembers their number and SHA-256.
///
/// Leaves the sink below open: whoever made it finishes it.
package final class HashingSink: ByteSink {
  private let sink: any ByteSink
  private var hasher = SHA256()
  /// Written so far.
  package private(set) var count: Int64 = 0

  package init(_ sink: any ByteSink) { self.sink = sink }

  package func write(_ bytes: RawSpan) throws {
    hasher.update(bytes)
    count += Int64(bytes.byteCount)
    try sink.write(bytes)
  }

  package func finish() {}

  /// SHA-256 of what was written so far, in lower-case hexadecimal digits.
  package var sha256: String {
    var copy = hasher
    return copy.finish().hex
  }
}
