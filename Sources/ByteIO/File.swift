internal import Glibc

/// An open file descriptor, closed when the value goes away.
///
/// Reads and writes at offsets, so that several threads may share one file for reading.
package final class File: @unchecked Sendable {
  // Sendable: `descriptor` never changes and pread/pwrite keep no position.
  private let descriptor: Int32
  package let path: String

  private init(descriptor: Int32, path: String) {
    self.descriptor = descriptor
    self.path = path
  }

  deinit {
    // Not left to close(2): a child between fork(2) and execve(2) holds the same lock.
    flock(descriptor, LOCK_UN)
    close(descriptor)
  }

  /// How a file is opened.
  package enum Mode: Sendable {
    case read
    /// Created; the call fails with EEXIST when the path exists.
    case createNew
    /// Created, or emptied.
    case createOrTruncate
    /// Created when missing; kept as it is otherwise.
    case createOrOpen
    /// Opened for writing as it is: a device, a pipe, a descriptor of the process.
    case writeThrough
  }

  /// The standard input, whatever it is.
  static let standardInput = File(descriptor: STDIN_FILENO, path: "standard input")

  /// Opens `path`.
  ///
  /// New files get `permissions`, by default readable by their owner alone.
  package static func open(
    _ path: String,
    _ mode: Mode,
    permissions: UInt32 = 0o600
  ) throws(IOError) -> File {
    try FaultInjection.pass(.open, path)
    let flags: Int32 =
      switch mode {
      case .read: O_RDONLY
      case .createNew: O_RDWR | O_CREAT | O_EXCL
      case .createOrTruncate: O_RDWR | O_CREAT | O_TRUNC
      case .createOrOpen: O_RDWR | O_CREAT
      case .writeThrough: O_WRONLY
      }
    let descriptor = unsafe Glibc.open(path, flags | O_CLOEXEC, permissions)
    guard descriptor >= 0 else { throw .last(.open, path) }
    let file = File(descriptor: descriptor, path: path)
    if mode == .read { try file.refuseDirectory() }
    return file
  }

  /// A new file in `directory` that has no name, and is gone when the value or the process is: for
  /// what does not fit into memory.
  package static func unnamed(in directory: String) throws(IOError) -> File {
    try FaultInjection.pass(.open, directory)
    let descriptor = unsafe Glibc.open(directory, temporaryFlags | O_RDWR | O_CLOEXEC, 0o600)
    if descriptor >= 0 { return File(descriptor: descriptor, path: directory) }
    // A file system without such files: one with a name that is taken away at once.
    let path = "\(directory)/\(Publish.temporaryPrefix)\(getpid())-\(UInt64.random(in: 0 ... .max))"
    let file = try open(path, .createNew)
    try Directory.removeFile(path)
    return file
  }

  /// O_TMPFILE (open(2)), a macro that Swift does not see: `__O_TMPFILE | O_DIRECTORY`
  /// (asm-generic/fcntl.h).
  private static let temporaryFlags: Int32 = 0o20_000_000 | O_DIRECTORY

  private func refuseDirectory() throws(IOError) {
    guard try status().isDirectory else { return }
    throw IOError(.open, path, code: EISDIR)
  }

  /// Size, kind and age of the open file.
  package func status() throws(IOError) -> FileStatus {
    var raw = stat()
    guard unsafe fstat(descriptor, &raw) == 0 else { throw .last(.read, path) }
    return FileStatus(raw)
  }

  /// Appends at most `maximum` bytes that stand at `offset` to `buffer`; returns how many, 0 at
  /// the end of the file.
  package func read(
    at offset: Int64,
    _ maximum: Int,
    appendingTo buffer: inout [UInt8]
  ) throws(IOError) -> Int {
    try FaultInjection.pass(.read, path)
    return unsafe try append(maximum, to: &buffer) {
      unsafe pread(descriptor, $0, maximum, off_t(offset))
    }
  }

  /// Appends what `body` reads, at most `maximum` bytes, again when a signal interrupted it.
  private func append(
    _ maximum: Int,
    to buffer: inout [UInt8],
    _ body: (UnsafeMutablePointer<UInt8>) -> Int
  ) throws(IOError) -> Int {
    var count = 0
    var failure: Int32 = 0
    buffer.append(addingCapacity: maximum) { output in
      // Safe: `body` writes at most `maximum` bytes into the `maximum` reserved, and `initialized`
      // is raised by what it wrote.
      unsafe output.withUnsafeMutableBufferPointer { bytes, initialized in
        guard let base = bytes.baseAddress else { return }
        repeat {
          count = unsafe body(base + initialized)
        } while count < 0 && errno == EINTR && !Interruption.take()
        if count < 0 { failure = errno } else { initialized += count }
      }
    }
    guard count >= 0 else { throw IOError(.read, path, code: failure) }
    return count
  }

  /// The number that the process knows the open file by.
  var number: Int32 { descriptor }

  /// Appends the next bytes, at most `maximum`, to `buffer`; returns how many, 0 at the end.
  ///
  /// For what has no offsets, a pipe or a terminal.
  func readOn(_ maximum: Int, appendingTo buffer: inout [UInt8]) throws(IOError) -> Int {
    try FaultInjection.pass(.read, path)
    return unsafe try append(maximum, to: &buffer) { unsafe Glibc.read(descriptor, $0, maximum) }
  }

  /// Writes all of `bytes` at `offset`.
  package func write(_ bytes: RawSpan, at offset: Int64) throws(IOError) {
    try FaultInjection.pass(.write, path)
    var written = 0
    var failure: Int32 = 0
    unsafe bytes.withUnsafeBytes { buffer in
      guard let base = buffer.baseAddress else { return }
      while written < buffer.count {
        let count = unsafe pwrite(
          descriptor,
          base + written,
          buffer.count - written,
          off_t(offset) + written
        )
        if count < 0 {
          if errno == EINTR { continue }
          failure = errno
          return
        }
        written += count
      }
    }
    guard failure == 0 else { throw IOError(.write, path, code: failure) }
  }

  /// Returns once the file's bytes are on the disk (fsync(2)).
  package func sync() throws(IOError) {
    try FaultInjection.pass(.sync, path)
    guard fsync(descriptor) == 0 else { throw .last(.sync, path) }
  }

  /// Cuts or extends the file to `size` bytes.
  package func truncate(to size: Int64) throws(IOError) {
    try FaultInjection.pass(.write, path)
    guard ftruncate(descriptor, off_t(size)) == 0 else { throw .last(.write, path) }
  }

  /// Takes an exclusive flock(2), released when this value goes away or the process dies.
  ///
  /// Returns false when another process holds it.
  package func tryLock() throws(IOError) -> Bool {
    try FaultInjection.pass(.lock, path)
    if flock(descriptor, LOCK_EX | LOCK_NB) == 0 { return true }
    guard errno == EWOULDBLOCK else { throw .last(.lock, path) }
    return false
  }

  /// Takes the lock where the file system has locks and nobody holds it: a mark that the file is in
  /// use, on which nothing depends.
  func lockIfPossible() { flock(descriptor, LOCK_EX | LOCK_NB) }
}

