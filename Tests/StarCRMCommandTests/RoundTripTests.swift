import ByteIO
import CSV
import Foundation
import StarCRMCommand
import TestSupport
import Testing

/// Law 4 of design.md: every export that the program writes it can import again to an identical
/// table.
@Suite("an export comes back as it was")
struct RoundTripTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func starcrm(_ words: String...) -> Int32 { StarCRM.main(words + ["--quiet"]) }

  private func content(_ name: String) throws -> String {
    let bytes = try FileSource(path: "\(folder.path)/\(name)").readToEnd(limit: 1 << 28)
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Exports `store`, imports its leads into two empty stores, and exports those.
  private func expectRoundTrip(of store: String) throws {
    let first = "\(folder.path)/first"
    #expect(starcrm("export", "--store", store, "--to", first, "--format", "csv,jsonl") == 0)
    for form in ["csv", "jsonl"] {
      let (again, second) = ("\(folder.path)/again-\(form)", "\(folder.path)/second-\(form)")
      let file = "\(first)/leads.\(form)"
      #expect(starcrm("import", file, "--store", again, "--as-of", "2027-01-15") == 0)
      #expect(starcrm("export", "--store", again, "--to", second, "--format", "csv,jsonl") == 0)
      for name in ["leads.csv", "leads.jsonl"] {
        let (old, new) = (try content("first/\(name)"), try content("second-\(form)/\(name)"))
        if old != new { Issue.record("by \(form): \(Self.difference(old, new))") }
      }
      // A third time nothing is new, whatever the clock says.
      #expect(starcrm("import", file, "--store", again, "--as-of", "2027-02-15") == 0)
      #expect(starcrm("export", "--store", again, "--to", second) == 0)
      #expect(try content("first/leads.csv") == content("second-\(form)/leads.csv"))
    }
  }

  /// Where the two first differ, with some of what stands around it.
  private static func difference(_ old: String, _ new: String) -> String {
    let (old, new) = (old.split(separator: "\n"), new.split(separator: "\n"))
    guard let index = zip(old, new).enumerated().first(where: { $0.element.0 != $0.element.1 })
    else { return "\(old.count) lines, then \(new.count)" }
    let (left, right) = index.element
    let common = zip(left, right).prefix { $0 == $1 }.count
    func around(_ line: Substring) -> Substring { line.dropFirst(max(0, common - 60)).prefix(200) }
    return "line \(index.offset + 1): \(around(left))\nthen: \(around(right))"
  }

  @Test("the leads of the sample data")
  func sampleData() throws {
    let package = URL(filePath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    let files = [
      "hubspot-contacts.csv", "salesforce-leads.csv", "google-contacts.csv",
      "outlook-kontakte.csv", "iphone.vcf", "outlook-2.1.vcf", "contacts-4.0.vcf", "customers.xml",
    ].map { package.appending(path: "SampleData/\($0)").path }
    let store = "\(folder.path)/store"
    let words = ["import"] + files + ["--store", store, "--country", "DE", "--quiet"]
    #expect(StarCRM.main(words + ["--as-of", "2026-11-01"]) == 1)
    try expectRoundTrip(of: store)
  }

  @Test("leads made at random, with whatever strings people find to break programs")
  func randomLeads() throws {
    try writeRandomLeads(to: "\(folder.path)/random.csv", count: 600, seed: 4)
    let store = "\(folder.path)/store"
    let file = "\(folder.path)/random.csv"
    #expect(starcrm("import", file, "--store", store, "--as-of", "2026-11-01") <= 1)
    try expectRoundTrip(of: store)
  }

  @Test("as cards: the ids, the consent and whatever vCard has no property for")
  func cards() throws {
    let file = "\(folder.path)/leads-in.csv"
    let rows = [
      "id,full_name,email,phone,consent_email,consent_at,status,owner,value,currency",
      "1,Ida Lang,ida@mail.test,+4930901820,no,2026-01-02 03:04:05,new,\"Eva, Nord\",12.5,EUR",
      "2,Kim Bo,kim@mail.test,,yes,2026-02-03 04:05:06,customer,,,", "3,Jo Weg,jo@mail.test,,,,,,,",
    ]
    try Publish.replacing(file) { try $0.write(rows.joined(separator: "\n")) }
    let (store, again) = ("\(folder.path)/store", "\(folder.path)/again")
    let (first, second) = ("\(folder.path)/first", "\(folder.path)/second")
    #expect(starcrm("import", file, "--store", store, "--as-of", "2026-11-01") == 0)
    #expect(starcrm("export", "--store", store, "--to", first, "--format", "vcard,jsonl") == 0)
    // Twice, and the second time over the store that exported them too.
    for (target, day) in [(again, "15"), (again, "16"), (store, "17")] {
      let cards = "\(first)/leads.vcf"
      #expect(starcrm("import", cards, "--store", target, "--as-of", "2027-01-\(day)") == 0)
      #expect(starcrm("export", "--store", target, "--to", second, "--format", "jsonl") == 0)
      #expect(try leads("second") == leads("first"))
    }
    #expect(try content("first/leads.jsonl").contains("opted_out"))
  }

  /// What cards carry of the leads in an export.
  private func leads(_ export: String) throws -> [[String]] {
    let fields = [
      "lead_id", "full_name", "email", "phone", "consent_email", "consent_at", "status", "owner",
      "value", "currency",
    ]
    return try content("\(export)/leads.jsonl").split(separator: "\n").map { line in
      let object = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
      return fields.map { field in "\(field): \(object?[field].map { "\($0)" } ?? "")" }
    }
  }

  private func writeRandomLeads(to path: String, count: Int, seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let naughty = try Self.naughtyStrings()
    let words = naughty + ["Anna", "Berg", "Müller & Söhne", "O'Neill", "a, b; c", "line\nbreak"]
    let header = [
      "id", "given_name", "family_name", "full_name", "organisation", "job_title", "email",
      "phone", "street", "locality", "region", "postal_code", "country", "birth_date", "website",
      "status", "lead_source", "owner", "tags", "notes", "consent_email", "consent_at", "value",
      "currency",
    ]
    let phones = ["+4930901820", "+49 171 2345678", "+33142685300", "+1 650 253 0000", ""]
    let values = ["", "1200", "1200.5", "0.07", "-3.50", "1234567.89"]
    try Publish.replacing(path) { sink in
      let writer = CSVWriter(sink)
      try writer.write(header)
      for number in 0..<count {
        func word() -> String { words[Int.random(in: 0..<words.count, using: &random)] }
        func one(_ list: [String]) -> String { list.randomElement(using: &random) ?? "" }
        let person = Int.random(in: 0..<(count / 2), using: &random)
        let row: [String?] = [
          "\(number)", word(), word(), word(), word(), word(), "p\(person)@mail.test",
          one(phones), word(), word(), word(), one(["10115", "", "D-10115"]),
          one(["DE", "FR", "US", ""]), one(["1990-02-28", "1.3.1985", ""]),
          one(["https://mail.test/a b", "www.mail.test", ""]), word(), word(), word(), word(),
          word(), one(["yes", "no", "", "opted_in"]), one(["2026-01-02 03:04:05", ""]),
          one(values), one(["EUR", "JPY", "CHF", ""]),
        ]
        try writer.write(row)
      }
      try writer.finish()
    }
  }

  private static func naughtyStrings() throws -> [String] {
    guard let url = Corpora.item("csv/naughty-strings.json") else { return [] }
    return try JSONDecoder().decode([String].self, from: Data(contentsOf: url))
  }
}
