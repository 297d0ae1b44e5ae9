import ByteIO
import Diagnostics
import Foundation

/// The right to write to a store: an flock(2) on its `lock` file, gone with the process.
///
/// The file's text names the holder for whoever finds the store locked.
final class StoreLock {
  private let file: File

  /// What the file says.
  struct Holder: Codable {
    let process: Int32
    let startedAt: String
  }

  /// Takes the lock.
  ///
  /// - Throws: `Fault` of kind `locked` that names the holder.
  init(_ path: String, startedAt: String) throws {
    file = try File.open(path, .createOrOpen)
    guard try file.tryLock() else { throw try Self.busy(file) }
    let holder = Holder(process: ProcessInfo.processInfo.processIdentifier, startedAt: startedAt)
    let text = try [UInt8](JSONEncoder().encode(holder))
    try file.truncate(to: 0)
    unsafe try file.write(text.span.bytes, at: 0)
  }

  private static func busy(_ file: File) throws -> Fault {
    var text: [UInt8] = []
    _ = try file.read(at: 0, 4096, appendingTo: &text)
    let holder = try? JSONDecoder().decode(Holder.self, from: Data(text))
    let who = holder.map { " (process \($0.process), since \($0.startedAt))" } ?? ""
    return Fault(
      .locked,
      "the store is in use by another run\(who)",
      at: SourcePosition(file: file.path),
      hints: ["wait for it to finish; a run that died leaves no lock behind"]
    )
  }
}
