import CRMModel
import Columns
import Diagnostics
import Foundation
import TestSupport
import Testing
import Time
import Validation

/// Builds batches from columns of text.
enum Batches {
  static func raw(
    _ columns: [(name: String, values: [String?])],
    points: RawContactPoints = RawContactPoints()
  ) -> RawLeads {
    let count = columns.first?.values.count ?? 0
    let batch = RecordBatch(
      schema: Schema(columns.map { Field($0.name, .utf8) }),
      rowCount: count,
      columns: columns.map { .text(TextColumn($0.values)) }
    )
    let numbers = (0..<count).map { Int64($0 + 1) }
    return RawLeads(
      batch: batch,
      origins: RowOrigins(
        file: "leads.csv",
        record: numbers,
        line: numbers,
        byteOffset: numbers
      ),
      points: points,
      originals: OriginalRecords(bytes: [], ranges: Array(repeating: 0..<0, count: count))
    )
  }

  static func validate(
    _ columns: [(name: String, values: [String?])],
    _ rules: ValidationRules = ValidationRules(country: CountryCode("DE"), currency: .euro),
    points: RawContactPoints = RawContactPoints()
  ) -> ValidatedLeads {
    LeadValidator(rules: rules).validate(raw(columns, points: points))
  }
}

extension ValidatedLeads {
  /// A text value of an accepted row.
  func text(_ name: String, _ row: Int = 0) -> String? { clean.batch.column(name)?.string(row) }

  func integer(_ name: String, _ row: Int = 0) -> Int64? { clean.batch.column(name)?.integer(row) }
}

@Suite("Leads by the batch")
struct LeadValidatorTests {
  @Test("every row is accepted, rejected or skipped")
  func conservation() throws {
    let rules = ValidationRules(required: [
      try Requirement(parsing: "email or phone"), try Requirement(parsing: "family_name"),
    ])
    let result = Batches.validate(
      [
        ("family_name", ["Berg", nil, "Li", "", "Roth"]),
        ("email", ["a@firma.de", "b@firma.de", "broken", " ", nil]),
        ("phone", [nil, nil, "", "\u{A0}", "+49 30 901820"]),
      ],
      rules
    )
    #expect(result.acceptedRows == [0, 4])
    #expect(result.rejected.map(\.row) == [1, 2])
    #expect(result.skippedRows == [3])
    #expect(result.rejected[0].codes.map(\.rawValue) == ["required.missing"])
    #expect(result.rejected[0].reasons == ["needs a usable family_name"])
    #expect(result.rejected[1].codes.map(\.rawValue) == ["required.missing", "email.no-at"])
    #expect(result.clean.origins.record == [1, 5])
    #expect(result.clean.batch.rowCount == 2)
  }

