import ByteIO
import Compression
import StarCRMCommand
import TestSupport
import Testing

/// What the program answers to inputs that cannot be, by exit code (design.md, "The command line").
@Suite("exit codes of the command line")
struct ExitCodeTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func file(_ name: String, _ bytes: [UInt8]) throws -> String {
    let path = "\(folder.path)/\(name)"
    try Publish.replacing(path) { try $0.write(bytes) }
    return path
  }

  private func file(_ name: String, _ text: String) throws -> String {
    try file(name, Array(text.utf8))
  }

  private func pipeline(_ source: String, extra: String = "") throws -> String {
    try file(
      "p.json5",
      """
      { name: "t", purpose: ["lead management"], store: "\(folder.path)/store",
        read: [ { \(source) } ], \(extra) }
      """
    )
  }

  private static let header = "external_id,family_name,email\n"

  @Test(
    "words that cannot be carried out: 2",
    arguments: [
      [], ["rnu"], ["run"], ["run", "a", "b"], ["run", "--frob"], ["check", "--set", "x", "p"],
      ["validate", "colour", "red"], ["read", "--as", "xls", "f"],
    ]
  )
  func usage(words: [String]) {
    #expect(StarCRM.main(words) == 2)
  }

  @Test("help is an answer: 0", arguments: [["--help"], ["--version"], ["run", "--help"]])
  func help(words: [String]) {
    #expect(StarCRM.main(words) == 0)
  }

  @Test("a missing, an empty and a wrong kind of file: 3")
  func inputs() throws {
    let png = try file("leads.csv", [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13])
    let empty = try file("empty.csv", "")
    for path in ["\(folder.path)/none.csv", empty, folder.path, png] {
      #expect(StarCRM.main(["read", path]) == 3, "\(path)")
      #expect(StarCRM.main(["run", try pipeline("files: \"\(path)\"")]) == 3, "\(path)")
    }
  }

  @Test("a truncated gzip file is refused, and nothing is committed: 3")
  func truncatedGzip() throws {
    let rows = (0..<5000).map { "\($0),Name\($0),n\($0)@firma\($0 % 97).de\n" }.joined()
    let sink = MemorySink()
    let gzip = GzipSink(sink)
    try gzip.write(Self.header + rows)
    try gzip.finish()
    let path = try file("leads.csv.gz", Array(sink.bytes.dropLast(sink.bytes.count / 3)))
    #expect(StarCRM.main(["run", try pipeline("files: \"\(path)\"")]) == 3)
    #expect(try Directory.status("\(folder.path)/store/tables/leads/_delta_log") == nil)
  }

  @Test("records that are not sound are kept apart, the others go on: 1")
  func quarantine() throws {
    let ragged = try file("ragged.csv", Self.header + "1,A,a@firma.de\n2,B\n3,C,c@firma.de\n")
    #expect(StarCRM.main(["read", ragged]) == 1)
    #expect(StarCRM.main(["run", try pipeline("files: \"\(ragged)\"")]) == 1)
    let card = try file(
      "cut.vcf",
      "BEGIN:VCARD\r\nVERSION:3.0\r\nNOTE:A\r\nBEGIN:VCARD\r\nVERSION:3.0\r\nFN:B\r\nEND:VCARD\r\n"
    )
    #expect(StarCRM.main(["read", card]) == 1)
  }

  @Test("a quote that nobody closes swallows none of the rows after it")
  func unclosedQuote() throws {
    let rows = (0..<4000).map { "\($0),Name\($0),n\($0)@firma.de\n" }.joined()
    let path = try file("quote.csv", Self.header + "x,\"open,a@firma.de\n" + rows)
    let output = "\(folder.path)/clusters.csv"
    #expect(StarCRM.main(["dedupe", path, "--output", output, "--quiet"]) <= 1)
    let lines = try FileSource(path: output).readToEnd(limit: 1 << 24).count { $0 == 0x0A }
    #expect(lines >= 4001)
  }

  @Test("an XML bomb and an external entity are refused: 3")
  func hostileXML() throws {
    let bomb = """
      <!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>
      <x><r><e>&b;</e></r></x>
      """
    let external =
      "<!DOCTYPE x [<!ENTITY a SYSTEM \"file:///etc/passwd\">]><x><r><e>&a;</e></r></x>"
    for (name, text) in [("bomb.xml", bomb), ("external.xml", external)] {
      let source = "files: \"\(try file(name, text))\", record: \"/x/r\", fields: { email: \"e\" }"
      #expect(StarCRM.main(["run", try pipeline(source)]) == 3, "\(name)")
    }
  }

  @Test("a pipeline file with an unknown key: 2")
  func unknownKey() throws {
    let path = try pipeline("files: \"a.csv\"", extra: "tiemzone: \"UTC\"")
    #expect(StarCRM.main(["run", path]) == 2)
    #expect(StarCRM.main(["check", path]) == 2)
  }

  @Test("a full disk ends the run and leaves no half of it: 6")
  func fullDisk() throws {
    let path = try file("leads.csv", Self.header + "1,A,a@firma.de\n")
    let pipeline = try pipeline("files: \"\(path)\"")
    FaultInjection.arm(.full, at: 30, under: "\(folder.path)/store")
    let code = StarCRM.main(["run", pipeline])
    FaultInjection.disarm(under: "\(folder.path)/store")
    #expect(code == 6)
    #expect(StarCRM.main(["run", pipeline]) == 0)
  }
}
