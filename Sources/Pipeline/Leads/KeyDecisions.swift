import ByteIO
import CRMModel
import Columns
import Deduplication
import Diagnostics
import Store

/// The stored records under one key, by content: which of them a run delivers unchanged.
struct KeyChain {
  /// Positions of the records that hold the key, by fingerprint, the first seen last.
  private var byFingerprint: [Int64: [Int32]] = [:]

  init(_ base: RecordID, _ known: KnownRecords) {
    for position in known.chain(of: base).reversed() where known.holdsKey[Int(position)] {
      byFingerprint[known.fingerprints[Int(position)], default: []].append(position)
    }
  }

  /// The first record with this content; each is taken once.
  mutating func takeFirst(_ fingerprint: Int64) -> Int32? {
    byFingerprint[fingerprint]?.popLast()
  }
}

/// Tells what a row is whose key the store knows with other content: a new version of the record
/// that holds the key, or another person under an old key.
///
/// A record whose key was given to another person stays as it is, without the key (`retired`). It
/// gets the key back when the source delivers it again.
struct KeyDecisions {
  private let known: KnownRecords
  private let systems: [String]
  /// By position: whether this run has delivered a known record unchanged under its key.
  private let delivered: [Bool]
  private var stored = StoredVersions.none
  /// Features of the stored records, in the order of `stored`, and of the undecided rows after them.
  private var table: MatchTable?
  /// The row of `table` of the next undecided row.
  private var nextRow = 0
  private var candidates: [RecordID: Candidates] = [:]
  /// What tells that a key has gone to somebody else whose record says too little by itself.
  private var moved = MovedValues()
  /// What is told about rows whose key named another person.
  private(set) var reused: [Finding] = []
  /// The ids of these rows.
  private(set) var strangers: Set<RecordID> = []

  /// How many records of a key a row is compared with: enough for the records that a source keeps
  /// under one key, and a bound where all rows of a file have the same.
  static let maximumComparisons = 8

  /// The stored records of one key of which no row is a version yet.
  private struct Candidates {
    /// The one to be tried first is last: holders of the key in the order in which they were first
    /// seen, then those that held it before.
    var remaining: [Int32]
    /// The number of the next record under the key.
    var nextNumber: Int
    var isReused = false
  }

  /// `systems` are the names of the sources of the run's files.
  init(_ known: KnownRecords, _ delivered: [Bool], systems: [String]) {
    self.known = known
    self.systems = systems
    self.delivered = delivered
  }

  /// Reads everything that `batches` may bring new versions of.
  ///
  /// - Throws: `Fault` for a damaged store, `IOError` when rows set aside cannot be read.
  mutating func load(
    _ batches: [IntakeBatch],
    store: StoreSnapshot,
    threads: Int
  ) throws -> StoredVersions {
    var positions: Set<Int32> = []
    for batch in batches {
      positions.formUnion(batch.replaces.compactMap { $0 })
      for row in batch.undecided where candidates[batch.ids[row]] == nil {
        let found = candidates(of: batch.ids[row])
        candidates[batch.ids[row]] = found
        positions.formUnion(found.remaining)
      }
    }
    var moved = MovedValues()
    for batch in batches where !batch.undecided.isEmpty {
      let leads = try batch.content().leads.batch
      moved.expect(leads, batch.undecided, system: systems[batch.file])
    }
    stored = try StoredVersions(positions, of: known, store: store, threads: threads) {
      moved.observe($0)
    }
    guard !candidates.isEmpty else { return stored }
    moved.expect(stored)
    for batch in batches {
      moved.deliver(try batch.content().leads.batch, system: systems[batch.file])
    }
    self.moved = moved
    var builder = MatchTableBuilder()
    builder.append(MatchFeatures.extract(stored.batch))
    for batch in batches where !batch.undecided.isEmpty {
      let rows = try batch.content().leads.batch.taking(batch.undecided)
      builder.append(MatchFeatures.extract(rows))
    }
    table = builder.finish()
    nextRow = stored.batch.rowCount
    return stored
  }

