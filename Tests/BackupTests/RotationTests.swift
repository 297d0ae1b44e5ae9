import Age
import Backup
import ByteIO
import Diagnostics
import TestSupport
import Testing
import Time

@Suite("backup: rotation")
struct RotationTests {
  /// The smallest file that may be a backup: an age file with something in it.
  private static func writeBackup(_ path: String, holding text: String = "") throws {
    let key = try AgeSecretKey.generate().publicKey
    try Publish.replacing(path) { file in
      let encryptor = try AgeEncryptor(to: file, recipients: [.publicKey(key)])
      try encryptor.write("\(text), longer than the shortest gzip file")
      try encryptor.finish()
    }
  }

  private static func instant(_ text: String) throws -> Instant {
    try #require(Instant(rfc3339: text))
  }

  /// A day after everything.
  private static let later = Instant(CalendarDate(daysSinceEpoch: 21_000))

  /// A backup a day at noon, `days` days from 2026-01-01 on.
  private static func daily(_ days: Int) throws -> [Backup.Entry] {
    let folder = try TemporaryFolder()
    for day in 0..<days {
      let date = CalendarDate(daysSinceEpoch: 20_454 + day)
      let compact = date.iso.filter { $0 != "-" }
      let name = "starcrm-\(compact)T120000Z-00112233aabb.tar.gz.age"
      try writeBackup("\(folder.path)/\(name)")
    }
    return try Backup.list(folder.path)
  }

  private static func kept(_ entries: [Backup.Entry], _ keep: Backup.Keep) -> [String] {
    Backup.plan(entries, keep, now: later).filter(\.isKept).map { $0.entry.name.createdAt.date.iso }
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
    #expect(Backup.plan([], .init(last: 1), now: Self.later).isEmpty)
  }

  @Test("pruning night after night keeps what pruning once would")
  func steady() throws {
    let entries = try Self.daily(200)
    let keep = Backup.Keep(daily: 7, weekly: 5, monthly: 6)
    var folder: [Backup.Entry] = []
    for entry in entries {
      folder.append(entry)
      folder = Backup.plan(folder, keep, now: Self.later).filter(\.isKept).map(\.entry)
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
    for name in names + ["notes.txt"] { try Self.writeBackup("\(folder.path)/\(name)") }
    let keep = Backup.Keep(daily: 2)
    let planned = try Backup.prune(folder.path, keep, now: Self.later, dryRun: true)
    #expect(try Directory.names(in: folder.path).count == 10)
    #expect(try Backup.prune(folder.path, keep, now: Self.later) == planned)
    #expect(
      try Directory.names(in: folder.path).filter { !$0.hasPrefix(".") }
        == ["notes.txt", names[7], names[8]]
    )
  }

  @Test("what was made last stays, whatever the clock says", arguments: oddClocks)
  func clocks(days: [String]) throws {
    let scene = try Scene()
    let keep = Backup.Keep(daily: 1, weekly: 1, monthly: 1)
    for (index, day) in days.enumerated() {
      let now = try Self.instant("\(day)T03:00:00Z")
      try scene.write("store.json", Array("\(index)".utf8))
      let made = try Backup.create(scene.order(now.microseconds / 1_000_000))
      let left = try Backup.list(scene.backups).map { $0.name.createdAt.date.iso }
      let decisions = try Backup.prune(scene.backups, keep, now: now)
      #expect(try Directory.status(made.path)?.size == made.size, "\(day)")
      #expect(try Backup.newest(scene.backups)?.path == made.path, "\(day)")
      let future = days[..<index].filter { $0 > day && left.contains($0) }
      #expect(Set(decisions.notices(now: now).flatMap(Self.days)) == Set(future), "\(day)")
    }
    // A later night, with the clock right again, does not take the newest either.
    let newest = try #require(try Backup.newest(scene.backups))
    _ = try Backup.prune(scene.backups, keep, now: Self.later)
    #expect(try Directory.status(newest.path) != nil)
  }

