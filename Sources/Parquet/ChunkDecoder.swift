internal import Columns

/// Decodes a column chunk into a column.
///
/// The way of the bytes: page -> levels -> values that are present -> values for all rows.
struct ChunkDecoder {
  private let mapping: ColumnMapping
  private let rowCount: Int
  private var pages: PageReader
  private var levels = DefinitionLevels()
  private var dictionary = Dictionary()
  private var values = Values()

  private enum Dictionary {
    case none
    case text(TextColumn)
    case integers([Int64])

    init() { self = .none }
  }

  /// What was decoded so far, one value a row.
  private struct Values {
    var integers: [Int64] = []
    /// Indices into the dictionary, as long as no page had texts of its own.
    var codes: [Int32] = []
    var text = DecodedTexts()
    var isText = false
  }

  init(
    _ mapping: ColumnMapping,
    _ metadata: ColumnChunkMetadata,
    _ bytes: [UInt8],
    base: Int,
    rowCount: Int,
    isVerified: Bool
  ) {
    self.mapping = mapping
    self.rowCount = rowCount
    pages = PageReader(bytes, base: base, codec: metadata.codec, isVerified: isVerified)
  }

  consuming func decode() throws(ParquetError) -> Column {
    while levels.count < rowCount {
      guard let page = try pages.next() else {
        throw .damaged("a column ends too early", at: pages.base + pages.chunk.count)
      }
      switch page.header.type {
      case .dictionary: try readDictionary(page)
      case .data, .dataV2: try readData(page)
      case .index: break
      }
    }
    return try column()
  }

  private var isTextual: Bool {
    mapping.conversion == .text || mapping.conversion == .floatingText
  }

  // MARK: - Pages

  private mutating func readDictionary(_ page: Page) throws(ParquetError) {
    guard case .none = dictionary else {
      throw .damaged("two dictionaries in a column", at: page.offset)
    }
    let header = page.header
    guard header.encoding == .plain || header.encoding == .plainDictionary else {
      throw .unsupported("a dictionary with encoding \(header.encoding)")
    }
    if isTextual {
      let texts = try plainTexts(page, page.range, header.valueCount)
      dictionary = .text(try checked(texts, nil, at: page.offset))
    } else {
      dictionary = .integers(try plainIntegers(page, page.range, header.valueCount))
    }
  }

  private mutating func readData(_ page: Page) throws(ParquetError) {
    let count = page.header.valueCount
    guard count <= rowCount - levels.count else {
      throw .damaged("a page has more values than its row group", at: page.offset)
    }
    let first = levels.count
    let before = levels.presentCount
    let values = try readLevels(page, count)
    let rows = first..<first + count
    let present = levels.presentCount - before
    if isTextual {
      try readTexts(page, values, rows, present)
    } else {
      let dense = try integers(page, values, present)
      self.values.integers.scatter(dense, rows, levels, placeholder: 0)
    }
  }

  /// Reads the definition levels; returns where the values begin.
  private mutating func readLevels(
    _ page: Page,
    _ count: Int
  ) throws(ParquetError) -> Range<Int> {
    guard mapping.isNullable else {
      levels.append(repeating: true, count: count)
      return page.range
    }
    if let range = page.levels {
      var decoder = HybridDecoder(range, bitWidth: 1, base: pages.base)
      let bytes = pages.chunk
      try decoder.readLevels(count, from: bytes.span, appendingTo: &levels)
      return page.range
    }
    guard page.header.levelEncoding == .rle else {
      throw .unsupported("levels with encoding \(page.header.levelEncoding)")
    }
    let (range, rest) = try prefixed(page)
    var decoder = HybridDecoder(range, bitWidth: 1, base: page.offset)
    try decoder.readLevels(count, from: page.bytes.span, appendingTo: &levels)
    return rest
  }

