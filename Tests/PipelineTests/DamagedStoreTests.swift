import ByteIO
import CRMModel
import Columns
import DeltaTable
import Diagnostics
import Foundation
import Pipeline
import Store
import TestSupport
import Testing
import Time

/// A store of a few hundred leads in which a bit is flipped, or which is cut, before the next run.
@Suite("a damaged store")
struct DamagedStoreTests {
  private final class Watch: RunObserver {
    let isCancelled = false
    func progress(_ text: String, _ share: Double?) {}
    func notice(_ text: String) {}
  }

  static let tables = ["source_records", "leads", "contact_points"]

  private static let isSlow = ProcessInfo.processInfo.environment["STARCRM_SLOW"] == "1"

  /// Carries out the next run of a folder: `day` is the day of November 2026.
  private static func run(_ folder: String, day: Int, rows: Range<Int>) throws {
    let pipeline = """
      {
        name: "nightly", purpose: ["lead management"], store: "\(folder)/store", timezone: "UTC",
        read: [{ files: "\(folder)/leads.csv", source: "shop" }], validate: { country: "DE" },
      }
      """
    var lines = ["id,first name,last name,email,phone,city,modified"]
    for row in rows {
      // A run later, every tenth has moved.
      let city = row % 10 == 3 ? "Berlin \(day)" : "Kiel"
      let name = "Person\(Character(Unicode.Scalar(UInt8(65 + row % 26))))"
      lines.append(
        "K\(row),\(name),Muster\(row),p\(row)@muster\(row).example,0431 55\(1000 + row),\(city),"
      )
    }
    try Publish.replacing("\(folder)/p.json5") { try $0.write(pipeline) }
    try Publish.replacing("\(folder)/leads.csv") { try $0.write(lines.joined(separator: "\n")) }
    let clock = Instant(CalendarDate(daysSinceEpoch: 20_758 + day), hour: 3)
    var options = PipelineRun.Options(asOf: clock, startedAt: clock, toolVersion: "test")
    options.threads = 1
    let configuration = try ConfigurationReader.read("\(folder)/p.json5")
    _ = try PipelineRun(configuration, options, observer: Watch()).run()
  }

  /// The rows of the tables as text.
  private static func content(_ store: String) throws -> [String] {
    let store = try Store(store, .read).snapshot()
    return try [ModelTable.sourceRecords, .leads, .contactPoints, .runs].flatMap { table in
      let rows = try store.rows(table)
      return (0..<rows.rowCount).map { row in
        rows.columns.map { column in
          column.string(row) ?? column.integer(row).map(String.init)
            ?? column.bool(row).map(String.init) ?? "null"
        }.joined(separator: "|")
      }.sorted()
    }
  }

  /// A store after two runs, with what it holds.
  private static func prepared(in folder: String) throws -> [String] {
    try run(folder, day: 1, rows: 0..<250)
    try run(folder, day: 2, rows: 0..<300)
    return try content("\(folder)/store")
  }

  /// The files of the tables that matter here: data, and entries of the log.
  private static func files(_ store: String) throws -> [String] {
    try tables.flatMap { table in
      let folder = "\(store)/tables/\(table)"
      let data = try Directory.names(in: folder).filter { $0.hasSuffix(".parquet") }
      let log = try Directory.names(in: "\(folder)/_delta_log")
      return data.map { "\(folder)/\($0)" } + log.map { "\(folder)/_delta_log/\($0)" }
    }
  }

  /// The files that a reader of the newest versions needs.
  private static func current(_ store: String) throws -> Set<String> {
    let open = try Store(store, .read).snapshot()
    let data = try [ModelTable.sourceRecords, .leads, .contactPoints].flatMap { table in
      let files = try open.table(table)?.snapshot.files ?? []
      return files.map { "\(store)/tables/\(table.name)/\($0.path)" }
    }
    return Set(try data + files(store).filter { $0.hasSuffix(".json") })
  }

  private static func bytes(_ path: String) throws -> [UInt8] {
    try FileSource(path: path).readToEnd(limit: 1 << 24)
  }

  private static func write(_ bytes: [UInt8], _ path: String) throws {
    // Not through `Publish`: thousands of synced files would take minutes.
    try Data(bytes).write(to: URL(filePath: path))
  }

