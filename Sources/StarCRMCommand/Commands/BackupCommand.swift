import Age
import Backup
import ByteIO
import Diagnostics
import Pipeline
import Store
import Time

/// `backup`: make, list, check, restore, try and rotate backups.
enum BackupCommand: Command {
  static let name = "backup"
  static let summary = "make, list, verify, restore, try and rotate encrypted backups"
  static let operands = "create|list|verify|restore|drill|prune [FILE]"
  static let options = [
    Option("pipeline", "FILE", "take store, folder, recipients and keep from a pipeline file"),
    Option("store", "DIR", "create: the store, \(StoreOption.standard) by default"),
    Option("folder", "DIR", "where backups lie, \(KeyOptions.standardBackups) by default"),
    KeyOptions.recipient,
    KeyOptions.identity,
    Option("to", "DIR", "restore, drill: a new or empty folder"),
    Option("keep-last", "N", "prune: so many of the newest"),
    Option("keep-daily", "N", "prune: the newest of so many days"),
    Option("keep-weekly", "N", "prune: the newest of so many weeks"),
    Option("keep-monthly", "N", "prune: the newest of so many months"),
    Option("keep-yearly", "N", "prune: the newest of so many years"),
    Option("dry-run", "prune: say what would go, remove nothing"),
    Option("format", "F", "list, prune: text, json, jsonl or csv"),
  ]
  static let examples = [
    "starcrm backup create --pipeline Pipelines/nightly.json5",
    "starcrm backup create --store output/store --folder /mnt/backups --recipient age1..",
    "starcrm backup list --format json",
    "starcrm backup verify --identity backup.key            the newest, every byte",
    "starcrm backup restore FILE --identity backup.key --to restored",
    "starcrm backup drill --identity backup.key             restores the newest and throws it away",
    "starcrm backup prune --keep-daily 7 --keep-weekly 5 --keep-monthly 12 --dry-run",
  ]

  static let verbs = ["create", "list", "verify", "restore", "drill", "prune"]

  static func run(_ arguments: Arguments, _ terminal: Terminal) throws -> Int32 {
    let verb = try KeyOptions.verb(arguments, of: verbs, command: name)
    let operand = try KeyOptions.operand(arguments, command: name)
    guard operand == nil || ["verify", "restore"].contains(verb) else {
      throw Fault(
        .configuration,
        "'\(operand ?? "")' is one word too many",
        hints: ["folders are named by options, see starcrm backup --help"]
      )
    }
    let place = try Place(arguments)
    switch verb {
    case "create": try create(place, arguments, terminal)
    case "list":
      let entries = try Backup.list(place.folder)
      try BackupListing.print(entries.map { .init($0) }, arguments, terminal)
      for entry in entries where !entry.isGood {
        terminal.complain("notice: \(entry.path) \(entry.condition.fault ?? "")")
      }
    case "verify": try verify(operand, place, arguments, terminal)
    case "restore": try restore(operand, place, arguments, terminal)
    case "drill": try drill(place, arguments, terminal)
    default: try prune(place, arguments, terminal)
    }
    return 0
  }

  /// The folders and rules that options and the pipeline file name; options win.
  private struct Place {
    var store = StoreOption.standard
    var folder = KeyOptions.standardBackups
    var recipients: [String] = []
    var keep = Backup.Keep()

    init(_ arguments: Arguments) throws {
      if let path = arguments["pipeline"] {
        let pipeline = try ConfigurationReader.read(path)
        store = pipeline.store
        if let backup = pipeline.backup {
          folder = backup.to
          recipients = backup.recipients
          keep = Backup.Keep(
            daily: backup.keepDaily,
            weekly: backup.keepWeekly,
            monthly: backup.keepMonthly
          )
        }
      }
      store = arguments["store"] ?? store
      folder = arguments["folder"] ?? folder
    }
  }

  private static func create(
    _ place: Place,
    _ arguments: Arguments,
    _ terminal: Terminal
  ) throws {
    var recipients = try KeyOptions.recipients(arguments)
    var identities = try KeyOptions.identities(arguments, terminal)
    let now = KeyOptions.now
    let store = try open(place.store, now)
    if let recovered = store.recovered { terminal.complain("notice: \(recovered.sentence)") }
    if recipients.isEmpty {
      var keys = try BackupKeys(place.recipients, besides: place.folder)
      try keys.makeMissing(now: now)
      for notice in keys.notices { terminal.complain("notice: \(notice)") }
      recipients = keys.recipients
      if identities.isEmpty { identities = keys.identities }
    }
    let order = Backup.Order(
      store: place.store,
      folder: place.folder,
      recipients: recipients,
      createdAt: now,
      tool: "starcrm \(StarCRM.version)"
    )
    terminal.progress("backing up \(place.store)", nil)
    let report = try withExtendedLifetime(store) {
      try BackupStage.refuseDamage(of: store.snapshot(), threads: order.threads)
      return try Backup.create(order, checkingWith: identities)
    }
    terminal.clearProgress()
    say(report, terminal)
  }

