internal import Archive
internal import ByteIO
internal import Diagnostics

/// The files and folders of a store that belong into its backup, in the order of the archive.
struct StoreFiles {
  private(set) var members: [TarMember] = []

  /// Walks `folder`: a folder before its content, names in byte order.
  ///
  /// Left out are the lock and temporary files; a link or device is an error.
  init(_ folder: String) throws {
    guard let status = try Directory.status(folder), status.isDirectory else {
      throw Fault(
        .input,
        "there is no store to back up",
        at: SourcePosition(file: folder),
        hints: ["a first `starcrm run` or `starcrm import` makes one"]
      )
    }
    try add(folder, relative: "")
    guard !members.contains(where: { $0.path == BackupManifest.path }) else {
      throw Fault(
        .configuration,
        "the store holds a file of the name that the backup's own list takes",
        at: SourcePosition(file: "\(folder)/\(BackupManifest.path)"),
        hints: ["move it out of the store; it was not put there by starcrm"]
      )
    }
  }

  /// The file that a run locks (design.md, "The store").
  private static let lockName = "lock"

  private mutating func add(_ folder: String, relative: String) throws {
    for name in try Directory.names(in: folder) {
      let path = "\(folder)/\(name)"
      let member = relative.isEmpty ? name : "\(relative)/\(name)"
      if name.hasPrefix(Publish.temporaryPrefix) || member == Self.lockName { continue }
      guard let status = try Directory.status(path, followingLinks: false) else { continue }
      let modifiedAt = status.modifiedAt / 1_000_000
      if status.isDirectory {
        members.append(try TarMember(.folder, member, modifiedAt: modifiedAt))
        try add(path, relative: member)
      } else if status.isRegularFile {
        members.append(
          try TarMember(.file, member, size: status.size, modifiedAt: modifiedAt)
        )
      } else {
        throw Fault(
          .configuration,
          "the store holds a link or a device, which cannot be backed up",
          at: SourcePosition(file: path),
          hints: ["replace it by what it stands for; it was not put there by starcrm"]
        )
      }
    }
  }
}
