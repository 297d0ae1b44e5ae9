internal import ByteIO
internal import Diagnostics

/// The names in `_delta_log` that make up a table's history (PROTOCOL.md, "Delta Log Entries").
struct LogSegment {
  /// Below the table's folder.
  static let folder = "_delta_log"

  /// The newest version that is there; nil for no table.
  let latest: Int64?

  static func path(of table: String) -> String { "\(table)/\(folder)" }

  /// `00000000000000000007.json` for 7.
  static func name(of version: Int64) -> String {
    let digits = String(version)
    return String(repeating: "0", count: max(20 - digits.count, 0)) + digits + ".json"
  }

  /// Lists the log of `table`, which reaches version `committed` at least when that is known.
  ///
  /// Throws a `Fault` when versions are missing, wherever they are.
  init(table: String, committed: Int64? = nil) throws {
    let folder = Self.path(of: table)
    let isThere = try Directory.status(folder)?.isDirectory == true
    let names = isThere ? try Directory.names(in: folder) : []
    let versions = names.compactMap { Self.version($0, ".json") }.sorted()
    latest = versions.last
    let gap = versions.enumerated().first { $1 != Int64($0) }
    let checkpoint = names.compactMap { Self.version($0, ".parquet") }.max()
    // Everything is there from the newest checkpoint on, but not before it.
    let first = versions.first ?? (checkpoint ?? -1) + 1
    if let checkpoint, first > 0, checkpoint >= first - 1,
      (latest ?? checkpoint) - first
        == Int64(versions.count) - 1
    {
      throw Self.trimmed(table, before: first)
    }
    if let gap {
      let reason = "has no version \(gap.offset), but has version \(gap.element)"
      throw Self.missing(table, Int64(gap.offset), reason)
    }
    guard let committed, latest ?? -1 < committed else { return }
    guard let latest else { throw Self.noLog(table, committed) }
    let reason = "ends at version \(latest), but version \(committed) was committed"
    throw Self.missing(table, latest + 1, reason)
  }

  /// The version that a name of twenty digits tells; parts of a checkpoint are named alike.
  private static func version(_ name: String, _ suffix: String) -> Int64? {
    guard name.hasSuffix(suffix) else { return nil }
    let parts = name.split(separator: ".", omittingEmptySubsequences: false)
    guard suffix == ".json" ? parts.count == 2 : parts[1] == "checkpoint" else { return nil }
    guard parts[0].utf8.count == 20, parts[0].utf8.allSatisfy({ (0x30...0x39).contains($0) })
    else { return nil }
    return Int64(parts[0])
  }

  // MARK: - What is missing

  private static func missing(_ table: String, _ version: Int64, _ reason: String) -> Fault {
    Fault(
      .integrity,
      "the log of the table \(Directory.name(of: table)) \(reason)",
      at: SourcePosition(file: "\(path(of: table))/\(name(of: version))"),
      hints: [DeltaTable.restoreHint]
    )
  }

  private static func noLog(_ table: String, _ committed: Int64) -> Fault {
    Fault(
      .integrity,
      "the table \(Directory.name(of: table)) has lost its log, version \(committed) was committed",
      at: SourcePosition(file: path(of: table)),
      hints: [DeltaTable.restoreHint]
    )
  }

  private static func trimmed(_ table: String, before version: Int64) -> Fault {
    Fault(
      .integrity,
      "the log of the table \(Directory.name(of: table)) was checkpointed and trimmed by another "
        + "engine: it has no version before \(version), and checkpoints are not read",
      at: SourcePosition(file: path(of: table)),
      hints: [
        "nothing was removed or changed; the other engine still reads the table",
        DeltaTable.restoreHint,
      ]
    )
  }
}
