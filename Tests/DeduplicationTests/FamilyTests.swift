import Deduplication
import TestSupport
import Testing
import Time

/// People who share a family name, an address, a phone and a mailbox.
@Suite("families")
struct FamilyTests {
  private static func kern(_ given: String?, _ change: (inout Person) -> Void = { _ in }) -> Person
  {
    var person = Person(
      given: given,
      family: "Kern",
      email: "kern@kern.example",
      phone: "+49341888888",
      street: "Weg 9",
      locality: "Leipzig",
      postalCode: "04109"
    )
    change(&person)
    return person
  }

  private static func day(_ iso: String) -> Int32? {
    CalendarDate(iso: iso).map { Int32($0.daysSinceEpoch) }
  }

  /// All orders of a few people.
  private static func orders(_ people: [Person]) -> [[Person]] {
    if people.count < 2 { return [people] }
    return people.indices.flatMap { index in
      var rest = people
      let first = rest.remove(at: index)
      return orders(rest).map { [first] + $0 }
    }
  }

  private struct Clustered {
    let table: MatchTable
    let clusters: Clusters
    let edges: [MatchEdge]

    func areOne(_ left: Int, _ right: Int) -> Bool {
      clusters.clusterOf[left] == clusters.clusterOf[right]
    }

    /// No two rows of a cluster contradict each other, spellings aside that a third record shows.
    var isSound: Bool {
      (0..<clusters.count).allSatisfy { cluster in
        let rows = clusters.rows(cluster).map { Int($0) }
        return rows.allSatisfy { left in
          rows.allSatisfy { right in
            let contradiction = left < right ? table.contradiction(left, right) : nil
            return contradiction == nil || contradiction == .spelling
          }
        }
      }
    }
  }

  private func clustered(_ people: [Person], leads: [Int32] = []) -> Clustered {
    let table = matchTable(people)
    var result = findMatches(table, newRowsFrom: leads.count)
    let clusters = cluster(table, &result, leads: leads)
    return Clustered(table: table, clusters: clusters, edges: result.edges)
  }

  // MARK: - Pairs

  private struct Dates: CustomTestStringConvertible {
    let left: String
    let right: String
    let areOne: Bool
    var testDescription: String { "\(left), \(right)" }
  }

