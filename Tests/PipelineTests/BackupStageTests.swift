import Age
import Backup
import ByteIO
import Diagnostics
import Pipeline
import Reporting
import TestSupport
import Testing
import Time

@Suite("pipeline: backup")
struct BackupStageTests {
  private let folder: TemporaryFolder
  private var store: String { "\(folder.path)/store" }
  private var backups: String { "\(folder.path)/backups" }
  private var keyFile: String { BackupKeys.standardKeyFile(besides: backups) }

  init() throws {
    folder = try TemporaryFolder()
    try Directory.create(store)
    try Publish.replacing("\(store)/store.json") { try $0.write("{}") }
  }

  private func run(
    _ day: Int,
    recipients: [String] = [BackupKeys.standardRecipient]
  ) throws -> BackupStage.Outcome {
    var configuration = PipelineConfiguration.Backup()
    configuration.to = backups
    configuration.recipients = recipients
    configuration.keepDaily = 2
    configuration.keepWeekly = 0
    configuration.keepMonthly = 0
    let now = Instant(microseconds: Int64(20_000 + day) * 86_400_000_000)
    return try BackupStage(
      configuration,
      store: store,
      now: now,
      tool: "starcrm test",
      threads: 2
    ).run()
  }

  @Test("the first run makes a private key, says so, and checks the backup completely")
  func firstRun() throws {
    let outcome = try run(0)
    #expect(outcome.backup?.isVerified == true)
    #expect(outcome.backup?.members == 1)
    #expect(outcome.backup?.recipients == 1)
    #expect(outcome.notices.count == 2)
    #expect(outcome.notices.allSatisfy { $0.contains(keyFile) })
    #expect(try Directory.status(keyFile)?.permissions == 0o600)
    let identities = try AgeKeyFile.read(keyFile).identities
    let path = try #require(outcome.backup?.file.path)
    #expect(try Backup.verify(path, identities: identities).manifest.members.count == 1)
  }

  @Test("with the secret key moved away, backups go on to the same key")
  func movedKey() throws {
    _ = try run(0)
    let identities = try AgeKeyFile.read(keyFile).identities
    try Directory.removeFile(keyFile)
    try Publish.replacing("\(store)/store.json") { try $0.write("{ }") }
    let outcome = try run(1)
    #expect(outcome.backup?.isVerified == false)
    #expect(outcome.notices.isEmpty)
    let path = try #require(outcome.backup?.file.path)
    _ = try Backup.verify(path, identities: identities)
    #expect(try Directory.status(keyFile) == nil)
  }

  @Test("an unchanged store is not backed up again")
  func unchanged() throws {
    _ = try run(0)
    let again = try run(1)
    #expect(again.backup == nil)
    #expect(again.notices.contains { $0.contains("no new backup was needed") })
    #expect(try Backup.list(backups).count == 1)
  }

  @Test("what keep does not want goes")
  func rotation() throws {
    for day in 0..<4 {
      try Publish.replacing("\(store)/store.json") { try $0.write("\(day)") }
      let outcome = try run(day)
      #expect(outcome.removed.count == (day < 2 ? 0 : 1))
    }
    #expect(try Backup.list(backups).count == 2)
  }

  @Test("named recipients are used, and no key is made")
  func named() throws {
    let key = try AgeSecretKey.generate()
    let outcome = try run(0, recipients: [key.publicKey.description])
    #expect(outcome.backup?.isVerified == false)
    #expect(try Directory.status(keyFile) == nil)
    let path = try #require(outcome.backup?.file.path)
    _ = try Backup.verify(path, identities: [.secretKey(key)])
  }

  @Test("credentials are found where systemd puts them, and bad ones refused")
  func credentials() throws {
    let key = try AgeSecretKey.generate().publicKey
    let place = "\(folder.path)/credentials"
    try Directory.create(place)
    try Publish.replacing("\(place)/team") { try $0.write("# team\n\(key)\n") }
    try Publish.replacing("\(place)/bad") { try $0.write("nothing\n") }
    func keys(_ name: String) throws -> [AgePublicKey] {
      try BackupKeys(
        [name],
        besides: backups,
        environment: ["CREDENTIALS_DIRECTORY": place]
      ).recipients
    }
    #expect(try keys("credential:team") == [key])
    for name in ["credential:bad", "credential:../team", "credential:", "age1nonsense"] {
      let fault = #expect(throws: Fault.self) { try keys(name) }
      #expect(fault?.exitCode == 2, "\(name)")
    }
  }

