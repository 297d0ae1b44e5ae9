import CRMModel
import Columns
import Diagnostics
import Foundation
import TestSupport
import Testing
import Validation

/// The short ways through a batch against the clear ones, value by value.
@Suite("Short ways and clear ways agree")
struct FastPathTests {
  /// Countries with fixed prefixes, shared calling codes, leading digits, transforms, odd prefixes.
  private static let countries = [
    "US", "CA", "JM", "DO", "PR", "BS", "DE", "AT", "GB", "GG", "IM", "FR", "RE", "IT", "VA", "ES",
    "AU", "CX", "RU", "KZ", "AR", "MX", "BR", "SE", "NO", "SJ", "JP", "CN", "IN", "ZA",
  ]

  /// Numbers made of what numbers begin with, most of them wrong.
  private static func numbers(_ count: Int, seed: UInt64) -> [(text: String, country: String)] {
    var random = SeededGenerator(seed: seed)
    let starts = [
      "", "", "", "0", "00", "1", "01", "011", "+1", "+1876", "+1809", "1787", "+49", "0049",
      "+44", "+4477", "07", "+7", "8", "+3906", "+39", "0039", "+262", "+5411", "0015", "12345",
      "98765", "+90", "+1 (212) ", "800", "212-", "001212", "001415", "00442", "004930",
    ]
    return (0..<count).map { _ in
      let length = Int.random(in: 4...11, using: &random)
      let digits = (0..<length).map { _ in String(Int.random(in: 0...9, using: &random)) }
      let start = starts.randomElement(using: &random) ?? ""
      let end = Int.random(in: 0..<20, using: &random) == 0 ? " ext. 12" : ""
      return (start + digits.joined() + end, countries.randomElement(using: &random) ?? "US")
    }
  }

  @Test("numbers in a batch are judged as numbers on their own")
  func phones() throws {
    let numbers = Self.numbers(30_000, seed: 11)
    let result = Batches.validate([
      ("phone", numbers.map(\.text)), ("country", numbers.map(\.country)),
    ])
    let findings = result.findings.filter { $0.field == "phone" }
    let codes = Dictionary(grouping: findings, by: \.row).mapValues { $0.map(\.code) }
    var valid = 0
    for (row, number) in numbers.enumerated() {
      let alone = PhoneNumber.read(number.text, country: CountryCode(number.country))
      switch alone {
      case .success(let phone):
        valid += 1
        #expect(result.text("phone", row) == phone.e164, "\(number)")
      case .failure(let fault):
        #expect(result.text("phone", row) == nil, "\(number)")
        #expect(codes[Int32(row)] == [fault.code.code], "\(number)")
      }
    }
    #expect(valid > 2_000)
  }

  /// Texts with everything that cleaning looks at, of lengths around a word's eight bytes.
  private static func texts(_ count: Int, seed: UInt64) -> [String] {
    var random = SeededGenerator(seed: seed)
    let pieces = [
      "a", "B", "7", " ", "-", ", ", ".", "~", "\u{7F}", "\u{1}", "\t", "é", "ß", "Ł", "Ø", "×",
      "ǆ",
      "中", "Ã©", "e\u{301}", "\u{A0}", "street", "N/A", "\"", "\\", "😀", "Æ",
    ]
    return (0..<count).map { _ in
      let length = Int.random(in: 0...14, using: &random)
      return (0..<length).map { _ in pieces.randomElement(using: &random) ?? "" }.joined()
    }
  }

