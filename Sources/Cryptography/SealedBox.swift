private import CLibCrypto

/// Authenticated encryption under one key: ChaCha20-Poly1305 (RFC 8439) or AES-256-GCM
/// (NIST SP 800-38D).
///
/// One value seals or opens many messages, each with a nonce of its own; the key is set up once.
/// A nonce must never be used twice for sealing with one key.
package final class SealedBox {
  /// The two algorithms that the store's files may use.
  package enum Algorithm: Sendable {
    case chaCha20Poly1305
    case aes256GCM
  }

  /// Of the key, in bytes.
  package static let keyByteCount = 32
  /// Of the nonce, in bytes.
  package static let nonceByteCount = 12
  /// What sealing adds to a message, in bytes.
  package static let tagByteCount = 16

  private let sealing: CipherContext
  private let opening: CipherContext

  package init(_ algorithm: Algorithm, key: [UInt8]) throws(CryptographyError) {
    guard key.count == Self.keyByteCount else { throw .wrongSize }
    sealing = try CipherContext(algorithm, key: key, encrypts: true)
    opening = try CipherContext(algorithm, key: key, encrypts: false)
  }

  /// Appends the ciphertext of `message` and its tag to `output`.
  package func seal(
    _ message: Span<UInt8>,
    nonce: [UInt8],
    authenticating data: [UInt8] = [],
    appendingTo output: inout [UInt8]
  ) throws(CryptographyError) {
    try sealing.begin(nonce: nonce, authenticating: data)
    try sealing.update(message, appendingTo: &output)
    output.append(contentsOf: try sealing.finishSealing())
  }

  /// Appends the message inside `box` (ciphertext and tag) to `output`.
  ///
  /// - Throws: `.authenticationFailed`; `output` is then as it was.
  package func open(
    _ box: Span<UInt8>,
    nonce: [UInt8],
    authenticating data: [UInt8] = [],
    appendingTo output: inout [UInt8]
  ) throws(CryptographyError) {
    guard box.count >= Self.tagByteCount else { throw .authenticationFailed }
    let messageCount = box.count - Self.tagByteCount
    let before = output.count
    try opening.begin(nonce: nonce, authenticating: data)
    try opening.update(box.extracting(0..<messageCount), appendingTo: &output)
    guard opening.finishOpening(tag: box.extracting(messageCount..<box.count)) else {
      output.removeSubrange(before...)
      throw .authenticationFailed
    }
  }
}

extension SealedBox {
  /// Seals a single message.
  package static func seal(
    _ message: [UInt8],
    _ algorithm: Algorithm = .chaCha20Poly1305,
    key: [UInt8],
    nonce: [UInt8],
    authenticating data: [UInt8] = []
  ) throws(CryptographyError) -> [UInt8] {
    var output: [UInt8] = []
    let box = try SealedBox(algorithm, key: key)
    try box.seal(message.span, nonce: nonce, authenticating: data, appendingTo: &output)
    return output
  }

  /// Opens a single message.
  package static func open(
    _ box: [UInt8],
    _ algorithm: Algorithm = .chaCha20Poly1305,
    key: [UInt8],
    nonce: [UInt8],
    authenticating data: [UInt8] = []
  ) throws(CryptographyError) -> [UInt8] {
    var output: [UInt8] = []
    let opener = try SealedBox(algorithm, key: key)
    try opener.open(box.span, nonce: nonce, authenticating: data, appendingTo: &output)
    return output
  }
}

/// Owns one `EVP_CIPHER_CTX`, which libcrypto wipes when it is freed.
@safe private final class CipherContext {
  private let context: OpaquePointer

  init(_ algorithm: SealedBox.Algorithm, key: [UInt8], encrypts: Bool) throws(CryptographyError) {
    guard let context = unsafe EVP_CIPHER_CTX_new() else { throw .refused("EVP_CIPHER_CTX_new") }
    unsafe self.context = unsafe context
    let cipher =
      switch algorithm {
      case .chaCha20Poly1305: unsafe EVP_chacha20_poly1305()
      case .aes256GCM: unsafe EVP_aes_256_gcm()
      }
    // Safe: both algorithms read a key of 32 bytes, which `SealedBox` has checked.
    guard unsafe EVP_CipherInit_ex(context, cipher, nil, key, nil, encrypts ? 1 : 0) == 1 else {
      throw .refused("EVP_CipherInit_ex")
    }
  }

  deinit { unsafe EVP_CIPHER_CTX_free(context) }

  func begin(nonce: [UInt8], authenticating data: [UInt8]) throws(CryptographyError) {
    guard nonce.count == SealedBox.nonceByteCount, let size = Int32(exactly: data.count) else {
      throw .wrongSize
    }
    // Safe: both algorithms read 12 bytes of nonce by default; -1 keeps the direction.
    guard unsafe EVP_CipherInit_ex(context, nil, nil, nil, nonce, -1) == 1 else {
      throw .refused("EVP_CipherInit_ex")
    }
    guard size > 0 else { return }
    var written: Int32 = 0
    // Safe: without an output the call only reads `size` bytes of `data`.
    guard unsafe EVP_CipherUpdate(context, nil, &written, data, size) == 1 else {
      throw .refused("EVP_CipherUpdate")
    }
  }

  func update(_ input: Span<UInt8>, appendingTo output: inout [UInt8]) throws(CryptographyError) {
    guard let size = Int32(exactly: input.count) else { throw .limitExceeded }
    guard size > 0 else { return }
    var written: Int32 = 0
    var status: Int32 = 0
    output.append(addingCapacity: input.count) { space in
      // Safe: both are stream ciphers, which write as many bytes as they read; `input.count` are
      // reserved, and `initialized` is raised by what was written.
      unsafe space.withUnsafeMutableBufferPointer { buffer, initialized in
        unsafe input.withUnsafeBufferPointer { source in
          guard let base = buffer.baseAddress else { return }
          status = unsafe EVP_CipherUpdate(
            context,
            base + initialized,
            &written,
            source.baseAddress,
            size
          )
        }
        if status == 1 { initialized += Int(written) }
      }
    }
    guard status == 1, written == size else { throw .refused("EVP_CipherUpdate") }
  }

  func finishSealing() throws(CryptographyError) -> [UInt8] {
    var nothing: [UInt8] = Array(repeating: 0, count: 16)
    var written: Int32 = 0
    var tag = [UInt8](repeating: 0, count: SealedBox.tagByteCount)
    // Safe: a stream cipher writes nothing at its end; the tag takes 16 bytes.
    guard unsafe EVP_CipherFinal_ex(context, &nothing, &written) == 1,
      unsafe EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_GET_TAG, Int32(tag.count), &tag) == 1
    else { throw .refused("EVP_CipherFinal_ex") }
    return tag
  }

  func finishOpening(tag: Span<UInt8>) -> Bool {
    var expected = [UInt8](repeating: 0, count: SealedBox.tagByteCount)
    for index in expected.indices { expected[index] = tag[index] }
    var nothing: [UInt8] = Array(repeating: 0, count: 16)
    var written: Int32 = 0
    let size = Int32(expected.count)
    // Safe: libcrypto copies the tag's 16 bytes; a stream cipher writes nothing at its end.
    guard unsafe EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_SET_TAG, size, &expected) == 1 else {
      return false
    }
    return unsafe EVP_CipherFinal_ex(context, &nothing, &written) == 1
  }
}
