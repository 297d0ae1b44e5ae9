import Columns
import Compression
import Diagnostics
import Parquet
import TestSupport
import Testing

@Suite("damaged Parquet files")
struct DamageTests {
  static func small(_ compression: ParquetOptions.Compression) throws -> [UInt8] {
    let options = ParquetOptions(compression: compression, rowGroupRows: 20, pageRows: 7)
    return try Tables.file([Tables.batch(24)], options)
  }

  /// What came of reading everything.
  static func outcome(_ bytes: [UInt8], checksum: UInt32? = nil) -> Result<[String], any Error> {
    Result {
      try Tables.rows(ParquetFile(bytes: bytes, footerChecksum: checksum, name: "in/t.parquet"))
    }
  }

  @Test("cut after any byte: a fault that names the file")
  func truncation() throws {
    let bytes = try Self.small(.none)
    for count in bytes.indices {
      let fault = #expect(throws: Fault.self) { try Self.outcome(Array(bytes[..<count])).get() }
      #expect(fault?.kind == .integrity)
      #expect(fault?.position?.file == "in/t.parquet")
    }
  }

  @Test(
    "a flipped bit anywhere: a fault, or the same rows; a fault in the footer, when its sum is known",
    arguments: [ParquetOptions.Compression.none, .gzip(level: 6)]
  )
  func flips(compression: ParquetOptions.Compression) throws {
    let bytes = try Self.small(compression)
    let footer = try Self.footerStart(bytes)
    let sum = CRC32(bytes.span.extracting(footer..<bytes.count)).value
    let rows = try Self.outcome(bytes, checksum: sum).get()
    for index in bytes.indices {
      for bit in [0, 3, 6] {
        var flipped = bytes
        flipped[index] ^= 1 << UInt8(bit)
        // Without the sum of the footer, which the log of a table keeps, there is no trap.
        if case .failure(let error) = Self.outcome(flipped) { #expect(error is Fault) }
        switch Self.outcome(flipped, checksum: sum) {
        case .failure(let error): #expect(error is Fault)
        case .success(let other):
          #expect(other == rows && index < 4, "byte \(index) bit \(bit)")
        }
      }
    }
  }

  @Test("random bytes with the right magic are refused, never a trap")
  func noise() {
    var generator = SeededGenerator(seed: 3)
    for round in 0..<3000 {
      let count = round % 64 + 1
      var bytes = Array("PAR1".utf8)
      bytes += (0..<count).map { _ in UInt8(truncatingIfNeeded: generator.next()) & 0x3F }
      bytes += [UInt8(count), 0, 0, 0] + Array("PAR1".utf8)
      if case .failure(let error) = Self.outcome(bytes) { #expect(error is Fault) }
    }
  }

  @Test("the message names column, fault and offset")
  func message() throws {
    var bytes = try Self.small(.none)
    let needle = Array("@example.com".utf8)
    let start = try #require(
      bytes.indices.first { Array(bytes[$0...].prefix(needle.count)) == needle }
    )
    bytes[start] = 0x41
    let fault = #expect(throws: Fault.self) { try Self.outcome(bytes).get() }
    #expect(fault?.exitCode == 6)
    let text = fault?.rendered ?? ""
    let expected = "column email: a column does not match its checksum at byte "
    #expect(text.hasPrefix("error: in/t.parquet: \(expected)"))
  }

  @Test("any flipped bit is found without decoding", arguments: [1, 3])
  func verification(threads: Int) throws {
    for compression in [ParquetOptions.Compression.none, .gzip(level: 6)] {
      let bytes = try Self.small(compression)
      let start = try Self.footerStart(bytes)
      let checksum = CRC32(bytes.span.extracting(start..<bytes.count))
      let whole = try ParquetFile(bytes: bytes, footerChecksum: checksum.value, name: "t")
      try whole.verify(threads: threads)
      for bit in stride(from: 0, to: bytes.count * 8, by: 13) {
        var flipped = bytes
        flipped[bit / 8] ^= 1 << UInt8(bit % 8)
        let fault = #expect(throws: Fault.self, "bit \(bit)") {
          try ParquetFile(bytes: flipped, footerChecksum: checksum.value, name: "t")
            .verify(threads: threads)
        }
        #expect(fault?.exitCode == 6, "bit \(bit): \(fault?.rendered ?? "")")
      }
    }
  }

  /// Where the footer begins, from the length behind it.
  static func footerStart(_ bytes: [UInt8]) throws -> Int {
    let tail = bytes.suffix(8).prefix(4)
    let length = tail.reversed().reduce(0) { $0 << 8 | Int($1) }
    return bytes.count - 8 - length
  }
}
