import ByteIO
import CRMModel
import Columns
import Deduplication

/// The records and contact points of leads that have several records, or that changed: what golden
/// records are made of.
///
/// Leads are numbered as they come and set aside in parts of `partLength`, so that only the rows of
/// one part have to be in memory at once.
struct LeadGroups {
  /// Leads of a part: some ten megabytes of records each.
  static let partLength = 1 << 15

  /// Leads in the order of their first record here.
  private(set) var leads: [RecordID] = []
  private var numbers = RecordIndex()
  private var parts: [Part] = []
  private let spool: BatchSpool

  private struct Part {
    var members: [BatchSpool.Ticket] = []
    var points: [BatchSpool.Ticket] = []
  }

  init(spool: BatchSpool) { self.spool = spool }

  /// Rows of some leads by the part that they belong to, set aside.
  struct Slices: Sendable {
    fileprivate var members: [Int: BatchSpool.Ticket] = [:]
    fileprivate var points: [Int: BatchSpool.Ticket] = [:]
  }

  /// The number of a lead.
  mutating func number(of lead: RecordID) -> Int32 {
    if let number = numbers[lead] { return Int32(number) }
    let number = leads.count
    numbers.insert(lead, number)
    leads.append(lead)
    if number / Self.partLength == parts.count { parts.append(Part()) }
    return Int32(number)
  }

  /// Takes slices over; what comes first is the older.
  mutating func append(_ slices: Slices) {
    for (part, ticket) in slices.members { parts[part].members.append(ticket) }
    for (part, ticket) in slices.points { parts[part].points.append(ticket) }
  }

  /// Number of parts.
  var partCount: Int { parts.count }

  /// The leads of a part.
  func leads(inPart part: Int) -> ArraySlice<RecordID> {
    leads[part * Self.partLength..<min(leads.count, (part + 1) * Self.partLength)]
  }
}

extension LeadGroups.Slices {
  /// Columns that survivorship reads.
  static let memberColumns =
    [CleanLeads.ExtraColumn.modifiedAt] + LeadField.allCases.map(\.name)

  fileprivate static let membersSchema = Schema(
    [Field("lead", .int32), Field("trust", .int32), Field("records", .int32)]
      + [Field(CleanLeads.ExtraColumn.modifiedAt, .timestamp)]
      + LeadField.allCases.map { Field($0.name, $0.type) }
  )

  fileprivate static let pointsSchema = Schema(
    [Field("lead", .int32)] + SetAsidePoints.schema.fields
  )

  /// Sets records aside.
  ///
  /// - Parameters:
  ///   - batch: has the columns of `memberColumns`.
  ///   - rows: the rows to take.
  ///   - numbers: the number of the lead of each of `rows`.
  ///   - trust: in the source of each of `rows`, in thousandths.
  ///   - counts: how many records each of `rows` stands for.
  ///   - spool: where they wait.
  /// - Throws: `IOError` when the disk is full.
  mutating func appendMembers(
    _ batch: RecordBatch,
    rows: [Int],
    numbers: [Int32],
    trust: [Int32],
    counts: [Int32],
    in spool: BatchSpool
  ) throws(IOError) {
    guard !rows.isEmpty else { return }
    let projected = batch.projecting(Self.memberColumns)
    for (part, indices) in Self.byPart(numbers) {
      let columns = projected.taking(indices.map { rows[$0] }).columns
      members[part] = try spool.put(
        RecordBatch(
          schema: Self.membersSchema,
          rowCount: indices.count,
          columns: [
            .int32(FixedColumn(indices.map { numbers[$0] })),
            .int32(FixedColumn(indices.map { trust[$0] })),
            .int32(FixedColumn(indices.map { counts[$0] })),
          ] + columns
        )
      )
    }
  }

  /// Sets the contact points aside whose row has a number in `numbers`.
  mutating func appendPoints(
    _ points: CleanContactPoints,
    numbers: [Int32?],
    in spool: BatchSpool
  ) throws(IOError) {
    let kept = points.rows.indices.filter { numbers[Int(points.rows[$0])] != nil }
    guard !kept.isEmpty else { return }
    let leads = kept.map { numbers[Int(points.rows[$0])] ?? 0 }
    let all = RecordBatch(
      schema: SetAsidePoints.schema,
      rowCount: points.count,
      columns: SetAsidePoints.columns(points)
    )
    for (part, indices) in Self.byPart(leads) {
      let columns = all.taking(indices.map { kept[$0] }).columns
      let lead = Column.int32(FixedColumn(indices.map { leads[$0] }))
      self.points[part] = try spool.put(
        RecordBatch(
          schema: Self.pointsSchema,
          rowCount: indices.count,
          columns: [lead] + columns
        )
      )
    }
  }

  /// Positions in `numbers`, by part.
  private static func byPart(_ numbers: [Int32]) -> [Int: [Int]] {
    var positions: [Int: [Int]] = [:]
    for (position, number) in numbers.enumerated() {
      positions[Int(number) / LeadGroups.partLength, default: []].append(position)
    }
    return positions
  }
}

// MARK: - Golden records

extension LeadGroups {
  /// The leads of one part.
  struct Golden: Sendable {
    /// In the order of the rows of `batch`.
    let leads: [RecordID]
    /// Records of each lead; one that came back counts those that it had been made of.
    let counts: [Int32]
    /// The columns of `LeadField`.
    let batch: RecordBatch
    /// Rows of the table `contact_points`, each way to reach a person once.
    let points: RecordBatch
  }

