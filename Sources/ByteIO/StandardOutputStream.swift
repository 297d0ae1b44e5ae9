internal import Glibc

/// The standard output of the process, without a buffer of its own.
package enum StandardOutputStream {
  /// Writes all of `bytes` (write(2)).
  package static func write(_ bytes: RawSpan) throws(IOError) {
    var failure: Int32 = 0
    unsafe bytes.withUnsafeBytes { buffer in
      guard let base = buffer.baseAddress else { return }
      var written = 0
      while written < buffer.count {
        let count = unsafe Glibc.write(STDOUT_FILENO, base + written, buffer.count - written)
        if count < 0 {
          if errno == EINTR { continue }
          failure = errno
          return
        }
        written += count
      }
    }
    guard failure == 0 else { throw IOError(.write, "standard output", code: failure) }
  }
}
