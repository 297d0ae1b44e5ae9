import Dispatch
import VCard

/// Reads cards a batch ahead on a thread of its own while the batch before becomes columns; the
/// batches are those of the reader, in their order.
final class CardsAhead: @unchecked Sendable {
  // Sendable: the task alone touches `reader` and `outcome` until it signals, `next` alone after.
  private var reader: VCardReader
  private let isParallel: Bool
  private let queue = DispatchQueue(label: "starcrm.cards")
  private let isRead = DispatchSemaphore(value: 0)
  private var outcome: Result<VCardBatch?, any Error> = .success(nil)
  private var isReading = false

  init(_ reader: VCardReader, threads: Int) {
    self.reader = reader
    isParallel = threads > 1
  }

  /// The next batch, nil at the end.
  func next() throws -> VCardBatch? {
    guard isParallel else { return try reader.next() }
    if !isReading { readAhead() }
    isRead.wait()
    isReading = false
    let batch = try outcome.get()
    if batch != nil { readAhead() }
    return batch
  }

  private func readAhead() {
    isReading = true
    queue.async {
      self.outcome = Result { try self.reader.next() }
      self.isRead.signal()
    }
  }
}
