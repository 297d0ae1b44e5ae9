private import CLibCrypto

/// Comparisons whose time does not tell where two secrets differ.
package enum ConstantTime {
  /// Whether both hold the same bytes; only the lengths may leak (`CRYPTO_memcmp`).
  package static func equal(_ left: [UInt8], _ right: [UInt8]) -> Bool {
    guard left.count == right.count else { return false }
    guard !left.isEmpty else { return true }
    // Safe: reads `count` bytes of each, and both have as many.
    return unsafe CRYPTO_memcmp(left, right, left.count) == 0
  }

  /// Whether every byte is zero.
  package static func isZero(_ bytes: [UInt8]) -> Bool {
    bytes.reduce(0) { $0 | $1 } == 0
  }
}
