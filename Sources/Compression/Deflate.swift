/// Why bytes could not be decompressed.
package enum DecompressionError: Error, Hashable, Sendable {
  /// The data contradict their format at or before this offset of the compressed bytes.
  case damaged(offset: Int)
  /// The compressed bytes end too early.
  case truncated
  /// More comes out than was announced.
  case tooLong(limit: Int)
}

/// DEFLATE (RFC 1951) and gzip (RFC 1952) of whole buffers.
package enum Deflate {
  /// Compresses `bytes` and appends the result to `output`.
  ///
  /// Deterministic: the gzip header holds neither time nor name. Level 0 stores, 1 is fastest, 9
  /// is smallest.
  package static func compress(
    _ bytes: Span<UInt8>,
    as format: DeflateFormat,
    level: Int,
    appendingTo output: inout [UInt8]
  ) {
    if format == .gzip { output.append(contentsOf: Gzip.header(level: level)) }
    Deflater(level: level).deflate(bytes, .finish, appendingTo: &output)
    if format == .gzip {
      output.append(contentsOf: Gzip.trailer(CRC32(bytes), size: UInt64(bytes.count)))
    }
  }

  /// Decompresses `bytes`, which hold one stream (gzip: one or more members) and nothing else.
  ///
  /// At most `limit` bytes may come out, and memory never grows beyond that; room for `expected`
  /// is made at first.
  package static func inflate(
    _ bytes: Span<UInt8>,
    as format: DeflateFormat,
    limit: Int,
    expected: Int = 0
  ) throws(DecompressionError) -> [UInt8] {
    let inflater = Inflater(format)
    var output: [UInt8] = []
    var position = 0
    while true {
      let rest = bytes.extracting(position..<bytes.count)
      // One byte beyond the limit, so that a stream that is too long shows itself.
      let guess = output.isEmpty ? max(expected, 64) : max(output.count, 1024)
      let room = min(guess, limit - output.count + 1)
      let before = output.count
      var step: (verdict: Inflater.Verdict, consumed: Int) = (.damaged, 0)
      output.append(addingCapacity: room) { step = inflater.step(rest, into: &$0) }
      position += step.consumed
      guard output.count <= limit else { throw .tooLong(limit: limit) }
      switch step.verdict {
      case .damaged: throw .damaged(offset: position)
      case .end where position == bytes.count: return output
      case .end where format == .gzip: inflater.reset()
      case .end: throw .damaged(offset: position)
      case .more where step.consumed == 0 && output.count == before: throw .truncated
      case .more: break
      }
    }
  }
}

/// The frame of a gzip member (RFC 1952, clause 2.3).
package enum Gzip {
  /// ID1 and ID2, with which every member begins.
  package static let magic: [UInt8] = [0x1F, 0x8B]

  /// Whether `prefix` begins like a gzip member with the only method there is.
  package static func isGzip(_ prefix: Span<UInt8>) -> Bool {
    prefix.count >= 3 && prefix[0] == magic[0] && prefix[1] == magic[1] && prefix[2] == 8
  }

  /// CM deflate, no flags, MTIME 0, XFL by level, OS 255 (unknown): the same on every machine.
  static func header(level: Int) -> [UInt8] {
    let extra: UInt8 = level == 9 ? 2 : level == 1 ? 4 : 0
    return magic + [8, 0, 0, 0, 0, 0, extra, 255]
  }

  /// CRC32 and ISIZE (modulo 2^32), little-endian.
  static func trailer(_ checksum: CRC32, size: UInt64) -> [UInt8] {
    let size = UInt32(truncatingIfNeeded: size)
    return [checksum.value, size].flatMap { word in
      stride(from: UInt32(0), to: 32, by: 8).map { UInt8(truncatingIfNeeded: word >> $0) }
    }
  }
}
