internal import Dispatch
internal import Synchronization

/// Items of one source, worked on side by side and handed out in the order of the source.
///
/// `pull` is called by one thread at a time, `work` by several; the thread that asks for the next
/// product works along while it waits. No thread waits for the slowest of a round: whoever is free
/// pulls the next item, at most `window` ahead of what was handed out, which bounds the memory.
package final class OrderedWork<Item: Sendable, Product: Sendable> {
  private let shared: Shared

  /// Begins at once when there are `threads` to do so.
  package init(
    threads: Int,
    window: Int,
    pull: @escaping @Sendable () throws -> Item?,
    work: @escaping @Sendable (Item) throws -> Product
  ) {
    let shared = Shared(window: max(1, window), pull: pull, work: work)
    self.shared = shared
    for _ in 1..<max(2, threads) where threads > 1 {
      DispatchQueue.global().async(group: shared.helpers) { shared.help() }
    }
  }

  deinit { shared.stop() }

  /// The next product; nil after the last.
  ///
  /// - Throws: what `pull` or `work` threw for this item. Nothing comes after it.
  package func next() throws -> Product? { try shared.next() }

  /// What the threads share; the steps of one are those of all.
  private final class Shared: Sendable {
    private let window: Int
    private let pull: @Sendable () throws -> Item?
    private let work: @Sendable (Item) throws -> Product
    private let state = Mutex(State())
    let helpers = DispatchGroup()

    init(
      window: Int,
      pull: @escaping @Sendable () throws -> Item?,
      work: @escaping @Sendable (Item) throws -> Product
    ) {
      self.window = window
      self.pull = pull
      self.work = work
    }

    struct State {
      /// By item, from the first that has not been handed out; nil while it is worked on.
      var products: [Result<Product, any Error>?] = []
      /// Items handed out.
      var handedOut = 0
      /// Whether a thread is in `pull`.
      var isPulling = false
      /// Whether `pull` has nothing more to give, or nobody wants more.
      var isEnded = false
      /// Whether an item failed: what comes after it is not handed out.
      var isBroken = false
      /// One for each thread that waits for a change: with one for all of them, a thread that comes
      /// later would take the signal of one that has not yet begun to wait.
      var waiting: [DispatchSemaphore] = []

      /// What a thread that cannot do anything else would do next.
      func canPull(_ window: Int) -> Bool { !isPulling && !isEnded && products.count < window }
    }

    private enum Step {
      case hand(Result<Product, any Error>)
      case pull
      case wait(DispatchSemaphore)
      case end
    }

    func next() throws -> Product? {
      while true {
        let step: Step = change { state in
          if state.isBroken { return .end }
          if let first = state.products.first, let product = first {
            state.products.removeFirst()
            state.handedOut += 1
            if case .failure = product { (state.isEnded, state.isBroken) = (true, true) }
            return .hand(product)
          }
          return self.helping(&state, isDone: state.isEnded && state.products.isEmpty)
        }
        switch step {
        case .hand(let product): return try product.get()
        case .pull: carryOut()
        case .wait(let change): change.wait()
        case .end: return nil
        }
      }
    }

    func help() {
      while true {
        switch change({ state in self.helping(&state, isDone: state.isEnded) }) {
        case .pull: carryOut()
        case .wait(let change): change.wait()
        case .end, .hand: return
        }
      }
    }

    func stop() {
      change { $0.isEnded = true }
      helpers.wait()
    }

    private func helping(_ state: inout State, isDone: Bool) -> Step {
      if isDone { return .end }
      if state.canPull(window) {
        state.isPulling = true
        return .pull
      }
      let change = DispatchSemaphore(value: 0)
      state.waiting.append(change)
      return .wait(change)
    }

    /// Pulls an item and works on it.
    private func carryOut() {
      let pulled = Result { try pull() }
      let index: Int? = change { state in
        state.isPulling = false
        switch pulled {
        case .success(nil):
          state.isEnded = true
          return nil
        case .success: state.products.append(nil)
        case .failure(let error):
          state.isEnded = true
          state.products.append(.failure(error))
        }
        return state.handedOut + state.products.count - 1
      }
      guard let index, case .success(let item?) = pulled else { return }
      let product = Result { try work(item) }
      change { $0.products[index - $0.handedOut] = product }
    }

    /// Looks at the state, or changes it and wakes whoever waits for that.
    private func change<Answer>(_ body: (inout sending State) -> sending Answer) -> sending Answer {
      let (answer, woken): (Answer, [DispatchSemaphore]) = state.withLock { state in
        let waiting = state.waiting
        let answer = body(&state)
        // Who only came to wait has changed nothing.
        guard state.waiting.count == waiting.count else { return (answer, []) }
        state.waiting = []
        return (answer, waiting)
      }
      for thread in woken { thread.signal() }
      return answer
    }
  }
}
