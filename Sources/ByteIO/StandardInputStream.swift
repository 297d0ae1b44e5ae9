internal import Glibc

/// The standard input of the process, read from where it stands.
package enum StandardInputStream {
  /// Appends the next bytes, at most `maximum`, to `buffer` (read(2)); returns how many, 0 at the
  /// end.
  package static func read(
    _ maximum: Int,
    appendingTo buffer: inout [UInt8]
  ) throws(IOError) -> Int {
    try File.standardInput.readOn(maximum, appendingTo: &buffer)
  }
}
