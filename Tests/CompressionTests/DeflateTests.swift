import Compression
import TestSupport
import Testing

@Suite("DEFLATE and gzip of whole buffers")
struct DeflateTests {
  /// Words that compress, with some that do not.
  static func sample(_ count: Int, seed: UInt64 = 1) -> [UInt8] {
    var generator = SeededGenerator(seed: seed)
    var bytes: [UInt8] = []
    while bytes.count < count {
      let word = generator.next()
      if word % 3 == 0 {
        bytes.append(contentsOf: "customer \(word % 50), ".utf8)
      } else {
        bytes.append(UInt8(truncatingIfNeeded: word >> 8))
      }
    }
    return Array(bytes.prefix(count))
  }

  @Test(
    "what is compressed comes back",
    arguments: [DeflateFormat.raw, .gzip],
    [0, 1, 63, 64, 1000, 70_000, 300_000]
  )
  func roundTrip(format: DeflateFormat, count: Int) throws {
    let bytes = Self.sample(count)
    for level in [0, 1, 6, 9] {
      var packed: [UInt8] = []
      Deflate.compress(bytes.span, as: format, level: level, appendingTo: &packed)
      let back = try Deflate.inflate(packed.span, as: format, limit: count, expected: count)
      #expect(back == bytes)
    }
  }

  @Test("the limit holds, one byte below the size")
  func limit() {
    let bytes = Self.sample(5000)
    var packed: [UInt8] = []
    Deflate.compress(bytes.span, as: .gzip, level: 6, appendingTo: &packed)
    #expect(throws: DecompressionError.tooLong(limit: 4999)) {
      try Deflate.inflate(packed.span, as: .gzip, limit: 4999)
    }
  }

  @Test("every prefix is truncated and every flipped byte is noticed or harmless")
  func damage() {
    let bytes = Self.sample(400)
    var packed: [UInt8] = []
    Deflate.compress(bytes.span, as: .gzip, level: 6, appendingTo: &packed)
    for count in packed.indices {
      let prefix = Array(packed[..<count])
      #expect(throws: DecompressionError.truncated) {
        try Deflate.inflate(prefix.span, as: .gzip, limit: 400)
      }
    }
    for index in packed.indices {
      var flipped = packed
      flipped[index] ^= 0x10
      let back = try? Deflate.inflate(flipped.span, as: .gzip, limit: 4000)
      // A flip in the header's time, or of a distance to an equal word, changes nothing.
      #expect(back == nil || back == bytes, "byte \(index)")
    }
  }

  @Test("two members in one buffer are read as one text")
  func members() throws {
    var packed: [UInt8] = []
    for text in ["one ", "two"] {
      let bytes = Array(text.utf8)
      Deflate.compress(bytes.span, as: .gzip, level: 6, appendingTo: &packed)
    }
    let back = try Deflate.inflate(packed.span, as: .gzip, limit: 100)
    #expect(back == Array("one two".utf8))
  }

  @Test("CRC-32 of the check string of the CRC catalogue, whole and in parts")
  func checksum() {
    let digits = Array("123456789".utf8)
    #expect(CRC32(digits.span).value == 0xCBF4_3926)
    var joined = CRC32(digits.span.extracting(0..<4))
    joined.append(CRC32(digits.span.extracting(4..<9)), count: 5)
    #expect(joined.value == 0xCBF4_3926)
    #expect(CRC32([UInt8]().span).value == 0)
  }
}

@Suite("Snappy")
struct SnappyTests {
  struct Vector: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let bytes: [UInt8]
    let text: String
  }

  static let vectors = [
    Vector(testDescription: "nothing", bytes: [0], text: ""),
    Vector(testDescription: "a literal", bytes: [3, 2 << 2, 0x61, 0x62, 0x63], text: "abc"),
    Vector(
      testDescription: "an overlapping copy with an 11-bit offset",
      bytes: [9, 2 << 2, 0x61, 0x62, 0x63, 2 << 2 | 1, 3],
      text: "abcabcabc"
    ),
    Vector(
      testDescription: "a copy with a 16-bit offset",
      bytes: [5, 2 << 2, 0x61, 0x62, 0x63, 1 << 2 | 2, 3, 0],
      text: "abcab"
    ),
    Vector(
      testDescription: "a copy with a 32-bit offset",
      bytes: [4, 2 << 2, 0x61, 0x62, 0x63, 3, 1, 0, 0, 0],
      text: "abcc"
    ),
    Vector(
      testDescription: "a literal with its length behind the tag",
      bytes: [61, 60 << 2, 60] + Array(repeating: 0x78, count: 61),
      text: String(repeating: "x", count: 61)
    ),
  ]

  @Test("vectors by hand from the format description", arguments: vectors)
  func vector(vector: Vector) throws {
    let text = try Snappy.decompress(vector.bytes.span, limit: 100)
    #expect(text == Array(vector.text.utf8))
  }

  @Test("random bytes are refused or decoded, never a trap")
  func fuzz() {
    var generator = SeededGenerator(seed: 7)
    for _ in 0..<20_000 {
      let count = Int(generator.next() % 24)
      let bytes = (0..<count).map { _ in UInt8(truncatingIfNeeded: generator.next()) }
      let result = try? Snappy.decompress(bytes.span, limit: 1000)
      #expect((result?.count ?? 0) <= 1000)
    }
  }
}
