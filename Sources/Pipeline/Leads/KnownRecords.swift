import CRMModel
import Columns

/// What the store knows of the records that sources delivered before: ids, leads, fingerprints.
struct KnownRecords: Sendable {
  /// Position in these arrays is the record's row in the match table.
  private(set) var ids: [RecordID] = []
  private(set) var leads: [RecordID] = []
  private(set) var fingerprints: [Int64] = []
  /// Whether the source's key is this record's: false for a record without one, and for one whose
  /// key the source gave to another person since.
  private(set) var holdsKey: [Bool] = []
  /// The number of each record's source in `systems`.
  private(set) var systemNumbers: [Int16] = []
  private(set) var systems: [String] = []
  /// Whether the record's source no longer holds it (`source_records.gone_at`).
  private(set) var isGone: [Bool] = []
  private var byID = RecordIndex()
  /// The first record of each content.
  private var byContent = RecordIndex()
  /// Content that several records without an id of their own have: how many.
  private var repeatedContent = RecordIndex()
  /// Numbers of the stored rows without ids of ours, which another program has added; ascending.
  private var unidentified: [Int] = []
  private var rowCount = 0

  /// Columns of `source_records` that `append` needs.
  static let columns = [
    "source_id", "lead_id", "source_system", "external_id", "content_hash", "gone_at",
  ]

  var count: Int { ids.count }

  /// Takes over the stored records of a batch.
  mutating func append(_ batch: RecordBatch) {
    guard let source = batch.column("source_id")?.plainText,
      let lead = batch.column("lead_id")?.plainText,
      let system = batch.column("source_system")?.plainText,
      let external = batch.column("external_id")?.plainText,
      let fingerprint = batch.column("content_hash")
    else { preconditionFailure("source_records lacks its key columns") }
    let (sources, leadBytes) = (source.bytes.span, lead.bytes.span)
    let externalBytes = external.bytes.span
    let gone = batch.column("gone_at")
    var keys = ContentKeys()
    for row in 0..<batch.rowCount {
      guard let id = RecordID(sources, source.range(row)),
        let leadID = RecordID(leadBytes, lead.range(row))
      else {
        unidentified.append(rowCount + row)
        continue
      }
      let position = ids.count
      let hash = fingerprint.integer(row) ?? 0
      ids.append(id)
      leads.append(leadID)
      fingerprints.append(hash)
      byID.insert(id, position)
      let isKeyed = SourceKey.isKey(externalBytes.extracting(external.range(row)))
      holdsKey.append(isKeyed)
      systemNumbers.append(number(of: system[row] ?? ""))
      isGone.append(gone.map { !$0.isNull(row) } ?? false)
      if !isKeyed { insertContent(keys.key(system, row, hash), position) }
    }
    rowCount += batch.rowCount
  }

  private mutating func number(of system: String) -> Int16 {
    if let last = systemNumbers.last, systems[Int(last)] == system { return last }
    if let number = systems.firstIndex(of: system) { return Int16(number) }
    systems.append(system)
    return Int16(systems.count - 1)
  }

  /// The rows of a batch that are known records; `first` is the number of its first row among the
  /// stored ones.
  func identified(_ batch: RecordBatch, from first: Int) -> RecordBatch {
    let rows = first..<first + batch.rowCount
    let left = Set(unidentified.lazy.filter(rows.contains).map { $0 - first })
    return left.isEmpty ? batch : batch.taking((0..<batch.rowCount).filter { !left.contains($0) })
  }

  private mutating func insertContent(_ key: RecordID, _ position: Int) {
    guard byContent[key] != nil else { return byContent.insert(key, position) }
    let count = repeatedContent[key] ?? 1
    byContent.insert(ContentKeys.key(key, occurrence: count), position)
    repeatedContent.insert(key, count + 1)
  }

  /// Makes `lead` the lead of the record at a position.
  mutating func move(_ position: Int32, to lead: RecordID) { leads[Int(position)] = lead }

  /// The record with this id.
  func position(of id: RecordID) -> Int? { byID[id] }

  /// The record with this content, `key` as `ContentKeys` makes it; records of the same content are
  /// told apart by how many came before.
  func position(ofContent key: RecordID, occurrence: Int) -> Int? {
    byContent[ContentKeys.key(key, occurrence: occurrence)]
  }

