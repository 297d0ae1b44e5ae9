package import Age
internal import Archive
internal import ByteIO
internal import Compression
internal import Cryptography
internal import Diagnostics
package import Time

/// Backups of a store: tar, gzip, age, in one stream and one file.
///
/// A backup is readable without this program: `age -d -i KEY FILE | tar tz`.
package enum Backup {
  /// What to back up, where to, and for whom.
  package struct Order: Sendable {
    /// The store's folder; the caller holds its lock.
    package var store: String
    /// The folder that gets the backup; made when it is missing.
    package var folder: String
    /// Whose keys will open it; at least one.
    package var recipients: [AgePublicKey]
    /// Now.
    package var createdAt: Instant
    /// The program and its version.
    package var tool: String
    /// What the caller calls the state of the store.
    package var storeVersion: String?
    /// Of gzip; what is compressed already is stored as it is.
    package var level = 1
    package var threads = 2

    package init(
      store: String,
      folder: String,
      recipients: [AgePublicKey],
      createdAt: Instant,
      tool: String,
      storeVersion: String? = nil
    ) {
      self.store = store
      self.folder = folder
      self.recipients = recipients
      self.createdAt = createdAt
      self.tool = tool
      self.storeVersion = storeVersion
    }
  }

  /// A backup that was written or checked.
  package struct Report: Hashable, Sendable {
    /// How far the file was checked.
    package enum Check: String, Hashable, Sendable {
      /// Every byte on the disk is the one written, and the age file is whole in its parts: all
      /// that can be known without a secret key.
      case structure
      /// Decrypted, and every file's size and SHA-256 compared with the manifest.
      case complete
    }

    package let path: String
    /// Of the encrypted file, in bytes.
    package let size: Int64
    /// Of the encrypted file, 64 hexadecimal digits.
    package let sha256: String
    package let manifest: BackupManifest
    package let check: Check
  }

  /// Makes a backup and checks it before it is entered in the folder's catalogue and gets its name.
  ///
  /// The folder then holds the whole new backup or nothing of it. Memory does not depend on the
  /// size of the store's files. With `identities` the check is complete.
  package static func create(
    _ order: Order,
    checkingWith identities: [AgeIdentity] = []
  ) throws -> Report {
    try translatingErrors(order.folder) {
      try refuseImpossible(order)
      let lock = try BackupFolder.lock(order.folder)
      return try withExtendedLifetime(lock) {
        try refuseOtherKey(order.folder, order.recipients)
        return try write(order, try StoreFiles(order.store).members, identities)
      }
    }
  }

  /// `BackupManifest.content` of a backup that would be made of `store` now; reads every file.
  package static func content(ofStore store: String) throws -> String {
    try translatingErrors(store) {
      var files: [BackupManifest.Member] = []
      for member in try StoreFiles(store).members where member.kind == .file {
        let content = MeasuringSource(try FileSource(path: "\(store)/\(member.path)"))
        let digest = try content.finish()
        files.append(.init(path: member.path, size: content.byteCount, sha256: digest.hex))
      }
      return BackupManifest(tool: "", createdAt: "", storeVersion: nil, members: files).content
    }
  }

  private static func refuseImpossible(_ order: Order) throws {
    guard !order.recipients.isEmpty else {
      throw Fault(
        .configuration,
        "a backup needs a recipient: nothing is ever backed up unencrypted",
        hints: ["make a key with `starcrm keys new` and name its public key (age1...)"]
      )
    }
    try refuseInside(order.folder, ofStore: order.store)
  }

  /// Refuses a folder for backups that lies in the store.
  package static func refuseInside(_ folder: String, ofStore store: String) throws {
    guard try Directory.contains(store, folder) else { return }
    throw Fault(
      .configuration,
      "backups cannot lie inside the store that they are made of",
      at: SourcePosition(file: folder),
      hints: ["choose a folder outside \(store), best on another disk"]
    )
  }

  private static func write(
    _ order: Order,
    _ members: [TarMember],
    _ identities: [AgeIdentity]
  ) throws -> Report {
    var written = Written()
    var report: Report?
    let path = try Publish.exclusively(in: order.folder) { sink in
      written = try stream(order, members, to: sink)
    } check: { temporary in
      let manifest = written.manifest
      let check = try self.check(temporary, written, order, identities)
      let name = try BackupFolder.freeName(order, content: manifest.content)
      try enter(name, written, order)
      report = Report(
        path: "\(order.folder)/\(name)",
        size: written.size,
        sha256: written.sha256,
        manifest: manifest,
        check: check
      )
      return name.description
    }
    guard let report, report.path == path else { throw Fault(.bug, "a backup without a report") }
    return report
  }

  /// Enters a backup in the folder's catalogue; until it has its name the entry means nothing.
  private static func enter(_ name: BackupName, _ written: Written, _ order: Order) throws {
    let (entries, known) = try BackupFolder.survey(order.folder)
    var catalogue = BackupCatalogue(known, entries)
    catalogue.add(name, size: written.size, sha256: written.sha256, recipients: order.recipients)
    try catalogue.write(order.folder)
  }

  /// What went into the file.
  private struct Written {
    var manifest = BackupManifest(tool: "", createdAt: "", storeVersion: nil, members: [])
    var size: Int64 = 0
    var sha256 = ""
    /// Bytes of gzip, which are the plain bytes of age.
    var plainSize: Int64 = 0
  }

  private static func stream(
    _ order: Order,
    _ members: [TarMember],
    to sink: any ByteSink
  ) throws -> Written {
    let file = MeasuringSink(sink)
    let encryptor = try AgeEncryptor(to: file, recipients: order.recipients.map { .publicKey($0) })
    let plain = MeasuringSink(encryptor)
    let gzip = GzipSink(
      plain,
      level: order.level,
      threads: order.threads,
      storesIncompressible: true
    )
    let tar = TarWriter(to: gzip)
    var files: [BackupManifest.Member] = []
    for member in members {
      guard member.kind == .file else {
        try tar.add(member)
        continue
      }
      let content = MeasuringSource(try FileSource(path: "\(order.store)/\(member.path)"))
      try tar.add(member, content: content)
      let digest = try content.finish()
      files.append(.init(path: member.path, size: member.size, sha256: digest.hex))
    }
    let manifest = BackupManifest(
      tool: order.tool,
      createdAt: order.createdAt.rfc3339,
      storeVersion: order.storeVersion,
      members: files
    )
    let seconds = order.createdAt.microseconds / 1_000_000
    try tar.add(BackupManifest.path, try manifest.json(), modifiedAt: seconds)
    try tar.finish()
    return Written(
      manifest: manifest,
      size: file.byteCount,
      sha256: file.digest().hex,
      plainSize: plain.byteCount
    )
  }

  /// Reads the file back.
  private static func check(
    _ path: String,
    _ written: Written,
    _ order: Order,
    _ identities: [AgeIdentity]
  ) throws -> Report.Check {
    let bytes = MeasuringSource(try FileSource(path: path))
    let digest = try bytes.finish()
    let outline = try AgeOutline(try FileSource(path: path), fileSize: bytes.byteCount)
    guard digest.hex == written.sha256, bytes.byteCount == written.size,
      outline.recipientTypes.count == order.recipients.count,
      outline.plainSize == written.plainSize
    else {
      throw Fault(
        .integrity,
        "the backup that was read back is not the one that was written",
        at: SourcePosition(file: order.folder),
        hints: ["check the disk; nothing of this backup was kept"]
      )
    }
    guard !identities.isEmpty else { return .structure }
    let manifest = try BackupReader.read(path, identities) { _, _ in }
    guard manifest == written.manifest else {
      throw Fault(.integrity, "the backup holds another store than was written")
    }
    return .complete
  }
}
