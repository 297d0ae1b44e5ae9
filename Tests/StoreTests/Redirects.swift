import ByteIO
import CRMModel
import Columns
import DeltaTable
import Parquet
import Store
import Time

/// Stores with rows of `lead_redirects` and `match_edges` for the tests of this module.
enum Redirects {
  static let asOf = Instant(CalendarDate(daysSinceEpoch: 20_779), hour: 12)

  static func open(_ path: String) throws -> Store {
    try Store(path, .write(asOf: asOf, startedAt: asOf, policyVersion: "1"))
  }

  static func order(_ run: String) -> StoreRun.Order {
    StoreRun.Order(
      name: run,
      purpose: "test",
      operation: "TEST",
      inputs: [run],
      policyVersion: "1",
      toolVersion: "0",
      asOf: asOf
    )
  }

  static func id(_ number: UInt64) -> RecordID { RecordID(high: 1, low: number) }

  static func rows(_ numbers: Range<UInt64>, _ run: String) -> RecordBatch {
    var builder = BatchBuilder(ModelTable.leadRedirects.schema)
    for number in numbers {
      builder.append([
        .text(id(number).text), .text(RecordID(high: 2, low: number).text), .text(run),
        .text("merge"),
      ])
    }
    return builder.finish()
  }

  static func edges(_ numbers: Range<UInt64>, _ run: String) -> RecordBatch {
    var builder = BatchBuilder(ModelTable.matchEdges.schema)
    for number in numbers {
      let values: [String: BatchBuilder.Value] = [
        "left_id": .text(id(number).text), "right_id": .text(id(number + 1).text),
        "weight": .integer(1), "probability": .integer(1), "decision": .text("auto"),
        "rule": .text("test"), "run_id": .text(run),
      ]
      builder.append(ModelTable.matchEdges.schema.fields.map { values[$0.name] ?? .null })
    }
    return builder.finish()
  }

  /// Adds rows to both tables in one run.
  static func append(_ numbers: Range<UInt64>, _ run: String, to path: String) throws {
    _ = try open(path).run(order(run)) { opened in
      try opened.transaction.append(.leadRedirects, rows(numbers, run))
      try opened.transaction.append(.matchEdges, edges(numbers, run))
      return try opened.commit()
    }
  }

  /// `number run` for each row of a table, sorted.
  static func content(_ path: String, _ table: ModelTable = .leadRedirects) throws -> [String] {
    let rows = try Store(path, .read).snapshot().rows(table)
    let key = rows.columns[0]
    return (0..<rows.rowCount).map { row in
      let number = RecordID(key.string(row) ?? "")?.low ?? 0
      return "\(number) \(rows.column("run_id")?.string(row) ?? "")"
    }.sorted()
  }

  static func expected(_ numbers: Range<UInt64>, _ run: String) -> [String] {
    numbers.map { "\($0) \(run)" }.sorted()
  }

  static func log(_ path: String, _ version: Int, _ table: ModelTable = .leadRedirects) -> String {
    let digits = String(version)
    let name = String(repeating: "0", count: 20 - digits.count) + digits + ".json"
    return "\(path)/tables/\(table.name)/_delta_log/\(name)"
  }

  /// Every file below the store's tables, with its size.
  static func files(_ path: String) throws -> [String] {
    try Directory.names(in: "\(path)/tables").flatMap { table in
      let folder = "\(path)/tables/\(table)"
      return try Directory.names(in: folder).compactMap { name in
        let status = try Directory.status("\(folder)/\(name)")
        return status?.isDirectory == true ? nil : "\(table)/\(name) \(status?.size ?? 0)"
      }
    }
  }
}