  private static let oddClocks = [
    ["2036-11-01", "2026-11-02", "2026-11-03"],
    ["2026-11-01", "1970-01-01", "2026-11-02"],
    ["2026-11-01", "2026-11-02", "1970-01-02"],
    ["2026-12-31", "2026-01-01", "2026-01-02", "2025-12-31"],
    ["2026-11-01", "2026-11-01", "2026-11-01"],
  ]

  /// The days in the names of backups that a notice has.
  private static func days(_ notice: String) -> [String] {
    notice.matches(of: /starcrm-(\d{4})(\d\d)(\d\d)T/).map { "\($0.1)-\($0.2)-\($0.3)" }
  }

  @Test("two backups in one second are two, and the later one is the newest")
  func oneSecond() throws {
    let scene = try Scene()
    // Different stores, so that the order of the names says nothing.
    for index in 0..<8 {
      try scene.write("store.json", Array("\(index)".utf8))
      let made = try Backup.create(scene.order())
      #expect(try Backup.list(scene.backups).count == index + 1)
      #expect(try Backup.newest(scene.backups)?.path == made.path)
    }
    let newest = try Backup.newest(scene.backups)
    _ = try Backup.prune(scene.backups, .init(last: 1), now: Self.later)
    #expect(try Backup.list(scene.backups).map(\.path) == [newest?.path])
  }

  @Test("a file that is no good backup counts for nothing, stays, and is told")
  func impostors() throws {
    let scene = try Scene()
    let made = try Backup.create(scene.order())
    let bytes = try FileSource(path: made.path).readToEnd(limit: .max)
    let files: [(name: String, bytes: [UInt8]?, condition: Backup.Condition)] = [
      ("starcrm-20270101T000000Z-aaaaaaaaaaaa.tar.gz.age", [], .empty),
      ("starcrm-20270102T000000Z-aaaaaaaaaaaa.tar.gz.age", Array("no age".utf8), .foreign),
      ("starcrm-20270103T000000Z-aaaaaaaaaaaa.tar.gz.age", Array(bytes.prefix(40)), .cut),
      ("starcrm-20270104T000000Z-aaaaaaaaaaaa.tar.gz.age", Array(bytes.prefix(9000)), .unknown),
      ("starcrm-20270105T000000Z-aaaaaaaaaaaa.tar.gz.age", nil, .unknown),
    ]
    for file in files {
      let path = "\(scene.backups)/\(file.name)"
      if let bytes = file.bytes {
        try Publish.replacing(path) { try $0.write(bytes) }
      } else {
        try Self.writeBackup(path, holding: "another store")
      }
    }
    for keep in [Backup.Keep(last: 1), .init(daily: 1), .init(daily: 1, weekly: 1, monthly: 1)] {
      let decisions = try Backup.prune(scene.backups, keep, now: Self.later)
      #expect(decisions.reversed().dropFirst().map(\.verdict) == files.map { _ in .ignore })
      #expect(decisions.reversed().dropFirst().map(\.entry.condition) == files.map(\.condition))
      #expect(decisions.notices(now: Self.later).count == files.count)
      #expect(decisions.last?.entry.path == made.path)
    }
    #expect(try Backup.list(scene.backups).count == files.count + 1)
    #expect(try Backup.newest(scene.backups)?.path == made.path)
  }

