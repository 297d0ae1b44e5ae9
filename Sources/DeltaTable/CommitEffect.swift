internal import ByteIO
package import Diagnostics

/// Another program has made a version that a commit wanted to make, and the two do not go together.
package struct DeltaConflict: Error, Hashable, Sendable {
  package let table: String
  package let version: Int64
  /// `engineInfo` of the other commit.
  package let engine: String
  /// What the other commit did.
  package let reason: String

  /// The error as a person should read it.
  package var fault: Fault {
    Fault(
      .locked,
      "\(engine) has committed version \(version) of the table \(Directory.name(of: table)) "
        + "meanwhile: it \(reason)",
      at: SourcePosition(file: table),
      hints: ["nothing of this run was committed; run again"]
    )
  }
}

/// A commit of another program that a later commit of ours leaves as it is.
package struct ForeignAppend: Hashable, Sendable {
  package let table: String
  package let version: Int64
  package let engine: String
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
  func conflict(after other: CommitEffect) -> String? {
    if let collision = collision(with: other) { return collision }
    if other.setsMetadata || other.setsProtocol { return "changed the schema or the settings" }
    return other.removed.isEmpty ? nil : "removed or rewrote rows"
  }

  /// Why the table would be wrong with both commits, whatever their runs have read; nil when it
  /// would not.
  ///
  /// For a run of which other tables are published already: what can follow, follows.
  func collision(with other: CommitEffect) -> String? {
    if other.info?.isOwn == true { return "is another run of starcrm" }
    if !removed.isDisjoint(with: other.removed) { return "removed or rewrote the same rows" }
    if !added.isDisjoint(with: other.added) { return "added the same rows" }
    if setsMetadata, other.setsMetadata { return "changed the schema too" }
    return other.setsProtocol ? "changed the protocol" : nil
  }
}
