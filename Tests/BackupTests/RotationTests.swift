import Backup
import ByteIO
import Columns
import TestSupport
import Testing

@Suite("backup: rotation")
struct RotationTests {
  /// A backup a day at noon, `days` days from 2026-01-01 on.
  private static func daily(_ days: Int) throws -> [Backup.Entry] {
    let folder = try TemporaryFolder()
    for day in 0..<days {
      let date = CalendarDate(daysSinceEpoch: 20_454 + day)
      let compact = date.iso.filter { $0 != "-" }
      let name = "starcrm-\(compact)T120000Z-00112233aabb.tar.gz.age"
      try Publish.replacing("\(folder.path)/\(name)") { try $0.write("x") }
    }
    return try Backup.list(folder.path)
  }

  private static func kept(_ entries: [Backup.Entry], _ keep: Backup.Keep) -> [String] {
    Backup.plan(entries, keep).filter(\.isKept).map { $0.entry.name.createdAt.date.iso }
  }

  @Test("daily, weekly and monthly keep the newest of each period")
  func rules() throws {
    let entries = try Self.daily(120)  // up to 2026-04-30, a Thursday
    #expect(
      Self.kept(entries, .init(daily: 3)) == ["2026-04-30", "2026-04-29", "2026-04-28"]
    )
    #expect(
      Self.kept(entries, .init(weekly: 3)) == ["2026-04-30", "2026-04-26", "2026-04-19"]
    )
    #expect(
      Self.kept(entries, .init(monthly: 3)) == ["2026-04-30", "2026-03-31", "2026-02-28"]
    )
    #expect(Self.kept(entries, .init(last: 2)) == ["2026-04-30", "2026-04-29"])
    #expect(
      Self.kept(entries, .init(daily: 2, weekly: 2, monthly: 2))
        == ["2026-04-30", "2026-04-29", "2026-04-26", "2026-03-31"]
    )
  }

  @Test("a rule that finds too few keeps the oldest too")
  func oldest() throws {
    let entries = try Self.daily(45)  // 2026-01-01 to 2026-02-14
    #expect(
      Self.kept(entries, .init(monthly: 12)) == ["2026-02-14", "2026-01-31", "2026-01-01"]
    )
    #expect(Self.kept(entries, .init(yearly: 2)) == ["2026-02-14", "2026-01-01"])
  }

  @Test("the newest always stays, and without a rule all do")
  func safety() throws {
    let entries = try Self.daily(5)
    #expect(Self.kept(entries, .init()).count == 5)
    #expect(Self.kept(entries, .init(last: 1)) == ["2026-01-05"])
    #expect(Backup.plan([], .init(last: 1)).isEmpty)
  }

  @Test("pruning night after night keeps what pruning once would")
  func steady() throws {
    let entries = try Self.daily(200)
    let keep = Backup.Keep(daily: 7, weekly: 5, monthly: 6)
    var folder: [Backup.Entry] = []
    for entry in entries {
      folder.append(entry)
      folder = Backup.plan(folder, keep).filter(\.isKept).map(\.entry)
    }
    let nightly = folder.map { $0.name.createdAt.date.iso }
    let once = Self.kept(entries, keep)
    #expect(nightly.allSatisfy { once.contains($0) || $0 == "2026-01-01" })
    #expect(once.prefix(12) == nightly.prefix(12))
  }

  @Test("a dry run removes nothing; the real one exactly what it announced, and no other file")
  func pruning() throws {
    let folder = try TemporaryFolder()
    let names = (1...9).map { "starcrm-2026020\($0)T010203Z-00112233aabb.tar.gz.age" }
    for name in names + ["notes.txt"] {
      try Publish.replacing("\(folder.path)/\(name)") { try $0.write("x") }
    }
    let planned = try Backup.prune(folder.path, .init(daily: 2), dryRun: true)
    #expect(try Directory.names(in: folder.path).count == 10)
    #expect(try Backup.prune(folder.path, .init(daily: 2)) == planned)
    #expect(
      try Directory.names(in: folder.path).filter { !$0.hasPrefix(".") }
        == ["notes.txt", names[7], names[8]]
    )
  }
}
