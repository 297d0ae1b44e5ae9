import ByteIO
import CRMModel
import Columns
import Concurrency
import Deduplication
import Ingest
import Store
import Time

/// Writes what a run found out about leads: source records, golden records, contact points, edges
/// and redirects.
struct LeadWriter: Sendable {
  let known: KnownRecords
  let intake: LeadIntake
  let resolution: LeadResolution
  /// The stored records that new versions are laid over.
  let stored: StoredVersions
  /// Positions of known records whose key another person has now.
  let retired: Set<Int32>
  /// Which records their sources no longer hold, or hold again.
  let presence: SourcePresence
  /// E-mail addresses whose holders refused.
  let refusals: AddressRefusals
  let rules: SurvivorshipRules
  let runID: String
  let asOf: Instant
  let policyVersion: String
  let spool: BatchSpool
  let threads: Int

  /// Called with each batch of the table `leads` that is written.
  typealias Observer = (RecordBatch) -> Void

  /// Writes everything into `transaction`.
  func write(into transaction: StoreTransaction, store: StoreSnapshot, observe: Observer) throws {
    let updated = Set(
      intake.batches.flatMap { batch in
        zip(batch.ids, batch.replaces).compactMap { $1 == nil ? nil : $0 }
      }
    )
    let firstSeen = try writeReplaced(updated, into: transaction)
    var groups = LeadGroups(spool: spool)
    try gatherStored(except: updated, store: store, into: &groups)
    let oldLeads = resolution.touched.union(resolution.redirects.keys)
    try gatherPoints(of: oldLeads, from: transaction, into: &groups)
    let returned = try writeBatches(firstSeen, &groups, into: transaction, observe: observe)
    try writeGolden(groups, returned, replacing: oldLeads, into: transaction, observe: observe)
    try writeEdges(into: transaction)
    try writeRedirects(into: transaction)
  }

  /// The lead that a lead of the store is now.
  private func current(_ lead: RecordID) -> RecordID { resolution.redirects[lead] ?? lead }

  // MARK: - Source records

  /// Takes changed records out of the table, puts back those of which only the lead changed, and
  /// returns when the others were first seen.
  private func writeReplaced(
    _ updated: Set<RecordID>,
    into transaction: StoreTransaction
  ) throws -> [RecordID: Int64] {
    let relinked = known.ids.indices.filter { resolution.redirects[known.leads[$0]] != nil }
    let moved = (presence.gone + presence.returned).map { known.ids[Int($0)] }
    let keys = updated.union(relinked.map { known.ids[$0] }).union(retiredIDs).union(moved)
    var firstSeen: [RecordID: Int64] = [:]
    for batch in try transaction.take(.sourceRecords, where: "source_id", isIn: keys) {
      let ids = batch.ids("source_id")
      let seen = batch.column("first_seen_at")
      for (row, id) in ids.enumerated() { firstSeen[id] = seen?.integer(row) ?? 0 }
      let kept = ids.indices.filter { !updated.contains(ids[$0]) }
      let rows = marking(retiring(batch.taking(kept)))
      let leads = rows.leadIDs.map(current)
      try transaction.append(.sourceRecords, rows.replacing("lead_id", with: .ids(leads)))
    }
    return firstSeen
  }

  /// Rows of `source_records` with the time since when their source no longer holds them.
  private func marking(_ rows: RecordBatch) -> RecordBatch {
    guard !presence.gone.isEmpty || !presence.returned.isEmpty else { return rows }
    let gone = Set(presence.gone.map { known.ids[Int($0)] })
    let returned = Set(presence.returned.map { known.ids[Int($0)] })
    return rows.replacing("gone_at") { column in
      let times = rows.ids("source_id").enumerated().map { row, id -> Int64? in
        if gone.contains(id) { return asOf.microseconds }
        return returned.contains(id) ? nil : column.integer(row)
      }
      return .timestamp(FixedColumn(times, placeholder: 0))
    }
  }

  private var retiredIDs: [RecordID] { retired.map { known.ids[Int($0)] } }

  /// Rows of `source_records`; those whose key another person has now lose it, and the trust in
  /// their values: what their person's other records say is newer.
  private func retiring(_ rows: RecordBatch) -> RecordBatch {
    guard !retired.isEmpty else { return rows }
    let retired = Set(retiredIDs)
    let ids = rows.ids("source_id")
    guard ids.contains(where: retired.contains), let trust = rows.column("trust"),
      let external = rows.column("external_id"), case .decimal(_, let precision, let scale) = trust
    else { return rows }
    let isRetired = ids.map(retired.contains)
    let keys = isRetired.enumerated().map { row, isRetired in
      isRetired ? nil : external.string(row)
    }
    let weights = isRetired.enumerated().map { row, isRetired in
      isRetired ? 0 : trust.integer(row) ?? 0
    }
    return rows.replacing("external_id", with: .text(TextColumn(keys)))
      .replacing("trust", with: .decimal(FixedColumn(weights), precision: precision, scale: scale))
  }

