private import CLibCrypto

/// Ed25519 signatures (RFC 8032).
package enum Ed25519 {
  /// Of private and public keys, in bytes.
  package static let keyByteCount = 32
  /// Of signatures, in bytes.
  package static let signatureByteCount = 64

  /// The public key that belongs to `privateKey`.
  package static func publicKey(of privateKey: [UInt8]) throws(CryptographyError) -> [UInt8] {
    try KeyPair.private(privateKey, .ed25519).publicBytes(count: keyByteCount)
  }

  /// The signature of `message` (`EVP_DigestSign`).
  package static func sign(
    _ message: [UInt8],
    privateKey: [UInt8]
  ) throws(CryptographyError) -> [UInt8] {
    let key = try KeyPair.private(privateKey, .ed25519)
    guard let context = unsafe EVP_MD_CTX_new() else { throw .refused("EVP_MD_CTX_new") }
    defer { unsafe EVP_MD_CTX_free(context) }
    var signature = [UInt8](repeating: 0, count: signatureByteCount)
    var written = signatureByteCount
    // Safe: writes at most `written` bytes, which is the count of `signature`.
    guard unsafe EVP_DigestSignInit(context, nil, nil, nil, key.handle) == 1,
      unsafe EVP_DigestSign(context, &signature, &written, message, message.count) == 1,
      written == signatureByteCount
    else { throw .refused("EVP_DigestSign") }
    return signature
  }

  /// Whether `signature` was made of `message` with the private key behind `publicKey`.
  package static func verify(
    _ signature: [UInt8],
    of message: [UInt8],
    publicKey: [UInt8]
  ) throws(CryptographyError) -> Bool {
    guard signature.count == signatureByteCount else { return false }
    let key = try KeyPair.public(publicKey, .ed25519)
    guard let context = unsafe EVP_MD_CTX_new() else { throw .refused("EVP_MD_CTX_new") }
    defer { unsafe EVP_MD_CTX_free(context) }
    guard unsafe EVP_DigestVerifyInit(context, nil, nil, nil, key.handle) == 1 else {
      throw .refused("EVP_DigestVerifyInit")
    }
    // Safe: reads as many bytes as each array has.
    return unsafe EVP_DigestVerify(
      context,
      signature,
      signature.count,
      message,
      message.count
    ) == 1
  }
}
