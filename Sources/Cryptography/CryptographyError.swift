/// Why a cryptographic operation gave no result.
///
/// Carries no key, no message and no part of either.
package enum CryptographyError: Error, Hashable, Sendable {
  /// Key, nonce, tag or signature of a size that the algorithm does not take.
  case wrongSize
  /// The tag does not belong to this key, nonce, data and ciphertext.
  case authenticationFailed
  /// The other side's public key is of small order: the shared secret would be all zero
  /// (RFC 7748, section 6.1).
  case weakPublicKey
  /// More output or input than the algorithm allows, or more memory than the caller allows.
  case limitExceeded
  /// The operating system gave no random bytes.
  case noRandomness
  /// libcrypto refused; names the function.
  case refused(String)
}