  /// Makes the golden records of a part.
  ///
  /// - Throws: `IOError` when the rows set aside cannot be read.
  func golden(ofPart part: Int, _ rules: SurvivorshipRules) throws(IOError) -> Golden {
    var members: [RecordBatch] = []
    for ticket in parts[part].members { members.append(try BatchSpool.get(ticket)) }
    var points: [RecordBatch] = []
    for ticket in parts[part].points { points.append(try BatchSpool.get(ticket)) }
    let partLeads = leads(inPart: part)
    let all = RecordBatch.concatenating(members, schema: Slices.membersSchema)
    let grouped = GroupedRows(
      all.columns[0].narrowValues,
      from: partLeads.startIndex,
      count: partLeads.count
    )
    let known = partLeads.indices.filter { !grouped.rows(of: $0 - partLeads.startIndex).isEmpty }
    let trust = all.columns[1].narrowValues
    let counts = all.columns[2].narrowValues
    let records = goldenRecords(
      ClusterMembers(
        batch: all.taking(grouped.order),
        trust: grouped.order.map { Float(trust[$0]) / 1000 },
        groups: known.map { grouped.rows(of: $0 - partLeads.startIndex) }
      ),
      rules: rules
    )
    return Golden(
      leads: known.map { leads[$0] },
      counts: known.map { lead in
        grouped.rows(of: lead - partLeads.startIndex).reduce(0) { $0 + counts[grouped.order[$1]] }
      },
      batch: records.batch,
      points: contactPoints(points, partLeads)
    )
  }

  private func contactPoints(
    _ slices: [RecordBatch],
    _ partLeads: ArraySlice<RecordID>
  ) -> RecordBatch {
    let all = RecordBatch.concatenating(slices, schema: Slices.pointsSchema)
    let numbers = all.columns[0].narrowValues
    let points = SetAsidePoints.points(numbers, all.columns.dropFirst())
    let grouped = GroupedRows(numbers, from: partLeads.startIndex, count: partLeads.count)
    let order = Self.eachOnce(grouped.order) { row in
      let value = points.normalised.isNull(row) ? points.values : points.normalised
      return Self.key(leads[Int(numbers[row])], points.kinds[row], value, row)
    } isBetter: { row, other in
      points.isBetter(row, other)
    }
    return ModelTable.contactPoints.batch(
      [
        "lead_id": .ids(order.map { leads[Int(numbers[$0])] }),
        "kind": .dictionary(ContactKind.column(order.map { points.kinds[$0] })),
        "value": .text(points.values.taking(order)),
        "normalised": .text(points.normalised.taking(order)),
        "label": .text(points.labels.taking(order)),
        "preferred": .bool(FixedColumn(order.map { points.preferred[$0] })),
      ],
      count: order.count
    )
  }

  /// One row of each key, the best, in the order in which keys come.
  private static func eachOnce(
    _ rows: [Int],
    key: (Int) -> RecordID,
    isBetter: (Int, Int) -> Bool
  ) -> [Int] {
    var places: [RecordID: Int] = [:]
    var best: [Int] = []
    for row in rows {
      let key = key(row)
      if let place = places[key] {
        if isBetter(row, best[place]) { best[place] = row }
      } else {
        places[key] = best.count
        best.append(row)
      }
    }
    return best
  }

  /// A 128-bit fingerprint of lead, kind and value (FNV-1a twice with different bases).
  private static func key(
    _ lead: RecordID,
    _ kind: ContactKind,
    _ text: TextColumn,
    _ row: Int
  ) -> RecordID {
    let prime: UInt64 = 0x100_0000_01B3
    var first = (0xCBF2_9CE4_8422_2325 ^ lead.low ^ UInt64(kind.code)) &* prime
    var second: UInt64 = 0x8422_2325_CBF2_9CE4 ^ lead.high
    let bytes = text.bytes.span
    for index in text.range(row) {
      first = (first ^ UInt64(bytes[index])) &* prime
      second = (second ^ UInt64(bytes[index])) &* prime
    }
    return RecordID(high: first ^ (lead.high >> 7), low: second)
  }
}

/// Rows sorted by the number of their lead, those of one lead in their order (a counting sort).
private struct GroupedRows {
  private(set) var order: [Int]
  private let starts: [Int]

  /// Numbers lie in `first` ..< `first + count`.
  init(_ numbers: [Int32], from first: Int, count: Int) {
    var starts = [Int](repeating: 0, count: count + 1)
    for number in numbers { starts[Int(number) - first + 1] += 1 }
    for index in 0..<count { starts[index + 1] += starts[index] }
    var next = starts
    order = [Int](repeating: 0, count: numbers.count)
    for (row, number) in numbers.enumerated() {
      order[next[Int(number) - first]] = row
      next[Int(number) - first] += 1
    }
    self.starts = starts
  }

  /// Positions in `order` of the rows of a lead, by its number minus the first.
  func rows(of index: Int) -> Range<Int> { starts[index]..<starts[index + 1] }
}

extension CleanContactPoints {
  /// Whether one of two rows of the same way to reach somebody says more than the other: it is
  /// preferred, has a label; else by label and value, so that the order of records does not matter.
  fileprivate func isBetter(_ row: Int, _ other: Int) -> Bool {
    if preferred[row] != preferred[other] { return preferred[row] }
    if labels.isNull(row) != labels.isNull(other) { return labels.isNull(other) }
    let (mine, theirs) = (labels[row] ?? "", labels[other] ?? "")
    return mine == theirs ? (values[row] ?? "") < (values[other] ?? "") : mine < theirs
  }
}
