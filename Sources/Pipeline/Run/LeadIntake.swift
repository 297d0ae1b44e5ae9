import CRMModel
import Columns
import Cryptography
import Deduplication
import Diagnostics
import Ingest
import Validation

/// A record that did not go on: what the table `rejects` and the reject file say of it.
struct RefusedRecord: Sendable {
  let bucket: RecordBucket
  let origin: RowOrigin
  let codes: [FindingCode]
  let reasons: [String]
  /// As it stands in the input.
  let raw: [UInt8]
}

/// Accepted records of one stretch of a source that the store does not have in this form.
struct IntakeBatch: Sendable {
  /// Clean rows, unchanged ones left out.
  var leads: CleanLeads
  var ids: [RecordID]
  var fingerprints: [Int64]
  /// Position among the known records of which each row is a new version; nil for new records.
  var replaces: [Int32?]
  /// Index into `LeadIntake.files`.
  var file: Int
  /// Features for matching, of the rows that are new records.
  var features: MatchFeatures
}

/// Reads lead sources, validates their records and recognises those that the store has.
struct LeadIntake {
  private(set) var files: [(file: InputFile, description: SourceDescription)] = []
  private(set) var batches: [IntakeBatch] = []
  private(set) var refused: [RefusedRecord] = []
  private(set) var accounts: [RecordAccounts.Account] = []
  private(set) var findings: [FieldFindingCount: Int] = [:]
  /// Rows read, accepted and rejected alike.
  private(set) var rowCount = 0

  /// A kind of finding in a field of a file.
  struct FieldFindingCount: Hashable, Sendable {
    let file: String
    let field: String
    let code: FindingCode
  }

  private let known: KnownRecords
  private let validator: LeadValidator
  private let threads: Int
  /// Records of this run, to tell repeated ones apart.
  private var seen = RecordIndex()
  private var contentKeys = ContentKeys()
  private var seenContent = RecordIndex()

  init(known: KnownRecords, validator: LeadValidator, threads: Int) {
    self.known = known
    self.validator = validator
    self.threads = threads
  }

  /// Reads one file to its end; `progress` is called with the records read so far.
  mutating func read(_ file: InputFile, progress: (Int) throws -> Void) throws {
    let source = try LeadSource(file.specification(threads: threads))
    let system = source.description.system
    var account = RecordAccounts.Account(
      file: file.path, system: system, kind: PipelineConfiguration.Source.Kind.leads.rawValue)
    let index = files.count
    while true {
      let stretch = try nextBatches(source)
      guard !stretch.isEmpty else { break }
      let prepared = parallelMap(stretch.count, threads: threads) { [validator] number in
        PreparedBatch(stretch[number], system: system, digest: file.digest, validator: validator)
      }
      for batch in prepared { take(batch, file: index, &account) }
      try progress(rowCount)
    }
    try file.refuseChanged()
    files.append((file, source.description))
    accounts.append(account)
  }

  private func nextBatches(_ source: LeadSource) throws -> [SourceBatch<RawLeads>] {
    var batches: [SourceBatch<RawLeads>] = []
    while batches.count < threads, let batch = try source.next() { batches.append(batch) }
    return batches
  }

  /// Sorts the rows of a batch into buckets, serially, in the order of the file.
  private mutating func take(
    _ prepared: PreparedBatch,
    file: Int,
    _ account: inout RecordAccounts.Account
  ) {
    account.input += Int64(prepared.inputCount)
    rowCount += prepared.inputCount
    account.add(prepared.skippedCount, to: .skipped)
    for record in prepared.refused {
      account.add(1, to: record.bucket)
      refused.append(record)
    }
    for (key, count) in prepared.findings {
      findings[.init(file: account.file, field: key.field, code: key.code), default: 0] += count
    }
    keepNews(of: prepared, file: file, &account)
  }

  private mutating func keepNews(
    of prepared: PreparedBatch,
    file: Int,
    _ account: inout RecordAccounts.Account
  ) {
    var kept: [Int] = []
    var ids: [RecordID] = []
    var replaces: [Int32?] = []
    for row in prepared.ids.indices {
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
    guard !kept.isEmpty else { return }
    let leads = kept.count == prepared.ids.count ? prepared.leads : prepared.leads.taking(kept)
    let new = replaces.indices.filter { replaces[$0] == nil }
    let features =
      new.count == prepared.ids.count
      ? prepared.features : MatchFeatures.extract(leads.batch.taking(new))
    batches.append(
      IntakeBatch(
        leads: leads, ids: ids, fingerprints: kept.map { prepared.fingerprints[$0] },
        replaces: replaces, file: file, features: features))
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
      var id = prepared.ids[row]
      while seen[id] != nil { id = RecordID(high: id.high, low: id.low &+ 1) }
      seen.insert(id, row)
      return (id, known.position(of: id))
    }
    var key = contentKeys.key(system, prepared.fingerprints[row])
    while seenContent[key] != nil { key = ContentKeys.next(key) }
    seenContent.insert(key, row)
    if let position = known.position(ofContent: key) { return (known.ids[position], position) }
    return (prepared.ids[row], known.position(of: prepared.ids[row]))
  }
}

/// One batch after everything that can be done to it without looking at others.
private struct PreparedBatch: Sendable {
  let leads: CleanLeads
  let ids: [RecordID]
  /// Whether the source gave the record an id of its own.
  let hasKey: [Bool]
  let fingerprints: [Int64]
  let features: MatchFeatures
  let refused: [RefusedRecord]
  let findings: [LeadFindingKey: Int]
  let skippedCount: Int
  let inputCount: Int

  init(
    _ batch: SourceBatch<RawLeads>,
    system: String,
    digest: String,
    validator: LeadValidator
  ) {
    let validated = validator.validate(batch.rows)
    leads = validated.clean
    fingerprints = ContentHash.rows(of: leads)
    (ids, hasKey) = Self.identify(leads, system: system, digest: digest)
    features = MatchFeatures.extract(leads.batch)
    findings = validated.findingCounts
    skippedCount = batch.skipped.count + validated.skipped.count
    inputCount = batch.rows.batch.rowCount + batch.quarantined.count + batch.skipped.count
    refused =
      batch.quarantined.map(RefusedRecord.init)
      + validated.rejected.map { rejected in
        RefusedRecord(
          bucket: .rejected, origin: batch.rows.origins[rejected.row], codes: rejected.codes,
          reasons: rejected.reasons, raw: batch.rows.originals[rejected.row])
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

extension RefusedRecord {
  init(_ record: QuarantinedRecord) {
    self.init(
      bucket: .quarantined, origin: record.finding.origin, codes: [record.finding.code],
      reasons: [record.finding.message], raw: record.raw)
  }
}
