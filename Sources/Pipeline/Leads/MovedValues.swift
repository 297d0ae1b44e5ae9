import CRMModel
import Columns

/// Names, addresses and numbers that a delivery moves from one key to another, as row numbers do
/// when a row is inserted on top.
///
/// A record that says nothing but an e-mail address is too little to tell another person from a new
/// address; that the address stands under another key, in the store or in the same delivery, does.
struct MovedValues: Sendable {
  /// What belongs to one person or company more than to others.
  private static let fields: [LeadField] = [.email, .phone, .fullName, .organisation]

  /// Values of rows under known keys, those of them that the store has, and all delivered ones.
  private var expected: Set<String> = []
  private var stored: Set<String> = []
  private var delivered: Set<String> = []

  /// The values of a row of a source; nil for a blank one.
  static func values(_ batch: RecordBatch, _ row: Int, system: String) -> [String?] {
    fields.map { field in
      batch.column(field.name)?.string(row).flatMap { value in
        value.isEmpty ? nil : "\(system) \(field.name) \(value)"
      }
    }
  }

  /// Takes in rows whose key the store knows with other content.
  mutating func expect(_ batch: RecordBatch, _ rows: [Int], system: String) {
    for row in rows {
      expected.formUnion(Self.values(batch, row, system: system).compactMap { $0 })
    }
  }

  /// Takes in rows of the store.
  mutating func observe(_ batch: RecordBatch) {
    guard !expected.isEmpty, let systems = batch.column("source_system") else { return }
    for row in 0..<batch.rowCount {
      let values = Self.values(batch, row, system: systems.string(row) ?? "")
      stored.formUnion(values.compactMap { $0 }.filter(expected.contains))
    }
  }

  /// Takes in rows that the run delivers and that the store does not have in this form.
  mutating func deliver(_ batch: RecordBatch, system: String) {
    for row in 0..<batch.rowCount {
      delivered.formUnion(Self.values(batch, row, system: system).compactMap { $0 })
    }
  }

  /// Whether a value of a row that differs from the stored one is another record's in the store, or
  /// the stored one is delivered by another row.
  func haveMoved(_ now: [String?], from before: [String?]) -> Bool {
    zip(now, before).contains { now, before in
      guard let now, let before, now != before else { return false }
      return stored.contains(now) || delivered.contains(before)
    }
  }
}
