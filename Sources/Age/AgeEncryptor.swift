package import ByteIO
internal import Cryptography

/// Encrypts what is written to it into the age v1 format.
///
/// ```swift
/// let file = try AgeEncryptor(to: sink, recipients: [.publicKey(key)])
/// try file.write(bytes)
/// try file.finish()  // finishes `sink` too
/// ```
///
/// Holds one chunk of 64 KiB, whatever the size of the file.
package final class AgeEncryptor: ByteSink {
  private let sink: any ByteSink
  private let box: SealedBox
  private var chunk: UInt64 = 0
  private var pending: [UInt8] = []
  private var sealed: [UInt8] = []
  private var isFinished = false

  /// Writes the header; `randomness` gives in this order: the file key, one ephemeral key (or
  /// salt) a recipient, the payload's nonce.
  package init(
    to sink: any ByteSink,
    recipients: [AgeRecipient],
    randomness: AgeRandomness = .secure
  ) throws {
    let fileKey = try AgeFileKey(randomness)
    let stanzas = try fileKey.stanzas(for: recipients, randomness)
    let code = try fileKey.code(of: AgeHeader.authenticated(stanzas))
    let nonce = try randomness.bytes(AgePayload.nonceByteCount)
    self.sink = sink
    box = try SealedBox(.chaCha20Poly1305, key: try fileKey.payloadKey(nonce: nonce))
    pending.reserveCapacity(AgePayload.chunkByteCount)
    sealed.reserveCapacity(AgePayload.sealedByteCount)
    try sink.write(AgeHeader.serialized(stanzas, code: code) + nonce)
  }

  package func write(_ bytes: RawSpan) throws {
    precondition(!isFinished, "written after the end")
    var position = 0
    while position < bytes.byteCount {
      // A full chunk waits until more comes: the last one is sealed in another way.
      if pending.count == AgePayload.chunkByteCount { try sealChunk(isLast: false) }
      let count = min(AgePayload.chunkByteCount - pending.count, bytes.byteCount - position)
      pending.append(bytes.extracting(position..<position + count))
      position += count
    }
  }

  package func finish() throws {
    guard !isFinished else { return }
    isFinished = true
    try sealChunk(isLast: true)
    try sink.finish()
  }

  private func sealChunk(isLast: Bool) throws {
    var (plain, output): ([UInt8], [UInt8]) = ([], [])
    swap(&plain, &pending)
    swap(&output, &sealed)
    try box.seal(
      plain.span,
      nonce: AgePayload.nonce(chunk: chunk, isLast: isLast),
      appendingTo: &output
    )
    chunk += 1
    unsafe try sink.write(output.span.bytes)
    plain.removeAll(keepingCapacity: true)
    output.removeAll(keepingCapacity: true)
    swap(&plain, &pending)
    swap(&output, &sealed)
  }
}