  /// Sets the store's records of touched leads aside.
  private func gatherStored(
    except updated: Set<RecordID>,
    store: StoreSnapshot,
    into groups: inout LeadGroups
  ) throws {
    guard !resolution.touched.isEmpty else { return }
    let retired = Set(retiredIDs)
    let columns =
      ["source_id", "lead_id", "trust", SourceField.recordCount.name]
      + LeadGroups.Slices.memberColumns
    try store.scan(.sourceRecords, columns: columns) { batch in
      let ids = batch.ids("source_id")
      let leads = batch.leadIDs.map(current)
      let rows = ids.indices.filter {
        resolution.touched.contains(leads[$0]) && !updated.contains(ids[$0])
      }
      let trust = batch.column("trust")
      let counts = batch.column(SourceField.recordCount.name)
      var slices = LeadGroups.Slices()
      try slices.appendMembers(
        batch,
        rows: rows,
        numbers: rows.map { groups.number(of: leads[$0]) },
        trust: rows.map { retired.contains(ids[$0]) ? 0 : Int32(trust?.integer($0) ?? 0) },
        counts: rows.map { Int32(counts?.integer($0) ?? 1) },
        in: spool
      )
      groups.append(slices)
    }
  }

  /// Takes the contact points of leads out of the table and sets them aside.
  private func gatherPoints(
    of oldLeads: Set<RecordID>,
    from transaction: StoreTransaction,
    into groups: inout LeadGroups
  ) throws {
    for batch in try transaction.take(.contactPoints, where: "lead_id", isIn: oldLeads) {
      guard let points = CleanContactPoints(stored: batch) else { continue }
      var slices = LeadGroups.Slices()
      let numbers = batch.leadIDs.map { groups.number(of: current($0)) }
      try slices.appendPoints(points, numbers: numbers, in: spool)
      groups.append(slices)
    }
  }

  // MARK: - New and changed records

  /// Writes the rows of records that are leads alone, sets the others aside, and returns when those
  /// of them that came back were first seen.
  private func writeBatches(
    _ firstSeen: [RecordID: Int64],
    _ groups: inout LeadGroups,
    into transaction: StoreTransaction,
    observe: Observer
  ) throws -> [RecordID: Int64] {
    var returned: [RecordID: Int64] = [:]
    var newRow = 0
    let count = intake.batches.count
    for start in stride(from: 0, to: count, by: chunkLength) {
      let chunk = intake.batches[start..<min(start + chunkLength, count)]
      let splits = chunk.map { split($0, &newRow, &groups) }
      let prepared = try Concurrent.map(chunk.count, threads: threads) { index in
        try rows(of: chunk[start + index], splits[index], firstSeen)
      }
      try transaction.append([
        (.sourceRecords, prepared.map(\.sourceRecords)), (.leads, prepared.map(\.leads)),
        (.contactPoints, prepared.map(\.points)),
      ])
      for rows in prepared {
        observe(rows.leads)
        groups.append(rows.grouped)
      }
      for (batch, split) in zip(chunk, splits) where !batch.returning.isEmpty {
        for row in split.grouped {
          guard let instant = batch.returning(row)?.firstSeenAt else { continue }
          returned[split.leads[row]] = min(instant, returned[split.leads[row]] ?? .max)
        }
      }
    }
    return returned
  }

  /// Batches whose rows are held at once, so that three tables are written side by side.
  private var chunkLength: Int { max(1, threads) * 2 }

  /// Which rows of a batch make a lead alone, and the lead of each.
  private struct Split: Sendable {
    var leads: [RecordID] = []
    /// Rows whose record is its lead's only one.
    var single: [Int] = []
    /// Rows of leads with several records, or of changed records.
    var grouped: [Int] = []
    /// The number in `LeadGroups` of the leads of `grouped`.
    var numbers: [Int32] = []
  }

  private func split(
    _ batch: IntakeBatch,
    _ newRow: inout Int,
    _ groups: inout LeadGroups
  ) -> Split {
    var split = Split()
    split.leads.reserveCapacity(batch.ids.count)
    for (row, position) in batch.replaces.enumerated() {
      var isAlone = false
      let lead: RecordID
      if let position {
        lead = current(known.leads[Int(position)])
      } else {
        lead = resolution.leads[newRow]
        isAlone = resolution.newMembers[newRow] == 1 && resolution.isFounder[newRow]
        newRow += 1
      }
      split.leads.append(lead)
      if isAlone {
        split.single.append(row)
      } else {
        split.grouped.append(row)
        split.numbers.append(groups.number(of: lead))
      }
    }
    return split
  }

