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
