import CRMModel
import Columns

/// Rows of a table gathered under the values of a key, as fingerprints: enough to see which keys two
/// states of a table differ in.
struct RowGroups {
  /// By key: the sum of its rows' fingerprints, whatever their order.
  private var sums: [RecordID: UInt64] = [:]

  /// Adds the rows of a batch whose key is among `wanted`, all when nil.
  mutating func append(_ batch: RecordBatch, key: String, wanted: Set<RecordID>? = nil) {
    guard let ids = batch.column(key)?.plainText else { return }
    let hashes = Self.hashes(batch)
    let bytes = ids.bytes.span
    for row in 0..<batch.rowCount {
      guard let id = RecordID(bytes, ids.range(row)), wanted?.contains(id) != false else {
        continue
      }
      sums[id, default: 0] &+= hashes[row]
    }
  }

  /// The keys that have rows.
  var keys: Set<RecordID> { Set(sums.keys) }

  /// The keys whose rows are not the same in both.
  func differing(from other: RowGroups) -> Set<RecordID> {
    let mine = sums.filter { other.sums[$0.key] != $0.value }.map(\.key)
    return Set(mine).union(other.sums.keys.filter { sums[$0] == nil })
  }

  /// Whether some of `keys` have other rows here than there.
  func differs(from other: RowGroups, in keys: Set<RecordID>) -> Bool {
    keys.contains { sums[$0] != other.sums[$0] }
  }

  // MARK: - Fingerprints

  /// FNV-1a over the values of each row, the number of the column before each; null is nothing.
  private static func hashes(_ batch: RecordBatch) -> [UInt64] {
    var hashes = [UInt64](repeating: 0xCBF2_9CE4_8422_2325, count: batch.rowCount)
    for (number, column) in batch.columns.enumerated() {
      if let text = column.plainText {
        let bytes = text.bytes.span
        for row in hashes.indices where !text.isNull(row) {
          mix(UInt64(number) << 8 | 1, into: &hashes[row])
          for index in text.range(row) { mix(UInt64(bytes[index]), into: &hashes[row]) }
        }
      } else {
        for row in hashes.indices {
          guard let value = column.bool(row).map({ $0 ? 1 : 0 }) ?? column.integer(row) else {
            continue
          }
          mix(UInt64(number) << 8 | 2, into: &hashes[row])
          mix(UInt64(bitPattern: Int64(value)), into: &hashes[row])
        }
      }
    }
    return hashes
  }

  private static func mix(_ value: UInt64, into hash: inout UInt64) {
    hash = (hash ^ value) &* 0x100_0000_01B3
    hash ^= hash >> 32
  }
}
