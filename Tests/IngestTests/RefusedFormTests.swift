import ByteIO
import CRMModel
import Columns
import Compression
import Diagnostics
import Ingest
import TestSupport
import Testing

@Suite("Reject files of cards, objects and elements")
struct RefusedFormTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func specification(_ name: String, _ bytes: [UInt8]) throws -> SourceSpecification {
    let path = "\(folder.path)/\(name)"
    try Publish.replacing(path) { try $0.write(bytes) }
    var specification = SourceSpecification(file: path)
    guard name.contains(".xml") else { return specification }
    specification.recordPath = "/x:export/x:people/x:person"
    specification.fields = ["full_name": "x:name", "email": "x:mail"]
    specification.namespaces = ["x": "urn:example:crm"]
    return specification
  }

  /// The values of two fields, and what was not read.
  private func read(
    _ specification: SourceSpecification
  ) throws -> (rows: [String], quarantined: Int) {
    let source = try LeadSource(specification)
    var rows: [String] = []
    var quarantined = 0
    do {
      while let batch = try source.next() {
        quarantined += batch.quarantined.count
        for row in 0..<batch.rows.batch.rowCount {
          let values = ["full_name", "email"].map { batch.rows.batch.column($0)?.string(row) ?? "" }
          rows.append(values.joined(separator: " "))
        }
      }
    } catch is Fault {}
    return (rows, quarantined)
  }

  /// Everything in the file whose e-mail has no at sign, and what could not be read.
  private func refused(_ specification: SourceSpecification) throws -> [RefusedOriginal] {
    let source = try LeadSource(specification)
    var records: [(place: Int64, record: RefusedOriginal)] = []
    func add(_ origin: RowOrigin, _ code: String, _ reason: String, _ raw: [UInt8]) {
      let record = RefusedOriginal(
        line: origin.line,
        codes: [code],
        reasons: [reason],
        raw: raw
      )
      records.append((origin.byteOffset, record))
    }
    do {
      while let batch = try source.next() {
        for item in batch.quarantined {
          add(item.finding.origin, item.finding.code.rawValue, item.finding.message, item.raw)
        }
        let emails = try #require(batch.rows.batch.column("email"))
        for row in 0..<batch.rows.batch.rowCount
        where emails.string(row)?.contains("@") != true {
          add(batch.rows.origins[row], "email.syntax", "no '--@'", batch.rows.originals[row])
        }
      }
    } catch is Fault {}
    return records.sorted { $0.place < $1.place }.map(\.record)
  }

  private func rejectFile(_ specification: SourceSpecification) throws -> SourceSpecification {
    let records = try refused(specification)
    let form = try #require(try RefusedForm(specification))
    var rejects = specification
    rejects.file = specification.file + ".rejects." + form.fileExtension
    rejects.displayName = rejects.file
    try Publish.replacing(rejects.file) { try form.write(records, to: $0) }
    return rejects
  }

  private func edit(_ file: String, _ change: (String) -> String) throws {
    let text = String(decoding: try FileSource(path: file).readToEnd(limit: 1 << 20), as: UTF8.self)
    try Publish.replacing(file) { try $0.write(change(text)) }
  }

  private static func utf16(_ text: String) -> [UInt8] {
    [0xFF, 0xFE] + text.utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
  }

  // MARK: - Cards

  private static let cards =
    "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Zoë\r\nEMAIL:zoe@x.example\r\nEND:VCARD\r\n"
    + "stray text\r\n"
    + "BEGIN:VCARD\r\nVERSION:2.1\r\nFN;ENCODING=QUOTED-PRINTABLE;CHARSET=UTF-8:J=C3=B6=\r\nrg\r\n"
    + "EMAIL:joerg at x.example\r\nEND:VCARD\r\n"
    + "BEGIN:VCARD\r\nNICKNAME:Ida\r\n"
    + "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Last\r\nEMAIL:last@x.example\r\nEND:VCARD\r\n"

  @Test("hold the missing cards once they are corrected", arguments: ["UTF-8", "UTF-16", "gzip"])
  func cards(_ encoding: String) throws {
    var bytes = encoding == "UTF-16" ? Self.utf16(Self.cards) : Array(Self.cards.utf8)
    if encoding == "gzip" { bytes = try Self.gzip(bytes) }
    let input = try specification("phones.vcf", bytes)
    #expect(
      try read(input).rows == [
        "Zoë zoe@x.example", "Jörg joerg at x.example", "Last last@x.example",
      ]
    )
    let rejects = try rejectFile(input)
    #expect(try read(rejects).rows == ["Jörg joerg at x.example"])
    try edit(rejects.file) { text in
      #expect(text.contains("X-STARCRM-CODES:email.syntax\r\n"))
      #expect(text.contains("\r\nFN;ENCODING=QUOTED-PRINTABLE;CHARSET=UTF-8:J=C3=B6=\r\nrg\r\n"))
      return text.replacing(" at ", with: "@").replacing("stray text\r\n", with: "")
        .replacing(
          "NICKNAME:Ida\r\n",
          with: "FN:Ida\r\nEMAIL:ida@x.example\r\nEND:VCARD\r\n"
        )
    }
    let again = try read(rejects)
    #expect(again.rows == ["Jörg joerg@x.example", "Ida ida@x.example"])
    #expect(again.quarantined == 0)
  }

  private static func gzip(_ bytes: [UInt8]) throws -> [UInt8] {
    let sink = MemorySink()
    let gzip = GzipSink(sink)
    try gzip.write(bytes)
    try gzip.finish()
    return sink.bytes
  }

  // MARK: - Objects

  private static let objects =
    "{\"full_name\":\"Zoë\",\"email\":\"zoe@x.example\"}\n"
    + "{\"full_name\":\"Cut\",\"email\":\"cut@x.example\"\n"
    + " {\"full_name\": \"J\\u00f6rg\", \"email\":\"joerg at x.example\" }\r\n\n"
    + "{}\n{\"email\":\"ida\",\"full_name\":\"Iða\"}"

  @Test("hold the missing objects once they are corrected", arguments: [false, true])
  func objects(isZipped: Bool) throws {
    let bytes = Array(Self.objects.utf8)
    let input = try specification("people.jsonl", isZipped ? Self.gzip(bytes) : bytes)
    #expect(
      try read(input).rows == ["Zoë zoe@x.example", "Jörg joerg at x.example", " ", "Iða ida"]
    )
    let rejects = try rejectFile(input)
    #expect(rejects.file.hasSuffix(".jsonl"))
    #expect(try read(rejects) == (["Jörg joerg at x.example", " ", "Iða ida"], 1))
    try edit(rejects.file) { text in
      let line = "{\"full_name\": \"J\\u00f6rg\", \"email\":\"joerg at x.example\" ,"
      #expect(text.contains(line + "\"_row\":3,\"_codes\":\"email.syntax\""))
      #expect(text.hasSuffix("\n{\"full_name\":\"Cut\",\"email\":\"cut@x.example\"\n"))
      return text.replacing(" at ", with: "@").replacing("\"ida\"", with: "\"ida@x.example\"")
        .replacing("cut@x.example\"", with: "cut@x.example\"}")
    }
    let again = try read(rejects)
    #expect(again.rows == ["Jörg joerg@x.example", " ", "Iða ida@x.example", "Cut cut@x.example"])
    #expect(again.quarantined == 0)
    // Refused once more, they say why they are now and where they stand now, and nothing twice.
    let third = try rejectFile(rejects)
    let text = try FileSource(path: third.file).readToEnd(limit: 1 << 20)
    let lines = String(decoding: text, as: UTF8.self).split(separator: "\n")
    #expect(lines.count == 1)
    #expect(lines[0].hasPrefix("{\"_row\":2,"))
    #expect(lines[0].split(separator: "_row").count == 2)
  }

  // MARK: - Elements

  private static func document(_ encoding: String) -> String {
    """
    <?xml version="1.0" encoding="\(encoding)"?>
    <x:export xmlns:x="urn:example:crm" on='2026-11-01'><x:count>3</x:count>
      <x:people xmlns:y="urn:other">
        <x:person y:id="1"><x:name>Zoë</x:name><x:mail>zoe@x.example</x:mail></x:person>
        <x:person y:id="2" ><x:name>J&#xF6;rg</x:name><!-- -> -->
          <x:mail>joerg at x.example</x:mail><y:more/></x:person>
        <x:person y:id="3"><x:name>Iða</x:name><x:mail>ida</x:mail></x:person>
        <x:person y:id="4"><x:name>Cut -- off</x:name><x:mail>cut@x
    """
  }

  @Test("hold the missing elements once they are corrected", arguments: ["UTF-8", "ISO-8859-1"])
  func elements(_ encoding: String) throws {
    let text = Self.document(encoding)
    let bytes =
      encoding == "UTF-8"
      ? Array(text.utf8) : text.unicodeScalars.map { UInt8(truncatingIfNeeded: $0.value) }
    let input = try specification("people.xml", bytes)
    #expect(
      try read(input).rows == ["Zoë zoe@x.example", "Jörg joerg at x.example", "Iða ida"]
    )
    let rejects = try rejectFile(input)
    #expect(try read(rejects) == (["Jörg joerg at x.example", "Iða ida"], 0))
    try edit(rejects.file) { text in
      #expect(text.contains("<x:export xmlns:x=\"urn:example:crm\" on='2026-11-01'>\n"))
      #expect(text.contains("<!-- line 5: email.syntax: no '- -@' -->\n<x:person y:id=\"2\" >"))
      return text.replacing(" at ", with: "@").replacing("ida<", with: "ida@x.example<")
        .replacing("\n<x:person y:id=\"4\"", with: " -->\n<x:person y:id=\"4\"")
        .replacing("<x:mail>cut@x -->", with: "<x:mail>cut@x.example</x:mail></x:person>")
    }
    #expect(
      try read(rejects)
        == (["Jörg joerg@x.example", "Iða ida@x.example", "Cut - - off cut@x.example"], 0)
    )
  }
}
