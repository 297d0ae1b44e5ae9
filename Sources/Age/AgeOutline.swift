package import ByteIO
internal import Cryptography

/// What can be known of an age file without a key: enough to see that it is whole in its parts.
package struct AgeOutline: Hashable, Sendable {
  /// The first argument of each stanza: `X25519`, `scrypt`, ..
  package let recipientTypes: [String]
  /// Bytes that the payload holds when it is decrypted.
  package let plainSize: Int64

  /// Reads the header of a file of `fileSize` bytes and works out its chunks.
  ///
  /// - Throws: `AgeError`, or what `source` throws.
  package init(_ source: any ByteSource, fileSize: Int64) throws {
    let header = try AgeHeader(BufferedSource(source))
    recipientTypes = header.stanzas.map(\.type)
    let payload = fileSize - Int64(header.byteCount + AgePayload.nonceByteCount)
    let full = Int64(AgePayload.sealedByteCount)
    let (tag, rest) = (Int64(SealedBox.tagByteCount), payload % full)
    guard payload >= tag, rest == 0 || rest > tag || payload == tag else {
      throw AgeError(.payload, "the age file is cut")
    }
    plainSize = payload - (payload / full + (rest == 0 ? 0 : 1)) * tag
  }
}

extension AgeHeader {
  /// Of the whole header with its last line.
  fileprivate var byteCount: Int { Self.serialized(stanzas, code: code).count }
}
