import ByteIO
import Dispatch
import Synchronization

/// Standard output in large pieces: for results of any length.
///
/// Pieces are written on a thread of their own, one after the other and in their order, while the
/// next are worked out.
final class StandardOutput: ByteSink {
  private var buffer: [UInt8] = []
  private let queue = DispatchQueue(label: "starcrm.output")
  private let pending = DispatchGroup()
  private let failure = Failure()

  /// Bytes gathered before a write.
  private static let pieceSize = 1 << 18

  /// What was written before an error comes out too.
  deinit { try? finish() }

  func write(_ bytes: RawSpan) throws {
    buffer.append(bytes)
    if buffer.count >= Self.pieceSize { try flush() }
  }

  /// Writes pieces that stand ready.
  func write(_ pieces: [[UInt8]]) throws {
    try flush()
    try begin(pieces)
  }

  /// Returns once everything is written.
  func finish() throws {
    try flush()
    pending.wait()
    try failure.check()
  }

  /// Begins to write what is buffered.
  func flush() throws {
    guard !buffer.isEmpty else { return }
    let piece = buffer
    buffer = []
    buffer.reserveCapacity(Self.pieceSize * 2)
    try begin([piece])
  }

  /// Waits for the pieces before, so that no more than two lots are in memory.
  private func begin(_ pieces: [[UInt8]]) throws {
    pending.wait()
    try failure.check()
    let failure = failure
    queue.async(group: pending) {
      do throws(IOError) {
        for piece in pieces { unsafe try StandardOutputStream.write(piece.span.bytes) }
      } catch {
        failure.note(error)
      }
    }
  }

  /// Why a piece could not be written.
  private final class Failure: Sendable {
    private let error = Mutex<IOError?>(nil)

    func note(_ failure: IOError) { error.withLock { $0 = $0 ?? failure } }

    func check() throws {
      if let failure = error.withLock({ $0 }) { throw failure }
    }
  }
}
