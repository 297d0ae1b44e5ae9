internal import Dispatch
internal import Synchronization

/// Work that is split by index, so that its result never depends on the number of threads.
package enum Concurrent {
  /// `body(0)`, `body(1)`, ..
  ///
  /// `body(count - 1)`, in that order, worked out by at most `threads` threads.
  ///
  /// When some of them throw, the error of the lowest index is thrown.
  package static func map<Value: Sendable>(
    _ count: Int,
    threads: Int,
    _ body: @Sendable (Int) throws -> Value
  ) throws -> [Value] {
    guard threads > 1, count > 1 else { return try (0..<count).map(body) }
    let next = Atomic<Int>(0)
    let results = Mutex<[Result<Value, any Error>?]>(Array(repeating: nil, count: count))
    DispatchQueue.concurrentPerform(iterations: min(threads, count)) { _ in
      while true {
        let index = next.wrappingAdd(1, ordering: .relaxed).oldValue
        guard index < count else { return }
        let result = Result { try body(index) }
        results.withLock { $0[index] = result }
      }
    }
    return try results.withLock { try $0.compactMap { try $0?.get() } }
  }
}
