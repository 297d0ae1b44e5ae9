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
  ///
  /// A backup that is there under several names counts once.
  static func survey(_ folder: String) throws -> (entries: [Backup.Entry], BackupCatalogue?) {
    let catalogue = try BackupCatalogue.read(folder)
    let entries = try Directory.names(in: folder).compactMap { file -> Backup.Entry? in
      let path = "\(folder)/\(file)"
      guard let name = BackupName(file), let status = try Directory.status(path),
        status.isRegularFile
      else { return nil }
      return try BackupJudgement(path, size: status.size, catalogue).entry(name)
    }
    return (markingCopies(in: entries.sorted { $0.name < $1.name }, catalogue), catalogue)
  }

  /// The entries, with those marked as copies that hold the same backup as another good one: the
  /// name that the catalogue recorded counts, else the first.
  private static func markingCopies(
    in entries: [Backup.Entry],
    _ catalogue: BackupCatalogue?
  ) -> [Backup.Entry] {
    let good = entries.filter(\.isGood)
    let recorded = good.filter { catalogue?[$0.name.description] != nil }
    var originals: [String: BackupName] = [:]
    for entry in recorded + good {
      guard let digest = entry.sha256, originals[digest] == nil else { continue }
      originals[digest] = entry.name
    }
    return entries.map { entry in
      guard entry.isGood, let digest = entry.sha256, originals[digest] != entry.name else {
        return entry
      }
      var copy = entry
      copy.condition = .copy
      return copy
    }
  }
}
