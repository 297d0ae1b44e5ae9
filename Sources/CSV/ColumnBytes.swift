/// One text column of a batch while it grows.
struct ColumnBytes {
  private(set) var bytes: [UInt8] = []
  private(set) var offsets: [Int32] = [0]

  init(byteCapacity: Int, rowCapacity: Int) {
    bytes.reserveCapacity(byteCapacity)
    offsets.reserveCapacity(rowCapacity + 1)
  }

  /// Forgets the values and keeps the room, unless somebody still reads them.
  mutating func removeAll() {
    bytes.removeAll(keepingCapacity: true)
    offsets.removeAll(keepingCapacity: true)
    offsets.append(0)
  }

  /// Appends one value, written by `body`.
  mutating func append(_ body: (inout [UInt8]) -> Void) {
    body(&bytes)
    offsets.append(Int32(bytes.count))
  }

  /// Bytes that one copy moves, wanted or not.
  private static let stride = 16

  /// Appends field `column` of each row of `table`, whose positions are in `source`.
  ///
  /// Short fields are copied as 16 bytes and overwritten by the next: most are shorter, and a copy
  /// of fixed size is one load and one store.
  mutating func append(
    _ table: RowTable,
    _ column: Int,
    _ source: [UInt8],
    _ dialect: CSVDialect
  ) {
    let rows = table.rowCount
    let width = table.fieldCount
    var total = 0
    for row in 0..<rows { total &+= table.fields[row &* width &+ column].length }
    let start = bytes.count
    // Safe: ranges lie inside the window, which has `windowPadding` (>= 16) bytes more; the room
    // is the sum of all lengths and one stride, and unescaping only makes a field shorter.
    bytes.append(addingCapacity: total + Self.stride) { output in
      offsets.append(addingCapacity: rows) { ends in
        unsafe output.withUnsafeMutableBufferPointer { target, initialized in
          unsafe source.withUnsafeBytes { source in
            unsafe table.fields.withUnsafeBufferPointer { fields in
              guard let base = target.baseAddress else { return }
              var written = 0
              for row in 0..<rows {
                let field = unsafe fields[row &* width &+ column]
                let into = unsafe UnsafeMutableRawPointer(base + written)
                if field.hasEscapes {
                  unsafe written &+= dialect.unescape(source, field, into: into)
                } else {
                  unsafe Self.copy(source, field, into: into)
                  written &+= field.length
                }
                ends.append(Int32(truncatingIfNeeded: start &+ written))
              }
              initialized += written
            }
          }
        }
      }
    }
  }

  @inline(__always)
  private static func copy(
    _ source: UnsafeRawBufferPointer,
    _ field: FieldRange,
    into target: UnsafeMutableRawPointer
  ) {
    let start = Int(field.start)
    let length = field.length
    var done = 0
    repeat {
      let part = unsafe source.loadUnaligned(
        fromByteOffset: start &+ done,
        as: SIMD16<UInt8>.self
      )
      unsafe target.storeBytes(of: part, toByteOffset: done, as: SIMD16<UInt8>.self)
      done &+= stride
    } while done < length
  }
}

extension CSVDialect {
  /// Writes a field with its escapes resolved; returns how many bytes.
  fileprivate func unescape(
    _ source: UnsafeRawBufferPointer,
    _ field: FieldRange,
    into target: UnsafeMutableRawPointer
  ) -> Int {
    var content: [UInt8] = []
    let bytes = unsafe Array(source[field.range])
    appendUnescaped(bytes.span, 0..<bytes.count, to: &content)
    for (index, byte) in content.enumerated() {
      unsafe target.storeBytes(of: byte, toByteOffset: index, as: UInt8.self)
    }
    return content.count
  }
}
