internal import ByteIO
internal import Diagnostics

/// A commit whose log file is durable under a temporary name: one `publish()` makes it visible.
///
/// All of it follows from `table`, `version` and `token`, so that a run can note these three as its
/// intent, and the next run can finish or undo what a killed one left. The file does not say which
/// version it is: when another program has appended rows meanwhile, it gets the next free number.
package struct StagedCommit: Sendable, Hashable {
  /// The table's folder.
  package let table: String
  /// The first version that the commit can be: one more than the snapshot it was built on.
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

  /// Makes the data files' names durable, then writes the log file under its temporary name and
  /// makes it durable.
  package static func prepare(
    _ commit: DeltaCommit,
    table: String,
    token: String
  ) throws -> StagedCommit {
    let staged = StagedCommit(table: table, version: commit.version, token: token)
    let lines = try commit.lines(token)
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

  /// Makes the commit visible with link(2), which never overwrites, and returns its version.
  ///
  /// May be called again after a failure or a crash: a commit that is visible already is left as it
  /// is. Versions that others have made meanwhile are passed over. Throws `DeltaConflict` when one
  /// of them collides with this commit; what their runs have read is for `foreignAppends` to judge.
  @discardableResult
  package func publish() throws -> Int64 {
    guard try isWaiting() else { return try published() }
    let own = try LogEntry(path: temporaryPath)
    let effect = try CommitEffect(own)
    var number = version
    while true {
      if try Directory.status(path(number)) == nil, try link(number) { break }
      let other = try LogEntry(path: path(number))
      if other.bytes == own.bytes { break }
      if let reason = effect.collision(with: try CommitEffect(other)) {
        throw conflict(number, other, reason)
      }
      number += 1
    }
    try clear()
    return number
  }

  /// False when another commit was faster.
  private func link(_ number: Int64) throws -> Bool {
    do {
      try Publish.link(temporaryPath, as: path(number))
      return true
    } catch  where error.isExisting {
      return false
    }
  }

  /// The commits of other programs since the snapshot, all of which only added rows.
  ///
  /// Throws `DeltaConflict` for one that did something else.
  package func foreignAppends() throws -> [ForeignAppend] {
    let effect = try CommitEffect(try LogEntry(path: temporaryPath))
    return try others().map { number, other in
      let found = try CommitEffect(other)
      if let reason = effect.conflict(after: found) { throw conflict(number, other, reason) }
      let engine = other.info?.engineInfo ?? Self.unknownEngine
      return .init(table: table, version: number, engine: engine, fileCount: found.added.count)
    }
  }

  /// Whether the commit has its number.
  package func isPublished() throws -> Bool {
    guard try isWaiting() else {
      _ = try published()
      return true
    }
    let own = try LogEntry(path: temporaryPath)
    return try others().contains { $0.entry.bytes == own.bytes }
  }

  /// Forgets a commit that was not published; data files are left to `DeltaTable.sweep`.
  package func discard() throws {
    try Directory.removeFile(temporaryPath)
    try Directory.sync(LogSegment.path(of: table))
  }

  // MARK: - Parts

  private func path(_ number: Int64) -> String {
    "\(LogSegment.path(of: table))/\(LogSegment.name(of: number))"
  }

  /// The versions that were made since the snapshot.
  private func others() throws -> [(version: Int64, entry: LogEntry)] {
    var found: [(version: Int64, entry: LogEntry)] = []
    while true {
      let number = version + Int64(found.count)
      guard try Directory.status(path(number)) != nil else { return found }
      found.append((number, try LogEntry(path: path(number))))
    }
  }

  private func isWaiting() throws -> Bool { try Directory.status(temporaryPath) != nil }

  private func clear() throws {
    try Directory.removeFile(temporaryPath)
    try Directory.sync(LogSegment.path(of: table))
  }

  /// The version of this commit, which without its temporary name can only have been published.
  private func published() throws -> Int64 {
    let others = try others()
    if let found = others.first(where: { isOwn($0.entry) }) { return found.version }
    throw Fault(
      .integrity,
      "the log of the table \(Directory.name(of: table)) lacks a version that was committed",
      at: SourcePosition(file: path(version + Int64(others.count))),
      hints: [DeltaTable.restoreHint]
    )
  }

  private func isOwn(_ entry: LogEntry) -> Bool {
    guard let info = entry.info, info.isOwn else { return false }
    return (info.transactionID ?? info.parameters[CommitInfo.runParameter]) == token
  }

  private static let unknownEngine = "an unknown program"

  private func conflict(
    _ number: Int64,
    _ other: LogEntry,
    _ reason: DeltaConflict.Reason
  ) -> DeltaConflict {
    let engine = other.info?.engineInfo ?? Self.unknownEngine
    return DeltaConflict(table: table, version: number, engine: engine, reason: reason)
  }
}