  /// Rows of three tables, made of one batch.
  private struct Rows: Sendable {
    let sourceRecords: RecordBatch
    /// Of the records that are leads alone.
    let leads: RecordBatch
    let points: RecordBatch
    /// Of the other records.
    let grouped: LeadGroups.Slices
  }

  private func rows(
    of batch: IntakeBatch,
    _ split: Split,
    _ firstSeen: [RecordID: Int64]
  ) throws(IOError) -> Rows {
    let delivered = try batch.content()
    let content = IntakeBatch.Content(
      leads: stored.laidUnder(delivered.leads, batch),
      fingerprints: delivered.fingerprints
    )
    let source = intake.files[batch.file]
    let now = asOf.microseconds
    let seen = batch.ids.indices.map { row in
      firstSeen[batch.ids[row]] ?? batch.returning(row)?.firstSeenAt ?? now
    }
    let records = SourceRecordRows(runID: runID, asOf: asOf).batch(
      content,
      ids: batch.ids,
      leads: split.leads,
      returning: batch.returning,
      firstSeen: seen,
      system: source.description.system,
      trust: source.file.source.trust
    )
    let isWhole = split.single.count == batch.ids.count
    let clean = isWhole ? content.leads : content.leads.taking(split.single)
    let ids = isWhole ? split.leads : split.single.map { split.leads[$0] }
    let golden = leadRows(
      clean.batch,
      ids,
      counts: split.single.map { batch.returning($0)?.recordCount ?? 1 },
      firstSeen: split.single.map { batch.returning($0)?.firstSeenAt ?? now },
      updated: split.single.map { batch.returning($0)?.updatedAt ?? now }
    )
    return Rows(
      sourceRecords: records.replacing("points") { stored.points($0, batch.replaces) },
      leads: golden,
      points: contactPoints(clean.points, ids),
      grouped: try slices(content.leads, batch, split, trust: source.file.source.trust)
    )
  }

  private func contactPoints(_ points: CleanContactPoints, _ leads: [RecordID]) -> RecordBatch {
    ModelTable.contactPoints.batch(
      [
        "lead_id": .ids(points.rows.map { leads[Int($0)] }),
        "kind": .dictionary(ContactKind.column(points.kinds)),
        "value": .text(points.values), "normalised": .text(points.normalised),
        "label": .text(points.labels), "preferred": .bool(FixedColumn(points.preferred)),
      ],
      count: points.count
    )
  }

  private func slices(
    _ leads: CleanLeads,
    _ batch: IntakeBatch,
    _ split: Split,
    trust: Int
  ) throws(IOError) -> LeadGroups.Slices {
    var slices = LeadGroups.Slices()
    guard !split.grouped.isEmpty else { return slices }
    try slices.appendMembers(
      leads.batch,
      rows: split.grouped,
      numbers: split.numbers,
      trust: [Int32](repeating: Int32(trust), count: split.grouped.count),
      counts: split.grouped.map { batch.returning($0)?.recordCount ?? 1 },
      in: spool
    )
    var numbers = [Int32?](repeating: nil, count: split.leads.count)
    for (row, number) in zip(split.grouped, split.numbers) { numbers[row] = number }
    try slices.appendPoints(leads.points, numbers: numbers, in: spool)
    return slices
  }

  /// Leads of several records, and those whose records changed.
  private func writeGolden(
    _ groups: LeadGroups,
    _ returned: [RecordID: Int64],
    replacing oldLeads: Set<RecordID>,
    into transaction: StoreTransaction,
    observe: Observer
  ) throws {
    var firstSeen = returned
    for batch in try transaction.take(.leads, where: "lead_id", isIn: oldLeads) {
      let seen = batch.column("first_seen_at")
      for (row, lead) in batch.leadIDs.enumerated() {
        let instant = seen?.integer(row) ?? asOf.microseconds
        firstSeen[current(lead)] = min(instant, firstSeen[current(lead)] ?? .max)
      }
    }
    for first in stride(from: 0, to: groups.partCount, by: threads) {
      let count = min(threads, groups.partCount - first)
      let parts = try Concurrent.map(count, threads: threads) { index in
        try groups.golden(ofPart: first + index, rules)
      }
      let leads = parts.map { part in
        leadRows(
          part.batch,
          part.leads,
          counts: part.counts,
          firstSeen: part.leads.map { firstSeen[$0] ?? asOf.microseconds },
          updated: [Int64](repeating: asOf.microseconds, count: part.leads.count)
        )
      }
      try transaction.append([(.leads, leads), (.contactPoints, parts.map(\.points))])
      leads.forEach(observe)
    }
  }

