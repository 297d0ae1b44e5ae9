private import CLibCrypto

/// HKDF with SHA-256 (RFC 5869): a key of good quality into keys for one purpose each.
package enum HKDFSHA256 {
  /// Most bytes that one call gives (RFC 5869, section 2.3: 255 hashes).
  package static let maximumByteCount = 255 * 32

  /// Extract with `salt`, then expand with `info` to `count` bytes.
  package static func derive(
    from key: [UInt8],
    salt: [UInt8] = [],
    info: [UInt8],
    count: Int = 32
  ) throws(CryptographyError) -> [UInt8] {
    guard (1...maximumByteCount).contains(count) else { throw .limitExceeded }
    guard let saltSize = Int32(exactly: salt.count), let keySize = Int32(exactly: key.count),
      let infoSize = Int32(exactly: info.count)
    else { throw .wrongSize }
    guard let context = unsafe EVP_PKEY_CTX_new_id(EVP_PKEY_HKDF, nil) else {
      throw .refused("EVP_PKEY_CTX_new_id")
    }
    defer { unsafe EVP_PKEY_CTX_free(context) }

    var derived = [UInt8](repeating: 0, count: count)
    var written = count
    // Safe: each call reads as many bytes as the array beside it has; derive writes at most
    // `written` bytes, which is the count of `derived`.
    guard unsafe EVP_PKEY_derive_init(context) == 1,
      unsafe EVP_PKEY_CTX_set_hkdf_md(context, EVP_sha256()) == 1,
      unsafe EVP_PKEY_CTX_set1_hkdf_salt(context, salt, saltSize) == 1,
      unsafe EVP_PKEY_CTX_set1_hkdf_key(context, key, keySize) == 1,
      unsafe EVP_PKEY_CTX_add1_hkdf_info(context, info, infoSize) == 1,
      unsafe EVP_PKEY_derive(context, &derived, &written) == 1,
      written == count
    else { throw .refused("EVP_PKEY_derive") }
    return derived
  }
}
