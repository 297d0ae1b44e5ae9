import Age
import ByteIO
import Synchronization
import TestSupport
import Testing

/// Encrypts `bytes` in pieces of `piece` bytes.
func encrypted(
  _ bytes: [UInt8],
  to recipients: [AgeRecipient],
  piece: Int = 10_000,
  armored: Bool = false,
  randomness: AgeRandomness = .secure
) throws -> [UInt8] {
  let memory = MemorySink()
  let sink: any ByteSink = armored ? AgeArmorSink(to: memory) : memory
  let encryptor = try AgeEncryptor(to: sink, recipients: recipients, randomness: randomness)
  for start in stride(from: 0, to: bytes.count, by: piece) {
    try encryptor.write(Array(bytes[start..<min(start + piece, bytes.count)]))
  }
  try encryptor.finish()
  #expect(memory.isFinished)
  return memory.bytes
}

/// Decrypts all of `file`.
func decrypted(
  _ file: [UInt8],
  with identities: [AgeIdentity],
  piece: Int = .max
) throws -> [UInt8] {
  let source = MemorySource(file, pieceSize: piece)
  return try AgeDecryptor(source, identities: identities).readToEnd(limit: .max)
}

/// Repeatable randomness for tests.
func seeded(_ seed: UInt64) -> AgeRandomness {
  let generator = Mutex(SeededGenerator(seed: seed))
  return AgeRandomness { count in
    generator.withLock { generator in
      (0..<count).map { _ in UInt8(truncatingIfNeeded: generator.next()) }
    }
  }
}

@Suite("age: what is encrypted comes back")
struct AgeRoundTripTests {
  private static let chunk = 65_536

  @Test(
    "payloads of every size around the chunk",
    arguments: [0, 1, chunk - 1, chunk, chunk + 1, 2 * chunk, 3 * chunk + 17]
  )
  func sizes(count: Int) throws {
    let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 131) }
    let key = try AgeSecretKey.generate()
    for armored in [false, true] {
      let file = try encrypted(bytes, to: [.publicKey(key.publicKey)], armored: armored)
      #expect(AgeArmor.isAge(file))
      #expect(try decrypted(file, with: [.secretKey(key)], piece: 1009) == bytes)
    }
  }

  @Test("any of several recipients opens it, a stranger does not")
  func recipients() throws {
    let keys = try (0..<3).map { _ in try AgeSecretKey.generate() }
    let stranger = try AgeSecretKey.generate()
    let file = try encrypted([1, 2, 3], to: keys.map { .publicKey($0.publicKey) })
    for key in keys {
      #expect(try decrypted(file, with: [.secretKey(stranger), .secretKey(key)]) == [1, 2, 3])
    }
    let error = #expect(throws: AgeError.self) {
      try decrypted(file, with: [.secretKey(stranger)])
    }
    #expect(error?.code == .noMatch)
  }

  @Test("a passphrase opens it, another does not, and it stands alone")
  func passphrase() throws {
    let file = try encrypted([9], to: [.passphrase("correct horse", logarithm: 4)])
    #expect(try decrypted(file, with: [.passphrase("correct horse")]) == [9])
    let wrong = #expect(throws: AgeError.self) {
      try decrypted(file, with: [.passphrase("battery staple")])
    }
    #expect(wrong?.code == .noMatch)
    let key = try AgeSecretKey.generate()
    let mixed = #expect(throws: AgeError.self) {
      try encrypted([], to: [.passphrase("a", logarithm: 4), .publicKey(key.publicKey)])
    }
    #expect(mixed?.code == .recipient)
  }

  @Test("without a recipient nothing is written")
  func nobody() throws {
    let sink = MemorySink()
    let error = #expect(throws: AgeError.self) { try AgeEncryptor(to: sink, recipients: []) }
    #expect(error?.code == .recipient)
    #expect(sink.bytes.isEmpty)
  }

  @Test("the same randomness gives the same file, the system's never does")
  func randomness() throws {
    let key = try AgeSecretKey.generate(seeded(1))
    let recipients = [AgeRecipient.publicKey(key.publicKey)]
    let first = try encrypted([1], to: recipients, piece: 1, randomness: seeded(2))
    #expect(try encrypted([1], to: recipients, randomness: seeded(2)) == first)
    #expect(try encrypted([1], to: recipients) != encrypted([1], to: recipients))
  }

  @Test("every prefix of a file is refused", arguments: [false, true])
  func truncation(armored: Bool) throws {
    let key = try AgeSecretKey.generate()
    let file = try encrypted([1, 2, 3, 4], to: [.publicKey(key.publicKey)], armored: armored)
    // An armored file may lack the line feed after its last line.
    for count in 0..<(file.count - (armored ? 1 : 0)) {
      #expect(throws: AgeError.self) {
        try decrypted(Array(file.prefix(count)), with: [.secretKey(key)])
      }
    }
  }

  @Test("every flipped bit is found")
  func flips() throws {
    let key = try AgeSecretKey.generate()
    let file = try encrypted([1, 2, 3, 4], to: [.publicKey(key.publicKey)])
    for index in file.indices {
      for bit in [UInt8(1), 0x20, 0x80] {
        var flipped = file
        flipped[index] ^= bit
        #expect(throws: AgeError.self) { try decrypted(flipped, with: [.secretKey(key)]) }
      }
    }
  }

  @Test("chunks cannot be dropped, repeated, swapped or appended")
  func chunks() throws {
    let key = try AgeSecretKey.generate()
    let bytes = (0..<3 * Self.chunk).map { UInt8(truncatingIfNeeded: $0 >> 8) }
    let file = try encrypted(bytes, to: [.publicKey(key.publicKey)])
    let sealed = Self.chunk + 16
    let head = Array(file[..<(file.count - 3 * sealed)])
    let parts = (0..<3).map { Array(file[(head.count + $0 * sealed)...].prefix(sealed)) }
    let orders: [[Int]] = [
      [0, 1], [0, 2], [1, 2], [0, 0, 1, 2], [1, 0, 2], [0, 1, 2, 2], [2],
    ]
    for order in orders {
      let forged = head + order.flatMap { parts[$0] }
      let error = #expect(throws: AgeError.self) { try decrypted(forged, with: [.secretKey(key)]) }
      #expect(error?.code == .payload)
    }
    let longer = #expect(throws: AgeError.self) {
      try decrypted(file + [0], with: [.secretKey(key)])
    }
    #expect(longer?.code == .payload)
  }
}
