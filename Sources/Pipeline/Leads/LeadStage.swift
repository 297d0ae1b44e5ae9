import CRMModel
import Columns
import Deduplication
import Diagnostics
import Foundation
import Store
import Time
import Validation

/// Everything a run does with leads: read and validate, match, write.
struct LeadStage {
  private(set) var intake: LeadIntake
  private(set) var resolution: LeadResolution
  private(set) var known: KnownRecords
  /// The stored records that new versions are laid over.
  private(set) var stored = StoredVersions.none
  /// Known records whose key another person has now.
  private var retired: Set<Int32> = []
  /// Which records their sources no longer hold, or hold again.
  private(set) var presence = SourcePresence.unknown
  /// E-mail addresses whose holders refused.
  private var refusals = AddressRefusals()
  private let threads: Int
  private let settings: LeadResolution.Settings
  private let rules: SurvivorshipRules
  private let spool: BatchSpool

  /// Loads what the store knows of records; `asOf` is the run's clock.
  ///
  /// - Throws: `Fault` for a configuration that makes no sense, or a damaged store.
  init(
    _ configuration: PipelineConfiguration,
    store: StoreSnapshot?,
    threads: Int,
    asOf: Instant? = nil,
    waitingRowsLimit: Int = 0,
    loses: @escaping @Sendable (Int) -> Bool
  ) throws {
    var known = KnownRecords()
    try store?.scan(.sourceRecords, columns: KnownRecords.columns, threads: threads) {
      known.append($0)
    }
    self.known = known
    self.threads = threads
    var validation = try Self.validationRules(configuration)
    validation.now = asOf?.microseconds
    let validator = LeadValidator(rules: validation)
    spool = BatchSpool(directory: Self.spoolDirectory(store), limit: waitingRowsLimit)
    intake = LeadIntake(
      known: known,
      validator: validator,
      spool: spool,
      threads: threads,
      loses: loses
    )
    resolution = LeadResolution()
    var options = MatchOptions()
    options.threads = threads
    options.thresholds = MatchThresholds(
      merge: configuration.deduplication.mergeProbability,
      review: configuration.deduplication.reviewProbability
    )
    settings = LeadResolution.Settings(options: options)
    rules = try Self.survivorshipRules(configuration.deduplication.survive)
  }

  /// Where rows wait that do not fit memory: on the store's disk, or for a run that must not touch it
  /// where the system keeps temporary files.
  private static func spoolDirectory(_ store: StoreSnapshot?) -> String {
    guard let store, store.isWritable else {
      return FileManager.default.temporaryDirectory.path
    }
    return store.layout.root
  }

  private static func validationRules(
    _ configuration: PipelineConfiguration
  ) throws(Fault) -> ValidationRules {
    var required: [Requirement] = []
    for text in configuration.validation.require { required.append(try Requirement(parsing: text)) }
    return ValidationRules(
      country: CountryCode(configuration.validation.country),
      currency: Currency(configuration.currency),
      zone: TimeZoneRule(identifier: configuration.timezone) ?? .utc,
      dateOrder: configuration.validation.dates,
      required: required
    )
  }

  /// The rules that a pipeline gives for some fields, the standard ones for the others.
  static func survivorshipRules(
    _ named: [String: [String]]
  ) throws(Fault) -> SurvivorshipRules {
    var rules = SurvivorshipRules.standard
    for (field, names) in named.sorted(by: { $0.key < $1.key }) {
      let known = SurvivorshipRule.allCases.map(\.rawValue)
      var chosen: [SurvivorshipRule] = []
      for name in names {
        guard let rule = SurvivorshipRule(rawValue: name) else {
          let nearest = NearestName.of(name, among: known).map { "did you mean '\($0)'?" }
          throw Fault(
            .configuration,
            "'\(name)' is not a rule of survivorship",
            hints: [nearest ?? "rules: \(known.joined(separator: ", "))"]
          )
        }
        chosen.append(rule)
      }
      guard let changed = rules.setting(field, to: chosen) else {
        throw Fault(
          .configuration,
          "these rules do not fit the field \(field)",
          hints: ["union is for tags alone, and consent keeps strictest"]
        )
      }
      rules = changed
    }
    return rules
  }

  /// Reads one file to its end.
  mutating func read(_ file: InputFile, progress: (Int) throws -> Void) throws {
    try intake.read(file, progress: progress)
  }

  /// Matches the new records against each other and against the store's.
  ///
  /// New versions take part as they are to be stored, never as the version that they replace.
  mutating func resolve(store: StoreSnapshot?, threads: Int) throws {
    (stored, retired) = try intake.settle(store: store)
    try intake.tellRepeatedKeys()
    presence = intake.presence
    let changed = try ChangedRows(
      intake.batches,
      stored,
      columns: Self.columns
    )
    intake.tell(changed.changes)
    let partings = try LeadPartings(known, changed, store: store, threads: threads)
    let left = Set(partings.leads.keys.map { known.leads[Int($0)] })
    for (position, lead) in partings.leads { known.move(position, to: lead) }
    try intake.tell(partings)
    try match(changed, store: store, threads: threads)
    resolution.touch(left)
    try reach(changed, store: store, threads: threads)
  }

  /// Finds the leads of the store that the run's refusals reach.
  private mutating func reach(_ changed: ChangedRows, store: StoreSnapshot?, threads: Int) throws {
    var news = intake.refusals
    news.add(changed.batch)
    refusals.add(news)
    guard let store, !news.isEmpty else { return }
    var reached: Set<RecordID> = []
    let columns = ["lead_id", LeadField.email.name, LeadField.consentEmail.name]
    try store.scan(.leads, columns: columns, threads: threads) { batch in
      reached.formUnion(news.leads(reachedIn: batch))
    }
    resolution.touch(reached)
  }

  private mutating func match(_ changed: ChangedRows, store: StoreSnapshot?, threads: Int) throws {
    let newIDs = intake.newIDs
    let updated = intake.updatedPositions
    guard !newIDs.isEmpty || !updated.isEmpty else { return }
    var builder = MatchTableBuilder()
    var first = 0
    try store?.scan(.sourceRecords, columns: Self.columns, threads: threads) { batch in
      let known = known.identified(batch, from: first)
      let rows = changed.applied(to: known, from: builder.count)
      builder.append(MatchFeatures.extract(rows))
      refusals.add(rows)
      first += batch.rowCount
    }
    intake.moveFeatures(into: &builder)
    let table = builder.finish()
    let repeats = intake.repeatedKeys(retired: retired)
    resolution = LeadResolution(
      known: known,
      table: table,
      newIDs: newIDs,
      returning: try ReturningLeads(intake.newReturning, known, store: store),
      sameKey: repeats.pairs(in: table),
      updated: updated,
      settings: settings
    )
    intake.account(for: resolution.isFounder)
  }

  /// What matching compares, and what refusals are found in.
  private static let columns =
    MatchFeatures.fields.map(\.name) + AddressRefusals.columns.dropFirst()

  /// Writes source records, leads, contact points, edges and redirects.
  func write(
    into transaction: StoreTransaction,
    store: StoreSnapshot,
    runID: String,
    asOf: Instant,
    policyVersion: String,
    observe: LeadWriter.Observer
  ) throws {
    let writer = LeadWriter(
      known: known,
      intake: intake,
      resolution: resolution,
      stored: stored,
      retired: retired,
      presence: presence,
      refusals: refusals,
      rules: rules,
      runID: runID,
      asOf: asOf,
      policyVersion: policyVersion,
      spool: spool,
      threads: threads
    )
    try writer.write(into: transaction, store: store, observe: observe)
  }
}
