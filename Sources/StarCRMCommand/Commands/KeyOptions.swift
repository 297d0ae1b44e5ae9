import Age
import ByteIO
import Diagnostics
import Foundation
import Pipeline
import Time

/// What `backup`, `keys`, `encrypt` and `decrypt` share: where keys are, and what time it is.
enum KeyOptions {
  /// Where the pipelines of the README keep theirs.
  static let standardBackups = "output/backups"

  static let recipient = Option(
    "recipient",
    "AGE1..",
    repeats: true,
    "a public key, or a file of public keys"
  )
  static let identity = Option(
    "identity",
    "KEYFILE",
    repeats: true,
    "a file of secret keys, as age-keygen writes it"
  )

  /// The public keys that `--recipient` names.
  static func recipients(_ arguments: Arguments) throws -> [AgePublicKey] {
    try arguments.all(recipient.name).flatMap { text in
      text.hasPrefix("age1")
        ? try AgeKeyFile.publicKeys(in: text, file: "--recipient") : try BackupKeys.publicKeys(text)
    }
  }

  /// The secret keys that `--identity` names, else those of `standard` when it exists.
  ///
  /// A file that others may read is used with a warning: the key is out already.
  static func identities(
    _ arguments: Arguments,
    standard: String? = nil,
    _ terminal: Terminal
  ) throws -> [AgeIdentity] {
    var paths = arguments.all(identity.name)
    if paths.isEmpty, let standard, try Directory.status(standard) != nil { paths = [standard] }
    return try paths.flatMap { path in
      let file = try AgeKeyFile.read(path, refusingExposed: false)
      if file.isExposed {
        terminal.complain("warning: \(path): others than its owner may read this key file")
        terminal.complain("hint: chmod 600 \(path)")
      }
      return file.identities
    }
  }

  /// Now.
  static var now: Instant {
    Instant(microseconds: Int64(Date().timeIntervalSince1970 * 1_000_000))
  }

  /// The word after the command's name, such as `list` in `backup list`.
  static func verb(
    _ arguments: Arguments,
    of verbs: [String],
    command: String
  ) throws(Fault) -> String {
    let list = verbs.joined(separator: ", ")
    guard let verb = arguments.operands.first else {
      throw Fault(.configuration, "what to do is missing", hints: ["one of \(list)"])
    }
    if verbs.contains(verb) { return verb }
    let nearest = NearestName.of(verb, among: verbs).map { "did you mean '\($0)'?" }
    throw Fault(
      .configuration,
      "'\(command) \(verb)' is unknown",
      hints: [nearest ?? "one of \(list)"]
    )
  }

  /// The only operand after the verb, nil when there is none.
  static func operand(_ arguments: Arguments, command: String) throws(Fault) -> String? {
    guard arguments.operands.count <= 2 else {
      throw Fault(
        .configuration,
        "'\(arguments.operands[2])' is one word too many",
        hints: ["see starcrm \(command) --help"]
      )
    }
    return arguments.operands.dropFirst().first
  }

  /// Runs `body` and throws age's errors as faults that name `file`, the input.
  static func translating<Value>(_ file: String, _ body: () throws -> Value) throws -> Value {
    do {
      return try body()
    } catch let error as AgeError {
      throw error.fault(file: file)
    } catch let error as IOError where error.path == file {
      throw error.inputFault
    }
  }
}
