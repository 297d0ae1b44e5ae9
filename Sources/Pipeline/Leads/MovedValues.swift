import CRMModel
import Columns

/// Names, addresses and numbers that a delivery moves from one key to another, as row numbers do
/// when a row is inserted on top.
///
/// A record that says nothing but an e-mail address is too little to tell another person from a new
/// address; that the address stands under another key, in the store or in the same delivery, does.
///
/// Values are kept as hashes, and only those that rows in question have, or the versions that these
/// may replace: the memory follows what changes, not the store or the delivery.
struct MovedValues: Sendable {
  /// Values of the rows in question, and of the stored versions that they may replace.
  private var now: Set<UInt64> = []
  private var before: Set<UInt64> = []
  /// Those of `now` that the store has, and those of `before` that the run delivers.
  private var stored: Set<UInt64> = []
  private var delivered: Set<UInt64> = []

  /// Takes in rows whose key the store knows with other content.
  mutating func expect(_ batch: RecordBatch, _ rows: [Int], system: String) {
    let values = RecordValues(batch)
    for row in rows { now.formUnion(values.hashes(row, system).compactMap { $0 }) }
  }

  /// Takes in rows of the store, of any source.
  mutating func observe(_ batch: RecordBatch) {
    guard !now.isEmpty, let systems = batch.column("source_system") else { return }
    let values = RecordValues(batch)
    var system = (name: "", hash: RecordValues.hash(""))
    for row in 0..<batch.rowCount {
      let name = systems.string(row) ?? ""
      if name != system.name { system = (name, RecordValues.hash(name)) }
      for hash in values.hashes(row, system.hash) {
        if let hash, now.contains(hash) { stored.insert(hash) }
      }
    }
  }

  /// Takes in the stored versions that rows in question may replace.
  mutating func expect(_ versions: StoredVersions) {
    let values = RecordValues(versions.batch)
    for row in 0..<versions.batch.rowCount {
      before.formUnion(values.hashes(row, versions.system(row)).compactMap { $0 })
    }
  }

  /// Takes in rows that the run delivers and that the store does not have in this form.
  mutating func deliver(_ batch: RecordBatch, system: String) {
    let values = RecordValues(batch)
    let system = RecordValues.hash(system)
    for row in 0..<batch.rowCount {
      for hash in values.hashes(row, system) {
        if let hash, before.contains(hash) { delivered.insert(hash) }
      }
    }
  }

  /// Whether a value of a row that differs from the stored one is another record's in the store, or
  /// the stored one is delivered by another row; both as `RecordValues` has them.
  func haveMoved(_ now: [UInt64?], from before: [UInt64?]) -> Bool {
    zip(now, before).contains { now, before in
      guard let now, let before, now != before else { return false }
      return stored.contains(now) || delivered.contains(before)
    }
  }
}

/// What belongs to one person or company more than to others, of the rows of a batch.
struct RecordValues {
  private static let fields: [LeadField] = [.email, .phone, .fullName, .organisation]

  private let columns: [TextColumn?]

  init(_ batch: RecordBatch) {
    columns = Self.fields.map { batch.column($0.name)?.plainText }
  }

  /// Hashes of a row's values, with the name of its source; nil for a blank one.
  func hashes(_ row: Int, _ system: String) -> [UInt64?] { hashes(row, Self.hash(system)) }

  /// The same with the source's name hashed before.
  func hashes(_ row: Int, _ system: UInt64) -> [UInt64?] {
    columns.enumerated().map { field, column in
      guard let column, !column.isBlank(row) else { return nil }
      let bytes = column.bytes.span
      var hash = Self.step(system, UInt8(field))
      for index in column.range(row) { hash = Self.step(hash, bytes[index]) }
      return hash
    }
  }

  /// FNV-1a of a source's name.
  static func hash(_ system: String) -> UInt64 {
    system.utf8.reduce(0xCBF2_9CE4_8422_2325, step)
  }

  private static func step(_ hash: UInt64, _ byte: UInt8) -> UInt64 {
    (hash ^ UInt64(byte)) &* 0x100_0000_01B3
  }
}
