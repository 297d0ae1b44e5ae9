package import Age
internal import Archive
internal import ByteIO
internal import Cryptography
internal import Diagnostics

extension Backup {
  /// Decrypts a backup and compares every file in it with the manifest; writes nothing.
  ///
  /// - Throws: `Fault`, of the kind `.integrity` for a wrong key and for any damage.
  package static func verify(_ path: String, identities: [AgeIdentity]) throws -> Report {
    try translatingErrors(path, isInput: true) {
      let manifest = try BackupReader.read(path, identities) { _, _ in }
      let file = MeasuringSource(try FileSource(path: path))
      let digest = try file.finish()
      return Report(
        path: path,
        size: file.byteCount,
        sha256: digest.hex,
        manifest: manifest,
        check: .complete
      )
    }
  }

  /// Puts the files of a backup into `folder`, which must be missing or empty.
  ///
  /// They are written beside it and checked; only then do they get its name, in one step. After an
  /// error nothing is left behind.
  package static func restore(
    _ path: String,
    identities: [AgeIdentity],
    into folder: String
  ) throws -> BackupManifest {
    try translatingErrors(path, isInput: true) {
      let folder = try Directory.resolved(folder)
      try refuseOccupied(folder)
      let parent = Directory.parent(of: folder)
      try Directory.create(parent)
      let staging = "\(parent)/\(Publish.temporaryPrefix)restore-\(Directory.name(of: folder))"
      try Directory.removeTree(staging)
      do {
        try Directory.create(staging)
        let manifest = try extract(path, identities, into: staging)
        try Publish.rename(staging, to: folder)
        try Directory.sync(parent)
        return manifest
      } catch {
        try? Directory.removeTree(staging)
        throw error
      }
    }
  }

  /// Enters a backup that `verify` opened, and that its folder's catalogue does not know; false for
  /// any other file.
  package static func adopt(_ report: Report) throws -> Bool {
    guard report.check == .complete, let name = BackupName(Directory.name(of: report.path)) else {
      return false
    }
    let folder = Directory.parent(of: report.path)
    guard try list(folder).contains(where: { $0.name == name && $0.condition == .unknown }) else {
      return false
    }
    return try translatingErrors(folder) {
      let lock = try BackupFolder.lock(folder)
      return try withExtendedLifetime(lock) {
        let (entries, known) = try BackupFolder.survey(folder)
        var catalogue = BackupCatalogue(known, entries)
        catalogue.adopt(name, size: report.size, sha256: report.sha256)
        try catalogue.write(folder)
        return true
      }
    }
  }

  /// Restores the newest backup of `folder` into `scratch`, which must be missing or empty, and
  /// removes it again: the proof that the key at hand opens what is made every night.
  package static func drill(
    _ folder: String,
    identities: [AgeIdentity],
    scratch: String
  ) throws -> (entry: Entry, manifest: BackupManifest) {
    guard let newest = try newest(folder) else {
      throw Fault(
        .input,
        "there is no backup to try",
        at: SourcePosition(file: folder),
        hints: ["`starcrm backup create` makes one"]
      )
    }
    let manifest = try restore(newest.path, identities: identities, into: scratch)
    try translatingErrors(scratch) { try Directory.removeTree(scratch) }
    return (newest, manifest)
  }

  private static func refuseOccupied(_ folder: String) throws {
    guard let status = try Directory.status(folder, followingLinks: false) else { return }
    guard status.isDirectory, try Directory.names(in: folder).isEmpty else {
      throw Fault(
        .configuration,
        "a backup is restored into an empty or new folder only",
        at: SourcePosition(file: folder),
        hints: ["name another folder; the present store stays as it is"]
      )
    }
  }

  private static func extract(
    _ path: String,
    _ identities: [AgeIdentity],
    into staging: String
  ) throws -> BackupManifest {
    var folders = [staging]
    let manifest = try BackupReader.read(path, identities) { member, content in
      // `TarMember` has refused every name that would leave the folder, and no link is extracted.
      let target = "\(staging)/\(member.path)"
      switch member.kind {
      case .folder:
        try Directory.create(target)
        folders.append(target)
      case .file:
        try Directory.create(Directory.parent(of: target))
        try copy(content, to: FileSink(try File.open(target, .createNew)))
      }
    }
    for folder in folders.reversed() { try Directory.sync(folder) }
    return manifest
  }

  private static func copy(_ source: any ByteSource, to sink: any ByteSink) throws {
    var buffer: [UInt8] = []
    while try source.read(1 << 18, appendingTo: &buffer) > 0 {
      try sink.write(buffer)
      buffer.removeAll(keepingCapacity: true)
    }
    try sink.finish()
  }
}
