internal import Cryptography

/// An X25519 public key, `age1...`: files are encrypted to it.
package struct AgePublicKey: Hashable, Sendable, CustomStringConvertible {
  static let prefix = "age"
  let bytes: [UInt8]

  init(bytes: [UInt8]) { self.bytes = bytes }

  /// Reads the text form (age, "The X25519 recipient type").
  package init(_ text: String) throws(AgeError) {
    if text.hasPrefix("age1pq1") || text.hasPrefix("age1tag") {
      throw AgeError(.recipient, "post-quantum and hardware recipients are not supported")
    }
    guard let (prefix, bytes) = Bech32.decode(text), prefix == Self.prefix,
      bytes.count == X25519.byteCount
    else { throw AgeError(.recipient, "malformed public key") }
    self.bytes = bytes
  }

  /// The text form, which begins with `age1`.
  package var description: String { Bech32.encode(bytes, prefix: Self.prefix) }
}

/// An X25519 secret key, `AGE-SECRET-KEY-1...`: opens what was encrypted to its public key.
///
/// Its description does not show it.
package struct AgeSecretKey: Hashable, Sendable, CustomStringConvertible, CustomReflectable {
  static let prefix = "AGE-SECRET-KEY-"
  let bytes: [UInt8]
  /// Belongs into configurations and backups' recipients.
  package let publicKey: AgePublicKey

  init(bytes: [UInt8]) throws(AgeError) {
    guard let publicBytes = try? X25519.publicKey(of: bytes) else {
      throw AgeError(.identity, "malformed secret key")
    }
    self.bytes = bytes
    publicKey = AgePublicKey(bytes: publicBytes)
  }

  /// Reads the text form (age, "The X25519 recipient type").
  package init(_ text: String) throws(AgeError) {
    if text.hasPrefix("AGE-SECRET-KEY-PQ-") || text.hasPrefix("AGE-PLUGIN-") {
      throw AgeError(.identity, "post-quantum keys and plugins are not supported")
    }
    guard let (prefix, bytes) = Bech32.decode(text), prefix == Self.prefix,
      bytes.count == X25519.byteCount
    else { throw AgeError(.identity, "malformed secret key") }
    try self.init(bytes: bytes)
  }

  /// A new key from `randomness`.
  package static func generate(
    _ randomness: AgeRandomness = .secure
  ) throws(AgeError) -> AgeSecretKey {
    try AgeSecretKey(bytes: randomness.bytes(X25519.byteCount))
  }

  /// The text form, which begins with `AGE-SECRET-KEY-1`: to be written into a key file and nowhere else.
  package var text: String { Bech32.encode(bytes, prefix: Self.prefix) }

  package var description: String { "secret key of \(publicKey)" }

  package var customMirror: Mirror { Mirror(self, children: ["publicKey": publicKey]) }
}

/// Whom a file is encrypted to.
package enum AgeRecipient: Hashable, Sendable {
  case publicKey(AgePublicKey)
  /// Must be the only recipient; `logarithm` is the work factor, 18 takes about a second.
  case passphrase(String, logarithm: Int = 18)
}

/// What opens a file.
package enum AgeIdentity: Hashable, Sendable {
  case secretKey(AgeSecretKey)
  case passphrase(String)
}

/// Where keys, shares, salts and nonces come from: the system, unless a test repeats them.
package struct AgeRandomness: Sendable {
  private let draw: @Sendable (Int) throws -> [UInt8]

  package init(_ draw: @escaping @Sendable (Int) throws -> [UInt8]) { self.draw = draw }

  /// libcrypto's generator for secrets.
  package static let secure = AgeRandomness { try SecureRandom.bytes($0) }

  func bytes(_ count: Int) throws(AgeError) -> [UInt8] {
    guard let bytes = try? draw(count), bytes.count == count else {
      throw AgeError(.cryptography, "no random bytes")
    }
    return bytes
  }
}