  @Test("no key is made where backups are, whether they are known to the folder or not")
  func noSecondKey() throws {
    for isKnown in [true, false] {
      let scene = try BackupStageTests()
      _ = try scene.run(0)
      try Publish.rename("\(scene.folder.path)/keys", to: "\(scene.folder.path)/safe")
      if !isKnown { try Directory.removeFile("\(scene.backups)/.catalogue.json") }
      let fault = #expect(throws: Fault.self) { try scene.run(1) }
      #expect(fault?.exitCode == 2)
      let known = try BackupKeys.publicKeys("\(scene.folder.path)/safe/backup-recipient")
      #expect(fault?.hints.first?.contains("\(known[0])") == isKnown)
      #expect(try Directory.status("\(scene.folder.path)/keys") == nil)
      // As the hint says.
      var list = try AgeRecipientsFile(BackupKeys.standardRecipientsFile(besides: scene.backups))
      try list.add(known[0])
      try list.save()
      try scene.change("2")
      let identities = try AgeKeyFile.read("\(scene.folder.path)/safe/backup.key").identities
      let path = try #require(try scene.run(1).backup?.file.path)
      #expect(try Backup.verify(path, identities: identities).check == .complete)
    }
  }

  @Test("a folder that holds no backup gets its key, whatever else lies in it")
  func firstKey() throws {
    try Directory.create(backups)
    for (name, text) in [
      ("notes.txt", "x"), ("starcrm-20261101T230000Z-aaaaaaaaaaaa.tar.gz.age", ""),
      ("starcrm-20261102T230000Z-aaaaaaaaaaaa.tar.gz.age", "not age"),
    ] {
      try Publish.replacing("\(backups)/\(name)") { try $0.write(text) }
    }
    let outcome = try run(0)
    #expect(outcome.backup?.isVerified == true)
    #expect(outcome.notices.filter { $0.contains("counts for nothing") }.count == 2)
  }

  @Test("a credential that is missing is a mistake, with the nearest name, and no key is made")
  func missingCredential() throws {
    let place = "\(folder.path)/keys"
    let key = try AgeSecretKey.generate().publicKey
    try Directory.create(place)
    try Publish.replacing("\(place)/office-safe") { try $0.write("\(key)\n") }
    let fault = #expect(throws: Fault.self) { try run(0, recipients: ["credential:ofice-safe"]) }
    #expect(fault?.exitCode == 2)
    #expect(fault?.hints.first == "did you mean 'credential:office-safe'?")
    #expect(try Directory.names(in: place) == ["office-safe"])
    #expect(try Directory.status(backups) == nil)
  }

  @Test("another key than that of the backups is refused before anything is written")
  func otherKey() throws {
    let keys = try (0..<2).map { _ in try AgeSecretKey.generate().publicKey.description }
    _ = try run(0, recipients: [keys[0]])
    try change("2")
    #expect(throws: Fault.self) { try run(1, recipients: [keys[1]]) }
    #expect(try Backup.list(backups).count == 1)
    // One more key is a reason for a new backup, although the store is the same.
    let both = try run(1, recipients: keys)
    #expect(both.backup?.recipients == 2)
    #expect(try run(2, recipients: keys).backup == nil)
  }

  @Test("an unchanged store is backed up again when the newest backup is no good one any more")
  func damagedNewest() throws {
    let path = try #require(try run(0).backup?.file.path)
    let bytes = try FileSource(path: path).readToEnd(limit: .max)
    try Publish.replacing(path) { try $0.write(Array(bytes.dropLast(100))) }
    let outcome = try run(0)
    let again = try #require(outcome.backup?.file.path)
    #expect(again != path)
    #expect(outcome.notices.contains { $0.contains(path) })
    #expect(try Directory.status(path) != nil)
  }

  private func change(_ text: String) throws {
    try Publish.replacing("\(store)/store.json") { try $0.write(text) }
  }
}
