internal import ByteIO
internal import Diagnostics

/// The folder that backups lie in.
enum BackupFolder {
  /// Held while a backup is written or removed.
  private static let lockName = ".lock"

  /// Makes the folder, locks it, and removes what killed runs left in it.
  static func lock(_ folder: String) throws -> File {
    try Directory.create(folder)
    let lock = try File.open("\(folder)/\(lockName)", .createOrOpen)
    guard try lock.tryLock() else {
      throw Fault(
        .locked,
        "another backup is being written there",
        at: SourcePosition(file: folder),
        hints: ["wait until it is done"]
      )
    }
    for name in try Directory.names(in: folder) where name.hasPrefix(Publish.temporaryPrefix) {
      try Directory.removeTree("\(folder)/\(name)")
    }
    return lock
  }

  /// The name of a backup with this content that no file has.
  static func freeName(_ order: Backup.Order, content: String) throws -> BackupName {
    var copy = 1
    while true {
      let name = BackupName(createdAt: order.createdAt, content: content, copy: copy)
      if try Directory.status("\(order.folder)/\(name)") == nil { return name }
      copy += 1
    }
  }
}

extension Backup {
  /// A backup as its name and size tell.
  package struct Entry: Hashable, Sendable {
    package let name: BackupName
    package let path: String
    /// Of the encrypted file, in bytes.
    package let size: Int64
  }

  /// The backups in `folder`, the newest last; other files are passed over.
  package static func list(_ folder: String) throws -> [Entry] {
    try translatingErrors(folder) {
      try Directory.names(in: folder).compactMap { file in
        let path = "\(folder)/\(file)"
        guard let name = BackupName(file), let status = try Directory.status(path),
          status.isRegularFile
        else { return nil }
        return Entry(name: name, path: path, size: status.size)
      }
      .sorted { $0.name < $1.name }
    }
  }
}
