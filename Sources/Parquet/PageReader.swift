internal import Compression

/// A page of a column chunk, decompressed.
struct Page {
  let header: PageHeader
  /// The page's bytes stand in `range` of this: the chunk's own when nothing was compressed.
  let bytes: [UInt8]
  /// Data pages V2: the levels, which are never compressed; part of the chunk's bytes.
  let levels: Range<Int>?
  let range: Range<Int>
  /// Offset of the page's body in the file.
  let offset: Int
}

/// Cuts a column chunk into pages: header, checksum, decompression.
struct PageReader {
  /// The chunk as it stands in the file.
  let chunk: [UInt8]
  /// Its offset in the file.
  let base: Int
  let codec: Codec
  /// Whether the chunk has matched a checksum of its own: those of its pages need no look.
  let isVerified: Bool
  private var position = 0

  /// No page of a sane writer is larger, uncompressed.
  static let maximumPageSize = 1 << 30

  /// DEFLATE cannot expand more than this (zlib's technical notes), Snappy far less; a page that
  /// claims to is damaged, and memory is not asked for.
  static let maximumExpansion = 1032

  init(_ chunk: [UInt8], base: Int, codec: Codec, isVerified: Bool = false) {
    self.chunk = chunk
    self.base = base
    self.codec = codec
    self.isVerified = isVerified
  }

  /// The next page, nil at the end of the chunk.
  mutating func next() throws(ParquetError) -> Page? {
    guard position < chunk.count else { return nil }
    let start = position
    var reader = ThriftReader(chunk, at: position, base: base)
    let header = try PageHeader(&reader)
    let bodyStart = reader.position
    guard header.compressedSize <= chunk.count - bodyStart else {
      throw .damaged("a page reaches beyond its column", at: base + start)
    }
    let body = bodyStart..<bodyStart + header.compressedSize
    position = body.upperBound
    if let checksum = header.checksum, !isVerified {
      guard CRC32(chunk.span.extracting(body)).value == checksum else {
        throw .damaged("a page does not match its checksum", at: base + start)
      }
    }
    return try page(header, body)
  }

  private func page(_ header: PageHeader, _ body: Range<Int>) throws(ParquetError) -> Page {
    var (levels, values): (Range<Int>?, Range<Int>) = (nil, body)
    var expected = header.uncompressedSize
    var isCompressed = codec != .uncompressed
    if header.type == .dataV2 {
      let repetition = header.repetitionLevelsSize
      let definition = header.definitionLevelsSize
      guard repetition <= body.count, definition <= body.count - repetition,
        repetition + definition <= expected
      else { throw .damaged("levels reach beyond their page", at: base + body.lowerBound) }
      let start = body.lowerBound + repetition
      levels = start..<start + definition
      values = start + definition..<body.upperBound
      expected -= repetition + definition
      isCompressed = isCompressed && header.isCompressed
    }
    let offset = base + body.lowerBound
    guard isCompressed, !(values.isEmpty && expected == 0) else {
      guard values.count == expected else {
        throw .damaged("a page is not as long as announced", at: offset)
      }
      return Page(header: header, bytes: chunk, levels: levels, range: values, offset: base)
    }
    let bytes = try decompress(values, expected)
    return Page(
      header: header,
      bytes: bytes,
      levels: levels,
      range: 0..<bytes.count,
      offset: offset
    )
  }

  private func decompress(_ range: Range<Int>, _ expected: Int) throws(ParquetError) -> [UInt8] {
    let offset = base + range.lowerBound
    guard expected <= Self.maximumPageSize,
      expected / Self.maximumExpansion <= range.count
    else { throw .damaged("a page claims an impossible size", at: offset) }
    let bytes: [UInt8]
    do {
      let stored = chunk.span.extracting(range)
      switch codec {
      case .gzip:
        bytes = try Deflate.inflate(stored, as: .gzip, limit: expected, expected: expected)
      case .snappy: bytes = try Snappy.decompress(stored, limit: expected)
      default: throw ParquetError.unsupported("compression \(codec)")
      }
    } catch let error as ParquetError {
      throw error
    } catch {
      throw .damaged("a page cannot be decompressed", at: offset)
    }
    guard bytes.count == expected else {
      throw .damaged("a page is not as long as announced", at: offset)
    }
    return bytes
  }
}
