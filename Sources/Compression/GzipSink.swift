package import ByteIO
internal import Concurrency

/// Writes one gzip member (RFC 1952) to the sink below.
///
/// The input is cut into blocks of `blockSize` that are deflated independently, `threads` at a
/// time, and joined by full flushes: the bytes depend on input and level alone, never on the
/// number of threads.
package final class GzipSink: ByteSink {
  /// Input bytes a block; at this size the blocks' independence costs under 1 %.
  package static let blockSize = 1 << 19

  private let sink: any ByteSink
  private let level: Int
  private let threads: Int
  private let storesIncompressible: Bool
  private var pending: [UInt8] = []
  private var checksum = CRC32()
  private var size: UInt64 = 0
  private var hasHeader = false

  /// - Parameters:
  ///   - sink: Where the compressed bytes go; finished together with this one.
  ///   - level: 0 stores (for what is compressed already), 1 is fastest, 9 is smallest.
  ///   - threads: Blocks compressed at the same time.
  ///   - storesIncompressible: Whether blocks whose samples do not shrink, such as pages of
  ///     compressed tables, are stored as they are: many times as fast, hardly larger.
  package init(
    _ sink: any ByteSink,
    level: Int = 6,
    threads: Int = 1,
    storesIncompressible: Bool = false
  ) {
    self.sink = sink
    self.level = level
    self.threads = max(threads, 1)
    self.storesIncompressible = storesIncompressible
  }

  package func write(_ bytes: RawSpan) throws {
    var rest = bytes
    while rest.byteCount > 0 {
      let count = min(rest.byteCount, Self.blockSize * threads - pending.count)
      pending.append(rest.extracting(first: count))
      rest = rest.extracting(droppingFirst: count)
      // A full batch waits until more follows, so that the last block is known to be the last.
      if pending.count == Self.blockSize * threads, rest.byteCount > 0 { try flush(isLast: false) }
    }
  }

  package func finish() throws {
    try flush(isLast: true)
    try sink.write(Gzip.trailer(checksum, size: size))
    try sink.finish()
  }

  private func flush(isLast: Bool) throws {
    if !hasHeader {
      try sink.write(Gzip.header(level: level))
      hasHeader = true
    }
    let input = pending
    pending.removeAll(keepingCapacity: true)
    let starts = Array(stride(from: 0, to: max(input.count, 1), by: Self.blockSize))
    let (level, storesIncompressible) = (level, storesIncompressible)
    let blocks = Concurrent.map(starts.count, threads: threads) { index in
      let end = min(starts[index] + Self.blockSize, input.count)
      let block = input.span.extracting(starts[index]..<end)
      var output: [UInt8] = []
      let isEnd = isLast && index == starts.count - 1
      let stores = storesIncompressible && Self.isIncompressible(block)
      Deflater(level: stores ? 0 : level)
        .deflate(block, isEnd ? .finish : .fullFlush, appendingTo: &output)
      return (output, CRC32(block), block.count)
    }
    for (output, sum, count) in blocks {
      try sink.write(output)
      checksum.append(sum, count: count)
      size += UInt64(count)
    }
  }
  /// Whether samples from the beginning, the middle and the end of `block` shrink by less than a
  /// thirty-second, at level 1.
  private static func isIncompressible(_ block: Span<UInt8>) -> Bool {
    let size = 1 << 13
    guard block.count >= 4 * size else { return false }
    return [0, (block.count - size) / 2, block.count - size].allSatisfy { start in
      var output: [UInt8] = []
      Deflater(level: 1)
        .deflate(block.extracting(start..<start + size), .finish, appendingTo: &output)
      return output.count > size - size / 32
    }
  }
}
