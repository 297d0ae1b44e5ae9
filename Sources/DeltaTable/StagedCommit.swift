internal import ByteIO
package import Diagnostics

/// Another program has made the version that a commit wanted to make.
package struct DeltaConflict: Error, Hashable, Sendable {
  package let table: String
  package let version: Int64

  /// The error as a person should read it.
  package var fault: Fault {
    Fault(
      .locked,
      "another program has committed version \(version) of the table meanwhile",
      at: SourcePosition(file: table),
      hints: ["nothing was changed; run again"]
    )
  }
}

/// A commit whose log file is durable under a temporary name: one `publish()` makes it visible.
///
/// All of it follows from `table`, `version` and `token`, so that a run can note these three as its
/// intent, and the next run can finish or undo what a killed one left.
package struct StagedCommit: Sendable, Hashable {
  /// The table's folder.
  package let table: String
  package let version: Int64
  /// Tells the staged commits of several runs apart.
  package let token: String

  package init(table: String, version: Int64, token: String) {
    self.table = table
    self.version = version
    self.token = token
  }

  /// Where the commit waits: a name that no Delta reader looks at.
  package var temporaryPath: String {
    let name = LogSegment.name(of: version)
    return "\(LogSegment.path(of: table))/\(Publish.temporaryPrefix)\(token)-\(name)"
  }

  /// Where readers will find it.
  package var path: String { "\(LogSegment.path(of: table))/\(LogSegment.name(of: version))" }

  /// Makes the data files' names durable, then writes the log file under its temporary name and
  /// makes it durable.
  package static func prepare(
    _ commit: DeltaCommit,
    table: String,
    token: String
  ) throws -> StagedCommit {
    let staged = StagedCommit(table: table, version: commit.version, token: token)
    let lines = try commit.lines()
    try Directory.create(LogSegment.path(of: table))
    if commit.version == 0 { try Directory.sync(Directory.parent(of: table)) }
    try Directory.sync(table)
    let sink = FileSink(try File.open(staged.temporaryPath, .createOrTruncate))
    do {
      try sink.write(lines)
      try sink.finish()
    } catch {
      try? Directory.removeFile(staged.temporaryPath)
      throw error
    }
    try Directory.sync(LogSegment.path(of: table))
    return staged
  }

  /// Makes the commit visible with link(2), which never overwrites.
  ///
  /// May be called again after a failure or a crash: a commit that is visible already is left as it
  /// is. Throws `DeltaConflict` when another commit has taken the version.
  package func publish() throws {
    guard try !isPublished() else { return try clear() }
    do {
      try Publish.link(temporaryPath, as: path)
    } catch  where error.isExisting {
      throw DeltaConflict(table: table, version: version)
    }
    try clear()
  }

  /// Whether the version exists with the bytes of this commit; throws `DeltaConflict` when it
  /// exists with others.
  package func isPublished() throws -> Bool {
    guard try Directory.status(path) != nil else { return false }
    let visible = try Self.bytes(path)
    // Without its temporary name the commit can only have been published and cleared.
    guard try Directory.status(temporaryPath) != nil else { return true }
    guard try Self.bytes(temporaryPath) == visible else {
      throw DeltaConflict(table: table, version: version)
    }
    return true
  }

  /// Forgets a commit that was not published; data files are left to `DeltaTable.sweep`.
  package func discard() throws {
    try Directory.removeFile(temporaryPath)
    try Directory.sync(LogSegment.path(of: table))
  }

  private func clear() throws {
    try Directory.removeFile(temporaryPath)
    try Directory.sync(LogSegment.path(of: table))
  }

  private static func bytes(_ path: String) throws -> [UInt8] {
    try FileSource(path: path).readToEnd(limit: LogReplay.maximumCommitBytes)
  }
}
