import Diagnostics
import Pipeline
import Store
import Time

/// `starcrm undo`: a run as if it had never been.
enum UndoCommand: Command {
  static let name = "undo"
  static let summary = "take back what a run did to leads, if nothing depends on it"
  static let operands = "[RUN]"
  static let options = [
    StoreOption.option,
    Option("dry-run", "say what would be taken back, change nothing"),
    Option("as-of", "DATE", "the clock of the undoing: 2026-11-01 or 2026-11-01T03:00:00Z"),
  ]
  static let examples = [
    "starcrm undo                              the newest run",
    "starcrm undo 20261101T030000Z-1a2b3c4d    a named one; starcrm runs lists them",
    "starcrm undo --dry-run                    only look",
  ]

  static func run(_ arguments: Arguments, _ terminal: Terminal) throws -> Int32 {
    try run(arguments.operands[...], arguments, terminal)
  }

  /// Undoes the run that `names` has, the newest when it is empty.
  static func run(
    _ names: ArraySlice<String>,
    _ arguments: Arguments,
    _ terminal: Terminal
  ) throws -> Int32 {
    if let second = names.dropFirst().first {
      throw Fault(
        .configuration,
        "'\(second)' is one word too many",
        hints: ["one run at a time; see starcrm undo --help"]
      )
    }
    let isDryRun = arguments.has("dry-run")
    let asOf = try RunCommand.asOf(arguments)
    let path = StoreOption.path(arguments)
    let isUnfinished = try StoreSummary(StoreLayout(root: path)).needsRecovery
    let store = try open(path, asOf, isDryRun: isDryRun)
    if let recovered = store.recovered { terminal.complain(recovered.sentence) }
    if isUnfinished, names.isEmpty { throw unclear(path, isDryRun: isDryRun) }
    let undo = UndoRun(
      store,
      asOf: asOf,
      startedAt: PipelineRun.now,
      toolVersion: StarCRM.version,
      isDryRun: isDryRun
    )
    terminal.say(text(try undo.run(names.first), isDryRun: isDryRun))
    return 0
  }

  /// The newest run may be one that died in its commit, perhaps an undo, and was finished just now.
  private static func unclear(_ path: String, isDryRun: Bool) -> Fault {
    Fault(
      .configuration,
      "a run died in the middle of its commit\(isDryRun ? "" : " and was finished just now"): "
        + "say which run to undo",
      at: SourcePosition(file: path),
      hints: ["starcrm runs --store \(path) lists them"]
    )
  }

  /// A store that is there; opening for writing would make one.
  private static func open(_ path: String, _ asOf: Instant, isDryRun: Bool) throws -> Store {
    let store = try Store(path, .read)
    if isDryRun { return store }
    let policy = store.identity.policyVersion
    return try Store(path, .write(asOf: asOf, startedAt: PipelineRun.now, policyVersion: policy))
  }

  private static func text(_ outcome: UndoRun.Outcome, isDryRun: Bool) -> String {
    let verb = isDryRun ? "would undo" : "undone:"
    var lines = RunSummary.reversal(outcome.reversal, verb: verb) + [""]
    lines.append(
      isDryRun
        ? "nothing was changed"
        : "this is run \(outcome.runID); to have the other back, import its files again"
    )
    return lines.joined(separator: "\n")
  }
}
