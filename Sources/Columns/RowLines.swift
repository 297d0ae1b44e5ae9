/// Writes the rows of text columns as lines: something in front of each cell, the cell with some of
/// its bytes escaped, something behind the last.
///
/// Goes column by column: the first pass measures each cell, the second writes it to its place in
/// its row. So the inner loops see one array, and never a row of them.
package struct RowLines: Sendable {
  /// What stands for a byte that cannot stand for itself.
  package struct Escapes: Sendable {
    /// Around a cell that needs it; nil when none does.
    fileprivate var quote: UInt8?
    /// For each byte 0, or one more than the place of what is written in its stead.
    fileprivate var codes = [UInt8](repeating: 0, count: 256)
    /// How many bytes more that is.
    fileprivate var growth = [UInt8](repeating: 0, count: 256)
    fileprivate var replacements: [[UInt8]] = []
    /// For each byte the bits below.
    fileprivate var classes = [UInt8](repeating: 0, count: 256)

    /// Is replaced, or puts its cell in quotes: anywhere, at an edge, in front of the first column.
    fileprivate static let grows: UInt8 = 1
    fileprivate static let needsQuotes: UInt8 = 2
    fileprivate static let needsQuotesAtEdge: UInt8 = 4
    fileprivate static let needsQuotesInFront: UInt8 = 8

    package init() {}

    /// Writes `replacement`, at least one byte, for each `byte`.
    package mutating func replace(_ byte: UInt8, by replacement: [UInt8]) {
      replacements.append(replacement)
      codes[Int(byte)] = UInt8(clamping: replacements.count)
      growth[Int(byte)] = UInt8(clamping: replacement.count - 1)
      classes[Int(byte)] |= Self.grows
    }

    /// Quotes a cell that has one of `bytes`, has one of `edges` first or last, or begins a line
    /// with one of `fronts`.
    package mutating func quote(
      with quote: UInt8,
      bytes: [UInt8],
      edges: [UInt8],
      fronts: [UInt8]
    ) {
      self.quote = quote
      for byte in bytes { classes[Int(byte)] |= Self.needsQuotes }
      for byte in edges { classes[Int(byte)] |= Self.needsQuotesAtEdge }
      for byte in fronts { classes[Int(byte)] |= Self.needsQuotesInFront }
    }
  }

  private let prefixes: [[UInt8]]
  private let suffix: [UInt8]
  private let escapes: Escapes

  /// Rows at a time: what they become stays in a core's own cache.
  private static let blockRows = 1024

  /// `prefixes` stand in front of the cells, one for each column; `suffix` behind each row.
  package init(prefixes: [[UInt8]], suffix: [UInt8], escapes: Escapes) {
    self.prefixes = prefixes
    self.suffix = suffix
    self.escapes = escapes
  }

  /// Appends all rows of `columns`; a null is an empty cell.
  package func append(_ columns: [TextColumn], to output: inout [UInt8]) {
    let count = columns.first?.count ?? 0
    for start in stride(from: 0, to: count, by: Self.blockRows) {
      append(columns, start..<min(count, start + Self.blockRows), to: &output)
    }
  }

  private func append(_ columns: [TextColumn], _ rows: Range<Int>, to output: inout [UInt8]) {
    var cells = [[Int32]](repeating: [], count: columns.count)
    var places = [Int](repeating: suffix.count, count: rows.count)
    for index in columns.indices {
      cells[index] = measured(columns[index], rows, isFirst: index == 0)
      let prefix = prefixes[index].count
      for row in places.indices { places[row] += prefix + Int(cells[index][row]) }
    }
    var end = output.count
    for row in places.indices {
      let length = places[row]
      places[row] = end
      end += length
    }
    output.append(contentsOf: repeatElement(0, count: end - output.count))
    for index in columns.indices {
      write(columns[index], rows, prefixes[index], cells[index], &places, &output)
    }
    var target = output.mutableSpan
    for place in places {
      for index in suffix.indices { target[place + index] = suffix[index] }
    }
  }

  /// The length of each cell as it is written.
  private func measured(_ column: TextColumn, _ rows: Range<Int>, isFirst: Bool) -> [Int32] {
    let edge = Escapes.needsQuotesAtEdge
    let front = isFirst ? edge | Escapes.needsQuotesInFront : edge
    let anywhere = Escapes.grows | Escapes.needsQuotes
    // Safe: offsets of a column ascend inside its bytes, and `classes` has a place for each byte.
    return unsafe column.bytes.withUnsafeBufferPointer { source in
      unsafe column.offsets.withUnsafeBufferPointer { ends in
        unsafe escapes.classes.withUnsafeBufferPointer { classes in
          rows.map { row in
            let (start, end) = unsafe (Int(ends[row]), Int(ends[row + 1]))
            guard start < end else { return 0 }
            var seen: UInt8 = 0
            for index in start..<end { unsafe seen |= classes[Int(source[index])] }
            seen &= anywhere
            unsafe seen |= classes[Int(source[start])] & front
            unsafe seen |= classes[Int(source[end - 1])] & edge
            let length = Int32(truncatingIfNeeded: end - start)
            guard seen != 0 else { return length }
            let cell = unsafe UnsafeBufferPointer(rebasing: source[start..<end])
            return unsafe length + grown(cell, isQuoted: seen & ~Escapes.grows != 0)
          }
        }
      }
    }
  }

  /// How much longer a cell is when it is written.
  private func grown(_ cell: UnsafeBufferPointer<UInt8>, isQuoted: Bool) -> Int32 {
    var more: Int32 = escapes.quote != nil && isQuoted ? 2 : 0
    for index in cell.indices { unsafe more += Int32(escapes.growth[Int(cell[index])]) }
    return more
  }

  private func write(
    _ column: TextColumn,
    _ rows: Range<Int>,
    _ prefix: [UInt8],
    _ lengths: [Int32],
    _ places: inout [Int],
    _ output: inout [UInt8]
  ) {
    let (bytes, offsets) = (column.bytes, column.offsets)
    let (source, ends) = (bytes.span, offsets.span)
    let lead = prefix.span
    var target = output.mutableSpan
    for row in rows {
      let (start, end) = (Int(ends[row]), Int(ends[row + 1]))
      let place = places[row - rows.lowerBound]
      Self.copy(lead, 0..<lead.count, to: &target, at: place)
      let cell = place + lead.count
      let length = Int(lengths[row - rows.lowerBound])
      if length == end - start {
        Self.copy(source, start..<end, to: &target, at: cell)
      } else {
        writeEscaped(source, start..<end, length, &target, at: cell)
      }
      places[row - rows.lowerBound] = cell + length
    }
  }

  private static func copy(
    _ source: Span<UInt8>,
    _ range: Range<Int>,
    to target: inout MutableSpan<UInt8>,
    at place: Int
  ) {
    precondition(place >= 0 && place + range.count <= target.count)
    let part = source.extracting(range)
    // Safe: `extracting` has checked the range, the line above the room for it.
    unsafe part.withUnsafeBufferPointer { from in
      unsafe target.withUnsafeMutableBufferPointer { to in
        guard let from = from.baseAddress, let to = to.baseAddress else { return }
        unsafe (to + place).update(from: from, count: range.count)
      }
    }
  }

  private func writeEscaped(
    _ source: Span<UInt8>,
    _ range: Range<Int>,
    _ length: Int,
    _ target: inout MutableSpan<UInt8>,
    at start: Int
  ) {
    var place = start
    let quote = escapes.quote
    if let quote {
      target[place] = quote
      target[start + length - 1] = quote
      place += 1
    }
    for index in range {
      let byte = source[index]
      let code = Int(escapes.codes[Int(byte)])
      guard code > 0 else {
        target[place] = byte
        place += 1
        continue
      }
      for replacement in escapes.replacements[code - 1] {
        target[place] = replacement
        place += 1
      }
    }
  }
}
