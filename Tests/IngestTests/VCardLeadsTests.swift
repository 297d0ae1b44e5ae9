import ByteIO
import CRMModel
import Columns
import Diagnostics
import Foundation
import Ingest
import TestSupport
import Testing
import VCard

@Suite("Leads from cards")
struct VCardLeadsTests {
  private static func cards(_ bytes: [UInt8]) throws -> [VCardBatch] {
    var reader = VCardReader(MemorySource(bytes), file: "test.vcf")
    var batches: [VCardBatch] = []
    while let batch = try reader.next(maximum: 5) { batches.append(batch) }
    return batches
  }

  /// Both engines over the same cards.
  private static func compare(_ bytes: [UInt8], _ comment: Comment) throws {
    var fast = VCardLeads()
    var plain = PlainVCardLeads()
    for batch in try cards(bytes) {
      let mine = fast.assemble(batch.cards, file: "test.vcf")
      let theirs = plain.assemble(batch.cards, file: "test.vcf")
      #expect(transcript(mine) == transcript(theirs), comment)
      #expect(mine.rows.origins == theirs.rows.origins)
      #expect(mine.skipped == theirs.skipped)
    }
    let dropped = fast.dropped.byName.map { "\($0.name) \($0.count)" }
    #expect(dropped == plain.dropped.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" })
  }

  private static func transcript(_ batch: SourceBatch<RawLeads>) -> [String] {
    let rows = batch.rows
    let lines = (0..<rows.batch.rowCount).map { row in
      zip(rows.batch.schema.fields, rows.batch.columns)
        .map { "\($0.name)=\($1.string(row) ?? "null")" }.joined(separator: "|")
        + "|" + String(decoding: rows.originals[row], as: UTF8.self)
    }
    let points = rows.points
    return lines
      + (0..<points.count).map { index in
        "\(points.rows[index]) \(points.kinds[index]) \(points.values[index]) "
          + "\(points.labels[index] ?? "-") \(points.preferred[index])"
      }
  }

  @Test("are the same through the bytes as through the Strings, for foreign cards")
  func corpus() throws {
    for folder in ["vcard/evolution", "vcard/jcard"] {
      guard let url = Corpora.item(folder) else { return }
      for name in try FileManager.default.contentsOfDirectory(atPath: url.path).sorted()
      where name.hasSuffix(".vcf") {
        try Self.compare(Array(Data(contentsOf: url.appending(path: name))), "\(name)")
      }
    }
  }

  @Test("are the same through the bytes as through the Strings, for mutated cards")
  func agreement() throws {
    var random = SeededGenerator(seed: 7)
    let original = Array(Self.realistic.utf8)
    try Self.compare(original, "unchanged")
    for number in 0..<400 {
      var bytes = original
      for _ in 0..<Int.random(in: 1...12, using: &random) {
        let index = Int.random(in: bytes.indices, using: &random)
        switch Int.random(in: 0..<3, using: &random) {
        case 0: bytes[index] = Self.signs.randomElement(using: &random) ?? 0
        case 1: bytes.removeSubrange(index..<min(bytes.count, index + 4))
        default: bytes.insert(contentsOf: original.suffix(index).prefix(15), at: index)
        }
      }
      try Self.compare(bytes, "mutation \(number)")
    }
  }

  private static func fields(_ lines: String...) throws -> (String) -> String? {
    let text = (["BEGIN:VCARD"] + lines + ["END:VCARD", ""]).joined(separator: "\r\n")
    let bytes = Array(text.utf8)
    try compare(bytes, "engines")
    var leads = VCardLeads()
    let batch = leads.assemble(try cards(bytes)[0].cards, file: "test.vcf").rows.batch
    return { batch.column($0)?.string(0) }
  }

  @Test("take the preferred of several names, titles and organisations")
  func preferred() throws {
    let lead = try Self.fields(
      "VERSION:4.0",
      "FN;PREF=2:Kim B.",
      "FN;PREF=1:Kim Bo",
      "ORG:",
      "ORG:Hafen AG;Einkauf",
      "TITLE;ALTID=1;LANGUAGE=fr:Patron",
      "TITLE;ALTID=1;LANGUAGE=en:Boss",
      "BDAY;VALUE=text:in spring",
      "BDAY:19800322T101500Z"
    )
    #expect(lead("full_name") == "Kim Bo")
    #expect(lead("organisation") == "Hafen AG")
    #expect(lead("job_title") == "Patron")
    #expect(lead("birth_date") == "19800322T101500Z")
  }

  @Test("take what an export of this program has beyond vCard, once")
  func ownExport() throws {
    let lead = try Self.fields(
      "VERSION:4.0",
      "FN:Kim Bo",
      "X-STARCRM-STATUS:customer",
      "x-starcrm-consent-email:opted_out",
      "X-STARCRM-CONSENT-EMAIL:opted_in",
      "X-STARCRM-CONSENT-AT:2026-01-02T03:04:05Z",
      "X-STARCRM-LEAD-SOURCE:fair\\, north",
      "X-STARCRM-LINE:7"
    )
    #expect(lead("status") == "customer")
    #expect(lead("consent_email") == "opted_out")
    #expect(lead("consent_at") == "2026-01-02T03:04:05Z")
    #expect(lead("lead_source") == "fair, north")
    #expect(lead("owner") == "")
  }

