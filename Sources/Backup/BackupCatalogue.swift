internal import Age
internal import ByteIO
internal import Diagnostics
internal import Foundation

/// What a folder of backups remembers about each of them: the file `.catalogue.json`.
///
/// Without a secret key nobody can tell from an age file how long it should be or whom it is
/// encrypted to, and its name holds what the clock said. So each backup is entered here, under the
/// folder's lock, before it gets its name. Where the file is missing, because an older program made
/// the folder or somebody copied the backups without it, the backups found are entered by their
/// form when the next one is made.
struct BackupCatalogue: Hashable, Codable {
  /// What is remembered of one backup.
  struct Record: Hashable, Codable {
    let name: String
    /// The order of making, from 1, whatever the clock said; a copy has the number of its original.
    let number: Int
    /// The size of the encrypted file in bytes.
    let size: Int64
    /// The SHA-256 of the encrypted file in hexadecimal; nil for a backup that was found, not made.
    var sha256: String?
    /// The public keys whose owners can open it, sorted; nil for a backup that was found, not made.
    var recipients: [String]?
  }

  /// What every version of the catalogue begins with, whatever shape the rest has.
  private struct Head: Decodable {
    let format: String
    let version: Int
  }

  private var format = Self.currentFormat
  private var version = Self.currentVersion
  /// The number of the backup made last.
  private(set) var last = 0
  /// The backups in the order of making.
  private(set) var records: [Record] = []

  private static let name = ".catalogue.json"
  private static let currentFormat = "starcrm-backups"
  private static let currentVersion = 1
  /// The largest catalogue that is read: some hundred thousand backups.
  private static let maximumSize = 1 << 26

  init() {}

  /// Reads the catalogue of `folder`; nil when it is missing or not readable as one.
  ///
  /// - Throws: `Fault` for one that a newer program wrote, `IOError`.
  static func read(_ folder: String) throws -> BackupCatalogue? {
    let path = "\(folder)/\(name)"
    guard try Directory.status(path)?.isRegularFile == true else { return nil }
    let text = Data(try FileSource(path: path).readToEnd(limit: maximumSize))
    guard let head = try? JSONDecoder().decode(Head.self, from: text), head.format == currentFormat
    else { return nil }
    guard head.version <= currentVersion else {
      throw Fault(
        .configuration,
        "a newer starcrm keeps this folder of backups",
        at: SourcePosition(file: path),
        hints: ["use the newer starcrm, or choose another folder"]
      )
    }
    return try? JSONDecoder().decode(BackupCatalogue.self, from: text)
  }

  /// Replaces the catalogue of `folder`, whose lock the caller holds.
  func write(_ folder: String) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    let text = Array(try encoder.encode(self)) + [0x0A]
    try Publish.replacing("\(folder)/\(Self.name)") { try $0.write(text) }
  }

  /// The backup recorded under a file's name.
  subscript(name: String) -> Record? { records.first { $0.name == name } }

  /// The recorded backup that a file found under another name is a copy of, by size and digest.
  func original(ofSize size: Int64, sha256: String) -> Record? {
    records.last { $0.size == size && $0.sha256 == sha256 }
  }

  /// Whether a backup of this size was made here, so that a file may be a copy of it.
  func holds(size: Int64) -> Bool { records.contains { $0.size == size && $0.sha256 != nil } }

  /// Enters a backup that is being made.
  mutating func add(_ name: BackupName, size: Int64, sha256: String, recipients: [AgePublicKey]) {
    last += 1
    let keys = recipients.map(\.description).sorted()
    records.removeAll { $0.name == name.description }
    records.append(
      Record(name: "\(name)", number: last, size: size, sha256: sha256, recipients: keys)
    )
  }

  /// Enters a backup that was found and opened with its key, as older than all others.
  mutating func adopt(_ name: BackupName, size: Int64, sha256: String) {
    let record = Record(name: "\(name)", number: 0, size: size, sha256: sha256)
    records.insert(record, at: 0)
  }

  /// The catalogue as the folder is now: without files that are gone, with good ones that were
  /// found.
  init(_ known: BackupCatalogue?, _ entries: [Backup.Entry]) {
    self = known ?? BackupCatalogue()
    let present = Set(entries.map(\.name.description))
    records.removeAll { !present.contains($0.name) }
    for entry in entries where entry.isGood && self[entry.name.description] == nil {
      if entry.number == nil { last += 1 }
      records.append(
        Record(
          name: "\(entry.name)",
          number: entry.number ?? last,
          size: entry.size,
          sha256: entry.sha256,
          recipients: entry.recipients
        )
      )
    }
    records.sort { ($0.number, $0.name) < ($1.number, $1.name) }
  }
}
