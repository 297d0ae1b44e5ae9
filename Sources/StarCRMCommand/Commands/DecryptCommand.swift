import Age
import ByteIO
import Diagnostics

/// `decrypt`: one age file back into what it was.
enum DecryptCommand: Command {
  static let name = "decrypt"
  static let summary = "decrypt an age file, armored or not"
  static let operands = "FILE"
  static let options = [
    KeyOptions.identity,
    Option("passphrase-file", "F", "its first line opens files made with a passphrase"),
    Option("output", "F", "the decrypted file; written whole or not at all"),
  ]
  static let examples = [
    "starcrm decrypt --identity backup.key --output leads.csv leads.csv.age"
  ]

  static func run(_ arguments: Arguments, _ terminal: Terminal) throws -> Int32 {
    let path = try arguments.operand("the file to decrypt", command: name)
    let output = try arguments.required("output", hint: "--output F names the decrypted file")
    var identities = try KeyOptions.identities(arguments, terminal)
    if let file = arguments["passphrase-file"] {
      identities.append(.passphrase(try passphrase(file)))
    }
    guard !identities.isEmpty else {
      throw Fault(
        .configuration,
        "--identity is missing",
        hints: ["the file of secret keys that opens it"]
      )
    }
    try Publish.sweep(beside: output)
    try KeyOptions.translating(path) {
      let decryptor = try AgeDecryptor(try FileSource(path: path), identities: identities)
      try Publish.replacing(output) { try decryptor.copy(to: $0) }
    }
    terminal.say("\(output): decrypted")
    return 0
  }

  private static func passphrase(_ path: String) throws -> String {
    let bytes = try KeyOptions.translating(path) {
      try FileSource(path: path).readToEnd(limit: 1 << 16)
    }
    let line = bytes.prefix { $0 != 0x0A && $0 != 0x0D }
    guard !line.isEmpty else {
      throw Fault(
        .configuration,
        "no passphrase in this file",
        at: SourcePosition(file: path),
        hints: ["its first line is the passphrase"]
      )
    }
    return String(decoding: line, as: UTF8.self)
  }
}