  private func leadRows(
    _ batch: RecordBatch,
    _ ids: [RecordID],
    counts: [Int32],
    firstSeen: [Int64],
    updated: [Int64]
  ) -> RecordBatch {
    var columns: [String: Column] = [
      "lead_id": .ids(ids), "record_count": .int32(FixedColumn(counts)),
      "first_seen_at": .timestamp(FixedColumn(firstSeen)),
      "updated_at": .timestamp(FixedColumn(updated)),
      "policy_version": .constant(policyVersion, count: ids.count),
    ]
    let golden = refusals.applied(to: batch)
    for field in LeadField.allCases { columns[field.name] = golden.column(field.name) }
    return ModelTable.leads.batch(columns, count: ids.count)
  }

  // MARK: - Edges and redirects

  private func writeEdges(into transaction: StoreTransaction) throws {
    let edges = resolution.edges
    guard !edges.isEmpty else { return }
    let newIDs = intake.newIDs
    func id(_ row: Int32) -> RecordID {
      Int(row) < known.count ? known.ids[Int(row)] : newIDs[Int(row) - known.count]
    }
    let weights = edges.map { Int64((Double($0.weight) * 1000).rounded()) }
    let probabilities = edges.map { Int64(($0.probability * 1e9).rounded()) }
    let rules = TextColumn(resolution.rules)
    let decisions = MatchDecision.allCases
    let decisionCodes = edges.map { edge in
      Int32(decisions.firstIndex(of: edge.decision) ?? 0)
    }
    try transaction.append(
      .matchEdges,
      ModelTable.matchEdges.batch(
        [
          "left_id": .ids(edges.map { id($0.left) }), "right_id": .ids(edges.map { id($0.right) }),
          "weight": .decimal(FixedColumn(weights), precision: 9, scale: 3),
          "probability": .decimal(FixedColumn(probabilities), precision: 10, scale: 9),
          "rule": .dictionary(
            DictionaryColumn(codes: edges.map { Int32($0.rule) }, values: rules)
          ),
          "decision": .dictionary(
            DictionaryColumn(
              codes: decisionCodes,
              values: TextColumn(decisions.map(\.rawValue))
            )
          ),
          "run_id": .constant(runID, count: edges.count),
        ],
        count: edges.count
      )
    )
  }

  private func writeRedirects(into transaction: StoreTransaction) throws {
    let redirects = resolution.redirects.sorted { $0.key < $1.key }
    let batch = ModelTable.leadRedirects.batch(
      [
        "old_lead_id": .ids(redirects.map(\.key)), "lead_id": .ids(redirects.map(\.value)),
        "run_id": .constant(runID, count: redirects.count),
        "reason": .constant("merged: a new record belongs to both", count: redirects.count),
      ],
      count: redirects.count
    )
    try transaction.append(.leadRedirects, batch)
  }
}

extension RecordBatch {
  /// The column `lead_id`.
  var leadIDs: [RecordID] { ids("lead_id") }

  /// The same rows with the column called `name` changed.
  func replacing(_ name: String, _ change: (Column) -> Column) -> RecordBatch {
    column(name).map { replacing(name, with: change($0)) } ?? self
  }

  /// The same rows with another column in the place of `name`.
  func replacing(_ name: String, with column: Column) -> RecordBatch {
    let columns = zip(schema.fields, columns).map { $0.name == name ? column : $1 }
    return RecordBatch(schema: schema, rowCount: rowCount, columns: columns)
  }
}

extension CleanContactPoints {
  /// Points as they stand in the table `contact_points`, in the order of its rows.
  fileprivate init?(stored batch: RecordBatch) {
    guard let value = batch.column("value")?.plainText,
      let normalised = batch.column("normalised")?.plainText,
      let label = batch.column("label")?.plainText, let kind = batch.column("kind")?.plainText,
      let preferred = batch.column("preferred")
    else { return nil }
    self.init(
      rows: (0..<Int32(batch.rowCount)).map { $0 },
      kinds: (0..<batch.rowCount).map { row in
        kind[row].flatMap(ContactKind.init(rawValue:)) ?? .email
      },
      values: value,
      normalised: normalised,
      labels: label,
      preferred: (0..<batch.rowCount).map { preferred.bool($0) ?? false }
    )
  }
}

extension ContactKind {
  /// Kinds as a dictionary column.
  static func column(_ kinds: [ContactKind]) -> DictionaryColumn {
    let all = ContactKind.allCases
    var codes: [ContactKind: Int32] = [:]
    for (code, kind) in all.enumerated() { codes[kind] = Int32(code) }
    return DictionaryColumn(
      codes: kinds.map { codes[$0] ?? 0 },
      values: TextColumn(all.map(\.rawValue))
    )
  }
}
