import Archive
import ByteIO
import Foundation
import TestSupport
import Testing

/// What an archive should hold.
private struct Entry: Hashable {
  var member: TarMember
  var content: [UInt8] = []

  static func file(_ path: String, _ text: String, modifiedAt: Int64 = 1_700_000_000) throws
    -> Entry
  {
    let content = Array(text.utf8)
    return Entry(
      member: try TarMember(.file, path, size: Int64(content.count), modifiedAt: modifiedAt),
      content: content
    )
  }

  static func folder(_ path: String) throws -> Entry {
    Entry(member: try TarMember(.folder, path, modifiedAt: 1_700_000_000))
  }
}

private func archive(_ entries: [Entry]) throws -> [UInt8] {
  let sink = MemorySink()
  let writer = TarWriter(to: sink)
  for entry in entries {
    try writer.add(entry.member, content: MemorySource(entry.content, pieceSize: 100))
  }
  try writer.finish()
  return sink.bytes
}

private func entries(_ bytes: [UInt8], piece: Int = .max) throws -> [Entry] {
  let reader = TarReader(MemorySource(bytes, pieceSize: piece))
  var entries: [Entry] = []
  while let member = try reader.next() {
    entries.append(Entry(member: member, content: try reader.readToEnd(limit: 1 << 20)))
  }
  return entries
}

/// Names that need every way a name can be stored in.
private func samples() throws -> [Entry] {
  let long = String(repeating: "long-name-", count: 12)
  return [
    try .folder("tables"),
    try .file("tables/empty", ""),
    try .file("tables/one block", String(repeating: "x", count: 512)),
    try .file("tables/larger", String(repeating: "yz", count: 5000), modifiedAt: 0),
    try .file(
      "split/\(String(repeating: "d", count: 90))/\(String(repeating: "f", count: 90))",
      "a"
    ),
    try .file(long, "b"),
    try .folder("deep/\(long)/\(long)"),
    try .file("Grüße/Ωmega", "c", modifiedAt: -5),
    try .file("late", "d", modifiedAt: 1 << 34),
  ]
}

@Suite("tar: what is written is read")
struct TarRoundTripTests {
  @Test("members come back as they were, in any size of pieces", arguments: [1, 511, 512, 100_000])
  func roundTrip(piece: Int) throws {
    let expected = try samples()
    #expect(try entries(archive(expected), piece: piece) == expected)
  }

  @Test("contents may be skipped")
  func skipping() throws {
    let reader = TarReader(MemorySource(try archive(samples()), pieceSize: 1000))
    var paths: [String] = []
    while let member = try reader.next() { paths.append(member.path) }
    #expect(try paths == samples().map(\.member.path))
  }

  @Test("a size beyond 8 GiB goes into a pax record")
  func hugeSize() throws {
    let size: Int64 = 9_000_000_000
    let sink = MemorySink()
    let member = try TarMember(.file, "huge", size: size, modifiedAt: 1)
    #expect(throws: TarError.self) { try TarWriter(to: sink).add(member) }
    let reader = TarReader(MemorySource(sink.bytes))
    #expect(try reader.next()?.size == size)
    let error = #expect(throws: TarError.self) { try reader.next() }
    #expect(error?.code == .truncated)
  }

  @Test("a file that shrinks or grows while it is archived is an error", arguments: [2, 4])
  func changingSize(count: Int) throws {
    let member = try TarMember(.file, "f", size: 3, modifiedAt: 1)
    let content = MemorySource(Array(repeating: 1, count: count))
    let error = #expect(throws: TarError.self) {
      try TarWriter(to: MemorySink()).add(member, content: content)
    }
    #expect(error?.code == .wrongSize)
  }
}

@Suite("tar: hostile archives are refused")
struct TarHostileTests {
  @Test(
    "a name that leaves its folder cannot even be made",
    arguments: ["/etc/passwd", "../a", "a/../b", "a//b", "", ".", "a/.", "a\0b", "a/", "a/.."]
  )
  func unsafeNames(path: String) {
    let error = #expect(throws: TarError.self) { try TarMember(.file, path, modifiedAt: 0) }
    #expect(error?.code == .unsafeName)
  }

  @Test("every prefix is refused")
  func truncation() throws {
    let bytes = try archive([.file("a", "some text"), .folder("b")])
    for count in bytes.indices {
      let error = #expect(throws: TarError.self) { try entries(Array(bytes.prefix(count))) }
      #expect(error?.code == .truncated)
    }
  }

  @Test("no changed byte of a header goes unnoticed")
  func headerFlips() throws {
    let entry = try Entry.file("a", "some text")
    let bytes = try archive([entry])
    for index in 0..<512 {
      var flipped = bytes
      flipped[index] ^= 0x01
      // A checksum of another value is refused even where its digits would still be read.
      let read = try? entries(flipped)
      #expect(read == nil || read == [entry], "byte \(index)")
    }
  }

