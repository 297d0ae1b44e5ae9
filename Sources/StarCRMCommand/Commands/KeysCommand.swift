import Age
import ByteIO
import Diagnostics
import Pipeline
import Time

/// `keys`: secret keys and the list of those that backups are encrypted to.
enum KeysCommand: Command {
  static let name = "keys"
  static let summary = "make and show keys, choose whom backups are encrypted to"
  static let operands = "new|show [KEYFILE] | add|remove AGE1.."
  static let options = [
    Option("recipients", "FILE", "the list that add and remove change"),
    Option("comment", "TEXT", "stands above an added key"),
  ]
  static let examples = [
    "starcrm keys new /media/usb/backup.key   a new secret key; prints its public key",
    "starcrm keys show /media/usb/backup.key  the public keys of a key file",
    "starcrm keys add age1.. --comment \"the office safe\"",
    "starcrm keys remove age1..               later backups are not readable with it",
  ]

  private static let verbs = ["new", "show", "add", "remove"]
  private static let standardKey = BackupKeys.standardKeyFile(
    besides: KeyOptions.standardBackups
  )
  private static let standardList = BackupKeys.standardRecipientsFile(
    besides: KeyOptions.standardBackups
  )

  static func run(_ arguments: Arguments, _ terminal: Terminal) throws -> Int32 {
    let verb = try KeyOptions.verb(arguments, of: verbs, command: name)
    let operand = try KeyOptions.operand(arguments, command: name)
    switch verb {
    case "new": try make(operand ?? standardKey, terminal)
    case "show":
      for key in try BackupKeys.publicKeys(operand ?? standardKey) { terminal.output("\(key)\n") }
    default: try change(verb, operand, arguments, terminal)
    }
    return 0
  }

  private static func make(_ path: String, _ terminal: Terminal) throws {
    let key = try AgeKeyFile.create(path, at: KeyOptions.now.rfc3339)
    terminal.output("\(key)\n")
    guard !terminal.isQuiet else { return }
    terminal.complain("secret key in \(path); keep a copy off this machine")
  }

  private static func change(
    _ verb: String,
    _ operand: String?,
    _ arguments: Arguments,
    _ terminal: Terminal
  ) throws {
    guard let operand else {
      throw Fault(
        .configuration,
        "the public key is missing",
        hints: ["it begins with age1; `starcrm keys show` prints it"]
      )
    }
    let key = try KeyOptions.translating(operand) { try AgePublicKey(operand) }
    var list = try AgeRecipientsFile(arguments["recipients"] ?? standardList)
    let changed =
      verb == "add"
      ? try list.add(key, comment: arguments["comment"]) : try list.remove(key)
    guard changed else {
      return terminal.say(verb == "add" ? "it is a recipient already" : "it is no recipient")
    }
    try list.save()
    terminal.say("\(list.path): recipients of later backups: \(try list.keys().count)")
  }
}