  /// Splits a page at the length of four bytes with which it begins.
  private func prefixed(
    _ page: Page,
    _ part: Range<Int>? = nil
  ) throws(ParquetError) -> (head: Range<Int>, rest: Range<Int>) {
    let range = part ?? page.range
    guard range.count >= 4 else { throw .damaged("a page ends too early", at: page.offset) }
    let length = (0..<4).reduce(0) { $0 | Int(page.bytes[range.lowerBound + $1]) << (8 * $1) }
    let start = range.lowerBound + 4
    guard length <= range.upperBound - start else {
      throw .damaged("levels reach beyond their page", at: page.offset)
    }
    return (start..<start + length, start + length..<range.upperBound)
  }

  // MARK: - Texts

  private mutating func readTexts(
    _ page: Page,
    _ range: Range<Int>,
    _ rows: Range<Int>,
    _ present: Int
  ) throws(ParquetError) {
    if page.header.encoding.isDictionary {
      guard case .text(let entries) = dictionary else {
        throw .damaged("a page without its dictionary", at: page.offset)
      }
      let codes = try codes(page, range, present, limit: entries.count)
      values.codes.scatter(codes, rows, levels, placeholder: 0)
      if values.isText { try writeOutCodes(from: rows.lowerBound) }
    } else {
      if !values.isText {
        values.isText = true
        try writeOutCodes(from: 0)
      }
      let texts = try texts(page, range, present)
      try append(texts, rows)
      values.codes.append(contentsOf: repeatElement(0, count: rows.count))
    }
  }

  private func texts(
    _ page: Page,
    _ range: Range<Int>,
    _ count: Int
  ) throws(ParquetError) -> DecodedTexts {
    var delta = DeltaDecoder(range, base: page.offset)
    switch page.header.encoding {
    case .plain: return try plainTexts(page, range, count)
    case .deltaLengthByteArray where mapping.physical == .byteArray:
      return try delta.texts(count, from: page.bytes.span)
    case .deltaByteArray where mapping.physical == .byteArray:
      return try delta.prefixedTexts(count, from: page.bytes.span)
    default: throw .unsupported("encoding \(page.header.encoding)")
    }
  }

  private func plainTexts(
    _ page: Page,
    _ range: Range<Int>,
    _ count: Int
  ) throws(ParquetError) -> DecodedTexts {
    let decoder = PlainDecoder(bytes: page.bytes, range: range, base: page.offset)
    switch mapping.physical {
    case .float: return try decoder.floatingTexts(count, isDouble: false)
    case .double: return try decoder.floatingTexts(count, isDouble: true)
    default: return try decoder.texts(count)
    }
  }

  /// Adds the texts of a page; a null row ends where the row before it does.
  private mutating func append(_ texts: DecodedTexts, _ rows: Range<Int>) throws(ParquetError) {
    let start = values.text.bytes.count
    guard start + texts.bytes.count <= Int(Int32.max) else {
      throw .unsupported("more than 2 GiB of text in a row group")
    }
    values.text.bytes.append(contentsOf: texts.bytes)
    values.text.ends.reserveCapacity(rows.upperBound)
    var next = 0
    var end = Int32(start)
    for row in rows {
      if levels[row] {
        end = Int32(start) + texts.ends[next]
        next += 1
      }
      values.text.ends.append(end)
    }
  }

  /// Turns the codes of the rows from `first` on into texts.
  private mutating func writeOutCodes(from first: Int) throws(ParquetError) {
    guard case .text(let entries) = dictionary else { return }
    for row in first..<values.codes.count {
      if levels[row] {
        let range = entries.range(Int(values.codes[row]))
        values.text.bytes.append(contentsOf: entries.bytes[range])
      }
      guard values.text.end() else {
        throw .unsupported("more than 2 GiB of text in a row group")
      }
    }
  }

  // MARK: - Numbers

