import ByteIO
import CRMModel
import Columns
import Concurrency
import Cryptography
import Deduplication
import Diagnostics
import Ingest
import Store
import Validation

/// Reads lead sources, validates their records and recognises those that the store has.
struct LeadIntake: Sendable {
  private(set) var files: [(file: InputFile, description: SourceDescription)] = []
  private(set) var batches: [IntakeBatch] = []
  private(set) var refused: [RefusedRecord] = []
  private(set) var accounts: [RecordAccounts.Account] = []
  private(set) var findings: [FieldFinding: Int] = [:]
  /// What was noticed about records that could be read, by file and code.
  private(set) var noticed: [Noticed] = []
  /// Rows whose key named another person before.
  private(set) var reused: [Finding] = []
  /// How many there are in each file, by its index in `files`.
  private(set) var reusedKeys: [Int: Int] = [:]
  /// Addresses whose holders refuse in batches that have something new.
  private(set) var refusals = AddressRefusals()
  /// What new versions say otherwise than the stored ones.
  private(set) var changes = VersionChanges()
  /// Rows read, accepted and rejected alike.
  private(set) var rowCount = 0

  /// A kind of finding about whole records of a file.
  struct Noticed: Sendable {
    /// The first of them.
    let first: Finding
    var count: Int
  }

  /// A kind of finding in a field of a file.
  struct FieldFinding: Hashable, Sendable {
    let file: String
    let field: String
    let code: FindingCode
    let severity: Severity
    let reason: String
    let hint: String?
  }

  private let known: KnownRecords
  private let validator: LeadValidator
  private let threads: Int
  /// How often each key that the store does not know, and each content, has occurred in this run.
  private var seenKeys = Occurrences()
  private var seenContent = Occurrences()
  private var contentKeys = ContentKeys()
  /// The key of each new record that is not the first under its key.
  private var baseKeys: [RecordID: RecordID] = [:]
  /// New records whose key named another person before.
  private var strangers: Set<RecordID> = []
  /// By position: whether this run has delivered a known record unchanged.
  private var delivered: [Bool]
  /// The chains of keys under which the store has several records.
  private var chains: [RecordID: KeyChain] = [:]
  /// How often each file was read in this run.
  private var digests: [String: Int] = [:]
  private let spool: BatchSpool
  /// Rows that vanish, by their number in the run: for the test that law 1 notices.
  private let loses: @Sendable (Int) -> Bool

  /// Ids of the new records, in the order of intake.
  var newIDs: [RecordID] {
    batches.flatMap { batch in zip(batch.ids, batch.replaces).compactMap { $1 == nil ? $0 : nil } }
  }

  /// The leads that come back with the new records, in the order of intake; empty when none does.
  var newReturning: [ReturningLead?] {
    guard batches.contains(where: { !$0.returning.isEmpty }) else { return [] }
    return batches.flatMap { batch in
      batch.replaces.indices.filter { batch.replaces[$0] == nil }.map(batch.returning)
    }
  }

  /// Positions of the known records that have a new version.
  var updatedPositions: [Int32] { batches.flatMap { $0.replaces.compactMap { $0 } } }

  init(
    known: KnownRecords,
    validator: LeadValidator,
    spool: BatchSpool,
    threads: Int,
    loses: @escaping @Sendable (Int) -> Bool = { _ in false }
  ) {
    self.loses = loses
    self.spool = spool
    self.known = known
    delivered = Array(repeating: false, count: known.count)
    self.validator = validator
    self.threads = threads
  }

  /// Hands the features of new records over, in the order of intake; nothing is read after that.
  mutating func moveFeatures(into builder: inout MatchTableBuilder) {
    (seenKeys, seenContent, chains) = (Occurrences(), Occurrences(), [:])
    for index in batches.indices {
      if let features = batches[index].features { builder.append(features) }
      batches[index].features = nil
    }
  }

