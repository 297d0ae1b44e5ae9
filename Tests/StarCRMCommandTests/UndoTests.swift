import ByteIO
import StarCRMCommand
import TestSupport
import Testing

/// A run is undone when nothing depends on it, and only then.
@Suite("undo")
struct UndoTests {
  private let folder: TemporaryFolder
  private let store: String

  init() throws {
    folder = try TemporaryFolder()
    store = "\(folder.path)/store"
  }

  private static let header = "id,given_name,family_name,email\n"

  /// Imports rows as the file `people.csv`, so that equal ids are versions of one record.
  private func importPeople(_ rows: [String], day: String) throws {
    let path = "\(folder.path)/people.csv"
    try Publish.replacing(path) { sink in
      try sink.write(Self.header + rows.map { $0 + "\n" }.joined())
    }
    #expect(starcrm("import", path, "--as-of", day) == 0)
  }

  private func starcrm(_ words: String...) -> Int32 {
    StarCRM.main(words + ["--store", store, "--quiet"])
  }

  /// The lines of the tables of leads, in the order of their bytes.
  private func content() throws -> [String: [Substring]] {
    let to = "\(folder.path)/export"
    try Directory.removeTree(to)
    #expect(starcrm("export", "--to", to) == 0)
    var tables: [String: [Substring]] = [:]
    for name in try Directory.names(in: to) where name != "runs.csv" {
      let bytes = try FileSource(path: "\(to)/\(name)").readToEnd(limit: 1 << 26)
      let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\r\n")
      if lines.count > 1 { tables[name] = lines.sorted() }
    }
    return tables
  }

  /// The id of the run of a day.
  private func run(of day: String) throws -> String {
    let names = try Directory.names(in: "\(store)/runs")
    return try #require(names.first { $0.hasPrefix(day.filter { $0 != "-" }) })
  }

  private static let anna = "1,Anna,Berg,anna@mail.test"
  private static let bruno = "2,Bruno,Keller,bruno@mail.test"
  private static let clara = "3,Clara,Lind,clara@mail.test"

  @Test("the newest run leaves the store as it was before it, and can be done again")
  func newest() throws {
    try importPeople([Self.anna, Self.bruno], day: "2026-11-01")
    let before = try content()
    try importPeople(["1,Anna,Berg-Lind,anna@mail.test", Self.clara], day: "2026-11-02")
    let after = try content()
    #expect(after != before)
    #expect(starcrm("undo", "--as-of", "2026-11-03") == 0)
    #expect(try content() == before)
    try importPeople(["1,Anna,Berg-Lind,anna@mail.test", Self.clara], day: "2026-11-02")
    let again = try content()
    #expect(again["leads.csv"] == after["leads.csv"])
    #expect(again["contact_points.csv"] == after["contact_points.csv"])
  }

  @Test("an earlier run goes while a later one stays, though both wrote the same files anew")
  func earlier() throws {
    try importPeople([Self.anna, Self.bruno, Self.clara], day: "2026-11-01")
    let changed = "1,Anna,Changed,anna@mail.test"
    try importPeople(
      [changed, Self.bruno, Self.clara, "4,Dora,Moe,dora@mail.test"],
      day: "2026-11-02"
    )
    let later = "2,Bruno,Later,bruno@mail.test"
    try importPeople([changed, later, Self.clara, "4,Dora,Moe,dora@mail.test"], day: "2026-11-03")
    #expect(starcrm("undo", try run(of: "2026-11-02"), "--as-of", "2026-11-04") == 0)
    let leads = try #require(try content()["leads.csv"]).joined(separator: "\n")
    #expect(leads.contains("Anna,Berg,"))
    #expect(leads.contains("Bruno,Later,"))
    #expect(!leads.contains("Dora"))
    #expect(leads.contains("Clara,Lind,"))
  }

  @Test("a run whose leads were changed since is not undone: 4")
  func changedSince() throws {
    try importPeople([Self.anna, Self.bruno], day: "2026-11-01")
    try importPeople(["1,Anna,Changed,anna@mail.test", Self.bruno], day: "2026-11-02")
    let before = try content()
    #expect(starcrm("undo", try run(of: "2026-11-01")) == 4)
    #expect(try content() == before)
    #expect(starcrm("undo", "--as-of", "2026-11-03") == 0)
    #expect(starcrm("undo", try run(of: "2026-11-01"), "--as-of", "2026-11-04") == 0)
    #expect(try content().isEmpty)
    #expect(starcrm("undo", try run(of: "2026-11-01")) == 2)
    #expect(starcrm("undo") == 2)
  }

  @Test("a disk that runs full in the middle leaves the store as it was", arguments: [8, 16, 24])
  func fullDisk(call: Int) throws {
    try importPeople([Self.anna, Self.bruno], day: "2026-11-01")
    try importPeople(["1,Anna,Changed,anna@mail.test", Self.clara], day: "2026-11-02")
    let before = try content()
    FaultInjection.arm(.full, at: call, under: store)
    let code = starcrm("undo", "--as-of", "2026-11-03")
    FaultInjection.disarm(under: store)
    #expect(code == 6)
    #expect(try content() == before)
    #expect(starcrm("undo", "--as-of", "2026-11-03") == 0)
  }
}
