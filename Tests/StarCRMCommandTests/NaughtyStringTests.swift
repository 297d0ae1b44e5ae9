import ByteIO
import CSV
import Foundation
import StarCRMCommand
import TestSupport
import Testing

/// Strings that break programs, one a lead, through the whole program: CSV to store to CSV, JSON
/// Lines and vCard.
@Suite("naughty strings survive the program")
struct NaughtyStringTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func starcrm(_ words: String...) -> Int32 { StarCRM.main(words + ["--quiet"]) }

  /// Our own, and the public list where it lies beside the project.
  private static func strings() throws -> [String] {
    let own = [
      "null", "NULL", "N/A", "undefined", "-", "0", "None", "nil", "=1+1", "a\"b", "a;b,c", "\\n",
      "two\nlines", "Zoë\u{301}", "e\u{301}", "\u{202E}left", "😀", "\u{1}x", " x ", "\u{FEFF}bom",
    ]
    guard let url = Corpora.item("csv/naughty-strings.json") else { return own }
    let list = try JSONDecoder().decode([String].self, from: Data(contentsOf: url))
    return own + list.filter { !$0.isEmpty }
  }

  private func content(_ name: String) throws -> String {
    let bytes = try FileSource(path: "\(folder.path)/\(name)").readToEnd(limit: 1 << 28)
    return String(decoding: bytes, as: UTF8.self)
  }

  /// The records of a CSV file by the text of one column: RFC 4180, nothing else.
  private func records(_ name: String, by key: String) throws -> [String: [String: String]] {
    var rows: [[String]] = [[]]
    var field = String.UnicodeScalarView()
    var isQuoted = false
    var isClosed = false
    for scalar in try content(name).unicodeScalars {
      switch scalar {
      case "\"":
        // A doubled quote closes and opens again.
        if isClosed { field.append("\"") }
        isClosed = isQuoted
        isQuoted.toggle()
        continue
      case "," where !isQuoted, "\n" where !isQuoted:
        rows[rows.count - 1].append(String(field))
        field = String.UnicodeScalarView()
        if scalar == "\n" { rows.append([]) }
      case "\r" where !isQuoted: break
      default: field.append(scalar)
      }
      isClosed = false
    }
    let header = rows[0]
    let named = rows.dropFirst().filter { $0.count == header.count }.map { row in
      Dictionary(uniqueKeysWithValues: zip(header, row))
    }
    return Dictionary(named.map { ($0[key] ?? "", $0) }) { first, _ in first }
  }

  private func importAll(_ strings: [String]) throws {
    try Publish.replacing("\(folder.path)/in.csv") { sink in
      let writer = CSVWriter(sink)
      try writer.write(["id", "family_name", "organisation", "tags", "notes", "email"])
      for (index, string) in strings.enumerated() {
        // An address and a number of its own keep leads with equal words apart.
        let email = "p\(index)@naughty\(index).org"
        try writer.write(["n\(index)", string, string, string, string, email])
      }
      try writer.finish()
    }
    let store = "\(folder.path)/store"
    #expect(
      starcrm("import", "\(folder.path)/in.csv", "--store", store, "--as-of", "2026-11-01") == 0
    )
    let forms = "csv,jsonl,vcard"
    #expect(
      starcrm("export", "--store", store, "--to", "\(folder.path)/out", "--format", forms) == 0
    )
  }

  @Test("as notes they come out unchanged; elsewhere every change has its repair")
  func survive() throws {
    let strings = try Self.strings()
    try importAll(strings)
    let leads = try records("out/leads.csv", by: "email")
    let sources = try records("out/source_records.csv", by: "external_id")
    let notes = try jsonNotes()
    let cards = try cardNotes()
    #expect(sources.count == strings.count)
    #expect(leads.count == strings.count)
    for (index, string) in strings.enumerated() {
      let email = "p\(index)@naughty\(index).org"
      // Text is stored composed (Unicode's form NFC); nothing else may change.
      let kept = Self.bytes(string.precomposedStringWithCanonicalMapping)
      #expect(Self.bytes(leads[email]?["notes"]) == kept, "CSV, \(index)")
      #expect(Self.bytes(notes[email]) == kept, "JSON Lines, \(index)")
      #expect(Self.bytes(cards[email]) == kept, "vCard, \(index)")
      try expectExplained(string, sources["n\(index)"], index)
    }
  }

  private static func bytes(_ text: String?) -> [UInt8] { Array((text ?? "").utf8) }

  private struct Repair: Decodable {
    let field: String
    let old: String?
    let new: String?
    let rule: String
  }

  /// A value that is not as given is among the repairs, with what was given.
  private func expectExplained(_ string: String, _ record: [String: String]?, _ index: Int) throws {
    let record = try #require(record)
    let json = record["repairs"] ?? ""
    let repairs = json.isEmpty ? [] : try JSONDecoder().decode([Repair].self, from: Data(json.utf8))
    for field in ["family_name", "organisation", "tags", "notes"] {
      let value = record[field] ?? ""
      if Self.bytes(value) == Self.bytes(string) { continue }
      let repair = repairs.first { $0.field == field }
      #expect(Self.bytes(repair?.old) == Self.bytes(string), "\(field), \(index)")
      #expect(Self.bytes(repair?.new) == Self.bytes(value), "\(field), \(index)")
    }
    if ["NULL", "N/A", "undefined", "-", "0"].contains(string) {
      let rules = repairs.filter { $0.field == "family_name" }.map(\.rule)
      #expect(rules == ["text.placeholder"], "\(string)")
    }
  }

  private func jsonNotes() throws -> [String: String] {
    struct Lead: Decodable {
      let email: String?
      let notes: String?
    }
    let lines = try content("out/leads.jsonl").split(separator: "\n")
    let leads = try lines.map { try JSONDecoder().decode(Lead.self, from: Data($0.utf8)) }
    return Dictionary(leads.map { ($0.email ?? "", $0.notes ?? "") }) { first, _ in first }
  }

  /// NOTE by EMAIL: lines unfolded (RFC 6350 clause 3.2), values without escapes (clause 3.4).
  private func cardNotes() throws -> [String: String] {
    var bytes: [UInt8] = []
    for byte in try content("out/leads.vcf").utf8 where byte != 0x0D {
      if byte == 0x20, bytes.last == 0x0A { bytes.removeLast() } else { bytes.append(byte) }
    }
    var notes: [String: String] = [:]
    var note = ""
    var email = ""
    for line in bytes.split(separator: 0x0A) {
      let text = String(decoding: line, as: UTF8.self)
      if text == "BEGIN:VCARD" { (note, email) = ("", "") }
      // Bytes, for a value may begin with a mark that joins the colon.
      if line.starts(with: Array("NOTE:".utf8)) { note = Self.unescaped(line.dropFirst(5)) }
      if text.hasPrefix("EMAIL"), let colon = line.firstIndex(of: 0x3A) {
        email = String(decoding: line[(colon + 1)...], as: UTF8.self)
      }
      if text == "END:VCARD" { notes[email] = note }
    }
    return notes
  }

  private static func unescaped(_ text: some Sequence<UInt8>) -> String {
    var bytes: [UInt8] = []
    var isEscaped = false
    for byte in text {
      if isEscaped {
        bytes.append(byte == UInt8(ascii: "n") ? 0x0A : byte)
        isEscaped = false
      } else if byte == UInt8(ascii: "\\") {
        isEscaped = true
      } else {
        bytes.append(byte)
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
