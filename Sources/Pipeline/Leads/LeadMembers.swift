import CRMModel
import Columns
import Deduplication

/// The records of leads that have several, or that changed: what golden records are made of.
struct LeadMembers {
  /// Columns that survivorship reads.
  static let schema = Schema(
    [Field(CleanLeads.ExtraColumn.modifiedAt, .timestamp)]
      + LeadField.allCases.map { Field($0.name, $0.type) }
  )

  private var batches: [RecordBatch] = []
  private var groupOfRow: [Int32] = []
  private var trust: [Float] = []
  private var index = RecordIndex()
  /// Leads in the order of their first record here.
  private(set) var leads: [RecordID] = []
  private(set) var counts: [Int32] = []

  /// Whether `lead` has records here.
  func contains(_ lead: RecordID) -> Bool { index[lead] != nil }

  /// Adds the records at `rows` of a batch that has the columns of `schema`.
  mutating func append(_ batch: RecordBatch, rows: [Int], leads: [RecordID], trust: [Float]) {
    guard !rows.isEmpty else { return }
    let names = Self.schema.fields.map(\.name)
    batches.append(batch.projecting(names).taking(rows))
    self.trust += trust
    for lead in leads { groupOfRow.append(group(of: lead)) }
  }

  private mutating func group(of lead: RecordID) -> Int32 {
    if let known = index[lead] {
      counts[known] += 1
      return Int32(known)
    }
    index.insert(lead, leads.count)
    leads.append(lead)
    counts.append(1)
    return Int32(leads.count - 1)
  }

  /// The golden records, one for each of `leads`.
  func golden(_ rules: SurvivorshipRules) -> RecordBatch {
    let all = RecordBatch.concatenating(batches, schema: Self.schema)
    var starts = [Int](repeating: 0, count: leads.count + 1)
    for (group, count) in counts.enumerated() { starts[group + 1] = starts[group] + Int(count) }
    var next = starts
    var order = [Int](repeating: 0, count: groupOfRow.count)
    for (row, group) in groupOfRow.enumerated() {
      order[next[Int(group)]] = row
      next[Int(group)] += 1
    }
    let members = ClusterMembers(
      batch: all.taking(order),
      trust: order.map { trust[$0] },
      groups: leads.indices.map { starts[$0]..<starts[$0 + 1] }
    )
    return goldenRecords(members, rules: rules).batch
  }
}

/// The contact points of such leads, each way to reach a person once.
struct LeadPoints {
  private var rows: [(lead: RecordID, kind: String, preferred: Bool)] = []
  private var values: [TextColumn] = []
  private var normalised: [TextColumn] = []
  private var labels: [TextColumn] = []
  private var seen: Set<RecordID> = []

  /// Adds points as they stand in the table `contact_points`, under `lead` for each row.
  mutating func append(stored batch: RecordBatch, leads: [RecordID]) {
    guard let value = batch.column("value")?.plainText,
      let normal = batch.column("normalised")?.plainText,
      let label = batch.column("label")?.plainText, let kind = batch.column("kind")?.plainText,
      let preferred = batch.column("preferred")
    else { return }
    var kinds: [String] = []
    var isPreferred: [Bool] = []
    for row in 0..<batch.rowCount {
      kinds.append(kind[row] ?? "")
      isPreferred.append(preferred.bool(row) ?? false)
    }
    append(leads: leads, kinds: kinds, value, normal, label, preferred: isPreferred)
  }

  /// Adds the points of the clean rows that `leads` has a lead for.
  mutating func append(_ points: CleanContactPoints, leads: [RecordID?]) {
    let kept = points.rows.indices.filter { leads[Int(points.rows[$0])] != nil }
    guard !kept.isEmpty else { return }
    append(
      leads: kept.compactMap { leads[Int(points.rows[$0])] },
      kinds: kept.map { points.kinds[$0].rawValue },
      points.values.taking(kept),
      points.normalised.taking(kept),
      points.labels.taking(kept),
      preferred: kept.map { points.preferred[$0] }
    )
  }

  private mutating func append(
    leads: [RecordID],
    kinds: [String],
    _ value: TextColumn,
    _ normal: TextColumn,
    _ label: TextColumn,
    preferred: [Bool]
  ) {
    var kept: [Int] = []
    for row in leads.indices {
      let key =
        normal.isNull(row)
        ? Self.key(leads[row], kinds[row], value, row)
        : Self.key(leads[row], kinds[row], normal, row)
      guard seen.insert(key).inserted else { continue }
      kept.append(row)
      rows.append((leads[row], kinds[row], preferred[row]))
    }
    values.append(value.taking(kept))
    normalised.append(normal.taking(kept))
    labels.append(label.taking(kept))
  }

  /// A 128-bit fingerprint of lead, kind and value (FNV-1a twice with different bases).
  private static func key(
    _ lead: RecordID,
    _ kind: String,
    _ text: TextColumn,
    _ row: Int
  ) -> RecordID {
    var first: UInt64 = 0xCBF2_9CE4_8422_2325 ^ lead.low
    var second: UInt64 = 0x8422_2325_CBF2_9CE4 ^ lead.high
    let prime: UInt64 = 0x100_0000_01B3
    for byte in kind.utf8 { first = (first ^ UInt64(byte)) &* prime }
    for byte in text.bytes[text.range(row)] {
      first = (first ^ UInt64(byte)) &* prime
      second = (second ^ UInt64(byte)) &* prime
    }
    return RecordID(high: first ^ (lead.high >> 7), low: second)
  }

  /// Rows of `contact_points`, by lead in the order in which leads were first added.
  func batch() -> RecordBatch {
    let order = rowsByLead()
    func text(_ parts: [TextColumn]) -> Column {
      Column.concatenating(parts.map(Column.text), type: .utf8).taking(order)
    }
    return ModelTable.contactPoints.batch(
      [
        "lead_id": .ids(order.map { rows[$0].lead }),
        "kind": .text(TextColumn(order.map { rows[$0].kind })),
        "value": text(values), "normalised": text(normalised), "label": text(labels),
        "preferred": .bool(FixedColumn(order.map { rows[$0].preferred })),
      ],
      count: rows.count
    )
  }

  /// Indices of the rows, those of one lead together, leads in the order of their first row.
  private func rowsByLead() -> [Int] {
    var index = RecordIndex()
    var counts: [Int] = []
    var groups: [Int] = []
    groups.reserveCapacity(rows.count)
    for row in rows {
      let group = index[row.lead] ?? counts.count
      if group == counts.count {
        index.insert(row.lead, group)
        counts.append(0)
      }
      counts[group] += 1
      groups.append(group)
    }
    var next = [Int](repeating: 0, count: counts.count + 1)
    for (group, count) in counts.enumerated() { next[group + 1] = next[group] + count }
    var order = [Int](repeating: 0, count: rows.count)
    for (row, group) in groups.enumerated() {
      order[next[group]] = row
      next[group] += 1
    }
    return order
  }
}