  /// Books the new records as created or merged.
  mutating func account(for isFounder: [Bool]) {
    var next = 0
    for batch in batches {
      let count = batch.replaces.count { $0 == nil }
      let created = isFounder[next..<(next + count)].count { $0 }
      accounts[batch.file].add(created, to: .created)
      accounts[batch.file].add(count - created, to: .merged)
      next += count
    }
  }

  /// Reads one file to its end; `progress` is called with the records read so far.
  mutating func read(_ file: InputFile, progress: (Int) throws -> Void) throws {
    let source = try LeadSource(try file.specification(threads: threads))
    let system = source.description.system
    var account = RecordAccounts.Account(
      file: file.path,
      system: system,
      kind: PipelineConfiguration.Source.Kind.leads.rawValue
    )
    let isReturning = source.description.preset == Preset.starCRM.name
    // The same bytes read twice are records of their own the second time.
    let copies = digests["\(system) \(file.digest)", default: 0]
    digests["\(system) \(file.digest)"] = copies + 1
    let digest = copies == 0 ? file.digest : "\(file.digest) \(copies)"
    // Whether there is a record that could complete another.
    let admitsIncomplete = known.count > 0 || !files.isEmpty
    let prepared = source.batches(threads: threads) { [validator] batch in
      PreparedBatch(
        batch,
        system: system,
        digest: digest,
        isReturning: isReturning,
        admitsIncomplete: admitsIncomplete,
        validator: validator
      )
    }
    let cleared = file.source.blankClears ? Self.fields(source.description) : []
    var hasOneKey: Bool?
    while var batch = try prepared.next() {
      if hasOneKey == nil, !batch.ids.isEmpty { hasOneKey = batch.hasOneKey }
      if hasOneKey == true {
        tellOneKey(batch)
        batch.dropKeys(system: system, digest: digest)
      }
      if let news = take(batch, file: files.count, cleared, &account) {
        refusals.add(batch.refusals)
        batches.append(try news.setAside(in: spool))
      }
      try progress(rowCount)
    }
    try file.refuseChanged()
    files.append((file, source.description))
    accounts.append(account)
  }

  /// The fields that a source has.
  private static func fields(_ description: SourceDescription) -> Set<LeadField> {
    var fields = Set(description.mapped.compactMap { LeadField(rawValue: $0.field) })
    let names: Set<LeadField> = [.givenName, .familyName, .fullName]
    if !fields.isDisjoint(with: names) { fields.formUnion(names) }
    // Consent only tightens.
    return fields.subtracting([.consentEmail, .consentAt])
  }

  private mutating func tellOneKey(_ batch: PreparedBatch) {
    guard batch.leads.origins.count > 0 else { return }
    note(
      Finding(
        "key.one-value",
        .warning,
        at: batch.leads.origins[0],
        field: CleanLeads.ExtraColumn.externalID,
        message: "all records have the same id, which is used as no key",
        hint: "name the column that has an id for each record, in the pipeline's fields"
      )
    )
  }

  /// Sorts the rows of a batch into buckets, serially, in the order of the file; returns those that
  /// the store does not have in this form.
  private mutating func take(
    _ prepared: PreparedBatch,
    file: Int,
    _ cleared: Set<LeadField>,
    _ account: inout RecordAccounts.Account
  ) -> ChangedRecords? {
    account.input += Int64(prepared.inputCount)
    rowCount += prepared.inputCount
    account.add(prepared.skippedCount, to: .skipped)
    for record in prepared.refused { refuse(record, &account) }
    for count in prepared.findings {
      let key = FieldFinding(
        file: account.file,
        field: count.field,
        code: count.code,
        severity: count.severity,
        reason: count.reason,
        hint: count.hint
      )
      findings[key, default: 0] += count.count
    }
    for finding in prepared.noticed { note(finding) }
    return news(of: prepared, file: file, cleared, &account)
  }

