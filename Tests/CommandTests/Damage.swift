import ByteIO
import Compression
import Foundation
import TestSupport

/// What a transcript does to files between commands: `% flip store/tables/leads/part-*`.
///
/// `flip` changes a byte in the middle, `cut` drops the second half, `remove` the file; `replace
/// FILE OLD NEW` puts one text in the place of another; `repeat FILE COUNT TEXT` adds TEXT to its
/// end COUNT times (␣ is a blank, ␊ a line feed, № the number of the time); `gzip FILE` makes
/// FILE.gz; `mode FILE 600` sets who may read it.
enum Damage {
  /// Carries `line` out in `folder`.
  static func carryOut(_ line: String, in folder: String) throws {
    let words = line.split(separator: " ").map(String.init)
    guard words.count >= 2 else { throw Unknown(line: line) }
    let path = "\(folder)/\(try name(words[1], in: folder))"
    var bytes = try FileSource(path: path).readToEnd(limit: 1 << 24)
    switch words[0] {
    case "flip": bytes[bytes.count / 2] ^= 0x11
    case "cut": bytes.removeLast(bytes.count / 2)
    case "remove": return try Directory.removeFile(path)
    case "mode" where words.count == 3:
      let mode = Int(words[2], radix: 8) ?? 0
      return try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
    case "gzip": return try packed(bytes).write(to: URL(filePath: "\(path).gz"))
    case "repeat" where words.count >= 4:
      let text = spelled(words.dropFirst(3).joined(separator: " "))
      for number in 0..<(Int(words[2]) ?? 0) {
        bytes += Array(text.replacing("№", with: String(number)).utf8)
      }
    case "replace" where words.count == 4:
      let text = String(decoding: bytes, as: UTF8.self)
      bytes = Array(text.replacing(spelled(words[2]), with: spelled(words[3])).utf8)
    default: throw Unknown(line: line)
    }
    try Publish.replacing(path) { try $0.write(bytes) }
  }

  /// A text whose blanks, line feeds and carriage returns are written ␣, ␊ and ␍.
  private static func spelled(_ text: String) -> String {
    text.replacing("␣", with: " ").replacing("␊", with: "\n").replacing("␍", with: "\r")
  }

  private static func packed(_ bytes: [UInt8]) throws -> Data {
    let whole = MemorySink()
    let gzip = GzipSink(whole)
    try gzip.write(bytes)
    try gzip.finish()
    return Data(whole.bytes)
  }

  /// The path with each `*` replaced: the only file that fits, from the left to the right.
  static func name(_ pattern: String, in folder: String) throws -> String {
    guard pattern.contains("*") else { return pattern }
    var path = ""
    for part in pattern.split(separator: "/") {
      let prefix = path.isEmpty ? "" : "\(path)/"
      guard let star = part.firstIndex(of: "*") else {
        path = prefix + part
        continue
      }
      let (head, tail) = (part[..<star], part[part.index(after: star)...])
      let names = try Directory.names(in: "\(folder)/\(path.isEmpty ? "." : path)")
      let fitting = names.filter { $0.hasPrefix(head) && $0.hasSuffix(tail) }
      guard fitting.count == 1 else { throw Ambiguous(pattern: pattern, names: fitting) }
      path = prefix + fitting[0]
    }
    return path
  }

  struct Unknown: Error {
    let line: String
  }

  struct Ambiguous: Error {
    let pattern: String
    let names: [String]
  }
}
