import Dispatch
import Synchronization

/// The results of `body` for 0 ..< `count`, in that order whatever the threads.
func parallelMap<Result: Sendable>(
  _ count: Int,
  threads: Int,
  _ body: @Sendable (Int) -> Result
) -> [Result] {
  guard threads > 1, count > 1 else { return (0..<count).map(body) }
  let results = Mutex<[Result?]>(Array(repeating: nil, count: count))
  DispatchQueue.concurrentPerform(iterations: count) { index in
    let result = body(index)
    results.withLock { $0[index] = result }
  }
  return results.withLock { $0.compactMap { $0 } }
}
