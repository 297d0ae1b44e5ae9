internal import Columns
internal import Compression

/// A column chunk as it stands in the file; offsets count from its first byte.
struct EncodedChunk: Sendable {
  var bytes: [UInt8] = []
  /// Size of the pages with their headers before compression (ColumnMetaData, field 6).
  var uncompressedSize = 0
  var dictionaryPageOffset: Int?
  var dataPageOffset = 0
  var dataPageCount = 0
  var dataEncoding = Encoding.plain
  var statistics = ColumnStatistics()
  /// Over all of `bytes`, headers included.
  var checksum = CRC32()
  var minimum: StatisticValue?
  var maximum: StatisticValue?
}

/// Encodes the rows of one column in a row group.
///
/// The way of the values: levels -> dictionary or plain -> page -> compression -> checksum.
struct ChunkEncoder: Sendable {
  let mapping: ColumnMapping
  let options: ParquetOptions

  func encode(_ rows: ColumnRows) -> EncodedChunk {
    var chunk = EncodedChunk()
    let dictionary = DictionaryPages(rows, options)
    if let dictionary {
      chunk.dictionaryPageOffset = 0
      chunk.dataEncoding = .rleDictionary
      var body: [UInt8] = []
      dictionary.appendEntries(as: mapping.physical, to: &body)
      let header = PageHeader(type: .dictionary, valueCount: dictionary.count)
      append(header, body, to: &chunk)
    }
    chunk.dataPageOffset = chunk.bytes.count
    var firstCode = 0
    for page in pages(rows, isPlain: dictionary == nil) {
      let slices = rows.slices(of: page)
      var body: [UInt8] = []
      let present = appendLevels(slices, to: &body)
      if let dictionary {
        dictionary.appendIndices(firstCode..<firstCode + present, to: &body)
        firstCode += present
      } else {
        appendPlain(slices, to: &body)
      }
      let encoding = chunk.dataEncoding
      append(
        PageHeader(type: .data, valueCount: page.count, encoding: encoding),
        body,
        to: &chunk
      )
      chunk.statistics.nullCount += page.count - present
    }
    addStatistics(rows, dictionary, to: &chunk)
    return chunk
  }

  /// Returns the number of rows that are not null.
  private func appendLevels(_ slices: [ColumnRows.Slice], to body: inout [UInt8]) -> Int {
    guard mapping.isNullable else { return slices.reduce(0) { $0 + $1.rows.count } }
    var levels = DefinitionLevels()
    for slice in slices { levels.append(slice) }
    levels.encode(to: &body)
    return levels.presentCount
  }

  private func appendPlain(_ slices: [ColumnRows.Slice], to body: inout [UInt8]) {
    if mapping.physical == .boolean {
      PlainEncoder.appendBooleans(slices, to: &body)
    } else {
      for slice in slices { PlainEncoder.append(slice, as: mapping.physical, to: &body) }
    }
  }

  private func append(_ header: PageHeader, _ body: [UInt8], to chunk: inout EncodedChunk) {
    var stored = body
    if case .gzip(let level) = options.compression {
      stored = []
      Deflate.compress(body.span, as: .gzip, level: level, appendingTo: &stored)
    }
    var header = header
    header.uncompressedSize = body.count
    header.compressedSize = stored.count
    let checksum = CRC32(stored.span)
    header.checksum = checksum.value
    let headerBytes = header.serialized
    chunk.checksum.update(headerBytes.span)
    chunk.checksum.append(checksum, count: stored.count)
    chunk.bytes.append(contentsOf: headerBytes)
    chunk.bytes.append(contentsOf: stored)
    chunk.uncompressedSize += headerBytes.count + body.count
    if header.type == .data { chunk.dataPageCount += 1 }
  }

  /// Cuts the rows into pages by number, and plain text also by size.
  private func pages(_ rows: ColumnRows, isPlain: Bool) -> [Range<Int>] {
    let isText = mapping.physical == .byteArray
    var pages: [Range<Int>] = []
    var start = 0
    while start < rows.count {
      let window = start..<min(start + options.pageRows, rows.count)
      let count = isText && isPlain ? fittingCount(rows.slices(of: window)) : window.count
      pages.append(start..<start + count)
      start += count
    }
    return pages
  }

  /// How many rows, at least one, fit into `pageBytes`.
  private func fittingCount(_ slices: [ColumnRows.Slice]) -> Int {
    var size = 0
    var count = 0
    for slice in slices {
      let bound = slice.textSizeBound
      if bound <= options.pageBytes - size {
        size += bound
        count += slice.rows.count
        continue
      }
      for row in slice.rows {
        size += 4 + slice.column.textSize(row)
        if size > options.pageBytes, count > 0 { return count }
        count += 1
      }
    }
    return count
  }

  private func addStatistics(
    _ rows: ColumnRows,
    _ dictionary: DictionaryPages?,
    to chunk: inout EncodedChunk
  ) {
    guard options.statistics.contains(mapping.name) else { return }
    guard let range = dictionary?.range ?? StatisticValue.range(rows) else { return }
    chunk.minimum = range.minimum
    chunk.maximum = range.maximum
    chunk.statistics.minimum = range.minimum.plainBytes(mapping.physical)
    chunk.statistics.maximum = range.maximum.plainBytes(mapping.physical)
  }
}

extension ColumnRows.Slice {
  /// Size of the slice in PLAIN encoding, nulls counted as empty texts; `Int.max` when finding out
  /// takes a look at each row.
  fileprivate var textSizeBound: Int {
    guard case .text(let column) = column, let last = rows.last else { return .max }
    let bytes = column.range(last).upperBound - column.range(rows.lowerBound).lowerBound
    return bytes + 4 * rows.count
  }
}

extension Column {
  /// Bytes of the text at `row`, 0 for other types.
  func textSize(_ row: Int) -> Int {
    switch self {
    case .text(let column): column.range(row).count
    case .dictionary(let column):
      isNull(row) ? 0 : column.values.range(Int(column.codes[row])).count
    default: 0
    }
  }
}
