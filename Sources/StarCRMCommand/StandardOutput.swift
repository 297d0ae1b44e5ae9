import ByteIO
import Foundation

/// Standard output in large pieces: for results of any length.
final class StandardOutput: ByteSink {
  private var buffer: [UInt8] = []

  /// Bytes gathered before a write.
  private static let pieceSize = 1 << 17

  func write(_ bytes: RawSpan) throws {
    buffer.append(bytes)
    if buffer.count >= Self.pieceSize { try flush() }
  }

  func finish() throws { try flush() }

  /// Writes what is buffered.
  func flush() throws {
    guard !buffer.isEmpty else { return }
    do {
      try FileHandle.standardOutput.write(contentsOf: Data(buffer))
    } catch {
      throw IOError(.write, "standard output", code: Self.code(error))
    }
    buffer.removeAll(keepingCapacity: true)
  }

  /// Foundation keeps the `errno` of a failed write below its own error.
  private static func code(_ error: any Error) -> Int32 {
    let below = (error as NSError).userInfo[NSUnderlyingErrorKey] as? NSError
    return Int32(truncatingIfNeeded: below?.code ?? Int(EIO))
  }
}
