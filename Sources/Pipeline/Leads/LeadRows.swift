import CRMModel
import Columns
import Diagnostics
import JSONText
import Time

// Rows of the lead tables, built by column from clean leads.

extension Column {
  /// Ids as text.
  static func ids(_ ids: [RecordID]) -> Column {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(ids.count * RecordID.length)
    var offsets: [Int32] = [0]
    offsets.reserveCapacity(ids.count + 1)
    for id in ids {
      id.append(to: &bytes)
      offsets.append(Int32(bytes.count))
    }
    return .text(TextColumn(bytes: bytes, offsets: offsets))
  }
}

/// Builds rows of `source_records`.
struct SourceRecordRows {
  let runID: String
  let asOf: Instant

  /// The rows of a clean batch: `leads` has the lead of each row, `firstSeen` the microseconds since
  /// 1970 at which it was first seen, `trust` is the source's in thousandths.
  ///
  /// A lead that comes back brings the number of its records.
  func batch(
    _ content: IntakeBatch.Content,
    ids: [RecordID],
    leads: [RecordID],
    returning: [ReturningLead?],
    firstSeen: [Int64],
    system: String,
    trust: Int
  ) -> RecordBatch {
    let count = ids.count
    let clean = content.leads.batch
    let origins = content.leads.origins
    var columns: [String: Column] = [
      "source_id": .ids(ids), "lead_id": .ids(leads),
      "run_id": .constant(runID, count: count),
      "file": .constant(origins.file, count: count),
      "record": .int64(FixedColumn(origins.record)),
      "line": .int64(FixedColumn(origins.line)),
      "byte_offset": .int64(FixedColumn(origins.byteOffset)),
      "source_system": .constant(system, count: count),
      "content_hash": .int64(FixedColumn(content.fingerprints)),
      "trust": .decimal(
        FixedColumn([Int64](repeating: Int64(trust), count: count)),
        precision: 4,
        scale: 3
      ),
      "first_seen_at": .timestamp(FixedColumn(firstSeen)),
      "points": .text(FurtherPoints.json(content.leads.points, rowCount: count)),
    ]
    for (field, column) in zip(clean.schema.fields, clean.columns) { columns[field.name] = column }
    if !returning.isEmpty {
      let counts = returning.map { $0?.recordCount }
      columns[SourceField.recordCount.name] = .int32(FixedColumn(counts, placeholder: 0))
    }
    return ModelTable.sourceRecords.batch(columns, count: count)
  }
}

extension ModelTable {
  /// A batch of this table from its columns by name; those left out are null.
  func batch(_ columns: [String: Column], count: Int) -> RecordBatch {
    let ordered = schema.fields.map { columns[$0.name] ?? .nulls($0.type, count: count) }
    return RecordBatch(schema: schema, rowCount: count, columns: ordered)
  }
}

/// The contact points of a record that the columns of a lead have no room for, as JSON.
enum FurtherPoints {
  /// For each row all of its points when it has two of a kind; else null.
  static func json(_ points: CleanContactPoints, rowCount: Int) -> TextColumn {
    var builder = TextColumnBuilder(capacity: rowCount)
    var json: [UInt8] = []
    var next = 0
    for row in 0..<rowCount {
      let start = next
      while next < points.count, Int(points.rows[next]) == row { next += 1 }
      guard isFurther(points, start..<next) else {
        builder.appendNull()
        continue
      }
      json.removeAll(keepingCapacity: true)
      for index in start..<next {
        append(points, index, isFirst: index == start, to: &json)
      }
      json.append(UInt8(ascii: "]"))
      builder.append(json.span)
    }
    return builder.finish()
  }

  private static func isFurther(_ points: CleanContactPoints, _ range: Range<Int>) -> Bool {
    for index in range.dropFirst() {
      if points.kinds[range.lowerBound..<index].contains(points.kinds[index]) { return true }
    }
    return false
  }

  private static func append(
    _ points: CleanContactPoints,
    _ index: Int,
    isFirst: Bool,
    to json: inout [UInt8]
  ) {
    json += Array((isFirst ? "[{\"kind\":" : ",{\"kind\":").utf8)
    json.append(jsonString: points.kinds[index].rawValue)
    for (name, column) in [
      ("value", points.values), ("normalised", points.normalised), ("label", points.labels),
    ] where !column.isNull(index) {
      json += Array(",\"\(name)\":".utf8)
      json.append(jsonString: column[index] ?? "")
    }
    json += Array((points.preferred[index] ? ",\"preferred\":true}" : "}").utf8)
  }
}
