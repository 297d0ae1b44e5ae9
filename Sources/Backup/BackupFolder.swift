internal import ByteIO
internal import Cryptography
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

  /// Everything in `folder` that has the name of a backup, in the order of names, and the catalogue
  /// that it was judged by.
  static func survey(_ folder: String) throws -> (entries: [Backup.Entry], BackupCatalogue?) {
    let catalogue = try BackupCatalogue.read(folder)
    let entries = try Directory.names(in: folder).compactMap { file -> Backup.Entry? in
      let path = "\(folder)/\(file)"
      guard let name = BackupName(file), let status = try Directory.status(path),
        status.isRegularFile
      else { return nil }
      return try BackupJudgement(path, size: status.size, catalogue).entry(name)
    }
    return (entries.sorted { $0.name < $1.name }, catalogue)
  }
}