  private func candidates(of key: RecordID) -> Candidates {
    let chain = known.chain(of: key)
    let free = chain.filter { !delivered[Int($0)] }
    let former = free.filter { !known.holdsKey[Int($0)] }
    let holders = free.filter { known.holdsKey[Int($0)] }
    return Candidates(
      remaining: former.reversed() + holders.reversed(),
      nextNumber: chain.count
    )
  }

  /// Decides the undecided rows of the next batch; batches come in the order in which they were
  /// loaded.
  ///
  /// - Throws: `IOError` when rows set aside cannot be read.
  mutating func decide(_ batch: IntakeBatch) throws(IOError) -> [IntakeBatch.Decision] {
    let leads = try batch.content().leads
    let keys = leads.batch.column(CleanLeads.ExtraColumn.externalID)
    let values = RecordValues(leads.batch)
    return batch.undecided.map { row in
      defer { nextRow += 1 }
      let delivered = Delivered(
        origin: leads.origins[row],
        key: keys?.string(row),
        incomplete: batch.incomplete[row],
        values: values.hashes(row, systems[batch.file])
      )
      let key = batch.ids[row]
      guard var found = candidates[key] else { return .new(key) }
      let decision = decide(delivered, key, &found)
      candidates[key] = found
      return decision
    }
  }

  /// An undecided row, apart from its values.
  private struct Delivered {
    let origin: RowOrigin
    let key: String?
    let incomplete: IncompleteRecord?
    /// What `MovedValues` compares.
    let values: [UInt64?]
  }

  private mutating func decide(
    _ row: Delivered,
    _ key: RecordID,
    _ found: inout Candidates
  ) -> IntakeBatch.Decision {
    let examined = found.remaining.suffix(Self.maximumComparisons)
    guard let index = version(among: examined, row.values) else {
      // Another person under an old key must meet all requirements alone.
      if row.incomplete != nil { return .refused }
      let id = key.advanced(by: found.nextNumber)
      found.nextNumber += 1
      if let former = examined.last {
        found.isReused = true
        strangers.insert(id)
        tell(row.origin, key: row.key, former)
      }
      return .new(id)
    }
    let position = found.remaining[index]
    if let incomplete = row.incomplete, !stored.meets(incomplete.unmet, position) {
      return .refused
    }
    found.remaining.remove(at: index)
    // A record that held the key before has it again.
    if !known.holdsKey[Int(position)] { found.isReused = true }
    return .version(of: position, known.ids[Int(position)])
  }

  /// The index of the record of which the next undecided row is a version: the one that something
  /// bears out, else a holder of the key that nothing contradicts.
  private func version(among positions: ArraySlice<Int32>, _ values: [UInt64?]) -> Int? {
    guard let table else { return nil }
    func isTrue(_ index: Int, _ judgement: (Int, Int) -> Bool) -> Bool {
      stored.row(of: positions[index]).map { judgement($0, nextRow) } ?? false
    }
    return positions.indices.last { isTrue($0, table.isBorneOut) }
      ?? positions.indices.last { index in
        known.holdsKey[Int(positions[index])] && !isTrue(index, table.isAnotherPerson)
          && !hasMoved(values, positions[index])
      }
  }

  /// Whether what the row says is another record's, or what the stored one says is delivered under
  /// another key.
  private func hasMoved(_ values: [UInt64?], _ position: Int32) -> Bool {
    guard let row = stored.row(of: position) else { return false }
    let before = RecordValues(stored.batch).hashes(row, stored.system(row))
    return moved.haveMoved(values, from: before)
  }

  private mutating func tell(_ origin: RowOrigin, key: String?, _ former: Int32) {
    let name =
      key.flatMap { SourceKey.isPrintable($0) ? "the key \($0)" : nil } ?? "the key of this record"
    let place = stored.place(of: former).map { " (\($0.file):\($0.line))" } ?? ""
    reused.append(
      Finding(
        "key.reused",
        .warning,
        at: origin,
        field: CleanLeads.ExtraColumn.externalID,
        message: "\(name) named another person before\(place), this is kept as a record of its own",
        hint: "if the keys of this file are row numbers, name a column that stays with the person"
      )
    )
  }

  /// Known records whose key another record has now.
  var retired: Set<Int32> {
    Set(
      candidates.values.filter(\.isReused).flatMap { found in
        found.remaining.filter { known.holdsKey[Int($0)] }
      }
    )
  }
}
