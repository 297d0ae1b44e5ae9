internal import Glibc

/// Files that appear whole or not at all.
///
/// Everything is written to a temporary name in the folder of its destination, synced, and then
/// given its name; the folder is synced last. A reader never sees half a file, and after a crash
/// only a temporary name (`.tmp-...`) can be left over.
package enum Publish {
  /// Prefix of temporary names; anything that begins so may be removed by the lock's holder.
  package static let temporaryPrefix = ".tmp-"

  /// Writes `path` through `body`, replacing what was there (rename(2)).
  ///
  /// A device, a pipe or a descriptor (`/dev/null`, `/dev/stdout`) is written to and stays what it
  /// is: whoever may write to `/dev` would lose it to a rename.
  package static func replacing(
    _ path: String,
    permissions: UInt32 = 0o600,
    _ body: (any ByteSink) throws -> Void
  ) throws {
    let isDescriptor = path.hasPrefix("/dev/") || path.hasPrefix("/proc/")
    if let status = try Directory.status(path), status.isSpecial || isDescriptor {
      return try File.writeThrough(path, body)
    }
    let temporary = try Temporary(beside: path, permissions: permissions, body)
    try rename(temporary.path, to: path)
    try Directory.sync(Directory.parent(of: path))
  }

  /// Writes `path` through `body`; throws `IOError` with `isExisting` when the path exists
  /// (link(2): put if absent, never overwrites).
  package static func exclusively(
    _ path: String,
    permissions: UInt32 = 0o600,
    _ body: (any ByteSink) throws -> Void
  ) throws {
    let temporary = try Temporary(beside: path, permissions: permissions, body)
    do {
      try link(temporary.path, as: path)
    } catch {
      try? Directory.removeFile(temporary.path)
      throw error
    }
    try Directory.removeFile(temporary.path)
    try Directory.sync(Directory.parent(of: path))
  }

  /// Writes a file into `folder` whose name is known, and whose content is checked, only once it
  /// is written: `check` gets the path of the durable temporary file and returns the name.
  ///
  /// Throws `IOError` with `isExisting` when the name is taken. Returns the path.
  package static func exclusively(
    in folder: String,
    permissions: UInt32 = 0o600,
    write: (any ByteSink) throws -> Void,
    check: (_ temporary: String) throws -> String
  ) throws -> String {
    let temporary = try Temporary(
      beside: "\(folder)/unnamed",
      permissions: permissions,
      write
    )
    let path: String
    do {
      path = "\(folder)/\(try check(temporary.path))"
      try link(temporary.path, as: path)
    } catch {
      try? Directory.removeFile(temporary.path)
      throw error
    }
    try Directory.removeFile(temporary.path)
    try Directory.sync(folder)
    return path
  }

  /// Removes from `folder` the temporary files of processes that died.
  ///
  /// A file that somebody is writing is locked by its writer and stays. A file that cannot be opened
  /// or removed stays too: a leftover does not keep the caller from its work. With `name`, only
  /// files that were to get this name: for folders in which other programs may have files of the
  /// like.
  ///
  /// - Throws: `IOError` when the folder cannot be listed, or a signal came.
  package static func sweep(_ folder: String, of name: String? = nil) throws(IOError) {
    guard try Directory.status(folder)?.isDirectory == true else { return }
    for file in try Directory.names(in: folder) where Self.isTemporary(file, of: name) {
      do {
        try removeUnlocked("\(folder)/\(file)")
      } catch let error where !error.isInterruption {
        continue
      }
    }
  }

  /// Removes a file unless somebody holds its lock.
  private static func removeUnlocked(_ path: String) throws(IOError) {
    guard try Directory.status(path, followingLinks: false)?.isRegularFile == true,
      try File.open(path, .read).tryLock()
    else { return }
    try Directory.removeFile(path)
  }

  /// Removes what died while it wrote `path`.
  package static func sweep(beside path: String) throws(IOError) {
    try sweep(Directory.parent(of: path), of: Directory.name(of: path))
  }

  /// Whether a name has the form that `Temporary` gives: `.tmp-PROCESS-NAME`.
  private static func isTemporary(_ file: String, of name: String?) -> Bool {
    guard file.hasPrefix(temporaryPrefix) else { return false }
    let rest = file.dropFirst(temporaryPrefix.count)
    let digits = rest.prefix { $0.isASCII && $0.isNumber }
    guard !digits.isEmpty, rest.dropFirst(digits.count).first == "-" else { return false }
    return name == nil || rest.dropFirst(digits.count + 1) == name.map { $0[...] }
  }

  /// Gives the file at `source` the further name `path`; throws when `path` exists.
  package static func link(_ source: String, as path: String) throws(IOError) {
    try FaultInjection.pass(.link, path)
    guard unsafe Glibc.link(source, path) == 0 else { throw .last(.link, path) }
  }

  /// Moves a file within one file system, replacing what was at `path`.
  package static func rename(_ source: String, to path: String) throws(IOError) {
    try FaultInjection.pass(.rename, path)
    guard unsafe Glibc.rename(source, path) == 0 else { throw .last(.rename, path) }
  }

  /// A durable file under a temporary name, locked until it has its own or is removed.
  private struct Temporary {
    let path: String
    private let file: File

    init(
      beside destination: String,
      permissions: UInt32,
      _ body: (any ByteSink) throws -> Void
    ) throws {
      let folder = Directory.parent(of: destination)
      path = "\(folder)/\(temporaryPrefix)\(getpid())-\(Directory.name(of: destination))"
      file = try File.open(path, .createOrTruncate, permissions: permissions)
      file.lockIfPossible()
      do {
        let sink = FileSink(file)
        try body(sink)
        try sink.finish()
      } catch {
        try? Directory.removeFile(path)
        throw error
      }
    }
  }
}
