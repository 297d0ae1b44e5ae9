internal import ByteIO
internal import Cryptography

/// Passes bytes on and takes their digest and number.
final class MeasuringSource: ByteSource {
  private let source: any ByteSource
  private var hasher = SHA256()
  private(set) var byteCount: Int64 = 0

  init(_ source: any ByteSource) { self.source = source }

  func read(_ maximum: Int, appendingTo buffer: inout [UInt8]) throws -> Int {
    let start = buffer.count
    let count = try source.read(maximum, appendingTo: &buffer)
    hasher.update(buffer.span.extracting(start..<start + count))
    byteCount += Int64(count)
    return count
  }

  /// Reads what is left and returns the digest of everything.
  func finish() throws -> SHA256.Digest {
    var buffer: [UInt8] = []
    while try read(1 << 18, appendingTo: &buffer) > 0 { buffer.removeAll(keepingCapacity: true) }
    return hasher.finish()
  }
}

/// Passes bytes on and takes their digest and number.
final class MeasuringSink: ByteSink {
  private let sink: any ByteSink
  private var hasher = SHA256()
  private(set) var byteCount: Int64 = 0

  init(_ sink: any ByteSink) { self.sink = sink }

  func write(_ bytes: RawSpan) throws {
    hasher.update(bytes)
    byteCount += Int64(bytes.byteCount)
    try sink.write(bytes)
  }

  func finish() throws { try sink.finish() }

  /// Of everything written; call once.
  func digest() -> SHA256.Digest { hasher.finish() }
}
