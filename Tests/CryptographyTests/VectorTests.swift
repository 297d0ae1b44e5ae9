import Cryptography
import Testing

/// Bytes of hexadecimal digits; records an issue when they are malformed.
private func bytes(_ hex: String) -> [UInt8] {
  guard let bytes = Hexadecimal.bytes(hex) else {
    Issue.record("malformed vector \(hex)")
    return []
  }
  return bytes
}

@Suite("key derivation and codes agree with their RFCs")
struct DerivationTests {
  @Test("HMAC-SHA-256: RFC 4231, test cases 1 and 2")
  func hmac() throws {
    let first = try HMACSHA256.code(
      of: Array("Hi There".utf8),
      key: Array(repeating: 0x0b, count: 20)
    )
    #expect(
      first == bytes("b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7")
    )
    let message = Array("what do ya want for nothing?".utf8)
    let code = bytes("5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843")
    #expect(try HMACSHA256.verify(code, of: message, key: Array("Jefe".utf8)))
    #expect(try !HMACSHA256.verify(code, of: message, key: Array("jefe".utf8)))
  }

  @Test("HKDF-SHA-256: RFC 5869, test cases A.1 and A.3 (no salt, no info)")
  func hkdf() throws {
    let key = [UInt8](repeating: 0x0b, count: 22)
    let derived = try HKDFSHA256.derive(
      from: key,
      salt: Array(0x00...0x0c),
      info: Array(0xf0...0xf9),
      count: 42
    )
    #expect(
      Hexadecimal.text(derived)
        == "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865"
    )
    let bare = try HKDFSHA256.derive(from: key, info: [], count: 42)
    #expect(
      Hexadecimal.text(bare)
        == "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8"
    )
    #expect(throws: CryptographyError.limitExceeded) {
      try HKDFSHA256.derive(from: key, info: [], count: HKDFSHA256.maximumByteCount + 1)
    }
  }

  @Test("scrypt: RFC 7914, section 12, first two")
  func scrypt() throws {
    let empty = try Scrypt.derive(
      from: [],
      salt: [],
      cost: .init(logarithm: 4, blockSize: 1, parallelism: 1),
      count: 64
    )
    #expect(
      empty
        == bytes(
          "77d6576238657b203b19ca42c18a0497f16b4844e3074ae8dfdffa3fede21442"
            + "fcd0069ded0948f8326a753a0fc81f17e8d3e0fb2e0d3628cf35e20c38d18906"
        )
    )
    let derived = try Scrypt.derive(
      from: Array("password".utf8),
      salt: Array("NaCl".utf8),
      cost: .init(logarithm: 10, blockSize: 8, parallelism: 16),
      count: 64
    )
    #expect(
      derived
        == bytes(
          "fdbabe1c9d3472007856e7190d01e9fe7c6ad7cbc8237830e77376634b373162"
            + "2eaf30d92e22a3886ff109279d9830dac727afb94a83ee6d8360cbdfa2cc0640"
        )
    )
    #expect(throws: CryptographyError.limitExceeded) {
      try Scrypt.derive(from: [], salt: [], cost: .init(logarithm: 30))
    }
  }
}

@Suite("curves agree with their RFCs")
struct CurveTests {
  @Test("X25519: RFC 7748, section 6.1")
  func agreement() throws {
    let alice = bytes("77076d0a7318a57d3c16c17251b26645df4c2f87ebc0992ab177fba51db92c2a")
    let bob = bytes("5dab087e624a8a4b79e17f8b83800ee66f3bb1292618b6fd1c2f8b27ff88e0eb")
    let aliceShare = bytes("8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a")
    let bobShare = bytes("de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f")
    let secret = bytes("4a5d9d5ba4ce2de1728e3bf480350f25e07e21c947d19e3376f09b3c1e161742")
    #expect(try X25519.publicKey(of: alice) == aliceShare)
    #expect(try X25519.publicKey(of: bob) == bobShare)
    #expect(try X25519.sharedSecret(privateKey: alice, publicKey: bobShare) == secret)
    #expect(try X25519.sharedSecret(privateKey: bob, publicKey: aliceShare) == secret)
  }

  @Test(
    "X25519 refuses shares of small order",
    arguments: [
      "0000000000000000000000000000000000000000000000000000000000000000",
      "0100000000000000000000000000000000000000000000000000000000000000",
      "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
      "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
      "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    ]
  )
  func smallOrder(share: String) throws {
    let own = try SecureRandom.bytes(X25519.byteCount)
    #expect(throws: CryptographyError.weakPublicKey) {
      try X25519.sharedSecret(privateKey: own, publicKey: bytes(share))
    }
    #expect(throws: CryptographyError.wrongSize) { try X25519.publicKey(of: [1, 2, 3]) }
  }

