import ByteIO
import CRMModel
import Columns
import Cryptography
import Deduplication
import Diagnostics
import Ingest
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
  /// Records of this run, to tell repeated ones apart.
  private var seen = Occurrences()
  private var contentKeys = ContentKeys()
  private var seenContent = Occurrences()
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
    self.validator = validator
    self.threads = threads
  }

  /// Hands the features of new records over, in the order of intake; nothing is read after that.
  mutating func moveFeatures(into builder: inout MatchTableBuilder) {
    (seen, seenContent) = (Occurrences(), Occurrences())
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
    let prepared = source.batches(threads: threads) { [validator] batch in
      PreparedBatch(
        batch,
        system: system,
        digest: file.digest,
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
    for record in prepared.refused {
      account.add(1, to: record.bucket)
      refused.append(record)
    }
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
    var kept: [Int] = []
    var ids: [RecordID] = []
    var replaces: [Int32?] = []
    for row in prepared.ids.indices where !loses(rowCount - row) {
      let (id, position) = identify(prepared, row, system: account.system)
      if let position, known.fingerprints[position] == prepared.fingerprints[row] {
        account.add(1, to: .unchanged)
        continue
      }
      kept.append(row)
      ids.append(id)
      replaces.append(position.map { Int32($0) })
      if position != nil { account.add(1, to: .updated) }
    }
    guard !kept.isEmpty else { return nil }
    return News(batch: prepared, rows: kept, ids: ids, replaces: replaces, file: file)
  }

  /// The id of a row and the known record that it is a version of.
  ///
  /// By source key; without one, by content. The second record with the same key or content in one
  /// run is another record: none is lost, matching joins them.
  private mutating func identify(
    _ prepared: PreparedBatch,
    _ row: Int,
    system: String
  ) -> (RecordID, known: Int?) {
    if prepared.hasKey[row] {
      let first = prepared.ids[row]
      let occurrence = seen.count(first)
      let id = RecordID(high: first.high, low: first.low &+ UInt64(occurrence))
      return (id, known.position(of: id))
    }
    let first = contentKeys.key(system, prepared.fingerprints[row])
    let key = ContentKeys.key(first, occurrence: seenContent.count(first))
    if let position = known.position(ofContent: key) { return (known.ids[position], position) }
    return (prepared.ids[row], known.position(of: prepared.ids[row]))
  }
}

/// Rows of a batch that are new, or new versions of known ones.
private struct News: Sendable {
  let batch: PreparedBatch
  let rows: [Int]
  let ids: [RecordID]
  let replaces: [Int32?]
  let file: Int

  func setAside(in spool: BatchSpool) throws(IOError) -> IntakeBatch {
    let isWhole = rows.count == batch.ids.count
    let leads = isWhole ? batch.leads : batch.leads.taking(rows)
    let fingerprints = isWhole ? batch.fingerprints : rows.map { batch.fingerprints[$0] }
    let new = replaces.indices.filter { replaces[$0] == nil }
    return try IntakeBatch(
      IntakeBatch.Content(leads: leads, fingerprints: fingerprints),
      ids: ids,
      replaces: replaces,
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
    let validated = validator.validate(batch.rows)
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
      + validated.rejected.map { rejected in
        RefusedRecord(
          bucket: .rejected,
          origin: batch.rows.origins[rejected.row],
          codes: rejected.codes,
          reasons: rejected.reasons,
          raw: batch.rows.originals[rejected.row]
        )
      }
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
      if let external, !external.isBlank(row) {
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
