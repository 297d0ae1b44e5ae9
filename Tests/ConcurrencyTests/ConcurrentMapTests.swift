import Concurrency
import Testing

@Suite("work split by index")
struct ConcurrentMapTests {
  private struct Refusal: Error, Equatable {
    let index: Int
  }

  @Test("results stand in order whatever the number of threads", arguments: [1, 2, 5])
  func order(threads: Int) {
    let squares = Concurrent.map(100, threads: threads) { $0 * $0 }
    #expect(squares == (0..<100).map { $0 * $0 })
    #expect(Concurrent.map(0, threads: threads) { $0 }.isEmpty)
  }

  @Test("the error of the lowest index is thrown", arguments: [1, 2, 5])
  func errors(threads: Int) {
    #expect(throws: Refusal(index: 7)) {
      try Concurrent.map(50, threads: threads) { index in
        if index % 10 >= 7 { throw Refusal(index: index) }
        return index
      }
    }
  }
}
