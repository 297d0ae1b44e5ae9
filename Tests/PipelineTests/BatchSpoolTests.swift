import ByteIO
import Columns
import Concurrency
import Foundation
import TestSupport
import Testing

@testable import Pipeline

/// Batches that wait on the disk.
@Suite("the batch spool")
struct BatchSpoolTests {
  private static let schema = Schema([
    Field("flag", .bool), Field("small", .int32), Field("large", .int64),
    Field("amount", .decimal(precision: 18, scale: 3)), Field("day", .day),
    Field("instant", .timestamp), Field("text", .utf8), Field("repeated", .utf8),
  ])

  private static let words = ["", "a", "Zoë", "\u{0}", "a longer piece of text, with a comma"]

  private func batch(_ count: Int, _ random: inout SeededGenerator) -> RecordBatch {
    func values<Value>(_ make: (inout SeededGenerator) -> Value) -> [Value?] {
      (0..<count).map { _ in Int.random(in: 0..<4, using: &random) == 0 ? nil : make(&random) }
    }
    func wide() -> FixedColumn<Int64> {
      FixedColumn(values { Int64.random(in: .min ... .max, using: &$0) }, placeholder: 0)
    }
    func narrow() -> FixedColumn<Int32> {
      FixedColumn(values { Int32.random(in: .min ... .max, using: &$0) }, placeholder: 0)
    }
    let codes = (0..<count).map { _ in Int32.random(in: 0..<5, using: &random) }
    return RecordBatch(
      schema: Self.schema,
      rowCount: count,
      columns: [
        .bool(FixedColumn(values { Bool.random(using: &$0) }, placeholder: false)),
        .int32(narrow()), .int64(wide()), .decimal(wide(), precision: 18, scale: 3),
        .day(narrow()), .timestamp(wide()),
        .text(TextColumn(values { Self.words.randomElement(using: &$0) ?? "" })),
        .dictionary(DictionaryColumn(codes: codes, values: TextColumn(Self.words))),
      ]
    )
  }

  private func rows(_ batch: RecordBatch) -> [String] {
    (0..<batch.rowCount).map { row in
      batch.columns.map { column in
        column.isNull(row)
          ? "null"
          : column.string(row) ?? column.integer(row).map { String($0) }
            ?? column.bool(row).map { String($0) } ?? "?"
      }.joined(separator: "|")
    }
  }

  @Test(
    "gives back what it was given, from memory and from the disk",
    arguments: [0, 4096, 1 << 30]
  )
  func roundTrip(limit: Int) throws {
    let folder = try TemporaryFolder()
    let spool = BatchSpool(directory: folder.path, limit: limit)
    var random = SeededGenerator(seed: 7)
    let batches = [0, 1, 63, 64, 65, 1000].map { batch($0, &random) }
    let tickets = try Concurrent.map(batches.count, threads: 2) { index in
      try spool.put(batches[index])
    }
    for (batch, ticket) in zip(batches, tickets) {
      let back = try BatchSpool.get(ticket)
      #expect(back.schema == batch.schema)
      #expect(rows(back) == rows(batch))
    }
  }

  @Test("leaves no name on the disk")
  func unnamed() throws {
    let folder = try TemporaryFolder()
    let spool = BatchSpool(directory: folder.path, limit: 0)
    var random = SeededGenerator(seed: 8)
    let ticket = try spool.put(batch(10, &random))
    #expect(try Directory.names(in: folder.path).isEmpty)
    #expect(try BatchSpool.get(ticket).rowCount == 10)
  }

  @Test("a full disk is an error, not a crash")
  func fullDisk() throws {
    let folder = try TemporaryFolder()
    let spool = BatchSpool(directory: folder.path, limit: 0)
    var random = SeededGenerator(seed: 9)
    let large = batch(100, &random)
    FaultInjection.arm(.full, at: 3, under: folder.path)
    defer { _ = FaultInjection.disarm(under: folder.path) }
    #expect(throws: IOError.self) { for _ in 0..<5 { _ = try spool.put(large) } }
  }
}
