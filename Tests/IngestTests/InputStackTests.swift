import Age
import ByteIO
import CSV
import Compression
import Diagnostics
import Foundation
import Ingest
import TestSupport
import Testing

@Suite("what is around a text")
struct InputStackTests {
  private static let text = "id,email\n" + (1...400).map { "\($0),p\($0)@example.org\n" }.joined()

  private enum Wrap: CaseIterable {
    case gzip
    case age
  }

  private let key: AgeSecretKey

  init() throws { key = try AgeSecretKey.generate() }

  private var identity: AgeIdentity { .secretKey(key) }

  private func wrapped(_ bytes: [UInt8], _ layers: [Wrap]) throws -> [UInt8] {
    try layers.reversed().reduce(bytes) { inner, layer in
      let result = MemorySink()
      let sink: any ByteSink =
        switch layer {
        case .gzip: GzipSink(result)
        case .age: try AgeEncryptor(to: result, recipients: [.publicKey(key.publicKey)])
        }
      try sink.write(inner)
      try sink.finish()
      return result.bytes
    }
  }

  private func file(_ bytes: [UInt8], in folder: TemporaryFolder) throws -> String {
    // The name says nothing: content decides.
    let path = "\(folder.path)/export.dat"
    try Publish.replacing(path) { try $0.write(bytes) }
    return path
  }

  @Test(
    "gzip and age are taken off in any order, by content",
    arguments: [[], [.gzip], [.age], [.age, .gzip], [.gzip, .age], [.age, .gzip, .age, .gzip]]
      as [[InputLayer]]
  )
  func layers(_ layers: [InputLayer]) throws {
    let folder = try TemporaryFolder()
    let bytes = try wrapped(Array(Self.text.utf8), layers.map { $0 == .gzip ? .gzip : .age })
    let stack = try InputStack.probe(file(bytes, in: folder), identities: [identity])
    #expect(stack.layers == layers)
    #expect(stack.format == .csv)
    #expect(try stack.open().readToEnd(limit: 1 << 20) == Array(Self.text.utf8))
  }

  @Test("a named pipe is read as a file is, as often as a reader likes", arguments: [false, true])
  func pipe(isZipped: Bool) throws {
    let folder = try TemporaryFolder()
    let bytes = try wrapped(Array(Self.text.utf8), isZipped ? [.gzip] : [])
    let path = "\(folder.path)/pipe"
    // Safe: the path lives as long as the call.
    let isMade = unsafe mkfifo(path, 0o600) == 0
    try #require(isMade)
    let writer = Thread {
      try? FileHandle(forWritingAtPath: path)?.write(contentsOf: Data(bytes))
    }
    writer.start()
    let stack = try InputStack.probe(path)
    #expect(stack.displayName == path)
    #expect(stack.layers == (isZipped ? [.gzip] : []))
    for _ in 0..<2 { #expect(try stack.open().readToEnd(limit: 1 << 20) == Array(Self.text.utf8)) }
    let reading = try File.open(stack.path, .read)
    #expect(try reading.status().size == Int64(bytes.count))
  }

  @Test("a header longer than a sample is read whole", arguments: [false, true])
  func longHeader(isZipped: Bool) throws {
    let folder = try TemporaryFolder()
    let name = String(repeating: "long", count: 100_000)
    let text = "id,\(name),email\n" + (1...9).map { "\($0),x,p\($0)@example.org\n" }.joined()
    let bytes = try wrapped(Array(text.utf8), isZipped ? [.gzip] : [])
    let detection = try InputStack.probe(file(bytes, in: folder)).detectCSV()
    #expect(detection.layout.header == ["id", name, "email"])
    #expect(detection.hasHeader)
  }

  @Test("an encrypted file without a key, or with another one, is refused with a hint")
  func keys() throws {
    let folder = try TemporaryFolder()
    let path = try file(wrapped(Array(Self.text.utf8), [.age, .gzip]), in: folder)
    let locked = #expect(throws: Fault.self) { try InputStack.probe(path) }
    #expect(locked?.exitCode == 3)
    #expect(locked?.hints.first?.contains("--identity") == true)
    let other = AgeIdentity.secretKey(try AgeSecretKey.generate())
    let wrong = #expect(throws: Fault.self) { try InputStack.probe(path, identities: [other]) }
    #expect(wrong?.position?.file == path)
  }

  @Test(
    "a wrapped file that is cut off anywhere is refused or read short with an error, never whole"
  )
  func truncation() throws {
    let folder = try TemporaryFolder()
    let whole = try wrapped(Array(Self.text.utf8), [.age, .gzip])
    for length in 1..<whole.count {
      let path = try file(Array(whole[..<length]), in: folder)
      let text = try? InputStack.probe(path, identities: [identity]).open()
        .readToEnd(limit: 1 << 20)
      #expect(text != Array(Self.text.utf8), "cut to \(length) bytes")
    }
  }

  @Test("layers without end are not followed")
  func depth() throws {
    let folder = try TemporaryFolder()
    let bytes = try wrapped(Array(Self.text.utf8), Array(repeating: .gzip, count: 6))
    let stack = try InputStack.probe(file(bytes, in: folder))
    #expect(stack.layers.count == 4)
  }
}