  /// All records that were ever delivered under a key whose first record has the id `base`, in the
  /// order in which they were first seen.
  func chain(of base: RecordID) -> [Int32] {
    var positions: [Int32] = []
    while let position = byID[base.advanced(by: positions.count)] {
      positions.append(Int32(position))
    }
    return positions
  }
}

extension RecordID {
  /// The id of the record that is the `count`-th after the first under its key.
  func advanced(by count: Int) -> RecordID {
    RecordID(high: high, low: low &+ UInt64(count))
  }
}

/// Keys that find a record without an id of its own by its source and content.
struct ContentKeys {
  private var systems: [String: UInt64] = [:]

  /// The key of records of `system` with fingerprint `hash`.
  mutating func key(_ system: String, _ hash: Int64) -> RecordID {
    if let high = systems[system] { return RecordID(high: high, low: UInt64(bitPattern: hash)) }
    // FNV-1a over the name; the lower bytes are left for counting occurrences.
    let name = system.utf8.reduce(0xCBF2_9CE4_8422_2325 as UInt64) {
      ($0 ^ UInt64($1)) &* 0x100_0000_01B3
    }
    let high = name & ~0xFF_FFFF
    systems[system] = high
    return RecordID(high: high, low: UInt64(bitPattern: hash))
  }

  fileprivate mutating func key(_ systems: TextColumn, _ row: Int, _ hash: Int64) -> RecordID {
    key(systems[row] ?? "", hash)
  }

  /// The key of the record with the same content that came after `occurrence` others.
  static func key(_ first: RecordID, occurrence: Int) -> RecordID {
    RecordID(high: first.high &+ UInt64(occurrence), low: first.low)
  }
}

/// How often each key occurred so far: one look-up a record, however often its key was there.
struct Occurrences: Sendable {
  private var counts = RecordIndex()

  /// Whether a key has occurred.
  func has(_ key: RecordID) -> Bool { counts[key] != nil }

  /// Counts one more of `key`; returns how many there were before.
  mutating func count(_ key: RecordID) -> Int {
    let before = counts[key] ?? 0
    counts.insert(key, before + 1)
    return before
  }
}

/// A hash table from ids to positions: open addressing with linear probing, 4 bytes a slot beside
/// the ids, half the memory of a Dictionary.
struct RecordIndex: Sendable {
  private var keys: [RecordID] = []
  private var values: [Int32] = []
  /// Index into `keys` plus one; 0 is free.
  private var slots = [UInt32](repeating: 0, count: 16)

  /// The position under `key`.
  subscript(key: RecordID) -> Int? {
    let mask = slots.count - 1
    var slot = Self.hash(key) & mask
    while slots[slot] != 0 {
      let index = Int(slots[slot]) - 1
      if keys[index] == key { return Int(values[index]) }
      slot = (slot + 1) & mask
    }
    return nil
  }

  /// Puts `position` under `key`, over what was there.
  mutating func insert(_ key: RecordID, _ position: Int) {
    if (keys.count + 1) * 2 > slots.count { grow() }
    let mask = slots.count - 1
    var slot = Self.hash(key) & mask
    while slots[slot] != 0 {
      let index = Int(slots[slot]) - 1
      if keys[index] == key {
        values[index] = Int32(position)
        return
      }
      slot = (slot + 1) & mask
    }
    keys.append(key)
    values.append(Int32(position))
    slots[slot] = UInt32(keys.count)
  }

  private mutating func grow() {
    slots = [UInt32](repeating: 0, count: slots.count * 2)
    let mask = slots.count - 1
    for (index, key) in keys.enumerated() {
      var slot = Self.hash(key) & mask
      while slots[slot] != 0 { slot = (slot + 1) & mask }
      slots[slot] = UInt32(index + 1)
    }
  }

  private static func hash(_ key: RecordID) -> Int {
    let mixed = (key.low ^ (key.high &* 0x9E37_79B9_7F4A_7C15)) &* 0xBF58_476D_1CE4_E5B9
    return Int(truncatingIfNeeded: mixed >> 20)
  }
}