  @Test("Ed25519: RFC 8032, section 7.1, test 1")
  func signatures() throws {
    let key = bytes("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60")
    let verifier = bytes("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a")
    let signature = bytes(
      "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155"
        + "5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"
    )
    #expect(try Ed25519.publicKey(of: key) == verifier)
    #expect(try Ed25519.sign([], privateKey: key) == signature)
    #expect(try Ed25519.verify(signature, of: [], publicKey: verifier))
    #expect(try !Ed25519.verify(signature, of: [0], publicKey: verifier))
    #expect(try !Ed25519.verify([], of: [], publicKey: verifier))
  }
}

@Suite("sealed boxes")
struct SealedBoxTests {
  private static let message = Array(
    """
    Ladies and Gentlemen of the class of '99: If I could offer you only one tip for the future, \
    sunscreen would be it.
    """.utf8
  )
  private static let key = [UInt8](0x80...0x9f)
  private static let nonce: [UInt8] = [7, 0, 0, 0] + Array(0x40...0x47)
  private static let data: [UInt8] = Array(0x50...0x53) + Array(0xc0...0xc7)

  @Test("ChaCha20-Poly1305: RFC 8439, section 2.8.2")
  func chaCha() throws {
    let box = try SealedBox.seal(
      Self.message,
      key: Self.key,
      nonce: Self.nonce,
      authenticating: Self.data
    )
    let expected =
      "d31a8d34648e60db7b86afbc53ef7ec2a4aded51296e08fea9e2b5a736ee62d6"
      + "3dbea45e8ca9671282fafb69da92728b1a71de0a9e060b2905d6a5b67ecd3b36"
      + "92ddbd7f2d778b8c9803aee328091b58fab324e4fad675945585808b4831d7bc"
      + "3ff4def08e4b7a9de576d26586cec64b61161ae10b594f09e26a7e902ecbd0600691"
    #expect(Hexadecimal.text(box) == expected)
  }

  @Test("AES-256-GCM: the GCM specification's test cases 13 and 14")
  func gcm() throws {
    let (key, nonce) = ([UInt8](repeating: 0, count: 32), [UInt8](repeating: 0, count: 12))
    let empty = try SealedBox.seal([], .aes256GCM, key: key, nonce: nonce)
    #expect(Hexadecimal.text(empty) == "530f8afbc74536b9a963b4f1c4cb738b")
    let zeros = [UInt8](repeating: 0, count: 16)
    let block = try SealedBox.seal(zeros, .aes256GCM, key: key, nonce: nonce)
    #expect(
      Hexadecimal.text(block) == "cea7403d4d606b6e074ec5d3baf39d18d0d1c8a799996bf0265b98b5d48ab919"
    )
  }

  @Test(
    "no changed bit opens, and nothing of the message is left behind",
    arguments: [SealedBox.Algorithm.chaCha20Poly1305, .aes256GCM]
  )
  func forgery(algorithm: SealedBox.Algorithm) throws {
    let opener = try SealedBox(algorithm, key: Self.key)
    var box: [UInt8] = []
    try opener.seal(Self.message.span, nonce: Self.nonce, appendingTo: &box)
    var message: [UInt8] = [1, 2, 3]
    for index in box.indices {
      var forged = box
      forged[index] ^= 0x10
      #expect(throws: CryptographyError.authenticationFailed) {
        try opener.open(forged.span, nonce: Self.nonce, appendingTo: &message)
      }
    }
    #expect(message == [1, 2, 3])
    try opener.open(box.span, nonce: Self.nonce, appendingTo: &message)
    #expect(message == [1, 2, 3] + Self.message)
    #expect(throws: CryptographyError.authenticationFailed) {
      try SealedBox.open(Array(box.prefix(15)), algorithm, key: Self.key, nonce: Self.nonce)
    }
    #expect(throws: CryptographyError.wrongSize) {
      try SealedBox.seal([], algorithm, key: Self.key, nonce: [1])
    }
  }
}

@Suite("secrets")
struct SecretTests {
  @Test("random bytes have the size asked for and do not repeat")
  func random() throws {
    let draws = try (0..<20).map { _ in try SecureRandom.bytes(16) }
    #expect(draws.allSatisfy { $0.count == 16 })
    #expect(Set(draws).count == 20)
    #expect(try SecureRandom.bytes(0).isEmpty)
    #expect(throws: CryptographyError.wrongSize) { try SecureRandom.bytes(-1) }
  }

  @Test("comparison sees every byte")
  func comparison() {
    #expect(ConstantTime.equal([], []))
    #expect(ConstantTime.equal([1, 2, 3], [1, 2, 3]))
    #expect(!ConstantTime.equal([1, 2, 3], [1, 2, 4]))
    #expect(!ConstantTime.equal([1, 2, 3], [1, 2]))
    #expect(ConstantTime.isZero([0, 0]) && !ConstantTime.isZero([0, 1]))
  }
}