  /// Bits of a file: all, or `count` of them, most at its end, where the footer is.
  private static func bits(
    _ bytes: [UInt8],
    count: Int,
    _ generator: inout SeededGenerator
  ) -> [Int] {
    let size = bytes.count * 8
    if isSlow, count == .max { return Array(0..<size) }
    let tail = min(size, 8 * 8000)
    return (0..<min(count, 60)).map { number in
      let random = Int(generator.next() >> 1)
      return number % 3 == 0 ? random % size : size - 1 - random % tail
    }
  }

  /// Whether reading the store tells damage; if not, its content must be as it was.
  private static func tellsDamage(_ store: String, _ expected: [String], _ place: String) -> Bool {
    do {
      let isWhole = try content(store) == expected
      #expect(isWhole, "\(place): other rows")
      return false
    } catch {
      expectDamage(error, place)
      return true
    }
  }

  /// Whether an error is what damage may lead to.
  private static func expectDamage(_ error: any Error, _ place: String) {
    guard let fault = error as? Fault else {
      Issue.record("\(place): \(error)")
      return
    }
    #expect(fault.kind == .integrity, "\(place): \(fault.rendered)")
    let file = fault.position?.file ?? ""
    #expect(file.contains("/store/tables/"), "\(place): \(fault.rendered)")
  }

  @Test("a flipped bit is found by whoever reads the file, or changes nothing")
  func flippedBits() throws {
    let folder = try TemporaryFolder()
    let expected = try Self.prepared(in: folder.path)
    let store = "\(folder.path)/store"
    var generator = SeededGenerator(seed: 9)
    var found = 0
    for file in try Self.files(store) {
      let whole = try Self.bytes(file)
      for bit in Self.bits(whole, count: .max, &generator) {
        var flipped = whole
        flipped[bit / 8] ^= 1 << UInt8(bit % 8)
        try Self.write(flipped, file)
        let place = "\(Directory.name(of: file)), bit \(bit)"
        if Self.tellsDamage(store, expected, place) { found += 1 }
      }
      try Self.write(whole, file)
    }
    #expect(found > 200)
    #expect(!Self.tellsDamage(store, expected, "at the end"))
  }

  @Test("a file cut anywhere is found by whoever reads it")
  func cutFiles() throws {
    let folder = try TemporaryFolder()
    let expected = try Self.prepared(in: folder.path)
    let store = "\(folder.path)/store"
    let current = try Self.current(store)
    for file in try Self.files(store) {
      let whole = try Self.bytes(file)
      let step = Self.isSlow ? 1 : max(1, whole.count / 20)
      for count in stride(from: 0, to: whole.count, by: step) + [whole.count - 1] {
        try Self.write(Array(whole[..<count]), file)
        let place = "\(Directory.name(of: file)) cut at \(count)"
        let isFound = Self.tellsDamage(store, expected, place)
        // Files of older versions are read by nobody but `undo`.
        #expect(isFound || !current.contains(file), "\(place)")
      }
      try Self.write(whole, file)
    }
    #expect(!Self.tellsDamage(store, expected, "at the end"))
  }

  @Test("the next run over a flipped bit fails with exit code 6, or does what it would have done")
  func nextRun() throws {
    let folder = try TemporaryFolder()
    _ = try Self.prepared(in: folder.path)
    let manager = FileManager.default
    let kept = "\(folder.path)/kept"
    let store = "\(folder.path)/store"
    try manager.copyItem(atPath: store, toPath: kept)
    try Self.run(folder.path, day: 3, rows: 0..<310)
    let expected = try Self.content(store)
    var generator = SeededGenerator(seed: 10)
    var found = 0
    for file in try Self.files(kept) {
      let whole = try Self.bytes(file)
      for bit in Self.bits(whole, count: Self.isSlow ? 120 : 8, &generator) {
        try manager.removeItem(atPath: store)
        try manager.copyItem(atPath: kept, toPath: store)
        var flipped = whole
        flipped[bit / 8] ^= 1 << UInt8(bit % 8)
        let place = "\(Directory.name(of: file)), bit \(bit)"
        try Self.write(flipped, store + file.dropFirst(kept.count))
        do {
          try Self.run(folder.path, day: 3, rows: 0..<310)
        } catch {
          Self.expectDamage(error, place)
          found += 1
          continue
        }
        // What the run did not read is still found by whoever does.
        _ = Self.tellsDamage(store, expected, place)
      }
    }
    #expect(found > 30)
  }

