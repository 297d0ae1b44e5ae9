import ByteIO
import Compression
import Foundation
import TestSupport

/// The files that transcripts speak of, made anew in a temporary folder for each transcript.
///
/// One name, one fault: what is wrong with each stands beside it.
struct Fixtures {
  let folder: TemporaryFolder
  /// Held while this value lives, as another run would.
  private let lock: File

  init() throws {
    folder = try TemporaryFolder()
    try Self.write(Self.texts, below: folder.path)
    try Self.writeBytes(below: folder.path)
    lock = try File.open("\(folder.path)/locked/lock", .createOrOpen)
    guard try lock.tryLock() else { throw CocoaError(.fileLocking) }
  }

  private static func write(_ texts: [String: String], below folder: String) throws {
    for (name, text) in texts {
      let url = URL(filePath: "\(folder)/\(name)")
      let parent = url.deletingLastPathComponent()
      try FileManager.default.createDirectory(at: parent, withIntermediateDirectories: true)
      try Data(text.utf8).write(to: url)
    }
  }

  private static func writeBytes(below folder: String) throws {
    // The signature of PNG (ISO/IEC 15948, 5.2) and the beginning of its first chunk.
    let png: [UInt8] = [
      0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13, 0x49, 0x48, 0x44, 0x52,
    ]
    try Data(png).write(to: URL(filePath: "\(folder)/photo.csv"))
    let whole = MemorySink()
    let gzip = GzipSink(whole)
    try gzip.write(leads(200))
    try gzip.finish()
    let cut = Data(whole.bytes.prefix(whole.bytes.count / 2))
    try Data(whole.bytes).write(to: URL(filePath: "\(folder)/leads.csv.gz"))
    try cut.write(to: URL(filePath: "\(folder)/cut.csv.gz"))
  }

  /// A CSV file of `count` different people.
  private static func leads(_ count: Int) -> String {
    var text = "id,first name,last name,email\n"
    for number in 1...count {
      text += "\(number),Person\(number),Family\(number),person\(number)@mail.test\n"
    }
    return text
  }

  /// The same with a quote opened on line 3 that nothing closes: some 500 kB follow it.
  private static var unclosed: String {
    var lines = leads(10_000).split(separator: "\n").map(String.init)
    lines[2] = "2,\"Person2,Family2,person2@mail.test"
    return lines.joined(separator: "\n") + "\n"
  }

  private static let texts: [String: String] = [
    "leads.csv": """
    id,first name,last name,email,phone,country
    1,Anna,Berg,anna.berg@mail.test,030 901820,DE
    2,Anna,Berg,anna.berg@mail.test,+49 30 901820,DE
    3,Bruno,Keller,bruno.keller@mail.test,,CH
    4,Clara,Lind,,,SE

    """,
    "truth.csv": "id,entity_id\n1,a\n2,a\n3,b\n4,c\n",
    "empty.csv": "",
    "header.csv": "id,email\n",
    "folder/inside.txt": "a folder is no file\n",
    "unclosed.csv": unclosed,
    "ragged.csv": "id,email,city\n1,a@mail.test,Bonn\n2,b@mail.test\n3,c@mail.test,Ulm,x\n4,,\n",
    "bomb.xml": """
    <?xml version="1.0"?>
    <!DOCTYPE list [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>
    <list><person><name>&b;</name></person></list>

    """,
    "external.xml": """
    <?xml version="1.0"?>
    <!DOCTYPE list [<!ENTITY file SYSTEM "file:///etc/hostname">]>
    <list><person><name>&file;</name></person></list>

    """,
    "people.xml": """
    <?xml version="1.0"?>
    <list>
      <person id="7"><name>Anna Berg</name><email>anna.berg@mail.test</email></person>
      <person id="8"><name>Bruno Keller</name><email>bruno.keller@mail.test</email></person>
    </list>

    """,
    "torn.xml": "<list><person><name>Anna</name></person><person><name>Bru",
    "people.vcf": "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Anna Berg\r\nTEL:030 901820\r\nEND:VCARD\r\n",
    "unfinished.vcf": "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Anna Berg\r\n",
    "unknown-key.json5": """
    {
      name: "nightly", purpose: ["lead management"], stor: "store",
      read: [{ files: "leads.csv" }],
    }

    """,
    "pipeline.json5": """
    {
      name: "small", purpose: ["lead management"], store: "store",
      read: [{ files: "leads.csv" }],
      validate: { country: "DE", require: ["email or phone"] },
    }

    """,
    "strict.json5": """
    {
      name: "strict", purpose: ["lead management"], store: "gated",
      read: [{ files: "leads.csv" }],
      validate: { country: "DE", require: ["email or phone"], stop: { rejected: "5 %" } },
    }

    """,
    "newer/store.json": #"{"id":"0","formatVersion":99,"policyVersion":"1"}"#,
    "locked/store.json": #"{"id":"0","formatVersion":1,"policyVersion":"1"}"#,
  ]
}
