import ByteIO
import Diagnostics
import Foundation
import TestSupport
import Testing

@Suite("publishing files")
struct PublishTests {
  @Test("an exclusive name is written once and never overwritten")
  func exclusive() throws {
    let folder = try TemporaryFolder()
    let path = "\(folder.path)/commit.json"
    try Publish.exclusively(path) { try $0.write("one") }
    let again = #expect(throws: IOError.self) {
      try Publish.exclusively(path) { try $0.write("two") }
    }
    #expect(again?.isExisting == true)
    #expect(try FileSource(path: path).readToEnd(limit: 100) == Array("one".utf8))
    #expect(try Directory.names(in: folder.path) == ["commit.json"])
  }

  @Test("after a failure at any I/O call the file is old or new, never between")
  func faultLoop() throws {
    let folder = try TemporaryFolder()
    let path = "\(folder.path)/state"
    try Publish.replacing(path) { try $0.write("old") }
    var call = 1
    while true {
      FaultInjection.arm(.error, at: call, under: folder.path)
      let succeeded = (try? Publish.replacing(path) { try $0.write("new") }) != nil
      let calls = FaultInjection.disarm(under: folder.path)
      let content = try FileSource(path: path).readToEnd(limit: 100)
      #expect(content == Array("old".utf8) || content == Array("new".utf8))
      if succeeded, calls < call { break }
      try Publish.replacing(path) { try $0.write("old") }
      call += 1
    }
    #expect(call > 4)
  }

  @Test("a leftover that cannot be opened, locked or removed is passed over by a sweep")
  func sweepFaults() throws {
    let folder = try TemporaryFolder()
    let files = [".tmp-1-a", ".tmp-2-b"]
    for file in files { try Publish.replacing("\(folder.path)/\(file)") { try $0.write("half") } }
    for (call, operation) in ["open", "lock", "remove"].enumerated() {
      FaultInjection.arm(.error, at: call + 1, under: "\(folder.path)/\(files[0])")
      try Publish.sweep(folder.path)
      FaultInjection.disarm(under: "\(folder.path)/\(files[0])")
      #expect(try Directory.names(in: folder.path) == [files[0]], "\(operation)")
    }
    try Publish.sweep(folder.path)
    #expect(try Directory.names(in: folder.path).isEmpty)
  }

  @Test("a signal ends a sweep", arguments: 1...3)
  func sweepInterrupted(call: Int) throws {
    let folder = try TemporaryFolder()
    try Publish.replacing("\(folder.path)/.tmp-1-a") { try $0.write("half") }
    FaultInjection.arm(.interrupt, at: call, under: folder.path)
    let error = #expect(throws: IOError.self) { try Publish.sweep(folder.path) }
    FaultInjection.disarm(under: folder.path)
    #expect(error?.fault.kind == .interrupted)
    #expect(try Directory.names(in: folder.path) == [".tmp-1-a"])
  }

  @Test("a pipe is written to, never replaced by a file")
  func pipe() throws {
    let folder = try TemporaryFolder()
    let path = "\(folder.path)/pipe"
    #expect(unsafe mkfifo(path, 0o600) == 0)
    let reader = unsafe open(path, O_RDONLY | O_NONBLOCK)
    defer { close(reader) }
    try Publish.replacing(path) { try $0.write("through") }
    var bytes = [UInt8](repeating: 0, count: 16)
    let count = unsafe read(reader, &bytes, 16)
    #expect(Array(bytes.prefix(max(0, count))) == Array("through".utf8))
    #expect(try Directory.status(path)?.isSpecial == true)
    #expect(try Directory.names(in: folder.path) == ["pipe"])
    try Publish.replacing("/dev/null") { try $0.write("nothing") }
    #expect(try Directory.status("/dev/null")?.isSpecial == true)
  }

  @Test("reads arrive whole, whatever the size of a piece", arguments: [1, 7, 4096])
  func reading(piece: Int) throws {
    let bytes = (0..<10_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
    let folder = try TemporaryFolder()
    try Publish.replacing("\(folder.path)/f") { sink in
      for start in stride(from: 0, to: bytes.count, by: piece) {
        try sink.write(Array(bytes[start..<min(start + piece, bytes.count)]))
      }
    }
    let source = try FileSource(path: "\(folder.path)/f")
    var read: [UInt8] = []
    while try source.read(piece, appendingTo: &read) > 0 {}
    #expect(read == bytes)
  }

  @Test("opening a folder as a file says so")
  func folderAsFile() throws {
    let folder = try TemporaryFolder()
    let error = #expect(throws: IOError.self) { try File.open(folder.path, .read) }
    #expect(error?.fault.exitCode == 3)
  }
}
