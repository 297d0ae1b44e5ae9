private import CLibCrypto

/// HMAC-SHA-256 (RFC 2104, FIPS 198-1).
package enum HMACSHA256 {
  /// In bytes.
  package static let byteCount = 32

  /// The code of `message` under `key` (`EVP_Q_mac`).
  package static func code(
    of message: [UInt8],
    key: [UInt8]
  ) throws(CryptographyError) -> [UInt8] {
    var code = [UInt8](repeating: 0, count: byteCount)
    var written = 0
    // Safe: writes at most the given `byteCount`; pointers live for the call.
    let result = unsafe EVP_Q_mac(
      nil,
      "HMAC",
      nil,
      "SHA256",
      nil,
      key,
      key.count,
      message,
      message.count,
      &code,
      byteCount,
      &written
    )
    guard unsafe result != nil, written == byteCount else { throw .refused("EVP_Q_mac") }
    return code
  }

  /// Whether `code` is the code of `message` under `key`, in constant time.
  package static func verify(
    _ code: [UInt8],
    of message: [UInt8],
    key: [UInt8]
  ) throws(CryptographyError) -> Bool {
    ConstantTime.equal(code, try self.code(of: message, key: key))
  }
}
