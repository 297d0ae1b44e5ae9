import Age
import Backup
import ByteIO
import Diagnostics
import TestSupport
import Testing
import Time

/// A small store, a folder for backups and a key.
struct Scene {
  let folder: TemporaryFolder
  let key: AgeSecretKey

  var store: String { "\(folder.path)/store" }
  var backups: String { "\(folder.path)/backups" }
  var identities: [AgeIdentity] { [.secretKey(key)] }

  /// Paths and contents of the store's files.
  static let files: [String: [UInt8]] = [
    "store.json": Array("{}\n".utf8),
    "tables/leads/part-0.parquet": (0..<700_000).map { UInt8(truncatingIfNeeded: $0 &* $0 >> 7) },
    "tables/leads/_delta_log/00000000000000000000.json": Array("{\"add\":{}}\n".utf8),
    "tables/leads/empty": [],
    "runs/Grüße \(String(repeating: "x", count: 120))/log.jsonl": Array("line\n".utf8),
  ]

  init() throws {
    folder = try TemporaryFolder()
    key = try AgeSecretKey.generate()
    for (path, content) in Self.files { try write(path, content) }
    try write("lock", [])
    try write("tables/.tmp-1-left-over", [1])
    try Directory.create("\(store)/audit")
  }

  func write(_ path: String, _ content: [UInt8]) throws {
    try Directory.create(Directory.parent(of: "\(store)/\(path)"))
    try Publish.replacing("\(store)/\(path)") { try $0.write(content) }
  }

  func order(_ seconds: Int64 = 1_795_000_000) -> Backup.Order {
    Backup.Order(
      store: store,
      folder: backups,
      recipients: [key.publicKey],
      createdAt: Instant(microseconds: seconds * 1_000_000),
      tool: "starcrm test"
    )
  }

  /// Whether `folder` holds the store's files and nothing else.
  func isStore(_ folder: String) throws -> Bool {
    var found: [String: [UInt8]] = [:]
    func walk(_ path: String) throws {
      for name in try Directory.names(in: path) {
        let below = "\(path)/\(name)"
        if try Directory.status(below)?.isDirectory == true {
          try walk(below)
        } else {
          let relative = String(below.dropFirst(folder.count + 1))
          found[relative] = try FileSource(path: below).readToEnd(limit: .max)
        }
      }
    }
    try walk(folder)
    return found == Self.files
  }

  /// Names in a folder that are not temporary or hidden.
  func visible(_ folder: String) throws -> [String] {
    guard try Directory.status(folder) != nil else { return [] }
    return try Directory.names(in: folder).filter { !$0.hasPrefix(".") }
  }
}

@Suite("backup: made, checked, restored")
struct BackupTests {
  @Test("what is restored is what was backed up")
  func roundTrip() throws {
    let scene = try Scene()
    let report = try Backup.create(scene.order())
    #expect(report.check == .structure)
    #expect(report.manifest.members.map(\.path) == Scene.files.keys.sorted(by: bytewise))
    #expect(report.manifest.byteCount == Scene.files.values.reduce(0) { $0 + Int64($1.count) })
    #expect(try Directory.status(report.path)?.permissions == 0o600)
    #expect(try Backup.list(scene.backups).map(\.path) == [report.path])
    #expect(try scene.visible(scene.backups).count == 1)

    let verified = try Backup.verify(report.path, identities: scene.identities)
    #expect(verified.check == .complete)
    #expect(verified.manifest == report.manifest)
    #expect(verified.sha256 == report.sha256)

    let target = "\(scene.folder.path)/new/place"
    let restored = try Backup.restore(report.path, identities: scene.identities, into: target)
    #expect(restored == report.manifest)
    #expect(try scene.isStore(target))
    #expect(try Directory.status("\(target)/audit")?.isDirectory == true)
    #expect(try Directory.names(in: "\(scene.folder.path)/new") == ["place"])
  }

