import Columns

/// A 64-bit fingerprint of what a record says, for noticing that a source delivers the same again.
///
/// Not cryptographic and never shown: it stands in `source_records` beside the values themselves.
/// Per value FNV-1a (Fowler, Noll, Vo; 64-bit offset basis and prime) over its bytes, mixed with
/// the column's number by the finaliser of SplitMix64, so that moved values differ.
package enum ContentFingerprint {
  /// The fingerprints of the rows of a clean batch, contact points included.
  package static func rows(of leads: CleanLeads) -> [Int64] {
    var hashes = [UInt64](repeating: 0xCBF2_9CE4_8422_2325, count: leads.batch.rowCount)
    for (index, column) in leads.batch.columns.enumerated()
    where leads.batch.schema.fields[index].name != CleanLeads.ExtraColumn.repairs {
      add(column, number: UInt64(index), to: &hashes)
    }
    let points = leads.points
    let values = points.values.bytes.span
    for index in 0..<points.count {
      let row = Int(points.rows[index])
      let value = fold(values, points.values.range(index))
      hashes[row] = mix(hashes[row] ^ mix(value &+ 0xA5A5))
    }
    return hashes.map { Int64(bitPattern: $0) }
  }

  private static func add(_ column: Column, number: UInt64, to hashes: inout [UInt64]) {
    let salt = mix(number &+ 1)
    switch column {
    case .text(let text):
      let bytes = text.bytes.span
      for row in hashes.indices where !text.isBlank(row) {
        hashes[row] = mix(hashes[row] ^ salt ^ fold(bytes, text.range(row)))
      }
    case .dictionary(let dictionary):
      add(.text(dictionary.plain), number: number, to: &hashes)
    default:
      for row in hashes.indices {
        guard let value = column.integer(row) else { continue }
        hashes[row] = mix(hashes[row] ^ salt ^ UInt64(bitPattern: value))
      }
    }
  }

  private static func fold(_ bytes: Span<UInt8>, _ range: Range<Int>) -> UInt64 {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for index in range { hash = (hash ^ UInt64(bytes[index])) &* 0x100_0000_01B3 }
    return hash
  }

  private static func mix(_ value: UInt64) -> UInt64 {
    var mixed = value &+ 0x9E37_79B9_7F4A_7C15
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}
