import Concurrency
import Synchronization
import TestSupport
import Testing

@Suite("Work in the order of its source")
struct OrderedWorkTests {
  private struct Refusal: Error, Equatable { let item: Int }

  /// Counts up to a number, one caller at a time; says when two were inside at once.
  private final class Counter: Sendable {
    private let count: Int
    private let next = Atomic<Int>(0)
    private let inside = Atomic<Int>(0)
    private let crowded = Atomic<Bool>(false)

    init(_ count: Int) { self.count = count }

    var wasCrowded: Bool { crowded.load(ordering: .sequentiallyConsistent) }
    var pulled: Int { next.load(ordering: .sequentiallyConsistent) }

    func pull() -> Int? {
      if inside.add(1, ordering: .sequentiallyConsistent).newValue > 1 {
        crowded.store(true, ordering: .sequentiallyConsistent)
      }
      defer { inside.subtract(1, ordering: .sequentiallyConsistent) }
      let item = next.load(ordering: .sequentiallyConsistent)
      guard item < count else { return nil }
      next.store(item + 1, ordering: .sequentiallyConsistent)
      return item
    }
  }

  /// Takes longer for some items than for others, so that they end in another order.
  private static func spin(_ item: Int) -> Int {
    var value = UInt64(item) &+ 1
    for _ in 0..<(item % 7 * 4_000) { value = value &* 6_364_136_223_846_793_005 &+ 1 }
    return value == 0 ? -1 : item * 2
  }

  @Test("hands every product out, in order", arguments: [(1, 1), (2, 1), (2, 4), (3, 2), (8, 16)])
  func order(threads: Int, window: Int) throws {
    for count in [0, 1, 2, 7, 400] {
      let counter = Counter(count)
      let work = OrderedWork(threads: threads, window: window, pull: counter.pull, work: Self.spin)
      var products: [Int] = []
      while let product = try work.next() { products.append(product) }
      #expect(products == (0..<count).map { $0 * 2 })
      #expect(try work.next() == nil)
      #expect(!counter.wasCrowded)
    }
  }

  @Test("never pulls further ahead than its window", arguments: [1, 3, 6])
  func window(_ window: Int) throws {
    let counter = Counter(300)
    let work = OrderedWork(threads: 4, window: window, pull: counter.pull, work: Self.spin)
    var handedOut = 0
    while try work.next() != nil {
      handedOut += 1
      #expect(counter.pulled <= handedOut + window)
    }
    #expect(handedOut == 300)
  }

  @Test("ends with the error of the first item that fails", arguments: [1, 2, 5])
  func failure(threads: Int) throws {
    let counter = Counter(100)
    let work = OrderedWork(threads: threads, window: 8, pull: counter.pull) { item in
      if item == 31 || item == 33 { throw Refusal(item: item) }
      return Self.spin(item)
    }
    var products: [Int] = []
    #expect(throws: Refusal(item: 31)) {
      while let product = try work.next() { products.append(product) }
    }
    #expect(products == (0..<31).map { $0 * 2 })
    #expect(try work.next() == nil)
  }

  @Test("hands out what was pulled before the source failed", arguments: [1, 2, 5])
  func sourceFailure(threads: Int) {
    let counter = Counter(100)
    let work = OrderedWork(threads: threads, window: 8) { () throws -> Int? in
      let item = counter.pull()
      if item == 20 { throw Refusal(item: 20) }
      return item
    } work: {
      Self.spin($0)
    }
    var products: [Int] = []
    #expect(throws: Refusal(item: 20)) {
      while let product = try work.next() { products.append(product) }
    }
    #expect(products == (0..<20).map { $0 * 2 })
  }

  @Test("loses no thread that waits, however they come and go")
  func wakes() throws {
    for round in 0..<300 {
      let counter = Counter(40)
      let work = OrderedWork(threads: 4, window: 1 + round % 5, pull: counter.pull) { $0 }
      var products: [Int] = []
      while let product = try work.next() { products.append(product) }
      #expect(products == Array(0..<40))
    }
  }

  @Test("stops its threads when nobody wants more")
  func abandoned() throws {
    let counter = Counter(1_000_000)
    do {
      let work = OrderedWork(threads: 4, window: 8, pull: counter.pull, work: Self.spin)
      #expect(try work.next() == 0)
    }
    let pulled = counter.pulled
    #expect(pulled <= 9)
    for item in 0..<7 { _ = Self.spin(item) }
    #expect(counter.pulled == pulled)
  }
}
