private import CLibCrypto

/// Scrypt (RFC 7914): a passphrase into a key, at a price in time and memory.
package enum Scrypt {
  /// What a derivation costs (RFC 7914, section 2).
  package struct Cost: Hashable, Sendable {
    /// Base-two logarithm of N.
    package let logarithm: Int
    package let blockSize: Int
    package let parallelism: Int

    package init(logarithm: Int, blockSize: Int = 8, parallelism: Int = 1) {
      self.logarithm = logarithm
      self.blockSize = blockSize
      self.parallelism = parallelism
    }

    /// Bytes that a derivation needs: 128 * r * (N + p), with room for libcrypto's own.
    var memory: UInt64 {
      128 * UInt64(blockSize) * ((1 << UInt64(logarithm)) + UInt64(parallelism) + 2) + 4096
    }
  }

  /// Most that a file or a configuration may ask for, whatever its wish: N = 2^24 at r = 8.
  package static let maximumMemory: UInt64 = 18 << 30

  /// `count` bytes from `passphrase` and `salt`.
  package static func derive(
    from passphrase: [UInt8],
    salt: [UInt8],
    cost: Cost,
    count: Int = 32
  ) throws(CryptographyError) -> [UInt8] {
    guard (1...30).contains(cost.logarithm), (1...64).contains(cost.blockSize),
      (1...64).contains(cost.parallelism), count > 0, cost.memory <= maximumMemory
    else { throw .limitExceeded }
    var derived = [UInt8](repeating: 0, count: count)
    // Safe: reads as many bytes as each array has and writes `count`, which `derived` has.
    let status = unsafe passphrase.withUnsafeBytes { raw in
      unsafe EVP_PBE_scrypt(
        raw.baseAddress?.assumingMemoryBound(to: CChar.self),
        raw.count,
        salt,
        salt.count,
        1 << UInt64(cost.logarithm),
        UInt64(cost.blockSize),
        UInt64(cost.parallelism),
        cost.memory,
        &derived,
        count
      )
    }
    guard status == 1 else { throw .refused("EVP_PBE_scrypt") }
    return derived
  }
}
