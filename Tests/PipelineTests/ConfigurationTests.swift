import Diagnostics
import Foundation
import Pipeline
import Testing

@Suite("pipeline files")
struct ConfigurationTests {
  private static let valid = """
    // nightly
    {
      name: "nightly", purpose: ["lead management", "billing"],
      store: "output/store", timezone: "Europe/Berlin", currency: "EUR",
      read: [
        { files: "a/*.csv" },
        { files: ["x.xml"], record: "/export/customer", fields: { email: "contact/email" }, },
      ],
      validate: { country: "DE", require: ["email or phone"], stop: { rejected: "5 %" } },
      deduplicate: { merge: { precision: 0.99 }, review: { precision: 0.9 } },
      bill: { period: "2026-10", due: "14 days", tax: { category: "S", rate: 19 } },
      backup: { to: "output/backups", recipients: ["credential:backup-recipient"] },
    }
    """

  private func problems(_ text: String) throws -> [Fault] {
    do {
      _ = try ConfigurationReader.read(Array(text.utf8), file: "p.json5")
      return []
    } catch let problems as ConfigurationReader.Problems {
      return problems.faults
    } catch let fault as Fault {
      return [fault]
    }
  }

  @Test("reads every block with comments and trailing commas")
  func reads() throws {
    let read = try ConfigurationReader.read(Array(Self.valid.utf8), file: "p.json5")
    #expect(read.sources.count == 2)
    #expect(read.sources[1].fields == ["email": "contact/email"])
    #expect(read.validation.stopRejected == 0.05)
    #expect(read.billing?.dueDays == 14)
    #expect(read.billing?.taxRate == 1900)
    #expect(read.backup?.keepMonthly == 12)
  }

  /// The example of the page that documents every key.
  @Test("the documented example is a pipeline, and every key it has is documented in a table")
  func documentation() throws {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let page = try String(
      contentsOf: root.appending(path: "Sources/Pipeline/Pipeline.docc/PipelineFile.md"),
      encoding: .utf8
    )
    let parts = page.split(separator: "```json5\n", maxSplits: 1).last?.split(separator: "```\n")
    let example = String(try #require(parts?.first))
    #expect(try problems(example) == [])
    let tables = page.split(separator: "\n").filter { $0.hasPrefix("|") }.joined()
    for match in example.matches(of: #/(?m)^ {2,8}([a-z_]+): /#) {
      let key = String(match.1)
      // Titles of blocks, and free names within them.
      if ["read", "validate", "deduplicate", "bill", "report", "backup"].contains(key) { continue }
      let isNamed = tables.contains("`\(key)`") || tables.contains("`\(key).")
      #expect(isNamed, "\(key)")
    }
  }

  @Test("an unknown key names its place, its path and the nearest valid name")
  func unknownKey() throws {
    let text = Self.valid.replacing("timezone", with: "tiemzone")
    let faults = try problems(text)
    #expect(
      faults.map(\.rendered) == [
        """
        error: p.json5:4:26: unknown key 'tiemzone'
        hint: did you mean 'timezone'?
        """
      ]
    )
  }

  @Test(
    "each mistake is found at its line",
    arguments: [
      ("\"lead management\"", "\"marketing\"", 3, "'marketing' is not an allowed purpose"),
      (
        "Europe/Berlin", "Europe/Berln", 4, "'Europe/Berln' is not a time zone of the IANA database"
      ),
      ("\"EUR\"", "\"EURO\"", 4, "'EURO' is not a currency of ISO 4217"),
      ("email: \"contact", "emial: \"contact", 7, "unknown field 'emial'"),
      ("\"5 %\"", "\"five\"", 9, "'five' is not a share"),
      ("0.9 }", "0.999 }", 10, "'review' must not be stricter than 'merge'"),
      ("2026-10", "2026-13", 11, "'2026-13' is not a billing period"),
      ("credential:", "secret:", 12, "not a recipient of age"),
      ("store: \"output/store\",", "", 1, "'store' is missing"),
      ("currency: \"EUR\"", "currency: 3", 4, "'currency' must be a text, found a number"),
      ("name: \"nightly\",", "name: \"nightly\", name: \"x\",", 3, "'name' is given twice"),
    ]
  )
  func mistakes(good: String, bad: String, line: Int, message: String) throws {
    let faults = try problems(Self.valid.replacing(good, with: bad))
    #expect(faults.map(\.message) == [message])
    #expect(faults.first?.position?.line == line)
    #expect(faults.first?.exitCode == 2)
  }

  @Test("all mistakes are reported in one go")
  func several() throws {
    let text = Self.valid.replacing("EUR", with: "EURO").replacing("2026-10", with: "soon")
    #expect(try problems(text).count == 2)
  }

  @Test(
    "broken syntax names its place and what was expected there",
    arguments: [
      ("{\n  name: \"x\",\n  store: [1, 2\n}", "p.json5:4:1", "',' or ']'"),
      ("{ name: x }", "p.json5:1:9", "a value (texts stand in quotes)"),
      ("{ name \"x\" }", "p.json5:1:8", "':' after the key"),
      ("{ name: \"x", "p.json5:1:11", "the closing quote"),
      ("{} }", "p.json5:1:4", "the end of the file"), ("", "p.json5:1:1", "a value"),
    ]
  )
  func syntax(text: String, place: String, expected: String) throws {
    let faults = try problems(text)
    #expect(faults.map(\.message) == ["not valid JSON5: expected \(expected)"])
    #expect(faults.first?.position?.description == place)
  }

  @Test("--set replaces and adds values")
  func overrides() throws {
    let read = try ConfigurationReader.read(
      Array(Self.valid.utf8),
      file: "p.json5",
      overrides: [("store", "elsewhere"), ("threads", "1"), ("validate.country", "FR")]
    )
    #expect(read.store == "elsewhere")
    #expect(read.threads == 1)
    #expect(read.validation.country == "FR")
  }

  @Test("no prefix of a pipeline file traps", arguments: [valid])
  func truncation(text: String) throws {
    for end in stride(from: 0, to: text.utf8.count, by: 3) {
      let prefix = String(decoding: Array(text.utf8).prefix(end), as: UTF8.self)
      #expect(try !problems(prefix).isEmpty)
    }
  }
}
