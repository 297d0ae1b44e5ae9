import Columns

/// Elements under way: room is made once for several, and they are written without a question each.
///
/// An array asks at every element whether it has room and whether somebody shares it.
@safe
struct Draft<Element: BitwiseCopyable & Sendable>: ~Copyable {
  private var memory: UnsafeMutablePointer<Element>
  private var capacity: Int
  private(set) var count = 0

  init(capacity: Int) {
    self.capacity = max(64, capacity)
    unsafe memory = UnsafeMutablePointer.allocate(capacity: self.capacity)
  }

  deinit { unsafe memory.deallocate() }

  /// Makes room for further elements.
  mutating func reserve(_ more: Int) {
    if capacity - count < more { grow(by: more) }
  }

  @inline(never)
  private mutating func grow(by more: Int) {
    capacity = max(capacity * 2, count + more)
    let larger = UnsafeMutablePointer<Element>.allocate(capacity: capacity)
    // Safe: the new memory holds more than the `count` elements of the old.
    unsafe larger.moveInitialize(from: memory, count: count)
    unsafe memory.deallocate()
    unsafe memory = larger
  }

  mutating func append(_ element: Element) {
    reserve(1)
    // Safe: `reserve` made room.
    unsafe (memory + count).initialize(to: element)
    count += 1
  }

  mutating func append(_ elements: Span<Element>) {
    reserve(elements.count)
    // Safe: `reserve` made room for as many.
    unsafe elements.withUnsafeBufferPointer { (source: UnsafeBufferPointer<Element>) in
      guard let start = source.baseAddress else { return }
      unsafe (memory + count).initialize(from: start, count: source.count)
    }
    count += elements.count
  }

  /// Lets `body` write up to `most` elements behind the last one; it returns how many it wrote.
  mutating func append(atMost most: Int, _ body: (UnsafeMutablePointer<Element>) -> Int) {
    reserve(most)
    let written = unsafe body(memory + count)
    precondition(written <= most, "more written than announced")
    count += written
  }

  /// Lends the elements from `start` on.
  func read<Result>(from start: Int, _ body: (UnsafeBufferPointer<Element>) -> Result) -> Result {
    // Safe: `start` to `count` is initialised.
    unsafe body(UnsafeBufferPointer(start: memory + start, count: count - start))
  }

  consuming func finish() -> [Element] {
    // Safe: `count` elements are initialised.
    unsafe Array(UnsafeBufferPointer(start: memory, count: count))
  }
}

/// A text column lent to a loop over its rows: no reference is counted, no bound asked for.
@safe
struct LentText {
  private let bytes: UnsafePointer<UInt8>
  private let offsets: UnsafePointer<Int32>

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
        guard let bytes = bytes.baseAddress, let offsets = offsets.baseAddress else {
          return body(lent)
        }
        let next = unsafe LentText(bytes: bytes, offsets: offsets)
        return lending(columns.dropFirst(), lent + [next], body)
      }
    }
  }

  private init(bytes: UnsafePointer<UInt8>, offsets: UnsafePointer<Int32>) {
    unsafe self.bytes = bytes
    unsafe self.offsets = offsets
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

  /// Copies the value of a row to where there is room for it; returns its length.
  func copy(_ row: Int, to target: UnsafeMutablePointer<UInt8>) -> Int {
    let length = length(row)
    // Safe: the offsets lie within the bytes (`TextColumn`).
    unsafe target.update(from: bytes + Int(offsets[row]), count: length)
    return length
  }

  /// The same with capital ASCII letters made small.
  func copyLowered(_ row: Int, to target: UnsafeMutablePointer<UInt8>) -> Int {
    let length = length(row)
    let source = unsafe bytes + Int(offsets[row])
    for index in 0..<length { unsafe target[index] = PointColumns.lowered(source[index]) }
    return length
  }
}