  @Test(
    "birth dates that cannot be one person's are never joined",
    arguments: [
      Dates(left: "1950-02-01", right: "1980-04-03", areOne: false),
      Dates(left: "1950-02-01", right: "1982-02-01", areOne: false),
      Dates(left: "1950-02-01", right: "1980-02-01", areOne: false),
      Dates(left: "1976-09-15", right: "1977-09-13", areOne: false),
      Dates(left: "1976-09-15", right: "1976-09-15", areOne: true),
      Dates(left: "1976-09-15", right: "1976-09-17", areOne: true),
      Dates(left: "1976-09-15", right: "1975-09-15", areOne: true),
      Dates(left: "1976-09-15", right: "1976-08-15", areOne: true),
      Dates(left: "1976-03-11", right: "1976-11-03", areOne: true),
    ]
  )
  private func birthDates(_ dates: Dates) {
    let people = [dates.left, dates.right].map { date in
      Self.kern("Emil") { $0.birthDate = Self.day(date) }
    }
    let outcome = clustered(people)
    #expect(outcome.areOne(0, 1) == dates.areOne)
    // What is kept apart waits for a person.
    if !dates.areOne { #expect(outcome.edges.map(\.decision) == [.review]) }
  }

  private struct Suffixes: CustomTestStringConvertible, Sendable {
    let left: (given: String, family: String)
    let right: (given: String, family: String)
    let areOne: Bool
    var testDescription: String { "\(left), \(right)" }

    init(_ left: (String, String), _ right: (String, String), _ areOne: Bool) {
      self.left = left
      self.right = right
      self.areOne = areOne
    }
  }

  @Test(
    "generation suffixes tell people of one name apart",
    arguments: [
      Suffixes(("Hans", "Bach sen."), ("Hans", "Bach jun."), false),
      Suffixes(("Hans", "Bach Senior"), ("Hans", "Bach junior"), false),
      Suffixes(("Hans", "Bach d. Ä."), ("Hans", "Bach d.J."), false),
      Suffixes(("Hans", "Bach der Ältere"), ("Hans", "Bach der Jüngere"), false),
      Suffixes(("Hans", "Bach Jr"), ("Hans", "Bach III"), false),
      Suffixes(("Hans", "Bach II"), ("Hans", "Bach III"), false),
      Suffixes(("Hans jun.", "Bach"), ("Hans sen.", "Bach"), false),
      // Father or son.
      Suffixes(("Hans", "Bach"), ("Hans", "Bach jun."), false),
      Suffixes(("Hans", "Bach jun."), ("Hans", "Bach Jr."), true),
      Suffixes(("Hans", "Bach sen."), ("Hans sen.", "Bach"), true),
    ]
  )
  private func generations(_ suffixes: Suffixes) {
    let people = [suffixes.left, suffixes.right].map { name in
      Self.kern(name.given) {
        $0.family = name.family
        $0.email = "bach@bach.example"
      }
    }
    let outcome = clustered(people)
    #expect(outcome.areOne(0, 1) == suffixes.areOne)
    if !suffixes.areOne { #expect(outcome.edges.map(\.decision) == [.review]) }
  }

  @Test("colleagues of one given name are not joined by the office's mailbox")
  func colleagues() {
    let people = ["Kohl", "Berger"].map { family in
      Self.kern("Robert") {
        $0.family = family
        $0.organisation = "Firma GmbH"
        $0.email = "info@firma.example"
      }
    }
    #expect(!clustered(people).areOne(0, 1))
  }

  @Test("a new family name is borne out by the person's own mailbox and birth date")
  func married() {
    let people = ["Moor", "Bach"].map { family in
      Self.kern("Gerda") {
        $0.family = family
        $0.email = "gerda@moor.example"
        $0.birthDate = 188
      }
    }
    #expect(clustered(people).areOne(0, 1))
  }

  @Test("a record without a name is nobody's for sharing a mailbox")
  func nameless() {
    let people = [
      Self.kern("Ida") { $0.email = "kontakt@kern.example" },
      Self.kern(nil) {
        $0.family = nil
        $0.email = "kontakt@kern.example"
      },
    ]
    #expect(!clustered(people).areOne(0, 1))
  }

  @Test("a bare mailbox is the lead's that alone has it, in any order")
  func bareMailbox() {
    let bare = Person(email: "ida.kern@kern.example")
    let ida = Self.kern("Ida") { $0.email = "ida.kern@kern.example" }
    let moved = Self.kern("Ida") { $0.email = "ida@neu.example" }
    for people in Self.orders([bare, ida, moved]) {
      let result = clustered(people)
      #expect(result.clusters.count == 1)
    }
    #expect(clustered([bare, bare]).areOne(0, 1))
    let other = Self.kern("Ida") { $0.email = "ida.kern@kern2.example" }
    #expect(!clustered([bare, other]).areOne(0, 1))
  }

  @Test("a bare mailbox that two people share, or an office, waits for a person")
  func bareSharedMailbox() {
    let couple = [Self.kern("Ida"), Self.kern("Otto"), Person(email: "kern@kern.example")]
    for people in Self.orders(couple) {
      let result = clustered(people)
      #expect(result.clusters.count == 3)
      #expect(result.edges.contains { $0.decision == .review })
    }
    let office = Person(organisation: "Elm Row Nursery", email: "info@elmrow.example")
    let result = clustered([office, Person(email: "info@elmrow.example")])
    #expect(result.clusters.count == 2)
    #expect(result.edges.map(\.decision) == [.review])
  }

  @Test(
    "companies of one name and other legal forms are two, whatever they share",
    arguments: [
      ("Hain GmbH", "Hain GmbH & Co. KG", false), ("Alpha GmbH", "Alpha AG", false),
      ("Acme Ltd", "Acme Limited", true), ("Alpha GmbH", "ALPHA G.m.b.H.", true),
      ("Alpha Group GmbH", "Alpha GmbH", true),
    ]
  )
  func legalForms(_ one: String, _ other: String, _ areOne: Bool) {
    func company(_ name: String) -> Person {
      Person(
        organisation: name,
        email: "info@hain.example",
        phone: "+49341888888",
        street: "Weg 9",
        locality: "Leipzig",
        postalCode: "04109"
      )
    }
    let result = clustered([company(one), company(other)])
    #expect(result.areOne(0, 1) == areOne)
    #expect(areOne || result.edges.map(\.decision) == [.review])
    // Which of the two an entry without its form means is for a person to say.
    let third = clustered([company(one), company(other), company("Hain")])
    #expect(third.isSound)
  }

  @Test("organisations that are identical in every field are one")
  func organisations() {
    let nursery = Person(organisation: "Elm Row Nursery", street: "12 Elm Row")
    #expect(clustered([nursery, nursery]).areOne(0, 1))
  }

  @Test(
    "birth dates with a typing error are compared",
    arguments: ["1973-12-27", "1973-11-23", "1974-12-23", "1937-12-23"]
  )
  func comparedDates(date: String) {
    let people = ["1973-12-23", date].map {
      Person(given: "Gerda", family: "Müller", birthDate: Self.day($0))
    }
    let table = matchTable(people)
    #expect(findMatches(table).comparedPairs == 1)
  }

  // MARK: - Third records

  private static let bridged: [(String, [Person])] = [
    ("an initial", [kern("Andreas"), kern("Anja"), kern("A.")]),
    ("two initials", [kern("Andreas"), kern("Anja"), kern("A."), kern("A")]),
    ("no given name", [kern("Andreas"), kern("Andrea"), kern(nil)]),
    ("a short form", [kern("Alexander"), kern("Alexandra"), kern("Alex")]),
    (
      "no birth date",
      [
        kern("Emil") { $0.birthDate = day("1950-02-01") },
        kern("Emil") { $0.birthDate = day("1980-04-03") }, kern("Emil"),
      ]
    ),
    (
      "no generation",
      [
        kern("Hans") { $0.family = "Kern sen." }, kern("Hans") { $0.family = "Kern jun." },
        kern("Hans"),
      ]
    ),
    ("a misspelling", [kern("Robert"), kern("Robrt"), kern("R.")]),
    (
      "a colleague without a family name",
      [
        kern("Robert") { $0.family = "Kohl" }, kern("Robert") { $0.family = "Berger" },
        kern("Robert") { $0.family = nil },
      ]
    ),
  ]

  @Test("are no bridge between two people, in any order", arguments: bridged.map(\.0))
  func bridges(name: String) throws {
    let people = try #require(Self.bridged.first { $0.0 == name }).1
    for order in Self.orders(people) {
      let outcome = clustered(order)
      let first = try #require(order.firstIndex(of: people[0]))
      let second = try #require(order.firstIndex(of: people[1]))
      #expect(!outcome.areOne(first, second))
      #expect(outcome.isSound)
    }
  }

  @Test("are no bridge over several deliveries", arguments: bridged.map(\.0))
  func deliveries(name: String) throws {
    let people = try #require(Self.bridged.first { $0.0 == name }).1
    for order in Self.orders(people) {
      // Each delivery meets the leads that the ones before it made.
      var leads: [Int32] = []
      for count in 1...order.count {
        let outcome = clustered(Array(order.prefix(count)), leads: leads)
        leads = outcome.clusters.clusterOf
      }
      let first = try #require(order.firstIndex(of: people[0]))
      let second = try #require(order.firstIndex(of: people[1]))
      #expect(leads[first] != leads[second])
    }
  }

  @Test("that could be either's are left to a person")
  func ambiguous() {
    let outcome = clustered([Self.kern("Andreas"), Self.kern("A."), Self.kern("Anja")])
    #expect(outcome.clusters.count == 3)
    #expect(outcome.edges.allSatisfy { $0.decision == .review })
    // Alone with one of them, the initial is his.
    #expect(clustered([Self.kern("Andreas"), Self.kern("A.")]).areOne(0, 1))
  }

  @Test("of a lead's records join a lead only when they contradict none of it")
  func storedLead() {
    let people = [
      Self.kern("Andreas"), Self.kern("A.") { $0.street = "Platz 1" }, Self.kern("Anja"),
    ]
    let outcome = clustered(people, leads: [0, 0])
    #expect(outcome.areOne(0, 1))
    #expect(!outcome.areOne(1, 2))
  }

  // MARK: - Seeded households

  /// Households whose members appear several times, with initials, missing values and misspellings.
  private func households(_ seed: UInt64) -> [Person] {
    var generator = SeededGenerator(seed: seed)
    let names = ["Andrea", "Andreas", "Anna", "Anne", "Jan", "Jana", "Emil", "Emil", "Robert"]
    var people: [Person] = []
    for number in 0..<40 {
      for _ in 0..<Int.random(in: 2...5, using: &generator) {
        let given = names.randomElement(using: &generator) ?? "Anna"
        var person = Self.kern(given) {
          $0.family = "Kern\(number)"
          $0.email = "kern\(number)@kern.example"
          $0.phone = "+4934188888\(number + 10)"
          $0.street = "Weg \(number + 1)"
          $0.birthDate = Int32.random(in: 0...3, using: &generator) * 4000
        }
        switch Int.random(in: 0...7, using: &generator) {
        case 0: person.given = "\(given.prefix(1))."
        case 1: person.given = nil
        case 2: person.given = "\(given.dropLast(2))\(given.last ?? "a")"
        case 3: person.email = "\(given.lowercased())@kern.example"
        case 4: person.birthDate = nil
        case 5: person.family = "Kern\(number) jun."
        case 6: (person.given, person.family) = (person.family, person.given)
        default: break
        }
        people.append(person)
      }
    }
    return people
  }

  @Test(
    "hold no two records that contradict each other, in any order",
    arguments: [1, 2, 3, 4, 5, 6] as [UInt64]
  )
  func property(seed: UInt64) {
    let people = households(seed)
    let outcome = clustered(people)
    #expect(outcome.isSound)
    var generator = SeededGenerator(seed: seed + 100)
    let order = people.indices.shuffled(using: &generator)
    let other = clustered(order.map { people[$0] })
    #expect(other.isSound)
    #expect(sets(outcome, people) == sets(other, order.map { people[$0] }))
  }

  private func sets(_ outcome: Clustered, _ people: [Person]) -> [[String]] {
    (0..<outcome.clusters.count).map { cluster in
      outcome.clusters.rows(cluster).map { "\(people[Int($0)])" }.sorted()
    }.sorted { $0.lexicographicallyPrecedes($1) }
  }
}