  private mutating func note(_ finding: Finding) {
    let index = noticed.firstIndex { known in
      known.first.code == finding.code && known.first.origin.file == finding.origin.file
    }
    if let index {
      noticed[index].count += 1
    } else {
      noticed.append(Noticed(first: finding, count: 1))
    }
  }

  private mutating func news(
    of prepared: PreparedBatch,
    file: Int,
    _ cleared: Set<LeadField>,
    _ account: inout RecordAccounts.Account
  ) -> ChangedRecords? {
    var news = ChangedRecords(batch: prepared, file: file, cleared: cleared)
    for row in prepared.ids.indices where !loses(rowCount - row) {
      let incomplete = prepared.incomplete[row]
      if let incomplete, !isKnown(prepared.ids[row]) {
        refuse(incomplete.refusal, &account)
        continue
      }
      switch identify(prepared, row, system: account.system) {
      case .unchanged: account.add(1, to: .unchanged)
      case .new(let id): news.append(row, id, replaces: nil)
      case .version(let position):
        news.append(row, known.ids[position], replaces: Int32(position))
        account.add(1, to: .updated)
      case .undecided: news.appendUndecided(row, key: prepared.ids[row], incomplete)
      }
    }
    return news.rows.isEmpty ? nil : news
  }

  /// Whether the store or this run has a record under a key.
  private func isKnown(_ key: RecordID) -> Bool {
    known.position(of: key) != nil || seenKeys.has(key)
  }

  private mutating func refuse(_ record: RefusedRecord, _ account: inout RecordAccounts.Account) {
    account.add(1, to: record.bucket)
    refused.append(record)
  }

  /// What a row is to the records that the store has.
  private enum Identity {
    case unchanged
    case new(RecordID)
    /// A new version of the known record at a position.
    case version(of: Int)
    /// The store knows its key with other content.
    case undecided
  }

  /// Recognises a row by its source's key; without one, by its content.
  ///
  /// The second record with the same key or content in one run is another record: none is lost,
  /// matching joins them.
  private mutating func identify(
    _ prepared: PreparedBatch,
    _ row: Int,
    system: String
  ) -> Identity {
    let (id, fingerprint) = (prepared.ids[row], prepared.fingerprints[row])
    guard prepared.hasKey[row] else {
      let key = contentKeys.key(system, fingerprint)
      let occurrence = seenContent.count(key)
      if let position = known.position(ofContent: key, occurrence: occurrence) {
        delivered[position] = true
        return .unchanged
      }
      return known.position(of: id).map { .version(of: $0) } ?? .new(id)
    }
    guard let first = known.position(of: id) else {
      let count = seenKeys.count(id)
      if count > 0 { baseKeys[id.advanced(by: count)] = id }
      return .new(id.advanced(by: count))
    }
    if known.position(of: id.advanced(by: 1)) == nil {
      guard known.holdsKey[first], known.fingerprints[first] == fingerprint,
        !delivered[first]
      else { return .undecided }
      delivered[first] = true
      return .unchanged
    }
    var chain = chains[id] ?? KeyChain(id, known)
    let position = chain.takeFirst(fingerprint)
    chains[id] = chain
    guard let position else { return .undecided }
    delivered[Int(position)] = true
    return .unchanged
  }

  /// The keys under which this run has brought several records; `retired` are positions of known
  /// records whose key another person has now.
  func repeatedKeys(retired: Set<Int32>) -> RepeatedKeys {
    RepeatedKeys(known, retired: retired, newIDs: newIDs, baseKeys: baseKeys)
  }

  private func isRepeated(_ id: RecordID) -> Bool {
    baseKeys[id] != nil && !strangers.contains(id)
  }

