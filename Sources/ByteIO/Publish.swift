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
  package static func replacing(
    _ path: String,
    permissions: UInt32 = 0o600,
    _ body: (any ByteSink) throws -> Void
  ) throws {
    let temporary = try writeTemporary(beside: path, permissions: permissions, body)
    try rename(temporary, to: path)
    try Directory.sync(Directory.parent(of: path))
  }

  /// Writes `path` through `body`; throws `IOError` with `isExisting` when the path exists
  /// (link(2): put if absent, never overwrites).
  package static func exclusively(
    _ path: String,
    permissions: UInt32 = 0o600,
    _ body: (any ByteSink) throws -> Void
  ) throws {
    let temporary = try writeTemporary(beside: path, permissions: permissions, body)
    do {
      try link(temporary, as: path)
    } catch {
      try? Directory.removeFile(temporary)
      throw error
    }
    try Directory.removeFile(temporary)
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
    let temporary = try writeTemporary(
      beside: "\(folder)/unnamed",
      permissions: permissions,
      write
    )
    let path: String
    do {
      path = "\(folder)/\(try check(temporary))"
      try link(temporary, as: path)
    } catch {
      try? Directory.removeFile(temporary)
      throw error
    }
    try Directory.removeFile(temporary)
    try Directory.sync(folder)
    return path
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

  private static func writeTemporary(
    beside path: String,
    permissions: UInt32,
    _ body: (any ByteSink) throws -> Void
  ) throws -> String {
    let folder = Directory.parent(of: path)
    let temporary = "\(folder)/\(temporaryPrefix)\(getpid())-\(Directory.name(of: path))"
    let sink = FileSink(
      try File.open(temporary, .createOrTruncate, permissions: permissions)
    )
    do {
      try body(sink)
      try sink.finish()
    } catch {
      try? Directory.removeFile(temporary)
      throw error
    }
    return temporary
  }
}
