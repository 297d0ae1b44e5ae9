private import CLibCrypto

/// X25519 (RFC 7748): two key pairs to one shared secret.
package enum X25519 {
  /// Of private keys, public keys and shared secrets, in bytes.
  package static let byteCount = 32

  /// The public key that belongs to `privateKey`.
  package static func publicKey(of privateKey: [UInt8]) throws(CryptographyError) -> [UInt8] {
    try KeyPair.private(privateKey, .x25519).publicBytes(count: byteCount)
  }

  /// The secret that both sides compute (`EVP_PKEY_derive`).
  ///
  /// - Throws: `.weakPublicKey` when it is all zero, which libcrypto refuses too.
  package static func sharedSecret(
    privateKey: [UInt8],
    publicKey: [UInt8]
  ) throws(CryptographyError) -> [UInt8] {
    let own = try KeyPair.private(privateKey, .x25519)
    let other = try KeyPair.public(publicKey, .x25519)
    guard let context = unsafe EVP_PKEY_CTX_new(own.handle, nil) else {
      throw .refused("EVP_PKEY_CTX_new")
    }
    defer { unsafe EVP_PKEY_CTX_free(context) }
    guard unsafe EVP_PKEY_derive_init(context) == 1,
      unsafe EVP_PKEY_derive_set_peer(context, other.handle) == 1
    else { throw .refused("EVP_PKEY_derive_set_peer") }

    var secret = [UInt8](repeating: 0, count: byteCount)
    var written = byteCount
    // Safe: writes at most `written` bytes, which is the count of `secret`.
    guard unsafe EVP_PKEY_derive(context, &secret, &written) == 1, written == byteCount,
      !ConstantTime.isZero(secret)
    else { throw .weakPublicKey }
    return secret
  }
}
