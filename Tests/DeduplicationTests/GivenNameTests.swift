import Deduplication
import TestSupport
import Testing

/// What two given names of one household say.
private enum Names {
  /// One person's: equal, short forms or initials.
  case same
  /// Perhaps a typing error: one person's when something of the person's own agrees.
  case near
  /// Two people's, whatever agrees.
  case different
}

private struct NamePair: CustomTestStringConvertible {
  let left: String
  let right: String
  let verdict: Names

  var testDescription: String { "\(left), \(right)" }

  static func all(_ verdict: Names, _ pairs: [(String, String)]) -> [NamePair] {
    pairs.map { NamePair(left: $0.0, right: $0.1, verdict: verdict) }
  }
}

@Suite("given names in a household")
struct GivenNameTests {
  private static let pairs =
    NamePair.all(
      .same,
      [
        ("Robert", "Bob"), ("Elisabeth", "Lisa"), ("Friedrich", "Fritz"), ("Johannes", "Hannes"),
        ("Andreas", "A."), ("A", "Anja"), ("Anna M.", "Anna"), ("Hans-Peter", "Hanspeter"),
        ("JÜRGEN", "Juergen"), ("Steven", "Steve"), ("Sara", "Sarah"),
      ]
    )
    + NamePair.all(
      .near,
      [
        ("Robert", "Robrt"), ("Bernd", "Bernnd"), ("Katharina", "Katharnia"), ("Stefan", "Stephan"),
        ("Matthias", "Mathias"), ("Anna", "Anna Maria"), ("Hans", "Hans-Peter"),
        ("Erik", "Eric"), ("Toni", "Tony"),
      ]
    )
    + NamePair.all(
      .different,
      [
        ("Andrea", "Andreas"), ("Anna", "Anne"), ("Fritz", "Franz"), ("Maria", "Mario"),
        ("Jan", "Jana"), ("Peter", "Petra"), ("Christian", "Christina"), ("Daniel", "Daniela"),
        ("Paul", "Paula"), ("Martin", "Martina"), ("Alexander", "Alexandra"), ("Jonas", "Jona"),
        ("Ulrich", "Ulrike"), ("Silke", "Sille"), ("Tarvo", "Tarva"), ("Andreas", "B."),
        ("Anna Maria", "Anna Luise"), ("Emily", "Amelia"), ("Andrew", "Andrea"),
        ("Julia", "Julian"),
        ("Maria", "Marie"), ("Emma", "Emmy"), ("Anja", "Anke"), ("Klaus", "Karl"),
      ]
    )

  private func household(_ pair: NamePair, _ change: (inout Person) -> Void = { _ in })
    -> MatchTable
  {
    var left = Person(
      given: pair.left,
      family: "Kern",
      email: "kern@kern.example",
      phone: "+49341888888",
      street: "Weg 9",
      locality: "Leipzig",
      postalCode: "04109"
    )
    change(&left)
    var right = left
    right.given = pair.right
    return matchTable(Population(count: 100, duplicates: 0, seed: 3).people + [left, right])
  }

  @Test("join by themselves only when equal, short forms or initials", arguments: pairs)
  private func shared(_ pair: NamePair) {
    let explanation = household(pair).explain(100, 101)
    #expect(explanation.mayMerge == (pair.verdict == .same), "\(explanation)")
    #expect((explanation.contradiction == nil) == (pair.verdict == .same))
    // What does not join waits for a person when all else agrees and the names are near.
    let isReviewed = explanation.probability >= MatchThresholds().review
    if pair.verdict == .near { #expect(isReviewed) }
  }

  @Test(
    "initials of several names do not contradict them",
    arguments: zip(["Anna Maria", "Jean-Pierre"], ["A. M.", "J.P."])
  )
  func initials(name: String, initials: String) {
    let table = household(NamePair(left: name, right: initials, verdict: .same))
    #expect(table.contradiction(100, 101) == nil)
  }

  @Test("a typing error is bridged by the person's own mailbox or birth date", arguments: pairs)
  private func own(_ pair: NamePair) {
    let isJoined = pair.verdict != .different
    let born = household(pair) { $0.birthDate = 5000 }
    #expect((born.contradiction(100, 101) == nil) == isJoined)
    let name = pair.left.lowercased().filter { $0.isASCII && $0.isLetter }
    guard name.count > 2, name.count == pair.left.count else { return }
    let written = household(pair) { $0.email = "\(name).kern@example.org" }
    #expect((written.contradiction(100, 101) == nil) == isJoined)
  }

  @Test(
    "a mailbox that several people share bears nothing out",
    arguments: [
      "kern", "info", "kontakt", "familie", "office", "familie.kern", "die.kerns", "praxis-kern",
      "buero", "kern.leipzig", "sunshine77",
    ]
  )
  func shared(mailbox: String) {
    let table = household(NamePair(left: "Robert", right: "Robrt", verdict: .near)) {
      $0.email = "\(mailbox)@kern.example"
    }
    #expect(table.contradiction(100, 101) == .spelling)
    #expect(!table.explain(100, 101).mayMerge)
  }

  @Test(
    "a mailbox with the person's name bears a typing error out",
    arguments: [
      "robert", "robert.kern", "kern.robert77", "robertkern", "kernrobert", "rkern", "r.kern",
      "bob.kern", "robertk",
    ]
  )
  func own(mailbox: String) {
    let table = household(NamePair(left: "Robert", right: "Robrt", verdict: .near)) {
      $0.email = "\(mailbox)@kern.example"
    }
    #expect(table.contradiction(100, 101) == nil)
  }

  @Test("a large table shows which spelling is a typing error, a small one does not")
  func table() {
    let couple = [
      Person(given: "Brigitte", family: "Kern", phone: "+49341888888", street: "Weg 9"),
      Person(given: "Brigittte", family: "Kern", phone: "+49341888888", street: "Weg 9"),
    ]
    let others = (0..<30_000).map { number in
      Person(given: "Brigitte", family: "Kern\(number % 977)", phone: "+4930\(2_000_000 + number)")
    }
    #expect(matchTable(couple).contradiction(0, 1) == .spelling)
    #expect(matchTable(couple + others, batchSize: 10_000).contradiction(0, 1) == nil)
  }
}
