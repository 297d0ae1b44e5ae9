internal import Glibc

/// What can be read once and in order only (a pipe, a terminal, standard input), copied to a file
/// without a name, so that it can be looked at several times and by several threads.
///
/// The file is gone when the value or the process is.
package final class SpooledInput: Sendable {
  private let copy: File

  /// Where the copy can be opened again as long as this value lives.
  package var path: String { "/dev/fd/\(copy.number)" }

  /// Reads `path` to its end, unless it is a regular file, which needs no copy; then nil.
  ///
  /// - Throws: `IOError` when it cannot be read, or the folder for temporary files is full.
  package init?(of path: String) throws(IOError) {
    let input = try File.open(path, .read)
    guard try !input.status().isRegularFile else { return nil }
    copy = try File.unnamed(in: Self.folder)
    var buffer: [UInt8] = []
    var end: Int64 = 0
    while try input.readOn(Self.pieceBytes, appendingTo: &buffer) > 0 {
      unsafe try copy.write(buffer.span.bytes, at: end)
      end += Int64(buffer.count)
      buffer.removeAll(keepingCapacity: true)
    }
  }

  private static let pieceBytes = 1 << 18

  /// The folder for temporary files (POSIX.1-2017, XBD 8.3: `TMPDIR`).
  private static var folder: String {
    guard let name = unsafe getenv("TMPDIR") else { return "/tmp" }
    let folder = unsafe String(cString: name)
    return folder.isEmpty ? "/tmp" : folder
  }
}
