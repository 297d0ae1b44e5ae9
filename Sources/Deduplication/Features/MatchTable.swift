internal import Dispatch
internal import Foundation
internal import Synchronization

/// The match features of all records, by row: what `findMatches` compares.
///
/// About 120 bytes a record and its folded text; nothing of the batches is kept.
package struct MatchTable: Sendable {
  let records: [MatchRecord]
  /// The folded texts of all records.
  let text: [UInt8]
  /// Which rows are equal in everything compared.
  let alike: AlikeRecords

  /// Number of records.
  package var count: Int { records.count }
}

/// Collects features batch by batch.
package struct MatchTableBuilder {
  private var pieces: [MatchFeatures] = []
  /// Number of records appended.
  package private(set) var count = 0

  package init() {}

  /// Appends the features of the next batch; rows are numbered in the order of appending.
  package mutating func append(_ features: MatchFeatures) {
    count += features.count
    pieces.append(features)
  }

  /// The table of everything appended, with the frequency of each value.
  package consuming func finish() -> MatchTable {
    var records: [MatchRecord] = []
    var text: [UInt8] = []
    records.reserveCapacity(count)
    text.reserveCapacity(pieces.reduce(0) { $0 + $1.text.count })
    for index in pieces.indices {
      // Each piece is let go once copied, so that nothing is held twice.
      var piece = MatchFeatures(records: [], text: [])
      swap(&piece, &pieces[index])
      let base = UInt64(text.count)
      for row in piece.records.indices { piece.records[row].textStart += base }
      records.append(contentsOf: piece.records)
      text.append(contentsOf: piece.text)
    }
    pieces = []
    let alike = AlikeRecords(records)
    ValueFrequencies.fill(&records, alike)
    return MatchTable(records: records, text: text, alike: alike)
  }
}

/// How often values occur, counted by hash.
///
/// Two values that share a slot are counted as one; with at least two slots a record that is
/// rare and makes a value look a little commoner, which errs on the safe side.
enum ValueFrequencies {
  /// Records of an imagined population in which a value has its usual frequency, counted with those
  /// of the table: keeps a small table from taking every value for a rare one.
  ///
  /// Together they are at least `MatchModel.smallestPopulation`, as for the prior.
  static func imaginedRecords(besides count: Int) -> Double {
    Double(max(1000, MatchModel.smallestPopulation - count))
  }

  /// The frequency that a value is taken to have before anything is counted, by `FrequencyField`.
  static let usual: InlineArray<8, Double> = [
    0.004, 0.001, 0.000_2, 0.000_002, 0.000_002, 0.000_02, 0.000_1, 0.01,
  ]

  /// Sets `rarity` of each record from the counts of all; those that are alike count once.
  static func fill(_ records: inout [MatchRecord], _ alike: AlikeRecords) {
    let rarities = rarities(records, alike)
    var output = records.mutableSpan
    for field in rarities.indices {
      let rarities = rarities[field]
      guard !rarities.isEmpty else { continue }
      let source = rarities.span
      for row in output.indices { output[row].rarity[field] = source[row] }
    }
  }

  /// The rarity of each record's value, field by field in the order of `FrequencyField`; none for
  /// a field without values.
  private static func rarities(_ records: [MatchRecord], _ alike: AlikeRecords) -> [[UInt8]] {
    let filled = Mutex<[[UInt8]]>(Array(repeating: [], count: FrequencyField.allCases.count))
    DispatchQueue.concurrentPerform(iterations: FrequencyField.allCases.count) { index in
      let field = FrequencyField.allCases[index]
      let column = column(slots(records, field), alike, usual[field.rawValue])
      filled.withLock { $0[index] = column }
    }
    return filled.withLock { $0 }
  }

  private static func column(
    _ slots: [UInt32],
    _ alike: AlikeRecords,
    _ usual: Double
  ) -> [UInt8] {
    let total = slots.span
    var counts = [UInt32](repeating: 0, count: 1 << slotBits(slots.count))
    var counting = counts.mutableSpan
    var present = 0
    for row in total.indices where total[row] != none {
      counting[Int(total[row])] += 1
      present += 1
    }
    for row in alike.repeated where total[Int(row)] != none {
      counting[Int(total[Int(row)])] -= 1
      present -= 1
    }
    guard present > 0 else { return [] }
    let imagined = imaginedRecords(besides: slots.count - alike.repeated.count)
    func rarity(_ count: Int) -> UInt8 {
      eighths((Double(count) + imagined * usual) / (Double(present) + imagined))
    }
    // Most counts are small; logarithms are taken once each.
    let common = (0..<4096).map { rarity($0) }
    return slots.map { slot in
      if slot == none { return 0 }
      let count = Int(counts[Int(slot)])
      return count < common.count ? common[count] : rarity(count)
    }
  }

  /// Stands for a missing value.
  private static let none = UInt32.max

  /// Bits of a slot's number for a table of `count` records.
  private static func slotBits(_ count: Int) -> Int {
    max(10, min(26, Int.bitWidth - (count * 2).leadingZeroBitCount))
  }

  /// Where the value of each record is counted.
  private static func slots(_ records: [MatchRecord], _ field: FrequencyField) -> [UInt32] {
    let shift = UInt64(64 - slotBits(records.count))
    let source = records.span
    var slots = [UInt32](repeating: none, count: records.count)
    var output = slots.mutableSpan
    for row in source.indices {
      let value = source[row].counted(field)
      if value != 0 {
        output[row] = UInt32(truncatingIfNeeded: MatchHash.finished(value) >> shift)
      }
    }
    return slots
  }

  /// `-log2(frequency)` in eighths of a bit.
  private static func eighths(_ frequency: Double) -> UInt8 {
    UInt8(max(0, min(255, (-log2(frequency) * 8).rounded())))
  }
}
