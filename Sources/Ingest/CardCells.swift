import Columns

/// Where the values of some cards stand, until they are copied into columns, one column after the
/// other: a column at a time costs one growth a column, not one a value.
struct CardCells {
  /// A value: `count` bytes from `start` on in the cards' bytes; below zero, from `~start` on in
  /// `made`.
  private struct Cell {
    var start: Int32 = 0
    var count: Int32 = 0
  }

  /// Bytes that one copy moves, wanted or not.
  private static let stride = 16
  private static let blankRow = [Cell](repeating: Cell(), count: CardField.allCases.count)

  private var cells: [Cell] = []
  /// The first cell of the row that is open.
  private var row = 0
  /// Values that do not stand in the cards as they are.
  private var made: [UInt8] = []
  private var texts: [[UInt8]]
  private var ends: [[Int32]]

  init(capacity: Int) {
    cells.reserveCapacity(capacity * Self.blankRow.count)
    texts = Array(repeating: [], count: Self.blankRow.count)
    ends = Array(repeating: [0], count: Self.blankRow.count)
  }

  mutating func beginRow() {
    row = cells.count
    cells += Self.blankRow
  }

  /// The value of the open row is `range` of the cards' bytes.
  mutating func set(_ field: CardField, _ range: Range<Int>) {
    cells[row + field.rawValue] = Cell(start: Int32(range.lowerBound), count: Int32(range.count))
  }

  /// The value of the open row is what `body` appends.
  mutating func set(_ field: CardField, _ body: (inout [UInt8]) -> Void) {
    let start = made.count
    body(&made)
    cells[row + field.rawValue] = Cell(start: ~Int32(start), count: Int32(made.count - start))
  }

  /// Copies the values of all rows since the last time; `source` is the cards' bytes.
  mutating func gather(_ source: Span<UInt8>) {
    let (cells, made) = (cells, made)
    let (placed, own) = (cells.span, made.span)
    for field in 0..<Self.blankRow.count {
      Self.gather(placed, field, source, own, into: &texts[field], &ends[field])
    }
    self.cells = []
    self.made = []
  }

  mutating func finish() -> [Column] {
    let columns = zip(texts, ends).map { Column.text(TextColumn(bytes: $0, offsets: $1)) }
    self = CardCells(capacity: 0)
    return columns
  }

  private static func gather(
    _ cells: Span<Cell>,
    _ field: Int,
    _ source: Span<UInt8>,
    _ made: Span<UInt8>,
    into text: inout [UInt8],
    _ ends: inout [Int32]
  ) {
    let width = blankRow.count
    let rows = cells.count / width
    var total = 0
    for row in 0..<rows { total += Int(cells[row * width + field].count) }
    let start = text.count
    // Safe: `copy` checks what it reads; the room written to is the sum of all lengths and one
    // stride.
    text.append(addingCapacity: total + stride) { output in
      ends.append(addingCapacity: rows) { ends in
        unsafe output.withUnsafeMutableBufferPointer { target, initialized in
          guard let base = target.baseAddress else { return }
          var written = 0
          for row in 0..<rows {
            let cell = cells[row * width + field]
            let (from, count) = (Int(cell.start), Int(cell.count))
            let place = unsafe UnsafeMutableRawPointer(base + written)
            if from < 0 {
              unsafe copy(made, ~from, count, to: place)
            } else {
              unsafe copy(source, from, count, to: place)
            }
            written += count
            ends.append(Int32(start + written))
          }
          initialized += written
        }
      }
    }
  }

  /// Copies a value; a short one as 16 bytes, which the next value overwrites.
  @inline(__always)
  private static func copy(
    _ source: Span<UInt8>,
    _ start: Int,
    _ count: Int,
    to target: UnsafeMutableRawPointer
  ) {
    precondition(start >= 0 && count >= 0 && count <= source.count - start)
    // Safe: the range was checked above; 16 bytes are read only where the source has them.
    unsafe source.withUnsafeBytes { bytes in
      if count <= stride, start + stride <= bytes.count {
        let part = unsafe bytes.loadUnaligned(fromByteOffset: start, as: SIMD16<UInt8>.self)
        unsafe target.storeBytes(of: part, as: SIMD16<UInt8>.self)
      } else if count > 0, let base = bytes.baseAddress {
        unsafe target.copyMemory(from: base + start, byteCount: count)
      }
    }
  }
}
