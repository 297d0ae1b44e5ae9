package import ByteIO
internal import Cryptography

/// Reads the plain bytes of an age v1 file, armored or not.
///
/// Bytes are given out chunk by chunk, each authenticated before; that the file is whole is known
/// only when `read` has returned 0. Nothing made from them may be published earlier.
package final class AgeDecryptor: ByteSource {
  private let source: BufferedSource
  private let box: SealedBox
  private var state = State.reading(chunk: 0)
  private var sealed: [UInt8] = []
  private var plain: [UInt8] = []
  private var position = 0

  private enum State {
    case reading(chunk: UInt64)
    /// The last chunk is open; nothing may follow it.
    case ending
    case ended
    case failed(AgeError)
  }

  /// Reads the header and finds the file key.
  ///
  /// - Throws: `AgeError`, or what `source` throws.
  package init(
    _ source: any ByteSource,
    identities: [AgeIdentity],
    armor: AgeArmor.Reading = .detected
  ) throws {
    let file = try AgeArmor.binary(BufferedSource(source), armor)
    let fileKey = try AgeFileKey(try AgeHeader(file), identities: identities)
    let nonce = try file.take(AgePayload.nonceByteCount)
    guard nonce.count == AgePayload.nonceByteCount else {
      throw AgeError(.header, "the age file ends after its header")
    }
    self.source = file
    box = try SealedBox(.chaCha20Poly1305, key: try fileKey.payloadKey(nonce: nonce))
    sealed.reserveCapacity(AgePayload.sealedByteCount)
    plain.reserveCapacity(AgePayload.chunkByteCount)
  }

  package func read(_ maximum: Int, appendingTo buffer: inout [UInt8]) throws -> Int {
    while position == plain.count {
      guard try advance() else { return 0 }
    }
    let count = min(maximum, plain.count - position)
    buffer.append(contentsOf: plain[position..<position + count])
    position += count
    return count
  }

  /// Opens the next chunk; false at the end.
  private func advance() throws -> Bool {
    do {
      switch state {
      case .reading(let chunk):
        state = try openChunk(chunk) ? .ending : .reading(chunk: chunk + 1)
        return true
      case .ending:
        guard try source.peek(1).isEmpty else {
          throw AgeError(.payload, "the age file goes on after its end")
        }
        state = .ended
        return false
      case .ended: return false
      case .failed(let error): throw error
      }
    } catch let error as AgeError {
      state = .failed(error)
      throw error
    }
  }

  /// Replaces `plain` by the chunk's bytes; true when it was the last.
  private func openChunk(_ chunk: UInt64) throws -> Bool {
    try fillSealed()
    let isShort = sealed.count < AgePayload.sealedByteCount
    guard !sealed.isEmpty else { throw AgeError(.payload, "the age file is cut") }
    guard chunk == 0 || sealed.count != SealedBox.tagByteCount else {
      throw AgeError(.payload, "the age file ends with an empty chunk")
    }
    plain.removeAll(keepingCapacity: true)
    position = 0
    if !isShort, open(chunk, isLast: false) { return false }
    guard open(chunk, isLast: true) else {
      throw AgeError(.payload, "chunk \(chunk) of the age file is damaged or cut")
    }
    return true
  }

  private func fillSealed() throws {
    var bytes: [UInt8] = []
    swap(&bytes, &sealed)
    bytes.removeAll(keepingCapacity: true)
    while bytes.count < AgePayload.sealedByteCount {
      let missing = AgePayload.sealedByteCount - bytes.count
      if try source.read(missing, appendingTo: &bytes) == 0 { break }
    }
    swap(&bytes, &sealed)
  }

  private func open(_ chunk: UInt64, isLast: Bool) -> Bool {
    let bytes = sealed
    let nonce = AgePayload.nonce(chunk: chunk, isLast: isLast)
    do {
      try box.open(bytes.span, nonce: nonce, appendingTo: &plain)
      return true
    } catch {
      return false
    }
  }
}
