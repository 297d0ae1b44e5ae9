/// Records that are equal in everything compared: each stands for all that are like it.
///
/// A file may hold one person a hundred thousand times. Values are counted, pairs looked for and
/// sizes of clusters measured by the first of such records; the others follow it.
struct AlikeRecords: Sendable {
  /// For each row, the first row of the same content; the row itself where none is like it.
  private(set) var first: [Int32]
  /// Rows that are like an earlier one, ascending.
  private(set) var repeated: [Int32] = []

  init(_ records: [MatchRecord]) {
    first = (0..<Int32(records.count)).map { $0 }
    // Open addressing: the content's hash beside its first row plus one, 0 being free.
    let mask = 1 << (Int.bitWidth - (max(8, records.count) * 2).leadingZeroBitCount) - 1
    var slots = [UInt32](repeating: 0, count: mask + 1)
    var hashes = [UInt64](repeating: 0, count: records.count)
    let source = records.span
    for row in source.indices where source[row].hasContent {
      let hash = MatchHash.finished(source[row].contentHash)
      hashes[row] = hash
      var slot = Int(truncatingIfNeeded: hash) & mask
      while slots[slot] != 0, hashes[Int(slots[slot]) - 1] != hash { slot = (slot + 1) & mask }
      if slots[slot] == 0 {
        slots[slot] = UInt32(row) + 1
      } else {
        first[row] = Int32(slots[slot]) - 1
        repeated.append(Int32(row))
      }
    }
  }

  /// Whether a row is like an earlier one.
  func isRepeated(_ row: Int) -> Bool { Int(first[row]) != row }
}

extension MatchRecord {
  /// Whether the record says anything that is compared.
  var hasContent: Bool {
    given | family | organisation | email | street | locality | phone | postalCode != 0
      || birthDate != Self.noDay
  }
}
