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
  /// By position: whether this run has delivered a known record unchanged under its key.
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
    let prepared = source.batches(threads: threads) { [validator] batch in
      PreparedBatch(
        batch,
        system: system,
        digest: digest,
        isReturning: isReturning,
        validator: validator
      )
    }
    while let batch = try prepared.next() {
      if let news = take(batch, file: files.count, &account) {
        batches.append(try news.setAside(in: spool))
      }
      try progress(rowCount)
    }
    try file.refuseChanged()
    files.append((file, source.description))
    accounts.append(account)
  }

  /// Sorts the rows of a batch into buckets, serially, in the order of the file; returns those that
  /// the store does not have in this form.
  private mutating func take(
    _ prepared: PreparedBatch,
    file: Int,
    _ account: inout RecordAccounts.Account
  ) -> News? {
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
    return news(of: prepared, file: file, &account)
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
    _ account: inout RecordAccounts.Account
  ) -> News? {
    var news = News(batch: prepared, file: file)
    for row in prepared.ids.indices where !loses(rowCount - row) {
      let incomplete = prepared.incomplete[row]
      if let incomplete, known.position(of: prepared.ids[row]) == nil {
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
      if known.position(ofContent: key, occurrence: occurrence) != nil { return .unchanged }
      return known.position(of: id).map { .version(of: $0) } ?? .new(id)
    }
    guard let first = known.position(of: id) else {
      return .new(id.advanced(by: seenKeys.count(id)))
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

  // MARK: - Rows whose key the store knows with other content

  /// Tells new versions from other persons under an old key.
  ///
  /// - Returns: the stored records that new versions are laid over, and those whose key another
  ///   person has now.
  /// - Throws: `Fault` for a damaged store, `IOError` when rows set aside cannot be read.
  mutating func settle(store: Store?) throws -> (StoredVersions, retired: Set<Int32>) {
    guard let store, batches.contains(where: \.bringsVersions) else { return (.none, []) }
    var decisions = KeyDecisions(known, delivered)
    let stored = try decisions.load(batches, store: store, threads: threads)
    for index in batches.indices where !batches[index].undecided.isEmpty {
      let (batch, file) = (batches[index], batches[index].file)
      let decided = try decisions.decide(batch)
      for (row, decision) in zip(batch.undecided, decided) {
        switch decision {
        case .version: accounts[file].add(1, to: .updated)
        case .refused:
          guard let refusal = batch.incomplete[row]?.refusal else { continue }
          accounts[file].add(1, to: refusal.bucket)
          refused.append(refusal)
        case .new: break
        }
      }
      try batches[index].settle(decided, spool)
    }
    reused += decisions.reused
    return (stored, decisions.retired)
  }
}

/// Rows of a batch that are new, or new versions of known ones.
private struct News: Sendable {
  let batch: PreparedBatch
  let file: Int
  private(set) var rows: [Int] = []
  private var ids: [RecordID] = []
  private var replaces: [Int32?] = []
  private var undecided: [Int] = []
  private var incomplete: [Int: IncompleteRecord] = [:]

  init(batch: PreparedBatch, file: Int) {
    self.batch = batch
    self.file = file
  }

  mutating func append(_ row: Int, _ id: RecordID, replaces position: Int32?) {
    rows.append(row)
    ids.append(id)
    replaces.append(position)
  }

  mutating func appendUndecided(_ row: Int, key: RecordID, _ missing: IncompleteRecord?) {
    undecided.append(rows.count)
    incomplete[rows.count] = missing
    append(row, key, replaces: nil)
  }

  func setAside(in spool: BatchSpool) throws(IOError) -> IntakeBatch {
    let isWhole = rows.count == batch.ids.count
    let leads = isWhole ? batch.leads : batch.leads.taking(rows)
    let fingerprints = isWhole ? batch.fingerprints : rows.map { batch.fingerprints[$0] }
    // Features of undecided rows are made when they turn out to be new.
    let waiting = Set(undecided)
    let new = replaces.indices.filter { replaces[$0] == nil && !waiting.contains($0) }
    return try IntakeBatch(
      IntakeBatch.Content(leads: leads, fingerprints: fingerprints),
      ids: ids,
      replaces: replaces,
      undecided: undecided,
      incomplete: incomplete,
      file: file,
      returning: batch.returning.isEmpty ? [] : rows.map { batch.returning[$0] },
      features: new.count == batch.ids.count
        ? batch.features : MatchFeatures.extract(leads.batch.taking(new)),
      spool: spool
    )
  }
}

/// One batch after everything that can be done to it without looking at others.
private struct PreparedBatch: Sendable {
  let leads: CleanLeads
  let ids: [RecordID]
  /// Whether the source gave the record an id of its own.
  let hasKey: [Bool]
  let fingerprints: [Int64]
  let returning: [ReturningLead?]
  let features: MatchFeatures
  let refused: [RefusedRecord]
  /// By row, the records that lack something required.
  let incomplete: [Int: IncompleteRecord]
  let findings: [FindingCount]
  /// About whole records that could be read.
  let noticed: [Finding]
  let skippedCount: Int
  let inputCount: Int

  init(
    _ batch: SourceBatch<RawLeads>,
    system: String,
    digest: String,
    isReturning: Bool,
    validator: LeadValidator
  ) {
    let validated = validator.validate(batch.rows, admitsIncomplete: true)
    leads = validated.clean
    returning = isReturning ? ReturningLead.rows(of: batch.rows, accepted: leads.origins) : []
    fingerprints = ContentFingerprint.rows(of: leads)
    (ids, hasKey) = Self.identify(leads, system: system, digest: digest)
    features = MatchFeatures.extract(leads.batch)
    findings = validated.counts
    noticed = batch.findings
    skippedCount = batch.skipped.count + validated.skippedRows.count
    inputCount = batch.rows.batch.rowCount + batch.quarantined.count + batch.skipped.count
    refused =
      batch.quarantined.map(RefusedRecord.init)
      + validated.rejected.map { RefusedRecord($0, of: batch.rows) }
    incomplete = Dictionary(
      uniqueKeysWithValues: validated.incomplete.map { row in
        (row.row, IncompleteRecord(row.unmet, RefusedRecord(row.refusal, of: batch.rows)))
      }
    )
  }

  /// `SHA-256(system, "key", external id)`, or `SHA-256(system, file digest, record number)` for a
  /// record without an id, each part ended by a zero byte.
  private static func identify(
    _ leads: CleanLeads,
    system: String,
    digest: String
  ) -> ([RecordID], [Bool]) {
    let external = leads.batch.column(CleanLeads.ExtraColumn.externalID)?.plainText
    let keyPrefix = Array(system.utf8) + [0] + Array("key".utf8) + [0]
    let placePrefix = Array(system.utf8) + [0] + Array(digest.utf8) + [0]
    var ids: [RecordID] = []
    var hasKey: [Bool] = []
    ids.reserveCapacity(leads.batch.rowCount)
    hasKey.reserveCapacity(leads.batch.rowCount)
    var input: [UInt8] = []
    for row in 0..<leads.batch.rowCount {
      input.removeAll(keepingCapacity: true)
      if let external,
        SourceKey.isKey(external.bytes.span.extracting(external.range(row)))
      {
        input += keyPrefix
        input.append(external.bytes.span.extracting(external.range(row)))
        hasKey.append(true)
      } else {
        input += placePrefix
        input += Array(String(leads.origins.record[row]).utf8)
        hasKey.append(false)
      }
      let words = SHA256.hash(input.span).words
      ids.append(RecordID(high: words.0, low: words.1))
    }
    return (ids, hasKey)
  }
}
