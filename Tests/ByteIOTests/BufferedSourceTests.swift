import ByteIO
import Testing

@Suite("buffered source")
struct BufferedSourceTests {
  @Test("gives lines, blocks and the rest in order", arguments: [1, 3, 100])
  func order(piece: Int) throws {
    let bytes = Array("one\ntwo\n\nblockrest".utf8)
    let source = BufferedSource(MemorySource(bytes, pieceSize: piece))
    #expect(try source.line(limit: 10) == Array("one\n".utf8))
    #expect(try source.peek(3) == Array("two".utf8))
    #expect(try source.line(limit: 4) == Array("two\n".utf8))
    #expect(try source.line(limit: 4) == [0x0A])
    #expect(try source.take(5) == Array("block".utf8))
    #expect(try source.readToEnd(limit: 10) == Array("rest".utf8))
    #expect(try source.line(limit: 1).isEmpty)
  }

  @Test("a line without its end is given as it is, a long one refused", arguments: [1, 100])
  func ends(piece: Int) throws {
    let bytes = Array("abcdef".utf8)
    let last = BufferedSource(MemorySource(bytes, pieceSize: piece))
    #expect(try last.line(limit: 6) == bytes)
    let long = BufferedSource(MemorySource(bytes + [0x0A], pieceSize: piece))
    #expect(throws: ByteLimitExceeded.self) { try long.line(limit: 6) }
  }
}
