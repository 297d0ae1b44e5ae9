import Deduplication
import Foundation
import TestSupport
import Testing
import Time

/// Foreign test data with known truth.
@Suite struct CorpusTests {
  /// Rows of a simple CSV file (no quoted fields) by column name.
  private func records(_ file: String) throws -> [[String: String]]? {
    guard let url = Corpora.item("dedupe/\(file)") else { return nil }
    let lines = try String(contentsOf: url, encoding: .utf8).split(whereSeparator: \.isNewline)
    let names = lines[0].split(separator: ",").map { String($0) }
    return lines.dropFirst().map { line in
      let values = line.split(separator: ",", omittingEmptySubsequences: false)
      let pairs = zip(names, values).filter { !$1.isEmpty }
      return Dictionary(uniqueKeysWithValues: pairs.map { ($0, String($1)) })
    }
  }

  private func quality(
    _ people: [Person],
    _ ids: [String],
    truth: [[String: String]]
  ) -> ClusterQuality {
    let table = matchTable(people)
    let model = MatchModel.standard.fitted(to: table)
    var result = findMatches(table, model: model)
    let clusters = cluster(table, &result, model: model)
    let entities = Dictionary(
      uniqueKeysWithValues: truth.map { ($0["id"] ?? "", Int($0["entity_id"] ?? "") ?? -1) }
    )
    return ClusterQuality(
      clusters: clusters.clusterOf.map { Int($0) },
      entities: ids.map { entities[$0] ?? -1 }
    )
  }

  private func day(_ text: String?) -> Int32? {
    guard let digits = text?.filter(\.isNumber), digits.count == 8 else { return nil }
    let iso = "\(digits.prefix(4))-\(digits.dropFirst(4).prefix(2))-\(digits.suffix(2))"
    return CalendarDate(iso: iso).map { Int32($0.daysSinceEpoch) }
  }

  @Test("finds the duplicates of FEBRL set 1 without a wrong one")
  func febrl() throws {
    guard let rows = try records("febrl1.csv"), let truth = try records("febrl1.truth.csv") else {
      return
    }
    let people = rows.map { row in
      let street = [row["street_number"], row["address_1"]].compactMap { $0 }
      return Person(
        given: row["given_name"],
        family: row["surname"],
        street: street.isEmpty ? nil : street.joined(separator: " "),
        locality: row["suburb"],
        postalCode: row["postcode"],
        birthDate: day(row["date_of_birth"])
      )
    }
    let quality = quality(people, rows.map { $0["id"] ?? "" }, truth: truth)
    #expect(quality.precision > 0.99)
    #expect(quality.recall > 0.8)
  }

  @Test("finds duplicates of Splink's fake people without a wrong one")
  func fakePeople() throws {
    guard let rows = try records("fake_1000.csv"), let truth = try records("fake_1000.truth.csv")
    else {
      return
    }
    let people = rows.map { row in
      Person(
        given: row["first_name"],
        family: row["surname"],
        email: row["email"],
        locality: row["city"],
        birthDate: day(row["dob"])
      )
    }
    let quality = quality(people, rows.map { $0["id"] ?? "" }, truth: truth)
    #expect(quality.precision > 0.99)
    // A third of its people have birth dates that are never joined: several edits apart.
    #expect(quality.recall > 0.28)
  }
}
