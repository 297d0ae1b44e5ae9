import ByteIO
import CRMModel
import Columns
import Diagnostics
import Ingest
import Pipeline
import Reporting
import TestSupport
import Testing
import Time

@Suite("pipeline: what a run leaves of itself")
struct RunFolderTests {
  private typealias Read = (file: InputFile, description: SourceDescription)

  private let folder: TemporaryFolder
  private var run: RunFolder { RunFolder("\(folder.path)/store/runs/r1") }

  init() throws { folder = try TemporaryFolder() }

  // MARK: - Inputs

  private func input(_ name: String, _ bytes: [UInt8]) throws -> String {
    let path = "\(folder.path)/\(name)"
    try Directory.create(Directory.parent(of: path))
    try Publish.replacing(path) { try $0.write(bytes) }
    return path
  }

  private func opened(_ path: String) throws -> (read: Read, source: LeadSource) {
    let pipeline =
      "{ name: \"n\", purpose: [\"lead management\"], store: \"s\", read: [{ files: \"\(path)\" }] }"
    let configuration = try ConfigurationReader.read(Array(pipeline.utf8), file: "n.json5")
    let file = try #require(try InputFile.resolve(configuration.sources).first)
    let leads = try LeadSource(file.specification(threads: 1))
    return ((file, leads.description), leads)
  }

  /// Everything in a file refused: rows for `codes`, what cannot be read for its own reason.
  private func refuse(
    _ path: String,
    _ codes: [FindingCode] = ["email.syntax", "phone.length"]
  ) throws -> (records: [RefusedRecord], read: Read) {
    let (read, source) = try opened(path)
    var records: [RefusedRecord] = []
    while let batch = try source.next() {
      records += batch.quarantined.map { RefusedRecord($0) }
      records += (0..<batch.rows.batch.rowCount).map { row in
        RefusedRecord(
          bucket: .rejected,
          origin: batch.rows.origins[row],
          codes: codes,
          reasons: ["no '@', or two of them", "too short"],
          raw: batch.rows.originals[row]
        )
      }
    }
    return (records, read)
  }

  /// Values of a field in a file, and how many records could not be read.
  private func values(_ field: String, _ path: String) throws -> ([String?], quarantined: Int) {
    let source = try opened(path).source
    var values: [String?] = []
    var quarantined = 0
    while let batch = try source.next() {
      quarantined += batch.quarantined.count
      guard let column = batch.rows.batch.column(field) else { continue }
      values += (0..<batch.rows.batch.rowCount).map { column.string($0) }
    }
    return (values, quarantined)
  }

  private func bytes(_ path: String) throws -> [UInt8] {
    try FileSource(path: path).readToEnd(limit: 1 << 20)
  }

  private func text(_ path: String) throws -> String {
    String(decoding: try bytes(path), as: UTF8.self)
  }

  private func report() throws -> RunReport {
    let day = try #require(CalendarDate(year: 2026, month: 11, day: 1))
    var report = RunReport(
      runID: "r1",
      pipeline: "nightly",
      asOf: day,
      startedAt: Instant(day, hour: 3),
      finishedAt: Instant(day, hour: 4)
    )
    report.stages = [
      .init(name: "files", rows: 0, microseconds: 2_000),
      .init(name: "read", rows: 7, microseconds: 1_500_000),
    ]
    report.rejects = [.init(code: "email.syntax", count: 2, explanation: "no '@'")]
    report.laws = [.init(name: "conservation", holds: true, detail: "9 in, 9 out")]
    return report
  }

  private func write(_ parts: (records: [RefusedRecord], read: Read)...) throws {
    try run.write(
      report(),
      refused: parts.flatMap(\.records),
      sources: parts.map(\.read),
      locale: "en-GB"
    )
  }

  // MARK: - The folder

