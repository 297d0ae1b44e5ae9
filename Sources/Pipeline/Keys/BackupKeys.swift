package import Age
import Backup
import ByteIO
import Diagnostics
import Foundation
package import Time

/// Whom backups are encrypted to, and the secret key if it still lies at hand.
///
/// A recipient is a public key (`age1...`) or `credential:NAME`, a file of public keys (or of secret
/// ones, whose public keys are then taken), looked for where `Credential` says and then in `keys`
/// beside the folder of backups: `output/keys/NAME` for `output/backups`.
///
/// When the standard credential is nowhere and the folder holds no backup yet, `makeMissing` makes
/// a key: `backup.key` in that last place, open to its owner alone, and beside it the public key
/// under the credential's name. So nothing is ever backed up unencrypted, and the secret key can be
/// moved away while backups go on. Any other credential that is missing is a mistake.
package struct BackupKeys: Sendable {
  package private(set) var recipients: [AgePublicKey] = []
  /// Secret keys at hand that open what is made for `recipients`.
  package private(set) var identities: [AgeIdentity] = []
  /// What the person should know.
  package private(set) var notices: [String] = []
  /// Whether the standard credential is missing and `makeMissing` is to make it.
  package private(set) var isKeyMissing = false

  private let folder: String
  private let backups: String
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

  /// Finds the recipients of backups in `backups`; changes nothing.
  ///
  /// - Throws: `Fault` for a recipient that is malformed, unreadable or missing, and when none of
  ///   them can open the backups that the folder holds.
  package init(
    _ names: [String],
    besides backups: String,
    environment: [String: String] = ProcessInfo.processInfo.environment
  ) throws {
    folder = Self.keysFolder(besides: backups)
    self.backups = backups
    self.environment = environment
    for name in names.isEmpty ? [Self.standardRecipient] : names {
      for key in try keys(name) where !recipients.contains(key) { recipients.append(key) }
    }
    if !recipients.isEmpty { try Backup.refuseOtherKey(backups, recipients) }
    try lookForSecretKey(Self.standardKeyFile(besides: backups))
  }

  /// Makes the first key, if one is to be made.
  package mutating func makeMissing(now: Instant) throws {
    if try Directory.status(folder) != nil { try Publish.sweep(folder) }
    guard isKeyMissing else { return }
    let keyFile = Self.standardKeyFile(besides: backups)
    let key: AgePublicKey
    if try Directory.status(keyFile) != nil, let present = try AgeKeyFile.read(keyFile).keys.first {
      key = present.publicKey
    } else {
      key = try AgeKeyFile.create(keyFile, at: now.rfc3339)
      notices.append("a key for backups was made: \(keyFile)")
    }
    var list = try AgeRecipientsFile(Self.standardRecipientsFile(besides: backups))
    try list.add(key, comment: "backups are encrypted to this public key of \(keyFile)")
    try list.save()
    isKeyMissing = false
    if !recipients.contains(key) { recipients.append(key) }
    try lookForSecretKey(keyFile)
  }

  /// Refuses what is neither an age public key nor the name of a credential.
  static func refuseMalformed(_ recipient: String) throws(Fault) {
    guard !recipient.hasPrefix(Credential.prefix) else {
      _ = try Credential(recipient)
      return
    }
    guard (try? AgePublicKey(recipient)) == nil else { return }
    throw Fault(
      .configuration,
      "not a recipient of age",
      hints: ["a public key of age (age1..), whole and unchanged, or credential:NAME"]
    )
  }

  private mutating func keys(_ name: String) throws -> [AgePublicKey] {
    guard name.hasPrefix(Credential.prefix) else {
      return try AgeKeyFile.publicKeys(in: name, file: "the recipients of the backup")
    }
    let credential = try Credential(name)
    let places = credential.places(environment) + ["\(folder)/\(credential.name)"]
    for place in places where try Directory.status(place) != nil {
      do {
        return try Self.publicKeys(place)
      } catch let fault as Fault where fault.kind == .input {
        throw Fault(.configuration, fault.message, at: fault.position, hints: fault.hints)
      }
    }
    guard name == Self.standardRecipient else { throw try credential.missing(among: places) }
    let keyFile = Self.standardKeyFile(besides: backups)
    // A run may have died after it had made the key.
    let isMade = try Directory.status(keyFile) != nil
    guard try isMade || !Backup.isUsed(backups) else { throw try missingStandard(places) }
    isKeyMissing = true
    return isMade ? try AgeKeyFile.read(keyFile).keys.prefix(1).map(\.publicKey) : []
  }

  /// The folder holds backups, and the public key that they are made for is nowhere.
  private func missingStandard(_ places: [String]) throws -> Fault {
    let list = Self.standardRecipientsFile(besides: backups)
    let known = try Backup.newest(backups)?.recipients ?? []
    let cure =
      known.isEmpty
      ? "put the public key of these backups back: starcrm keys show KEYFILE > \(list)"
      : "put the public key of these backups back: starcrm keys add \(known[0]) --recipients \(list)"
    return Fault(
      .configuration,
      "nobody says whom backups are for, and \(backups) holds backups already: no new key is made",
      hints: [
        cure, "only the secret key, backup.key, belongs elsewhere",
        "looked for \(places.joined(separator: ", "))",
      ]
    )
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
      throw error.inputFault
    } catch is ByteLimitExceeded {
      throw Fault(.configuration, "too large for a list of keys", at: SourcePosition(file: path))
    }
  }

  private mutating func lookForSecretKey(_ path: String) throws {
    guard try Directory.status(path) != nil, identities.isEmpty else { return }
    let file: AgeKeyFile
    do {
      file = try AgeKeyFile.read(path, refusingExposed: false)
    } catch let fault as Fault where fault.kind != .interrupted {
      return
    }
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