  private func bytewise(_ left: String, _ right: String) -> Bool {
    left.split(separator: "/").lexicographicallyPrecedes(right.split(separator: "/")) {
      Array($0.utf8).lexicographicallyPrecedes(Array($1.utf8))
    }
  }

  @Test("the name tells the instant and the content, and nothing is overwritten")
  func names() throws {
    let scene = try Scene()
    let first = try Backup.create(scene.order(), checkingWith: scene.identities)
    #expect(first.check == .complete)
    let name = Directory.name(of: first.path)
    #expect(name.hasPrefix("starcrm-20261118T110640Z-\(first.manifest.content.prefix(12))"))
    let again = try Backup.create(scene.order())
    let later = try Backup.create(scene.order(1_795_000_060))
    #expect(again.path.hasSuffix("-2.tar.gz.age"))
    #expect(later.manifest.content == first.manifest.content)
    let listed = try Backup.list(scene.backups)
    #expect(listed.map(\.path) == [first.path, again.path, later.path])
    #expect(listed.allSatisfy { BackupName($0.name.description) == $0.name })
    for text in ["starcrm.tar.gz.age", name + "x", "x" + name, name.replacing("T11", with: "T25")] {
      #expect(BackupName(text) == nil)
    }
  }

  @Test("the same store gives the same archive, whatever the number of threads")
  func determinism() throws {
    let scene = try Scene()
    var plain: [[UInt8]] = []
    for threads in [1, 2] {
      var order = scene.order()
      order.threads = threads
      let file = try FileSource(path: try Backup.create(order).path)
      plain.append(try AgeDecryptor(file, identities: scene.identities).readToEnd(limit: .max))
    }
    #expect(plain[0] == plain[1])
  }

  @Test("without a recipient, without a store, or into the store itself: refused, nothing written")
  func refusals() throws {
    let scene = try Scene()
    var nobody = scene.order()
    nobody.recipients = []
    var nothing = scene.order()
    nothing.store += "-missing"
    var inside = scene.order()
    inside.folder = "\(scene.store)/backups"
    for (order, code) in [(nobody, 2), (nothing, 3), (inside, 2)] {
      let fault = #expect(throws: Fault.self) { try Backup.create(order) }
      #expect(fault?.exitCode == Int32(code))
      #expect(fault?.hints.isEmpty == false)
    }
    #expect(try scene.visible(scene.backups).isEmpty)
    #expect(try Directory.status(inside.folder) == nil)
  }

  @Test("two backups at once: the second is told to wait")
  func locking() throws {
    let scene = try Scene()
    try Directory.create(scene.backups)
    let lock = try File.open("\(scene.backups)/.lock", .createOrOpen)
    #expect(try lock.tryLock())
    let fault = #expect(throws: Fault.self) { try Backup.create(scene.order()) }
    #expect(fault?.exitCode == 75)
  }

  @Test("a drill tries the newest backup and leaves nothing")
  func drill() throws {
    let scene = try Scene()
    let scratch = "\(scene.folder.path)/drill"
    try Directory.create(scene.backups)
    let fault = #expect(throws: Fault.self) {
      try Backup.drill(scene.backups, identities: scene.identities, scratch: scratch)
    }
    #expect(fault?.exitCode == 3)
    _ = try Backup.create(scene.order())
    let newest = try Backup.create(scene.order(1_795_000_060))
    let drilled = try Backup.drill(scene.backups, identities: scene.identities, scratch: scratch)
    #expect(drilled.entry.path == newest.path)
    #expect(drilled.manifest == newest.manifest)
    #expect(try Directory.status(scratch) == nil)
  }

  @Test("a restore never touches a folder in use")
  func occupied() throws {
    let scene = try Scene()
    let report = try Backup.create(scene.order())
    let fault = #expect(throws: Fault.self) {
      try Backup.restore(report.path, identities: scene.identities, into: scene.store)
    }
    #expect(fault?.exitCode == 2)
    let empty = "\(scene.folder.path)/empty/"
    try Directory.create(empty)
    _ = try Backup.restore(report.path, identities: scene.identities, into: empty)
    #expect(try scene.isStore("\(scene.folder.path)/empty"))
  }
}

