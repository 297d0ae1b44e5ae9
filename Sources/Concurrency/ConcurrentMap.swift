internal import Dispatch
internal import Synchronization

/// Work that is split by index, so that its result never depends on the number of threads.
package enum Concurrent {
  /// The results of `body` for 0 ..< `count`, in that order, worked out by at most `threads`
  /// threads.
  ///
  /// When some of them throw, the error of the lowest index is thrown.
  package static func map<Value: Sendable, Failure: Error>(
    _ count: Int,
    threads: Int,
    _ body: @Sendable (Int) throws(Failure) -> Value
  ) throws(Failure) -> [Value] {
    var values: [Value] = []
    values.reserveCapacity(count)
    guard threads > 1, count > 1 else {
      for index in 0..<count { values.append(try body(index)) }
      return values
    }
    let next = Atomic<Int>(0)
    let results = Mutex<[Result<Value, Failure>?]>(Array(repeating: nil, count: count))
    DispatchQueue.concurrentPerform(iterations: min(threads, count)) { _ in
      while true {
        let index = next.wrappingAdd(1, ordering: .relaxed).oldValue
        guard index < count else { return }
        let result: Result<Value, Failure>
        do throws(Failure) {
          result = .success(try body(index))
        } catch {
          result = .failure(error)
        }
        results.withLock { $0[index] = result }
      }
    }
    for case .some(let result) in results.withLock({ $0 }) { values.append(try result.get()) }
    return values
  }
}
