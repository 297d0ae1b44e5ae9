import ByteIO
import CRMModel
import Columns
import DeltaTable
import Parquet
import Store
import Testing

/// Another Delta engine, imitated: it writes to `lead_redirects` without asking for the store's lock.
enum ForeignEngine {
  static let name = "delta-rs:py-1.6.6"

  /// Appends rows as the next version.
  static func append(_ numbers: Range<UInt64>, to store: String) throws {
    let name = "part-00000-6f1c2a4e-0b7d-4d3e-9a55-\(numbers.lowerBound)-c000.snappy.parquet"
    let path = "\(store)/tables/lead_redirects/\(name)"
    let file = FileSink(try File.open(path, .createOrTruncate))
    // All columns allow nulls, and there are no checksums in the log.
    let schema = ModelTable.leadRedirects.schema
    let loose = Schema(schema.fields.map { Field($0.name, $0.type) })
    let writer = try ParquetWriter(file, schema: loose)
    let rows = Redirects.rows(numbers, "foreign")
    try writer.write(RecordBatch(schema: loose, rowCount: rows.rowCount, columns: rows.columns))
    let summary = try writer.finish()
    let add = """
      {"add":{"path":"\(name)","partitionValues":{},"size":\(summary.byteCount),\
      "modificationTime":1790000000000,"dataChange":true,\
      "stats":"{\\"numRecords\\":\(rows.rowCount)}","tags":null}}
      """
    try commit([add], to: store)
  }

  /// Removes a data file, as a delete of all its rows does.
  static func remove(_ file: DataFile, from store: String, adding: [String] = []) throws {
    let remove = """
      {"remove":{"path":"\(file.path)","deletionTimestamp":1790000000000,"dataChange":true}}
      """
    try commit([remove] + adding, to: store)
  }

  /// Sets a property of the table.
  static func setProperty(of store: String) throws {
    let metadata = try #require(lines(Redirects.log(store, 0)).first { $0.contains("metaData") })
    let changed = metadata.replacing(
      #""configuration":{"#,
      with: #""configuration":{"delta.logRetentionDuration":"interval 30 days","#
    )
    try commit([changed], to: store)
  }

  private static func lines(_ path: String) throws -> [String] {
    String(decoding: try FileSource(path: path).readToEnd(limit: 1 << 20), as: UTF8.self)
      .split(separator: "\n").map(String.init)
  }

  /// Publishes actions as the next version, the description last, as delta-rs does.
  static func commit(_ actions: [String], to store: String) throws {
    let table = "\(store)/tables/lead_redirects"
    let version = try (DeltaTable.latestVersion(table) ?? -1) + 1
    let info = """
      {"commitInfo":{"timestamp":1790000000000,"operation":"WRITE",\
      "operationParameters":{"mode":"Append"},"engineInfo":"\(name)"}}
      """
    try Publish.exclusively(Redirects.log(store, Int(version))) {
      try $0.write((actions + [info]).map { $0 + "\n" }.joined())
    }
  }
}
