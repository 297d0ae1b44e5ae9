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

  /// The bytes that change a cell wherever they stand: all below a limit, and at most four more.
  ///
  /// Few columns have any. So a block of a column is first searched as a whole, which the compiler
  /// makes sixteen bytes at a time; only where there is one, cell by cell.
  private struct Specials: Sendable {
    private let limit: UInt8
    private let others: (UInt8, UInt8, UInt8, UInt8)

    /// Nil when they are more than that.
    init?(_ escapes: Escapes) {
      let anywhere = Escapes.grows | Escapes.needsQuotes
      let all = escapes.classes.indices.filter { escapes.classes[$0] & anywhere != 0 }
        .map { UInt8(truncatingIfNeeded: $0) }
      let controls = all.enumerated().prefix { $0.offset == Int($0.element) }.count
      let rest = all.dropFirst(controls)
      guard rest.count <= 4, let last = rest.last ?? all.last else { return nil }
      let four = rest + Array(repeating: last, count: 4 - rest.count)
      limit = UInt8(truncatingIfNeeded: controls)
      others = (
        four[four.startIndex], four[four.startIndex + 1], four[four.startIndex + 2],
        four[four.startIndex + 3]
      )
    }

    func isAny(in bytes: UnsafeBufferPointer<UInt8>) -> Bool {
      var seen: UInt8 = 0
      let (first, second, third, fourth) = others
      let limit = limit
      for index in bytes.indices {
        // Safe: the index is one of the buffer's own.
        let byte = unsafe bytes[index]
        seen |= byte < limit ? 1 : 0
        seen |= byte == first ? 1 : 0
        seen |= byte == second ? 1 : 0
        seen |= byte == third ? 1 : 0
        seen |= byte == fourth ? 1 : 0
      }
      return seen != 0
    }
  }

  private let prefixes: [[UInt8]]
  private let suffix: [UInt8]
  private let escapes: Escapes
  private let specials: Specials?

  /// Rows at a time: what they become stays in a core's own cache.
  private static let blockRows = 1024

  /// `prefixes` stand in front of the cells, one for each column; `suffix` behind each row.
  package init(prefixes: [[UInt8]], suffix: [UInt8], escapes: Escapes) {
    self.prefixes = prefixes
    self.suffix = suffix
    self.escapes = escapes
    specials = Specials(escapes)
  }

  /// Appends all rows of `columns`; a null is an empty cell.
  package func append(_ columns: [TextColumn], to output: inout [UInt8]) {
    let count = columns.first?.count ?? 0
    let fixed = prefixes.reduce(suffix.count) { $0 + $1.count } * count
    let bytes = columns.reduce(fixed) { $0 + $1.bytes.count }
    output.reserveCapacity(output.count + bytes + bytes / 16)
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
    let begin = output.count
    output.append(addingCapacity: end - begin) { span in
      // Safe: the rows fill every place from the first to the last of them, and nothing reads a
      // place before it is written.
      unsafe span.withUnsafeMutableBufferPointer { target, initialized in
        guard let base = target.baseAddress else { return }
        let room = unsafe Room(base: base, count: end - begin)
        for row in places.indices { places[row] -= begin }
        for index in columns.indices {
          write(columns[index], rows, prefixes[index], cells[index], &places, room)
        }
        let tail = suffix.span
        for place in places { room.copy(tail, 0..<tail.count, at: place) }
        initialized = end - begin
      }
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
          let block = unsafe Int(ends[rows.lowerBound])..<Int(ends[rows.upperBound])
          let whole = unsafe UnsafeBufferPointer(rebasing: source[block])
          let isPlain = specials.map { unsafe !$0.isAny(in: whole) } ?? false
          return rows.map { row in
            let (start, end) = unsafe (Int(ends[row]), Int(ends[row + 1]))
            guard start < end else { return 0 }
            var seen: UInt8 = 0
            if !isPlain {
              for index in start..<end { unsafe seen |= classes[Int(source[index])] }
              seen &= anywhere
            }
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
    _ room: Room
  ) {
    let (bytes, offsets) = (column.bytes, column.offsets)
    let (source, ends) = (bytes.span, offsets.span)
    let lead = prefix.span
    for row in rows {
      let (start, end) = (Int(ends[row]), Int(ends[row + 1]))
      let place = places[row - rows.lowerBound]
      room.copy(lead, 0..<lead.count, at: place)
      let cell = place + lead.count
      let length = Int(lengths[row - rows.lowerBound])
      if length == end - start {
        room.copy(source, start..<end, at: cell)
      } else {
        writeEscaped(source, start..<end, length, room, at: cell)
      }
      places[row - rows.lowerBound] = cell + length
    }
  }

  private func writeEscaped(
    _ source: Span<UInt8>,
    _ range: Range<Int>,
    _ length: Int,
    _ room: Room,
    at start: Int
  ) {
    var place = start
    let quote = escapes.quote
    if let quote {
      room.put(quote, at: place)
      room.put(quote, at: start + length - 1)
      place += 1
    }
    for index in range {
      let byte = source[index]
      let code = Int(escapes.codes[Int(byte)])
      guard code > 0 else {
        room.put(byte, at: place)
        place += 1
        continue
      }
      for replacement in escapes.replacements[code - 1] {
        room.put(replacement, at: place)
        place += 1
      }
    }
  }
}

/// Memory that the rows of a block are written to, each place once.
///
/// Safe: every write is checked against `count`.
@safe
private struct Room {
  private let base: UnsafeMutablePointer<UInt8>
  private let count: Int

  init(base: UnsafeMutablePointer<UInt8>, count: Int) {
    unsafe self.base = unsafe base
    self.count = count
  }

  @inline(__always)
  func put(_ byte: UInt8, at place: Int) {
    precondition(place >= 0 && place < count)
    unsafe (base + place).initialize(to: byte)
  }

  /// Copies a cell; most are so short that a call would cost more than the bytes.
  @inline(__always)
  func copy(_ source: Span<UInt8>, _ range: Range<Int>, at place: Int) {
    let length = range.count
    precondition(place >= 0 && length <= count - place)
    let part = source.extracting(range)
    // Safe: `extracting` has checked the range, the line above the room for it.
    unsafe part.withUnsafeBufferPointer { buffer in
      guard let first = buffer.baseAddress else { return }
      let from = unsafe UnsafeRawPointer(first)
      let to = unsafe UnsafeMutableRawPointer(base + place)
      switch length {
      case 8...16: unsafe Self.ends(UInt64.self, from, to, length)
      case 4..<8: unsafe Self.ends(UInt32.self, from, to, length)
      case 17...: unsafe to.copyMemory(from: from, byteCount: length)
      default:
        for index in 0..<length {
          unsafe to.storeBytes(of: buffer[index], toByteOffset: index, as: UInt8.self)
        }
      }
    }
  }

  /// The first and the last bytes of a cell, which overlap unless it is twice as long as they are.
  @inline(__always)
  private static func ends<Word: FixedWidthInteger & BitwiseCopyable>(
    _ type: Word.Type,
    _ from: UnsafeRawPointer,
    _ to: UnsafeMutableRawPointer,
    _ length: Int
  ) {
    let last = length - MemoryLayout<Word>.size
    let head = unsafe from.loadUnaligned(as: Word.self)
    let tail = unsafe from.loadUnaligned(fromByteOffset: last, as: Word.self)
    unsafe to.storeBytes(of: head, as: Word.self)
    unsafe to.storeBytes(of: tail, toByteOffset: last, as: Word.self)
  }
}