  /// Opens the store as a run does, so that what a killed run left is finished before it is backed
  /// up, and no run changes it meanwhile.
  private static func open(_ path: String, _ now: Instant) throws -> Store {
    guard try Directory.status(path) != nil else {
      throw Fault(
        .input,
        "there is no store to back up",
        at: SourcePosition(file: path),
        hints: ["a first `starcrm run` or `starcrm import` makes one"]
      )
    }
    let policy = try Store(path, .read).identity.policyVersion
    return try Store(path, .write(asOf: now, startedAt: now, policyVersion: policy))
  }

  private static func say(_ report: Backup.Report, _ terminal: Terminal) {
    let files = report.manifest.members.count
    terminal.say("\(report.path)")
    terminal.say(
      "\(files) files, \(report.manifest.byteCount) bytes, encrypted \(report.size) bytes, sha256 "
        + report.sha256
    )
    terminal.say(
      report.check == .complete
        ? "verified: decrypted, and every file's sha256 compared"
        : "verified: read back as written; with --identity its content is compared too"
    )
  }

  /// The file named, else the newest backup.
  private static func file(_ operand: String?, _ place: Place) throws -> String {
    if let operand { return operand }
    guard let newest = try Backup.newest(place.folder) else {
      throw Fault(
        .input,
        "there is no backup",
        at: SourcePosition(file: place.folder),
        hints: ["name a file, or the folder with --folder"]
      )
    }
    return newest.path
  }

  private static func identities(
    _ place: Place,
    _ arguments: Arguments,
    _ terminal: Terminal
  ) throws -> [AgeIdentity] {
    let standard = BackupKeys.standardKeyFile(besides: place.folder)
    return try KeyOptions.identities(arguments, standard: standard, terminal)
  }

  private static func verify(
    _ operand: String?,
    _ place: Place,
    _ arguments: Arguments,
    _ terminal: Terminal
  ) throws {
    let path = try file(operand, place)
    let identities = try identities(place, arguments, terminal)
    let report = try Backup.verify(path, identities: identities)
    say(report, terminal)
    guard try Backup.adopt(report) else { return }
    terminal.say("it counts as one of the folder's backups from now on")
  }

  private static func restore(
    _ operand: String?,
    _ place: Place,
    _ arguments: Arguments,
    _ terminal: Terminal
  ) throws {
    let path = try file(operand, place)
    let target = try arguments.required("to", hint: "--to DIR names a new or empty folder")
    let identities = try identities(place, arguments, terminal)
    let manifest = try Backup.restore(path, identities: identities, into: target)
    terminal.say("\(target): \(manifest.members.count) files of \(manifest.createdAt) restored")
  }

  private static func drill(
    _ place: Place,
    _ arguments: Arguments,
    _ terminal: Terminal
  ) throws {
    let scratch = arguments["to"] ?? "\(place.folder)-drill"
    let identities = try identities(place, arguments, terminal)
    let drilled = try Backup.drill(place.folder, identities: identities, scratch: scratch)
    let count = drilled.manifest.members.count
    terminal.say("\(drilled.entry.path): \(count) files restored, compared and removed again")
  }

  private static func prune(
    _ place: Place,
    _ arguments: Arguments,
    _ terminal: Terminal
  ) throws {
    var keep = place.keep
    keep.last = try number("keep-last", arguments) ?? keep.last
    keep.daily = try number("keep-daily", arguments) ?? keep.daily
    keep.weekly = try number("keep-weekly", arguments) ?? keep.weekly
    keep.monthly = try number("keep-monthly", arguments) ?? keep.monthly
    keep.yearly = try number("keep-yearly", arguments) ?? keep.yearly
    guard keep != Backup.Keep() else {
      throw Fault(
        .configuration,
        "nothing says what to keep",
        hints: ["for example --keep-daily 7 --keep-weekly 5 --keep-monthly 12, or --pipeline FILE"]
      )
    }
    let now = KeyOptions.now
    let isDryRun = arguments.has("dry-run")
    let decisions = try Backup.prune(place.folder, keep, now: now, dryRun: isDryRun)
    if !terminal.isQuiet || arguments.has("format") {
      try BackupListing.print(decisions.map { .init($0) }, arguments, terminal)
    }
    for notice in decisions.notices(now: now) { terminal.complain("notice: \(notice)") }
  }

  private static func number(_ name: String, _ arguments: Arguments) throws -> Int? {
    guard let text = arguments[name] else { return nil }
    guard let number = Int(text), (0...10_000).contains(number) else {
      throw Fault(
        .configuration,
        "--\(name) needs a whole number, not '\(text)'",
        hints: ["0 to 10000"]
      )
    }
    return number
  }
}
