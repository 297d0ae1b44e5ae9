internal import Cryptography

/// The key of one file, how it is wrapped for recipients, and the keys made from it.
struct AgeFileKey: Sendable {
  /// In bytes (age, "File key").
  static let byteCount = 16
  /// Of every wrapped key: the file key and a tag.
  static let wrappedByteCount = byteCount + SealedBox.tagByteCount
  /// Highest work factor that is tried: 2^22 takes 4 GiB and many seconds.
  static let maximumLogarithm = 22
  private static let saltByteCount = 16
  private static let x25519Type = "X25519"
  private static let scryptType = "scrypt"
  private static let x25519Info = Array("age-encryption.org/v1/X25519".utf8)
  private static let scryptLabel = Array("age-encryption.org/v1/scrypt".utf8)
  /// Wrapping keys are used once, so their nonce is fixed (age, "X25519 recipient stanza").
  private static let zeroNonce = [UInt8](repeating: 0, count: SealedBox.nonceByteCount)

  private let bytes: [UInt8]

  init(_ randomness: AgeRandomness) throws(AgeError) {
    bytes = try randomness.bytes(Self.byteCount)
  }

  private init(bytes: [UInt8]) { self.bytes = bytes }

  /// HMAC of a header (age, "Header MAC").
  func code(of header: [UInt8]) throws(AgeError) -> [UInt8] {
    try Self.checked(.cryptography) { () throws(CryptographyError) in
      let key = try HKDFSHA256.derive(from: bytes, info: Array("header".utf8))
      return try HMACSHA256.code(of: header, key: key)
    }
  }

  /// The key of the payload that begins with `nonce` (age, "Payload").
  func payloadKey(nonce: [UInt8]) throws(AgeError) -> [UInt8] {
    try Self.checked(.cryptography) { () throws(CryptographyError) in
      try HKDFSHA256.derive(from: bytes, salt: nonce, info: Array("payload".utf8))
    }
  }

  private static func checked<Value>(
    _ code: AgeError.Code,
    _ body: () throws(CryptographyError) -> Value
  ) throws(AgeError) -> Value {
    do {
      return try body()
    } catch {
      throw AgeError(code, "cryptographic operation failed")
    }
  }
}

// MARK: - Wrapping

extension AgeFileKey {
  /// A stanza for each recipient.
  func stanzas(
    for recipients: [AgeRecipient],
    _ randomness: AgeRandomness
  ) throws(AgeError) -> [AgeStanza] {
    guard !recipients.isEmpty else { throw AgeError(.recipient, "no recipient") }
    var stanzas: [AgeStanza] = []
    for recipient in recipients {
      switch recipient {
      case .publicKey(let key):
        stanzas.append(try wrap(for: key, ephemeral: randomness.bytes(X25519.byteCount)))
      case .passphrase(let passphrase, let logarithm):
        guard recipients.count == 1 else {
          throw AgeError(.recipient, "a passphrase cannot be combined with other recipients")
        }
        let salt = try randomness.bytes(Self.saltByteCount)
        stanzas.append(try wrap(with: passphrase, logarithm: logarithm, salt: salt))
      }
    }
    return stanzas
  }

  private func wrap(for key: AgePublicKey, ephemeral: [UInt8]) throws(AgeError) -> AgeStanza {
    try Self.checked(.recipient) { () throws(CryptographyError) in
      let share = try X25519.publicKey(of: ephemeral)
      let secret = try X25519.sharedSecret(privateKey: ephemeral, publicKey: key.bytes)
      let wrapKey = try HKDFSHA256.derive(
        from: secret,
        salt: share + key.bytes,
        info: Self.x25519Info
      )
      return AgeStanza(
        arguments: [Self.x25519Type, Base64.text(share)],
        body: try SealedBox.seal(bytes, key: wrapKey, nonce: Self.zeroNonce)
      )
    }
  }

