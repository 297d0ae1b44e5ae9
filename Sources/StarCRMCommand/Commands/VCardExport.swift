import ByteIO
import CRMModel
import Columns
import Rendering
import Store

/// The leads of a store as vCards.
///
/// Contact points that stand in the lead itself are recognised by fingerprint, so that only the
/// further ones are in memory.
struct VCardExport {
  private let snapshot: StoreSnapshot
  private var own: Set<UInt64> = []
  private var further: [String: [LeadCards.Point]] = [:]

  init(_ snapshot: StoreSnapshot) throws {
    self.snapshot = snapshot
    try observeLeads()
    try gatherFurther()
  }

  /// Writes all leads and returns how many there are.
  func write(to sink: any ByteSink) throws -> Int {
    var cards = LeadCards(sink)
    var count = 0
    try snapshot.scan(.leads) { batch in
      count += batch.rowCount
      try cards.write(batch) { further[$0] ?? [] }
    }
    try cards.finish()
    return count
  }

  private mutating func observeLeads() throws {
    let fields: [(LeadField, ContactKind)] = [(.email, .email), (.phone, .phone), (.website, .url)]
    try snapshot.scan(.leads, columns: ["lead_id"] + fields.map(\.0.name)) { batch in
      for (index, (_, kind)) in fields.enumerated() {
        for row in 0..<batch.rowCount {
          guard let value = batch.columns[index + 1].string(row) else { continue }
          own.insert(Self.fingerprint(batch.columns[0].string(row) ?? "", kind, value))
        }
      }
    }
  }

  /// The lead's own address has no text here to compare; points of the kind address are all of
  /// further ones but the first, which is the lead's.
  private mutating func gatherFurther() throws {
    var hasAddress: Set<String> = []
    let columns = ["lead_id", "kind", "value", "normalised", "label"]
    try snapshot.scan(.contactPoints, columns: columns) { batch in
      for row in 0..<batch.rowCount {
        guard let lead = batch.columns[0].string(row), let value = batch.columns[2].string(row),
          let kind = batch.columns[1].string(row).flatMap(ContactKind.init(rawValue:))
        else { continue }
        let names = [value, batch.columns[3].string(row)].compactMap { $0 }
        let isOwn =
          kind == .address
          ? hasAddress.insert(lead).inserted
          : names.contains { own.contains(Self.fingerprint(lead, kind, $0)) }
        guard !isOwn else { continue }
        let point = LeadCards.Point(kind: kind, value: value, label: batch.columns[4].string(row))
        further[lead, default: []].append(point)
      }
    }
  }

  /// FNV-1a over lead, kind and value.
  private static func fingerprint(_ lead: String, _ kind: ContactKind, _ value: String) -> UInt64 {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for text in [lead, kind.rawValue, value] {
      for byte in text.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
      hash = (hash ^ 0xFF) &* 0x100_0000_01B3
    }
    return hash
  }
}