@Suite("backup: damage and failures")
struct BackupDamageTests {
  /// Expects that the file can neither be verified nor restored and leaves nothing.
  private func expectRefused(_ path: String, _ scene: Scene, _ identities: [AgeIdentity]) throws {
    let target = "\(scene.folder.path)/restored/store"
    let verified = #expect(throws: Fault.self) {
      try Backup.verify(path, identities: identities)
    }
    #expect(verified?.exitCode == 6)
    #expect(verified?.hints.isEmpty == false)
    let restored = #expect(throws: Fault.self) {
      try Backup.restore(path, identities: identities, into: target)
    }
    #expect(restored?.exitCode == 6)
    #expect(try Directory.names(in: "\(scene.folder.path)/restored").isEmpty)
  }

  @Test("a wrong key, a flipped byte anywhere, a cut anywhere, an appended byte")
  func damage() throws {
    let scene = try Scene()
    let report = try Backup.create(scene.order())
    let stranger = try AgeSecretKey.generate()
    try expectRefused(report.path, scene, [.secretKey(stranger)])
    let bytes = try FileSource(path: report.path).readToEnd(limit: .max)
    let path = "\(scene.folder.path)/damaged"
    let places = [0, 30, 100, 190, 250, 65_000, bytes.count / 2, bytes.count - 1]
    for place in places {
      var flipped = bytes
      flipped[place] ^= 0x40
      for damaged in [flipped, Array(bytes.prefix(place))] {
        try Publish.replacing(path) { try $0.write(damaged) }
        try expectRefused(path, scene, scene.identities)
      }
    }
    try Publish.replacing(path) { try $0.write(bytes + [0]) }
    try expectRefused(path, scene, scene.identities)
  }

  @Test("a missing backup is a missing input")
  func missing() throws {
    let scene = try Scene()
    let fault = #expect(throws: Fault.self) {
      try Backup.verify("\(scene.folder.path)/none", identities: scene.identities)
    }
    #expect(fault?.exitCode == 3)
  }

  @Test(
    "after a failure at any I/O call the folder holds a whole backup or none",
    arguments: [FaultInjection.Action.error, .full]
  )
  func createFaults(action: FaultInjection.Action) throws {
    let scene = try Scene()
    try Directory.create(scene.backups)
    var call = 1
    while true {
      FaultInjection.arm(action, at: call, under: scene.folder.path)
      let result = Result { try Backup.create(scene.order()) }
      let calls = FaultInjection.disarm(under: scene.folder.path)
      let entries = try Backup.list(scene.backups)
      for entry in entries {
        #expect(throws: Never.self) { try Backup.verify(entry.path, identities: scene.identities) }
        try Directory.removeFile(entry.path)
      }
      if case .success = result {
        #expect(entries.count == 1)
        if calls < call { break }
      } else {
        #expect((result.failure as? Fault) != nil)
      }
      call += 1
    }
    #expect(call > 20)
    _ = try Backup.create(scene.order())
    #expect(
      try Directory.names(in: scene.backups).allSatisfy {
        !$0.hasPrefix(Publish.temporaryPrefix)
      }
    )
  }

  @Test("after a failure at any I/O call the store is restored whole or not at all")
  func restoreFaults() throws {
    let scene = try Scene()
    let report = try Backup.create(scene.order())
    let target = "\(scene.folder.path)/restored"
    var call = 1
    while true {
      FaultInjection.arm(.error, at: call, under: scene.folder.path)
      let result = Result {
        try Backup.restore(report.path, identities: scene.identities, into: target)
      }
      let calls = FaultInjection.disarm(under: scene.folder.path)
      if try Directory.status(target) != nil { #expect(try scene.isStore(target)) }
      try Directory.removeTree(target)
      if case .success = result, calls < call { break }
      call += 1
    }
    #expect(call > 20)
  }
}

extension Result {
  fileprivate var failure: Failure? {
    if case .failure(let error) = self { error } else { nil }
  }
}