  @Test("a bad e-mail address does not stop its row and is kept")
  func badEmail() throws {
    let result = Batches.validate([("family_name", ["Berg"]), ("email", ["anna@@firma.de"])])
    #expect(result.acceptedRows == [0])
    #expect(result.text("email") == nil)
    #expect(
      result.text("repairs")
        == #"[{"field":"email","old":"anna@@firma.de","new":null,"rule":"email.several-at"}]"#
    )
    #expect(result.clean.points.values[0] == "anna@@firma.de")
    #expect(result.clean.points.normalised[0] == nil)
    let counts = result.counts.map { "\($0.field) \($0.code.rawValue) \($0.count)" }
    #expect(counts == ["email email.several-at 1"])
  }

  @Test("normalises each field by its kind")
  func normalises() {
    let result = Batches.validate([
      ("external_id", ["007"]), ("given_name", [" Anna "]), ("family_name", ["Berg"]),
      ("email", ["Anna@FIRMA.de"]), ("phone", ["030 / 90 18 20"]), ("country", ["Deutschland"]),
      ("postal_code", ["D-10115"]), ("street", ["Weg 1\nHinterhaus"]), ("locality", ["Köln"]),
      ("birth_date", ["12.03.1980"]), ("modified_at", ["2024-03-12 10:00:00"]),
      ("value", ["1.298,50 €"]), ("website", ["firma.de"]), ("tags", ["b, a;b"]),
      ("status", ["In progress"]), ("consent_email", ["ja"]), ("notes", [" as given "]),
    ])
    #expect(result.text("external_id") == "007")
    #expect(result.text("given_name") == "Anna")
    #expect(result.text("full_name") == "Anna Berg")
    #expect(result.text("email") == "Anna@firma.de")
    #expect(result.text("phone") == "+4930901820")
    #expect(result.text("country") == "DE")
    #expect(result.text("postal_code") == "10115")
    #expect(result.text("street") == "Weg 1\nHinterhaus")
    #expect(result.integer("birth_date") == 3723)
    #expect(result.integer("modified_at") == 1_710_237_600_000_000)
    #expect(result.integer("value") == 1_298_500)
    #expect(result.text("currency") == "EUR")
    #expect(result.text("website") == "https://firma.de")
    #expect(result.text("tags") == "b; a")
    #expect(result.text("status") == "in_progress")
    #expect(result.text("consent_email") == "opted_in")
    #expect(result.text("notes") == " as given ")
    let points = result.clean.points
    #expect(points.kinds == [.email, .phone, .address, .url])
    #expect(points.values[0] == "Anna@FIRMA.de")
    #expect(points.normalised[0] == "anna@firma.de")
    #expect(points.values[1] == "030 / 90 18 20")
    #expect(points.normalised[1] == "+4930901820")
    #expect(points.values[2] == "Weg 1\nHinterhaus, 10115 Köln, DE")
    #expect(points.normalised[2] == "weg 1 hinterhaus 10115 koln de")
  }

  @Test("the short way of plain addresses gives what the full one does")
  func plainAddresses() {
    let emails = [
      "anna@firma.de", "a.b-c_d+e@x-y.co.uk", "o'neil@firma.ie", "Anna@firma.de", "anna@Firma.de",
      ".a@firma.de", "a.@firma.de", "a..b@firma.de", "a@.firma.de", "a@firma..de", "a@-firma.de",
      "a@firma-.de", "a@fir--ma.de", "a@xn--mnchen-3ya.de", "a@firma.d", "a@firma.12", "a@firma",
      "a@b@firma.de", "@firma.de", "a@", "a@firma.de.", "none@none.com", "a@example.com",
      "\(String(repeating: "a", count: 64))@firma.de",
      "\(String(repeating: "a", count: 65))@firma.de",
      "a@\(String(repeating: "b", count: 63)).de", "a@\(String(repeating: "b", count: 60)).de",
      "a@\(String(repeating: "b", count: 64)).de", "a!b@firma.de", "ä@firma.de", "a b@firma.de",
    ]
    let result = Batches.validate([("family_name", emails), ("email", emails)])
    for (row, email) in emails.enumerated() {
      #expect(result.text("email", row) == ValueKind.email.check(email, ValueContext()).normalised)
    }
  }

  @Test("reads a phone number by the country of its row, not that of the rules")
  func regions() {
    let result = Batches.validate([
      ("phone", ["0612345678", "0612345678", "030 901820"]), ("country", ["FR", "NL", nil]),
    ])
    #expect(result.text("phone", 0) == "+33612345678")
    #expect(result.text("phone", 1) == "+31612345678")
    #expect(result.text("phone", 2) == "+4930901820")
  }

  @Test(
    "repairs text and says how",
    arguments: [
      ("\u{FEFF} Anna\u{A0}", "Anna", "text.trim"), ("JosÃ©", "José", "text.mojibake"),
      ("MÃƒÂ¼ller", "Müller", "text.mojibake"), ("Itâ€™s", "It’s", "text.mojibake"),
      ("Jose\u{301}", "José", "text.nfc"), ("Anna\tMaria", "Anna Maria", "text.controls"),
      ("Anna\u{0}", "Anna", "text.trim"), ("n/a", nil, "text.placeholder"),
      ("-", nil, "text.placeholder"), ("NULL", nil, "text.placeholder"),
    ] as [(String, String?, String)]
  )
  func repairs(given: String, expected: String?, rule: String) throws {
    let result = Batches.validate([("given_name", [given]), ("family_name", ["Berg"])])
    #expect(result.text("given_name").map { Array($0.utf8) } == expected.map { Array($0.utf8) })
    let json = try #require(result.text("repairs"))
    let repairs = try JSONDecoder().decode([[String: String?]].self, from: Data(json.utf8))
    #expect(repairs == [["field": "given_name", "old": given, "new": expected, "rule": rule]])
  }

  @Test("fillers are neither names nor companies")
  func fillers() {
    let words = ["#NV", "#WERT!", "N.N.", "N. N.", "n.n.", "(leer)", "0", "#N/A", "#BEZUG!", "n/a"]
    let columns = ["given_name", "family_name", "full_name", "organisation"]
    let result = Batches.validate(
      columns.map { ($0, words) } + [("email", words.indices.map { "p\($0)@firma.de" })]
    )
    for column in columns {
      for row in words.indices {
        #expect(result.text(column, row) == nil, "\(column) \(words[row])")
      }
    }
  }

  @Test("a filler of one field may be a value of another")
  func namesakes() {
    let mail = ("email", ["p1@firma.de", "p2@firma.de", "p3@firma.de", "p4@firma.de"] as [String?])
    let words = ["NN", "Nn", "test", "Null"] as [String?]
    let result = Batches.validate([
      ("family_name", words), ("organisation", words), ("job_title", ["0", "00", "NN", "nn"]), mail,
    ])
    #expect((0..<4).map { result.text("family_name", $0) } == [nil, "Nn", "test", "Null"])
    #expect((0..<3).map { result.text("organisation", $0) } == ["NN", "Nn", "test"])
    #expect((0..<4).map { result.text("job_title", $0) } == ["0", "00", "NN", "nn"])
  }

  @Test("composes notes and says so, and leaves the rest of them as given")
  func notes() throws {
    let given = "  Jose\u{301}\tsays \u{7F}hello \n"
    let result = Batches.validate([("family_name", ["Berg"]), ("notes", [given])])
    let expected = "  Jos\u{E9}\tsays \u{7F}hello \n"
    #expect(result.text("notes").map { Array($0.utf8) } == Array(expected.utf8))
    let json = try #require(result.text("repairs"))
    let repairs = try JSONDecoder().decode([[String: String?]].self, from: Data(json.utf8))
    #expect(
      repairs == [["field": "notes", "old": given, "new": expected, "rule": "text.nfc"]]
    )
  }

  @Test(
    "leaves text alone that only looks odd",
    arguments: [
      "Łódź", "Ångström", "Ã", "Â", "Ñandú", "Zoë", "Null", "None", "Nguyễn", "한국", "محمد", "👩‍👧",
      "O’Brien",
      "Ann  Marie", "No", "NA",
    ]
  )
  func untouched(given: String) {
    let result = Batches.validate([("given_name", [given]), ("family_name", ["Berg"])])
    #expect(result.text("given_name").map { Array($0.utf8) } == Array(given.utf8))
    #expect(result.text("repairs") == nil)
  }

  @Test(
    "consent is read in both signs and only tightened",
    arguments: [
      ("yes", nil, "opted_in"), ("Nein", nil, "opted_out"), ("Unsubscribed", nil, "opted_out"),
      ("NONSUBSCRIBED", nil, "unknown"), ("Marketing contact", nil, "unknown"),
      ("Not opted in or out", nil, "unknown"), ("Opted-in", nil, "opted_in"),
      (nil, "true", "opted_out"), (nil, "false", nil),
      ("yes", "1", "opted_out"), ("yes", "0", "opted_in"), (nil, nil, nil),
    ] as [(String?, String?, String?)]
  )
  func consent(given: String?, optOut: String?, expected: String?) {
    let result = Batches.validate([
      ("family_name", ["Berg"]), ("consent_email", [given]), ("opt_out_email", [optOut]),
    ])
    #expect(result.text("consent_email") == expected)
  }

  @Test("a consent that is not understood rejects the row")
  func unreadableConsent() {
    let result = Batches.validate([
      ("family_name", ["Berg", "Roth"]), ("consent_email", ["vielleicht", "ja"]),
    ])
    #expect(result.rejected.map(\.row) == [0])
    #expect(result.rejected[0].codes.map(\.rawValue) == ["consent.word"])
    #expect(result.acceptedRows == [1])
  }

  @Test("a full name is split where its parts are missing")
  func names() {
    let result = Batches.validate([
      ("full_name", ["Dr. Anna van der Berg", "Anna Berg"]), ("given_name", [nil, "Anne"]),
    ])
    #expect(result.text("given_name", 0) == "Anna")
    #expect(result.text("family_name", 0) == "van der Berg")
    #expect(result.text("given_name", 1) == "Anne")
    #expect(result.text("family_name", 1) == nil)
  }

  @Test("a further address takes the place of an unusable first one")
  func promotion() {
    var points = RawContactPoints()
    points.append(row: 0, .email, "anna@firma.de", label: "home")
    points.append(row: 1, .phone, "030 901820", preferred: true)
    points.append(row: 1, .phone, "+49 30 901820")
    let result = Batches.validate(
      [("email", ["broken", "b@firma.de"]), ("phone", [nil, "+49 30 901821"])],
      points: points
    )
    #expect(result.text("email", 0) == "anna@firma.de")
    #expect(result.text("email", 1) == "b@firma.de")
    let clean = result.clean.points
    #expect(clean.rows == [0, 0, 1, 1, 1])
    #expect(clean.kinds == [.email, .email, .email, .phone, .phone])
    #expect(clean.labels[1] == "home")
    #expect(clean.preferred == [true, false, true, false, true])
  }

  @Test("currencies come from column, sign, country, then rules")
  func currencies() {
    let result = Batches.validate([
      ("value", ["5", "5 €", "$5", "$5", "5 USD", "5"]),
      ("currency", ["chf", nil, nil, nil, "EUR", "€"]),
      ("country", [nil, nil, "CA", nil, nil, nil]),
    ])
    let codes = (0..<6).map { result.text("currency", $0) }
    #expect(codes == ["CHF", "EUR", "CAD", "USD", "EUR", "EUR"])
    #expect(result.integer("value", 4) == nil)
    #expect(result.counts.contains { $0.code.rawValue == "money.currency" })
  }

  @Test(
    "local times follow the zone's rules, in summer, winter and at the changes",
    arguments: [
      ("2024-01-15 12:00", "2024-01-15T11:00:00Z"), ("2024-07-15 12:00", "2024-07-15T10:00:00Z"),
      ("2024-03-31 02:30", "2024-03-31T01:30:00Z"), ("2024-10-27 02:30", "2024-10-27T00:30:00Z"),
      ("2024-07-15T12:00Z", "2024-07-15T12:00:00Z"),
    ]
  )
  func zones(given: String, expected: String) throws {
    var rules = ValidationRules()
    rules.zone = try #require(TimeZoneRule(identifier: "Europe/Berlin"))
    let result = Batches.validate([("modified_at", [given])], rules)
    let instant = try #require(result.integer("modified_at"))
    #expect(Instant(microseconds: instant).rfc3339 == expected)
  }

  @Test("a misspelt requirement names the field meant")
  func requirement() {
    #expect(throws: Fault.self) { try Requirement(parsing: "emial or phone") }
    do {
      _ = try Requirement(parsing: "emial or phone")
    } catch {
      #expect(error.hints == ["did you mean 'email'?"])
    }
  }

  @Test("results do not depend on how rows are cut into batches")
  func batches() {
    let emails = (0..<50).map { $0 % 7 == 0 ? "x\($0)" : "\($0)@Firma.de" }
    let whole = Batches.validate([("email", emails)])
    let first = Batches.validate([("email", Array(emails[..<20]))])
    let second = Batches.validate([("email", Array(emails[20...]))])
    let cut = (0..<20).map { first.text("email", $0) } + (0..<30).map { second.text("email", $0) }
    #expect((0..<50).map { whole.text("email", $0) } == cut)
  }

  @Test("naughty strings survive as notes, and nothing changes elsewhere without a record")
  func naughtyStrings() throws {
    guard let file = Corpora.item("csv/naughty-strings.json") else { return }
    let strings = try JSONDecoder().decode([String].self, from: Data(contentsOf: file))
    let ids = strings.indices.map { "\($0)" }
    let result = Batches.validate([
      ("external_id", ids), ("notes", strings), ("organisation", strings), ("street", strings),
      ("full_name", strings), ("email", strings), ("phone", strings), ("value", strings),
      ("birth_date", strings), ("website", strings), ("country", strings), ("tags", strings),
      ("postal_code", strings), ("modified_at", strings), ("currency", strings),
    ])
    #expect(result.acceptedRows.count == strings.count)
    for (row, string) in strings.enumerated() {
      #expect(Array((result.text("notes", row) ?? "").utf8) == Array(string.utf8))
      for field in ["organisation", "street", "full_name"] {
        let kept = Array((result.text(field, row) ?? "").utf8) == Array(string.utf8)
        #expect(kept || result.text("repairs", row)?.contains("\"\(field)\"") == true)
      }
    }
  }
}
