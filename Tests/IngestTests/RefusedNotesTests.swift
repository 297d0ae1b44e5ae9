import CRMModel
import CSV
import Columns
import Diagnostics
import Foundation
import Ingest
import TestSupport
import Testing

@Suite("notes of a reject file")
struct RefusedNotesTests {
  private static let header = "Name,Email,Phone,_row,_codes,_reasons"

  private func read(_ lines: [String]) throws -> SourceBatch<RawLeads> {
    let file = FileManager.default.temporaryDirectory.appending(path: "notes-\(UUID()).csv")
    defer { try? FileManager.default.removeItem(at: file) }
    try Data(([Self.header] + lines).joined(separator: "\n").utf8).write(to: file)
    return try #require(try LeadSource(SourceSpecification(file: file.path)).next())
  }

  @Test("a record whose notes stand in its own fields was not corrected")
  func displaced() throws {
    let batch = try read([
      "Ann,ann@mail.test,,2,csv.too-few-fields,1 field where the header has 3",
      "Bob,3,csv.too-few-fields,1 field where the header has 3,,",
      "Cy,cy@mail.test,,,,",
    ])
    #expect(batch.rows.batch.rowCount == 2)
    #expect(batch.rows.origins.line == [2, 4])
    #expect(batch.rows.originals[1] == Array("Cy,cy@mail.test,,,,".utf8))
    let refused = try #require(batch.quarantined.first)
    #expect(refused.finding.code == "csv.not-corrected")
    #expect(refused.finding.origin.line == 3)
    #expect(refused.raw == Array("Bob,3,csv.too-few-fields,1 field where the header has 3,,".utf8))
  }

  @Test(
    "a line that is no record stays refused while its notes say so",
    arguments: ["csv.total-row", "csv.footnote", "csv.repeated-header"]
  )
  func noRecords(code: String) throws {
    let batch = try read([
      "Total,,15,9,\(code),for a reason", "Ann,ann@mail.test,,2,required.missing,needs an email",
      "Total,,15,,,", "Bob,bob@mail.test,,,,",
    ])
    #expect(batch.quarantined.map(\.finding.code.rawValue) == [code])
    #expect(batch.rows.origins.line == [3, 4, 5])
  }

  /// A record of a file with two columns before the notes, and what is left without them.
  struct Line: CustomTestStringConvertible, Sendable {
    let record: String
    let kept: String
    var testDescription: String { record }

    init(_ record: String, _ kept: String) { (self.record, self.kept) = (record, kept) }
  }

  @Test(
    "notes at the end of a record are taken away, and nothing else",
    arguments: [
      Line("a,b,3,csv.too-few-fields,x", "a,b"),
      Line("a,3,csv.too-few-fields,\"x, y\"", "a"),
      Line("\"a,b\",\"c\",\"3\",\"email.no-at\",\"x\"", "\"a,b\",\"c\""),
      Line("a,b,,,", "a,b"),
      // No notes: fields of a short record, or of one that goes on.
      Line("a,b,,", "a,b,,"),
      Line("a,b", "a,b"),
      Line("a,b,c,d,e", "a,b,c,d,e"),
      Line("a,\"b,3,csv.too-few-fields,x", "a,\"b,3,csv.too-few-fields,x"),
      Line("", ""),
    ]
  )
  func dropping(_ line: Line) {
    let layout = CSVLayout(
      dialect: .rfc4180,
      header: ["a", "b"] + RefusedNotes.columns,
      dataOffset: 0,
      dataLine: 2
    )
    let kept = RefusedNotes.dropping(from: Array(line.record.utf8), layout)
    #expect(String(decoding: kept, as: UTF8.self) == line.kept)
  }
}