  /// A valid header changed by `change`, with its checksum made right again.
  private func forged(_ change: (inout [UInt8]) -> Void) throws -> [UInt8] {
    var bytes = try archive([.file("victim", "")])
    change(&bytes)
    bytes.replaceSubrange(148..<156, with: Array(repeating: 0x20, count: 8))
    let sum = bytes[..<512].reduce(0) { $0 + Int($1) }
    let digits = String(sum, radix: 8)
    let text = String(repeating: "0", count: 6 - digits.count) + digits + "\0 "
    bytes.replaceSubrange(148..<156, with: Array(text.utf8))
    return bytes
  }

  @Test("links and devices", arguments: ["1", "2", "3", "4", "6", "7", "S", "K"])
  func kinds(kind: String) throws {
    let bytes = try forged { $0[156] = Array(kind.utf8)[0] }
    let error = #expect(throws: TarError.self) { try entries(bytes) }
    #expect(error?.code == .unsupportedMember)
  }

  @Test("names that climb or are absolute", arguments: ["/abs", "../up", "a/../../b"])
  func names(name: String) throws {
    let bytes = try forged { bytes in
      for (index, byte) in (Array(name.utf8) + [0]).enumerated() { bytes[index] = byte }
    }
    let error = #expect(throws: TarError.self) { try entries(bytes) }
    #expect(error?.code == .unsafeName)
  }

  @Test("sizes that are negative, malformed or beyond the archive")
  func sizes() throws {
    let fields: [[UInt8]] = [
      Array("77777777777\0".utf8), Array("-0000000001\0".utf8), Array("0000000009\0\0".utf8),
      [UInt8](repeating: 0xFF, count: 12), [0x80] + [UInt8](repeating: 0xFF, count: 11),
    ]
    for field in fields {
      let bytes = try forged { $0.replaceSubrange(124..<136, with: field) }
      #expect(throws: TarError.self) { try entries(bytes) }
    }
  }

  @Test("bytes after the end mark")
  func trailing() throws {
    let bytes = try archive([.folder("a")])
    #expect(try entries(bytes + [UInt8](repeating: 0, count: 9000)).count == 1)
    let error = #expect(throws: TarError.self) { try entries(bytes + [0, 0, 1]) }
    #expect(error?.code == .damaged)
  }

  @Test("no mutation crashes the reader or makes it climb")
  func fuzz() throws {
    let original = try archive(samples())
    var generator = SeededGenerator(seed: 7)
    for _ in 0..<300 {
      var bytes = original
      for _ in 0..<Int.random(in: 1...8, using: &generator) {
        let index = Int.random(in: bytes.indices, using: &generator)
        bytes[index] = UInt8.random(in: 0...255, using: &generator)
      }
      guard let read = try? entries(bytes) else { continue }
      #expect(read.allSatisfy { !$0.member.path.contains("..") && $0.member.path.first != "/" })
    }
  }
}

@Suite("tar: GNU tar agrees", .enabled(if: FileManager.default.fileExists(atPath: "/bin/tar")))
struct TarInteropTests {
  /// Runs /bin/tar and returns what it prints; nil when it fails.
  private func tar(_ arguments: [String]) throws -> String? {
    let process = Process()
    process.executableURL = URL(filePath: "/bin/tar")
    process.arguments = arguments
    process.environment = ["LC_ALL": "C.UTF-8", "PATH": "/bin:/usr/bin"]
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    let output = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return process.terminationStatus == 0 ? String(decoding: output, as: UTF8.self) : nil
  }

  @Test("GNU tar extracts what is written")
  func extraction() throws {
    let folder = try TemporaryFolder()
    let samples = try samples()
    try Publish.replacing("\(folder.path)/a.tar") { try $0.write(archive(samples)) }
    let listing = try tar(["--quoting-style=literal", "-tf", "\(folder.path)/a.tar"])
    let expected = samples.map { $0.member.path + ($0.member.kind == .folder ? "/" : "") }
    #expect(listing?.split(separator: "\n").map(String.init) == expected)
    try Directory.create("\(folder.path)/x")
    // GNU tar warns of times before 1970 and after 2242 and still extracts.
    #expect(try tar(["-C", "\(folder.path)/x", "-xf", "\(folder.path)/a.tar"]) != nil)
    for sample in samples where sample.member.kind == .file {
      let path = "\(folder.path)/x/\(sample.member.path)"
      #expect(try FileSource(path: path).readToEnd(limit: 1 << 20) == sample.content)
      #expect(try Directory.status(path)?.permissions == 0o600)
    }
  }

  @Test("what GNU tar writes is read", arguments: ["ustar", "pax", "gnu"])
  func reading(format: String) throws {
    let folder = try TemporaryFolder()
    let long = String(repeating: "n", count: format == "ustar" ? 90 : 180)
    try Directory.create("\(folder.path)/in/sub")
    try Publish.replacing("\(folder.path)/in/sub/\(long)") { try $0.write("text") }
    let path = "\(folder.path)/a.tar"
    #expect(
      try tar(["--format=\(format)", "--sort=name", "-C", "\(folder.path)/in", "-cf", path, "."])
        != nil
    )
    let read = try entries(FileSource(path: path).readToEnd(limit: 1 << 20))
    #expect(read.map(\.member.path) == ["sub", "sub/\(long)"])
    #expect(read.last?.content == Array("text".utf8))
  }
}