  /// Notes the records whose key stands in the same delivery before.
  ///
  /// - Throws: `IOError` when rows set aside cannot be read.
  mutating func tellRepeatedKeys() throws(IOError) {
    guard !baseKeys.isEmpty else { return }
    var first: [RecordID: RowOrigin] = [:]
    let keys = Set(baseKeys.values)
    for batch in batches {
      let rows = batch.ids.indices.filter { row in
        batch.replaces[row] == nil && isRepeated(batch.ids[row]) || keys.contains(batch.ids[row])
      }
      guard !rows.isEmpty else { continue }
      let leads = try batch.content().leads
      let external = leads.batch.column(CleanLeads.ExtraColumn.externalID)
      for row in rows {
        let origin = leads.origins[row]
        guard batch.replaces[row] == nil, isRepeated(batch.ids[row]),
          let key = baseKeys[batch.ids[row]]
        else {
          first[batch.ids[row]] = origin
          continue
        }
        let place = first[key].map { ": the first is at \(SourcePosition($0))" } ?? ""
        let name = external?.string(row).flatMap { SourceKey.isPrintable($0) ? " \($0)" : nil }
        note(
          Finding(
            "key.repeated",
            .warning,
            at: origin,
            field: CleanLeads.ExtraColumn.externalID,
            message: "the key\(name ?? "") stands more than once in this delivery\(place)",
            hint: "records of one key are one lead unless they contradict each other"
          )
        )
      }
    }
  }

  /// Notes the rows whose records have parted from their lead.
  mutating func tell(_ partings: LeadPartings) throws(IOError) {
    guard !partings.leads.isEmpty else { return }
    for batch in batches where batch.bringsVersions {
      let rows = batch.replaces.indices.filter { row in
        batch.replaces[row].map { partings.leads[$0] != nil } ?? false
      }
      guard !rows.isEmpty else { continue }
      let origins = try batch.content().leads.origins
      for row in rows {
        note(
          Finding(
            "lead.parted",
            .warning,
            at: origins[row],
            message: "this version is of another person than the records that its lead has: "
              + "it is a lead of its own now",
            hint: "starcrm explain FILE:LINE shows it and its lead"
          )
        )
      }
    }
  }

  /// Takes over what new versions say otherwise than the stored ones.
  mutating func tell(_ changes: VersionChanges) { self.changes = changes }

  /// Which records their sources no longer hold, or hold again.
  var presence: SourcePresence {
    let complete = Set(files.filter(\.file.source.isComplete).map(\.description.system))
    return SourcePresence(known, complete, delivered, updated: updatedPositions)
  }

  // MARK: - Rows whose key the store knows with other content

  /// Tells new versions from other persons under an old key.
  ///
  /// - Returns: the stored records that new versions are laid over, and those whose key another
  ///   person has now.
  /// - Throws: `Fault` for a damaged store, `IOError` when rows set aside cannot be read.
  mutating func settle(store: StoreSnapshot?) throws -> (StoredVersions, retired: Set<Int32>) {
    guard let store, batches.contains(where: \.bringsVersions) else { return (.none, []) }
    let systems = files.map(\.description.system)
    var decisions = KeyDecisions(known, delivered, systems: systems)
    let stored = try decisions.load(batches, store: store, threads: threads)
    for index in batches.indices where !batches[index].undecided.isEmpty {
      let (batch, file) = (batches[index], batches[index].file)
      let decided = try decisions.decide(batch)
      for (row, decision) in zip(batch.undecided, decided) {
        if case .new(let id) = decision, decisions.strangers.contains(id) {
          reusedKeys[file, default: 0] += 1
        }
        switch decision {
        case .version: accounts[file].add(1, to: .updated)
        case .refused:
          guard let refusal = batch.incomplete[row]?.refusal else { continue }
          accounts[file].add(1, to: refusal.bucket)
          refused.append(refusal)
        case .new(let id): baseKeys[id] = batch.ids[row]
        }
      }
      try batches[index].settle(decided, spool)
    }
    reused += decisions.reused
    strangers = decisions.strangers
    return (stored, decisions.retired)
  }
}
