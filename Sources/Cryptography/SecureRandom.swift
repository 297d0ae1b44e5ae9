private import CLibCrypto

/// Random bytes fit for keys.
package enum SecureRandom {
  /// `count` bytes of libcrypto's generator for secrets (`RAND_priv_bytes`), seeded by the kernel.
  package static func bytes(_ count: Int) throws(CryptographyError) -> [UInt8] {
    guard count >= 0, let size = Int32(exactly: count) else { throw .wrongSize }
    var bytes = [UInt8](repeating: 0, count: count)
    // Safe: writes exactly `size` bytes, which is the array's count.
    guard unsafe RAND_priv_bytes(&bytes, size) == 1 else { throw .noRandomness }
    return bytes
  }
}