  private func integers(
    _ page: Page,
    _ range: Range<Int>,
    _ count: Int
  ) throws(ParquetError) -> [Int64] {
    switch (page.header.encoding, mapping.physical) {
    case (.plain, _): return try plainIntegers(page, range, count)
    case (.plainDictionary, _), (.rleDictionary, _):
      guard case .integers(let entries) = dictionary else {
        throw .damaged("a page without its dictionary", at: page.offset)
      }
      return try codes(page, range, count, limit: entries.count).map { entries[Int($0)] }
    case (.rle, .boolean):
      let (runs, _) = try prefixed(page, range)
      var decoder = HybridDecoder(runs, bitWidth: 1, base: page.offset)
      var bits: [Int32] = []
      try decoder.read(count, from: page.bytes.span, appendingTo: &bits)
      return bits.map(Int64.init)
    case (.deltaBinaryPacked, .int32), (.deltaBinaryPacked, .int64):
      var decoder = DeltaDecoder(range, base: page.offset)
      return try decoder.integers(count, from: page.bytes.span)
    default: throw .unsupported("encoding \(page.header.encoding)")
    }
  }

  private func plainIntegers(
    _ page: Page,
    _ range: Range<Int>,
    _ count: Int
  ) throws(ParquetError) -> [Int64] {
    let decoder = PlainDecoder(bytes: page.bytes, range: range, base: page.offset)
    switch mapping.physical {
    case .boolean: return try decoder.booleans(count)
    case .int32: return try decoder.integers(count, width: 4)
    case .int64: return try decoder.integers(count, width: 8)
    case .int96: return try decoder.timestamps96(count)
    case .byteArray: return try decoder.variableDecimals(count)
    case .fixedLengthByteArray:
      return try decoder.fixedDecimals(count, width: mapping.typeLength)
    case .float, .double: throw .unsupported("floating numbers here")
    }
  }

  /// Dictionary indices, each below `limit`.
  private func codes(
    _ page: Page,
    _ range: Range<Int>,
    _ count: Int,
    limit: Int
  ) throws(ParquetError) -> [Int32] {
    guard count > 0 else { return [] }
    guard let start = range.first, page.bytes[start] <= 32 else {
      throw .damaged("bit width out of range", at: page.offset)
    }
    let runs = start + 1..<range.upperBound
    let width = Int(page.bytes[start])
    var decoder = HybridDecoder(runs, bitWidth: width, base: page.offset)
    var codes: [Int32] = []
    try decoder.read(count, from: page.bytes.span, appendingTo: &codes)
    var highest: UInt32 = 0
    for code in codes { highest = max(highest, UInt32(bitPattern: code)) }
    guard highest < limit else {
      throw .damaged("an index beyond its dictionary", at: page.offset)
    }
    return codes
  }
}

// MARK: - The finished column

extension ChunkDecoder {
  private func column() throws(ParquetError) -> Column {
    let validity = levels.validity
    guard isTextual else {
      return try IntegerColumns.column(values.integers, validity, mapping, at: pages.base)
    }
    if values.isText {
      return .text(try checked(values.text, validity, at: pages.base))
    }
    guard case .text(let entries) = dictionary else {
      return .nulls(.utf8, count: rowCount)
    }
    let codes = values.codes
    return .dictionary(DictionaryColumn(codes: codes, values: entries, validity: validity))
  }

  /// A text column, once its bytes are known to be UTF-8 text by text.
  private func checked(
    _ texts: DecodedTexts,
    _ validity: Bitmap?,
    at offset: Int
  ) throws(ParquetError) -> TextColumn {
    let bytes = texts.bytes
    let isValid = (try? UTF8Span(validating: bytes.span)) != nil
    // Valid as a whole and never cut within a character: valid each.
    let isCut = texts.ends.contains { $0 < bytes.count && bytes[Int($0)] & 0xC0 == 0x80 }
    guard isValid, !isCut else { throw .unsupported("bytes that are not UTF-8 text") }
    return TextColumn(bytes: bytes, offsets: [0] + texts.ends, validity: validity)
  }
}

extension Array {
  /// Appends a value for each row: those of `dense` in order where `levels` is one, else
  /// `placeholder`.
  fileprivate mutating func scatter(
    _ dense: [Element],
    _ rows: Range<Int>,
    _ levels: DefinitionLevels,
    placeholder: Element
  ) {
    guard dense.count < rows.count else { return append(contentsOf: dense) }
    reserveCapacity(rows.upperBound)
    var next = 0
    for row in rows {
      if levels[row] {
        append(dense[next])
        next += 1
      } else {
        append(placeholder)
      }
    }
  }
}
