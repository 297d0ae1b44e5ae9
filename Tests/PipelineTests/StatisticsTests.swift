import ByteIO
import CRMModel
import Foundation
import Pipeline
import Reporting
import Store
import TestSupport
import Testing
import Time

/// Law 6: nothing that people typed stands in a statistic, of the log or of a Parquet footer.
@Suite("pipeline: statistics")
struct StatisticsTests {
  private final class Watch: RunObserver {
    let isCancelled = false

    func progress(_ text: String, _ share: Double?) {}

    func notice(_ text: String) {}
  }

  /// Stands in every field that takes words.
  private static let mark = "Quxquux"

  private static func write(_ text: String, _ path: String) throws {
    try Publish.replacing(path) { try $0.write(text) }
  }

  /// A store into which the mark was read wherever a file can bring it.
  private static func store(in folder: String) throws -> StoreSnapshot {
    try write(
      """
      id,status,first name,last name,email,city,lead source,owner,tags,notes
      \(mark)1,\(mark),\(mark),\(mark),a@\(mark).example,\(mark),\(mark),\(mark),\(mark),\(mark)
      2,\(mark),,,,,,,,

      """,
      "\(folder)/\(mark).csv"
    )
    try write(
      """
      charge_id,customer_id,service_date,description,quantity,unit_price,currency
      \(mark)1,\(mark)1,2026-10-03,\(mark),1,95.00,EUR
      \(mark)2,\(mark)9,2026-10-03,\(mark),1,95.00,EUR

      """,
      "\(folder)/\(mark)-charges.csv"
    )
    try write(
      """
      subscription_id,customer_id,plan,interval,quantity,unit_price,currency,start_date
      \(mark)1,\(mark)1,\(mark),month,1,29.00,EUR,2026-10-01

      """,
      "\(folder)/\(mark)-subscriptions.csv"
    )
    try write(
      """
      payment_id,customer_id,paid_on,amount,currency,reference,method
      \(mark)1,\(mark)1,2026-10-15,500.00,EUR,\(mark),\(mark)

      """,
      "\(folder)/\(mark)-payments.csv"
    )
    try write(
      """
      {
        name: "t", purpose: ["lead management", "billing"], store: "\(folder)/store",
        read: [
          { files: "\(folder)/\(mark).csv", fields: { external_id: "id", status: "status" } },
          { files: "\(folder)/\(mark)-charges.csv", as: "charges" },
          { files: "\(folder)/\(mark)-subscriptions.csv", as: "subscriptions" },
          { files: "\(folder)/\(mark)-payments.csv", as: "payments" },
        ],
        validate: { require: ["email"] },
        bill: { seller: { name: "S" } },
      }
      """,
      "\(folder)/p.json5"
    )
    let asOf = Instant(CalendarDate(daysSinceEpoch: 20_758), hour: 3)
    let configuration = try ConfigurationReader.read("\(folder)/p.json5")
    let options = PipelineRun.Options(asOf: asOf, startedAt: asOf, toolVersion: "test")
    _ = try PipelineRun(configuration, options, observer: Watch()).run()
    return try Store("\(folder)/store", .read).snapshot()
  }

  @Test("what was typed stands in the rows and in no statistic")
  func typed() throws {
    let folder = try TemporaryFolder()
    let store = try Self.store(in: folder.path)
    let mark = Array(Self.mark.utf8)
    let lower = Array(Self.mark.lowercased().utf8)
    var found = 0
    for table in ModelTable.leadTables + ModelTable.billingTables
    where try store.version(of: table) != nil {
      let path = store.layout.table(table.name)
      for name in try Directory.names(in: path) where name.hasSuffix(".parquet") {
        let bytes = try FileSource(path: "\(path)/\(name)").readToEnd(limit: 1 << 24)
        if bytes.firstRange(of: mark) != nil { found += 1 }
        let footer = Self.footer(bytes)
        #expect(footer.firstRange(of: mark) == nil, "\(table.name)")
        #expect(footer.firstRange(of: lower) == nil, "\(table.name)")
      }
      for name in try Directory.names(in: "\(path)/_delta_log") {
        let bytes = try FileSource(path: "\(path)/_delta_log/\(name)").readToEnd(limit: 1 << 24)
        #expect(bytes.firstRange(of: mark) == nil, "\(table.name)")
        #expect(bytes.firstRange(of: lower) == nil, "\(table.name)")
        #expect(bytes.firstRange(of: Array("numRecords".utf8)) != nil, "\(table.name)")
      }
    }
    // Leads, points, records, rejects, charges, subscriptions, payments, lines, ledger.
    #expect(found >= 9)
  }

  /// The metadata at the end of a Parquet file: its length is in the four bytes before the magic
  /// number (Parquet format, "File format").
  private static func footer(_ bytes: [UInt8]) -> ArraySlice<UInt8> {
    let end = bytes.count - 8
    let length = (0..<4).reduce(0) { $0 | Int(bytes[end + $1]) << (8 * $1) }
    return bytes[(end - length)..<end]
  }
}
