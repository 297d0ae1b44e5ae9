internal import Concurrency

/// A record's place in a blocking rule.
struct BlockEntry: Sendable {
  let key: UInt64
  let row: Int32
}

/// The records of a table by the blocks of one rule, in parts that can be worked on apart; of those
/// that are equal in everything compared the first.
///
/// Parts are ranges of keys, so that a block lies in one part.
struct BlockIndex: Sendable {
  /// Bits of the key that choose the part.
  private static let partBits = 8
  /// Bits after them by which a part is sorted first.
  private static let bucketBits = 11
  static let partCount = 1 << partBits

  /// The part that a block lies in.
  static func part(ofKey key: UInt64) -> Int { Int(key >> UInt64(64 - partBits)) }

  /// One run of rows each, its entries ordered by part.
  private let chunks: [Chunk]

  private struct Chunk: Sendable {
    let entries: [BlockEntry]
    /// Where each part begins, one more than there are parts.
    let starts: [Int32]
  }

  /// Rows of a table that are keyed at a time.
  private static let chunkRows = 1 << 16

  init(_ table: MatchTable, threads: Int, key: @Sendable (MatchRecord) -> UInt64) {
    let chunkCount = (table.count + Self.chunkRows - 1) / Self.chunkRows
    chunks = Concurrent.map(chunkCount, threads: threads) { index in
      let start = index * Self.chunkRows
      return Self.chunk(table, start..<min(start + Self.chunkRows, table.count), key)
    }
  }

  private static func chunk(
    _ table: MatchTable,
    _ rows: Range<Int>,
    _ key: (MatchRecord) -> UInt64
  ) -> Chunk {
    var unordered: [BlockEntry] = []
    unordered.reserveCapacity(rows.count)
    let records = table.records.span
    for row in rows where !table.alike.isRepeated(row) {
      let key = key(records[row])
      if key != 0 { unordered.append(BlockEntry(key: key, row: Int32(row))) }
    }
    let (entries, starts) = countingSort(
      unordered,
      shift: UInt64(64 - partBits),
      bucketBits: partBits
    )
    return Chunk(entries: entries, starts: starts)
  }

  /// The entries of a part, ordered by key, then row.
  func part(_ part: Int) -> [BlockEntry] {
    var entries: [BlockEntry] = []
    entries.reserveCapacity(
      chunks.reduce(0) { $0 + Int($1.starts[part + 1] - $1.starts[part]) }
    )
    for chunk in chunks {
      entries.append(
        contentsOf: chunk.entries[Int(chunk.starts[part])..<Int(chunk.starts[part + 1])]
      )
    }
    return Self.sorted(entries)
  }

  private static func sorted(_ entries: [BlockEntry]) -> [BlockEntry] {
    let shift = UInt64(64 - partBits - bucketBits)
    var (sorted, _) = countingSort(entries, shift: shift, bucketBits: bucketBits)
    // Buckets hold few distinct keys, so that insertion has little left to do.
    insertionSort(&sorted)
    return sorted
  }

  /// Orders by key; entries of one key keep their order.
  static func insertionSort(_ entries: inout [BlockEntry]) {
    for index in entries.indices.dropFirst() {
      let entry = entries[index]
      var slot = index
      while slot > 0, entries[slot - 1].key > entry.key {
        entries[slot] = entries[slot - 1]
        slot -= 1
      }
      if slot != index { entries[slot] = entry }
    }
  }

  /// A stable sort by `bucketBits` bits of the key above `shift`.
  private static func countingSort(
    _ entries: [BlockEntry],
    shift: UInt64,
    bucketBits: Int
  ) -> ([BlockEntry], starts: [Int32]) {
    let mask = UInt64(1) << UInt64(bucketBits) - 1
    var starts = [Int32](repeating: 0, count: 1 << bucketBits + 1)
    for entry in entries { starts[Int(entry.key >> shift & mask) + 1] += 1 }
    for bucket in 1..<starts.count { starts[bucket] += starts[bucket - 1] }
    var next = starts
    var sorted = [BlockEntry](repeating: BlockEntry(key: 0, row: 0), count: entries.count)
    for entry in entries {
      let bucket = Int(entry.key >> shift & mask)
      sorted[Int(next[bucket])] = entry
      next[bucket] += 1
    }
    return (sorted, starts)
  }
}