  @Test("all files are there, for their owner alone, and equal when written again")
  func files() throws {
    let refused = try refuse(input("contacts.csv", Array("Email,Phone\nx,1\n".utf8)))
    try write(refused)
    let names = try Directory.names(in: run.path)
    #expect(names == ["log.jsonl", "metrics.prom", "rejects", "report.html", "run.json"])
    #expect(try Directory.status(run.path)?.permissions == 0o700)
    #expect(try Directory.status("\(run.path)/rejects")?.permissions == 0o700)
    let files = names.filter { $0 != "rejects" } + ["rejects/contacts.csv.rejects.csv"]
    let before = try files.map { try bytes("\(run.path)/\($0)") }
    for file in files { #expect(try Directory.status("\(run.path)/\(file)")?.permissions == 0o600) }
    try write(refused)
    #expect(try files.map { try bytes("\(run.path)/\($0)") } == before)
  }

  @Test("without a refused record there is no folder for them")
  func nothingRefused() throws {
    try write()
    #expect(try Directory.status("\(run.path)/rejects") == nil)
    #expect(try Directory.status("\(run.path)/run.json") != nil)
  }

  @Test("the log tells what happened, in the order of time")
  func log() throws {
    let early = Instant(microseconds: try report().startedAt.microseconds + 1)
    let notice = RunFolderLog.Entry(time: early, stage: "files", code: "notice", text: "a \"b\"")
    try run.write(report(), refused: [], sources: [], locale: "en-GB", log: [notice])
    let lines = try text("\(run.path)/log.jsonl").split(separator: "\n").map(String.init)
    #expect(
      lines == [
        Self.line("run.started", "run", "run of nightly, as of 2026-11-01", "03:00:00Z"),
        Self.line("notice", "files", #"a \"b\""#, "03:00:00.000001Z"),
        Self.line("stage.done", "files", "2 ms", "03:00:00.002000Z"),
        Self.line("stage.done", "read", "7 rows in 1500 ms", "03:00:01.502000Z"),
        Self.line("email.syntax", "validate", "2 records rejected: no '@'", "04:00:00Z"),
        Self.line("law.conservation", "laws", "holds: 9 in, 9 out", "04:00:00Z"),
        Self.line("run.finished", "run", "exit code 0, nothing committed", "04:00:00Z"),
      ]
    )
  }

  private static func line(_ code: String, _ stage: String, _ text: String, _ time: String)
    -> String
  {
    #"{"code":"\#(code)","run":"r1","stage":"\#(stage)","text":"\#(text)","#
      + #""time":"2026-11-01T\#(time)"}"#
  }

  // MARK: - Rejects

  @Test("rejected records keep header, dialect, encoding and bytes of their input")
  func ownDialect() throws {
    let umlaut = "Name;E-Mail;Telefon\r\n\"M\u{FC}ller; Söhne\";x;1\r\nGroß;y;2\r\n"
    let latin = umlaut.unicodeScalars.map { UInt8($0.value) }
    try write(refuse(input("kontakte.csv", latin)))
    let expected =
      "Name;E-Mail;Telefon;_row;_codes;_reasons\r\n"
      + "\"M\u{FC}ller; Söhne\";x;1;2;email.syntax phone.length;"
      + "\"no '@', or two of them; too short\"\r\n"
      + "Groß;y;2;3;email.syntax phone.length;\"no '@', or two of them; too short\"\r\n"
    let written = try bytes("\(run.path)/rejects/kontakte.csv.rejects.csv")
    #expect(written == expected.unicodeScalars.map { UInt8($0.value) })
  }

  @Test(
    "a corrected reject file is imported, its three columns dropped",
    arguments: [
      "First Name,Last Name,Email,Phone\nEva,Lang,eva at lang.example,1\n",
      "First Name;Last Name;Email;Phone\r\nEva;\"Lang; jr.\";eva at lang.example;1\r\n",
      "First Name\tLast Name\tEmail\tPhone\nEva\tLang\teva at lang.example\t1\n",
    ]
  )
  func roundTrip(text: String) throws {
    try write(refuse(input("leads.csv", Array(text.utf8))))
    let path = "\(run.path)/rejects/leads.csv.rejects.csv"
    let corrected = try self.text(path).replacing("eva at lang", with: "eva@lang")
    try Publish.replacing(path) { try $0.write(corrected) }
    let again = try opened(path).read.description
    #expect(Set(again.dropped.map(\.column)) == ["_row", "_codes", "_reasons"])
    #expect(try values("email", path) == (["eva@lang.example"], 0))
    #expect(try values("given_name", path).0 == ["Eva"])
  }

  @Test("rejects of an input in UTF-16 are in UTF-16, read or not")
  func wide() throws {
    let text = "Name,Email,Phone\nÅsa,åsa,1\nToo,few\nIda,ida,2\n"
    let path = try input(
      "wide.csv",
      [0xFF, 0xFE] + text.utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
    )
    try write(refuse(path))
    let rejects = "\(run.path)/rejects/wide.csv.rejects.csv"
    #expect(try opened(rejects).read.description.encoding == "UTF-16LE")
    #expect(try values("email", rejects) == (["åsa", "ida"], 1))
  }

  @Test("a record with a missing field is not taken for a sound one before it was corrected")
  func missingField() throws {
    let text = "First Name,Last Name,Email\nEva,Lang,e@x.example\nTom,t@x.example\n\"Ann,Ba,a@x\n"
    try write(refuse(input("broken.csv", Array(text.utf8))))
    let path = "\(run.path)/rejects/broken.csv.rejects.csv"
    #expect(try self.text(path).contains("\nTom,t@x.example,3,csv.too-few-fields,"))
    #expect(try values("email", path) == (["e@x.example"], 2))
    let corrected = try self.text(path).replacing("Tom,", with: "Tom,,").replacing(
      "\"Ann",
      with: "Ann"
    )
    try Publish.replacing(path) { try $0.write(corrected) }
    #expect(try values("email", path) == (["e@x.example", "t@x.example", "a@x"], 0))
  }

  @Test("a preset is found again by the header of a reject file")
  func preset() throws {
    let root = #filePath.split(separator: "/").dropLast(3).map { "/\($0)" }.joined()
    let refused = try refuse("\(root)/SampleData/hubspot-contacts.csv")
    try write(refused)
    let path = "\(run.path)/rejects/hubspot-contacts.csv.rejects.csv"
    let again = try opened(path).read.description
    #expect(again.preset == "hubspot-contacts")
    #expect(again.mapped.map(\.field) == refused.read.description.mapped.map(\.field))
    #expect(try values("email", path) == values("email", "\(root)/SampleData/hubspot-contacts.csv"))
  }

  @Test("refused cards are a vCard file that is imported when corrected")
  func cards() throws {
    let broken = "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Eva\r\nNOTE:\"x\", y\r\n"
    let sound = "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Ida Lang\r\nEND:VCARD\r\n"
    try write(refuse(input("phone.vcf", Array((broken + sound).utf8)), ["lead.empty"]))
    let path = "\(run.path)/rejects/phone.vcf.rejects.vcf"
    #expect(
      try text(path).contains("BEGIN:VCARD\r\nX-STARCRM-LINE:5\r\nX-STARCRM-CODES:lead.empty")
    )
    try Publish.replacing(path) { try $0.write(text(path).replacing("Lang", with: "Long")) }
    // The card without END is the last one here, and as such read as far as it goes.
    #expect(try values("full_name", path) == (["Ida Long", "Eva"], 0))
  }

  @Test("inputs of one name in different folders have their own files")
  func sameName() throws {
    let north = try refuse(input("north/leads.csv", Array("Name,Email\nN,n\n".utf8)))
    let south = try refuse(input("south/leads.csv", Array("Name,Email\nS,s\n".utf8)))
    try write(north, south)
    let names = try Directory.names(in: "\(run.path)/rejects")
    #expect(names.count == 2)
    #expect(names[0].hasSuffix("north-leads.csv.rejects.csv"))
    #expect(names[1].hasSuffix("south-leads.csv.rejects.csv"))
    #expect(try text("\(run.path)/rejects/\(names[0])").contains("\nN,n,2,"))
  }
}