  private func wrap(
    with passphrase: String,
    logarithm: Int,
    salt: [UInt8]
  ) throws(AgeError) -> AgeStanza {
    guard !passphrase.isEmpty, (1...Self.maximumLogarithm).contains(logarithm) else {
      throw AgeError(.recipient, "empty passphrase or work factor out of range")
    }
    return try Self.checked(.cryptography) { () throws(CryptographyError) in
      let wrapKey = try Scrypt.derive(
        from: Array(passphrase.utf8),
        salt: Self.scryptLabel + salt,
        cost: .init(logarithm: logarithm)
      )
      return AgeStanza(
        arguments: [Self.scryptType, Base64.text(salt), String(logarithm)],
        body: try SealedBox.seal(bytes, key: wrapKey, nonce: Self.zeroNonce)
      )
    }
  }
}

// MARK: - Unwrapping

extension AgeFileKey {
  /// The key that one of `identities` finds in the header, whose MAC then holds.
  init(_ header: AgeHeader, identities: [AgeIdentity]) throws(AgeError) {
    let types = header.stanzas.map(\.type)
    guard !types.contains(Self.scryptType) || types.count == 1 else {
      throw AgeError(.header, "a passphrase stanza must be the only one")
    }
    guard let bytes = try Self.unwrap(header.stanzas, identities) else {
      let reason =
        types == [Self.scryptType]
        ? "the passphrase does not open the file" : "no key opens the file"
      throw AgeError(.noMatch, reason)
    }
    self.init(bytes: bytes)
    guard ConstantTime.equal(try code(of: header.authenticated), header.code) else {
      throw AgeError(.headerCode, "the age header was changed")
    }
  }

  private static func unwrap(
    _ stanzas: [AgeStanza],
    _ identities: [AgeIdentity]
  ) throws(AgeError) -> [UInt8]? {
    for identity in identities {
      for stanza in stanzas {
        let bytes =
          switch identity {
          case .secretKey(let key): try unwrap(stanza, key)
          case .passphrase(let passphrase): try unwrap(stanza, passphrase)
          }
        if let bytes { return bytes }
      }
    }
    return nil
  }

  private static func unwrap(
    _ stanza: AgeStanza,
    _ key: AgeSecretKey
  ) throws(AgeError) -> [UInt8]? {
    guard stanza.type == x25519Type else { return nil }
    guard stanza.arguments.count == 2,
      let share = Base64.decode(Array(stanza.arguments[1].utf8)[...]),
      share.count == X25519.byteCount, stanza.body.count == wrappedByteCount
    else { throw AgeError(.header, "malformed X25519 stanza in the age header") }
    let wrapKey = try checked(.header) { () throws(CryptographyError) in
      let secret = try X25519.sharedSecret(privateKey: key.bytes, publicKey: share)
      return try HKDFSHA256.derive(
        from: secret,
        salt: share + key.publicKey.bytes,
        info: x25519Info
      )
    }
    return try? SealedBox.open(stanza.body, key: wrapKey, nonce: zeroNonce)
  }

  private static func unwrap(
    _ stanza: AgeStanza,
    _ passphrase: String
  ) throws(AgeError) -> [UInt8]? {
    guard stanza.type == scryptType else { return nil }
    guard stanza.arguments.count == 3,
      let salt = Base64.decode(Array(stanza.arguments[1].utf8)[...]),
      salt.count == saltByteCount, stanza.body.count == wrappedByteCount,
      let logarithm = workFactor(stanza.arguments[2])
    else { throw AgeError(.header, "malformed scrypt stanza in the age header") }
    guard logarithm <= maximumLogarithm else {
      throw AgeError(.header, "the work factor \(logarithm) is above \(maximumLogarithm)")
    }
    let wrapKey = try checked(.cryptography) { () throws(CryptographyError) in
      try Scrypt.derive(
        from: Array(passphrase.utf8),
        salt: scryptLabel + salt,
        cost: .init(logarithm: logarithm)
      )
    }
    return try? SealedBox.open(stanza.body, key: wrapKey, nonce: zeroNonce)
  }

  /// `%x31-39 *DIGIT` (age, "scrypt recipient stanza"); nil for any other text and on overflow.
  private static func workFactor(_ text: String) -> Int? {
    guard let first = text.utf8.first, (UInt8(ascii: "1")...UInt8(ascii: "9")).contains(first),
      text.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) })
    else { return nil }
    return Int(text)
  }
}
