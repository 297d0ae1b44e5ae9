internal import Glibc

/// Folders and the names in them.
package enum Directory {
  /// Creates `path` and what is missing above it; new folders are open to their owner alone
  /// (reference/policy.md, clause 6) unless told otherwise.
  package static func create(_ path: String, permissions: UInt32 = 0o700) throws(IOError) {
    if let status = try status(path) {
      guard status.isDirectory else { throw IOError(.makeDirectory, path, code: ENOTDIR) }
      return
    }
    let parent = parent(of: path)
    if parent != path { try create(parent, permissions: permissions) }
    try FaultInjection.pass(.makeDirectory, path)
    guard unsafe mkdir(path, permissions) == 0 || errno == EEXIST else {
      throw .last(.makeDirectory, path)
    }
  }

  /// Names in a folder in byte order, without `.` and `..`.
  package static func names(in path: String) throws(IOError) -> [String] {
    try FaultInjection.pass(.list, path)
    guard let stream = unsafe opendir(path) else { throw .last(.list, path) }
    defer { unsafe _ = closedir(stream) }
    var names: [String] = []
    while let entry = unsafe readdir(stream) {
      let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        unsafe pointer.withMemoryRebound(to: CChar.self, capacity: 256) {
          unsafe String(cString: $0)
        }
      }
      if name != ".", name != ".." { names.append(name) }
    }
    return names.sorted { Array($0.utf8).lexicographicallyPrecedes(Array($1.utf8)) }
  }

  /// Status of a path (stat(2), or lstat(2) of the link itself), nil when nothing is there.
  package static func status(
    _ path: String,
    followingLinks: Bool = true
  ) throws(IOError) -> FileStatus? {
    var raw = stat()
    let failed =
      followingLinks ? unsafe stat(path, &raw) : unsafe lstat(path, &raw)
    guard failed == 0 else {
      if errno == ENOENT || errno == ENOTDIR { return nil }
      throw .last(.read, path)
    }
    return FileStatus(raw)
  }

  /// The absolute path without links or dots (realpath(3)) of what exists of `path`, and the rest
  /// of it as it would be made.
  package static func resolved(_ path: String) throws(IOError) -> String {
    if let resolved = unsafe realpath(path, nil) {
      defer { unsafe free(resolved) }
      return unsafe String(cString: resolved)
    }
    guard errno == ENOENT || errno == ENOTDIR else { throw .last(.open, path) }
    guard !path.hasSuffix("/") else { return try resolved(String(path.dropLast())) }
    let parent = parent(of: path)
    guard parent != path else { return path }
    let above = try resolved(parent)
    return switch name(of: path) {
    case ".": above
    case "..": self.parent(of: above)
    case let name: above == "/" ? "/\(name)" : "\(above)/\(name)"
    }
  }

  /// Whether `path` is `folder` or lies in it, links followed; either may be missing.
  package static func contains(_ folder: String, _ path: String) throws(IOError) -> Bool {
    let outer = try resolved(folder)
    let inner = try resolved(path)
    return inner == outer || inner.hasPrefix(outer == "/" ? outer : "\(outer)/")
  }

  /// Makes the names in a folder durable (fsync(2) on the folder).
  package static func sync(_ path: String) throws(IOError) {
    try FaultInjection.pass(.sync, path)
    let descriptor = unsafe open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw .last(.sync, path) }
    defer { close(descriptor) }
    guard fsync(descriptor) == 0 else { throw .last(.sync, path) }
  }

  /// Removes a file; a missing one is no error.
  package static func removeFile(_ path: String) throws(IOError) {
    try FaultInjection.pass(.remove, path)
    guard unsafe unlink(path) == 0 || errno == ENOENT else { throw .last(.remove, path) }
  }

  /// Removes a folder with all that is in it; a missing one is no error.
  ///
  /// Links are not followed.
  package static func removeTree(_ path: String) throws(IOError) {
    var raw = stat()
    guard unsafe lstat(path, &raw) == 0 else {
      if errno == ENOENT { return }
      throw .last(.remove, path)
    }
    guard FileStatus(raw).isDirectory else { return try removeFile(path) }
    for name in try names(in: path) { try removeTree("\(path)/\(name)") }
    try FaultInjection.pass(.remove, path)
    guard unsafe rmdir(path) == 0 else { throw .last(.remove, path) }
  }

  /// The folder that holds `path`: `a/b` -> `a`, `a` -> `.`, `/` -> `/`.
  package static func parent(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  /// The last component of `path`.
  package static func name(of path: String) -> String {
    path.split(separator: "/").last.map(String.init) ?? path
  }
}
