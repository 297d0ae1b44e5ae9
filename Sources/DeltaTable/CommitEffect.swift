internal import ByteIO
package import Diagnostics

/// Another program has made a version that a commit wanted to make, and the two do not go together.
package struct DeltaConflict: Error, Hashable, Sendable {
  /// What the other commit did, as a person reads it behind "it".
  package enum Reason: String, Hashable, Sendable, CaseIterable {
    case isOwnRun = "is another run of starcrm"
    case changedTable = "changed the schema or the settings"
    case changedSchemaToo = "changed the schema too"
    case changedProtocol = "changed the protocol"
    case removedRows = "removed or rewrote rows"
    case removedSameRows = "removed or rewrote the same rows"
    case addedSameRows = "added the same rows"
  }

  /// The table's folder.
  package let table: String
  /// The version that the other commit made.
  package let version: Int64
  /// `engineInfo` of the other commit.
  package let engine: String
  package let reason: Reason

  /// What the other program would have to take back for this commit to go on.
  package var culprit: String { "version \(version) of the table \(Directory.name(of: table))" }

  /// The error as a person should read it.
  package var fault: Fault {
    Fault(
      .locked,
      "\(engine) has committed \(culprit) meanwhile: it \(reason.rawValue)",
      at: SourcePosition(file: table),
      hints: ["nothing of this run was committed; \(wayOn)"]
    )
  }

  private var wayOn: String {
    switch reason {
    case .isOwnRun:
      "run again, and see to it that only one computer writes to the store at a time"
    case .removedRows, .removedSameRows, .addedSameRows:
      "run again: the next run reads the rows as \(engine) has left them"
    case .changedTable, .changedSchemaToo, .changedProtocol:
      "run again; if the table is refused then, have \(engine) restore version \(version - 1)"
    }
  }
}

/// A commit of another program that a later commit of ours leaves as it is.
package struct ForeignAppend: Hashable, Sendable {
  /// The table's folder.
  package let table: String
  /// The version that the commit made.
  package let version: Int64
  /// `engineInfo` of the commit.
  package let engine: String
  /// How many data files it added.
  package let fileCount: Int
}

/// What a commit changes, as far as another commit made at the same time must know.
struct CommitEffect {
  let info: CommitInfo?
  private(set) var added: Set<String> = []
  private(set) var removed: Set<String> = []
  private(set) var setsMetadata = false
  private(set) var setsProtocol = false

  init(_ entry: LogEntry) throws {
    info = entry.info
    for (line, action) in entry.actions {
      if let add = action.add { added.insert(try LogEntry.file(add.path, entry.path, line)) }
      if let remove = action.remove {
        removed.insert(try LogEntry.file(remove.path, entry.path, line))
      }
      if action.metaData != nil { setsMetadata = true }
      if action.protocol != nil { setsProtocol = true }
    }
  }

  /// Why a commit with this effect cannot follow `other`, which its run has not seen; nil when it
  /// can.
  ///
  /// Rows that were only added are no obstacle: the run has neither read nor removed them.
  func conflict(after other: CommitEffect) -> DeltaConflict.Reason? {
    if let collision = collision(with: other) { return collision }
    if other.setsMetadata || other.setsProtocol { return .changedTable }
    return other.removed.isEmpty ? nil : .removedRows
  }

  /// Why the table would be wrong with both commits, whatever their runs have read; nil when it
  /// would not.
  ///
  /// For a run of which other tables are published already: what can follow, follows.
  func collision(with other: CommitEffect) -> DeltaConflict.Reason? {
    if other.info?.isOwn == true { return .isOwnRun }
    if !removed.isDisjoint(with: other.removed) { return .removedSameRows }
    if !added.isDisjoint(with: other.added) { return .addedSameRows }
    if setsMetadata, other.setsMetadata { return .changedSchemaToo }
    return other.setsProtocol ? .changedProtocol : nil
  }
}
