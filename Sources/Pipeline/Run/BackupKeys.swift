package import Age
import ByteIO
package import Columns
import Diagnostics
import Foundation

/// Whom backups are encrypted to, and the secret key if it still lies at hand.
///
/// A recipient is a public key (`age1...`) or `credential:NAME`, a file of public keys (or of secret
/// ones, whose public keys are then taken), looked for where `Credential` says and then in `keys`
/// beside the folder of backups: `output/keys/NAME` for `output/backups`.
///
/// When a credential is nowhere, a key is made: `backup.key` in that last place, open to its owner
/// alone, and beside it the public key under NAME. So nothing is ever backed up unencrypted, and
/// the secret key can be moved away while backups go on.
package struct BackupKeys: Sendable {
  package private(set) var recipients: [AgePublicKey] = []
  /// Secret keys at hand that open what is made for `recipients`.
  package private(set) var identities: [AgeIdentity] = []
  /// What the person should know.
  package private(set) var notices: [String] = []

  private let folder: String
  private let environment: [String: String]
  /// The recipient of a pipeline that names none.
  package static let standardRecipient = "credential:backup-recipient"

  /// The key that a first run makes.
  package static func standardKeyFile(besides backups: String) -> String {
    "\(keysFolder(besides: backups))/backup.key"
  }

  /// The recipients that a first run writes.
  package static func standardRecipientsFile(besides backups: String) -> String {
    "\(keysFolder(besides: backups))/\(standardRecipient.dropFirst(Credential.prefix.count))"
  }

  private static func keysFolder(besides backups: String) -> String {
    let trimmed = backups.count > 1 && backups.hasSuffix("/") ? String(backups.dropLast()) : backups
    return "\(Directory.parent(of: trimmed))/keys"
  }

  /// Resolves the recipients of backups in `backups`; makes a key when a credential is missing.
  ///
  /// - Throws: `Fault` for a malformed or unreadable recipient.
  package init(
    _ names: [String],
    besides backups: String,
    now: Instant,
    environment: [String: String] = ProcessInfo.processInfo.environment
  ) throws {
    folder = Self.keysFolder(besides: backups)
    self.environment = environment
    for name in names.isEmpty ? [Self.standardRecipient] : names {
      for key in try keys(name, backups, now) where !recipients.contains(key) {
        recipients.append(key)
      }
    }
    try lookForSecretKey(Self.standardKeyFile(besides: backups))
  }

  private mutating func keys(
    _ name: String,
    _ backups: String,
    _ now: Instant
  ) throws -> [AgePublicKey] {
    guard name.hasPrefix(Credential.prefix) else {
      return try AgeKeyFile.publicKeys(in: name, file: "the recipients of the backup")
    }
    let credential = try Credential(name)
    for place in credential.places(environment) + ["\(folder)/\(credential.name)"]
    where try Directory.status(place) != nil { return try Self.publicKeys(place) }
    return [try makeKey(credential.name, Self.standardKeyFile(besides: backups), now)]
  }

  /// The public keys in a file of public or of secret keys.
  package static func publicKeys(_ path: String) throws -> [AgePublicKey] {
    do {
      let bytes = try FileSource(path: path).readToEnd(limit: 1 << 20)
      let text = String(decoding: bytes, as: UTF8.self)
      if text.contains("AGE-SECRET-KEY-") {
        return try AgeKeyFile.read(path).keys.map(\.publicKey)
      }
      let keys = try AgeKeyFile.publicKeys(in: text, file: path)
      guard keys.isEmpty else { return keys }
      throw Fault(
        .configuration,
        "no public key in this file",
        at: SourcePosition(file: path),
        hints: ["a public key begins with age1; `starcrm keys show` prints it"]
      )
    } catch let error as IOError {
      throw error.fault
    } catch is ByteLimitExceeded {
      throw Fault(.configuration, "too large for a list of keys", at: SourcePosition(file: path))
    }
  }

  /// Makes a key file, unless it is there, and the file that names its public key.
  private mutating func makeKey(
    _ credential: String,
    _ keyFile: String,
    _ now: Instant
  ) throws -> AgePublicKey {
    let key: AgePublicKey
    if try Directory.status(keyFile) != nil, let present = try AgeKeyFile.read(keyFile).keys.first {
      key = present.publicKey
    } else {
      key = try AgeKeyFile.create(keyFile, at: now.rfc3339)
      notices.append("a key for backups was made: \(keyFile)")
    }
    var list = try AgeRecipientsFile("\(folder)/\(credential)")
    try list.add(key, comment: "backups are encrypted to this public key of \(keyFile)")
    try list.save()
    return key
  }

  private mutating func lookForSecretKey(_ path: String) throws {
    guard try Directory.status(path) != nil,
      let file = try? AgeKeyFile.read(path, refusingExposed: false)
    else { return }
    let own = file.keys.filter { recipients.contains($0.publicKey) }
    guard !own.isEmpty else { return }
    identities = own.map(AgeIdentity.secretKey)
    notices.append(
      "move \(path) to a safe place off this machine: whoever has it reads every backup, "
        + "and without it nobody does"
    )
    if file.isExposed { notices.append("others may read the secret key: chmod 600 \(path)") }
  }
}
