import Columns

/// A text column lent to a loop over its rows: no reference is counted, no bound asked for.
@safe
struct LentText {
  private let bytes: UnsafePointer<UInt8>
  private let offsets: UnsafePointer<Int32>
  /// How many bytes the column holds.
  let byteCount: Int
  /// A value that ends here or before may be copied sixteen bytes at a time.
  private let lastWideEnd: Int

  /// How many bytes beyond a value its copy may write.
  static let slack = 16

  /// Lends columns to `body`, which must not keep them.
  static func lending<Result>(
    _ columns: [TextColumn],
    _ body: ([LentText]) -> Result
  ) -> Result {
    lending(columns[...], [], body)
  }

  private static func lending<Result>(
    _ columns: ArraySlice<TextColumn>,
    _ lent: [LentText],
    _ body: ([LentText]) -> Result
  ) -> Result {
    guard let column = columns.first else { return body(lent) }
    let offsets = column.offsets
    // An empty array has no address; nothing is read from this one.
    let bytes = column.bytes.isEmpty ? [0] : column.bytes
    // Safe: both arrays outlive the closure, in which the addresses are used.
    return unsafe bytes.withUnsafeBufferPointer { (bytes: UnsafeBufferPointer<UInt8>) in
      unsafe offsets.withUnsafeBufferPointer { (offsets: UnsafeBufferPointer<Int32>) in
        guard let start = bytes.baseAddress, let offsets = offsets.baseAddress else {
          return body(lent)
        }
        let next = unsafe LentText(bytes: start, byteCount: bytes.count, offsets: offsets)
        return lending(columns.dropFirst(), lent + [next], body)
      }
    }
  }

  private init(bytes: UnsafePointer<UInt8>, byteCount: Int, offsets: UnsafePointer<Int32>) {
    unsafe self.bytes = bytes
    unsafe self.offsets = offsets
    self.byteCount = byteCount
    lastWideEnd = byteCount - Self.slack
  }

  /// Whether something stands in a row of the column.
  func has(_ row: Int) -> Bool {
    // Safe: a column of n rows has n + 1 offsets.
    unsafe offsets[row] != offsets[row + 1]
  }

  /// How long the value of a row is.
  func length(_ row: Int) -> Int {
    unsafe Int(offsets[row + 1]) - Int(offsets[row])
  }

  /// Copies the value of a row to where there is room for it and `slack` more; returns its length.
  func copy(_ row: Int, to target: UnsafeMutablePointer<UInt8>) -> Int {
    let length = length(row)
    let source = unsafe bytes + Int(offsets[row])
    guard unsafe Int(offsets[row + 1]) <= lastWideEnd else {
      // Safe: the offsets lie within the bytes (`TextColumn`).
      unsafe target.update(from: source, count: length)
      return length
    }
    var position = 0
    // Safe: less than sixteen bytes beyond the value are read and written; both are there.
    repeat {
      let part = unsafe UnsafeRawPointer(source + position).loadUnaligned(as: SIMD16<UInt8>.self)
      unsafe UnsafeMutableRawPointer(target + position)
        .storeBytes(of: part, as: SIMD16<UInt8>.self)
      position += 16
    } while position < length
    return length
  }

  /// The same with capital ASCII letters made small.
  func copyLowered(_ row: Int, to target: UnsafeMutablePointer<UInt8>) -> Int {
    let length = unsafe copy(row, to: target)
    let raw = UnsafeMutableRawPointer(target)
    var position = 0
    // Safe: there is room for `slack` bytes beyond the value; what stands there does not matter.
    while position < length {
      let word = unsafe raw.loadUnaligned(fromByteOffset: position, as: UInt64.self)
      unsafe raw.storeBytes(of: Self.lowered(word), toByteOffset: position, as: UInt64.self)
      position += 8
    }
    return length
  }

  /// Eight bytes with capital ASCII letters made small; the others stay.
  private static func lowered(_ word: UInt64) -> UInt64 {
    let ones: UInt64 = 0x0101_0101_0101_0101
    let low = word & (ones &* 0x7F)
    // Carries stay within each byte: seven bits and a constant below 0x40 are added.
    let isFromA = low &+ ones &* (0x80 - 0x41)
    let isBeyondZ = low &+ ones &* (0x80 - 0x5B)
    return word | (isFromA & ~isBeyondZ & ~word & (ones &* 0x80)) &>> 2
  }
}
