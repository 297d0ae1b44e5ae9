import Age
import Backup
import ByteIO
import Columns
import Diagnostics
import Pipeline
import Reporting
import TestSupport
import Testing

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
        now: Instant(microseconds: 0),
        environment: ["CREDENTIALS_DIRECTORY": place]
      ).recipients
    }
    #expect(try keys("credential:team") == [key])
    for name in ["credential:bad", "credential:../team", "credential:", "age1nonsense"] {
      let fault = #expect(throws: Fault.self) { try keys(name) }
      #expect(fault?.exitCode == 2, "\(name)")
    }
  }
}