  @Test("tell what a card has beyond one value")
  func surplus() throws {
    let text = "BEGIN:VCARD\nFN:a\nTITLE:x\nTITLE:y\nROLE:z\nNICKNAME:n\nEND:VCARD\n"
    var leads = VCardLeads()
    _ = leads.assemble(try Self.cards(Array(text.utf8))[0].cards, file: "test.vcf")
    #expect(
      leads.dropped.byName.map { "\($0.name) \($0.count)" }
        == ["NICKNAME 1", "ROLE beyond one 1", "TITLE beyond one 1"]
    )
  }

  @Test("take Outlook's further telephone numbers after the others")
  func outlook() throws {
    let lines = ["FN:a", "X-MS-TEL;VOICE;COMPANY:+49 30 1", "TEL;WORK;VOICE:+49 30 2"]
    let lead = try Self.fields(lines[0], lines[1], lines[2])
    #expect(lead("phone") == "+49 30 2")
    let only = try Self.fields(lines[0], lines[1])
    #expect(only("phone") == "+49 30 1")
  }

  @Test("leave out a group as Apple writes it")
  func appleGroup() throws {
    let text = "BEGIN:VCARD\nVERSION:3.0\nFN:Team\nX-ADDRESSBOOKSERVER-KIND:group\nEND:VCARD\n"
    var leads = VCardLeads()
    let batch = leads.assemble(try Self.cards(Array(text.utf8))[0].cards, file: "test.vcf")
    #expect(batch.rows.batch.rowCount == 0)
    #expect(batch.skipped.count == 1)
  }

  @Test("come from every card of the Evolution corpus, cut off or without BEGIN")
  func evolution() throws {
    guard let url = Corpora.item("vcard/evolution") else { return }
    var count = 0
    for name in try FileManager.default.contentsOfDirectory(atPath: url.path) {
      let source = try LeadSource(SourceSpecification(file: url.appending(path: name).path))
      #expect(source.description.format == .vCard, "\(name)")
      while let batch = try source.next() {
        count += batch.rows.batch.rowCount
        #expect(batch.quarantined.isEmpty && batch.skipped.isEmpty, "\(name)")
      }
    }
    #expect(count == 78)
  }

  @Test("say what was noticed about their cards")
  func findings() throws {
    let folder = try TemporaryFolder()
    let path = "\(folder.path)/phones.vcf"
    try Publish.replacing(path) { try $0.write("BEGIN:VCARD\nFN:a\nEMAIL:a@b.example\n") }
    let source = try LeadSource(SourceSpecification(file: path))
    let batch = try #require(try source.next())
    #expect(batch.rows.batch.rowCount == 1)
    #expect(batch.findings.map(\.code) == ["vcard.missing-end"])
  }

  @Test("are the same on two threads")
  func threads() throws {
    let folder = try TemporaryFolder()
    let path = "\(folder.path)/phones.vcf"
    let text = String(repeating: Self.realistic, count: 4000)
    try Publish.replacing(path) { try $0.write(text) }
    func read(_ threads: Int) throws -> [[String]] {
      var specification = SourceSpecification(file: path)
      specification.threads = threads
      let source = try LeadSource(specification)
      var batches: [[String]] = []
      while let batch = try source.next() {
        let emails = try #require(batch.rows.batch.column("email"))
        let records = batch.rows.origins.record
        batches.append((0..<records.count).map { "\(records[$0]) \(emails.string($0) ?? "-")" })
      }
      return batches
    }
    let one = try read(1)
    #expect(one.count > 2)
    #expect(try read(2) == one)
  }

  private static let signs = Array(";,:\\=\"^. \r\nTYPEpref1".utf8)

  private static let realistic = """
    BEGIN:VCARD
    VERSION:2.1
    N;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:M=C3=BCller;J=C3=B6rg;Karl;Dr.;
    TEL;CELL;PREF:+49 171 1
    TEL;FAX;WORK:+49 30 1
    TEL;HOME:+49 30 2
    ADR;WORK:PF 1;Hof 2;Lange Str. 3;K\u{F6}ln;NW;50667;Germany
    ADR;HOME;PREF:;;Kurze Str. 4;;;;
    X-OTHER:1
    END:VCARD
    BEGIN:VCARD
    VERSION:3.0
    FN:Zo\u{EB} Q\\, jr.
    ORG:Nordwind\\; GmbH;Sales
    EMAIL;type=INTERNET;type=HOME:a@b.example
    EMAIL;type=INTERNET;type=pref:MAILTO:c@b.example
    item1.TEL;type=iphone:tel:+1
    ITEM1.X-ABLabel:_$!<Other>!$_
    item1.URL:http\\://x.example
    URL;type=work,home:http://y.example
    BDAY;X-APPLE-OMIT-YEAR=1604:1604-05-01
    CATEGORIES:a,b\\,c
    CATEGORIES:d
    NOTE:one\\ntwo
    NOTE:three
    END:VCARD
    BEGIN:VCARD
    VERSION:4.0
    KIND:org
    FN:Acme
    TITLE:
    ROLE:Buyer
    TEL;PREF=2;TYPE="cell,voice":tel:+2
    TEL;PREF=1;TYPE=home;TYPE=work:tel:+3
    EMAIL;PREF=100;TYPE=WORK:d@b.example
    ADR;LABEL="12; Stra\u{DF}e":;;Stra\u{DF}e;;;;
    UID:urn:uuid:1
    REV:20260101T000000Z
    END:VCARD
    BEGIN:VCARD
    KIND:group
    FN:many
    END:VCARD

    """
}
