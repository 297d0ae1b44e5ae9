import ByteIO
import DeltaTable
import Diagnostics
import Foundation

/// The state of a store's tables and of its lock, for `starcrm status`.
package struct StoreSummary: Hashable, Sendable {
  /// The newest version of a table.
  package struct Table: Hashable, Sendable {
    package let name: String
    package let version: Int64
    /// Nil when the log does not tell.
    package let rowCount: Int?
    /// Of the data files of this version.
    package let byteCount: Int64
    package let fileCount: Int
  }

  /// Whoever writes to the store.
  package struct Writer: Hashable, Sendable {
    package let process: Int32
    /// RFC 3339.
    package let startedAt: String
  }

  /// In the order of their names.
  package let tables: [Table]
  package let isLocked: Bool
  /// Nil when nobody writes, or the lock file does not name the holder.
  package let writer: Writer?
  /// Whether a run died in the middle of its commit; the next run finishes or undoes it.
  package let needsRecovery: Bool

  /// Looks at the store in `layout`.
  ///
  /// To see whether the lock is free it is taken and given back at once.
  package init(_ layout: StoreLayout) throws {
    let versions = try StoreVersions(of: layout)
    try versions.verify(layout)
    let names =
      try Directory.status(layout.tables) == nil ? [] : Directory.names(in: layout.tables)
    tables = try names.compactMap { name in
      let path = layout.table(name)
      let committed = versions.tables[name]
      guard let snapshot = try DeltaTable.open(path, committed: committed)?.snapshot else {
        return nil
      }
      return Table(
        name: name,
        version: snapshot.version,
        rowCount: snapshot.rowCount,
        byteCount: snapshot.files.reduce(0) { $0 + $1.size },
        fileCount: snapshot.files.count
      )
    }
    (isLocked, writer) = try Self.lock(layout.lock)
    needsRecovery = try !isLocked && Directory.status(layout.intent) != nil
  }

  private static func lock(_ path: String) throws -> (Bool, Writer?) {
    guard try Directory.status(path) != nil else { return (false, nil) }
    let file = try File.open(path, .read)
    if try file.tryLock() { return (false, nil) }
    var text: [UInt8] = []
    _ = try file.read(at: 0, 4096, appendingTo: &text)
    let holder = try? JSONDecoder().decode(StoreLock.Holder.self, from: Data(text))
    return (true, holder.map { Writer(process: $0.process, startedAt: $0.startedAt) })
  }
}
