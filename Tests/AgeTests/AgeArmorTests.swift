import Age
import ByteIO
import Testing

@Suite("age: armor")
struct AgeArmorTests {
  /// An armored file of one byte, as lines.
  private static func sample() throws -> (lines: [String], key: AgeSecretKey) {
    let key = try AgeSecretKey.generate()
    let file = try encrypted([7], to: [.publicKey(key.publicKey)], armored: true)
    let lines = String(decoding: file, as: UTF8.self).split(
      separator: "\n",
      omittingEmptySubsequences: false
    )
    return (lines.dropLast().map(String.init), key)
  }

  private static func code(of text: String, _ key: AgeSecretKey) -> AgeError.Code? {
    do {
      let bytes = try AgeDecryptor(
        MemorySource(Array(text.utf8), pieceSize: 13),
        identities: [.secretKey(key)],
        armor: .required
      ).readToEnd(limit: 1000)
      #expect(bytes == [7])
      return nil
    } catch {
      return (error as? AgeError)?.code
    }
  }

  @Test("white space around the block and CRLF are accepted")
  func accepted() throws {
    let (lines, key) = try Self.sample()
    let block = lines.joined(separator: "\n")
    for text in [
      block, block + "\n", " \t\n\r\n" + block + "\n", block + "\n \r\n\t",
      lines.joined(separator: "\r\n") + "\r\n",
    ] {
      #expect(Self.code(of: text, key) == nil)
      #expect(try decrypted(Array(text.utf8), with: [.secretKey(key)]) == [7])
    }
  }

  @Test("every other deviation is refused")
  func refused() throws {
    let (lines, key) = try Self.sample()
    func changed(_ change: (inout [String]) -> Void) -> String {
      var copy = lines
      change(&copy)
      return copy.joined(separator: "\n") + "\n"
    }
    let cases: [String: String] = [
      "garbage before": changed { $0.insert("garbage", at: 0) },
      "garbage after": changed { $0.append("garbage") },
      "no begin": changed { $0.removeFirst() },
      "no end": changed { $0.removeLast() },
      "lower case label": changed { $0[0] = $0[0].lowercased() },
      "other label": changed { $0[0] = "-----BEGIN PRIVATE KEY-----" },
      "space before begin": changed { $0[0] = " " + $0[0] },
      "space after begin": changed { $0[0] += " " },
      "empty line": changed { $0.insert("", at: 2) },
      "PEM header": changed { $0.insert("Header: 1", at: 1) },
      "long line": changed { $0[1] += $0.remove(at: 2) },
      "short line": changed { $0[1].removeLast(4) },
      "space in line": changed { $0[1] = " " + $0[1].dropFirst() },
      "no padding": changed { lines in
        lines[lines.count - 2].removeAll { $0 == "=" }
      },
      "double": lines.joined(separator: "\n") + "\n" + lines.joined(separator: "\n"),
      "too much white space": String(repeating: "\n", count: 1025) + changed { _ in },
      "too much white space after": changed { _ in } + String(repeating: " ", count: 1025),
      "nothing": "",
    ]
    for (name, text) in cases where name != "no padding" || lines[lines.count - 2].hasSuffix("=") {
      #expect(Self.code(of: text, key) == .armor, "\(name)")
    }
  }
}
