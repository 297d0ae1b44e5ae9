import ByteIO
import Compression
import Diagnostics
import TestSupport
import Testing

@Suite("gzip streams")
struct GzipStreamTests {
  static func packed(
    _ bytes: [UInt8],
    level: Int = 6,
    threads: Int = 1,
    piece: Int = 100_000
  ) throws -> [UInt8] {
    let memory = MemorySink()
    let sink = GzipSink(memory, level: level, threads: threads)
    for start in stride(from: 0, to: bytes.count, by: piece) {
      try sink.write(Array(bytes[start..<min(start + piece, bytes.count)]))
    }
    try sink.finish()
    #expect(memory.isFinished)
    return memory.bytes
  }

  @Test(
    "bytes do not depend on threads or on the pieces written, and come back",
    arguments: [0, 1, GzipSink.blockSize, GzipSink.blockSize * 2 + 5]
  )
  func deterministic(count: Int) throws {
    let bytes = DeflateTests.sample(count)
    let one = try Self.packed(bytes, level: 1)
    let four = try Self.packed(bytes, level: 1, threads: 4, piece: 777_777)
    #expect(one == four)
    let back = try GzipSource(MemorySource(one), name: "a.gz").readToEnd(limit: count)
    #expect(back == bytes)
  }

  @Test("level 0 stores with less than a thousandth of overhead")
  func stored() throws {
    let bytes = DeflateTests.sample(600_000)
    let packed = try Self.packed(bytes, level: 0)
    #expect(packed.count < bytes.count + 600)
    let back = try GzipSource(MemorySource(packed), name: "a.gz").readToEnd(limit: bytes.count)
    #expect(back == bytes)
  }

  @Test("with incompressible blocks stored, text still shrinks and everything comes back")
  func storingIncompressible() throws {
    var generator = SeededGenerator(seed: 5)
    let noise = (0..<700_000).map { _ in UInt8.random(in: 0...255, using: &generator) }
    let bytes = DeflateTests.sample(1_100_000) + noise + DeflateTests.sample(1000)
    var packed: [[UInt8]] = []
    for threads in [1, 3] {
      let memory = MemorySink()
      let sink = GzipSink(memory, level: 1, threads: threads, storesIncompressible: true)
      try sink.write(bytes)
      try sink.finish()
      packed.append(memory.bytes)
    }
    #expect(packed[0] == packed[1])
    #expect(try packed[0].count < Self.packed(bytes, level: 1).count + 2000)
    let source = GzipSource(MemorySource(packed[0]), name: "a.gz")
    #expect(try source.readToEnd(limit: bytes.count) == bytes)
  }

  @Test("members are joined, in pieces of any size", arguments: [1, 2, 3, 10, 1000])
  func members(piece: Int) throws {
    let bytes =
      try Self.packed(Array("one ".utf8)) + Self.packed([]) + Self.packed(Array("two".utf8))
    let source = GzipSource(MemorySource(bytes, pieceSize: piece), name: "a.gz")
    #expect(try source.readToEnd(limit: 100) == Array("one two".utf8))
    #expect(source.trailingGarbage == nil)
    #expect(source.compressedOffset == bytes.count)
  }

  @Test("zeros behind the last member are padding, anything else is reported with its offset")
  func trailing() throws {
    let member = try Self.packed(Array("one".utf8))
    let zeros = [UInt8](repeating: 0, count: 512)
    let padded = GzipSource(MemorySource(member + zeros), name: "a.gz")
    #expect(try padded.readToEnd(limit: 10) == Array("one".utf8))
    #expect(padded.trailingGarbage == nil)
    let garbage = GzipSource(MemorySource(member + zeros + [7], pieceSize: 5), name: "a.gz")
    #expect(try garbage.readToEnd(limit: 10) == Array("one".utf8))
    #expect(garbage.trailingGarbage?.offset == Int64(member.count + 512))
  }

  @Test("every truncation is a fault about the input")
  func truncation() throws {
    let member = try Self.packed(DeflateTests.sample(300))
    for count in member.indices {
      let source = GzipSource(MemorySource(Array(member[..<count])), name: "a.gz")
      let fault = #expect(throws: Fault.self) { try source.readToEnd(limit: 1000) }
      #expect(fault?.kind == .input)
    }
  }

  @Test("the message names file, fault and compressed offset")
  func messages() throws {
    let member = try Self.packed(DeflateTests.sample(300))
    let short = GzipSource(MemorySource(Array(member[..<100])), name: "in/a.gz")
    let truncated = #expect(throws: Fault.self) { try short.readToEnd(limit: 1000) }
    #expect(
      truncated?.rendered == """
        error: in/a.gz: gzip data end before their end mark at compressed byte 100
        hint: the file is truncated; fetch or export it again
        """
    )
    var flipped = member
    flipped[member.count - 6] ^= 1
    let damaged = GzipSource(MemorySource(flipped), name: "in/a.gz")
    let fault = #expect(throws: Fault.self) { try damaged.readToEnd(limit: 1000) }
    #expect(fault?.message.hasPrefix("gzip data are damaged at compressed byte ") == true)
  }
}
