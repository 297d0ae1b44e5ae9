import ByteIO
import Foundation

/// What a transcript does to files between commands: `% flip store/tables/leads/part-*`.
///
/// `flip` changes a byte in the middle, `cut` drops the second half, `remove` the file; `replace
/// FILE OLD NEW` puts one text in the place of another.
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
    case "replace" where words.count == 4:
      let text = String(decoding: bytes, as: UTF8.self)
      bytes = Array(text.replacing(words[2], with: words[3]).utf8)
    default: throw Unknown(line: line)
    }
    try Publish.replacing(path) { try $0.write(bytes) }
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