  @Test("a column whose name was changed by a bit in a file of the release before is damage")
  func columnOfOldFile() throws {
    let folder = try TemporaryFolder()
    _ = try Self.prepared(in: folder.path)
    let store = "\(folder.path)/store"
    // Entries and footers as they were: no checksums.
    for file in try Self.files(store) where file.hasSuffix(".json") {
      let text = String(decoding: try Self.bytes(file), as: UTF8.self)
        .replacing(/,"checksum":"[0-9a-f]{16}"/, with: "")
        .replacing(/,"tags":\{[^}]*\}/, with: "")
      try Self.write(Array(text.utf8), file)
    }
    var found = 0
    for file in try Self.files(store) where file.hasSuffix(".parquet") {
      let whole = try Self.bytes(file)
      let footer = whole.suffix(from: max(0, whole.count - 8000))
      for name in ["email", "lead_id", "value"] {
        let needle = Array(name.utf8)
        let places = footer.indices.filter { whole[$0...].starts(with: needle) }
        for place in places {
          var flipped = whole
          flipped[place + 1] ^= 0x08
          try Self.write(flipped, file)
          do {
            _ = try Self.content(store)
          } catch {
            Self.expectDamage(error, "\(Directory.name(of: file)), \(name)")
            found += 1
          }
        }
      }
      try Self.write(whole, file)
    }
    #expect(found >= 5)
  }

  @Test("a record that another program has added is nobody's: it stays, and matching is as without")
  func foreignRecord() throws {
    let folders = [try TemporaryFolder(), try TemporaryFolder()]
    var contents: [[String]] = []
    for (folder, isVisited) in zip(folders, [false, true]) {
      try Self.run(folder.path, day: 1, rows: 0..<60)
      if isVisited { try Self.addForeignRecord("\(folder.path)/store") }
      // Both runs rewrite records, so that the foreign one comes first from now on.
      try Self.run(folder.path, day: 2, rows: 0..<70)
      try Self.run(folder.path, day: 3, rows: 0..<80)
      let store = try Store("\(folder.path)/store", .read).snapshot()
      let rows = try store.rows(.leads)
      let columns = ["full_name", "email", "phone", "locality", "record_count"].map {
        rows.column($0)
      }
      contents.append(
        (0..<rows.rowCount).map { row in
          columns.map { $0?.string(row) ?? $0?.integer(row).map(String.init) ?? "" }.joined()
        }.sorted()
      )
      let records = try store.rows(.sourceRecords)
      #expect(records.rowCount == (isVisited ? 81 : 80))
    }
    #expect(contents[0].count == 80)
    #expect(contents[0] == contents[1])
  }

  /// Adds a copy of the first record under ids that are none of ours.
  private static func addForeignRecord(_ path: String) throws {
    let clock = Instant(CalendarDate(daysSinceEpoch: 20_759), hour: 9)
    let store = try Store(path, .write(asOf: clock, startedAt: clock, policyVersion: "1"))
    let snapshot = try store.snapshot()
    let record = try snapshot.rows(.sourceRecords).taking([0])
    var ids = BatchBuilder(Schema([Field("id", .utf8)]))
    ids.append([.text("PRE-0")])
    let foreign = ids.finish().columns[0]
    let columns = zip(record.schema.fields, record.columns).map { field, column in
      ["source_id", "lead_id"].contains(field.name) ? foreign : column
    }
    let order = StoreRun.Order(
      name: "foreign",
      purpose: "test",
      operation: "TEST",
      inputs: [],
      policyVersion: "1",
      toolVersion: "0",
      asOf: clock
    )
    let copy = RecordBatch(schema: record.schema, rowCount: 1, columns: columns)
    try store.run(order, on: snapshot) { run in
      try run.transaction.append(.sourceRecords, copy)
      _ = try run.commit()
    }
  }
}