  @Test("a value is cleaned the same among plain ones and among others")
  func cleaning() {
    let texts = Self.texts(3_000, seed: 5).filter { $0.utf8.allSatisfy { $0 < 0x80 } }
    let plain = texts.filter { $0.utf8.allSatisfy { (0x20..<0x7F).contains($0) } }
    for field in ["organisation", "street", "notes", "family_name", "region"] {
      let all = Batches.validate([(field, texts + ["é"])], ValidationRules())
      let alone = texts.map { Batches.validate([(field, [$0])], ValidationRules()) }
      let kept = alone.filter { !$0.acceptedRows.isEmpty }.map { $0.text(field) }
      #expect((0..<kept.count).map { all.text(field, $0) } == kept)
      let column = Batches.validate([(field, plain)], ValidationRules())
      let mixed = Batches.validate([(field, plain + ["é"])], ValidationRules())
      #expect(column.skippedRows == mixed.skippedRows)
      #expect(
        column.acceptedRows.indices.allSatisfy {
          column.text(field, $0) == mixed.text(field, $0)
        }
      )
    }
  }

  @Test("a value is cleaned the same among harmless ones and beside one that needs work")
  func harmless() {
    let texts = Self.texts(3_000, seed: 7)
    for field in ["organisation", "street", "notes", "family_name"] {
      let beside = texts.flatMap { [$0, "\u{1}needs work"] }
      let among = Batches.validate([(field, texts)], ValidationRules())
      let mixed = Batches.validate([(field, beside)], ValidationRules())
      let kept = mixed.acceptedRows.indices.filter { mixed.acceptedRows[$0] % 2 == 0 }
      #expect(among.acceptedRows.map { $0 * 2 } == kept.map { mixed.acceptedRows[$0] })
      #expect(
        among.acceptedRows.indices.map { among.text(field, $0) }
          == kept.map { mixed.text(field, $0) }
      )
      let findings = mixed.findings.filter { $0.row % 2 == 0 }
      #expect(among.findings.map(\.code) == findings.map(\.code))
    }
  }

  @Test(
    "a postal code is written the usual way whatever parts it",
    arguments: [
      ("GB", "SW1A 1AA"), ("GB", "BFPO 801"), ("SE", "114 55"), ("PL", "00-950"),
      ("PT", "1000-205"), ("NL", "1012 AB"), ("CA", "K1A 0B1"), ("BR", "01310-100"),
      ("JP", "100-0001"), ("IE", "D02 AF30"), ("CZ", "110 00"), ("DE", "10115"),
      ("US", "90210-1234"),
    ]
  )
  func postalCodes(country: String, code: String) {
    let compact = code.filter { $0.isLetter || $0.isNumber }
    let lowered = code.lowercased()
    let parted = ["-", " ", "."].flatMap { mark in
      [code, lowered].map { $0.map { $0.isLetter || $0.isNumber ? "\($0)" : mark }.joined() }
    }
    let spellings = [code, compact, compact.lowercased(), "-" + compact + "."] + parted
    let result = Batches.validate([
      ("postal_code", spellings), ("country", spellings.map { _ in country }),
    ])
    for row in spellings.indices {
      #expect(result.text("postal_code", row) == code, "\(spellings[row])")
    }
  }

  @Test("addresses are folded as a clear fold does it")
  func fold() {
    let texts = Self.texts(4_000, seed: 8)
    let result = Batches.validate([("street", texts)], ValidationRules())
    let points = result.clean.points
    #expect(points.count > 2_000)
    for point in 0..<points.count {
      let clear = Self.folded(points.values[point] ?? "")
      #expect(points.normalised[point] ?? "" == clear)
    }
  }

  /// Lower case, Latin letters without marks, one blank between words: letter by letter.
  private static func folded(_ text: String) -> String {
    let latin: [Unicode.Scalar: String] = [
      "é": "e", "ß": "ss", "Ł": "l", "Ø": "o", "Æ": "ae", "Ã": "a",
    ]
    var words = [""]
    for scalar in text.unicodeScalars {
      let letter = String(scalar)
      if let plain = latin[scalar] {
        words[words.count - 1] += plain
      } else if !scalar.isASCII {
        words[words.count - 1] += letter
      } else if scalar.properties.isAlphabetic || scalar.properties.numericType != nil {
        words[words.count - 1] += letter.lowercased()
      } else {
        words.append("")
      }
    }
    return words.filter { !$0.isEmpty }.joined(separator: " ")
  }

  @Test("a row has the same points whether or not another row has further ones")
  func points() {
    let texts = Self.texts(500, seed: 21)
    let columns: [(name: String, values: [String?])] = [
      ("email", texts.indices.map { $0 % 3 == 0 ? nil : "Person\($0)@Example.NET" }),
      ("phone", texts.indices.map { $0 % 4 == 0 ? nil : "030 90182\($0 % 10)" }),
      ("website", texts.indices.map { $0 % 5 == 0 ? "Example.org/\($0)" : nil }),
      ("street", texts), ("postal_code", texts.map { _ in "10115" }),
      ("locality", texts.indices.map { $0 % 2 == 0 ? "Köln" : nil }),
    ]
    var further = RawContactPoints()
    further.append(row: 0, .url, "example.com", label: "work", preferred: true)
    let without = Batches.validate(columns).clean.points
    let with = Batches.validate(columns, points: further).clean.points
    let start = without.rows.firstIndex { $0 > 0 } ?? 0
    let shift = with.count - without.count
    #expect(shift == 1)
    for point in start..<without.count {
      #expect(without.rows[point] == with.rows[point + shift])
      #expect(without.kinds[point] == with.kinds[point + shift])
      #expect(without.values[point] == with.values[point + shift])
      #expect(without.normalised[point] == with.normalised[point + shift])
    }
  }

  @Test("repairs are JSON whatever the value holds")
  func repairs() throws {
    let texts = Self.texts(2_000, seed: 3).map { " " + $0 + "\u{1}\u{1F}\"\\ " }
    let result = Batches.validate([("organisation", texts)], ValidationRules())
    for (row, source) in result.acceptedRows.enumerated() {
      let json = try #require(result.text("repairs", row))
      let list = try JSONDecoder().decode([[String: String?]].self, from: Data(json.utf8))
      #expect(list.first?["old"] == texts[source])
    }
  }
}
