internal import CLibCrypto

/// Owns one `EVP_PKEY` of an Edwards or Montgomery curve, which libcrypto wipes when it is freed.
@safe final class KeyPair {
  enum Curve {
    case x25519
    case ed25519

    fileprivate var identifier: Int32 {
      switch self {
      case .x25519: EVP_PKEY_X25519
      case .ed25519: EVP_PKEY_ED25519
      }
    }
  }

  /// Valid as long as this object lives.
  @unsafe let handle: OpaquePointer

  private init(owning handle: OpaquePointer?) throws(CryptographyError) {
    guard let handle = unsafe handle else { throw .refused("EVP_PKEY_new_raw") }
    unsafe self.handle = unsafe handle
  }

  deinit { unsafe EVP_PKEY_free(handle) }

  /// Both curves have keys of 32 bytes (RFC 7748, section 5; RFC 8032, section 5.1.5).
  static func `private`(_ bytes: [UInt8], _ curve: Curve) throws(CryptographyError) -> KeyPair {
    guard bytes.count == 32 else { throw .wrongSize }
    return try unsafe KeyPair(
      owning: EVP_PKEY_new_raw_private_key(curve.identifier, nil, bytes, bytes.count)
    )
  }

  static func `public`(_ bytes: [UInt8], _ curve: Curve) throws(CryptographyError) -> KeyPair {
    guard bytes.count == 32 else { throw .wrongSize }
    return try unsafe KeyPair(
      owning: EVP_PKEY_new_raw_public_key(curve.identifier, nil, bytes, bytes.count)
    )
  }

  func publicBytes(count: Int) throws(CryptographyError) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    var written = count
    // Safe: writes at most `written` bytes, which is the array's count.
    guard unsafe EVP_PKEY_get_raw_public_key(handle, &bytes, &written) == 1, written == count
    else { throw .refused("EVP_PKEY_get_raw_public_key") }
    return bytes
  }
}
