import Age
import ByteIO
import Diagnostics

/// `encrypt`: one file into the age v1 format.
enum EncryptCommand: Command {
  static let name = "encrypt"
  static let summary = "encrypt a file so that only some keys open it (age v1)"
  static let operands = "FILE"
  static let options = [
    KeyOptions.recipient,
    Option("output", "F", "the encrypted file"),
    Option("armor", "as text, for mail"),
  ]
  static let examples = [
    "starcrm encrypt --recipient age1.. --output leads.csv.age leads.csv",
    "starcrm encrypt --recipient output/keys/backup-recipient --output a.age a.csv",
  ]

  static func run(_ arguments: Arguments, _ terminal: Terminal) throws -> Int32 {
    let path = try arguments.operand("the file to encrypt", command: name)
    let output = try arguments.required("output", hint: "--output \(path).age")
    let keys = try KeyOptions.recipients(arguments)
    guard !keys.isEmpty else {
      throw Fault(
        .configuration,
        "--recipient is missing",
        hints: ["a public key (age1..); `starcrm keys new` makes one"]
      )
    }
    try Publish.sweep(beside: output)
    try KeyOptions.translating(path) {
      let source = try FileSource(path: path)
      try Publish.replacing(output) { file in
        let sink: any ByteSink = arguments.has("armor") ? AgeArmorSink(to: file) : file
        let encryptor = try AgeEncryptor(to: sink, recipients: keys.map { .publicKey($0) })
        try source.copy(to: encryptor)
        try encryptor.finish()
      }
    }
    terminal.say("\(output): encrypted to \(keys.count) \(keys.count == 1 ? "key" : "keys")")
    return 0
  }
}

extension ByteSource {
  /// Writes everything to `sink`, a piece at a time; does not finish it.
  func copy(to sink: any ByteSink) throws {
    var buffer: [UInt8] = []
    while try read(1 << 18, appendingTo: &buffer) > 0 {
      try sink.write(buffer)
      buffer.removeAll(keepingCapacity: true)
    }
  }
}