  @Test("a backup that was cut or changed after it was made counts for nothing")
  func damagedLater() throws {
    let scene = try Scene()
    let first = try Backup.create(scene.order())
    try scene.write("store.json", Array("2".utf8))
    let second = try Backup.create(scene.order(1_795_100_000))
    let bytes = try FileSource(path: second.path).readToEnd(limit: .max)
    // The second cut leaves a file that is whole in its parts.
    let damaged: [ArraySlice<UInt8>] = [
      bytes.dropLast(), bytes.prefix(20_000), (bytes + [0])[...], [0] + bytes.dropFirst(),
    ]
    for bytes in damaged {
      try Publish.replacing(second.path) { try $0.write(Array(bytes)) }
      #expect(try Backup.newest(scene.backups)?.path == first.path)
      let decisions = try Backup.prune(scene.backups, .init(last: 1), now: Self.later)
      #expect(decisions.map(\.verdict) == [.ignore, .keep])
    }
    try Publish.replacing(second.path) { try $0.write(bytes) }
    #expect(try Backup.newest(scene.backups)?.path == second.path)
  }

  @Test("a copy under another name takes no place from a backup, stays, and is told")
  func copies() throws {
    let scene = try Scene()
    let made = try Backup.create(scene.order())
    let bytes = try FileSource(path: made.path).readToEnd(limit: .max)
    for day in 1...3 {
      let name = "starcrm-2026100\(day)T000000Z-aaaaaaaaaaaa.tar.gz.age"
      try Publish.replacing("\(scene.backups)/\(name)") { try $0.write(bytes) }
    }
    let decisions = try Backup.prune(scene.backups, .init(daily: 2), now: Self.later)
    #expect(decisions.map(\.verdict) == [.keep, .ignore, .ignore, .ignore])
    #expect(decisions.dropFirst().map(\.reasons) == [["copy"], ["copy"], ["copy"]])
    #expect(
      decisions.notices(now: Self.later).map { $0.contains("is a copy of another backup there") }
        == [true, true, true]
    )
    #expect(try Backup.list(scene.backups).count == 4)
    try Directory.removeFile(made.path)
    #expect(try Backup.list(scene.backups).map(\.condition) == [.good, .copy, .copy])
    // The first of them is entered in the stead of the backup that is gone.
    _ = try Backup.prune(scene.backups, .init(last: 1), now: Self.later)
    #expect(try Backup.list(scene.backups).map(\.condition) == [.good, .copy, .copy])
  }

  @Test("a copy with a later date pushes no older backup out, also where a catalogue has both")
  func enteredCopies() throws {
    let scene = try Scene()
    let old = try Backup.create(scene.order())
    try scene.write("store.json", Array("2".utf8))
    let made = try Backup.create(scene.order(1_795_100_000))
    let name = "starcrm-20270101T000000Z-aaaaaaaaaaaa.tar.gz.age"
    let bytes = try FileSource(path: made.path).readToEnd(limit: .max)
    try Publish.replacing("\(scene.backups)/\(name)") { try $0.write(bytes) }
    // As programs wrote it that took a copy for a backup.
    let names = [Directory.name(of: old.path), Directory.name(of: made.path), name]
    let records = zip(names, [(1, old), (2, made), (2, made)]).map { name, backup in
      """
      { "name": "\(name)", "number": \(backup.0), "size": \(backup.1.size),
        "sha256": "\(backup.1.sha256)" }
      """
    }
    let list = records.joined(separator: ",")
    try Publish.replacing("\(scene.backups)/.catalogue.json") {
      try $0.write(
        "{\"format\":\"starcrm-backups\",\"version\":1,\"last\":2,\"records\":[\(list)]}"
      )
    }
    let decisions = try Backup.prune(scene.backups, .init(daily: 2), now: Self.later)
    #expect(decisions.map(\.entry.condition) == [.copy, .good, .good])
    #expect(decisions.map(\.verdict) == [.ignore, .keep, .keep])
    #expect(try Directory.status(old.path) != nil)
  }

  @Test("a damaged original leaves its place to a copy of it")
  func copyOfDamaged() throws {
    let scene = try Scene()
    let made = try Backup.create(scene.order())
    let bytes = try FileSource(path: made.path).readToEnd(limit: .max)
    let name = "starcrm-20270101T000000Z-aaaaaaaaaaaa.tar.gz.age"
    try Publish.replacing("\(scene.backups)/\(name)") { try $0.write(bytes) }
    #expect(try Backup.list(scene.backups).map(\.condition) == [.good, .copy])
    try Publish.replacing(made.path) { try $0.write(Array(bytes.dropLast())) }
    #expect(try Backup.list(scene.backups).map(\.condition) == [.cut, .good])
    #expect(try Backup.newest(scene.backups)?.name.description == name)
  }

  @Test("a folder without a catalogue, or with a broken one, goes on with the backups in it")
  func adoption() throws {
    for text in [nil, "", "{", "{\"format\":\"other\"}"] {
      let scene = try Scene()
      let first = try Backup.create(scene.order())
      let catalogue = "\(scene.backups)/.catalogue.json"
      if let text {
        try Publish.replacing(catalogue) { try $0.write(text) }
      } else {
        try Directory.removeFile(catalogue)
      }
      try scene.write("store.json", Array("2".utf8))
      let second = try Backup.create(scene.order(1_795_100_000))
      #expect(try Backup.list(scene.backups).allSatisfy(\.isGood))
      #expect(try Backup.newest(scene.backups)?.path == second.path)
      _ = try Backup.prune(scene.backups, .init(last: 1), now: Self.later)
      #expect(try Directory.status(first.path) == nil)
    }
  }

  @Test("a catalogue of a newer version is refused, whatever its shape, and stays as it is")
  func newerCatalogue() throws {
    let scene = try Scene()
    _ = try Backup.create(scene.order())
    let catalogue = "\(scene.backups)/.catalogue.json"
    for shape in ["\"last\":1,\"records\":[]", "\"backups\":{}", "\"records\":7"] {
      let text = "{\"format\":\"starcrm-backups\",\"version\":2,\(shape)}"
      try Publish.replacing(catalogue) { try $0.write(text) }
      let fault = #expect(throws: Fault.self) { try Backup.create(scene.order(1_795_100_000)) }
      #expect(fault?.message == "a newer starcrm keeps this folder of backups", "\(shape)")
      #expect(throws: Fault.self) { try Backup.list(scene.backups) }
      #expect(try FileSource(path: catalogue).readToEnd(limit: 1 << 20) == Array(text.utf8))
    }
  }

  @Test("a backup brought in from elsewhere counts once it was opened with its key")
  func broughtIn() throws {
    let (here, elsewhere) = (try Scene(), try Scene())
    let own = try Backup.create(here.order())
    let other = try Backup.create(elsewhere.order(1_794_000_000))
    let path = "\(here.backups)/\(Directory.name(of: other.path))"
    let bytes = try FileSource(path: other.path).readToEnd(limit: .max)
    try Publish.replacing(path) { try $0.write(bytes) }
    #expect(try Backup.list(here.backups).map(\.condition) == [.unknown, .good])
    #expect(try Backup.adopt(Backup.verify(path, identities: elsewhere.identities)))
    #expect(try Backup.list(here.backups).map(\.condition) == [.good, .good])
    #expect(try Backup.newest(here.backups)?.path == own.path)
    #expect(try !Backup.adopt(Backup.verify(path, identities: elsewhere.identities)))
  }

  @Test("a folder keeps to its key: another one is refused, one beside it is taken")
  func otherKey() throws {
    let scene = try Scene()
    let new = try AgeSecretKey.generate().publicKey
    _ = try Backup.create(scene.order())
    var order = scene.order(1_795_100_000)
    order.recipients = [new]
    let fault = #expect(throws: Fault.self) { try Backup.create(order) }
    #expect(fault?.exitCode == 2)
    #expect(fault?.hints.first?.contains(scene.key.publicKey.description) == true)
    order.recipients = [scene.key.publicKey, new]
    _ = try Backup.create(order)
    order.recipients = [new]
    _ = try Backup.create(order)
    #expect(try Backup.list(scene.backups).count == 3)
  }
}