/// What stat(2) says of a path.
package struct FileStatus: Hashable, Sendable {
  /// In bytes.
  package let size: Int64
  package let isDirectory: Bool
  package let isRegularFile: Bool
  /// Whether it is a device, a pipe or a socket.
  package var isSpecial: Bool { !isDirectory && !isRegularFile }
  /// The lower twelve bits of `st_mode`.
  package let permissions: UInt32
  /// Microseconds since 1970-01-01T00:00:00Z.
  package let modifiedAt: Int64

  init(_ raw: stat) {
    size = Int64(raw.st_size)
    isDirectory = raw.st_mode & S_IFMT == S_IFDIR
    isRegularFile = raw.st_mode & S_IFMT == S_IFREG
    permissions = raw.st_mode & 0o7777
    modifiedAt = Int64(raw.st_mtim.tv_sec) * 1_000_000 + Int64(raw.st_mtim.tv_nsec) / 1000
  }
}

/// A file read from its beginning to its end.
package final class FileSource: ByteSource {
  private let file: File
  private var offset: Int64 = 0

  package init(_ file: File) { self.file = file }

  /// Opens `path` for reading.
  package convenience init(path: String) throws(IOError) {
    self.init(try File.open(path, .read))
  }

  package func read(_ maximum: Int, appendingTo buffer: inout [UInt8]) throws -> Int {
    let count = try file.read(at: offset, maximum, appendingTo: &buffer)
    offset += Int64(count)
    return count
  }
}

/// A device, a pipe or a descriptor, written piece by piece where it is.
private final class StreamSink: ByteSink {
  private let file: File

  init(_ file: File) { self.file = file }

  func write(_ bytes: RawSpan) throws { try file.write(bytes) }

  func finish() throws {}
}

extension File {
  /// Hands a sink to `body` that writes to `path` as it is, which is no file that could be replaced.
  static func writeThrough(_ path: String, _ body: (any ByteSink) throws -> Void) throws {
    let sink = StreamSink(try open(path, .writeThrough))
    try body(sink)
    try sink.finish()
  }

  /// Writes where the last write ended (write(2)).
  fileprivate func write(_ bytes: RawSpan) throws(IOError) {
    try FaultInjection.pass(.write, path)
    var written = 0
    var failure: Int32 = 0
    unsafe bytes.withUnsafeBytes { buffer in
      guard let base = buffer.baseAddress else { return }
      while written < buffer.count {
        let count = unsafe Glibc.write(descriptor, base + written, buffer.count - written)
        if count < 0 {
          if errno == EINTR { continue }
          failure = errno
          return
        }
        written += count
      }
    }
    guard failure == 0 else { throw IOError(.write, path, code: failure) }
  }
}

/// A file written from its beginning, in large pieces.
///
/// `finish()` syncs it.
package final class FileSink: ByteSink {
  private let file: File
  private var offset: Int64 = 0
  private var buffer: [UInt8] = []

  /// Bytes gathered before a write; larger ones go straight through.
  package static let bufferSize = 1 << 18

  package init(_ file: File) {
    self.file = file
    buffer.reserveCapacity(Self.bufferSize)
  }

  package func write(_ bytes: RawSpan) throws {
    if buffer.count + bytes.byteCount > Self.bufferSize { try flush() }
    if bytes.byteCount >= Self.bufferSize {
      try file.write(bytes, at: offset)
      offset += Int64(bytes.byteCount)
    } else {
      buffer.append(bytes)
    }
  }

  package func finish() throws {
    try flush()
    try file.sync()
  }

  private func flush() throws(IOError) {
    guard !buffer.isEmpty else { return }
    var pending: [UInt8] = []
    swap(&pending, &buffer)
    unsafe try file.write(pending.span.bytes, at: offset)
    offset += Int64(pending.count)
    pending.removeAll(keepingCapacity: true)
    swap(&pending, &buffer)
  }
}

extension [UInt8] {
  /// Appends the bytes of a raw span.
  package mutating func append(_ bytes: RawSpan) {
    // Safe: the buffer is only read, inside the closure.
    unsafe bytes.withUnsafeBytes { (buffer: UnsafeRawBufferPointer) in
      unsafe self.append(contentsOf: buffer)
    }
  }
}
