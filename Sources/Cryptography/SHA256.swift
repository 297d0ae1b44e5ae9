private import CLibCrypto

/// SHA-256 (FIPS 180-4), in pieces or in one call.
///
/// ```swift
/// let id = SHA256.hash(bytes.span).hex
///
/// var hasher = SHA256()
/// hasher.update(first.span)
/// hasher.update(second.span)
/// let digest = hasher.finish()  // the hasher stands at its beginning again
/// ```
///
/// A value: a copy goes its own way. By `EVP_DigestInit_ex`, `EVP_DigestUpdate`,
/// `EVP_DigestFinal_ex`.
package struct SHA256: Sendable {
  private var state: DigestState

  package init() { state = DigestState() }

  /// Takes in the next bytes.
  package mutating func update(_ bytes: Span<UInt8>) {
    // Safe: the pointer is used within the closure only.
    unsafe bytes.withUnsafeBytes { unsafe own().update($0) }
  }

  /// Takes in the next bytes.
  package mutating func update(_ bytes: RawSpan) {
    // Safe: the pointer is used within the closure only.
    unsafe bytes.withUnsafeBytes { unsafe own().update($0) }
  }

  /// The digest of all bytes since the beginning or the last `finish()`.
  package mutating func finish() -> Digest { own().finish() }

  /// The digest of `bytes`.
  package static func hash(_ bytes: Span<UInt8>) -> Digest {
    var hasher = SHA256()
    hasher.update(bytes)
    return hasher.finish()
  }

  /// The digest of `bytes`.
  package static func hash(_ bytes: [UInt8]) -> Digest { hash(bytes.span) }

  private mutating func own() -> DigestState {
    if !isKnownUniquelyReferenced(&state) { state = DigestState(copying: state) }
    return state
  }
}

extension SHA256 {
  /// The 32 bytes of a SHA-256, ordered as bytes are.
  package struct Digest: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// In bytes (FIPS 180-4, figure 1).
    package static let byteCount = 32

    /// The digest as four big-endian words: the first 64 bits are `words.0`.
    package let words: (UInt64, UInt64, UInt64, UInt64)

    fileprivate init(words: (UInt64, UInt64, UInt64, UInt64)) { self.words = words }

    /// Nil unless there are exactly 32 bytes.
    package init?(_ bytes: [UInt8]) {
      guard bytes.count == Self.byteCount else { return nil }
      func word(_ index: Int) -> UInt64 {
        bytes[index * 8..<index * 8 + 8].reduce(0) { $0 << 8 | UInt64($1) }
      }
      words = (word(0), word(1), word(2), word(3))
    }

    /// Nil unless `hex` is 64 hexadecimal digits.
    package init?(hex: String) {
      guard let bytes = Hexadecimal.bytes(hex) else { return nil }
      self.init(bytes)
    }

    /// In the order of the standard.
    package var bytes: [UInt8] {
      [words.0, words.1, words.2, words.3].flatMap { word in
        stride(from: 56, through: 0, by: -8).map { UInt8(truncatingIfNeeded: word >> UInt64($0)) }
      }
    }

    /// 64 hexadecimal digits in lower case.
    package var hex: String { Hexadecimal.text(bytes) }

    package var description: String { hex }

    package static func == (left: Digest, right: Digest) -> Bool { left.words == right.words }

    package static func < (left: Digest, right: Digest) -> Bool { left.words < right.words }

    package func hash(into hasher: inout Hasher) { hasher.combine(words.0) }
  }
}

/// Owns one `EVP_MD_CTX` in the middle of a SHA-256.
@safe private final class DigestState: @unchecked Sendable {
  // Sendable: `SHA256` changes a state only while it is its sole owner.
  private let context: OpaquePointer

  /// Fetched once: a fetch for each digest costs more than a short digest itself.
  private static let algorithm: Algorithm = {
    guard let algorithm = unsafe EVP_MD_fetch(nil, "SHA256", nil) else {
      fatalError("libcrypto offers no SHA-256")
    }
    return unsafe Algorithm(pointer: algorithm)
  }()

  @safe private struct Algorithm: @unchecked Sendable {
    // Sendable: libcrypto never changes a fetched algorithm and counts references atomically.
    let pointer: OpaquePointer
  }

  init() {
    guard let context = unsafe EVP_MD_CTX_new() else { fatalError("out of memory") }
    unsafe self.context = unsafe context
    unsafe begin(Self.algorithm.pointer)
  }

  init(copying other: DigestState) {
    guard let context = unsafe EVP_MD_CTX_new(),
      unsafe EVP_MD_CTX_copy_ex(context, other.context) == 1
    else { fatalError("out of memory") }
    unsafe self.context = unsafe context
  }

  deinit { unsafe EVP_MD_CTX_free(context) }

  /// With nil the context keeps its algorithm and is only set back.
  private func begin(_ algorithm: OpaquePointer?) {
    let status = unsafe EVP_DigestInit_ex2(context, algorithm, nil)
    precondition(status == 1, "SHA-256 cannot begin")
  }

  func update(_ bytes: UnsafeRawBufferPointer) {
    // Safe: libcrypto reads `count` bytes from the base; both come from one buffer.
    let status = unsafe EVP_DigestUpdate(context, bytes.baseAddress, bytes.count)
    precondition(status == 1, "SHA-256 cannot go on")
  }

  func finish() -> SHA256.Digest {
    var words: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)
    // Safe: the tuple is 32 bytes, which is what EVP_DigestFinal_ex writes for SHA-256.
    let status = unsafe withUnsafeMutableBytes(of: &words) { buffer in
      unsafe EVP_DigestFinal_ex(
        context,
        buffer.baseAddress?.assumingMemoryBound(to: UInt8.self),
        nil
      )
    }
    precondition(status == 1, "SHA-256 cannot end")
    unsafe begin(nil)
    return SHA256.Digest(
      words: (words.0.bigEndian, words.1.bigEndian, words.2.bigEndian, words.3.bigEndian)
    )
  }
}
