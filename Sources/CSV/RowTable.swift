/// Sound records as places in a window: filled by an engine, drained into columns.
///
/// Its arrays keep their full length; only the first `rowCount` rows count.
struct RowTable {
  let fieldCount: Int
  let capacity: Int
  private(set) var rowCount = 0
  /// Row by row, `fieldCount` each.
  private(set) var fields: [FieldRange]
  /// Each record without the line end that closes it.
  private(set) var content: [FieldRange]
  /// Numbers relative to the chunk.
  private(set) var record: [Int64]
  private(set) var line: [Int64]

  /// Fields that a table holds at most: as much as stays in a core's own cache.
  private static let maximumFields = 1 << 15

  /// A table of at most `rows` rows.
  init(fieldCount: Int, rows: Int = 1) {
    self.fieldCount = fieldCount
    capacity = max(1, min(rows, Self.maximumFields / max(1, fieldCount)))
    let none = FieldRange(start: 0, length: 0, hasEscapes: false)
    fields = Array(repeating: none, count: capacity * fieldCount)
    content = Array(repeating: none, count: capacity)
    record = Array(repeating: 0, count: capacity)
    line = Array(repeating: 0, count: capacity)
  }

  /// Rows that still fit.
  var room: Int { capacity - rowCount }

  mutating func removeAll() { rowCount = 0 }

  /// Appends one record.
  mutating func append(
    _ row: [FieldRange],
    content range: Range<Int>,
    record number: Int64,
    line lineNumber: Int64
  ) {
    let base = rowCount * fieldCount
    for (index, field) in row.enumerated() { fields[base + index] = field }
    content[rowCount] = FieldRange(start: range.lowerBound, length: range.count, hasEscapes: false)
    record[rowCount] = number
    line[rowCount] = lineNumber
    rowCount += 1
  }

  /// Where a walk over plain records begins and must end.
  struct Walk {
    var cursor: FastScanner.Cursor
    var record: Int64
    var line: Int64
    /// The last place where a record may start.
    let limit: Int
    /// Rows to take at most.
    let rows: Int
  }

  /// Appends plain records until one is not, or the walk's end is reached.
  mutating func appendPlain(
    _ walk: inout Walk,
    _ bytes: [UInt8],
    _ index: StructuralIndex,
    _ scanner: FastScanner
  ) {
    let end = min(capacity, rowCount + walk.rows)
    var row = rowCount
    var (cursor, number, line) = (walk.cursor, walk.record, walk.line)
    // Safe: structurals are positions inside `bytes`; `row` stays below `capacity`, and a record
    // writes at most `fieldCount` fields.
    unsafe bytes.withUnsafeBufferPointer { bytes in
      unsafe index.positions.withUnsafeBufferPointer { all in
        let structurals = unsafe UnsafeBufferPointer(rebasing: all[..<index.count])
        unsafe fields.withUnsafeMutableBufferPointer { fields in
          guard var target = fields.baseAddress else { return }
          unsafe target += row &* fieldCount
          while row < end, cursor.position <= walk.limit, cursor.index < structurals.count {
            let start = cursor.position
            guard
              let next = unsafe scanner.record(&cursor, bytes, structurals, into: target)
            else { break }
            let length = next.contentEnd &- start
            content[row] = FieldRange(start: start, length: length, hasEscapes: false)
            record[row] = number
            self.line[row] = line
            number &+= 1
            line &+= Int64(next.lines)
            row &+= 1
            unsafe target += fieldCount
          }
        }
      }
    }
    rowCount = row
    (walk.cursor, walk.record, walk.line) = (cursor, number, line)
  }
}
