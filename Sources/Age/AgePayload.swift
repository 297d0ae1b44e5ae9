internal import Cryptography

/// What both directions of the payload share (age, "Payload").
enum AgePayload {
  /// Bytes of plain text in every chunk but the last.
  static let chunkByteCount = 64 * 1024
  /// Bytes of a full chunk in the file.
  static let sealedByteCount = chunkByteCount + SealedBox.tagByteCount
  /// Of the nonce before the first chunk.
  static let nonceByteCount = 16

  /// 11 bytes of counter in big-endian order and a byte that marks the last chunk.
  static func nonce(chunk: UInt64, isLast: Bool) -> [UInt8] {
    var nonce = [UInt8](repeating: 0, count: SealedBox.nonceByteCount)
    for index in 0..<8 {
      nonce[10 - index] = UInt8(truncatingIfNeeded: chunk >> UInt64(8 * index))
    }
    nonce[11] = isLast ? 1 : 0
    return nonce
  }
}
