import Age
import ByteIO
import Diagnostics
import TestSupport
import Testing

@Suite("age: keys and key files")
struct AgeKeyTests {
  /// The pair that the specification prints.
  private static let secret =
    "AGE-SECRET-KEY-1GFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPQ4EGAEX"
  private static let `public` = "age1zvkyg2lqzraa2lnjvqej32nkuu0ues2s82hzrye869xeexvn73equnujwj"

  @Test("the specification's pair belongs together and reads as it is written")
  func pair() throws {
    let key = try AgeSecretKey(Self.secret)
    #expect(key.publicKey.description == Self.public)
    #expect(key.text == Self.secret)
    #expect(try AgePublicKey(Self.public) == key.publicKey)
  }

  @Test("a secret key does not show itself")
  func discretion() throws {
    let key = try AgeSecretKey(Self.secret)
    var dumped = ""
    dump(key, to: &dumped)
    for text in ["\(key)", String(reflecting: key), dumped, "\([key])"] {
      #expect(!text.contains("AGE-SECRET"))
      #expect(!text.contains("66"), "the key's bytes are all 0x42")
    }
  }

  @Test("malformed keys are refused")
  func malformed() {
    let texts = [
      "", "age1", Self.public.uppercased(), Self.public.dropLast() + "q", Self.public + " ",
      Self.public.replacing("w", with: "W"), Self.secret, "age" + Self.public.dropFirst(4),
      "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4", "äge1",
    ].map { String($0) }
    for text in texts {
      #expect(throws: AgeError.self) { try AgePublicKey(text) }
    }
    for text in [Self.secret.lowercased(), Self.public, Self.secret + "A", "AGE-SECRET-KEY-PQ-1"] {
      #expect(throws: AgeError.self) { try AgeSecretKey(text) }
    }
  }

  @Test("a new key file is private, reads back, and is never overwritten")
  func keyFile() throws {
    let folder = try TemporaryFolder()
    let path = "\(folder.path)/keys/backup.key"
    let key = try AgeKeyFile.create(path, at: "2026-11-22T13:00:00Z")
    let text = String(decoding: try FileSource(path: path).readToEnd(limit: 1000), as: UTF8.self)
    let lines = text.split(separator: "\n")
    #expect(lines.count == 3)
    #expect(lines[0] == "# created: 2026-11-22T13:00:00Z")
    #expect(lines[1] == "# public key: \(key)")
    let read = try AgeKeyFile.read(path)
    #expect(read.keys.map(\.publicKey) == [key])
    #expect(!read.isExposed)
    #expect(try Directory.status(path)?.permissions == 0o600)
    let fault = #expect(throws: Fault.self) {
      try AgeKeyFile.create(path, at: "2026-11-23T13:00:00Z")
    }
    #expect(fault?.exitCode == 2)
    #expect(try AgeKeyFile.read(path).keys == read.keys)
  }

  @Test("a key file that others may read is refused, or read with a warning")
  func exposure() throws {
    let folder = try TemporaryFolder()
    let path = "\(folder.path)/exposed"
    try Publish.replacing(path, permissions: 0o644) { try $0.write("\(Self.secret)\r\n") }
    let fault = #expect(throws: Fault.self) { try AgeKeyFile.read(path) }
    #expect(fault?.hints.first == "chmod 600 \(path)")
    let read = try AgeKeyFile.read(path, refusingExposed: false)
    #expect(read.isExposed)
    #expect(read.keys == [try AgeSecretKey(Self.secret)])
  }

  @Test("several keys, comments and blank lines; errors name the line and not its text")
  func lines() throws {
    let folder = try TemporaryFolder()
    let other = try AgeSecretKey.generate()
    let path = "\(folder.path)/k"
    try Publish.replacing(path) { try $0.write("# two\n\n\(Self.secret)\n#\n\(other.text)") }
    #expect(try AgeKeyFile.read(path).keys == [try AgeSecretKey(Self.secret), other])
    try Publish.replacing(path) { try $0.write("# bad\n\(Self.secret)X\n") }
    let fault = #expect(throws: Fault.self) { try AgeKeyFile.read(path) }
    #expect(fault?.rendered.hasPrefix("error: \(path):2: malformed secret key\nhint: ") == true)
    #expect(fault?.rendered.contains("SECRET-KEY-1GF") == false)
    try Publish.replacing(path) { try $0.write("# none\n") }
    #expect(throws: Fault.self) { try AgeKeyFile.read(path) }
    #expect(throws: Fault.self) { try AgeKeyFile.read("\(folder.path)/missing") }
    let list = try AgeKeyFile.publicKeys(in: "# r\n\(Self.public)\n", file: "r")
    #expect(list.map(\.description) == [Self.public])
    #expect(throws: Fault.self) { try AgeKeyFile.publicKeys(in: Self.secret, file: "r") }
  }

  @Test("a recipients file keeps its comments, and its last key")
  func recipientsFile() throws {
    let folder = try TemporaryFolder()
    let path = "\(folder.path)/config/recipients.txt"
    let keys = try (0..<2).map { _ in try AgeSecretKey.generate().publicKey }
    var file = try AgeRecipientsFile(path)
    #expect(try file.keys().isEmpty)
    #expect(try file.add(keys[0], comment: "the office's"))
    #expect(try !file.add(keys[0]))
    try file.save()
    file = try AgeRecipientsFile(path)
    let fault = #expect(throws: Fault.self) { try file.remove(keys[0]) }
    #expect(fault?.exitCode == 2)
    #expect(try file.add(keys[1]))
    #expect(try file.remove(keys[0]))
    #expect(try !file.remove(keys[0]))
    try file.save()
    let text = String(decoding: try FileSource(path: path).readToEnd(limit: 1000), as: UTF8.self)
    #expect(text == "# the office's\n\(keys[1])\n")
    try Publish.replacing(path) { try $0.write("# a\nage1nonsense\n") }
    let malformed = #expect(throws: Fault.self) { try AgeRecipientsFile(path) }
    #expect(malformed?.position?.line == 2)
  }
}
