import Deduplication
import Testing

/// What should become of two records.
private enum Verdict {
  case merged
  case reviewed
  case apart
  /// Not merged; whether it is reviewed does not matter.
  case notMerged
}

private struct PairCase: CustomTestStringConvertible {
  let testDescription: String
  let verdict: Verdict
  let left: Person
  let right: Person

  init(_ what: String, _ verdict: Verdict, _ change: (inout Person, inout Person) -> Void) {
    testDescription = what
    self.verdict = verdict
    var left = Person(
      given: "Robert",
      family: "Müller",
      organisation: "Nordwind Handels GmbH",
      email: "robert.mueller77@example.org",
      phone: "+493012345678",
      street: "Hauptstraße 12",
      locality: "Köln",
      postalCode: "50667",
      birthDate: 5000
    )
    var right = left
    change(&left, &right)
    self.left = left
    self.right = right
  }
}

@Suite struct PairScoreTests {
  private static let cases = [
    // One person.
    PairCase("the same record twice", .merged) { _, _ in },
    PairCase("other spelling of everything", .merged) { _, right in
      right.family = "MUELLER"
      right.organisation = "nordwind handels"
      right.email = "Robert.Mueller77@EXAMPLE.org"
      right.street = "Hauptstr. 12"
      right.locality = "KOELN"
    },
    PairCase("a short form of the name, another address", .merged) { _, right in
      right.given = "Bob"
      right.street = "Nebenweg 9"
      right.postalCode = "10115"
      right.locality = "Berlin"
    },
    PairCase("an initial, no e-mail address", .merged) { _, right in
      right.given = "R."
      right.email = nil
    },
    PairCase("names swapped", .merged) { _, right in
      (right.given, right.family) = (right.family, right.given)
      right.phone = nil
    },
    PairCase("married: another family name, the same address, e-mail and phone", .merged) {
      _,
      right in
      right.family = "Schneider"
    },
    PairCase("two companies without a person", .merged) { left, right in
      (left.given, left.family, left.email, left.birthDate) = (nil, nil, nil, nil)
      (right.given, right.family, right.email, right.birthDate) = (nil, nil, nil, nil)
    },
    // Not one person, or not surely.
    PairCase("a household: another given name", .apart) { left, right in
      right.given = "Sabine"
      right.email = "sabine.m@example.org"
      (left.birthDate, right.birthDate) = (nil, nil)
    },
    PairCase("a household that shares its e-mail address", .notMerged) { left, right in
      right.given = "Sabine"
      right.birthDate = 6123
    },
    PairCase("colleagues: the same office, switchboard and given name", .apart) { left, right in
      right.family = "Schneider"
      right.email = "robert.schneider@example.org"
      (left.birthDate, right.birthDate) = (nil, nil)
    },
    PairCase("namesakes with nothing else in common", .apart) { left, right in
      (left.birthDate, right.birthDate) = (nil, nil)
      right.organisation = "Südwind AG"
      right.email = "bob@example.com"
      right.phone = "+493087654321"
      right.street = "Nebenweg 9"
      right.postalCode = "10115"
      right.locality = "Berlin"
    },
    PairCase("nothing but names", .notMerged) { left, right in
      left = Person(given: "Robert", family: "Müller")
      right = left
    },
    PairCase("a company and one of its people", .notMerged) { left, right in
      (right.given, right.family, right.email, right.birthDate) = (nil, nil, nil, nil)
    },
    PairCase("the given name missing in a household", .notMerged) { left, right in
      (right.given, right.email, right.birthDate) = (nil, nil, nil)
    },
  ]

  @Test("merges one person and keeps people apart", arguments: cases)
  private func verdict(_ pair: PairCase) {
    // Among others, so that the two make up no large share of the table.
    let others = Population(count: 100, duplicates: 0, seed: 3).people
    let table = matchTable(others + [pair.left, pair.right])
    let explanation = table.explain(100, 101)
    let isReviewed = explanation.probability >= MatchThresholds().review
    switch pair.verdict {
    case .merged: #expect(explanation.mayMerge, "\(explanation)")
    case .reviewed: #expect(!explanation.mayMerge && isReviewed, "\(explanation)")
    case .apart: #expect(!explanation.mayMerge && !isReviewed, "\(explanation)")
    case .notMerged: #expect(!explanation.mayMerge, "\(explanation)")
    }
  }

  @Test("adds up what it explains")
  func addsUp() {
    let people = Population(count: 60, duplicates: 20, seed: 5).people
    let table = matchTable(people)
    for left in 0..<60 {
      for right in 60..<80 {
        let pair = table.explain(left, right)
        let sum = pair.parts.filter(\.isCounted).reduce(pair.prior) { $0 + $1.weight }
        #expect(abs(sum - pair.weight) < 1e-6)
      }
    }
  }

  @Test("takes an agreement on a rare name for more than on a common one")
  func rarity() {
    var people = (0..<102).map { Person(family: "Müller", locality: "Ort \($0)") }
    people += (0..<2).map { Person(family: "Szczebrzeszyński", locality: "Ort \($0)") }
    let table = matchTable(people)
    #expect(table.explain(102, 103).weight > table.explain(100, 101).weight + 1)
  }
}
