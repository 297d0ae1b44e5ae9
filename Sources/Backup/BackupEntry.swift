package import Age
internal import ByteIO
internal import Cryptography
internal import Diagnostics

extension Backup {
  /// What a file that has the name of a backup is, as far as can be told without a secret key.
  package enum Condition: String, Hashable, Sendable, CaseIterable {
    /// A whole age file of the size that was written.
    case good
    case empty
    /// Shorter than it was written, or than an age file can be.
    case cut
    /// Longer than it was written, or with another beginning.
    case changed
    /// Not an age file.
    case foreign
    /// An age file that the folder's catalogue does not know.
    case unknown
    /// The same bytes as another good backup in the folder, under another name.
    case copy
    /// The operating system does not let it be read.
    case unreadable

    /// What is wrong, as a sentence goes on after the file's name; nil for a good one.
    package var fault: String? {
      switch self {
      case .good: nil
      case .empty: "is empty"
      case .cut: "is cut"
      case .changed: "was changed after it was made"
      case .foreign: "is not an age file"
      case .unknown: "was not made here"
      case .copy: "is a copy of another backup there"
      case .unreadable: "cannot be read"
      }
    }

    /// Whether the file is, or was, somebody's encrypted data.
    var isEncrypted: Bool { self != .empty && self != .foreign }
  }

  /// A file that has the name of a backup.
  package struct Entry: Hashable, Sendable {
    package let name: BackupName
    package let path: String
    /// The size of the encrypted file in bytes.
    package let size: Int64
    /// Whether the file counts as a backup, and if not, why.
    package internal(set) var condition: Condition
    /// The order of making, whatever the clock said; nil where it was not recorded.
    let number: Int?
    /// The digest recorded when it, or the backup that it is a copy of, was made; nil where none was.
    let sha256: String?
    /// The public keys that it is encrypted to, sorted; nil where they were not recorded.
    package let recipients: [String]?

    /// Whether it counts as a backup.
    package var isGood: Bool { condition == .good }

    /// Whether this backup was made before `other`: by the recorded order, else by the names.
    func isOlder(than other: Entry) -> Bool {
      (number ?? 0, name) < (other.number ?? 0, other.name)
    }
  }

  /// The files in `folder` that have the name of a backup, in the order of their names; other files
  /// are passed over.
  package static func list(_ folder: String) throws -> [Entry] {
    try translatingErrors(folder) { try BackupFolder.survey(folder).entries }
  }

  /// The good backup that was made last, whatever the clock said then; nil when there is none.
  package static func newest(_ folder: String) throws -> Entry? {
    guard try Directory.status(folder) != nil else { return nil }
    return newest(of: try list(folder))
  }

  static func newest(of entries: [Entry]) -> Entry? {
    entries.filter(\.isGood).max { $0.isOlder(than: $1) }
  }

  /// Whether `folder` holds encrypted backups, damaged ones included.
  package static func isUsed(_ folder: String) throws -> Bool {
    guard try Directory.status(folder) != nil else { return false }
    return try list(folder).contains(where: \.condition.isEncrypted)
  }

  /// Refuses recipients none of whom can open the newest backup in `folder`.
  ///
  /// A folder's backups stay readable with one key: else a mistaken recipient would be noticed only
  /// when the last backup for the right one has been rotated away.
  package static func refuseOtherKey(_ folder: String, _ recipients: [AgePublicKey]) throws {
    guard let known = try newest(folder)?.recipients else { return }
    guard !recipients.contains(where: { known.contains($0.description) }) else { return }
    throw Fault(
      .configuration,
      "the backups there are for another key than the one that is to be used now",
      at: SourcePosition(file: folder),
      hints: [
        "the newest is for \(known.joined(separator: ", ")): make that a recipient again",
        "to change keys, add the new one beside it and remove it after the next backup, "
          + "or choose another folder",
      ]
    )
  }
}

/// Judges a file with the name of a backup by its form and by the folder's catalogue.
struct BackupJudgement {
  private let path: String
  private let size: Int64
  private let condition: Backup.Condition
  private let record: BackupCatalogue.Record?

  /// The least that gzip data takes: header, one empty block, checksum and length (RFC 1952, 2.2
  /// and 2.3.1; RFC 1951, 3.2.4).
  private static let minimumPlainSize: Int64 = 20

  init(_ path: String, size: Int64, _ catalogue: BackupCatalogue?) throws {
    self.path = path
    self.size = size
    let known = catalogue?[Directory.name(of: path)]
    do {
      let condition = try Self.form(path, size, known)
      guard condition == .good, known == nil, let catalogue else {
        (self.condition, record) = (condition, known)
        return
      }
      record = try Self.original(path, size, catalogue)
      self.condition = record == nil ? .unknown : .good
    } catch let error as IOError where !error.isInterruption {
      (condition, record) = (.unreadable, known)
    }
  }

  private static func form(
    _ path: String,
    _ size: Int64,
    _ record: BackupCatalogue.Record?
  ) throws -> Backup.Condition {
    guard size > 0 else { return .empty }
    if let record, record.size != size { return size < record.size ? .cut : .changed }
    do {
      let outline = try AgeOutline(try FileSource(path: path), fileSize: size)
      return outline.plainSize < minimumPlainSize ? .cut : .good
    } catch let error as AgeError where error.code == .payload {
      return .cut
    } catch is AgeError {
      guard record == nil else { return .changed }
      return try beginsAsAge(path) ? .cut : .foreign
    }
  }

  /// Whether the file begins as the header of an age file does (age-encryption.org/v1, "Header").
  private static func beginsAsAge(_ path: String) throws -> Bool {
    let mark = Array("age-encryption.org/".utf8)
    var start: [UInt8] = []
    _ = try File.open(path, .read).read(at: 0, mark.count, appendingTo: &start)
    return start == mark
  }

  /// The recorded backup that the file is a copy of, byte for byte.
  private static func original(
    _ path: String,
    _ size: Int64,
    _ catalogue: BackupCatalogue
  ) throws -> BackupCatalogue.Record? {
    guard catalogue.holds(size: size) else { return nil }
    let digest = try MeasuringSource(try FileSource(path: path)).finish()
    return catalogue.original(ofSize: size, sha256: digest.hex)
  }

  func entry(_ name: BackupName) -> Backup.Entry {
    Backup.Entry(
      name: name,
      path: path,
      size: size,
      condition: condition,
      number: record?.number,
      sha256: record?.sha256,
      recipients: record?.recipients
    )
  }
}
